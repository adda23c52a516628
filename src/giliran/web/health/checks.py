"""What must be so before people can be served."""

from __future__ import annotations

from datetime import datetime

from django.db import DatabaseError

from giliran.core import db, heartbeat

_is_migrated = False


def not_ready(now: datetime) -> dict[str, str]:
    """What is not ready, with the reason in words; nothing when all is. Without a database the rest is not asked."""
    if not db.is_there():
        return {"database": "does not answer"}
    try:
        missing = {"migrations": _migrations(), "worker": _worker(now)}
    except DatabaseError:
        return {"database": "does not answer as it should"}
    return {name: reason for name, reason in missing.items() if reason}


def _migrations() -> str:
    """Asked until it is so: a running process does not lose migrations."""
    global _is_migrated
    if _is_migrated:
        return ""
    pending = db.pending_migrations()
    _is_migrated = not pending
    return f"not applied: {', '.join(pending)}" if pending else ""


def _worker(now: datetime) -> str:
    age = heartbeat.age(now)
    if age is None:
        return "never seen"
    return f"last seen {age.seconds + age.days * 86400} s ago" if age > heartbeat.FRESH else ""
