"""What a real opening publishes agrees with itself, whatever happened in it: a stranger's recount finds nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from giliran.core.types import SYSTEM
from giliran.opening import selectors, verify
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.policy import draw
from giliran.opening.services import enter, give, run, take_seats
from giliran.opening.services.draw import draw_due
from giliran.opening.services.schedule import freeze_due, seed_of
from giliran.opening.states import Outcome
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, THURSDAY_20

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def published(opening: Opening) -> tuple[dict[str, Any], str]:
    """`draw.json` and `roll.txt` as they go over the line."""
    opening.refresh_from_db()
    roll = "\n".join(draw.roll_line(draw.RollEntry(*line)) for line in selectors.roll_lines(opening))
    return json.loads(json.dumps(selectors.draw_document(opening))), roll


def recount(opening: Opening) -> set[str]:
    """What was checked, after nothing was found."""
    document, roll = published(opening)
    verdict = verify.verify(document, roll)
    assert verdict.findings == []
    return {name for name, state in verdict.checked.items() if state == verify.AGREES}


def takes_a_seat(entry: Entry, now: datetime) -> None:
    entry.refresh_from_db()
    people = [person.applicant for person in entry.people.order_by("position") if person.applicant]
    slot = next(
        s for s in selectors.slots_of(entry.opening) if s.pool == "online" and s.capacity - s.taken >= entry.party
    )
    take_seats.book_turn(
        entry=entry, slot_id=slot.pk, people=openings.asked(people), key="k", by=openings.actor(people), now=now
    )


def leaves(entry: Entry, now: datetime) -> None:
    people = [person.applicant for person in entry.people.all() if person.applicant]
    enter.withdraw(entry=entry, by=openings.actor(people), now=now)


def test_turns_with_entitled_seats_late_entries_and_people_who_leave() -> None:
    opening = openings.an_opening(quota=3, entitled_share=20, opening_pace=60)
    other = another_week(opening)
    for number, people in enumerate(world.many_people(4, 2, first=900)):
        for person in people:
            losses_in(other, person, 3 + number % 2)
        openings.an_entry(opening, people, key="loser")
    crowd = openings.a_crowd(opening, 20, size=2)
    leaves(crowd[0], MONDAY_9 + SECOND)
    openings.tick(THURSDAY_20)
    leaves(crowd[1], THURSDAY_20 + SECOND)
    late = [
        openings.an_entry(opening, people, now=THURSDAY_20 + SECOND) for people in world.many_people(3, 1, first=500)
    ]
    openings.tick(FRIDAY_8)
    leaves(crowd[2], FRIDAY_8 + SECOND)
    openings.tick(FRIDAY_14)
    now = FRIDAY_14 + 5 * SECOND
    openings.tick(now)
    waiting = list(opening.entries.filter(outcome="", withdrawn_at=None, ahead__isnull=False).order_by("ahead"))
    takes_a_seat(waiting[0], now)
    takes_a_seat(waiting[3], now + 3 * SECOND)  # let in since the last step
    leaves(waiting[5], now + 3 * SECOND)
    assert {"commitment", "digest", "roll", "ranks", "entitled", "turns"} <= recount(opening)
    openings.tick(now + 60 * SECOND)
    assert {"late"} <= recount(opening)
    openings.tick(SATURDAY_20)
    recount(opening)
    assert len(late) == 3


def test_the_last_seat_is_taken_between_two_steps() -> None:
    opening = openings.an_opening(quota=1, entitled_share=0, opening_pace=600)
    openings.a_crowd(opening, 14)
    openings.running(opening)
    line = list(opening.entries.order_by("ahead"))
    now = FRIDAY_14 + SECOND
    run.admit_due(now)
    for entry in line[:9]:
        takes_a_seat(entry, now)
    takes_a_seat(line[13], now + SECOND)
    run.close_due(now)
    run.settle_due(now + SECOND)
    assert "turns" in recount(opening)
    assert opening.entries.filter(admitted_at=None).count() == 0


@pytest.mark.parametrize("wishes", ["any", "listed"])
def test_a_ballot_and_what_is_taken_of_its_rest(wishes: str) -> None:
    opening = openings.an_opening(quota=3, method="ballot", entitled_share=20)
    other = another_week(opening)
    for people in world.many_people(3, 2, first=900):
        for person in people:
            losses_in(other, person, 3)
        openings.an_entry(opening, people, key="loser", wishes="any")
    wishable = selectors.wishable(opening)
    wished = "any" if wishes == "any" else ",".join(map(str, wishable[:3]))
    crowd = openings.a_crowd(opening, 14, size=2, wishes=wished)
    openings.tick(THURSDAY_20)
    leaves(crowd[1], THURSDAY_20 + SECOND)
    openings.tick(FRIDAY_8)
    leaves(crowd[2], FRIDAY_8 + SECOND)
    openings.tick(FRIDAY_14)
    assert {"ranks", "entitled", "ballot"} <= recount(opening)
    rest = opening.entries.filter(outcome="", withdrawn_at=None).order_by("rank").first()
    if rest and wishes == "listed":
        takes_a_seat(rest, FRIDAY_14 + SECOND)
    openings.tick(SATURDAY_20)
    recount(opening)


def test_who_leaves_while_a_step_waits_to_give_the_seats_takes_no_part() -> None:
    opening = openings.an_opening(quota=1, method="ballot", entitled_share=0)
    openings.a_crowd(opening, 12, wishes="any")
    openings.drawn(opening)
    leaves(opening.entries.get(rank=1), FRIDAY_14 + SECOND)
    run.open_due(FRIDAY_14)  # the steps' clock is that of their beginning
    give.ballot_due(FRIDAY_14)
    assert "ballot" in recount(opening)


def test_an_entry_that_cannot_be_seated_is_passed_over() -> None:
    opening = openings.an_opening(quota=1, method="ballot", entitled_share=0)
    crowd = openings.a_crowd(opening, 12, wishes="any")
    openings.drawn(opening)
    gone = opening.entries.order_by("rank")[2]
    gone.people.update(applicant=None)
    openings.tick(FRIDAY_14)
    gone.refresh_from_db()
    assert gone.outcome == Outcome.VOID
    recount(opening)
    assert len(crowd) == 12


@pytest.mark.parametrize("moment", ["gathering", "frozen", "drawn"])
def test_a_cancelled_opening_shows_its_seed_and_its_entries(moment: str) -> None:
    opening = openings.an_opening(quota=1, entitled_share=0)
    openings.a_crowd(opening, 3)
    if moment != "gathering":
        freeze_due(THURSDAY_20)
    if moment == "drawn":
        draw_due(FRIDAY_8)
    cancel(opening, FRIDAY_8)
    document, _ = published(opening)
    assert (len(document["seed"]), len(document["entries"])) == (64, 3)
    assert verify.verify(document).findings == []


def test_nothing_of_the_roll_is_shown_before_the_freeze() -> None:
    opening = openings.an_opening(quota=1)
    openings.a_crowd(opening, 3)
    document, _ = published(opening)
    assert (document["entries"], document["seed"], document["roll_digest"]) == ([], "", "")
    assert len(document["commitment"]) == 64


def another_week(opening: Opening) -> Opening:
    """A past opening of the same office, for losses to come from."""
    other = Opening.objects.get(pk=opening.pk)
    other.pk, other.first_date, other.last_date, other.state = None, MONDAY_9.date(), MONDAY_9.date(), "closed"
    other.settled_at = MONDAY_9
    other.save()
    return other


def losses_in(opening: Opening, person: Any, times: int) -> None:
    for n in range(times):
        entry = Entry.objects.create(
            public_id=f"{person.pk:08d}{n:08d}", opening=opening, account_id=person.account_id,
            key=f"{person.pk}-{n}", request_digest=b"", party=1, created_at=MONDAY_9, outcome=Outcome.NONE, door="web",
        )  # fmt: skip
        EntryPerson.objects.create(
            entry=entry, position=0, applicant=person, nik_hash=bytes(person.nik_hash), service="new",
            booklet="PB_E_10", purpose="holiday", is_live=False, lost_at=MONDAY_9 - timedelta(weeks=n + 1),
        )  # fmt: skip


def cancel(opening: Opening, now: datetime) -> None:
    opening.refresh_from_db()
    opening.seed, opening.cancel_reason = seed_of(opening).hex(), "Banjir"
    run.end(opening, "cancelled", SYSTEM, now)
    run.settle_due(now)
