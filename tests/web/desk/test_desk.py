"""The officers' day: who comes, who a booking is for, and a NIK shown on record only."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giliran.accounts.models import Applicant
from giliran.audit import selectors as audit
from giliran.booking.models import Booking, Ticket
from giliran.core import ids
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import visits, world

MONDAY = date(2026, 11, 23)


@pytest.fixture
def booking(office: Office, sunday: datetime) -> Booking:
    """Siti and Budi on Monday morning."""
    return visits.a_visit(office, MONDAY, now=sunday, names=("Siti Rahayu", "Budi"))


def names(client: Client, office: Office, **query: str) -> list[str]:
    response = client.get(reverse("desk_agenda", args=[office.code]), {"date": "2026-11-23", **query})
    assert response.status_code == 200
    return [line.ticket.full_name for line in response.context["lines"]]


def page(booking: Booking, name: str = "desk_booking", office: str = "jakarta-selatan") -> str:
    return reverse(name, args=[office, booking.code])


def test_the_desk_names_the_offices_and_what_is_open_there(office: Office, officer: Client) -> None:
    world.an_office("bogor", id=2)
    places = officer.get(reverse("desk")).context["places"]
    assert [(one.office.code, one.may_check_in, one.may_set) for one in places] == [("jakarta-selatan", True, False)]


def test_headquarters_finds_an_office_among_all(office: Office) -> None:
    for number in range(2, 40):
        world.an_office(f"kantor-{number}", id=number, quota=None)
    client = world.sign_in(Client(), world.staff_member("hq", None), second_factor=True)
    everywhere = client.get(reverse("desk"))
    assert (len(everywhere.context["places"]), everywhere.context["can_search"]) == (30, True)
    found = client.get(reverse("desk"), {"q": "jakarta SELATAN kantor imigrasi jakarta"}).context["places"]
    assert "jakarta-selatan" in [one.office.code for one in found]
    assert client.get(reverse("desk"), {"q": "atlantis"}).context["places"] == []


def test_the_agenda_is_by_label_and_leaves_out_who_cancelled(
    office: Office, officer: Client, booking: Booking, sunday: datetime
) -> None:
    visits.a_visit(office, MONDAY, now=sunday, number=1, letter="B", names=("Ayu",))
    visits.a_visit(office, MONDAY, now=sunday, number=2, names=("Tono",))
    visits.a_visit(office, date(2026, 11, 24), now=sunday, number=3, names=("Besok",))
    Ticket.objects.filter(full_name="Tono").update(state="cancelled")
    assert names(officer, office) == ["Siti Rahayu", "Budi", "Ayu"]
    assert names(officer, office, window="B") == ["Ayu"]
    Ticket.objects.filter(full_name="Budi").update(state="attended")
    assert names(officer, office, state="attended") == ["Budi"]
    shown = officer.get(reverse("desk_agenda", args=[office.code]), {"date": "2026-11-23"}).context
    assert (shown["expected"], shown["arrived"], shown["windows"]) == (
        3,
        1,
        [("A", "A Morning", 2, 1), ("B", "B Afternoon", 1, 0)],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("siti", ["Siti Rahayu"]),
        ("  RAHAYU ", ["Siti Rahayu"]),
        ("A-002", ["Budi"]),
        ("a2", ["Budi"]),
        ("A 001", ["Siti Rahayu"]),
        ("0002", ["Budi"]),
        ("zzz", []),
        ("%", []),
        ("'; drop table", []),
        ("9" * 10_000, []),
        ("\N{SUPERSCRIPT TWO}", []),
        ("A-\N{SUPERSCRIPT TWO}", []),
    ],
)
def test_somebody_is_found_by_what_they_can_say(
    office: Office, officer: Client, booking: Booking, text: str, found: list[str]
) -> None:
    assert names(officer, office, q=text) == found


def test_a_booking_code_leads_to_its_page_on_any_day(office: Office, officer: Client, booking: Booking) -> None:
    typed = ids.show_code(booking.code).lower()
    response = officer.get(reverse("desk_agenda", args=[office.code]), {"date": "2026-12-01", "q": typed})
    assert response.headers["Location"] == page(booking)


@pytest.mark.parametrize("query", [{"date": "gestern"}, {"date": "2026-02-31"}, {"date": "0001-01-01"}, {"state": "x"}])
def test_nonsense_in_the_address_shows_today(office: Office, officer: Client, query: dict[str, str]) -> None:
    shown = officer.get(reverse("desk_agenda", args=[office.code]), query).context
    assert (shown["wanted"].day, shown["wanted"].state) == (date(2026, 11, 22), "")


def test_a_booking_shows_everything_but_the_nik(office: Office, officer: Client, booking: Booking) -> None:
    Applicant.objects.filter(full_name="Budi").update(
        warnings=["nik_birth_date_differs"], identity_check="mismatched", has_disability=True
    )
    response = officer.get(page(booking))
    siti, budi = response.context["people"]
    assert (siti.ticket.label, siti.age, siti.service, siti.purpose, siti.fee, siti.papers, siti.warnings) == (
        "A-001", 36, "New passport", "Holiday", 950_000, ["Identity card"], [],
    )  # fmt: skip
    assert budi.warnings == [
        "The identity registry has other data. Check the card, then its data.",
        "NIK and birth date disagree. Compare both with the identity card.",
        "Has a disability: serve first.",
    ]
    text = response.content.decode()
    assert world.a_nik(0) not in text.replace(" ", "")
    assert "v***@example.id" in text
    assert response.context["message"] == ("soon", "Being prepared")
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_whoever_wants_no_ticket_by_mail_is_not_said_to_be_sent_one(officer: Client, booking: Booking) -> None:
    Booking.objects.update(confirm_due_at=None)
    shown = officer.get(f"/desk/jakarta-selatan/bookings/{booking.code}/").context["message"]
    assert shown == ("neutral", "Not sent by e-mail: the account does not want it")


def test_a_nik_is_shown_once_and_on_record(office: Office, officer: Client, booking: Booking) -> None:
    ticket = booking.tickets.get(number=1)
    shown = officer.post(page(booking, "desk_nik"), {"ticket": ticket.public_id})
    nik = world.a_nik(0)
    assert " ".join(nik[i : i + 4] for i in range(0, 16, 4)) in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    [line] = audit.trail_of(f"person:{ticket.applicant.public_id}")
    assert (line.event, line.door, str(line.actor_id)) == (
        "person.nik_revealed",
        "web",
        officer.session["_auth_user_id"],
    )
    assert nik not in officer.get(page(booking)).content.decode().replace(" ", "")
    assert len(audit.trail_of(f"person:{ticket.applicant.public_id}")) == 1


def test_a_nik_is_never_shown_by_following_a_link(officer: Client, booking: Booking) -> None:
    assert officer.get(page(booking, "desk_nik")).status_code == 405


def test_a_nik_of_somebody_else_cannot_be_asked_for(
    office: Office, officer: Client, booking: Booking, sunday: datetime
) -> None:
    other = visits.a_visit(office, MONDAY, now=sunday, number=5).tickets.get()
    for wanted in (other.public_id, "", "x" * 1000):
        assert officer.post(page(booking, "desk_nik"), {"ticket": wanted}).status_code == 404
    assert audit.trail_of(f"person:{other.applicant.public_id}") == []


def test_the_gate_sees_a_booking_but_no_telephone(office: Office, booking: Booking) -> None:
    client = world.sign_in(Client(), world.staff_member("gate", office), second_factor=True)
    text = client.get(page(booking)).content.decode()
    assert "+6281234567890" not in text
    assert reverse("desk_nik", args=[office.code, booking.code]) not in text


def test_a_booking_at_another_office_does_not_exist_here(officer: Client, booking: Booking, sunday: datetime) -> None:
    other = world.an_office("bogor", id=2)
    world.a_slot(other, MONDAY)
    theirs = visits.a_visit(other, MONDAY, now=sunday, number=7)
    for name in ("desk_booking", "desk_ticket"):
        assert officer.get(page(theirs, name)).status_code == 404
    assert officer.post(page(theirs, "desk_nik"), {"ticket": theirs.tickets.get().public_id}).status_code == 404
    assert officer.get(reverse("desk_booking", args=["jakarta-selatan", "nonsense"])).status_code == 404


def test_the_ticket_is_printed_again(officer: Client, booking: Booking) -> None:
    response = officer.get(page(booking, "desk_ticket"))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == f'inline; filename="giliran-{booking.code}.pdf"'


def test_nothing_is_printed_for_a_booking_that_is_gone(officer: Client, booking: Booking) -> None:
    booking.tickets.update(state="cancelled")
    assert officer.get(page(booking, "desk_ticket")).status_code == 404
    assert "desk_ticket" not in officer.get(page(booking)).content.decode()


def test_a_person_who_left_the_account_still_has_a_ticket(officer: Client, booking: Booking) -> None:
    booking.tickets.update(applicant=None)
    people = officer.get(page(booking)).context["people"]
    assert {tuple(one.warnings) for one in people} == {
        ("This person has been removed from the account. The ticket stands; check the card.",)
    }


def test_a_closed_session_is_said(office: Office, officer: Client, booking: Booking) -> None:
    Slot.objects.filter(id=booking.slot_id).update(state="closed")
    assert "This session has been closed" in officer.get(page(booking)).content.decode()


def test_names_in_any_script_are_kept_whole(office: Office, officer: Client, sunday: datetime) -> None:
    name = "\N{ARABIC LETTER MEEM}<b>&\N{PARTY POPPER}"
    visits.a_visit(office, MONDAY, now=sunday, names=(name,))
    text = officer.get(reverse("desk_agenda", args=[office.code]), {"date": "2026-11-23"}).content.decode()
    assert "\N{ARABIC LETTER MEEM}&lt;b&gt;&amp;\N{PARTY POPPER}" in text


def test_pages_ask_as_often_for_many_as_for_few(
    office: Office, officer: Client, booking: Booking, sunday: datetime
) -> None:
    addresses = (reverse("desk"), reverse("desk_agenda", args=[office.code]) + "?date=2026-11-23", page(booking))
    counts = []
    for numbers in (range(20, 20), range(20, 28)):
        for number in numbers:
            visits.a_visit(office, MONDAY, now=sunday, number=number, names=("Ayu", "Tono"))
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert officer.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12


def test_a_party_of_five_asks_as_often_as_one(office: Office, officer: Client, sunday: datetime) -> None:
    counts = []
    for number, party in enumerate((("Siti",), ("Siti", "Budi", "Ayu", "Tono", "Rina"))):
        visit = visits.a_visit(office, MONDAY, now=sunday, number=number, names=party)
        with CaptureQueriesContext(connection) as asked:
            officer.get(page(visit))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_desk_speaks_indonesian_first(office: Office, officer: Client) -> None:
    del officer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert '<html lang="id"' in officer.get(reverse("desk")).content.decode()


def test_the_gate_is_one_press_from_a_booking(office: Office, officer: Client, booking: Booking) -> None:
    text = officer.get(page(booking)).content.decode()
    gate = reverse("gate_look", args=[office.code])
    assert f'<form action="{gate}" method="post">' in text
    verdict = officer.post(gate, {"text": booking.code}).content.decode()
    assert "A-001" in verdict
