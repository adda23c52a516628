"""The page of an entry in every state that it can be in, and what can be done there."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from giliran.accounts.models import Applicant, User
from giliran.booking.models import Booking, Ticket
from giliran.core.types import Actor
from giliran.opening import passes, selectors
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services import control, enter
from giliran.opening.states import Act, Outcome
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, THURSDAY_20
from tests.web.applicant.gathering import at, entered
from tests.web.public.test_pages import words_of

pytestmark = pytest.mark.django_db

HQ = Actor(None, "hq", "web", frozenset({("hq", None)}))
SOON = FRIDAY_14 + timedelta(minutes=2)


def page(entry: Entry) -> str:
    return f"/me/entries/{entry.public_id}/"


def seen(client: Client, entry: Entry, moment: datetime) -> str:
    with at(moment):
        return words_of(client.get(page(entry)))


def online(opening: Opening) -> list[Slot]:
    return [slot for slot in selectors.slots_of(opening) if slot.pool == "online"]


@pytest.fixture
def turns(db: None) -> Opening:
    return openings.an_opening(quota=10, entitled_share=0, opening_pace=10)


@pytest.fixture
def my_turn(turns: Opening, people: list[Applicant]) -> Entry:
    """Siti's party of three, whose turn has come."""
    entry = entered(turns, people[:3])
    openings.running(turns, minutes=2)
    entry.refresh_from_db()
    return entry


# How it stands


def test_the_number_is_what_meets_the_eye(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:2])
    said = seen(client, entry, MONDAY_9)
    assert " ".join(entry.public_id[n : n + 4] for n in range(0, 16, 4)) in said
    for words in (
        "Entered",
        "You need to do nothing until the draw.",
        "Entries close",
        "Thursday, 26 November 2026, 20:00 WIB",
        "Friday, 27 November 2026, 14:00 WIB",
        f"NIK •••• {people[0].nik_last4}",
        "30 November \N{EN DASH} 4 December 2026",
        "never without a seat lately",
    ):
        assert words in said


def test_after_the_press_it_says_that_one_has_entered(client: Client, turns: Opening, people: list[Applicant]) -> None:
    with at(MONDAY_9):
        assert "You have entered" in words_of(client.get(page(entered(turns, people[:1])) + "?entered"))


def test_between_freeze_and_draw(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:1])
    openings.tick(THURSDAY_20)
    assert "The list of entries is published and cannot be changed by anybody." in seen(client, entry, THURSDAY_20)


def test_who_came_late_is_told(client: Client, turns: Opening, people: list[Applicant]) -> None:
    openings.tick(THURSDAY_20)
    entry = entered(turns, people[:1], now=THURSDAY_20)
    assert "You entered after the list was closed" in seen(client, entry, THURSDAY_20)


def test_after_the_draw_it_says_rank_people_ahead_and_about_when(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    openings.a_crowd(turns, 30)
    entry = entered(turns, people[:1])
    openings.drawn(turns)
    entry.refresh_from_db()
    assert entry.ahead is not None
    said = seen(client, entry, FRIDAY_8)
    minutes, seconds = divmod(entry.ahead * 6, 60)
    assert f"Your rank {entry.rank} People ahead of you {entry.ahead} " in said
    assert f"Your turn comes at about Friday, 27 November 2026, 14:{minutes:02d} WIB." in said
    assert seconds < 60


def test_in_line_it_counts_down(client: Client, turns: Opening, people: list[Applicant]) -> None:
    openings.a_crowd(turns, 60)
    entry = entered(turns, people[:1])
    openings.running(turns)
    Entry.objects.filter(pk=entry.pk).update(ahead=50)
    entry.refresh_from_db()
    said = seen(client, entry, SOON)  # 21 let in
    assert "Waiting for your turn" in said
    assert "People ahead of you 29" in said
    assert "about 2 to 5 minutes" in said
    with at(SOON):
        assert "http-equiv" in str(client.get(page(entry)).content)


def test_a_pause_is_told(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:1])
    opening = openings.running(turns)
    control.pause(opening=opening, by=HQ, now=FRIDAY_14)
    said = seen(client, entry, SOON)
    assert "Paused for a moment" in said
    assert "Book this time" not in said


def test_the_turn_shows_every_window_with_its_seats(client: Client, my_turn: Entry) -> None:
    said = seen(client, my_turn, SOON)
    for words in ("It is your turn", "Who comes at this time?", "10 left", "08:00\N{EN DASH}12:00 WIB", "Kayla Putri"):
        assert words in said
    with at(SOON):
        assert "http-equiv" not in str(client.get(page(my_turn)).content)


@pytest.mark.parametrize(
    ("outcome", "reason", "words"),
    [("withdrawn", "", "The people of this entry can enter"), ("void", "already_booked", "Not counted")],
)
def test_what_does_not_count_any_more_says_so(
    client: Client, turns: Opening, people: list[Applicant], outcome: str, reason: str, words: str
) -> None:
    entry = entered(turns, people[:1])
    Entry.objects.filter(pk=entry.pk).update(outcome=outcome, reason=reason)
    assert words in seen(client, entry, MONDAY_9)


def test_a_cancelled_opening_says_why_and_that_nothing_is_lost(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    entry = entered(turns, people[:1])
    second = world.an_account("hq2@example.id")
    act = control.ask(opening=turns, kind=Act.CANCEL, value="Banjir", by=_hq("hq1@example.id"), now=MONDAY_9)
    control.confirm(act=act, by=Actor(second.pk, "x", "web", HQ.roles), now=MONDAY_9)
    openings.tick(MONDAY_9)
    said = seen(client, entry, MONDAY_9)
    for words in ("The opening was cancelled", "Headquarters says why: Banjir", "you have lost nothing by it"):
        assert words in said


def _hq(email: str) -> Actor:
    return Actor(world.an_account(email).pk, "hq", "web", HQ.roles)


# Booking when the turn has come


def chosen(entry: Entry, slot: Slot, *who: int, key: str = "") -> dict[str, object]:
    return {"who": [str(one) for one in who], "slot": slot.pk, "key": key or str(uuid4())}


def test_one_press_books_the_whole_party(client: Client, my_turn: Entry, turns: Opening) -> None:
    with at(SOON):
        answer = client.post(page(my_turn), chosen(my_turn, online(turns)[3], 0, 1, 2))
        booking = Booking.objects.get()
        assert answer["Location"] == f"/me/bookings/{booking.code}/?booked"
        said = words_of(client.get(page(my_turn)))
    assert "You have a seat" in said
    assert "B-001" in said
    assert booking.tickets.count() == 3


def test_a_second_press_ends_at_the_same_booking(client: Client, my_turn: Entry, turns: Opening) -> None:
    sent = chosen(my_turn, online(turns)[0], 0, 1, 2, key="one-key")
    with at(SOON):
        first, again = (client.post(page(my_turn), sent)["Location"] for _ in range(2))
    code = Booking.objects.get().code
    assert first == f"/me/bookings/{code}/?booked"
    assert again in (first, page(my_turn))


def test_a_part_of_the_party_books_and_the_others_choose_afterwards(
    client: Client, my_turn: Entry, turns: Opening
) -> None:
    slots = online(turns)
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).update(taken=8)
    with at(SOON):
        said = words_of(client.get(page(my_turn)))
        assert "No time has room for all 3 of you; the most is 2" in said
        assert "2 left - too few for 3" in said
        client.post(page(my_turn), chosen(my_turn, slots[0], 1, 2))
        said = words_of(client.get(page(my_turn)))
        assert "Choose for the others" in said
        client.post(page(my_turn), chosen(my_turn, slots[1]))  # one is left, who need not be ticked
        said = words_of(client.get(page(my_turn)))
    assert "Choose for the others" not in said
    assert sorted(Booking.objects.values_list("slot_id", flat=True)) == [slots[0].pk, slots[1].pk]
    assert Ticket.objects.count() == 3


def test_a_party_larger_than_what_is_left_keeps_its_answers_and_gets_offers(
    client: Client, my_turn: Entry, turns: Opening
) -> None:
    slots = online(turns)
    Slot.objects.filter(pk=slots[2].pk).update(taken=9)
    with at(SOON):
        answer = client.post(page(my_turn), chosen(my_turn, slots[2], 0, 1, key="kept"))
        assert answer.status_code == 409
        shown = answer.context["shown"].turn
        assert (shown.ticked, shown.slot, shown.key) == ([0, 1], slots[2].pk, "kept")
        offers = [one.facts.id for one in shown.offers]
        assert offers[0] in (slots[1].pk, slots[3].pk)
        assert "This time has just been filled." in words_of(answer)
        client.post(page(my_turn), {**chosen(my_turn, slots[2], 0, 1, key="kept"), "instead": offers[0]})
    assert Booking.objects.get().slot_id == offers[0]


def test_a_day_closed_while_choosing_says_so(client: Client, my_turn: Entry, turns: Opening) -> None:
    slot = online(turns)[0]
    Slot.objects.filter(pk=slot.pk).update(state="closed")
    with at(SOON):
        answer = client.post(page(my_turn), chosen(my_turn, slot, 0))
    said = words_of(answer)
    assert (answer.status_code, "The office does not work at this time." in said, "Closed" in said) == (409, True, True)
    assert not Booking.objects.exists()


def test_a_slot_of_another_opening_is_refused(client: Client, my_turn: Entry, turns: Opening) -> None:
    other = Slot.objects.filter(date="2026-12-07").first()
    assert other
    with at(SOON):
        answer = client.post(page(my_turn), chosen(my_turn, other, 0))
    assert (answer.status_code, Booking.objects.exists()) == (409, False)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"who": ["0"]}, "Choose a day and a time."),
        ({"who": ["0"], "slot": "x"}, "Choose a day and a time."),
        ({"slot": "1"}, "Tick at least one person."),
        ({"who": ["77"], "slot": "1"}, "Tick at least one person."),
    ],
)
def test_what_is_missing_is_said(client: Client, my_turn: Entry, sent: dict[str, object], words: str) -> None:
    with at(SOON):
        answer = client.post(page(my_turn), sent)
    assert (answer.status_code, words in words_of(answer)) == (422, True)


def test_a_press_before_the_turn_books_nothing(client: Client, turns: Opening, people: list[Applicant]) -> None:
    openings.a_crowd(turns, 30)
    entry = entered(turns, people[:1])
    openings.running(turns)
    Entry.objects.filter(pk=entry.pk).update(ahead=29)
    with at(FRIDAY_14):
        answer = client.post(page(entry), chosen(entry, online(turns)[0], 0))
    assert (answer["Location"], Booking.objects.exists()) == (page(entry), False)


# Nothing, and the next chance


def test_a_loser_sees_why_where_seats_are_and_that_the_next_chance_is_better(
    client: Client, people: list[Applicant]
) -> None:
    opening = openings.an_opening(quota=1, entitled_share=20, opening_pace=600)
    near = world.an_office("bogor", id=2, name="Kantor Imigrasi Bogor")
    world.a_slot(near, SATURDAY_20.date() + timedelta(days=3))
    entry = entered(opening, people[:2])
    openings.drawn(opening)
    Entry.objects.filter(pk=entry.pk).update(ahead=5_000_000)
    openings.tick(FRIDAY_14)
    openings.tick(SATURDAY_20)
    said = seen(client, entry, SATURDAY_20)
    for words in (
        "No seat this time",
        "Your turn had not come when the opening at Kantor Imigrasi Jakarta Selatan closed",
        "In the next draw you have 2 numbers instead of one",
        "After 2 more times without a seat you come first",
        "Siti Rahma 1 time without a seat",
        "Kantor Imigrasi Bogor",
        "20 left - from Tuesday, 1 December",
        "waiting list",
    ):
        assert words in said


def test_three_losses_give_a_dated_entitled_ticket(client: Client, people: list[Applicant]) -> None:
    opening = openings.an_opening(quota=10, entitled_share=20)
    for n in range(3):
        lost = Entry.objects.create(
            public_id=f"{n:016d}", opening=opening, account_id=people[0].account_id, key=f"old{n}", request_digest=b"",
            party=1, created_at=MONDAY_9 - timedelta(weeks=n + 1), outcome=Outcome.NONE, door="web",
        )  # fmt: skip
        EntryPerson.objects.create(
            entry=lost, position=0, applicant=people[0], nik_hash=bytes(people[0].nik_hash), service="new",
            booklet="PB_E_10", purpose="holiday", is_live=False, lost_at=MONDAY_9 - timedelta(weeks=n + 1),
        )  # fmt: skip
    entry = entered(opening, people[:1])
    assert "3 times without a seat" in seen(client, entry, MONDAY_9)
    openings.drawn(opening)
    said = seen(client, entry, FRIDAY_8)
    assert "you came first for the seats that are kept" in said
    assert "H-001" in said
    assert "Tuesday, 1 December 2026" in said or "Thursday, 3 December 2026" in said


def test_a_ballot_gives_a_ticket_without_being_online(client: Client, people: list[Applicant]) -> None:
    opening = openings.an_opening(quota=10, method="ballot", entitled_share=0)
    entry = entered(opening, people[:2], wishes="any")
    openings.drawn(opening)
    assert "You need not be online." in seen(client, entry, FRIDAY_8)
    openings.tick(FRIDAY_14)
    said = seen(client, entry, FRIDAY_14)
    assert "The seat was given by lot, by your wishes." in said
    assert "A-001" in said


def test_who_got_nothing_in_a_ballot_chooses_what_is_left(client: Client, people: list[Applicant]) -> None:
    opening = openings.an_opening(quota=10, method="ballot", entitled_share=0)
    wished = online(opening)[0]
    entry = entered(opening, people[:1], wishes=str(wished.pk))
    Slot.objects.filter(pk=wished.pk).update(taken=10)
    openings.running(opening)
    assert "Book this time" in seen(client, entry, FRIDAY_14)
    with at(FRIDAY_14):
        client.post(page(entry), chosen(entry, online(opening)[4], 0))
    assert Booking.objects.get().slot_id == online(opening)[4].pk


# Withdrawing


def test_withdrawing_before_the_freeze_frees_everybody_at_once(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    entry = entered(turns, people[:2])
    with at(MONDAY_9):
        said = words_of(client.get(f"{page(entry)}withdraw/"))
        assert "Its people can enter again at once" in said
        assert Entry.objects.get().outcome == ""  # asking changes nothing
        client.post(f"{page(entry)}withdraw/")
        assert "Withdrawn" in words_of(client.get(page(entry)))
    assert not EntryPerson.objects.filter(is_live=True).exists()


def test_withdrawing_after_the_freeze_says_what_it_means(
    client: Client, turns: Opening, people: list[Applicant]
) -> None:
    entry = entered(turns, people[:1])
    openings.tick(THURSDAY_20)
    with at(THURSDAY_20):
        said = words_of(client.get(f"{page(entry)}withdraw/"))
    assert "only when this one has closed, on Saturday, 28 November 2026, 20:00 WIB" in said


def test_what_has_its_seats_is_not_withdrawn(client: Client, my_turn: Entry, turns: Opening) -> None:
    with at(SOON):
        client.post(page(my_turn), chosen(my_turn, online(turns)[0], 0, 1, 2))
        assert "There is nothing left to withdraw" in words_of(client.get(f"{page(my_turn)}withdraw/"))
        answer = client.post(f"{page(my_turn)}withdraw/")
    assert (answer.status_code, "This entry has its seats already" in words_of(answer)) == (409, True)


# Pass and receipt


def test_the_pass_says_who_may_book_for_whom(client: Client, my_turn: Entry, people: list[Applicant]) -> None:
    with at(SOON):
        answer = client.get(f"{page(my_turn)}pass.json")
        told = answer.json()
        claim = passes.read(told["pass"], SOON)
    assert answer["Cache-Control"] == "no-store"
    assert (claim.account_id, claim.entry, claim.ahead) == (people[0].account_id, my_turn.public_id, my_turn.ahead)
    assert datetime.fromisoformat(told["expires_at"]) == SOON + passes.LIFETIME
    assert (told["phase"], told["ahead"], told["booking"]) == ("turn", 0, None)
    asked = {"applicant": people[0].pk, "service": "new", "booklet": "PB_E_10", "purpose": "holiday"}
    assert told["people"][0] == {"name": "Siti Rahma", "nik_last4": people[0].nik_last4, "asked": asked}


def test_without_a_place_in_line_there_is_no_pass(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:1])
    with at(MONDAY_9):
        told = client.get(f"{page(entry)}pass.json").json()
    assert (told["pass"], told["phase"], told["rank"]) == (None, "gathering", None)


def test_who_is_seated_finds_the_booking_and_no_pass(client: Client, my_turn: Entry, turns: Opening) -> None:
    with at(SOON):
        client.post(page(my_turn), chosen(my_turn, online(turns)[0], 0, 1, 2))
        told = client.get(f"{page(my_turn)}pass.json").json()
    assert (told["pass"], told["people"]) == (None, [])
    assert told["booking"] == f"/me/bookings/{Booking.objects.get().code}/"


def test_the_receipt_is_a_file_to_keep(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:1])
    answer = client.get(f"{page(entry)}receipt.json")
    assert answer["Content-Disposition"] == f'attachment; filename="giliran-receipt-{entry.public_id}.json"'
    assert json.loads(answer.content)["commitment"] == turns.commitment


# Whose it is


@pytest.mark.parametrize("tail", ["", "pass.json", "receipt.json", "withdraw/"])
def test_an_entry_is_there_for_its_account_only(
    client: Client, stranger: Client, turns: Opening, people: list[Applicant], tail: str
) -> None:
    entry = entered(turns, people[:1])
    address = f"{page(entry)}{tail}"
    officer = world.sign_in(Client(), world.staff_member("cs", turns.office), second_factor=True)
    with at(MONDAY_9):
        assert client.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
        assert officer.get(address).status_code == 404
        assert Client().get(address)["Location"].startswith("/accounts/login/")
        assert client.get(f"/me/entries/{'0' * 16}/{tail}").status_code == 404
        assert stranger.post(f"{page(entry)}withdraw/").status_code == 404
    assert Entry.objects.get().outcome == ""


# Lists, and the first page


def test_the_list_shows_the_newest_first(client: Client, turns: Opening, people: list[Applicant]) -> None:
    entry = entered(turns, people[:1])
    enter.withdraw(entry=entry, by=world.actor_of(people[0].account), now=MONDAY_9)
    entered(turns, people[1:2], now=MONDAY_9 + timedelta(minutes=1), key="second")
    with at(MONDAY_9):
        lines = client.get("/me/entries/").context["lines"]
    assert [line.phase.name for line in lines] == ["gathering", "withdrawn"]


def test_without_entries_it_says_what_will_be_here(client: Client) -> None:
    assert "No entry yet" in words_of(client.get("/me/entries/"))


def test_a_turn_that_has_come_stands_on_top(client: Client, my_turn: Entry) -> None:
    with at(SOON):
        said = words_of(client.get("/me/"))
    assert said.index("It is your turn") < said.index("My entries")
    assert "Choose day and time" in said


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("stage", ["gathering", "drawn", "turn", "seated", "nothing"])
def test_no_state_asks_more_for_more_people(
    client: Client,
    siti: User,
    people: list[Applicant],
    stage: str,
    size: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    opening = openings.an_opening(quota=10, entitled_share=20, opening_pace=600)
    entry = entered(opening, people[:size])
    moment = MONDAY_9
    if stage != "gathering":
        openings.drawn(opening)
        moment = FRIDAY_8
    if stage in ("turn", "seated", "nothing"):
        moment = SOON
        if stage == "nothing":
            Entry.objects.filter(pk=entry.pk).update(ahead=90_000)
        openings.tick(FRIDAY_14)
    if stage == "seated":
        with at(SOON):
            client.post(page(entry), chosen(entry, online(opening)[0], *range(size)))
    if stage == "nothing":
        moment = SATURDAY_20
        openings.tick(moment)
    with at(moment):
        for address in (page(entry), f"{page(entry)}pass.json", "/me/entries/", "/me/"):
            client.get(address)
            with django_assert_max_num_queries(12):
                assert client.get(address).status_code == 200
