"""How connections to PostgreSQL are made and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLANS = "-c plan_cache_mode=force_custom_plan"
"""A plan that was made while a table was empty must not be kept for the day when it is full."""


def connection_options(given: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Django's OPTIONS: what the database's address says (`?sslmode=require`) goes before what is usual here.

    At most `most` connections for a process. A restart of the database is waited for (5 s); whoever asks has it tried
    anew, where the pool's own tries would soon lie minutes apart; and a machine that has vanished is noticed.
    """
    return {
        "connect_timeout": 5,
        "keepalives_idle": 20,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "prepare_threshold": 3,
        **given,
        "pool": {"min_size": 1, "max_size": most, "timeout": 5, "reconnect_timeout": 3},
        "options": f"{_PLANS} {given.get('options', '')}".rstrip(),
    }
