"""A list of people becomes seats, row by row: good ones kept, bad ones named, and nothing lost when it is killed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from giliran.accounts.models import Applicant, User
from giliran.audit.models import Event
from giliran.booking import selectors
from giliran.booking.models import Booking, GuestList, GuestRow, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import confirm
from giliran.booking.services.allocate import allocate
from giliran.booking.services.guests import seat, seat_guests, take_in_list, wrong_rows_csv
from giliran.booking.services.guests.seat import CHUNK, LEASE
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import catalogue, events, world
from tests.factories.events import NOW, SATURDAY
from tests.factories.guests import a_csv, guest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event() -> Office:
    catalogue.a_catalogue()
    office = world.an_office(id=1)
    request, _ = events.a_request(office)
    return events.an_event(office, request=request)


def send(event: Office, people: list[dict[str, Any]], **more: Any) -> GuestList:
    return take_in_list(
        event=event, name="daftar.csv", content=a_csv(people), by=NOBODY, now=NOW, language="id", **more
    )


def work(rounds: int = 20) -> int:
    return sum(seat_guests(NOW) for _ in range(rounds))


def states(guests: GuestList) -> list[tuple[int, str]]:
    return list(GuestRow.objects.filter(guests=guests).order_by("number").values_list("number", "state"))


def said(guests: GuestList, language: str = "id") -> dict[int, list[tuple[str, str]]]:
    return {
        row.number: [(one["column"], one[language]) for one in row.faults] for row in selectors.wrong_guests(guests)
    }


def test_each_good_row_is_a_person_with_a_ticket_of_their_own(event: Office) -> None:
    sent = send(event, [guest(1), guest(2, full_name="Budi Santoso", email="Budi@Contoh.id")])
    assert states(sent) == [(2, "waiting"), (3, "waiting")]
    assert work() == 2
    assert states(sent) == [(2, "seated"), (3, "seated")]
    tickets = list(selectors.seated_guests(event))
    assert [(one.label, one.full_name, one.date) for one in tickets] == [
        ("E-001", "Peserta B", SATURDAY),
        ("E-002", "Budi Santoso", SATURDAY),
    ]
    assert len({one.account_id for one in tickets}) == 2
    account = tickets[1].account
    assert (account.email, account.contact_email, account.phone) == (None, "budi@contoh.id", "+6281234567890")
    assert not account.has_usable_password()
    assert Slot.objects.filter(office=event).order_by("starts_at").values_list("taken", flat=True)[0] == 2
    sent.refresh_from_db()
    assert sent.done_at == NOW


def test_everybody_with_an_address_is_told_by_the_ordinary_confirmation(event: Office) -> None:
    send(event, [guest(1), guest(2, email="budi@contoh.id")])
    work()
    confirm.confirm_due(NOW)
    told = Message.objects.filter(event="booking_confirmed")
    assert [one.address for one in told] == ["budi@contoh.id"]
    assert Booking.objects.filter(confirm_due_at__isnull=False).count() == 0


def test_whoever_gave_a_telephone_is_asked_once_whether_messages_may_come_there(event: Office, settings: Any) -> None:
    settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = "1", "t"
    send(event, [guest(1), guest(2, phone="")])
    work()
    asked = Message.objects.filter(channel="whatsapp")
    assert [one.address for one in asked] == ["+6281234567890"]


def test_the_organisation_is_told_when_its_list_is_worked_through(event: Office) -> None:
    send(event, [guest(1), guest(2, purpose="?")])
    work()
    message = Message.objects.order_by("-id")[0]
    assert message.address == events.ASK.contact_email
    assert "1 orang mendapat tempat" in str(message.data)
    assert Message.objects.filter(key__startswith="event-list-").count() == 1


def test_bad_rows_are_named_with_column_and_reason_and_good_ones_are_kept(event: Office) -> None:
    sent = send(
        event,
        [
            guest(1),
            guest(2, nik="317401"),
            guest(3, full_name="=1+1", purpose="?"),
            guest(1),
            guest(4, kk=""),
            guest(5, district="99.99.99"),
            guest(6),
        ],
    )
    work()
    assert states(sent) == [
        (2, "seated"), (3, "refused"), (4, "refused"), (5, "refused"), (6, "refused"), (7, "refused"), (8, "seated"),
    ]  # fmt: skip
    told = said(sent)
    assert told[3] == [("nik", "NIK terdiri atas 16 angka, sedangkan yang Anda isi 6. Cocokkan dengan KTP.")]
    assert [column for column, _ in told[4]] == ["full_name", "purpose"]
    assert told[5] == [("nik", "NIK yang sama ada di baris 2 dalam daftar ini.")]
    assert told[6] == [("kk", "Kolom ini harus diisi.")]
    assert [column for column, _ in told[7]] == ["district_code"]
    assert said(sent, "en")[5] == [("nik", "The same NIK stands in row 2 of this list.")]


def test_the_district_is_that_of_the_nik_where_none_is_given(event: Office) -> None:
    send(event, [guest(1), guest(2, district="317401"), guest(3, district="31.74.01")])
    work()
    assert list(Applicant.objects.values_list("district_code", flat=True)) == ["31.74.01"] * 3


def test_a_list_may_be_sent_again_with_rows_corrected(event: Office) -> None:
    first = send(event, [guest(1), guest(2, purpose="?")])
    work()
    second = send(event, [guest(1), guest(2), guest(3)])
    work()
    assert states(first) == [(2, "seated"), (3, "refused")]
    assert states(second) == [(2, "known"), (3, "seated"), (4, "seated")]
    assert said(second)[2] == [("nik", "Sudah mendapat tempat di acara ini: E-001.")]
    assert Ticket.objects.filter(state="confirmed").count() == 3
    assert User.objects.filter(email=None).count() == 3


def test_who_is_booked_elsewhere_is_refused_without_saying_where(event: Office) -> None:
    office = world.an_office("bogor", id=2)
    person = world.a_person(world.an_account(), 1)
    slot = world.a_slot(office, date(2026, 11, 24))
    allocate(
        [SeatRequest(slot.id, person.account_id, (PersonRequest(person.id, "new", "PB_E_10", "holiday"),), "k", "web")],
        NOW,
    )
    sent = send(event, [guest(1)])
    work()
    assert said(sent)[2] == [("nik", "Orang ini sudah memiliki pesanan.")]
    assert User.objects.filter(email=None).count() == 0


def test_windows_fill_in_the_order_of_time_and_a_wish_goes_first(event: Office) -> None:
    Slot.objects.filter(office=event).update(capacity=2)
    sent = send(event, [guest(n, window="B" if n == 1 else "") for n in range(1, 7)])
    work()
    assert [state for _, state in states(sent)] == ["seated"] * 4 + ["refused"] * 2
    by_name = {one.full_name: one.booking.slot.window.letter for one in Ticket.objects.all()}
    assert by_name == {"Peserta B": "B", "Peserta C": "A", "Peserta D": "A", "Peserta E": "B"}
    assert [reason for _, reason in said(sent)[7]] == [
        "Tempat di acara ini habis. Mintalah tambahan kuota kepada kantor, lalu kirim lagi baris ini."
    ]
    assert list(Slot.objects.filter(office=event).values_list("taken", "capacity")) == [(2, 2), (2, 2)]
    assert User.objects.filter(email=None).count() == 4


def test_ages_and_guardians_are_looked_at_before_an_account_is_opened(event: Office) -> None:
    child = {"birth_date": "17-05-2015", "nik": world.a_nik(9, born=date(2015, 5, 17)), "service": "child"}
    sent = send(
        event,
        [
            guest(1, **child | {"booklet": "PB_E_5"}),
            guest(2, **child | {"nik": world.a_nik(8, born=date(2015, 5, 17)), "booklet": "PB_E_5", "guardian": "ya"}),
            guest(3, **child | {"nik": world.a_nik(7, born=date(2015, 5, 17)), "guardian": "ya"}),
            guest(4, service="child"),
        ],
    )
    work()
    assert [state for _, state in states(sent)] == ["refused", "seated", "refused", "refused"]
    assert {row: one[0][0] for row, one in said(sent).items()} == {2: "guardian", 4: "booklet", 5: "service"}
    assert User.objects.filter(email=None).count() == 1


def test_what_was_sent_is_sealed_while_it_waits_and_gone_afterwards(event: Office) -> None:
    people = [guest(1), guest(2, nik="3174011705900003 x")]
    send(event, people)
    raw = json.dumps([bytes(row.sealed).decode("latin-1") for row in GuestRow.objects.all()])
    assert people[0]["nik"] not in raw
    work()
    assert [bytes(row.sealed) for row in GuestRow.objects.all()] == [b"", b""]


def test_no_nik_is_in_a_reason_a_message_or_the_log(event: Office, caplog: pytest.LogCaptureFixture) -> None:
    people = [guest(1), guest(1), guest(2, nik="3174011705900003 x"), guest(3, purpose="3174011705900004")]
    sent = send(event, people)
    work()
    everything = json.dumps(
        [
            list(GuestRow.objects.values_list("faults", "full_name", "nik_last4")),
            list(Message.objects.values_list("data", flat=True)),
            [str(one) for one in Event.objects.values_list("data", "about", "actor_label")],
            wrong_rows_csv(sent, "id").decode(),
            caplog.text,
        ],
        default=str,
    )
    assert not [one["nik"] for one in people if one["nik"] in everything]


def test_the_report_is_no_formula_and_shows_last_digits_only(event: Office) -> None:
    sent = send(event, [guest(1, full_name='=HYPERLINK("http://x")'), guest(2, nik=world.a_nik(2), purpose="?")])
    work()
    text = wrong_rows_csv(sent, "id").decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "Baris;Nama;Empat angka terakhir NIK;Kolom;Yang salah"
    assert lines[1].startswith("2;\"'=HYPERLINK")
    assert lines[2] == "3;Peserta C;0003;Keperluan;Keperluan ini tidak dikenal. Gunakan kode dari templat."


def test_a_large_list_goes_chunk_by_chunk_and_a_worker_may_die_anywhere(
    event: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    Slot.objects.filter(office=event).update(capacity=500)
    people = [guest(n) for n in range(1, CHUNK + 21)]
    sent = send(event, people)

    class Killed(BaseException):
        pass

    def die(*_args: object, **_kwargs: object) -> None:
        raise Killed

    for place in ("allocate", "_take", "_answer", "_finish"):
        with monkeypatch.context() as patched:
            patched.setattr(seat, place, die)
            with pytest.raises(Killed):
                seat_guests(NOW)
        assert seat_guests(NOW) == 0  # the lease of the dead
        sent.refresh_from_db()
        assert sent.leased_until == NOW + LEASE
        GuestList.objects.update(leased_until=NOW - timedelta(seconds=1))
    work()
    assert {state for _, state in states(sent)} == {"seated"}
    assert Ticket.objects.filter(state="confirmed").count() == len(people)
    assert User.objects.filter(email=None).count() == len(people)
    assert Applicant.objects.count() == len(people)
    assert sum(Slot.objects.filter(office=event).values_list("taken", flat=True)) == len(people)


def refused(event: Office, people: list[dict[str, Any]], **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        send(event, people, **more)
    return caught.value.code


def test_one_list_at_a_time(event: Office) -> None:
    send(event, [guest(1)])
    assert refused(event, [guest(2)]) == "list_under_way"
    work()
    send(event, [guest(2)])


def test_an_event_that_is_over_or_for_everybody_takes_no_list(event: Office) -> None:
    everybody = events.an_event(Office.objects.get(id=1), for_everybody=True)
    assert refused(everybody, [guest(1)]) == "list_for_everybody"
    Office.objects.filter(id=event.id).update(is_open=False)
    event.refresh_from_db()
    assert refused(event, [guest(1)]) == "list_event_over"


def test_a_list_without_its_columns_names_them(event: Office) -> None:
    with pytest.raises(Refusal) as caught:
        take_in_list(event=event, name="x", content=b"NIK;Nama lengkap\n1;Siti", by=NOBODY, now=NOW, language="id")
    assert "Nomor KK, Tempat lahir" in str(caught.value)
    assert GuestList.objects.count() == 0
