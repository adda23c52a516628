from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from giliran.onsite import policy
from giliran.onsite.policy import Admitted, Gate, TicketFacts, Verdict

DAY = date(2026, 11, 23)
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOON = EIGHT + timedelta(hours=4)
EARLIER = EIGHT - timedelta(days=2)


def gate(minutes: int = 60) -> Gate:
    """The door, so many minutes after eight."""
    now = EIGHT + timedelta(minutes=minutes)
    return Gate(1, now, DAY, timedelta(minutes=15), timedelta(minutes=60), timedelta(minutes=90))


def ticket(**changes: object) -> TicketFacts:
    facts = TicketFacts(1, "Kantor Imigrasi Tanjungpinang", DAY, EIGHT, NOON, "confirmed", EARLIER, "Siti")
    return facts._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("minutes", [-15, 0, 60, 239, 240])
def test_inside_the_window_a_ticket_is_valid(minutes: int) -> None:
    assert policy.verdict(ticket(), gate(minutes)) == Verdict("valid", "valid")


@pytest.mark.parametrize(
    ("minutes", "code", "off", "needs_reason"),
    [
        (-16, "early", 16, False),
        (-60, "early", 60, False),
        (-61, "early", 61, True),
        (241, "late", 1, False),
        (330, "late", 90, False),
        (331, "late", 91, True),
    ],
)
def test_outside_the_window_the_officer_looks_and_beyond_the_tolerance_says_why(
    minutes: int, code: str, off: int, needs_reason: bool
) -> None:
    assert policy.verdict(ticket(), gate(minutes)) == Verdict("attention", code, {"minutes": off}, needs_reason)


def test_somebody_marked_as_missed_today_is_late_and_needs_a_reason() -> None:
    found = policy.verdict(ticket(state="missed"), gate(250))
    assert found == Verdict("attention", "late", {"minutes": 10}, needs_reason=True)


def test_a_registry_that_disagrees_is_a_matter_of_attention() -> None:
    assert policy.verdict(ticket(identity_differs=True), gate()) == Verdict("attention", "identity", {"name": "Siti"})


@pytest.mark.parametrize(
    ("changes", "code", "params"),
    [
        ({"office_id": 2}, "other_office", {"office": "Kantor Imigrasi Tanjungpinang", "date": DAY}),
        ({"date": date(2026, 11, 22)}, "other_day", {"date": date(2026, 11, 22), "is_past": True}),
        ({"date": date(2026, 11, 24)}, "other_day", {"date": date(2026, 11, 24), "is_past": False}),
        ({"state": "cancelled"}, "cancelled", {"at": EARLIER}),
        ({"state": "moved"}, "moved", {"at": EARLIER}),
        ({"state": "missed", "date": date(2026, 11, 20)}, "missed", {"date": date(2026, 11, 20)}),
        ({"state": "attended"}, "used", {"at": EARLIER, "by": "", "name": "Siti"}),
        (
            {"state": "attended", "admitted": Admitted(EIGHT, "Rina")},
            "used",
            {"at": EIGHT, "by": "Rina", "name": "Siti"},
        ),
    ],
)
def test_refusals_name_their_reason(changes: dict[str, object], code: str, params: dict[str, object]) -> None:
    assert policy.verdict(ticket(**changes), gate()) == Verdict("refused", code, params)


def test_another_office_is_named_before_anything_else() -> None:
    assert policy.verdict(ticket(office_id=2, state="cancelled"), gate()).code == "other_office"


def test_a_party_of_which_some_are_in_wants_attention() -> None:
    inside = ticket(state="attended", admitted=Admitted(EIGHT, "Rina"))
    [found] = policy.party_verdicts(0, [inside, ticket(name="Budi")], gate())
    assert found == Verdict("attention", "part_in", {"count": 1, "total": 2, "at": EIGHT, "by": "Rina", "name": "Siti"})


def test_a_party_that_is_in_is_refused_with_the_use_of_the_ticket_shown() -> None:
    party = [
        ticket(state="attended", admitted=Admitted(EIGHT, "Rina")),
        ticket(state="attended", admitted=Admitted(NOON, "Joko"), name="Budi"),
    ]
    assert policy.party_verdicts(1, party, gate()) == [
        Verdict("refused", "used", {"at": NOON, "by": "Joko", "name": "Budi"})
    ]


def test_what_needs_a_reason_comes_first_and_is_said_once() -> None:
    party = [ticket(identity_differs=True), ticket(name="Budi")]
    codes = [one.code for one in policy.party_verdicts(None, party, gate(-100))]
    assert codes == ["early", "identity"]


def test_undo_lasts_one_minute() -> None:
    assert policy.may_undo(EIGHT, EIGHT + timedelta(seconds=60))
    assert not policy.may_undo(EIGHT, EIGHT + timedelta(seconds=61))


def test_coming_before_dawn_gains_nothing() -> None:
    dawn = EIGHT - timedelta(hours=3)
    early_bird = policy.turn_key(dawn, EIGHT + timedelta(hours=1), "A", 20)
    punctual = policy.turn_key(EIGHT, EIGHT, "A", 3)
    assert sorted([early_bird, punctual]) == [punctual, early_bird]
