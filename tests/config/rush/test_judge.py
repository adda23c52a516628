"""The verdict on made-up rushes: what is broken is found, and what is not is left alone."""

from __future__ import annotations

from dataclasses import replace

from giliran.config.rush import judge
from giliran.config.rush.log import BOOKED, NO_ANSWER, Attempt, Booking, Facts, Log, Party, Poll, Window

OPENS = 1_000.0
CAME = {10: OPENS, 11: OPENS + 5, 12: OPENS + 10}


def party(number: int, fate: str = "booked", *, size: int = 1, is_bot: bool = False) -> Party:
    return Party(number, 10 + number, size, is_bot, False, OPENS, fate)


def attempt(number: int, code: str, status: int = BOOKED, *, at: float = 20, trick: str = "", size: int = 1) -> Attempt:
    return Attempt(number, f"k{number}", 1, size, OPENS + at, 0.1, status, code, trick)


def booking(number: int, code: str, *, at: float = 20, seats: int = 1) -> Booking:
    return Booking(10 + number, f"k{number}", code, 1, seats, OPENS + at, number)


def a_rush() -> tuple[Log, Facts]:
    """Two windows; three parties, of which two are booked into one seat each of the first, and one is refused."""
    log = Log(
        attempts=[attempt(0, "AAA"), attempt(1, "BBB", at=21), attempt(2, "full", 409, at=22, size=2)],
        polls=[Poll(OPENS, 0.01, 200)],
        parties=[party(0), party(1), party(2, "waiting", size=2)],
    )
    facts = Facts(
        opening=1,
        state="running",
        opens_at=OPENS,
        windows=[Window(1, 3, 2, 2)],
        bookings=[booking(0, "AAA"), booking(1, "BBB", at=21)],
        came=dict(CAME),
    )
    return log, facts


def broken(log: Log, facts: Facts) -> dict[str, int]:
    """How many findings there are, by what they break."""
    return {name: len(found) for name, found in judge.judge(log, facts).findings.items() if found}


def test_a_rush_in_which_every_promise_was_kept() -> None:
    log, facts = a_rush()
    verdict = judge.judge(log, facts)
    assert (verdict.is_clean, broken(log, facts)) == (True, {})


def test_a_seat_that_was_promised_twice() -> None:
    log, facts = a_rush()
    assert broken(log, replace(facts, windows=[Window(1, 1, 1, 2)]))["oversold"] == 2
    assert broken(log, replace(facts, windows=[Window(1, 3, 3, 2)])) == {"oversold": 1}
    assert broken(log, replace(facts, broken=["a party of 6"])) == {"oversold": 1}


def test_a_party_that_was_called_too_large_while_its_seats_were_free() -> None:
    log, facts = a_rush()
    assert broken(log, replace(facts, windows=[Window(1, 4, 2, 2)]))["undersold"] == 2  # refused, and still waiting
    full_later = replace(
        facts, windows=[Window(1, 4, 4, 4)], bookings=[*facts.bookings, booking(2, "C", at=30, seats=2)]
    )
    assert list(judge.undersold(log, full_later)) == ["slot 1 was called full to a party of 2 while 2 seats were free"]


def test_what_others_hold_in_a_window_is_not_free() -> None:
    log, facts = a_rush()
    assert broken(log, replace(facts, windows=[Window(1, 6, 6, 6)])) == {}


def test_somebody_who_fits_and_waits_beside_free_seats() -> None:
    log, facts = a_rush()
    log.attempts.pop()
    log.parties[2] = party(2, "waiting")
    assert broken(log, facts) == {"undersold": 1}
    assert broken(log, replace(facts, came={**CAME, 12: None})) == {"undersold": 1}  # the play was cut off
    log.parties[2] = party(2, "over")
    assert broken(log, facts) == {}
    assert broken(log, replace(facts, state="closed")) == {"undersold": 1}


def test_a_promise_that_is_not_in_the_tables() -> None:
    log, facts = a_rush()
    assert broken(log, replace(facts, bookings=facts.bookings[:1])) == {"lost": 1}


def test_a_booking_that_nobody_asked_for_or_was_never_told() -> None:
    log, facts = a_rush()
    del log.attempts[1]
    assert broken(log, facts) == {"lost": 1}
    log.attempts.insert(1, attempt(1, "", NO_ANSWER, trick="dropped"))
    assert list(judge.lost(log, facts)) == ["booking BBB was never told to the party that asked for it"]
    log.attempts.insert(2, attempt(1, "BBB", trick="again"))
    assert broken(log, facts) == {}


def test_one_key_with_two_answers_and_an_account_with_two_bookings() -> None:
    log, facts = a_rush()
    log.attempts.append(attempt(0, "ZZZ", trick="double"))
    assert broken(log, facts) == {"lost": 2}
    log, facts = a_rush()
    second = Booking(10, "k9", "DDD", 1, 1, OPENS + 30, 0)
    log.attempts.append(attempt(0, "DDD")._replace(key="k9"))
    assert list(judge.lost(log, replace(facts, bookings=[*facts.bookings, second]))) == [
        "account 10 has a second booking, DDD"
    ]


def test_a_booking_before_its_turn() -> None:
    log, facts = a_rush()
    assert broken(log, replace(facts, came={**CAME, 11: OPENS + 22})) == {"order": 1}
    assert broken(log, replace(facts, came={**CAME, 11: None})) == {"order": 1}


def test_a_bot_that_got_in_by_a_trick() -> None:
    for trick, allowed in (("forged", 401), ("expired", 401), ("stolen", 409), ("other_body", 422)):
        log, facts = a_rush()
        log.attempts.append(attempt(2, "pass_invalid", allowed, trick=trick))
        assert broken(log, facts) == {}
        log.attempts.append(attempt(2, "odd", 200, trick=trick))
        assert broken(log, facts) == {"intruders": 1, "errors": 1}


def test_answers_that_no_client_should_get() -> None:
    log, facts = a_rush()
    log.attempts += [attempt(2, "broken", 500), attempt(2, "pass_invalid", 401), attempt(2, "busy", 503)]
    log.polls.append(Poll(OPENS, 0.01, 502))
    log.faults.append("a player broke down")
    assert broken(log, facts) == {"errors": 4}


def test_what_hammering_gained() -> None:
    log, facts = a_rush()
    log.parties[0] = party(0, is_bot=True)
    verdict = judge.judge(log, facts)
    assert verdict.bots == judge.Side(1, 1, 20.0)
    assert verdict.others == judge.Side(2, 1, 16.0)
    assert (verdict.bots.share, verdict.others.share) == (1.0, 0.5)


def test_refusals_are_counted_by_reason() -> None:
    log, _facts = a_rush()
    log.attempts += [attempt(2, "full", 409), attempt(2, "busy", 503), attempt(2, "", NO_ANSWER)]
    assert judge.refusals(log.attempts) == {"full": 2, "busy": 1}
