"""A recount of honest draws finds nothing; of others, it names what was done to whom."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.opening import verify
from giliran.opening.verify import Finding, Unreadable
from giliran.opening.verify.order import out_of_order
from tests.opening import independent, lots
from tests.opening.lots import Document

RANDOM = st.integers(0, 2**32).map(Random)
FILES = ("turns", "ballot", "beacon")
TAMPERED = lots.vector("tampered.json")


def found(document: Document, **files: Any) -> list[tuple[str, str]]:
    return [(one.code, one.entry) for one in verify.verify(document, **files).findings]


@given(RANDOM)
def test_an_honest_opening_agrees_in_everything_that_can_be_checked(rng: Random) -> None:
    opening = lots.an_opening(rng)
    receipts = [lots.a_receipt(opening, row) for row in opening["entries"][:3]]
    receipts += [lots.a_receipt(opening, row, entered_at=lots.iso(lots.FREEZE)) for row in opening["late"]]
    verdict = verify.verify(opening, lots.roll_of(opening), receipts, lots.public_keys())
    assert verdict.findings == []
    assert verify.DIFFERS not in verdict.checked.values()
    sure = {"commitment", "digest", "roll", "ranks"} | ({"receipts", "signatures"} if receipts else set())
    assert {name for name in sure if verdict.checked[name] != verify.AGREES} == set()


@given(RANDOM)
def test_a_second_recount_of_somebody_elses_agrees(rng: Random) -> None:
    assert independent.recount(json.dumps(lots.an_opening(rng))) == []


@given(RANDOM)
def test_both_recounts_complain_about_the_same_draws(rng: Random) -> None:
    opening = lots.meddled(rng, lots.an_opening(rng, entries=rng.randint(2, 20)))
    verdict = verify.verify(opening)
    names = {"digest": "roll", "ranks": "rank", "entitled": "entitled", "ballot": "ballot"}
    ours = {theirs for name, theirs in names.items() if verdict.checked[name] == verify.DIFFERS}
    assert ours == set(independent.recount(json.dumps(opening))) - {"turns"}


@pytest.mark.parametrize("name", FILES)
def test_the_published_documents_agree_with_both_recounts(name: str) -> None:
    document = lots.vector(f"{name}.json")
    assert found(document, roll=lots.vector_text(f"{name}.roll.txt")) == []
    assert independent.recount(json.dumps(document)) == []


@pytest.mark.parametrize("case", TAMPERED, ids=lambda case: case["name"])
def test_each_published_change_is_found(case: Document) -> None:
    document = lots.tampered(lots.vector(f"{case['of']}.json"), case["changes"])
    roll = lots.vector_text(f"{case['roll']}.roll.txt") if "roll" in case else None
    verdict = verify.verify(document, roll, case.get("receipts", []), case.get("keys"))
    assert [one._asdict() for one in verdict.findings] == case["findings"] != []


def test_every_finding_has_a_published_example_and_a_sentence_that_can_be_filled() -> None:
    shown = {one["code"]: one for case in TAMPERED for one in case["findings"]}
    assert set(shown) == set(verify.FINDINGS)
    for code, (_check, sentence) in verify.FINDINGS.items():
        assert "%" not in sentence % {"entry": shown[code]["entry"], **shown[code]["detail"]}


BALLOT = lots.vector("ballot.json")
TURNS = lots.vector("turns.json")
ROLL = lots.vector_text("ballot.roll.txt")


def _ids(document: Document, *places: int) -> list[str]:
    return [document["entries"][at]["id"] for at in places]


def test_who_moves_one_far_is_told_of_one() -> None:
    """Everybody between them has another rank too, and is not named."""
    rows = TURNS["entries"]
    order = [*rows[:3], rows[20], *rows[3:20], *rows[21:]]
    ranked = [row | {"rank": rank} for rank, row in enumerate(order, start=1)]
    findings = verify.verify(TURNS | {"entries": ranked}).findings
    assert [one for one in findings if one.code.startswith("rank")] == [
        Finding("rank_moved", rows[20]["id"], {"is": 4, "due": 21})
    ]


def test_a_roll_saved_by_an_editor_is_still_the_roll() -> None:
    assert found(BALLOT, roll=ROLL.replace("\n", "\r\n") + "\r\n") == []


def test_without_keys_it_is_said_that_signatures_were_not_checked() -> None:
    receipt = lots.vector("receipt.json")
    checked = verify.verify(BALLOT, None, [receipt]).checked
    assert (checked["receipts"], checked["signatures"]) == (verify.AGREES, verify.UNCHECKED)
    checked = verify.verify(BALLOT, None, [receipt], lots.vector("keys.json")).checked
    assert (checked["receipts"], checked["signatures"]) == (verify.AGREES, verify.AGREES)


def test_a_cancelled_opening_reveals_its_seed_and_has_no_ranks() -> None:
    cancelled = lots.vector("cancelled.json")
    verdict = verify.verify(cancelled, lots.vector_text("turns.roll.txt"))
    assert verdict.findings == []
    agreed = [name for name, state in verdict.checked.items() if state == verify.AGREES]
    assert agreed == ["commitment", "digest", "roll"]
    assert found(lots.changed(cancelled, "seed", to="")) == [("seed_missing", "")]


@pytest.mark.parametrize("state", ["gathering", "frozen"])
def test_before_the_draw_the_seed_is_nobodys(state: str) -> None:
    waiting = lots.vector("cancelled.json") | {"state": state, "seed": ""}
    assert found(waiting) == []
    assert verify.verify(waiting).checked["commitment"] == verify.UNCHECKED


def test_first_come_first_served_has_nothing_to_recount() -> None:
    empty = {"commitment": "", "seed": "", "roll_digest": "", "entries": [], "late": TURNS["late"]}
    verdict = verify.verify(TURNS | empty | {"method": "open"})
    assert (verdict.findings, set(verdict.checked.values())) == ([], {verify.UNCHECKED})


def test_seats_given_back_later_were_given_all_the_same() -> None:
    at = next(at for at, row in enumerate(BALLOT["entries"]) if row["outcome"] == "ballot")
    later = {"outcome": "withdrawn", "withdrawn_at": "2026-12-05T01:00:00Z"}
    changes = [{"path": ["entries", at, name], "to": to} for name, to in later.items()]
    assert found(lots.tampered(BALLOT, changes)) == []


def test_who_withdrew_after_the_ballot_had_a_claim_to_a_seat() -> None:
    """A withdrawal that is dated before would pass; this one names who was passed over."""
    at = next(at for at, row in enumerate(BALLOT["entries"]) if row["outcome"] == "ballot")
    gone = {"outcome": "withdrawn", "slot": None, "booked_at": None, "withdrawn_at": "2026-12-05T01:00:00Z"}
    changes = [{"path": ["entries", at, name], "to": to} for name, to in gone.items()]
    assert ("ballot_missing", *_ids(BALLOT, at)) in found(lots.tampered(BALLOT, changes))
    changes[-1]["to"] = "2026-12-04T01:30:00Z"
    assert ("ballot_missing", *_ids(BALLOT, at)) not in found(lots.tampered(BALLOT, changes))


def test_moments_are_compared_as_moments() -> None:
    """In another zone, with and without parts of a second."""
    at = next(at for at, row in enumerate(TURNS["entries"]) if row["admitted_at"])
    moment = datetime.fromisoformat(TURNS["entries"][at]["admitted_at"]).astimezone(timezone(timedelta(hours=7)))
    told = moment.isoformat(timespec="microseconds")
    assert found(lots.changed(TURNS, "entries", at, "admitted_at", to=told)) == []


@given(st.lists(st.integers(0, 9)))
def test_the_fewest_are_out_of_order(values: list[int]) -> None:
    out = set(out_of_order(values))
    kept = [value for at, value in enumerate(values) if at not in out]
    longest = [0] * len(values)
    for at, value in enumerate(values):
        longest[at] = 1 + max((longest[b] for b in range(at) if values[b] <= value), default=0)
    assert (kept, len(kept)) == (sorted(kept), max(longest, default=0))


@pytest.mark.parametrize(("path", "value"), lots.NO_DRAW)
def test_what_is_no_draw_is_named_by_its_place(path: list[Any], value: Any) -> None:
    with pytest.raises(Unreadable) as fault:
        verify.verify(lots.changed(BALLOT, *path, to=value))
    named = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    assert (fault.value.code, fault.value.where) == ("draw_shape", named)


@pytest.mark.parametrize(("document", "where"), [([], "{}"), (None, "{}"), ({}, "opening"), ({"opening": 7}, "method")])
def test_what_is_another_document_is_named_too(document: Any, where: str) -> None:
    with pytest.raises(Unreadable) as fault:
        verify.verify(document)
    assert (fault.value.code, fault.value.where) == ("draw_shape", where)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
PLACES = st.sampled_from([*BALLOT, *(("entries", 1, name) for name in BALLOT["entries"][1]), ("slots", 0, "starts_at")])


@given(PLACES, JSON)
def test_whatever_stands_somewhere_it_is_found_or_named_and_never_falls_over(place: Any, value: Any) -> None:
    path = place if isinstance(place, tuple) else (place,)
    with contextlib.suppress(Unreadable):
        verify.verify(lots.changed(BALLOT, *path, to=value), ROLL)


@pytest.mark.parametrize(
    ("roll", "line"), [("x", "1"), (ROLL + "\n\n", "25"), (ROLL[:-4] + "|x", "24"), (ROLL + "\n" + ROLL, "25")]
)
def test_what_is_no_roll_is_named_by_its_line(roll: str, line: str) -> None:
    with pytest.raises(Unreadable) as fault:
        verify.verify(BALLOT, roll)
    assert (fault.value.code, fault.value.where) == ("roll_shape", line)


@pytest.mark.parametrize("name", [*lots.vector("receipt.json")])
def test_a_receipt_has_all_its_parts(name: str) -> None:
    receipt = {other: value for other, value in lots.vector("receipt.json").items() if other != name}
    with pytest.raises(Unreadable) as fault:
        verify.verify(BALLOT, None, [receipt])
    assert (fault.value.code, fault.value.where) == ("receipt_shape", name)


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ({}, "keys"),
        ({"keys": [1]}, "keys[0]"),
        ({"keys": [{"id": 1, "public_key": "AA=="}]}, "keys[0].public_key"),
        ({"keys": [{"public_key": "A" * 43}]}, "keys[0].id"),
    ],
)
def test_keys_are_those_of_the_interface(keys: Any, where: str) -> None:
    with pytest.raises(Unreadable) as fault:
        verify.verify(BALLOT, None, [lots.vector("receipt.json")], keys)
    assert (fault.value.code, fault.value.where) == ("keys_shape", where)


def test_a_key_that_is_none_makes_a_forged_receipt() -> None:
    keys = {"keys": [{"id": lots.KEY_ID, "public_key": "/" * 42 + "8="}]}
    assert found(BALLOT, given_receipts=[lots.vector("receipt.json")], keys=keys)[0][0] == "receipt_forged"


def test_the_second_recount_is_short_and_knows_nothing_of_ours() -> None:
    code = Path(independent.__file__).read_text()
    assert len(code.splitlines()) <= 60
    assert "giliran" not in code


def test_a_seat_that_became_void_later_was_given_all_the_same() -> None:
    at = next(at for at, row in enumerate(BALLOT["entries"]) if row["outcome"] == "ballot")
    assert found(lots.changed(BALLOT, "entries", at, "outcome", to="void")) == []
