from __future__ import annotations

import copy
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from giliran import data
from giliran.catalogue import services
from giliran.catalogue.models import Fee, Paper, PurposePaper, Service

pytestmark = pytest.mark.usefixtures("catalogue")


def test_all_of_it_is_loaded(catalogue: dict[str, int]) -> None:
    assert catalogue == {"services": 8, "papers": 54, "purpose_papers": 2, "fees": 19}
    assert {model: model._default_manager.count() for model in (Service, Paper, PurposePaper, Fee)} == {
        Service: 8,
        Paper: 54,
        PurposePaper: 2,
        Fee: 19,
    }


def test_loading_again_changes_nothing_and_keeps_ids() -> None:
    before = [list(model._default_manager.order_by("pk").values()) for model in (Service, Paper, Fee)]
    services.load(texts=data.document("catalogue"), amounts=data.rows("fees"))
    assert [list(model._default_manager.order_by("pk").values()) for model in (Service, Paper, Fee)] == before


def test_what_left_the_files_leaves_the_tables_but_services_stay() -> None:
    texts = copy.deepcopy(data.document("catalogue"))
    texts["services"] = texts["services"][:1]
    texts["services"][0]["papers"] = texts["services"][0]["papers"][:2]
    services.load(texts=texts, amounts=data.rows("fees")[:1])
    assert Service.objects.count() == 8
    assert list(Paper.objects.order_by("seq").values_list("service", "code")) == [("new", "KTP"), ("new", "KK")]
    assert list(Fee.objects.values_list("code", "valid_from")) == [("PB_NE_5", date(2024, 12, 17))]


def test_a_fee_does_not_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Fee.objects.filter(code="PB_NE_5").update(valid_to=date(2000, 1, 1))
