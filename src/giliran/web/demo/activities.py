"""What two offices of the demo have done to become known."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from giliran.offices import selectors as offices
from giliran.outreach.policy.activities import ActivityDraft
from giliran.outreach.services.activities import record_activity
from giliran.web.demo.floor import actor_of

DONE = (
    ("kepala.tpi", "tanjung-pinang", "radio", 24, "RRI Tanjungpinang, pukul 08.00", "Pendengar", 4_000, False),
    ("kepala.tpi", "tanjung-pinang", "stand", 16, "Pasar Baru", "Pedagang dan pembeli", 180, True),
    ("kepala", "jakarta-selatan", "school", 20, "SMK Negeri 8", "Siswa kelas XII", 240, True),
)
"""Login, office, kind, days ago, place, whom, how many, counted."""


def fill(now: datetime) -> int:
    """Returns how many activities."""
    for login, code, kind, days_ago, place, whom, reached, is_counted in DONE:
        office = offices.office_by_code(code)
        assert office is not None
        assert office.regency_id is not None
        held_on = (now.astimezone(ZoneInfo(office.timezone)) - timedelta(days=days_ago)).date()
        draft = ActivityDraft(kind, held_on, place, office.regency_id, whom, reached, is_counted)
        record_activity(office=office, draft=draft, by=actor_of(login, office, now), now=now)
    return len(DONE)
