"""Who may enter an opening, how often, and how one gets out of it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.accounts.models import Applicant, User
from giliran.audit import selectors as audit
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.catalogue import selectors as catalogue
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import PolicyValue
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services import enter, take_seats
from giliran.opening.states import State
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)


@pytest.fixture
def opening(request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Entries are being taken; `turns` unless a test asks for something else."""
    yield openings.an_opening(**{"entitled_share": 0, **getattr(request, "param", {})})
    catalogue.forget_rules()


@pytest.fixture
def siti() -> User:
    return world.an_account()


@pytest.fixture
def people(siti: User) -> list[Applicant]:
    return [world.a_person(siti, number) for number in range(3)]


def refused(opening: Opening, party: Sequence[Applicant], **changes: Any) -> Refusal:
    asked = {"people": openings.asked(party), "key": "other", "by": openings.actor(party), "now": MONDAY_9}
    with pytest.raises(Refusal) as caught:
        enter.enter(**{"opening_id": opening.pk, **asked, **changes})
    return caught.value


def a_ticket(person: Applicant, office_id: int) -> None:
    """A live ticket of this week at the office of the opening."""
    office = openings.Office.objects.get(pk=office_id)
    slot = Slot.objects.filter(office=office, reserved_for="", date=date(2026, 11, 24)).first()
    slot = slot or world.a_slot(office, date(2026, 11, 24))
    Slot.objects.filter(pk=slot.pk).update(state="released", reserved_for="")
    asked = (PersonRequest(person.pk, "new", "PB_E_10", "holiday"),)
    [outcome] = allocate([SeatRequest(slot.pk, person.account_id, asked, f"t{person.pk}", "web")], SUNDAY)
    assert isinstance(outcome, Booked), outcome


def test_an_entry_holds_what_was_asked_for_and_stands_in_the_log(opening: Opening, people: list[Applicant]) -> None:
    entry = openings.an_entry(opening, people)
    assert (entry.party, entry.in_roll, entry.class_no, entry.losses, entry.wishes, entry.ahead) == (
        3, True, 1, 0, "", None,
    )  # fmt: skip
    rows = entry.people.order_by("position")
    assert [(one.applicant, bytes(one.nik_hash), one.is_live, one.week) for one in rows] == [
        (one, bytes(one.nik_hash), True, date(2026, 11, 23)) for one in people
    ]
    [line] = audit.trail_of(f"entry:{entry.public_id}")
    assert (line.event, line.actor_id, line.office_id) == ("entry.made", people[0].account_id, opening.office_id)


def test_the_same_key_gives_the_same_entry_also_later(opening: Opening, people: list[Applicant]) -> None:
    first = openings.an_entry(opening, people)
    assert openings.an_entry(opening, people, now=SATURDAY_20) == first
    assert refused(opening, people[:2], key="entry").code == "key_reused"
    assert refused(opening, people, key="entry", guardian_present=True).code == "key_reused"
    assert Entry.objects.count() == 1


def test_keys_belong_to_their_account(opening: Opening, people: list[Applicant]) -> None:
    budi = world.a_person(world.an_account("budi@example.id"), 7)
    assert openings.an_entry(opening, people[:1]) != openings.an_entry(opening, [budi])


@pytest.mark.parametrize(
    ("state", "now", "code"),
    [
        (State.SCHEDULED, MONDAY_9, "not_gathering"),
        (State.GATHERING, SUNDAY, "not_gathering"),
        (State.RUNNING, SATURDAY_20, "opening_closed"),
        (State.CLOSED, SATURDAY_20, "opening_closed"),
        (State.CANCELLED, MONDAY_9, "opening_cancelled"),
    ],
)
def test_the_moment_decides(opening: Opening, people: list[Applicant], state: str, now: datetime, code: str) -> None:
    Opening.objects.filter(pk=opening.pk).update(state=state)
    assert refused(opening, people, now=now).code == code


def test_an_opening_that_is_not_there_is_over(opening: Opening, people: list[Applicant]) -> None:
    assert refused(opening, people, opening_id=10**9).code == "opening_closed"


@pytest.mark.parametrize("opening", [{"method": "open"}], indirect=True)
def test_first_come_first_served_takes_nobody_before_it_opens(opening: Opening, people: list[Applicant]) -> None:
    assert refused(opening, people, now=FRIDAY_14 - timedelta(seconds=1)).code == "not_gathering"
    openings.tick(FRIDAY_14)
    assert openings.an_entry(opening, people, now=FRIDAY_14).ahead == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"service": "visa"}, "unknown_service"),
        ({"service": "lost"}, "walk_in_service"),
        ({"service": "child"}, "service_age"),
        ({"booklet": "GOLD"}, "unknown_booklet"),
        ({"purpose": "fun"}, "unknown_purpose"),
    ],
)
def test_what_is_asked_for_must_be_possible(
    opening: Opening, people: list[Applicant], changes: dict[str, str], code: str
) -> None:
    asked = openings.asked(people)
    refusal = refused(opening, people, people=[asked[0], asked[1]._replace(**changes)])
    assert (refusal.code, refusal.data["people"]) == (code, [1])


def test_a_party_is_of_one_to_five_different_people_of_the_account(opening: Opening, people: list[Applicant]) -> None:
    asked = openings.asked(people)
    stranger = openings.asked([world.a_person(world.an_account("budi@example.id"), 7)])[0]
    assert refused(opening, people, people=[]).code == "party_size"
    assert refused(opening, people, people=[*asked, *asked]).code == "party_size"
    twice = refused(opening, people, people=[*asked, asked[0]])
    assert (twice.code, twice.data["people"]) == ("same_person_twice", [3])
    foreign = refused(opening, people, people=[asked[0], stranger])
    assert (foreign.code, foreign.data["people"]) == ("unknown_person", [1])


def test_ages_count_on_the_days_of_the_opening(opening: Opening, siti: User) -> None:
    child = world.a_person(siti, 5, born=date(2015, 8, 8))
    asked = PersonRequest(child.pk, "child", "PB_E_5", "holiday")
    assert refused(opening, [child], people=[asked]).code == "minor_alone"
    assert refused(opening, [child], people=[asked._replace(booklet="PB_E_10")]).code == "booklet_age"
    by = openings.actor([child])
    enter.enter(opening_id=opening.pk, people=[asked], key="k", by=by, now=MONDAY_9, guardian_present=True)


def test_who_is_of_age_on_some_day_of_the_week_may_enter(opening: Opening, siti: User) -> None:
    """The day of the visit is not known yet; what does not suit it is refused when it is."""
    person = world.a_person(siti, 5, born=date(2009, 12, 2))
    assert openings.an_entry(opening, [person]).party == 1


@pytest.mark.parametrize("opening", [{"method": "ballot", "quota": 1}], indirect=True)
def test_wishes_name_online_slots_of_the_opening_each_once(opening: Opening, people: list[Applicant]) -> None:
    slots = list(Slot.objects.filter(reserved_for=opening.name).order_by("pk").values_list("pk", flat=True))
    assert refused(opening, people).code == "wish_missing"
    foreign = Slot.objects.exclude(reserved_for=opening.name).values_list("pk", flat=True)[0]
    first = slots[0]
    for wishes in (
        f"{first},{first}", f"{foreign}", "all", f"{first},any", f" {first}", f"0{first}", f"{first},", ",", "-1",
        ",".join(["1"] * 10_000),
    ):  # fmt: skip
        refusal = refused(opening, people, wishes=wishes)
        assert (refusal.code, refusal.field) == ("wish_unknown", "wishes"), wishes
    wished = ",".join(map(str, reversed(slots)))
    assert openings.an_entry(opening, people[:1], wishes=wished).wishes == wished


def test_wishes_are_for_a_ballot_only(opening: Opening, people: list[Applicant]) -> None:
    assert refused(opening, people, wishes="any").code == "wish_unknown"


def test_a_nik_is_in_one_opening_of_the_country_at_a_time(opening: Opening, people: list[Applicant]) -> None:
    openings.an_entry(opening, people[1:2])
    again = refused(opening, people)
    assert (again.code, again.data["people"]) == ("already_entered", [1])
    twin = world.a_person(world.an_account("budi@example.id"), 1)  # the same NIK on another account
    assert refused(opening, [twin]).code == "already_entered"


def test_who_has_a_ticket_needs_no_place(opening: Opening, people: list[Applicant]) -> None:
    a_ticket(people[2], opening.office_id)
    refusal = refused(opening, people)
    assert (refusal.code, refusal.data["people"]) == ("has_booking", [2])
    Ticket.objects.update(state="cancelled")
    openings.an_entry(opening, people)


def test_an_account_holds_so_many_places_tickets_and_entries_together(
    opening: Opening, siti: User, people: list[Applicant]
) -> None:
    PolicyValue.objects.create(office=None, key="seats_per_account", value="4")
    others = [world.a_person(siti, number) for number in (3, 4)]
    a_ticket(others[0], opening.office_id)
    openings.an_entry(opening, people[:2])
    assert refused(opening, [people[2], others[1]]).code == "too_many"
    entry = openings.an_entry(opening, people[2:], key="third")
    assert refused(opening, others[1:]).code == "too_many"
    enter.withdraw(entry=entry, by=openings.actor(people), now=MONDAY_9)
    openings.an_entry(opening, others[1:], key="fourth")


def test_a_nik_is_in_one_roll_a_week(opening: Opening, people: list[Applicant]) -> None:
    openings.an_entry(opening, people)
    EntryPerson.objects.update(is_live=False)  # the opening is over, the week is not
    refusal = refused(opening, people)
    assert (refusal.code, refusal.data["people"]) == ("one_roll_a_week", [0, 1, 2])


def test_who_was_drawn_this_week_may_still_stand_behind_another_roll(opening: Opening, people: list[Applicant]) -> None:
    openings.an_entry(opening, people)
    EntryPerson.objects.update(is_live=False)
    openings.tick(THURSDAY_20)
    late = openings.an_entry(opening, people, now=THURSDAY_20, key="late")
    assert (late.in_roll, set(late.people.values_list("week", flat=True))) == (False, {None})


def test_who_comes_after_the_freeze_is_not_drawn_even_if_the_worker_is_late(
    opening: Opening, people: list[Applicant]
) -> None:
    assert openings.an_entry(opening, people[:1], now=THURSDAY_20 - timedelta(seconds=1)).in_roll
    assert not openings.an_entry(opening, people[1:2], now=THURSDAY_20, key="late").in_roll
    openings.drawn(opening)
    openings.tick(FRIDAY_8)
    ranks = Entry.objects.order_by("pk").values_list("rank", "ahead", "late_after")
    assert list(ranks) == [(1, 0, None), (None, 1, 0)]


def test_only_the_account_and_officers_who_help_there_may(opening: Opening, people: list[Applicant]) -> None:
    world.an_office("bogor", id=2)
    account, asked = people[0].account_id, openings.asked(people)
    helper = Actor(99, "Petugas", "desk", frozenset({("cs", opening.office_id)}))
    for by in (
        Actor(99, "Budi", "web"),
        Actor(99, "Petugas", "desk", frozenset({("cs", 2)})),
        Actor(99, "Petugas", "desk", frozenset({("gate", opening.office_id)})),
        Actor(99, "Pusat", "desk", frozenset({("hq", None)})),
    ):
        with pytest.raises(PermissionDenied):
            enter.enter(opening_id=opening.pk, people=asked, key="k", by=by, now=MONDAY_9, account_id=account)
    entry = enter.enter(opening_id=opening.pk, people=asked, key="k", by=helper, now=MONDAY_9, account_id=account)
    assert (entry.account_id, entry.made_by, entry.door) == (account, 99, "desk")
    for by in (Actor(98, "Budi", "web"), Actor(99, "Petugas", "desk", frozenset({("cs", 2)}))):
        with pytest.raises(PermissionDenied):
            enter.withdraw(entry=entry, by=by, now=MONDAY_9)
    assert enter.withdraw(entry=entry, by=helper, now=MONDAY_9).outcome == "withdrawn"


def test_before_the_freeze_withdrawing_leaves_no_trace_in_the_roll(opening: Opening, people: list[Applicant]) -> None:
    entry = enter.withdraw(entry=openings.an_entry(opening, people), by=openings.actor(people), now=MONDAY_9)
    assert (entry.in_roll, entry.withdrawn_at) == (False, MONDAY_9)
    assert set(entry.people.values_list("is_live", "week")) == {(False, None)}
    assert openings.an_entry(opening, people, key="again").in_roll
    assert [line.event for line in audit.trail_of(f"entry:{entry.public_id}")] == ["entry.made", "entry.withdrawn"]


def test_after_the_freeze_it_frees_nobody_until_the_close(opening: Opening, people: list[Applicant]) -> None:
    entry = openings.an_entry(opening, people)
    openings.a_crowd(opening, 1, first=1_000)
    openings.drawn(opening)
    entry = enter.withdraw(entry=entry, by=openings.actor(people), now=FRIDAY_8)
    assert (entry.in_roll, entry.outcome) == (True, "withdrawn")
    assert refused(opening, people, now=FRIDAY_8).code == "already_entered"
    for moment in (FRIDAY_14, SATURDAY_20):
        openings.tick(moment)
    assert not EntryPerson.objects.filter(is_live=True).exists()
    assert not EntryPerson.objects.filter(lost_at__isnull=False).exists()


def test_what_can_no_longer_be_withdrawn_says_why(opening: Opening, people: list[Applicant]) -> None:
    by = openings.actor(people)

    def code(entry: Entry, now: datetime) -> str:
        with pytest.raises(Refusal) as caught:
            enter.withdraw(entry=entry, by=by, now=now)
        return caught.value.code

    gone = enter.withdraw(entry=openings.an_entry(opening, people, key="gone"), by=by, now=MONDAY_9)
    assert code(gone, MONDAY_9) == "entry_withdrawn"
    seated, void, late = (openings.an_entry(opening, [one], key=str(one.pk)) for one in people)
    openings.running(opening, minutes=5)
    Entry.objects.filter(pk=void.pk).update(outcome="void", reason="has_booking")
    seated.refresh_from_db()
    slot = Slot.objects.filter(reserved_for=opening.name).order_by("pk")[0]
    take_seats.book_turn(
        entry=seated, slot_id=slot.pk, people=openings.asked(people[:1]), key="seat", by=by,
        now=FRIDAY_14 + timedelta(minutes=5),
    )  # fmt: skip
    assert (code(seated, FRIDAY_14), code(void, FRIDAY_14)) == ("entry_seated", "entry_void")
    openings.tick(SATURDAY_20)
    assert code(late, SATURDAY_20) == "not_withdrawable"
