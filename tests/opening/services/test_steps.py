"""The steps of an opening where something comes in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from giliran.booking.models import Ticket
from giliran.core.errors import Refusal
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.policy import draw as drawing
from giliran.opening.services import control, draw, enter, give, run, schedule, take_seats
from giliran.opening.states import Act, Outcome, State
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, THURSDAY_20

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def head_of_queue() -> Callable[[str], object]:
    """Somebody at headquarters, by name."""

    def make(name: str) -> object:
        return world.actor_of(world.staff_member("hq", None, email=f"{name}@example.id"), roles=[("hq", None)])

    return make


def book(entry: Entry, slot: Slot, now: datetime, *, key: str = "k"):  # type: ignore[no-untyped-def]
    people = [person.applicant for person in entry.people.all()]
    return take_seats.book_turn(
        entry=entry, slot_id=slot.pk, people=openings.asked(people), key=key, by=openings.actor(people), now=now
    )


def a_slot_of(opening: Opening) -> Slot:
    return next(one for one in selectors.slots_of(opening) if one.pool == "online" and one.capacity > one.taken)


def test_each_step_is_done_once_however_often_it_is_asked_for() -> None:
    opening = openings.an_opening(quota=2)
    openings.a_crowd(opening, 3)
    opening = openings.running(opening)
    seed, digest, ranks = opening.seed, opening.roll_digest, list(opening.entries.values_list("rank", "ahead"))
    for moment in (THURSDAY_20, FRIDAY_8, FRIDAY_14):
        openings.tick(moment)
    opening.refresh_from_db()
    assert (opening.seed, opening.roll_digest) == (seed, digest)
    assert list(opening.entries.values_list("rank", "ahead")) == ranks
    assert opening.paces.count() == 1


def test_the_seed_is_committed_to_before_and_revealed_after() -> None:
    opening = openings.an_opening(quota=2)
    assert (len(opening.commitment), opening.seed) == (64, "")
    assert opening.commitment.encode() not in bytes(opening.seed_sealed)
    drawn = openings.drawn(opening)
    assert drawing.commitment_of(bytes.fromhex(drawn.seed)) == opening.commitment


def test_a_roll_that_was_tampered_with_is_not_drawn() -> None:
    opening = openings.an_opening(quota=2)
    entries = openings.a_crowd(opening, 3)
    openings.tick(THURSDAY_20)
    Entry.objects.filter(pk=entries[0].pk).update(losses=8)
    with pytest.raises(draw.RollChanged):
        draw.draw_due(FRIDAY_8)
    opening.refresh_from_db()
    assert (opening.state, opening.seed) == (State.FROZEN, "")


def test_who_comes_after_the_freeze_stands_behind_in_the_order_of_coming() -> None:
    opening = openings.an_opening(quota=10, entitled_share=0)
    openings.a_crowd(opening, 3)
    openings.tick(THURSDAY_20)
    party, single = world.many_people(1, 2, first=50)[0], world.many_people(1, 1, first=60)[0]
    late = openings.an_entry(opening, party, now=THURSDAY_20 + MINUTE)
    openings.tick(THURSDAY_20 + MINUTE)
    openings.tick(FRIDAY_8)
    later = openings.an_entry(opening, single, now=FRIDAY_8 + MINUTE)
    openings.tick(FRIDAY_8 + MINUTE)
    late.refresh_from_db()
    later.refresh_from_db()
    assert (late.in_roll, late.rank, late.ahead, later.ahead) == (False, None, 3, 5)
    document = selectors.draw_document(Opening.objects.get(pk=opening.pk))
    assert [one["id"] for one in document["late"]] == [late.public_id, later.public_id]


def test_withdrawing_before_the_freeze_frees_the_people_and_after_it_does_not() -> None:
    opening = openings.an_opening(quota=10, entitled_share=0)
    early, late = world.many_people(2, 1)
    first, second = openings.an_entry(opening, early), openings.an_entry(opening, late)
    enter.withdraw(entry=first, by=openings.actor(early), now=MONDAY_9)
    again = openings.an_entry(opening, early, key="again")
    openings.tick(THURSDAY_20)
    enter.withdraw(entry=second, by=openings.actor(late), now=THURSDAY_20 + MINUTE)
    with pytest.raises(Refusal) as refused:
        openings.an_entry(opening, late, now=THURSDAY_20 + 2 * MINUTE, key="again")
    assert refused.value.code == "already_entered"
    openings.tick(FRIDAY_8)
    again.refresh_from_db()
    assert (again.ahead, Opening.objects.get(pk=opening.pk).roll_size) == (0, 2)
    openings.tick(SATURDAY_20)
    assert not EntryPerson.objects.filter(is_live=True).exists()


def test_who_got_a_ticket_elsewhere_meanwhile_is_void_and_stands_in_nobodys_way() -> None:
    opening = openings.an_opening(quota=1, method="ballot", entitled_share=0)
    openings.a_crowd(opening, 12, wishes="any")
    openings.drawn(opening)
    first = opening.entries.get(rank=1)
    with_a_ticket(first)
    openings.tick(FRIDAY_14)
    first.refresh_from_db()
    assert (first.outcome, first.reason) == (Outcome.VOID, "already_booked")
    outcomes = list(opening.entries.order_by("rank").values_list("outcome", flat=True))
    assert outcomes == ["void", *["ballot"] * 10, "none"]


def with_a_ticket(entry: Entry) -> None:
    """The person of an entry holds a live ticket at another office."""
    from giliran.booking.services.book import book  # noqa: PLC0415 - the name is this module's too

    person = entry.people.get().applicant
    slot = world.a_slot(world.an_office("bandung", id=2, quota=None), date(2026, 12, 10), capacity=5)
    book(slot_id=slot.pk, people=openings.asked([person]), key="elsewhere", by=openings.actor([person]), now=FRIDAY_8)


def test_a_pause_keeps_every_place_and_lets_nobody_book(head_of_queue) -> None:  # type: ignore[no-untyped-def]
    opening = openings.an_opening(quota=10, entitled_share=0, opening_pace=1)
    openings.a_crowd(opening, 4)
    opening = openings.running(opening, minutes=1)
    boss = head_of_queue("boss")
    control.pause(opening=opening, by=boss, now=FRIDAY_14 + MINUTE)
    with pytest.raises(Refusal) as refused:
        book(opening.entries.get(ahead=0), a_slot_of(opening), FRIDAY_14 + 2 * MINUTE)
    assert refused.value.code == "opening_paused"
    control.resume(opening=opening, by=boss, now=FRIDAY_14 + 60 * MINUTE)
    opening.refresh_from_db()
    assert selectors.admitted_of(opening, FRIDAY_14 + 60 * MINUTE) == 2
    assert selectors.admitted_of(opening, FRIDAY_14 + 61 * MINUTE) == 3
    assert book(opening.entries.get(ahead=0), a_slot_of(opening), FRIDAY_14 + 61 * MINUTE).pk


def test_cancelling_needs_two_people_reveals_the_seed_and_costs_nobody_anything(head_of_queue) -> None:  # type: ignore[no-untyped-def]
    opening = openings.an_opening(quota=2)
    [entry] = openings.a_crowd(opening, 1)
    one, other = head_of_queue("one"), head_of_queue("other")
    act = control.ask(opening=opening, kind=Act.CANCEL, value="Kantor kebanjiran", by=one, now=MONDAY_9)
    with pytest.raises(Refusal) as refused:
        control.confirm(act=act, by=one, now=MONDAY_9)
    assert refused.value.code == "needs_second_person"
    control.confirm(act=act, by=other, now=MONDAY_9)
    openings.tick(MONDAY_9)
    opening.refresh_from_db()
    assert opening.state == State.CANCELLED
    assert drawing.commitment_of(bytes.fromhex(opening.seed)) == opening.commitment
    assert not Slot.objects.filter(reserved_for=opening.name).exists()
    assert not EntryPerson.objects.exclude(is_live=False, week=None, lost_at=None).exists()
    assert Opening.objects.filter(first_date=opening.first_date).count() == 1  # not scheduled again by itself
    entry.refresh_from_db()
    assert entry.outcome == Outcome.NONE


def test_a_draw_waits_for_its_beacon_and_the_opening_moves_with_it(head_of_queue) -> None:  # type: ignore[no-untyped-def]
    openings.an_office(quota=2)
    openings.tick(openings.SUNDAY)
    one, other = head_of_queue("one"), head_of_queue("other")
    opening = Opening.objects.get()
    control.name_beacon(opening=opening, name="NYSE Composite, Thursday's close", by=one, now=openings.SUNDAY)
    openings.tick(MONDAY_9)
    openings.a_crowd(opening, 2)
    openings.tick(THURSDAY_20)
    openings.tick(FRIDAY_8)
    opening.refresh_from_db()
    assert opening.state == State.FROZEN
    act = control.ask(opening=opening, kind=Act.BEACON, value="19.876,54", by=one, now=FRIDAY_14 - 30 * MINUTE)
    with pytest.raises(Refusal) as refused:
        control.confirm(act=act, value="19.876,45", by=other, now=FRIDAY_14 - 30 * MINUTE)
    assert refused.value.code == "beacons_differ"
    control.confirm(act=act, value="19.876,54", by=other, now=FRIDAY_14 - 30 * MINUTE)
    openings.tick(FRIDAY_14 - 30 * MINUTE)
    opening.refresh_from_db()
    assert (opening.state, opening.opens_at) == (State.DRAWN, FRIDAY_14 + 30 * MINUTE)
    openings.tick(FRIDAY_14)
    assert not Slot.objects.filter(reserved_for=opening.name, state="released", pool="online").exists()
    openings.tick(FRIDAY_14 + 30 * MINUTE)
    opening.refresh_from_db()
    assert opening.state == State.RUNNING


def test_the_same_key_gets_the_same_booking_also_after_the_close() -> None:
    opening = openings.an_opening(quota=10, entitled_share=0)
    openings.a_crowd(opening, 2)
    opening = openings.running(opening)
    entry = opening.entries.get(ahead=0)
    slot = a_slot_of(opening)
    booking = book(entry, slot, FRIDAY_14)
    openings.tick(SATURDAY_20)
    assert book(entry, slot, SATURDAY_20) == booking
    with pytest.raises(Refusal) as refused:
        book(entry, slot, SATURDAY_20, key="another")
    assert refused.value.code == "opening_closed"
    assert Ticket.objects.count() == 1


def test_a_party_may_come_in_parts_when_no_window_holds_it() -> None:
    opening = openings.an_opening(quota=2, entitled_share=0)
    [entry] = openings.a_crowd(opening, 1, size=3)
    opening = openings.running(opening)
    people = [person.applicant for person in entry.people.order_by("position")]
    entry.refresh_from_db()
    assert entry.could_hold is False
    for part in (people[:2], people[2:]):
        take_seats.book_turn(
            entry=entry, slot_id=a_slot_of(opening).pk, people=openings.asked(part), key=f"part-{len(part)}",
            by=openings.actor(people), now=FRIDAY_14,
        )  # fmt: skip
    assert Ticket.objects.count() == 3
    stranger = world.a_person(people[0].account, 77)
    with pytest.raises(Refusal) as refused:
        take_seats.book_turn(
            entry=entry, slot_id=a_slot_of(opening).pk, people=openings.asked([stranger]), key="more",
            by=openings.actor(people), now=FRIDAY_14,
        )  # fmt: skip
    assert refused.value.code == "not_your_party"


def test_slots_of_another_opening_are_not_theirs() -> None:
    opening = openings.an_opening(quota=10, entitled_share=0)
    openings.a_crowd(opening, 1)
    opening = openings.running(opening)
    other = world.a_slot(world.an_office("bandung", id=2, quota=None), date(2026, 12, 10), capacity=5)
    Slot.objects.filter(pk=other.pk).update(reserved_for="opening:999")
    with pytest.raises(Refusal) as refused:
        book(opening.entries.get(), other, FRIDAY_14)
    assert refused.value.code == "slot_elsewhere"


def test_first_come_first_served_has_no_draw_and_no_losses() -> None:
    opening = openings.an_opening(quota=10, method="open")
    assert (opening.state, opening.entitled_share) == (State.SCHEDULED, 0)
    with pytest.raises(Refusal) as refused:
        openings.a_crowd(opening, 1)
    assert refused.value.code == "not_gathering"
    openings.tick(FRIDAY_14)
    [people] = world.many_people(1, 2, first=10)
    entry = openings.an_entry(opening, people, now=FRIDAY_14)
    opening.refresh_from_db()
    assert book(entry, a_slot_of(opening), FRIDAY_14).pk
    [others] = world.many_people(1, 1, first=20)
    openings.an_entry(opening, others, now=FRIDAY_14)
    openings.tick(SATURDAY_20)
    assert not EntryPerson.objects.filter(lost_at__isnull=False).exists()


def test_a_day_closed_while_turns_run_is_not_given_any_more() -> None:
    opening = openings.an_opening(quota=1, method="ballot", entitled_share=0)
    openings.a_crowd(opening, 12, wishes="any")
    openings.drawn(opening)
    Slot.objects.filter(reserved_for=opening.name, date="2026-12-04").update(state="closed")
    openings.tick(FRIDAY_14)
    assert opening.entries.filter(outcome=Outcome.BALLOT).count() == 8
    openings.tick(SATURDAY_20)
    closed = opening.slots.filter(slot__date="2026-12-04")
    assert list(closed.values_list("free_at_ballot", "closed_at")) == [(0, FRIDAY_14)] * 2


def test_seats_added_to_the_week_are_the_openings() -> None:
    opening = openings.an_opening(quota=1)
    office = opening.office
    Slot.objects.filter(reserved_for=opening.name, date="2026-12-04", pool="online").delete()
    from giliran.slots import services as slots  # noqa: PLC0415

    slots.plan_slots(office, now=MONDAY_9)
    fresh = Slot.objects.filter(office=office, date="2026-12-04", pool="online")
    assert [one.reserved_for for one in fresh] == [opening.name] * 2


def test_nothing_is_left_to_do_twice() -> None:
    opening = openings.an_opening(quota=1, method="ballot")
    openings.a_crowd(opening, 3, wishes="any")
    openings.running(opening)
    openings.tick(SATURDAY_20)
    steps = (schedule.gather_due, schedule.freeze_due, draw.draw_due, give.entitled_due, run.open_due,
             give.ballot_due, run.line_up_due, run.admit_due, run.close_due, run.settle_due)  # fmt: skip
    later = SATURDAY_20 + MINUTE
    assert [step(later) for step in steps] == [0] * len(steps)
