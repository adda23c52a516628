"""From the door to the last counter: every press, what it changes, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.onsite import selectors
from giliran.onsite.models import Call, Counter, Duty, Stage, Visit, VisitMove
from giliran.onsite.services import call, counter, fees, serve, stages, take_back, visits
from giliran.onsite.services.check_in import check_in
from giliran.onsite.services.undo import undo
from giliran.payments.models import Bill
from giliran.payments.services import enter_receipt
from tests.factories import catalogue, floor
from tests.onsite import scene
from tests.onsite.scene import NINE

pytestmark = pytest.mark.django_db


@dataclass
class Floor:
    door: scene.Door
    counter: Counter
    duty: Duty
    by: Actor

    def party(self, *names: str, at: datetime = NINE, **more: Any) -> list[Visit]:
        return floor.come_in(scene.a_party(self.door.slot, *(names or ("Siti",))), at=at, **more)

    def called(self, at: datetime = NINE) -> list[Visit]:
        return call.call_next(duty=self.duty, by=self.by, now=at)

    def serving(self, *names: str) -> list[Visit]:
        self.party(*names)
        self.called()
        return serve.start(duty=self.duty, visit_ids=[], by=self.by, now=NINE)

    def press(self, deed: Callable[..., list[Visit]], at: datetime = NINE, **more: Any) -> list[Visit]:
        return deed(duty=self.duty, visit_ids=[], by=self.by, now=at, **more)


@pytest.fixture
def scenery() -> Floor:
    door = scene.a_door()
    one = floor.a_counter(door.office, 1)
    duty, by = floor.on_duty(one, NINE)
    return Floor(door, one, duty, by)


def refused(code: str, press: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        press()
    assert no.value.code == code
    assert str(no.value)
    return no.value


def excused(scenery: Floor, visit: Visit) -> None:
    """A supervisor lets somebody go on unpaid."""
    _user, boss = floor.an_officer(scenery.door.office, role="supervisor")
    fees.waive(visit=visit, reason="Gangguan bank", by=boss, now=NINE)


def stage(visit: Visit) -> str:
    visit.refresh_from_db()
    return visit.stage.kind if visit.stage else ""


def test_coming_in_opens_a_visit_at_the_first_stage() -> None:
    door = scene.a_door()
    tickets = scene.a_party(door.slot, "Siti", "Budi")
    check_in(office=door.office, ticket_ids=[one.public_id for one in tickets], nonce="n", by=door.by, now=NINE)
    found = list(Visit.objects.order_by("id"))
    assert [(one.state, one.stage.kind, one.turn_at) for one in found if one.stage] == [
        ("waiting", "documents", NINE), ("waiting", "documents", NINE),
    ]  # fmt: skip
    assert list(VisitMove.objects.values_list("deed", flat=True)) == ["arrived", "arrived"]


def test_an_admission_that_is_taken_back_leaves_no_visit_and_may_be_repeated() -> None:
    door = scene.a_door()
    [ticket] = scene.a_party(door.slot, "Siti")
    for n in range(2):
        admitted = check_in(office=door.office, ticket_ids=[ticket.public_id], nonce=f"{n}", by=door.by, now=NINE)
        ids = [one.pk for one in admitted.admitted]
        undo(office=door.office, check_in_ids=ids, reason="salah orang", by=door.by, now=NINE)
    assert Visit.objects.count() == 0


def test_who_was_called_is_not_undone_at_the_door(scenery: Floor) -> None:
    door = scenery.door
    [ticket] = scene.a_party(door.slot, "Siti")
    admitted = check_in(office=door.office, ticket_ids=[ticket.public_id], nonce="n", by=door.by, now=NINE)
    scenery.called()
    ids = [one.pk for one in admitted.admitted]
    refused("undo_called", lambda: undo(office=door.office, check_in_ids=ids, reason="x", by=door.by, now=NINE))
    assert Ticket.objects.get().state == "attended"


def test_a_whole_visit(scenery: Floor) -> None:
    [visit] = scenery.serving()
    for kind in ("data", "biometrics", "payment"):
        scenery.press(serve.finish)
        assert stage(visit) == kind
        scenery.called()
        scenery.press(serve.start)
    excused(scenery, visit)
    scenery.press(serve.finish)
    visit.refresh_from_db()
    assert (visit.state, visit.counter) == ("done", None)
    deeds = list(VisitMove.objects.order_by("id").values_list("deed", flat=True))
    assert deeds == ["called", "started", "finished"] * 4
    assert Event.objects.filter(event="visit.finished").count() == 4


def test_calling_makes_one_announcement_for_a_party(scenery: Floor) -> None:
    scenery.party("Siti", "Budi")
    assert [one.ticket.label for one in scenery.called()] == ["A-001", "A-002"]
    [said] = Call.objects.all()
    assert (said.labels, said.counter.number, said.is_repeat) == (["A-001", "A-002"], 1, False)


def test_calling_while_serving_asks(scenery: Floor) -> None:
    [first] = scenery.serving()
    [second] = scenery.party("Budi")
    no = refused("still_serving", scenery.called)
    assert "A-001" in str(no)
    [now_called] = call.call_next(duty=scenery.duty, by=scenery.by, now=NINE, finish_first=True)
    assert now_called == second
    assert stage(first) == "data"


def test_nobody_waits(scenery: Floor) -> None:
    refused("nobody_waits", scenery.called)


def test_recall_three_times_with_a_pause_and_then_absent(scenery: Floor) -> None:
    [visit] = scenery.party()
    scenery.called()
    refused("recall_too_soon", lambda: scenery.press(call.recall))
    for n in (1, 2):
        scenery.press(call.recall, at=NINE + n * timedelta(seconds=30))
    refused("called_often", lambda: scenery.press(call.recall, at=NINE + timedelta(seconds=90)))
    scenery.press(serve.skip, at=NINE + timedelta(seconds=90))
    visit.refresh_from_db()
    assert visit.state == "absent"
    assert list(Call.objects.order_by("id").values_list("is_repeat", flat=True)) == [False, True, True]


def test_skipped_is_called_later_and_not_before_others(scenery: Floor) -> None:
    [first] = scenery.party()
    scenery.called()
    scenery.press(serve.skip)
    [second] = scenery.party("Budi", at=NINE + floor.minutes(1))
    assert scenery.called(NINE + floor.minutes(1)) == [second]
    scenery.press(serve.start, at=NINE + floor.minutes(1))
    scenery.press(serve.finish, at=NINE + floor.minutes(6))
    scenery.party("Tono", at=NINE + floor.minutes(2))
    assert scenery.called(NINE + floor.minutes(6)) == [first]


def test_absent_comes_back_at_the_old_place(scenery: Floor) -> None:
    [first] = scenery.party()
    scenery.party("Budi", at=NINE + floor.minutes(1))
    Visit.objects.filter(pk=first.pk).update(state="absent")
    first.refresh_from_db()
    serve.come_back(visit=first, by=scenery.door.by, now=NINE + floor.minutes(9))
    assert scenery.called(NINE + floor.minutes(9)) == [first]


def test_park_until_a_paper_is_fetched(scenery: Floor) -> None:
    [visit] = scenery.serving()
    later = NINE + floor.minutes(90)
    refused("reason_needed", lambda: scenery.press(serve.park, until=later, reason=" "))
    refused("until_past", lambda: scenery.press(serve.park, until=NINE, reason="KK"))
    scenery.press(serve.park, until=later, reason="Kartu Keluarga asli")
    visit.refresh_from_db()
    assert (visit.state, visit.parked_until, visit.reason) == ("parked", later, "Kartu Keluarga asli")
    serve.come_back(visit=visit, by=scenery.by, now=NINE + floor.minutes(40))
    assert scenery.called(NINE + floor.minutes(40)) == [visit]


def told(about: Visit) -> list[Message]:
    return list(Message.objects.filter(about=f"booking:{about.ticket.booking.code}", channel="email"))


def test_who_must_fetch_a_paper_is_told_until_when_and_what(scenery: Floor) -> None:
    [visit] = scenery.serving()
    scenery.press(serve.park, until=NINE + timedelta(hours=1), reason="Kartu Keluarga asli")
    [message] = told(visit)
    assert message.data["subject"] == "Silakan kembali: A-001"
    assert any("Kartu Keluarga asli" in one for one in message.data["paragraphs"])
    assert ["Kembali paling lambat", "Senin, 23 November 2026, 10.00 WIB"] in message.data["facts"]


def test_nobody_leaves_payment_unpaid(scenery: Floor) -> None:
    catalogue.a_catalogue()
    [visit] = scenery.serving()
    last = Stage.objects.get(office=scenery.door.office, kind="payment")
    scenery.press(serve.transfer, stage=last)
    bill = Bill.objects.get(ticket=visit.ticket_id)
    scenery.called()
    scenery.press(serve.start)
    assert Bill.objects.count() == 1
    refused("not_paid", lambda: scenery.press(serve.finish))
    refused("not_paid", lambda: call.call_next(duty=scenery.duty, by=scenery.by, now=NINE, finish_first=True))
    enter_receipt(bill=bill, ntpn="ABCD1234EFGH5678", by=scenery.by, now=NINE)
    scenery.press(serve.finish)
    visit.refresh_from_db()
    assert visit.state == "done"


def test_only_a_supervisor_excuses_from_paying_and_says_why(scenery: Floor) -> None:
    [visit] = scenery.party()
    refused("not_the_floor", lambda: fees.waive(visit=visit, reason="x", by=scenery.by, now=NINE))
    _user, boss = floor.an_officer(scenery.door.office, role="supervisor")
    refused("reason_needed", lambda: fees.waive(visit=visit, reason=" ", by=boss, now=NINE))
    fees.waive(visit=visit, reason="Gangguan bank", by=boss, now=NINE)
    assert Event.objects.get(event="visit.fee_waived").data["reason"] == "Gangguan bank"


def test_a_stage_that_closes_sends_people_to_payment_with_a_bill(scenery: Floor) -> None:
    catalogue.a_catalogue()
    biometrics = Stage.objects.get(office=scenery.door.office, kind="biometrics")
    scenery.party(stage=biometrics)
    _user, head = floor.an_officer(scenery.door.office, role="head")
    stages.close_stage(stage=biometrics, by=head, now=NINE)
    assert Bill.objects.count() == 1


def test_a_reason_stands_until_the_stage_is_left(scenery: Floor) -> None:
    [visit] = scenery.serving()
    scenery.press(serve.park, until=NINE + timedelta(hours=1), reason="KK asli")
    visit.refresh_from_db()
    serve.come_back(visit=visit, by=scenery.by, now=NINE + floor.minutes(5))
    scenery.called(NINE + floor.minutes(5))
    visit.refresh_from_db()
    assert visit.reason == "KK asli"
    scenery.press(serve.start, at=NINE + floor.minutes(5))
    scenery.press(serve.finish, at=NINE + floor.minutes(6))
    visit.refresh_from_db()
    assert visit.reason == ""


def test_who_waits_or_is_at_a_counter_does_not_come_back(scenery: Floor) -> None:
    [visit] = scenery.party()
    refused("changed_meanwhile", lambda: serve.come_back(visit=visit, by=scenery.by, now=NINE))
    scenery.called()
    visit.refresh_from_db()
    refused("changed_meanwhile", lambda: serve.come_back(visit=visit, by=scenery.by, now=NINE))


def test_the_last_press_of_a_party_is_taken_back_as_one(scenery: Floor) -> None:
    visits = scenery.serving("Siti", "Budi")
    scenery.press(serve.finish)
    assert len(take_back.undo_last(duty=scenery.duty, by=scenery.by, now=NINE + floor.minutes(1))) == 2
    assert [stage(one) for one in visits] == ["documents", "documents"]
    refused("nothing_to_undo", lambda: take_back.undo_last(duty=scenery.duty, by=scenery.by, now=NINE))


def test_hold_and_resume(scenery: Floor) -> None:
    [visit] = scenery.serving()
    scenery.press(serve.hold)
    [other] = scenery.party("Budi")
    assert scenery.called() == [other]
    scenery.press(serve.start)
    scenery.press(serve.finish)
    assert scenery.press(serve.resume) == [visit]


def test_transfer_and_send_back(scenery: Floor) -> None:
    [visit] = scenery.serving()
    last = Stage.objects.get(office=scenery.door.office, kind="payment")
    scenery.press(serve.transfer, stage=last)
    assert stage(visit) == "payment"
    scenery.called()
    scenery.press(serve.start)
    scenery.press(serve.send_back, reason="Foto buram")
    visit.refresh_from_db()
    assert (stage(visit), visit.reason) == ("biometrics", "Foto buram")


def test_first_stage_has_none_before(scenery: Floor) -> None:
    scenery.serving()
    refused("first_stage", lambda: scenery.press(serve.send_back, reason="x"))


def test_taking_back_the_last_press(scenery: Floor) -> None:
    [visit] = scenery.serving()
    scenery.press(serve.finish)
    visit.refresh_from_db()
    serve.undo(duty=scenery.duty, visit=visit, by=scenery.by, now=NINE + floor.minutes(1))
    visit.refresh_from_db()
    assert (visit.state, stage(visit), visit.counter) == ("serving", "documents", scenery.counter)
    refused(
        "nothing_to_undo",
        lambda: serve.undo(duty=scenery.duty, visit=visit, by=scenery.by, now=NINE + floor.minutes(1)),
    )


def test_what_somebody_else_did_is_not_taken_back(scenery: Floor) -> None:
    [visit] = scenery.serving()
    scenery.press(serve.finish)
    other_duty, other = floor.on_duty(floor.a_counter(scenery.door.office, 2), NINE)
    call.call_next(duty=other_duty, by=other, now=NINE)
    visit.refresh_from_db()
    refused("nothing_to_undo", lambda: serve.undo(duty=scenery.duty, visit=visit, by=scenery.by, now=NINE))


def test_the_slower_of_two_hears_where_the_person_is(scenery: Floor) -> None:
    [stale] = scenery.party()
    scenery.called()
    no = refused("changed_meanwhile", lambda: serve.come_back(visit=_as_absent(stale), by=scenery.by, now=NINE))
    assert "1" in str(no)


def _as_absent(visit: Visit) -> Visit:
    visit.state = "absent"
    return visit


def test_a_break_needs_a_reason_and_stops_calling(scenery: Floor) -> None:
    refused("break_needs_reason", lambda: counter.take_break(duty=scenery.duty, reason="", by=scenery.by, now=NINE))
    counter.take_break(duty=scenery.duty, reason="Salat", by=scenery.by, now=NINE)
    refused("on_break", scenery.called)
    counter.end_break(duty=scenery.duty, by=scenery.by, now=NINE)
    refused("nobody_waits", scenery.called)


def test_signing_out_gives_people_back(scenery: Floor) -> None:
    [visit] = scenery.serving()
    assert counter.sign_out(duty=scenery.duty, by=scenery.by, now=NINE) == 1
    visit.refresh_from_db()
    assert (visit.state, visit.counter) == ("waiting", None)
    refused("not_on_duty", scenery.called)


def test_a_counter_that_is_taken(scenery: Floor) -> None:
    [visit] = scenery.serving()
    _user, other = floor.an_officer(scenery.door.office)
    refused("counter_taken", lambda: counter.sign_in(counter=scenery.counter, by=other, now=NINE))
    duty = counter.sign_in(counter=scenery.counter, by=other, now=NINE, take_over=True)
    assert serve.finish(duty=duty, visit_ids=[visit.pk], by=other, now=NINE) == [visit]
    refused("not_on_duty", scenery.called)


def test_signing_in_twice_is_the_same_duty(scenery: Floor) -> None:
    assert counter.sign_in(counter=scenery.counter, by=scenery.by, now=NINE) == scenery.duty


def test_going_to_another_counter_needs_an_empty_one(scenery: Floor) -> None:
    scenery.serving()
    second = floor.a_counter(scenery.door.office, 2)
    refused("serving_elsewhere", lambda: counter.sign_in(counter=second, by=scenery.by, now=NINE))
    scenery.press(serve.finish)
    counter.sign_in(counter=second, by=scenery.by, now=NINE)
    assert Duty.objects.get(ended_at=None).counter == second


def test_strangers_do_not_serve(scenery: Floor) -> None:
    gate = scenery.door.by
    refused("not_allowed", lambda: counter.sign_in(counter=scenery.counter, by=gate, now=NINE))
    refused("not_on_duty", lambda: call.call_next(duty=scenery.duty, by=gate, now=NINE))


def test_a_stage_that_is_closed_while_people_wait(scenery: Floor) -> None:
    [visit] = scenery.party()
    documents = Stage.objects.get(kind="documents")
    _user, head = floor.an_officer(scenery.door.office, role="head")
    assert stages.close_stage(stage=documents, by=head, now=NINE) == 1
    assert stage(visit) == "data"
    refused("not_allowed", lambda: stages.open_stage(stage=documents, by=scenery.by, now=NINE))
    stages.open_stage(stage=documents, by=head, now=NINE)
    assert stages.first_stage(scenery.door.office) == documents


def test_the_day_ends(scenery: Floor) -> None:
    [visit] = scenery.serving()
    [parked] = scenery.party("Budi")
    Visit.objects.filter(pk=parked.pk).update(state="parked", parked_until=NINE + timedelta(days=2))
    assert visits.end_day(NINE + timedelta(hours=8)) == 0
    assert visits.end_day(NINE + timedelta(hours=20)) == 2
    visit.refresh_from_db()
    parked.refresh_from_db()
    assert (visit.state, parked.state, Duty.objects.filter(ended_at=None).count()) == ("left", "parked", 0)
    # Whoever comes back on another day stands in line until that day is over
    serve.come_back(visit=parked, by=scenery.by, now=NINE + timedelta(days=2))
    assert visits.end_day(NINE + timedelta(days=2, hours=8)) == 0
    assert visits.end_day(NINE + timedelta(days=3)) == 1


def test_the_card_does_not_tell_the_live_page_of_others(scenery: Floor) -> None:
    [visit] = scenery.party()
    token = visits.live_token(visit.ticket)
    assert len(token) == 26
    assert selectors.live_visit(visits.live_hash(token), NINE) == visit
    assert selectors.live_visit(visits.live_hash(token), NINE + timedelta(hours=20)) is None
    assert selectors.live_visit(visits.live_hash(token[:-1] + "a"), NINE) is None or token.endswith("a")


def test_lines_tell_who_stands_where(scenery: Floor) -> None:
    scenery.party()
    [second] = scenery.party("Budi", at=NINE + floor.minutes(1))
    lines = selectors.lines_of(scenery.door.office, NINE + floor.minutes(2))
    assert [(one.stage.kind, len(one.line), one.counters) for one in lines] == [
        ("documents", 2, 1), ("data", 0, 1), ("biometrics", 0, 1), ("payment", 0, 1),
    ]  # fmt: skip
    standing = selectors.standing_of(second, lines)
    assert (standing.ahead, standing.minutes) == (1, (0, 10))


def test_notes_and_papers(scenery: Floor) -> None:
    [visit] = scenery.serving()
    refused("note_empty", lambda: serve.add_note(visit=visit, text="", by=scenery.by, now=NINE))
    serve.add_note(visit=visit, text="Nama ibu dicek", by=scenery.by, now=NINE)
    serve.set_paper(visit=visit, code="KTP", is_there=True, by=scenery.by, now=NINE)
    serve.set_paper(visit=visit, code="KK", is_there=False, by=scenery.by, now=NINE)
    serve.set_paper(visit=visit, code="KTP", is_there=None, by=scenery.by, now=NINE)
    visit.refresh_from_db()
    assert (visit.papers, visit.notes.count()) == ({"KK": "missing"}, 1)
