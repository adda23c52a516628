"""Some months of answers at some offices, so that the demo's pages of surveys show life."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from giliran.feedback.services import samples
from giliran.offices import selectors as offices

SAID = (
    "Petugas ramah dan jelas menerangkan langkahnya. Antrean sesuai jam di tiket.",
    "Datang jam 8, selesai sebelum jam 10. Jauh lebih baik daripada dulu.",
    "Ruang tunggu panas dan kursinya kurang pada hari Senin.",
    "Loket wawancara lama sekali, padahal sudah datang tepat waktu.",
    "Mohon ada pojok bermain untuk anak.",
)
PLACES = {
    "jakarta-selatan": (6, 24, 4, SAID),
    "tanjung-pinang": (6, 16, 3, SAID[1:4]),
    "bogor": (5, 14, 2, SAID[2:4]),
    "jakarta-pusat": (4, 15, 3, SAID[:1]),
    "bekasi": (1, 5, 3, ()),
}
"""Office to months, answers a month, mood, and what people wrote."""

THOUGHT = (
    (4, "Daftar sekeluarga sekali jalan, mantap."),
    (4, ""),
    (3, "Tolong ingat kantor yang terakhir saya pilih."),
    (4, ""),
    (2, "Huruf di kalender terlalu kecil untuk orang tua."),
    (3, ""),
)


def fill(now: datetime) -> int:
    """Returns how many answers."""
    made = 0
    for code, (months, a_month, mood, said) in PLACES.items():
        office = offices.office_by_code(code)
        if office is not None:
            today = now.astimezone(ZoneInfo(office.timezone)).date()
            made += samples.make_up(office, today=today, months=months, a_month=a_month, mood=mood, comments=said)
    samples.make_up_opinions(today=now.astimezone(ZoneInfo("Asia/Jakarta")).date(), words=THOUGHT)
    return made
