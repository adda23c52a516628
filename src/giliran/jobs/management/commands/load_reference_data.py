"""`giliran load-reference-data`: the land, the catalogue, the offices, the holidays and the answers, as shipped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from giliran import data
from giliran.catalogue import services as catalogue
from giliran.core import clock
from giliran.offices import loading as offices
from giliran.outreach import loading as writings
from giliran.regions import services as regions


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Load provinces to districts, services, fees, offices, quotas, holidays, answers. Run again without harm."

    def handle(self, *args: Any, **options: Any) -> None:
        for table, rows in _load_all().items():
            self.stdout.write(f"{table:<16} {rows:>6}")


def _load_all() -> dict[str, int]:
    """Table -> rows, in the order in which the tables need each other."""
    return {
        **regions.load(
            provinces=data.rows("provinces"),
            regencies=data.rows("regencies"),
            districts=data.rows("districts"),
            retired=data.rows("region_codes_retired"),
        ),
        **catalogue.load(texts=data.document("catalogue"), amounts=data.rows("fees")),
        **offices.load(
            offices=data.rows("offices"),
            points=data.rows("service_points"),
            quotas=data.rows("quotas"),
            holidays=data.rows("holidays"),
        ),
        **writings.load(
            questions=data.written("faq")["question"], guides=data.written("guides")["guide"], now=clock.now()
        ),
    }
