"""A booking as it might be, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from giliran.booking.ticket import codec
from giliran.booking.ticket.codec import TicketClaim
from giliran.booking.ticket.pdf import BookingSheet, CardSheet, PersonSheet
from giliran.core.secrets import Keyring

CLAIM = TicketClaim(
    ticket_id="00f1e2d3c4b5a697",
    office_id=151,
    date=date(2026, 11, 27),
    starts_minute=8 * 60,
    ends_minute=12 * 60,
    arrival_minute=8 * 60 + 15,
    label_letter="A",
    label_number=12,
)
TEXTS: dict[str, dict[str, Any]] = {
    "id": {
        "service": "Paspor baru (dewasa)",
        "booklet": "Elektronik, 48 halaman, berlaku 10 tahun",
        "purpose": "Liburan",
        "papers": ("Kartu Tanda Penduduk elektronik", "Kartu Keluarga", "Akta kelahiran atau ijazah"),
    },
    "en": {
        "service": "New passport (adult)",
        "booklet": "Electronic, 48 pages, valid 10 years",
        "purpose": "Holiday",
        "papers": ("Electronic identity card", "Family card", "Birth certificate or diploma"),
    },
}
CHANGE_RULES = {
    "id": ("Jadwal dapat diubah satu kali, sampai Kamis, 26 November 2026.",),
    "en": ("You can change the day once, until Thursday, 26 November 2026.",),
}


def person(language: str, keyring: Keyring, place: int = 0, **changes: Any) -> PersonSheet:
    claim = replace(CLAIM, label_number=12 + place)
    sheet = PersonSheet(
        label=claim.label,
        name=("Siti Nurhaliza", "Budi Santoso", "Dewi Lestari")[place],
        nik_last4=f"000{place}",
        arrival_at=datetime(2026, 11, 27, 1, 15, tzinfo=UTC),
        fee=950_000,
        qr_text=codec.sign(claim, keyring),
        **TEXTS[language],
    )
    return replace(sheet, **changes)


def booking(language: str, *people: PersonSheet, **changes: Any) -> BookingSheet:
    sheet = BookingSheet(
        language=language,
        code="K7MPQ2X9A",
        office_name="Kantor Imigrasi Jakarta Selatan",
        office_address="Jl. Warung Buncit Raya No. 207, Jakarta Selatan 12760",
        office_phone="(021) 7996214",
        tz="Asia/Jakarta",
        starts_at=datetime(2026, 11, 27, 1, 0, tzinfo=UTC),
        ends_at=datetime(2026, 11, 27, 5, 0, tzinfo=UTC),
        change_rules=CHANGE_RULES[language],
        page_url="https://giliran.example/me/bookings/K7MPQ2X9A/",
        people=people,
    )
    return replace(sheet, **changes)


def card(language: str, keyring: Keyring, **changes: Any) -> CardSheet:
    sheet = CardSheet(
        language=language,
        label="A-012",
        office_name="Kantor Imigrasi Jakarta Selatan",
        stage={"id": "Pemeriksaan berkas", "en": "Document check"}[language],
        people_ahead=4,
        at=datetime(2026, 11, 27, 1, 12, tzinfo=UTC),
        tz="Asia/Jakarta",
        qr_text=codec.sign(CLAIM, keyring),
    )
    return replace(sheet, **changes)
