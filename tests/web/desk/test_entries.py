"""An officer enters who brings only an identity card, tells the result, and books when the turn has come."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giliran.accounts.models import Applicant, User
from giliran.audit.models import Event
from giliran.booking.models import Booking
from giliran.opening.models import Entry, Opening
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, SATURDAY_20, THURSDAY_20
from tests.web.desk.officer import Desk, a_card

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(request: pytest.FixtureRequest) -> Opening:
    """Entries are being taken; `turns` unless a test asks for something else."""
    figures = getattr(request, "param", {})
    return openings.an_opening(**{"entitled_share": 0, **figures})


@pytest.fixture
def desk(opening: Opening) -> Desk:
    client = world.sign_in(Client(), world.staff_member("cs", opening.office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return Desk(client, opening.office)


@pytest.fixture
def officer_id(desk: Desk) -> int:
    return int(desk.client.session["_auth_user_id"])


def page_text(content: bytes) -> str:
    [page] = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(page.extract_text().split())


def test_somebody_with_only_a_card_is_entered_and_gets_a_slip(desk: Desk, opening: Opening, officer_id: int) -> None:
    entry = desk.enter(1)
    account = User.objects.get(email=None)
    assert (entry.opening, entry.account, entry.made_by, entry.door, entry.in_roll, entry.party) == (
        opening, account, officer_id, "desk", True, 1,
    )  # fmt: skip
    assert (account.name, account.phone, account.language) == ("Orang 1", "0812 3456 7890", "id")
    slip = desk.get(desk.url("desk_entry_slip", entry.public_id))
    assert slip.headers["Content-Type"] == "application/pdf"
    text = page_text(slip.content)
    assert entry.public_id in text.replace(" ", "")
    assert {"Nomor pendaftaran", "Orang 1."} & set(re.findall(r"Nomor pendaftaran|Orang 1\.", text))
    shown = desk.get(desk.url("desk_entry", entry.public_id))
    assert shown.context["standing"].word == "Waits for the draw"
    assert world.a_nik(1) not in shown.content.decode().replace(" ", "")


def test_who_comes_again_is_found_by_nik_and_nothing_is_asked_twice(desk: Desk, opening: Opening) -> None:
    first = desk.enter(1)
    Entry.objects.update(outcome="none")
    first.people.update(is_live=False, week=None)

    answer = desk.post(desk.url("desk_entry_new"), nik=world.a_nik(1), do="find")

    draft = desk.last_draft()
    assert answer.headers["Location"] == draft
    page = desk.get(draft)
    assert [one.full_name for one in page.context["party"].people] == ["Orang 1"]
    assert desk.post(draft, do="check", **desk.needs()).status_code == 302
    made = desk.post(f"{draft}check/")
    entry = Entry.objects.latest("id")
    assert made.headers["Location"] == desk.url("desk_entry", entry.public_id)
    assert entry.account == first.account
    assert User.objects.filter(email=None).count() == 1


def test_every_look_for_a_nik_is_on_record(desk: Desk, opening: Opening, officer_id: int) -> None:
    desk.enter(1)
    desk.post(desk.url("desk_entry_new"), nik=world.a_nik(1), do="find")
    desk.post(desk.url("desk_entries_find"), text=world.a_nik(1))
    desk.post(desk.url("desk_entries_find"), text=world.a_nik(7))
    person = Applicant.objects.get()
    looks = Event.objects.filter(event="person.nik_looked_up").order_by("id")
    assert list(looks.values_list("about", "actor_id", "office_id")) == [
        (about, officer_id, opening.office_id)
        for about in ("person:unknown", f"person:{person.public_id}", f"person:{person.public_id}", "person:unknown")
    ]


def test_a_family_of_three_enters_on_one_account(desk: Desk) -> None:
    entry = desk.enter(1, 2, 3)
    assert entry.party == 3
    assert set(Applicant.objects.values_list("account", "relation")) == {
        (entry.account_id, "self"), (entry.account_id, "spouse"),
    }  # fmt: skip


def test_somebody_of_another_assisted_account_joins_the_party(desk: Desk) -> None:
    other = desk.enter(2)
    desk.write_down(1)
    draft = desk.last_draft()
    assert desk.post(draft, do="find", nik=world.a_nik(2), **desk.needs()).headers["Location"] == draft
    page = desk.get(draft).context["party"]
    assert [one.full_name for one in page.people] == ["Orang 1", "Orang 2"]
    assert {one.account_id for one in page.people} != {other.account_id}


def test_people_of_an_account_with_an_address_are_written_down_anew(desk: Desk, opening: Opening) -> None:
    own = world.a_person(world.an_account(), 1, name="Siti Rahayu")
    asked = desk.post(desk.url("desk_entry_new"), nik=world.a_nik(1), do="find")
    assert asked.context["has_own"]
    assert "Siti Rahayu" not in asked.content.decode()
    desk.post(f"{desk.last_draft()}person/", **a_card(1))
    assert Applicant.objects.get(account__email=None).account_id != own.account_id
    openings.an_entry(opening, [own])
    draft = desk.last_draft()
    desk.post(draft, do="check", **desk.needs())
    refused = desk.post(f"{draft}check/")
    assert (refused.status_code, refused.context["refused"].code) == (409, "already_entered")
    assert refused.context["concerned"] == ["Orang 1"]
    assert Entry.objects.count() == 1


def test_the_same_press_twice_enters_once(desk: Desk) -> None:
    desk.write_down(1)
    draft = desk.last_draft()
    desk.post(draft, do="check", **desk.needs())
    kept = dict(desk.client.session["desk_drafts"])
    first = desk.post(f"{draft}check/")
    again = desk.post(f"{draft}check/")
    session = desk.client.session
    session["desk_drafts"] = kept  # as it was when a second press began before the first was done
    session.save()
    at_once = desk.post(f"{draft}check/")
    places = [answer.headers["Location"] for answer in (first, again, at_once, desk.get(draft))]
    assert places == [desk.url("desk_entry", Entry.objects.get().public_id)] * 4


@pytest.mark.parametrize("nik", ["", "12", "3174O1", "0" * 16, "9" * 40])
def test_what_cannot_be_a_nik_is_said_at_its_field_and_stays(desk: Desk, nik: str) -> None:
    answer = desk.post(desk.url("desk_entry_new"), nik=nik, do="find")
    assert answer.status_code == 422
    assert list(answer.context["nik"].errors) == ["nik"]
    assert answer.context["nik"]["nik"].value() == nik
    assert not User.objects.filter(email=None).exists()


def test_everything_wrong_on_the_card_is_said_at_once_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.post(desk.url("desk_entry_new"), nik=world.a_nik(1), do="find")
    wrong = a_card(1, kk="1", full_name="", birth_date_day="31", birth_date_month="2", district_code="")
    answer = desk.post(f"{desk.last_draft()}person/", **wrong)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {"kk", "full_name", "birth_date", "district_code"}
    assert (form["street"].value(), form["nik"].value()) == ("Jl. Tebet Raya No. 1", world.a_nik(1))
    assert not User.objects.filter(email=None).exists()


def test_answers_stay_while_others_are_found(desk: Desk) -> None:
    desk.write_down(1)
    draft = desk.last_draft()
    needs = {**desk.needs()}
    purpose = next(name for name in needs if name.endswith("purpose"))
    desk.post(draft, do="find", nik="wrong", **{**needs, purpose: "work"})
    page = desk.get(draft).context["party"]
    assert page.needs[0]["purpose"].value() == "work"


def test_what_is_not_answered_is_asked_for(desk: Desk) -> None:
    desk.write_down(1)
    answer = desk.post(desk.last_draft(), do="check")
    assert answer.status_code == 422
    assert set(answer.context["party"].needs[0].errors) == {"service", "booklet", "purpose"}
    assert desk.get(f"{desk.last_draft()}check/").headers["Location"] == desk.last_draft()


def test_a_party_has_at_most_five(desk: Desk) -> None:
    desk.write_down(1)
    draft = desk.last_draft()
    for number in range(2, 6):
        desk.write_down(number, draft, relation="child")
    refused = desk.post(draft, do="find", nik=world.a_nik(6), **desk.needs())
    assert refused.status_code == 422
    assert "one to five" in str(refused.context["nik"].errors)


def test_an_account_that_is_full_makes_room(desk: Desk) -> None:
    desk.write_down(1)
    draft = desk.last_draft()
    for number in range(2, 6):
        desk.write_down(number, draft, relation="child")
    fifth = desk.get(draft).context["party"].people[4]
    desk.post(draft, do=f"leave:{fifth.public_id}", **desk.needs())
    asked = desk.post(draft, do="find", nik=world.a_nik(6), **desk.needs())
    full = desk.post(f"{draft}person/", **a_card(6, relation="child"))
    assert (asked.status_code, full.status_code) == (200, 422)
    assert "up to five" in str(full.context["form"].errors)
    desk.post(draft, do=f"forget:{fifth.public_id}", **desk.needs())
    assert desk.post(f"{draft}person/", **a_card(6, relation="child")).status_code == 302
    names = [one.full_name for one in desk.get(draft).context["party"].people]
    assert names == ["Orang 1", "Orang 2", "Orang 3", "Orang 4", "Orang 6"]


def test_children_alone_need_a_guardian(desk: Desk) -> None:
    nik = world.a_nik(1, born=date(2015, 8, 8))
    desk.post(desk.url("desk_entry_new"), nik=nik, do="find")
    child = a_card(1, nik=nik, birth_date_day="8", birth_date_month="8", birth_date_year="2015")
    desk.post(f"{desk.last_draft()}person/", **child)
    draft = desk.last_draft()
    needs = {name: {"PB_E_10": "PB_E_5", "new": "child"}.get(value, value) for name, value in desk.needs().items()}
    page = desk.get(draft).context["party"]
    needs = {
        f"{page.needs[0].prefix}-{name}": page.needs[0].fields[name].choices[-1][0]
        for name in ("service", "booklet", "purpose")
    }
    assert set(desk.post(draft, do="check", **needs).context["party"].guardian[0].errors) == {"guardian"}
    assert desk.post(draft, do="check", guardian="on", **needs).status_code == 302
    desk.post(f"{draft}check/")
    assert Entry.objects.get().guardian_present


@pytest.mark.parametrize("opening", [{"method": "ballot"}], indirect=True)
def test_wishes_of_a_ballot_go_by_their_numbers(desk: Desk, opening: Opening) -> None:
    desk.write_down(1)
    draft = desk.last_draft()
    first, second, third = Slot.objects.filter(reserved_for=opening.name, pool="online").order_by("starts_at")[:3]
    wishes = {"kind": "some", f"slot_{third.pk}": "1", f"slot_{first.pk}": "7"}
    for wrong in (
        {}, {"kind": "some"}, {**wishes, f"slot_{second.pk}": "7"}, {**wishes, f"slot_{second.pk}": "-1"},
        {**wishes, f"slot_{second.pk}": "many"},
    ):  # fmt: skip
        answer = desk.post(draft, do="check", **desk.needs(), **wrong)
        assert answer.status_code == 422, wrong
    assert answer.context["party"].wishes[0][f"slot_{third.pk}"].value() == "1"
    assert desk.post(draft, do="check", **desk.needs(), **wishes).status_code == 302
    assert desk.get(f"{draft}check/").context["party"].wishes[0].liked[0].startswith("Tuesday, 1 December")
    desk.post(f"{draft}check/")
    assert Entry.objects.get().wishes == f"{third.pk},{first.pk}"


@pytest.mark.parametrize("opening", [{"method": "ballot"}], indirect=True)
def test_who_won_in_a_ballot_gets_the_ticket_printed(desk: Desk, opening: Opening) -> None:
    entry = desk.enter(1, wishes={"kind": "any"})
    desk.until(THURSDAY_20, FRIDAY_8)
    assert desk.get(desk.url("desk_entry", entry.public_id)).context["standing"].told[0].startswith("Rank 1.")
    desk.until(FRIDAY_14)
    page = desk.get(desk.url("desk_entry", entry.public_id))
    [booking] = page.context["bookings"]
    assert page.context["standing"].word == "Has a seat"
    ticket = desk.get(desk.url("desk_ticket", booking.code))
    assert "Orang 1" in page_text(ticket.content)


def test_in_turns_the_result_is_told_and_the_officer_books_when_the_turn_has_come(
    desk: Desk, opening: Opening, officer_id: int
) -> None:
    entry = desk.enter(1, 2)
    url = desk.url("desk_entry", entry.public_id)
    desk.until(THURSDAY_20, FRIDAY_8)
    told = desk.get(url).context["standing"]
    assert told.word == "0 people before"
    assert told.told == [
        "The turn comes at about Friday, 27 November 2026, 14:00 WIB. It may be a little earlier or later."
    ]
    desk.until(FRIDAY_14)
    page = desk.get(url)
    form = page.context["form"]
    [one, two] = form["who"].value()
    slot = form.fields["slot"].choices[0][0]

    booked = desk.post(url, who=[one], slot=slot, key=form["key"].value())
    again = desk.post(url, who=[one], slot=slot, key=form["key"].value())

    booking = Booking.objects.get()
    assert (booked.headers["Location"], booking.door, booking.made_by) == (url, "desk", officer_id)
    assert again.headers["Location"] == url
    page = desk.get(url)
    assert page.context["form"]["who"].value() == [two]
    desk.post(url, who=[two], slot=slot, key=page.context["form"]["key"].value())
    assert len(desk.get(url).context["bookings"]) == 2
    assert desk.get(url).context["form"] is None


@pytest.mark.parametrize("opening", [{"quota": 1}], indirect=True)
def test_a_seat_that_is_gone_is_said_and_nothing_is_lost(desk: Desk, opening: Opening) -> None:
    entry = desk.enter(1)
    desk.until(THURSDAY_20, FRIDAY_8, FRIDAY_14)
    url = desk.url("desk_entry", entry.public_id)
    form = desk.get(url).context["form"]
    slot = form.fields["slot"].choices[0][0]
    Slot.objects.filter(pk=slot).update(taken=1, last_number=1)
    refused = desk.post(url, who=form["who"].value(), slot=slot, key=form["key"].value())
    assert (refused.status_code, refused.context["refused"].code) == (409, "full")
    assert refused.context["form"]["who"].value() == form["who"].value()
    for wrong in ({"slot": ""}, {"slot": "999"}, {"who": []}, {"slot": "x" * 1000}):
        sent = {"who": form["who"].value(), "slot": slot, "key": form["key"].value(), **wrong}
        assert desk.post(url, **sent).status_code == 422
    assert not Booking.objects.exists()


def test_an_entry_is_withdrawn_after_asking(desk: Desk) -> None:
    entry = desk.enter(1)
    url = desk.url("desk_entry_withdraw", entry.public_id)
    assert "can be entered again at once" in desk.get(url).content.decode()
    for _press in range(2):
        assert desk.post(url).headers["Location"] == desk.url("desk_entry", entry.public_id)
    page = desk.get(desk.url("desk_entry", entry.public_id))
    assert (page.context["standing"].word, page.context["may_withdraw"]) == ("Withdrawn", False)
    assert desk.enter(2).in_roll


def test_who_comes_after_the_freeze_is_told_so_before(desk: Desk) -> None:
    desk.until(THURSDAY_20)
    assert "not drawn" in desk.get(desk.url("desk_entry_new")).content.decode()
    assert not desk.enter(1).in_roll


def test_an_entry_is_found_by_number_or_nik(desk: Desk, opening: Opening) -> None:
    entry = desk.enter(1)
    own = openings.an_entry(opening, [world.a_person(world.an_account(), 5)])
    place = desk.url("desk_entry", entry.public_id)
    for text in (
        entry.public_id,
        entry.public_id.upper(),
        entry.public_id[:8],
        f" {entry.public_id[:4]}-{entry.public_id[4:]} ",
    ):
        assert desk.post(desk.url("desk_entries_find"), text=text).headers["Location"] == place
    assert desk.post(desk.url("desk_entries_find"), text=world.a_nik(1)).headers["Location"] == place
    theirs = desk.post(desk.url("desk_entries_find"), text=world.a_nik(5))
    assert theirs.headers["Location"] == desk.url("desk_entry", own.public_id)


@pytest.mark.parametrize("text", ["", "abc", "zzzzzz", "0000", "3174011705909999", "x" * 5000, "%", "'; --", "٣١٧٤"])
def test_who_is_not_found_is_said_and_what_was_typed_stays(desk: Desk, text: str) -> None:
    answer = desk.post(desk.url("desk_entries_find"), text=text)
    assert (answer.status_code, answer.context["text"]) == (422, text)
    assert answer.context["fault"]


def test_an_entry_of_another_office_does_not_exist_here(desk: Desk, opening: Opening) -> None:
    entry = desk.enter(1)
    other = world.an_office("bogor", id=2)
    client = world.sign_in(Client(), world.staff_member("cs", other, email="b@example.id"), second_factor=True)
    elsewhere = Desk(client, other)
    for name in ("desk_entry", "desk_entry_slip", "desk_entry_withdraw"):
        assert elsewhere.get(elsewhere.url(name, entry.public_id)).status_code == 404
        assert elsewhere.get(desk.url(name, entry.public_id)).status_code == 403
    assert elsewhere.post(elsewhere.url("desk_entry_withdraw", entry.public_id)).status_code == 404
    assert elsewhere.post(elsewhere.url("desk_entries_find"), text=entry.public_id).status_code == 422
    assert elsewhere.get(desk.last_draft()).status_code == 403
    entry.refresh_from_db()
    assert entry.outcome == ""


def test_a_draft_of_somebody_else_is_not_there(desk: Desk, opening: Opening) -> None:
    desk.write_down(1)
    client = world.sign_in(Client(), world.staff_member("cs", opening.office, email="b@example.id"), second_factor=True)
    colleague = Desk(client, opening.office)
    assert colleague.get(desk.last_draft()).headers["Location"] == colleague.url("desk_entries")


def test_the_list_shows_those_of_today(desk: Desk, opening: Opening) -> None:
    first = desk.enter(1)
    openings.an_entry(opening, [world.a_person(world.an_account(), 5)])
    desk.at += timedelta(days=1)
    second = desk.enter(2)
    page = desk.get(desk.url("desk_entries"))
    assert [row["entry"] for row in page.context["rows"]] == [second]
    everything = desk.get(f"{desk.url('desk_entries')}?all=1")
    assert [row["entry"] for row in everything.context["rows"]] == [second, first]


def test_without_an_opening_the_list_says_so(db: None) -> None:
    office = world.an_office(quota=None)
    client = world.sign_in(Client(), world.staff_member("cs", office), second_factor=True)
    desk = Desk(client, office)
    assert desk.get(desk.url("desk_entries")).context["opening"] is None
    assert desk.get(desk.url("desk_entry_new")).headers["Location"] == desk.url("desk_entries")
    assert desk.get(f"{desk.url('desk_entries')}?opening=x&page=0&all").status_code == 200


def test_after_the_close_who_got_nothing_hears_why(desk: Desk, opening: Opening) -> None:
    entry = desk.enter(1)
    desk.until(THURSDAY_20, FRIDAY_8, FRIDAY_14, SATURDAY_20)
    told = desk.get(desk.url("desk_entry", entry.public_id)).context["standing"]
    assert (told.word, told.told) == (
        "No seat", ["The opening is over and no seat was chosen. The next opening can be entered at this desk."]
    )  # fmt: skip


def test_pages_ask_as_often_for_many_as_for_few(desk: Desk, opening: Opening) -> None:
    counts = []
    for numbers in ((1,), (2, 3, 4, 5, 6)):
        entry = desk.enter(*numbers)
        addresses = [desk.url("desk_entries"), desk.url("desk_entry", entry.public_id), desk.url("desk_entry_new")]
        desk.write_down(numbers[0] + 50)
        addresses += [desk.last_draft()]
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert desk.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
    desk.until(THURSDAY_20, FRIDAY_8, FRIDAY_14, FRIDAY_14 + timedelta(minutes=5))
    for entry in Entry.objects.all():
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(desk.url("desk_entry", entry.public_id)).context["form"]
        counts.append(len(asked))
    assert counts[8] == counts[9]
    assert max(counts) <= 12
