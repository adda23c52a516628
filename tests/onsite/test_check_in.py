from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from giliran.audit import selectors as audit
from giliran.booking.models import Ticket
from giliran.core.errors import Refusal
from giliran.onsite.models import CheckIn
from giliran.onsite.services import stages
from giliran.onsite.services import undo as undoing
from giliran.onsite.services.check_in import Admission, check_in
from tests.factories import world
from tests.onsite.scene import MONDAY, NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


def press(door: Door, *tickets: Ticket, nonce: str = "one", minutes: int = 0, reason: str = "") -> Admission:
    return check_in(
        office=door.office,
        ticket_ids=[one.public_id for one in tickets],
        nonce=nonce,
        by=door.by,
        now=NINE + timedelta(minutes=minutes),
        override_reason=reason,
    )


def refusal_of(*args: object, **kwargs: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        press(*args, **kwargs)  # type: ignore[arg-type]
    return refused.value


def states() -> list[str]:
    return list(Ticket.objects.order_by("number").values_list("state", flat=True))


def test_a_whole_party_comes_in() -> None:
    door = a_door()
    party = a_party(door.slot, "Siti", "Budi", "Cici")
    done = press(door, *party)
    assert [one.ticket_id for one in done.admitted] == [one.id for one in party]
    assert (done.refused, done.repeated) == ((), False)
    assert states() == ["attended"] * 3
    assert {(one.by_id, one.at, one.nonce) for one in CheckIn.objects.all()} == {(door.rina.id, NINE, "one")}
    trail = audit.trail_of(f"booking:{party[0].booking.code}")
    assert [(one.event, one.data["label"]) for one in trail] == [("gate.checked_in", one.label) for one in party]


def test_some_of_a_party_come_in_and_the_rest_later() -> None:
    door = a_door()
    siti, budi = a_party(door.slot, "Siti", "Budi")
    press(door, siti)
    assert states() == ["attended", "confirmed"]
    press(door, budi, nonce="two")
    assert states() == ["attended", "attended"]


def test_the_same_press_again_changes_nothing() -> None:
    door = a_door()
    party = a_party(door.slot, "Siti", "Budi")
    first, again = press(door, *party), press(door, *party, minutes=3)
    assert again.repeated
    assert again.admitted == first.admitted
    assert CheckIn.objects.count() == 2
    assert len(audit.trail_of(f"booking:{party[0].booking.code}")) == 2


def test_another_press_for_a_used_ticket_hears_by_whom_and_when() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    press(door, siti)
    with translation.override("en"):
        refused = refusal_of(door, siti, nonce="two")
    assert refused.code == "used"
    assert str(refused.sentence) == "Already used: at 09:00 WIB by Rina."
    assert CheckIn.objects.count() == 1


def test_who_cannot_come_in_does_not_keep_the_others_out() -> None:
    door = a_door()
    siti, budi = a_party(door.slot, "Siti", "Budi")
    Ticket.objects.filter(id=siti.id).update(state="cancelled")
    done = press(door, siti, budi)
    assert [one.ticket_id for one in done.admitted] == [budi.id]
    assert [(ticket.id, verdict.code) for ticket, verdict in done.refused] == [(siti.id, "cancelled")]


@pytest.mark.parametrize("state", ["cancelled", "moved"])
def test_a_refused_ticket_never_passes_whatever_is_said(state: str) -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    Ticket.objects.update(state=state)
    assert refusal_of(door, siti, reason="Please").code == state
    assert states() == [state]


def test_a_ticket_of_another_office_or_day_never_passes() -> None:
    door, other = a_door(), a_door("bogor", id=2)
    [foreign] = a_party(other.slot, "Siti")
    [late] = a_party(world.a_slot(door.office, MONDAY + timedelta(days=1)), "Budi")
    assert refusal_of(door, foreign, reason="x").code == "other_office"
    assert refusal_of(door, late, reason="x").code == "other_day"


def test_a_little_early_needs_no_reason_but_far_too_early_does() -> None:
    door = a_door()
    siti, budi = a_party(door.slot, "Siti", "Budi")
    assert press(door, siti, minutes=-100).admitted
    refused = refusal_of(door, budi, nonce="two", minutes=-150)
    assert (refused.code, refused.field) == ("reason_needed", "reason")
    press(door, budi, nonce="two", minutes=-150, reason="  Came from the islands  ")
    assert CheckIn.objects.get(ticket=budi).override_reason == "Came from the islands"
    last = audit.trail_of(f"booking:{siti.booking.code}")[-1]
    assert (last.event, last.data) == (
        "gate.overridden",
        {"label": budi.label, "verdict": "early", "reason": "Came from the islands", "minutes": 90},
    )


def test_somebody_missed_today_comes_in_with_a_reason() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    Ticket.objects.update(state="missed")
    assert refusal_of(door, siti, minutes=250).code == "reason_needed"
    press(door, siti, minutes=250, reason="Flat tyre")
    assert states() == ["attended"]


def test_nobody_and_nobody_known() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    assert refusal_of(door).code == "nobody_chosen"
    siti.public_id = "0" * 16
    assert refusal_of(door, siti).code == "unknown_ticket"


def test_others_may_not_let_people_in() -> None:
    door, other = a_door(), a_door("bogor", id=2)
    [siti] = a_party(door.slot, "Siti")
    stranger = Door(door.office, door.slot, other.rina, other.by)
    assert refusal_of(stranger, siti).code == "not_allowed"


@pytest.mark.parametrize("people", [1, 5])
def test_a_press_asks_the_same_few_questions_for_one_and_for_five(
    people: int, django_assert_max_num_queries: object
) -> None:
    door = a_door()
    stages.set_up_stages(door.office)
    party = a_party(door.slot, *[f"Orang {n}" for n in range(people)])
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        press(door, *party)


# Taking it back


def take_back(door: Door, *check_ins: CheckIn, seconds: int = 30, reason: str = "Wrong person") -> None:
    undoing.undo(
        office=door.office,
        check_in_ids=[one.id for one in check_ins],
        reason=reason,
        by=door.by,
        now=NINE + timedelta(seconds=seconds),
    )


def undo_refusal(*args: object, **kwargs: object) -> str:
    with pytest.raises(Refusal) as refused:
        take_back(*args, **kwargs)  # type: ignore[arg-type]
    return refused.value.code


def test_a_wrong_admission_is_taken_back_and_the_ticket_serves_again() -> None:
    door = a_door()
    siti, budi = a_party(door.slot, "Siti", "Budi")
    done = press(door, siti, budi)
    take_back(door, done.admitted[0])
    take_back(door, done.admitted[0])
    assert states() == ["confirmed", "attended"]
    last = audit.trail_of(f"booking:{siti.booking.code}")[-1]
    assert (last.event, last.data) == ("gate.undone", {"label": siti.label, "reason": "Wrong person"})
    assert refusal_of(door, siti).code == "undone"
    assert press(door, siti, nonce="two").admitted[0].ticket_id == siti.id
    assert states() == ["attended", "attended"]


def test_after_a_minute_it_is_too_late() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    done = press(door, siti)
    assert undo_refusal(door, *done.admitted, seconds=61) == "undo_too_late"
    assert states() == ["attended"]


def test_taking_back_wants_a_reason_and_the_same_office() -> None:
    door, other = a_door(), a_door("bogor", id=2)
    [siti] = a_party(door.slot, "Siti")
    done = press(door, siti)
    assert undo_refusal(door, *done.admitted, reason=" ") == "undo_reason_needed"
    assert undo_refusal(other, *done.admitted) == "undo_elsewhere"
    assert undo_refusal(Door(door.office, door.slot, other.rina, other.by), *done.admitted) == "not_allowed"


def test_a_person_booked_again_meanwhile_stays_admitted() -> None:
    door = a_door()
    siti, budi = a_party(door.slot, "Siti", "Budi")
    done = press(door, siti, budi)
    [again] = a_party(world.a_slot(door.office, MONDAY, letter="B"), "Siti")
    Ticket.objects.filter(id=again.id).update(nik_hash=siti.nik_hash)
    assert undo_refusal(door, *done.admitted) == "booked_elsewhere"
    assert sorted(states()) == ["attended", "attended", "confirmed"]


def test_a_place_of_the_account_used_meanwhile_does_not_matter() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    done = press(door, siti)
    a_party(world.a_slot(door.office, MONDAY, letter="B"), "Budi", account=siti.account)
    take_back(door, *done.admitted)
    siti.refresh_from_db()
    assert (siti.state, siti.account_place) == ("confirmed", 2)
