"""Pages that break are counted by the minute. A process writes down what it has counted once in two seconds at most, so
that a storm of faults is not made worse by counting it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock

from django.db import DatabaseError

from giliran.core import db
from giliran.outreach.models import FaultCount

AT_MOST_EVERY = timedelta(seconds=2)
_COLUMNS = {"minute": "timestamptz", "count": "int"}
_ADD = "ON CONFLICT (minute) DO UPDATE SET count = outreach_faultcount.count + excluded.count"


class _Counter:
    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting = 0
        self._written_at: datetime | None = None

    def add(self, now: datetime) -> int:
        """How many are to be written now."""
        with self._lock:
            self._waiting += 1
            if self._written_at is not None and abs(now - self._written_at) < AT_MOST_EVERY:
                return 0
            due, self._waiting, self._written_at = self._waiting, 0, now
            return due


_counter = _Counter()


def count_fault(now: datetime) -> None:
    """A page has broken. Where the database does not answer, it is not counted: the status page says that itself."""
    if db.is_known_to_be_away():
        return
    due = _counter.add(now)
    if due:
        minute = now.replace(second=0, microsecond=0)
        with suppress(DatabaseError):
            db.insert_rows(db.table_of(FaultCount), _COLUMNS, [(minute, due)], conflict=_ADD)
