"""At the counter: whoever walked in gets a name, and the NIK says whether that can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from giliran.accounts.models import Applicant
from giliran.accounts.services.people import PersonRefused
from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.onsite.models import Visit
from giliran.onsite.services import call, serve
from giliran.walkin import selectors
from giliran.walkin.models import WalkIn
from giliran.walkin.services import Needs, identify
from tests.factories import floor, world
from tests.onsite import scene as doors
from tests.walkin import scene
from tests.walkin.scene import BUDI, NEEDS, NINE, TUESDAY, Hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return scene.a_hall()


def name(hall: Hall, walk_in: WalkIn, **more: Any) -> WalkIn:
    given: dict[str, Any] = {"draft": BUDI, "needs": NEEDS, "reason_holds": True, "by": hall.cs, "now": NINE} | more
    return identify(walk_in=walk_in, **given)


def refused(press: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        press()
    assert str(no.value)
    return no.value


def test_ticket_person_and_account_say_who_it_is(hall: Hall) -> None:
    row = scene.come(hall, companion=True).walk_in
    named = name(hall, row, needs=Needs("new", "PB_E_5", "worship"))
    ticket, person = Ticket.objects.get(), Applicant.objects.get()
    assert (ticket.full_name, ticket.birth_date, ticket.nik_last4) == ("Budi Santoso", date(1958, 3, 2), BUDI.nik[-4:])
    assert (ticket.service, ticket.booklet, ticket.purpose) == ("new", "PB_E_5", "worship")
    assert not ticket.is_provisional and not person.is_provisional
    assert (bytes(ticket.nik_hash), person.account.name) == (bytes(person.nik_hash), "Budi Santoso")
    assert (named.identified_at, named.identified_by_id, named.holds) == (NINE, hall.cs.user_id, True)
    assert Event.objects.filter(event="walkin.identified").count() == 1
    assert Visit.objects.get().precedence == "priority"


def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(hall: Hall) -> None:
    row = scene.come(hall).walk_in
    with pytest.raises(PersonRefused) as no:
        name(hall, row, draft=replace(BUDI, nik="12", full_name=""))
    assert {"nik", "full_name"} <= set(no.value.fields)
    assert Ticket.objects.get().is_provisional
    no_child = refused(lambda: name(hall, row, needs=replace(NEEDS, service="child")))
    assert (no_child.code, no_child.field) == ("service_age", "service")
    assert WalkIn.objects.get().identified_at is None


def test_a_nik_with_a_place_elsewhere_is_told_with_what_to_do(hall: Hall) -> None:
    row = scene.come(hall).walk_in
    slot = world.a_slot(hall.office, TUESDAY)
    [held] = doors.a_party(slot, "Budi")
    assert held.applicant is not None
    Ticket.objects.filter(pk=held.pk).update(nik_hash=_hash(BUDI.nik))
    with translation.override("id"):
        no = refused(lambda: name(hall, row))
    assert (no.code, no.field) == ("nik_held", "nik")
    assert "Selasa, 24 November 2026" in str(no)
    assert Ticket.objects.get(pk=row.ticket_id).is_provisional
    Ticket.objects.filter(pk=held.pk).update(state="cancelled")
    assert name(hall, row).identified_at == NINE


def _hash(nik: str) -> bytes:
    return secrets.keyring().blind(nik, "nik")


def test_nobody_walks_in_twice_on_a_day_wherever_they_go(hall: Hall) -> None:
    other = scene.a_hall(code="bitung", id=2)
    name(hall, scene.come(hall).walk_in)
    second = scene.come(other, nonce="2").walk_in
    assert refused(lambda: name(other, second)).code in ("walked_in_already", "attended_today")
    third = scene.come(hall, nonce="3", at=NINE + timedelta(days=0)).walk_in
    assert refused(lambda: name(hall, third)).field == "nik"


def test_a_birth_date_that_disproves_the_reason_costs_the_precedence_not_the_visit(hall: Hall) -> None:
    row = scene.come(hall, "elderly").walk_in
    name(hall, row, draft=scene.card_of(5, born=date(1990, 5, 17), full_name="Siti"))
    assert Visit.objects.get().precedence == "regular"


def test_so_does_an_officer_who_sees_that_it_does_not_hold(hall: Hall) -> None:
    row = scene.come(hall, "pregnant").walk_in
    name(hall, row, draft=scene.card_of(5, born=date(1990, 5, 17), full_name="Siti"), reason_holds=False)
    assert Visit.objects.get().precedence == "regular"


def test_an_elderly_person_who_came_in_the_open_line_goes_first_once_known(hall: Hall) -> None:
    scene.set_figure(hall.office, "open_walk_in", 1)
    row = scene.come(hall, "open").walk_in
    assert Visit.objects.get().precedence == "regular"
    name(hall, row)
    assert Visit.objects.get().precedence == "priority"


def test_what_was_billed_is_not_changed_behind_the_bill(hall: Hall) -> None:
    scene.an_express_fee()
    row = scene.come(hall, "express", booklet="PB_E_5").walk_in
    no = refused(lambda: name(hall, row))
    assert (no.code, no.field) == ("bill_stands", "booklet")
    assert name(hall, row, needs=replace(NEEDS, booklet="PB_E_5")).identified_at == NINE


def test_once_for_all_and_only_at_the_counters(hall: Hall) -> None:
    row = scene.come(hall).walk_in
    assert refused(lambda: name(hall, row, by=hall.gate)).code == "not_the_counter"
    name(hall, row)
    assert refused(lambda: name(hall, row)).code == "identified_already"


def test_data_entry_does_not_end_before_it_is_known_who_it_is(hall: Hall) -> None:
    row = scene.come(hall).walk_in
    counter = floor.a_counter(hall.office, 1)
    duty, by = floor.on_duty(counter, NINE)

    def through() -> list[Visit]:
        call.call_next(duty=duty, by=by, now=NINE)
        serve.start(duty=duty, visit_ids=[], by=by, now=NINE)
        return serve.finish(duty=duty, visit_ids=[], by=by, now=NINE)

    [documents] = through()
    assert documents.stage is not None and documents.stage.kind == "data"
    assert refused(through).code == "not_identified"
    name(hall, row)
    [onward] = serve.finish(duty=duty, visit_ids=[], by=by, now=NINE)
    assert onward.stage is not None and onward.stage.kind == "biometrics"


def test_the_counters_see_who_has_no_name_yet(hall: Hall) -> None:
    first, second = scene.come(hall).walk_in, scene.come(hall, nonce="2").walk_in
    assert selectors.unnamed(hall.office, hall.cs) == [first, second]
    assert selectors.unnamed(hall.office, hall.gate) == []
    name(hall, first)
    assert selectors.unnamed(hall.office, hall.cs) == [second]
    assert selectors.named(hall.office, scene.MONDAY, hall.cs) == [first]
    assert selectors.by_ticket(second.ticket.public_id, hall.office, hall.cs) == second
