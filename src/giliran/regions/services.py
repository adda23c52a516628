"""Taking in an edition of the land."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models, transaction

from giliran.regions import selectors
from giliran.regions.models import District, Province, Regency, RetiredCode

Rows = Iterable[Mapping[str, str]]
Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load(*, provinces: Rows, regencies: Rows, districts: Rows, retired: Rows) -> dict[str, int]:
    """Bring the tables to what the rows say; may be run again without harm.

    Rows are those of `provinces.csv`, `regencies.csv`, `districts.csv` and `region_codes_retired.csv`.
    Nothing is deleted: addresses of people may still name a code that left the list. Answers table -> number
    of rows taken in.
    """
    counts = {
        "provinces": _upsert(
            Province, [Province(code=row["code"], name=row["name"], tz=row["iana_tz"]) for row in provinces]
        ),
        "regencies": _upsert(Regency, [_regency(row) for row in regencies]),
        "districts": _upsert(District, [_district(row) for row in districts]),
        "retired_codes": _upsert(RetiredCode, [_retired(row) for row in retired]),
    }
    transaction.on_commit(selectors.forget_codes)
    return counts


def _regency(row: Mapping[str, str]) -> Regency:
    return Regency(code=row["code"], province_id=row["province_code"], name=row["name"], kind=row["kind"])


def _district(row: Mapping[str, str]) -> District:
    return District(code=row["code"], regency_id=row["regency_code"], name=row["name"])


def _retired(row: Mapping[str, str]) -> RetiredCode:
    return RetiredCode(
        code=row["code"],
        level=row["level"],
        name=_in_words(row["name"]),
        last_seen_year=int(row["last_seen_dataset_year"]),
    )


def _in_words(name: str) -> str:
    """`KAB. MERAUKE` -> `Kabupaten Merauke`; older editions wrote regencies in capitals."""
    return name.replace("KAB.", "KABUPATEN").title() if name.isupper() else name


def _upsert(model: type[Row], things: list[Row]) -> int:
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        things, batch_size=2000, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return len(things)
