"""Taking in an edition of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction

from giliran.catalogue import selectors
from giliran.catalogue.models import Fee, Paper, PurposePaper, Service

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load(*, texts: Mapping[str, Any], amounts: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """Bring the tables to what `catalogue.json` and `fees.csv` say; may be run again without harm.

    A paper or an amount that left the files leaves the tables too; a service stays, for old tickets name it.
    Answers table -> number of rows taken in.
    """
    named = {fee["code"]: (seq, fee) for seq, fee in enumerate(texts["fees"], 1)}
    services = [_service(seq, one) for seq, one in enumerate(texts["services"], 1)]
    papers = [
        Paper(service_id=service["code"], **_paper(seq, one))
        for service in texts["services"]
        for seq, one in enumerate(service["papers"], 1)
    ]
    added = [
        PurposePaper(purpose=purpose["purpose"], **_paper(seq, one))
        for purpose in texts["purposes"]
        for seq, one in enumerate(purpose["papers"], 1)
    ]
    fees = [_fee(*named[row["code"]], row) for row in amounts]
    counts = {
        "services": _upsert(Service, services, ("code",)),
        "papers": _replace(Paper, papers, ("service_id", "code")),
        "purpose_papers": _replace(PurposePaper, added, ("purpose", "code")),
        "fees": _replace(Fee, fees, ("code", "valid_from")),
    }
    transaction.on_commit(selectors.forget_rules)
    return counts


def _service(seq: int, one: Mapping[str, Any]) -> Service:
    plain = {name: one[name] for name in ("code", "kind", "bookable", "min_age", "max_age", "surcharge")}
    return Service(seq=seq, **plain, **_both(one, "name"), **_both(one, "summary"))


def _paper(seq: int, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "seq": seq,
        "code": one["code"],
        "requirement": one["requirement"],
        "min_age": one.get("min_age"),
        "max_age": one.get("max_age"),
        **_both(one, "name"),
        **_both(one, "condition"),
    }


def _fee(seq: int, one: Mapping[str, Any], row: Mapping[str, str]) -> Fee:
    plain = {name: one[name] for name in ("code", "kind", "validity_years", "electronic", "min_age")}
    return Fee(
        seq=seq,
        amount_idr=int(row["amount_idr"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        regulation=row["regulation"],
        **plain,
        **_both(one, "name"),
        **_both(one, "note"),
    )


def _both(one: Mapping[str, Any], name: str) -> dict[str, str]:
    """`{"name_id": ..., "name_en": ...}` of a text in both languages; empty if there is none."""
    return {f"{name}_{language}": one.get(name, {}).get(language, "") for language in ("id", "en")}


def _upsert(model: type[Row], things: Sequence[Row], key: tuple[str, ...]) -> int:
    columns = [field for field in model._meta.concrete_fields if field.attname not in (*key, "id")]
    names = [field.name for field in model._meta.concrete_fields if field.attname in key]
    model._default_manager.bulk_create(
        things, update_conflicts=True, unique_fields=names, update_fields=[field.name for field in columns]
    )
    return len(things)


def _replace(model: type[Row], things: Sequence[Row], key: tuple[str, ...]) -> int:
    kept = {tuple(getattr(thing, name) for name in key) for thing in things}
    gone = [pk for pk, *names in model._default_manager.values_list("pk", *key) if tuple(names) not in kept]
    model._default_manager.filter(pk__in=gone).delete()
    return _upsert(model, things, key)
