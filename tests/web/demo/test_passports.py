"""The demo's boards have a passport at every step, made by the use cases of everybody."""

from __future__ import annotations

from datetime import datetime

import pytest

from giliran.issuance.models import Case, CentralQuestion, Handover
from giliran.issuance.states import CaseState
from giliran.payments.models import Bill
from giliran.payments.services import invariants as bills
from giliran.web.demo import passports
from giliran.web.demo.seed import SITI
from tests.factories import catalogue, world

pytestmark = pytest.mark.django_db


def test_there_is_one_at_every_step(sunday: datetime) -> None:
    catalogue.a_catalogue()
    office = world.an_office()
    for role in ("gate", "adjudicator", "production", "handover"):
        world.staff_member(role, office)
    assert passports.fill(SITI, now=sunday) == len(passports.STORIES)
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState) - {CaseState.VISIT, CaseState.CANCELLED}
    assert Case.objects.filter(state="ready", collect_until__lt=sunday.date()).count() == 1
    assert Case.objects.filter(due_date__lt=sunday.date(), state__in=["to_print", "headquarters"]).count() >= 2
    assert (CentralQuestion.objects.count(), Handover.objects.count()) == (2, 1)
    assert not Case.objects.filter(state_at__gt=sunday).exists()
    assert set(Bill.objects.values_list("state", flat=True)) == {"paid"}
    assert (Bill.objects.count(), [*bills.broken()]) == (len(passports.STORIES), [])
