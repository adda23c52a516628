"""A visit is moved, or given back, on its own pages; and every way in which that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import translation

from giliran.accounts.models import Applicant, User
from giliran.booking.models import Booking, Ticket
from giliran.booking.sentences import sentence
from giliran.booking.services import invariants
from giliran.offices.models import Office, PolicyValue
from giliran.slots.models import Slot
from tests.factories import world
from tests.web.applicant.conftest import MONDAY, book_for
from tests.web.public.test_pages import words_of

TUESDAY = MONDAY + timedelta(days=1)
_numbers = count(100)

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(office: Office) -> Slot:
    """Wednesday afternoon."""
    return Slot.objects.get(office=office, date=TUESDAY + timedelta(days=1), letter="B")


@pytest.fixture
def pair(siti: User, people: list[Applicant], there: Slot, sunday: datetime) -> Booking:
    """Siti and Budi, on Tuesday morning."""
    slot = Slot.objects.get(office=there.office, date=TUESDAY, letter="A")
    return book_for(siti, people[:2], slot, sunday, key="pair")


@pytest.fixture
def wednesday(office: Office) -> Slot:
    return Slot.objects.get(office=office, date=date(2026, 11, 25), letter="A")


@pytest.fixture(params=["en", "id"])
def reader(request: pytest.FixtureRequest, siti: User) -> Iterator[Client]:
    """Siti's browser in each language, and the words of a test in the same."""
    client = world.sign_in(Client(), siti)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = request.param
    with translation.override(request.param):
        yield client


def says(code: str) -> str:
    return str(sentence(code)).replace("'", "&#x27;")


def page(booking: Booking, *more: str) -> str:
    return "/".join(["/me/bookings", booking.code, *more, ""])


def press(client: Client, booking: Booking, slot: Slot) -> object:
    return client.post(page(booking, "move", "check"), {"slot": slot.pk})


def states(booking: Booking) -> set[str]:
    return set(Ticket.objects.filter(booking=booking).values_list("state", flat=True))


# Ways in


def test_the_booking_names_both_ways_and_until_when(client: Client, pair: Booking) -> None:
    answer = client.get(page(pair))
    said = words_of(answer)
    assert "You can move the visit until Monday, 23 November 2026." in said
    assert "You can cancel until Tuesday, 24 November 2026, 08:00 WIB" in said
    assert page(pair, "move") in answer.content.decode() and page(pair, "cancel") in answer.content.decode()


def test_on_the_day_itself_only_cancelling_is_left(reader: Client, pair: Booking, sunday: datetime) -> None:
    with time_machine.travel(sunday + timedelta(hours=28), tick=False):  # Tuesday, 00:00 in Jakarta
        answer = reader.get(page(pair))
    assert says("move_too_late") in words_of(answer)
    assert page(pair, "move") not in answer.content.decode() and page(pair, "cancel") in answer.content.decode()


def test_before_booking_the_rules_stand_with_the_figures_of_the_country(client: Client, pair: Booking) -> None:
    PolicyValue.objects.create(key="moves_per_booking", value="3")
    PolicyValue.objects.create(key="return_least_minutes", value="7")
    PolicyValue.objects.create(key="missed_cooling_days", value="30")
    said = words_of(client.get(page(pair)))
    assert "You can move the visit 3 times to another day at the same office, until Monday, 23 November 2026." in said
    assert "waits 7 to 60 minutes" in said
    assert "can book again only after 30 days" in said


# Moving


def test_the_calendar_offers_the_same_office_for_the_whole_party(client: Client, pair: Booking, there: Slot) -> None:
    Slot.objects.filter(date=date(2026, 11, 26)).update(taken=19)
    answer = client.get(page(pair, "move"), {"day": "2026-11-25"})
    said = words_of(answer)
    assert "once to another day at the same office" in said
    assert "How many people come?" not in said
    assert f'action="{page(pair, "move", "check")}"' in answer.content.decode()
    assert answer.content.decode().count("1 left - too few together for 2") == 0  # 2 windows with 1 seat each
    assert "2 left - too few together for 2" in said


def test_from_where_to_where_and_then_one_press(client: Client, pair: Booking, there: Slot) -> None:
    said = words_of(client.get(page(pair, "move", "check"), {"slot": there.pk}))
    for words in ("08:00\N{EN DASH}12:00 WIB", "13:00\N{EN DASH}16:30 WIB", "Siti Rahma, Budi Santoso", "new QR code"):
        assert words in said
    done = press(client, pair, there)
    new = Booking.objects.get(moved_from=pair)
    assert done["Location"] == f"{page(new)}?moved"  # type: ignore[index]
    said = words_of(client.get(f"{page(new)}?moved"))
    assert "Your visit has been moved" in said and "The old tickets are no longer valid" in said
    assert (states(pair), states(new), new.slot_id) == ({"moved"}, {"confirmed"}, there.pk)
    assert list(invariants.broken()) == []


def test_twice_pressed_reloaded_or_from_another_tab_it_moves_once(
    client: Client, pair: Booking, there: Slot, wednesday: Slot
) -> None:
    first = press(client, pair, there)
    for again in (press(client, pair, there), press(client, pair, wednesday), client.get(page(pair, "move"))):
        assert again["Location"] == first["Location"]  # type: ignore[index]
    assert client.get(page(pair, "move", "check"), {"slot": there.pk})["Location"] == first["Location"]  # type: ignore[index]
    assert Booking.objects.count() == 2


def test_the_old_booking_leads_to_the_new_one_and_back(client: Client, pair: Booking, there: Slot) -> None:
    press(client, pair, there)
    new = Booking.objects.get(moved_from=pair)
    old, fresh = client.get(page(pair)), client.get(page(new))
    assert "This visit has been moved" in words_of(old) and page(new) in old.content.decode()
    assert "Moved from" in words_of(fresh) and page(pair) in fresh.content.decode()
    assert f'data-kept-again="{page(pair)}"' in fresh.content.decode()


def test_a_moved_visit_says_that_it_cannot_be_moved_again(reader: Client, pair: Booking, there: Slot) -> None:
    press(reader, pair, there)
    new = Booking.objects.get(moved_from=pair)
    answer = reader.get(page(new, "move"))
    assert says("moved_once") in words_of(answer)
    assert page(new, "cancel") in answer.content.decode()
    again = reader.post(page(new, "move", "check"), {"slot": Slot.objects.get(date=TUESDAY, letter="A").pk})
    assert again["Location"] == page(new, "move")
    assert Booking.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"taken": 20}, "full"),
        ({"taken": 20, "returning": 2}, "returning"),
        ({"state": "closed"}, "closed"),
        ({"state": "draft"}, "not_open"),
        ({"reserved_for": "opening:1"}, "reserved"),
        ({"starts_at": datetime.fromisoformat("2026-11-22T00:00:00+00:00")}, "past"),
    ],
)
def test_a_time_that_cannot_be_had_leaves_everything_as_it_is(
    reader: Client, pair: Booking, there: Slot, changes: dict[str, object], code: str
) -> None:
    Slot.objects.filter(pk=there.pk).update(**changes)
    for answer in (reader.get(page(pair, "move", "check"), {"slot": there.pk}), press(reader, pair, there)):
        assert answer.status_code == 409  # type: ignore[attr-defined]
        assert says(code) in words_of(answer)  # type: ignore[arg-type]
        offered = [one.slot.id for one in answer.context["alternatives"]]  # type: ignore[attr-defined]
        assert there.pk not in offered and pair.slot_id not in offered and len(offered) == 4
        assert answer.context["target"].pk == there.pk  # type: ignore[attr-defined]
    assert (states(pair), Booking.objects.count()) == ({"confirmed"}, 1)


def test_the_same_time_is_no_move(reader: Client, pair: Booking) -> None:
    answer = press(reader, pair, pair.slot)
    assert answer.status_code == 409 and says("same_time") in words_of(answer)  # type: ignore[attr-defined,arg-type]


def test_another_session_of_the_same_day_is_no_move(reader: Client, pair: Booking) -> None:
    """RS04."""
    later = Slot.objects.get(date=TUESDAY, letter="B")
    answers = [reader.get(page(pair, "move", "check"), {"slot": later.pk}), press(reader, pair, later)]
    for answer in answers:
        assert answer.status_code == 409 and says("same_date") in words_of(answer)  # type: ignore[attr-defined,arg-type]
    chosen = reader.get(page(pair, "move"), {"day": TUESDAY.isoformat()})
    assert 'name="slot"' not in chosen.content.decode()
    for answer, offers in ((answers[0], "alternatives"), (chosen, "nearest")):
        days = {one.slot.date for one in answer.context[offers]}  # type: ignore[attr-defined]
        assert days and TUESDAY not in days
    assert states(pair) == {"confirmed"}


def test_headquarters_may_let_visits_move_within_their_day(client: Client, pair: Booking) -> None:
    PolicyValue.objects.create(key="moves_same_day", value="1")
    later = Slot.objects.get(date=TUESDAY, letter="B")
    answer = client.get(page(pair, "move"), {"day": TUESDAY.isoformat()})
    assert "once to another time at the same office" in words_of(answer)
    assert "This is your time now" in words_of(answer) and f'id="slot-{later.pk}"' in answer.content.decode()
    press(client, pair, later)
    assert Booking.objects.get(moved_from=pair).slot == later


def test_another_office_is_no_move(reader: Client, pair: Booking) -> None:
    elsewhere = world.a_slot(world.an_office("bogor", id=2, quota=None), TUESDAY)
    answer = reader.post(page(pair, "move", "check"), {"slot": elsewhere.pk}, follow=True)
    assert says("other_office") in words_of(answer)
    assert answer.redirect_chain[-1][0] == page(pair, "move")
    assert states(pair) == {"confirmed"}


@pytest.mark.parametrize("slot", ["", "x", "0", "999999", "-1", "9" * 30, "\N{SUPERSCRIPT TWO}"])
def test_a_slot_that_is_none_leads_back_to_the_choice(client: Client, pair: Booking, slot: str) -> None:
    for answer in (
        client.get(page(pair, "move", "check"), {"slot": slot}),
        client.post(page(pair, "move", "check"), {"slot": slot}),
    ):
        assert answer["Location"] == page(pair, "move")
    assert states(pair) == {"confirmed"}


def test_on_the_day_itself_it_says_so(reader: Client, pair: Booking, there: Slot, sunday: datetime) -> None:
    with time_machine.travel(sunday + timedelta(hours=28), tick=False):
        assert press(reader, pair, there)["Location"] == page(pair, "move")  # type: ignore[index]
        assert says("move_too_late") in words_of(reader.get(page(pair, "move")))
    assert states(pair) == {"confirmed"}


def test_the_changes_of_a_month_are_told(reader: Client, pair: Booking, there: Slot) -> None:
    PolicyValue.objects.create(key="changes_a_month", value="0")
    assert says("changes_used_up") in words_of(reader.get(page(pair, "move")))
    assert press(reader, pair, there)["Location"] == page(pair, "move")  # type: ignore[index]


def test_what_an_opening_gives_cannot_be_reached(client: Client, pair: Booking, wednesday: Slot) -> None:
    """From gathering to close its seats are its entries'."""
    Slot.objects.filter(pk=wednesday.pk).update(reserved_for="opening:7")
    Slot.objects.filter(date=wednesday.date, letter="B").update(reserved_for="opening:7")
    assert "Given in the opening" in words_of(client.get(page(pair, "move")))
    assert press(client, pair, wednesday).status_code == 409  # type: ignore[attr-defined]
    assert Slot.objects.get(pk=wednesday.pk).taken == 0


# Cancelling


def test_a_party_is_cancelled_with_one_press(client: Client, pair: Booking) -> None:
    said = words_of(client.get(page(pair, "cancel")))
    for words in ("This cannot be taken back", "It costs nothing", "waits 10 to 60 minutes", "Siti Rahma"):
        assert words in said
    who = list(pair.tickets.values_list("public_id", flat=True))
    done = client.post(page(pair, "cancel"), {"who": who})
    assert done["Location"] == f"{page(pair)}?cancelled"
    answer = client.get(f"{page(pair)}?cancelled")
    said = words_of(answer)
    assert "Siti Rahma, Budi Santoso" in said and "These tickets are no longer valid" in said
    assert states(pair) == {"cancelled"}


def test_one_may_stay_away_and_the_others_come(client: Client, pair: Booking) -> None:
    budi = pair.tickets.get(full_name="Budi Santoso")
    done = client.post(page(pair, "cancel"), {"who": budi.public_id}, follow=True)
    assert "This ticket is no longer valid; the others of this booking stand." in words_of(done)
    answer = client.get(page(pair))
    assert answer.content.decode().count('<div class="qr">') == 1
    assert "If your plans change" in words_of(answer)
    assert client.get(page(pair, "move")).context["people"] == list(pair.tickets.filter(full_name="Siti Rahma"))


def test_a_cancelled_ticket_does_not_look_valid(client: Client, pair: Booking) -> None:
    client.post(page(pair, "cancel"), {"who": list(pair.tickets.values_list("public_id", flat=True))})
    answer = client.get(page(pair))
    said, drawn = words_of(answer), answer.content.decode()
    assert "This booking has been cancelled" in said and "There is no valid ticket on it" in said
    assert 'class="qr"' not in drawn and "label-hero" not in drawn and "ticket.pdf" not in drawn
    for file in ("ticket.pdf", "visit.ics"):
        assert client.get(f"{page(pair)}{file}")["Location"] == page(pair)


def test_cancelled_twice_says_that_it_is_done(reader: Client, pair: Booking) -> None:
    who = {"who": list(pair.tickets.values_list("public_id", flat=True))}
    assert reader.post(page(pair, "cancel"), who)["Location"] == reader.post(page(pair, "cancel"), who)["Location"]
    assert says("cancelled_already") in words_of(reader.get(page(pair, "cancel")))
    assert Slot.objects.get(pk=pair.slot_id).returning == 2


def test_nobody_chosen_is_said_at_the_field(reader: Client, pair: Booking) -> None:
    for who in ([], ["0123456789abcdef"], [pair.tickets.first().public_id, "no-ticket"]):  # type: ignore[union-attr]
        answer = reader.post(page(pair, "cancel"), {"who": who})
        assert answer.status_code == 422
        assert words_of(answer).count(says("nobody_chosen")) == 2
        assert answer.context["chosen"] == who
    assert states(pair) == {"confirmed"}


def test_when_the_session_has_begun_it_says_so(reader: Client, pair: Booking) -> None:
    who = {"who": list(pair.tickets.values_list("public_id", flat=True))}
    with time_machine.travel(pair.slot.starts_at, tick=False):
        answer = reader.post(page(pair, "cancel"), who)
        assert says("visit_begun") in words_of(reader.get(page(pair, "cancel")))
    assert (answer.status_code, says("visit_begun") in words_of(answer)) == (409, True)
    assert states(pair) == {"confirmed"}


def test_whoever_was_let_in_cannot_be_cancelled(reader: Client, pair: Booking) -> None:
    pair.tickets.update(state="attended")
    answer = reader.post(page(pair, "cancel"), {"who": list(pair.tickets.values_list("public_id", flat=True))})
    assert (answer.status_code, says("attended_already") in words_of(answer)) == (409, True)


def test_cancelling_what_was_moved_leads_to_the_new_booking(client: Client, pair: Booking, there: Slot) -> None:
    press(client, pair, there)
    new = Booking.objects.get(moved_from=pair)
    answer = client.post(page(pair, "cancel"), {"who": list(pair.tickets.values_list("public_id", flat=True))})
    assert (answer["Location"], states(new)) == (f"{page(new)}?moved", {"confirmed"})


# Somebody else's


@pytest.mark.parametrize("way", [("move",), ("move", "check"), ("cancel",)])
def test_somebody_elses_visit_is_not_there(stranger: Client, pair: Booking, there: Slot, way: tuple[str, ...]) -> None:
    sent = {"slot": there.pk, "who": list(pair.tickets.values_list("public_id", flat=True))}
    assert (stranger.get(page(pair, *way)).status_code, stranger.post(page(pair, *way), sent).status_code) == (404, 404)
    assert states(pair) == {"confirmed"}


@pytest.mark.parametrize("code", ["ABC", "K7MPQ2X9B", "%F0%9F%98%80", "x" * 300])
def test_a_guessed_code_leads_nowhere(client: Client, pair: Booking, code: str) -> None:
    for way in ("move/", "move/check/", "cancel/"):
        assert client.post(f"/me/bookings/{code}/{way}").status_code == 404


# Lists and queries


def test_what_is_off_stands_among_what_is_over(client: Client, pair: Booking, there: Slot, sunday: datetime) -> None:
    press(client, pair, there)
    shown = client.get("/me/").context
    assert [line.booking.moved_from_id for line in shown["coming"]] == [pair.pk]
    assert [line.booking.pk for line in shown["over"]] == [pair.pk]


@pytest.mark.parametrize("size", [1, 3])
def test_the_pages_ask_no_more_for_a_larger_party(
    client: Client, siti: User, there: Slot, sunday: datetime, size: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    party = [world.a_person(siti, next(_numbers)) for _ in range(size)]
    booking = book_for(siti, party, Slot.objects.get(date=TUESDAY, letter="A"), sunday)
    for way in (["move"], ["cancel"]):
        with django_assert_max_num_queries(12):
            assert client.get(page(booking, *way)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(page(booking, "move", "check"), {"slot": there.pk}).status_code == 200
