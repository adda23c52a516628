"""The only reader of the system clock.

In demo the product's clock may run ahead of, or behind, the machine's: the offset lies in a small file that all
processes of one installation share, so that a newcomer can book on a Sunday night and check in a minute later.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

_seen: tuple[int, timedelta] = (0, timedelta())


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + demo_offset()  # noqa: TID251 - the one place


def today(tz: str) -> date:
    """The calendar day of this moment in the IANA zone `tz`."""
    return now().astimezone(ZoneInfo(tz)).date()


def demo_offset() -> timedelta:
    """How far the demo has moved its clock; nothing outside demo."""
    global _seen
    if not settings.DEMO:
        return timedelta()
    try:
        stamp = _offset_file().stat().st_mtime_ns
    except OSError:
        return timedelta()
    if stamp != _seen[0]:
        seconds = json.loads(_offset_file().read_text())["offset_seconds"]
        _seen = (stamp, timedelta(seconds=seconds))
    return _seen[1]


def set_demo_offset(offset: timedelta) -> None:
    """Move the clock of the demo. Refuses to do so anywhere else."""
    if not settings.DEMO:
        raise RuntimeError("The clock can be moved in demo only (GILIRAN_DEMO=1).")
    fresh = _offset_file().with_suffix(".new")
    fresh.write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
    fresh.replace(_offset_file())


def _offset_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-clock.json"
