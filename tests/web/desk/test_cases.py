"""Passports at the desk: the board, one case, the handover; and the same for headquarters and for their people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from giliran.accounts.models import User
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.core.types import SYSTEM
from giliran.issuance.models import Case, Handover
from giliran.issuance.states import CaseState
from giliran.payments.services.issue import charge
from tests.factories import world
from tests.issuance import scene
from tests.issuance.scene import KK, NOON, SIGNATURE, Workshop
from tests.onsite.scene import qr_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Iterator[Workshop]:
    with time_machine.travel(NOON, tick=False):
        yield scene.a_workshop()


def signed_in(shop: Workshop, role: str, language: str = "en") -> Client:
    client = world.sign_in(Client(), User.objects.get(email=f"{role}@example.id"), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def url(name: str, *args: str) -> str:
    return reverse(name, args=["jakarta-selatan", *args])


def words(answer: Any) -> str:
    return str(answer.content.decode())


def told(answer: Any) -> list[str]:
    return [str(one) for one in answer.context["messages"]]


def test_the_adjudicator_grants_with_one_press(shop: Workshop) -> None:
    case, adjudicator = shop.case(), signed_in(shop, "adjudicator")
    address = url("desk_case", case.ticket.public_id)
    assert "Grant: on to printing" in words(adjudicator.get(address))
    done = adjudicator.post(url("desk_case_decide", case.ticket.public_id), {"do": "approve"}, follow=True)
    assert told(done) == ["A-001 Siti Rahayu: To be printed."]
    again = adjudicator.post(url("desk_case_decide", case.ticket.public_id), {"do": "approve"}, follow=True)
    assert "another step" in told(again)[0]
    assert "It waits for printing." in words(again)


def test_what_is_missing_is_said_and_what_was_typed_stays(shop: Workshop) -> None:
    case, adjudicator = shop.case(), signed_in(shop, "adjudicator")
    decide = url("desk_case_decide", case.ticket.public_id)
    refused = adjudicator.post(decide, {"do": "refuse", "refuse-reason": ""})
    assert (refused.status_code, "in words for the person" in words(refused)) == (422, True)
    asked = adjudicator.post(decide, {"do": "ask", "ask-question": "Wajah mirip"})
    assert (asked.status_code, "Wajah mirip" in words(asked)) == (422, True)
    assert "Choose what headquarters has to look at." in words(asked)
    nonsense = adjudicator.post(decide, {"do": "ask", "ask-why": "zzz", "ask-question": "x"})
    assert nonsense.status_code == 422
    assert Case.objects.get().state == CaseState.ADJUDICATION


def test_headquarters_answers_and_the_office_reads_it(shop: Workshop) -> None:
    case = shop.ask(shop.case())
    central, adjudicator = signed_in(shop, "hq"), signed_in(shop, "adjudicator")
    queue = words(central.get(reverse("hq_cases")))
    assert "Siti Rahayu" in queue and "Wajah mirip dengan pemegang lain" in queue and "2 days left" in queue
    address = reverse("hq_case", args=[case.ticket.public_id])
    empty = central.post(address, {"finding": "", "answer": "x"})
    assert (empty.status_code, "Choose what was found." in words(empty)) == (422, True)
    done = central.post(address, {"finding": "clear", "answer": "Saudara kembar"}, follow=True)
    assert told(done) == ["Answered. The case is back at Kantor Imigrasi Jakarta Selatan."]
    assert "No question waits" in words(done)
    twice = central.post(address, {"finding": "duplicate", "answer": "x"}, follow=True)
    assert told(twice) == ["This question has been answered already."]
    page = words(adjudicator.get(url("desk_case", case.ticket.public_id)))
    assert "Saudara kembar" in page and "Grant: on to printing" in page


def test_many_are_ticked_or_scanned(shop: Workshop) -> None:
    cases = shop.cases(0, "Siti", "Budi", "Cici")
    for case in cases:
        shop.bring(case, CaseState.TO_PRINT)
    printer, act = signed_in(shop, "production"), url("desk_cases_take_on")
    board = words(printer.get(url("desk_cases"), {"part": "to_print"}))
    assert board.count('name="pick"') == 3
    none = printer.post(act, {"at": "to_print"}, follow=True)
    assert told(none) == ["Tick at least one passport, or scan one."]
    ticked = [one.ticket.public_id for one in cases[:2]]
    done = printer.post(act, {"at": "to_print", "pick": ticked}, follow=True)
    assert told(done) == ["2 passports went on: A-001 Siti, A-002 Budi."]
    scanned = printer.post(act, {"at": "to_print", "text": qr_of(cases[2].ticket)}, follow=True)
    assert told(scanned) == ["1 passport went on: A-003 Cici."]
    assert "autofocus" in words(scanned) or "Nothing stands here" in words(scanned)
    twice = printer.post(act, {"at": "to_print", "text": qr_of(cases[2].ticket)}, follow=True)
    assert told(twice)[0].startswith("A-003 stays where it is.")
    party = printer.post(act, {"at": "to_test", "text": cases[0].ticket.booking.code}, follow=True)
    assert told(party) == ["Several passports are found by that. Scan the ticket, or tick those that are meant."]
    nobody = printer.post(act, {"at": "to_test", "text": "zzz"}, follow=True)
    assert "Nothing of this office" in told(nobody)[0]
    assert set(Case.objects.values_list("state", "prints")) == {("to_test", 1)}


def test_a_scan_in_the_search_opens_the_passport(shop: Workshop) -> None:
    case = shop.case()
    found = signed_in(shop, "handover").get(url("desk_cases"), {"q": qr_of(case.ticket)})
    assert found.headers["Location"] == url("desk_case", case.ticket.public_id)


def test_what_is_late_is_said_with_days(shop: Workshop) -> None:
    case = shop.case()
    Case.objects.update(due_date=scene.MONDAY - timedelta(days=3))
    desk = signed_in(shop, "production")
    board = words(desk.get(url("desk_cases")))
    assert "1 is late" in board and "3 days late" in board
    assert "3 days late" in words(desk.get(url("desk_case", case.ticket.public_id)))


def test_a_fault_needs_a_reason_and_goes_back_to_printing(shop: Workshop) -> None:
    case, printer = shop.bring(shop.case(), CaseState.TO_TEST), signed_in(shop, "production")
    fault = url("desk_case_fault", case.ticket.public_id)
    assert printer.post(fault, {"fault-reason": " "}).status_code == 422
    done = printer.post(fault, {"fault-reason": "Foto buram"}, follow=True)
    assert told(done) == ["A-001 Siti Rahayu: To be printed."]
    assert "Foto buram" in words(done)


HERSELF = {"to": "self", "nik": world.a_nik(0), "signature": SIGNATURE}


def test_it_is_handed_over_against_a_signature_with_a_receipt(shop: Workshop) -> None:
    case, counter = shop.bring(shop.case(), CaseState.READY), signed_in(shop, "handover")
    address = url("desk_case_hand_over", case.ticket.public_id)
    assert "data-pad hidden" in words(counter.get(address))
    done = counter.post(address, HERSELF, follow=True)
    assert told(done) == ["Siti Rahayu has the passport."]
    html = words(done)
    assert "Print the receipt" in html and SIGNATURE not in html and world.a_nik(0) not in html
    pdf = counter.get(url("desk_case_receipt", case.ticket.public_id))
    text = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert "Siti Rahayu" in text and "Tanda tangan" in text and world.a_nik(0) not in text
    assert Event.objects.filter(event="case.receipt_printed").count() == 1
    assert counter.get(address).status_code == 302


def test_a_wrong_family_card_keeps_what_was_typed_and_the_signature(shop: Workshop) -> None:
    case, counter = shop.bring(shop.case(), CaseState.READY), signed_in(shop, "handover")
    data = {"to": "relative", "nik": world.a_nik(7000), "name": "Andi", "kk": "3174011203180009"}
    answer = counter.post(url("desk_case_hand_over", case.ticket.public_id), {**data, "signature": SIGNATURE})
    html = words(answer)
    assert answer.status_code == 422
    assert "This KK number is not that of the passport&#x27;s person." in html
    assert "Andi" in html and SIGNATURE in html
    right = counter.post(
        url("desk_case_hand_over", case.ticket.public_id), {**data, "kk": KK, "on_paper": "on", "slip": "B-12"}
    )
    assert right.status_code == 302
    assert (Handover.objects.get().slip, Handover.objects.get().to) == ("B-12", "relative")


def test_the_counter_sends_a_book_with_a_fault_back(shop: Workshop) -> None:
    case, counter = shop.bring(shop.case(), CaseState.READY), signed_in(shop, "handover")
    done = counter.post(url("desk_case_give_back", case.ticket.public_id), {"fault-reason": "Nama salah"}, follow=True)
    assert told(done) == ["A-001 Siti Rahayu: To be printed."]


def test_a_supervisor_cancels_what_nobody_collected(shop: Workshop) -> None:
    case = shop.bring(shop.case(), CaseState.READY)
    supervisor = signed_in(shop, "supervisor")
    address = url("desk_case", case.ticket.public_id)
    assert "Cancel the passport" not in words(supervisor.get(address))
    Case.objects.update(collect_until=scene.MONDAY - timedelta(days=1))
    assert "Unclaimed" in words(supervisor.get(url("desk_cases"), {"part": "unclaimed"}))
    assert "Cancel the passport" in words(supervisor.get(address))
    cancel = url("desk_case_cancel", case.ticket.public_id)
    assert supervisor.post(cancel, {"cancel-reason": ""}).status_code == 422
    done = supervisor.post(cancel, {"cancel-reason": "Lewat 30 hari"}, follow=True)
    assert "The person was told: Lewat 30 hari" in words(done)


@pytest.mark.parametrize(
    ("state", "language", "says"),
    [
        (CaseState.ADJUDICATION, "id", "Paspor dijanjikan selesai paling lambat Jumat, 27 November 2026."),
        (CaseState.HEADQUARTERS, "en", "Headquarters answers by Wednesday, 25 November 2026."),
        (CaseState.TO_LAMINATE, "en", "Your passport has passed the quality test"),
        (CaseState.READY, "id", "Paspor siap diambil sampai Rabu, 23 Desember 2026"),
        (CaseState.READY, "en", "Passport ready: collect it until Wednesday, 23 December 2026"),
    ],
)
def test_its_person_reads_where_it_stands(shop: Workshop, state: CaseState, language: str, says: str) -> None:
    case = shop.bring(shop.case(), state)
    booking = case.ticket.booking
    client = world.sign_in(Client(), booking.account)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = words(client.get(reverse("booking", args=[booking.code])))
    assert says in html
    assert ("Bring the originals of" in html or "Bawa dokumen asli" in html) is False


def test_customer_service_tells_a_person_by_the_code(shop: Workshop) -> None:
    case = shop.bring(shop.case(), CaseState.READY)
    world.staff_member("cs", shop.office)
    page = words(signed_in(shop, "cs").get(url("desk_booking", case.ticket.booking.code)))
    assert "Kept for its person until Wednesday, 23 December 2026." in page
    assert url("desk_case", case.ticket.public_id) in page


@pytest.mark.parametrize("part", ["work", "late", "to_test", "ready", "unclaimed", "done", "zzz"])
def test_every_part_of_the_board_opens(shop: Workshop, part: str) -> None:
    shop.case()
    assert signed_in(shop, "supervisor").get(url("desk_cases"), {"part": part}).status_code == 200


def test_pages_ask_as_much_at_one_row_as_at_many(shop: Workshop) -> None:
    case = shop.bring(shop.case(0), CaseState.TO_PRINT)
    shop.ask(shop.case(1))
    printer, central = signed_in(shop, "production"), signed_in(shop, "hq")
    pages = [
        (printer, f"{url('desk_cases')}?part=to_print"),
        (printer, url("desk_cases")),
        (printer, url("desk_case", case.ticket.public_id)),
        (central, reverse("hq_cases")),
    ]
    few = [queries(*page) for page in pages]
    for number in range(2, 6):
        shop.bring(shop.case(number), CaseState.TO_PRINT)
        shop.ask(shop.case(number + 10))
    assert [queries(*page) for page in pages] == few
    assert max(few) <= 12, few


def test_the_page_of_a_booking_asks_little_with_passports_and_bills_too(shop: Workshop) -> None:
    for number, names in ((1, ("Siti",)), (2, ("Andi", "Budi", "Cici"))):
        cases = shop.cases(number, *names)
        for one in cases:
            shop.bring(one, CaseState.READY)
        booking = cases[0].ticket.booking
        bills = moved_twice_and_billed(shop, booking, number * 10)
        world.staff_member("cs", shop.office, email=f"cs{number}@example.id")
        desk = world.sign_in(Client(), User.objects.get(email=f"cs{number}@example.id"), second_factor=True)
        own = world.sign_in(Client(), booking.account)
        assert queries(own, reverse("booking", args=[booking.code])) <= 12
        assert queries(desk, url("desk_booking", booking.code)) <= 12
        page = words(desk.get(url("desk_booking", booking.code)))
        assert [url("desk_bill", code) in page for code in bills] == [True] * len(names)


def moved_twice_and_billed(shop: Workshop, booking: Booking, number: int) -> list[str]:
    """The fees were asked for at the first of two earlier visits; the codes."""
    codes: list[str] = []
    for step in range(2):
        later = list(booking.tickets.order_by("number"))
        before = shop.visitors(number + step, *(one.full_name for one in later))
        Booking.objects.filter(pk=booking.pk).update(moved_from=before[0].booking_id)
        if step == 1:
            codes = [charge(ticket=one, by=SYSTEM, now=NOON).code for one in before]
        for old, new in zip(before, later, strict=True):
            Ticket.objects.filter(pk=old.pk).update(state="moved", nik_hash=new.nik_hash)
        booking = before[0].booking
    return codes


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
