"""Every press of a counter: what it does, what it refuses, and what is kept then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.issuance.models import CentralQuestion
from giliran.issuance.services.central import answer_from_headquarters
from giliran.offices.states import Role
from giliran.onsite.models import Call, Duty, Stage, Visit
from giliran.onsite.services.assign import assign_officer
from giliran.payments.models import Bill
from tests.factories import floor, world
from tests.onsite import scene
from tests.onsite.scene import NINE
from tests.web.counter.conftest import Desk, state

pytestmark = pytest.mark.django_db
NTPN = "ABCD1234EFGH5678"


# Choosing and signing in


def test_who_is_where_and_signing_in(desk: Desk) -> None:
    floor.a_counter(desk.office, 2, 2)
    page = desk.client.get(f"/desk/{desk.office.code}/counter/?all=1").text
    assert "You are here since 09:00 WIB" in page
    assert "Nobody is here" in page
    assert desk.client.get(f"/desk/{desk.office.code}/counter/").headers["Location"] == desk.url()
    answer = desk.client.post(f"/desk/{desk.office.code}/counter/2/sign-in/")
    assert answer.headers["Location"].endswith("/counter/2/")
    assert Duty.objects.get(ended_at=None).counter.number == 2


def test_a_counter_is_taken_over_with_a_press(desk: Desk) -> None:
    user, _by = floor.an_officer(desk.office)
    other = world.sign_in(Client(), user, second_factor=True)
    other.cookies["django_language"] = "en"
    refused = other.post(desk.url("sign-in/"))
    assert refused.status_code == 422
    assert "is signed in at this counter" in refused.text
    assert 'name="take_over"' in refused.text
    assert other.post(desk.url("sign-in/"), {"take_over": "1"}).status_code == 302
    # And whoever was there reads it at the next press
    assert desk.presses("call").headers["Location"].endswith("/counter/")
    assert "not signed in at counter 1" in desk.client.get(f"/desk/{desk.office.code}/counter/").text


def test_without_a_counter_the_page_says_who_makes_one(desk: Desk) -> None:
    desk.duty.delete()
    desk.counter.delete()
    page = desk.client.get(f"/desk/{desk.office.code}/counter/").text
    assert "sets up the counters" in page
    boss = world.sign_in(Client(), world.staff_member(Role.SUPERVISOR, desk.office), second_factor=True)
    assert f"/office/{desk.office.code}/floor/" in boss.get(f"/desk/{desk.office.code}/counter/").text


# Calling


def test_the_page_says_who_is_next_how_long_and_why(desk: Desk) -> None:
    desk.party("Siti")
    desk.party("Budi", precedence="priority", at=NINE + timedelta(minutes=1))
    desk.later(minutes=12)
    page = desk.page()
    assert page.index("A-002") < page.index("A-001")
    assert "waits for 11 minutes" in page
    assert "They have precedence." in page


def test_call_shows_the_label_as_the_hero(desk: Desk) -> None:
    desk.party("Siti")
    assert desk.presses("call").status_code == 302
    page = desk.page()
    assert '<p class="now__hero"><strong class="label">A-001</strong></p>' in page
    assert 'data-countdown="20"' in page


def test_nobody_waits(desk: Desk) -> None:
    answer = desk.presses("call")
    assert answer.status_code == 422
    assert "Nobody waits at your stages." in answer.text


def test_calling_while_serving_asks(desk: Desk) -> None:
    [first] = desk.serving("Siti")
    [second] = desk.party("Budi")
    asked = desk.presses("call")
    assert asked.status_code == 422
    assert "Stay with them" in asked.text
    assert 'name="finish_first"' in asked.text
    assert desk.presses("call", finish_first="1").status_code == 302
    assert state(first) == ("waiting", "data")
    assert state(second) == ("called", "documents")


def test_whoever_is_slower_reads_where_the_person_is(desk: Desk) -> None:
    [visit] = desk.party("Siti")
    Visit.objects.filter(pk=visit.pk).update(state="called", counter=floor.a_counter(desk.office, 3))
    late = desk.client.post(f"/desk/{desk.office.code}/queue/{visit.pk}/back/")
    assert late.status_code == 422
    assert "counter 3" in late.text


def test_recall_waits_and_ends_after_three(desk: Desk) -> None:
    [visit] = desk.party("Siti")
    desk.presses("call")
    assert "Wait for twenty seconds" in desk.presses("recall").text
    for _n in range(2):
        desk.later(seconds=30)
        assert desk.presses("recall").status_code == 302
    assert Call.objects.count() == 3
    page = desk.page()
    assert "Called, 3 times" in page
    assert "Not there" in page
    assert desk.presses("skip").status_code == 302
    assert state(visit)[0] == "absent"


def test_skip(desk: Desk) -> None:
    [visit] = desk.party("Siti")
    desk.presses("call")
    desk.presses("skip")
    assert state(visit)[0] == "waiting"


# Serving


def test_start_and_finish(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    assert state(visit)[0] == "serving"
    assert "At your counter since 09:00 WIB" in desk.page()
    desk.presses("finish", visit=visit.pk)
    assert state(visit) == ("waiting", "data")


def test_hold_and_resume(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    desk.presses("hold", visit=visit.pk)
    assert "Asked to stay near" in desk.page()
    desk.presses("resume", visit=visit.pk)
    assert state(visit)[0] == "serving"


def test_a_party_is_ticked_together(desk: Desk) -> None:
    siti, budi = desk.serving("Siti", "Budi")
    page = desk.page()
    assert page.count('name="visit"') == 2
    assert "Finish all ticked" in page
    nobody = desk.presses("finish", ticks="1")
    assert nobody.status_code == 422
    assert "Tick whom you mean." in nobody.text
    desk.presses("finish", ticks="1", visit=[budi.pk])
    assert (state(siti)[0], state(budi)[0]) == ("serving", "waiting")


def test_the_panel_shows_whoever_of_the_party_is_chosen(desk: Desk) -> None:
    _siti, budi = desk.serving("Siti", "Budi")
    assert "Budi</h2>" in desk.page(f"?who={budi.pk}")


def test_asking_opens_the_question_for_those_who_are_ticked(desk: Desk) -> None:
    _siti, budi = desk.serving("Siti", "Budi")
    answer = desk.presses("ask", ask="park", visit=[budi.pk], ticks="1")
    page = desk.client.get(answer.headers["Location"]).text
    assert "What is missing?" in page
    assert f'<input type="hidden" name="visit" value="{budi.pk}">' in page
    assert page.count('name="visit"') == 1


def test_parking_tells_until_when_and_what_to_bring(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    desk.presses("park", visit=visit.pk, reason="Kartu Keluarga asli", until="hour")
    visit.refresh_from_db()
    assert (visit.state, visit.parked_until) == ("parked", NINE + timedelta(hours=1))


def test_parking_offers_this_afternoon_and_tomorrow(desk: Desk) -> None:
    desk.serving("Siti")
    page = desk.page("?ask=park")
    assert "15:00 WIB" in page
    assert "Tue 24 Nov, 15:00" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"reason": "", "until": "hour"}, "Fill in: What is missing?"),
        ({"reason": "KK asli", "until": "other"}, "Write day and time, or choose one of the others."),
        ({"reason": "KK asli", "until": "other", "moment": "2026-11-23T08:00"}, "Choose a time that is still to come."),
        ({"reason": "KK asli", "until": "other", "moment": "2027-11-23T08:00"}, "at most 30 days"),
    ],
)
def test_parking_says_what_is_wrong_and_keeps_what_was_typed(desk: Desk, sent: dict[str, str], words: str) -> None:
    [visit] = desk.serving("Siti")
    answer = desk.presses("park", visit=visit.pk, **sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert sent["reason"] in answer.text
    assert state(visit)[0] == "serving"


def test_headquarters_is_asked_from_the_counter_and_the_answer_is_read_there(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    assert "ask headquarters" in desk.page("?ask=refer")
    sent = {"visit": visit.pk, "why": "nik", "question": "Dua kali ditolak"}
    empty = desk.presses("refer", **sent | {"why": ""})
    assert (empty.status_code, "Dua kali ditolak" in empty.text) == (422, True)
    assert desk.presses("refer", **sent).status_code == 302
    assert state(visit)[0] == "parked"
    queue = f"/desk/{desk.office.code}/queue/"
    assert "Headquarters has answered" not in desk.client.get(queue).text
    assert "has not answered yet" in desk.client.get(f"{queue}{visit.pk}/").text
    answer_from_headquarters(
        question=CentralQuestion.objects.select_related("case__ticket__booking__account", "case__office").get(),
        finding="repaired",
        answer="NIK sudah diaktifkan",
        by=world.actor_of(world.staff_member(Role.HEADQUARTERS, None), roles=[(Role.HEADQUARTERS, None)]),
        now=desk.later(hours=3),
    )
    assert "Headquarters has answered" in desk.client.get(queue).text
    desk.client.post(f"{queue}{visit.pk}/back/")
    desk.presses("call")
    assert "NIK sudah diaktifkan" in desk.page()


def test_transfer(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    stage = Stage.objects.get(kind="biometrics")
    assert "Interview and biometrics" in desk.page("?ask=transfer")
    assert desk.presses("transfer", visit=visit.pk).status_code == 422
    desk.presses("transfer", visit=visit.pk, stage=stage.pk)
    assert state(visit) == ("waiting", "biometrics")


def test_send_back(desk: Desk) -> None:
    [visit] = desk.serving("Siti", kind="biometrics")
    assert desk.presses("back", visit=visit.pk, reason=" ").status_code == 422
    desk.presses("back", visit=visit.pk, reason="Nama ibu salah")
    assert state(visit) == ("waiting", "data")
    desk.presses("call")
    assert "Nama ibu salah" in desk.page()


def test_left(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    desk.presses("left", visit=visit.pk, reason="Anak sakit")
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == ("left", "Anak sakit")


def test_undo_takes_back_the_last_press_for_everybody(desk: Desk) -> None:
    visits = desk.serving("Siti", "Budi")
    desk.presses("finish", ticks="1", visit=[one.pk for one in visits])
    assert "Take back: A-001, A-002: Finished here" in desk.page()
    desk.presses("undo")
    assert [state(one)[0] for one in visits] == ["serving", "serving"]
    refused = desk.presses("undo")
    assert refused.status_code == 422
    assert "nothing to take back" in refused.text


def test_what_lies_too_long_ago_is_not_offered(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    desk.presses("finish", visit=visit.pk)
    desk.later(minutes=3)
    assert "Take back:" not in desk.page()


def test_break_and_back(desk: Desk) -> None:
    assert desk.presses("break", reason="").status_code == 422
    desk.presses("break", reason="Salat")
    page = desk.page()
    assert "This counter pauses" in page
    assert "Call the next one" not in page.split("<dialog")[0]
    desk.presses("work")
    assert "Call the next one" in desk.page()


def test_leaving_gives_people_back(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    assert desk.presses("out").headers["Location"].endswith("/counter/")
    assert state(visit)[0] == "waiting"


# The person


def test_documents_by_press(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    assert "Identity card" in desk.page()
    desk.presses("paper", who=visit.pk, paper="KTP:ok")
    visit.refresh_from_db()
    assert visit.papers == {"KTP": "ok"}
    htmx = desk.client.post(
        desk.url("paper/"), {"who": visit.pk, "paper": "KTP:missing"}, headers={"HX-Request": "true"}
    )
    assert "1 missing" in htmx.text
    assert "<html" not in htmx.text
    desk.presses("paper", who=visit.pk, paper="KTP:")
    visit.refresh_from_db()
    assert visit.papers == {}


def test_notes(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    assert desk.presses("note", who=visit.pk, note="").status_code == 422
    answer = desk.presses("note", who=visit.pk, note="Nama ibu dicek")
    assert answer.headers["Location"].endswith(f"?who={visit.pk}")
    assert "Nama ibu dicek" in desk.page()


def test_warnings_and_precedence_stand_beside_the_name(desk: Desk) -> None:
    [visit] = desk.party("Siti", precedence="priority")
    applicant = visit.ticket.applicant
    assert applicant is not None
    applicant.identity_check, applicant.is_pregnant = "mismatched", True
    applicant.save()
    desk.presses("call")
    page = desk.page()
    assert "The identity registry has other data." in page
    assert "pregnant" in page


def test_a_nik_is_shown_on_a_logged_press_to_those_who_may(desk: Desk) -> None:
    [visit] = desk.serving("Siti")
    nik = f"nik/{visit.pk}/"
    assert desk.client.post(desk.url(nik)).status_code == 403
    assert 'action="' + desk.url(nik) not in desk.page()
    user = world.staff_member(Role.CUSTOMER_SERVICE, desk.office, email="cs2@example.id")
    Duty.objects.filter(pk=desk.duty.pk).update(officer=user)
    client = world.sign_in(Client(), user, second_factor=True)
    before = Event.objects.count()
    page = client.post(desk.url(nik))
    assert page.status_code == 200
    assert 'class="nik"' in page.text
    assert Event.objects.count() == before + 1
    assert 'class="nik"' not in client.get(desk.url()).text


# Payment


def test_whoever_comes_to_payment_has_a_bill_and_leaves_only_when_it_is_paid(desk: Desk) -> None:
    [visit] = desk.serving("Siti", kind="biometrics")
    desk.presses("finish", visit=visit.pk)
    bill = Bill.objects.get()
    desk.presses("call")
    desk.presses("start", visit=visit.pk)
    page = desk.page()
    assert bill.code[:5] in page
    assert "Rp950.000" in page or "Rp" in page
    refused = desk.presses("finish", visit=visit.pk)
    assert refused.status_code == 422
    assert "has not paid yet" in refused.text
    wrong = desk.presses("ntpn", who=visit.pk, ntpn="ABC 12")
    assert wrong.status_code == 422
    assert 'value="ABC 12"' in wrong.text
    assert "16 letters and digits" in wrong.text
    desk.presses("ntpn", who=visit.pk, ntpn=NTPN)
    assert NTPN in desk.page()
    desk.presses("finish", visit=visit.pk)
    assert state(visit)[0] == "done"


def test_a_bill_is_made_at_the_counter_if_there_is_none(desk: Desk) -> None:
    [visit] = desk.serving("Siti", kind="payment")
    assert Bill.objects.count() == 1
    Bill.objects.all().delete()
    assert "Make the bill" in desk.page()
    desk.presses("bill", who=visit.pk)
    assert Bill.objects.count() == 1


def test_only_a_supervisor_lets_somebody_go_on_unpaid(desk: Desk) -> None:
    [visit] = desk.serving("Siti", kind="payment")
    refused = desk.presses("waive", who=visit.pk, reason="Gangguan bank")
    assert refused.status_code == 422
    assert "Only a supervisor" in refused.text
    boss = world.staff_member(Role.SUPERVISOR, desk.office)
    client = world.sign_in(Client(), boss, second_factor=True)
    url = f"/desk/{desk.office.code}/queue/{visit.pk}/waive/"
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Gangguan bank"}).status_code == 302
    assert "Gangguan bank" in desk.page()
    desk.presses("finish", visit=visit.pk)
    assert state(visit)[0] == "done"


# The line by itself


def test_the_line_comes_again_only_when_it_has_changed(desk: Desk) -> None:
    desk.party("Siti")
    first = desk.client.get(desk.url("line/"))
    assert "A-001" in first.text
    assert "<html" not in first.text
    again = desk.client.get(desk.url("line/"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    desk.party("Budi")
    changed = desk.client.get(desk.url("line/"), headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("people", [3, 300])
def test_twelve_queries_however_many_wait(
    desk: Desk, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    [visit] = desk.serving("Siti", kind="payment")
    desk.presses("note", who=visit.pk, note="x")
    for number in range(people):
        desk.party(f"Orang {number}", at=NINE + timedelta(seconds=number))
    desk.page()
    for url in (
        desk.url(),
        desk.url("line/"),
        f"/desk/{desk.office.code}/queue/",
        f"/desk/{desk.office.code}/counter/?all=1",
    ):
        with django_assert_max_num_queries(12):
            assert desk.client.get(url).status_code == 200


def test_looking_at_an_address_that_only_takes_presses_leads_to_the_counter(desk: Desk) -> None:
    assert desk.client.get(desk.url("finish/")).headers["Location"] == desk.url()
    assert desk.client.get(desk.url("dance/")).status_code == 404


def test_another_office_stays_shut(desk: Desk) -> None:
    scene.a_door("bogor", id=2)
    assert desk.client.get("/desk/bogor/counter/").status_code == 403


def test_an_officer_who_was_moved_reads_where_to(desk: Desk) -> None:
    third = floor.a_counter(desk.office, 3)
    _user, head = floor.an_officer(desk.office, role="head")
    assign_officer(officer=desk.duty.officer, counter=third, by=head, now=NINE)
    poll = desk.client.get(desk.url("line/"))
    assert poll["HX-Redirect"] == desk.url()
    pressed = desk.client.post(desk.url("call/"), follow=True)
    shown = desk.client.get(desk.url(), follow=True)
    for page in (pressed, shown):
        assert "You have been moved to counter 3." in page.content.decode()
        assert page.redirect_chain[-1][0].endswith("/counter/3/")


def test_whoever_walked_in_has_no_age_and_a_way_to_a_name(desk: Desk) -> None:
    [visit] = desk.serving("Pengunjung P-001")
    before = desk.page()
    Ticket.objects.filter(pk=visit.ticket_id).update(nik_last4="")
    page = desk.page()
    assert "36 year" in before and "36 year" not in page  # the date only stands in for one that nobody knows yet
    assert f"/visitors/{visit.ticket.public_id}/" in page
