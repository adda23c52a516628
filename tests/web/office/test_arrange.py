"""A busy morning: the head sees what wants attention and mends it in two presses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from giliran.booking.models import Ticket
from giliran.offices.models import Office
from giliran.onsite.models import Counter, Duty, Stage, Visit
from giliran.onsite.services import stages
from giliran.slots.models import Slot
from tests.factories import floor, visits, world

NINE = datetime.fromisoformat("2026-11-23T09:00+07:00")
TEN = NINE + timedelta(hours=1)


@pytest.fixture(autouse=True)
def ten(office: Office) -> Iterator[None]:
    stages.set_up_stages(office)
    with time_machine.travel(TEN, tick=False):
        yield


@pytest.fixture
def supervisor(office: Office) -> Client:
    client = world.sign_in(Client(), world.staff_member("supervisor", office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def somebody(office: Office, sunday: datetime, *names: str, number: int = 1) -> list[Visit]:
    visits.a_visit(office, NINE.date(), now=sunday, number=number, names=names or ("Siti",))
    return floor.come_in(list(Ticket.objects.filter(booking__account__email=f"visitor{number}@example.id")), at=NINE)


def page(client: Client, name: str, *args: object, status: int = 200, **asked: str) -> HttpResponse:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == status
    return answer


def post(client: Client, name: str, *args: object, **filled: object) -> HttpResponse:
    return client.post(reverse(name, args=args), filled)


def told(client: Client, answer: HttpResponse) -> str:
    assert answer.status_code == 302, answer.content.decode()
    return " ".join(str(one) for one in client.get(answer["Location"]).context["messages"])


def test_what_wants_attention_comes_first(office: Office, head: Client, sunday: datetime) -> None:
    somebody(office, sunday, "Siti", "Budi")
    shown = page(head, "office_head", office.code)
    [one] = shown.context["problems"]
    assert one.light.text == "Customer service: 2 people wait, and no counter is open."
    assert (one.light.kind, one.light.icon) == ("no", "alert-circle")
    assert "Urgent" in shown.content.decode()
    floor.on_duty(floor.a_counter(office, 1), NINE)
    [one] = page(head, "office_head", office.code).context["problems"]
    assert one.light.text == "Customer service: somebody has waited for 1 h 00 min."


def test_a_quiet_morning(office: Office, head: Client) -> None:
    assert "Nothing wants attention now." in page(head, "office_head", office.code).content.decode()


def test_the_figures_refresh_themselves_only_when_they_change(office: Office, head: Client, sunday: datetime) -> None:
    url = reverse("office_head", args=[office.code])
    first = head.get(url, headers={"HX-Request": "true"})
    assert "<html" not in first.content.decode()
    assert 'id="told"' in first.content.decode()
    again = head.get(url, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    somebody(office, sunday)
    changed = head.get(url, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (changed.status_code, 'id="told"' in changed.content.decode()) == (200, True)
    visits.a_visit(office, NINE.date(), now=sunday, number=7, names=("Budi",))
    figures = head.get(url, headers={"HX-Request": "true", "If-None-Match": changed["ETag"]})
    assert (figures.status_code, 'id="told"' in figures.content.decode()) == (200, False)


def test_headquarters_reads_no_money_that_is_not_shown_to_it(office: Office, head: Client) -> None:
    maya = world.sign_in(Client(), world.staff_member("hq", None), second_factor=True)
    assert "Dibayar hari ini" not in page(maya, "office_head", office.code).content.decode()
    assert "Paid today" in page(head, "office_head", office.code).content.decode()


def test_each_figure_opens_its_list(office: Office, head: Client, sunday: datetime) -> None:
    first, second = somebody(office, sunday, "Siti", "Budi")
    Visit.objects.filter(pk=first.pk).update(state="parked", parked_until=NINE, reason="Kartu Keluarga asli")
    shown = page(head, "office_people", office.code, which="overdue").content.decode()
    assert first.ticket.label in shown
    assert "Kartu Keluarga asli" in shown
    assert second.ticket.label not in shown
    stage = Stage.objects.get(office=office, kind="documents")
    listed = page(head, "office_people", office.code, which="waiting", stage=str(stage.pk)).context["rows"]
    assert [one.pk for one, _stage, _wait in listed] == [second.pk]
    page(head, "office_people", office.code, which="nonsense", status=404)


def test_an_officer_is_moved_in_two_presses(office: Office, supervisor: Client, sunday: datetime) -> None:
    [visit] = somebody(office, sunday)
    duty, _by = floor.on_duty(floor.a_counter(office, 1), NINE)
    floor.a_counter(office, 3)
    Visit.objects.filter(pk=visit.pk).update(state="called", counter=duty.counter)
    form = page(supervisor, "office_move_officer", office.code, officer=str(duty.officer_id)).content.decode()
    assert f"{visit.ticket.label} is there and waits again" in form
    answer = post(supervisor, "office_move_officer", office.code, officer=duty.officer_id, counter=3)
    assert told(supervisor, answer) == f"{duty.officer} works at counter 3 now. 1 person waits again."
    assert Duty.objects.get(ended_at=None).counter.number == 3


def test_a_move_that_is_not_possible_stays_on_the_form(office: Office, supervisor: Client) -> None:
    duty, _by = floor.on_duty(floor.a_counter(office, 1), NINE)
    answer = post(supervisor, "office_move_officer", office.code, officer=duty.officer_id, counter=1)
    assert answer.status_code == 422
    assert "at that counter already" in answer.content.decode()
    assert post(supervisor, "office_move_officer", office.code).status_code == 422


def test_a_counter_is_opened_with_an_officer(office: Office, supervisor: Client) -> None:
    user, _by = floor.an_officer(office)
    data = Stage.objects.get(office=office, kind="data")
    answer = post(supervisor, "office_open_counter", office.code, number=4, stages=[data.pk], officer=user.pk)
    assert told(supervisor, answer) == f"{user} works at counter 4 now."
    assert [one.kind for one in Counter.objects.get(number=4).stages.all()] == ["data"]


def test_a_counter_that_cannot_be_opened_is_not_there_at_all(office: Office, supervisor: Client) -> None:
    floor.on_duty(floor.a_counter(office, 4), NINE)
    user, _by = floor.an_officer(office)
    data = Stage.objects.get(office=office, kind="data")
    answer = post(supervisor, "office_open_counter", office.code, number=4, stages=[data.pk], officer=user.pk)
    assert answer.status_code == 422
    assert Counter.objects.get(number=4).stages.count() == 4
    for wrong in ({"number": 4}, {"number": 61, "stages": [data.pk]}, {"number": "x", "stages": [data.pk]}):
        assert post(supervisor, "office_open_counter", office.code, **wrong).status_code == 422


def test_seats_are_added_for_today(office: Office, head: Client, supervisor: Client) -> None:
    window = office.windows.get(letter="A")
    answer = post(head, "office_add_seats", office.code, where=f"{window.pk}-walk_in", seats=6)
    assert told(head, answer) == "Done: 6 seats are free there now."
    assert Slot.objects.get(pool="walk_in", date=NINE.date()).capacity == 6
    assert post(head, "office_add_seats", office.code, where=f"{window.pk}-walk_in", seats=900).status_code == 422
    assert post(supervisor, "office_add_seats", office.code).status_code == 403


def test_a_forgotten_officer_is_signed_out(office: Office, supervisor: Client) -> None:
    duty, _by = floor.on_duty(floor.a_counter(office, 1), NINE)
    for n in range(2):
        answer = post(supervisor, "office_end_duty", office.code, 1)
        assert (str(duty.officer) in told(supervisor, answer)) == (n == 0)
    assert not Duty.objects.filter(ended_at=None).exists()


def test_stages_are_named_ordered_closed_and_opened(office: Office, head: Client, sunday: datetime) -> None:
    somebody(office, sunday, "Siti", "Budi")
    documents = Stage.objects.get(office=office, kind="documents")
    post(head, "office_stage", office.code, documents.pk, name_id="Berkas", name_en="Files")
    assert post(head, "office_stage", office.code, documents.pk, name_id="", name_en="Files").status_code == 422
    post(head, "office_stage_change", office.code, documents.pk, "later")
    first, second = Stage.objects.filter(office=office).order_by("position")[:2]
    assert (first.kind, second.name_en) == ("data", "Files")
    asked = page(head, "office_stage_close", office.code, documents.pk).content.decode()
    assert "2 people wait here now and move on to Interview and biometrics." in asked
    done = told(head, post(head, "office_stage_close", office.code, documents.pk))
    assert done == "The stage is closed. 2 people have moved on."
    post(head, "office_stage_change", office.code, documents.pk, "open")
    documents.refresh_from_db()
    assert documents.closed_at is None
    assert post(head, "office_stage_change", office.code, documents.pk, "sideways").status_code == 404


def test_the_last_stage_stays(office: Office, head: Client) -> None:
    last, *others = Stage.objects.filter(office=office)
    Stage.objects.filter(pk__in=[one.pk for one in others]).update(closed_at=NINE)
    assert "only stage" in page(head, "office_stage_close", office.code, last.pk).content.decode()
    assert "only stage" in told(head, post(head, "office_stage_close", office.code, last.pk))


def test_a_stage_is_added(office: Office, head: Client) -> None:
    answer = post(head, "office_stage_new", office.code, kind="other", name_id="Foto", name_en="Photo")
    assert "Give it a counter" in told(head, answer)
    assert post(head, "office_stage_new", office.code, kind="x", name_id="Foto", name_en="Photo").status_code == 422


def test_a_counter_in_use_is_not_closed(office: Office, head: Client) -> None:
    duty, by = floor.on_duty(floor.a_counter(office, 1), NINE)
    assert "Somebody works" in told(head, post(head, "office_counter_close", office.code, 1))
    Duty.objects.filter(pk=duty.pk).update(ended_at=TEN)
    assert told(head, post(head, "office_counter_close", office.code, 1)) == "Counter 1 is closed."
    assert "Use again" in page(head, "office_floor", office.code).content.decode()
    assert by


def test_an_office_without_a_floor_begins_with_the_usual(office: Office, head: Client) -> None:
    Stage.objects.all().delete()
    assert "Begin with the usual stages" in page(head, "office_floor", office.code).content.decode()
    post(head, "office_floor_usual", office.code)
    assert Stage.objects.filter(office=office).count() == 4
