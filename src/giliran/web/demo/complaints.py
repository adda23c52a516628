"""Some complaints at some offices, each as far as it would be, so that the demo's desks show life."""

from __future__ import annotations

from datetime import datetime, timedelta

from giliran.complaints import services
from giliran.complaints.services import ComplaintDraft, Received
from giliran.complaints.states import Channel, Mode
from giliran.core.types import NOBODY, SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices.states import Role

CAME = (
    ("jakarta-selatan", "unreachable", "web", 0, "Aplikasi berputar terus sejak pukul 14.00, kuota tidak terbuka."),
    ("jakarta-selatan", "unreachable", "whatsapp", 0, "Situs tidak bisa dibuka dari HP saya."),
    ("jakarta-selatan", "unreachable", "twitter", 1, "Min, websitenya error lagi ya? Sudah coba dari subuh."),
    ("jakarta-selatan", "waiting", "web", 2, "Tiket jam 9, baru dipanggil jam 11. Mohon penjelasan."),
    ("jakarta-selatan", "facilities", "desk", 3, "Kursi ruang tunggu lantai dua banyak yang rusak."),
    ("jakarta-selatan", "information", "line", 5, "Apakah paspor anak perlu surat dari kedua orang tua?"),
    ("tanjung-pinang", "passport", "call_centre", 8, "Paspor dijanjikan Selasa, sampai hari ini belum siap."),
    ("tanjung-pinang", "suggestion", "email", 2, "Mohon ada jam layanan sore untuk pekerja pelabuhan."),
    ("bogor", "broker", "web", 1, "Ada orang di depan kantor menawarkan nomor antrean Rp500.000."),
    ("", "seats", "lapor", 1, "Kuota di semua kantor Jabodetabek selalu penuh."),
)
"""Office, category, channel, how many days ago, and what was said."""


def fill(now: datetime) -> int:
    """Returns how many."""
    made = [
        _receive(code, category, Channel(channel), text, number, now - timedelta(days=days))
        for number, (code, category, channel, days, text) in enumerate(CAME, start=1)
    ]
    _work(made, now)
    return len(made)


def _receive(code: str, category: str, channel: Channel, text: str, number: int, at: datetime) -> Received:
    office = offices.office_by_code(code) if code else None
    if channel == Channel.WEB:
        draft = ComplaintDraft(category, text, Mode.ANONYMOUS, office)
        return services.file_complaint(draft=draft, by=NOBODY, now=at, language="id")
    return services.receive(channel=channel, reference=f"demo-{number}", text=text, sender=f"demo-{number}", now=at,
                            by=SYSTEM, category=category, office=office)  # fmt: skip


def _work(made: list[Received], now: datetime) -> None:
    waited, chairs, asked = (made[at].complaint for at in (3, 4, 5))
    there = Actor(None, "demo", "web", frozenset({(Role.CUSTOMER_SERVICE.value, waited.office_id)}))
    services.verify(complaint=chairs, by=there, now=now)
    services.ask_back(complaint=waited, text="Mohon nomor antrean yang tertera di tiket Anda.", by=there, now=now)
    services.reply(
        complaint=asked,
        text="Ya. Kedua orang tua menandatangani surat pernyataan dan membawa KTP asli.",
        by=there,
        now=now,
    )
