"""A small catalogue: three services, two booklets."""

from __future__ import annotations

from datetime import date

from giliran.catalogue import selectors
from giliran.catalogue.models import Fee, Paper, Service

PP_45 = date(2024, 12, 17)


def a_catalogue() -> None:
    """New and child passports can be booked, lost ones cannot; booklets for five and ten years."""
    services = (
        ("new", "new", "Paspor baru", "New passport", True, 17, None),
        ("child", "child", "Paspor anak", "Child's passport", True, None, 16),
        ("lost", "examined", "Paspor hilang", "Lost passport", False, None, None),
    )
    Service.objects.bulk_create(
        [
            Service(
                code=code, kind=kind, name_id=name_id, name_en=name_en, summary_id=name_id, summary_en=name_en,
                bookable=bookable, min_age=least, max_age=most, seq=seq,
            )
            for seq, (code, kind, name_id, name_en, bookable, least, most) in enumerate(services)
        ]
    )  # fmt: skip
    Paper.objects.create(
        service_id="new", code="KTP", name_id="KTP elektronik", name_en="Identity card", requirement="required", seq=1
    )
    Fee.objects.bulk_create(
        [
            Fee(
                code=code, kind="booklet", name_id=name, name_en=name, validity_years=years, electronic=True,
                min_age=least, amount_idr=amount, valid_from=PP_45, regulation="PP 45/2024", seq=seq,
            )
            for seq, (code, name, years, least, amount) in enumerate(
                (
                    ("PB_E_5", "Paspor elektronik 5 tahun", 5, None, 650_000),
                    ("PB_E_10", "Paspor elektronik 10 tahun", 10, 17, 950_000),
                )
            )
        ]
    )  # fmt: skip
    selectors.forget_rules()
