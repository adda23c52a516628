"""Processes of their own for tests: they see the test's database, and can be killed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def environment(**changes: Any) -> dict[str, str]:
    """The environment of a child that works on the database of this test. `changes` are settings by name."""
    chosen = {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "giliran.config.settings"),
        "DATABASE_URL": database_url(),
        "GILIRAN_DATA_DIR": str(settings.DATA_DIR),
        "GILIRAN_SECRETS_FILE": str(settings.SECRETS_FILE),
        **{f"GILIRAN_{name}": str(value) for name, value in changes.items()},
    }
    return {**os.environ, **chosen}


def database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    secret = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{secret}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def wait_until(true: Callable[[], object], seconds: float = 20) -> None:
    """Return as soon as it is so; fail the test if it never is."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {true}")
        time.sleep(0.05)
