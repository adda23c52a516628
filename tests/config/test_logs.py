"""What a log line shows, and what it must never show."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings

from giliran.config import logs

NIK = "3171234567890123"


@pytest.fixture
def lines() -> Iterator[Any]:
    """A function (as_json) -> a stream in which the lines of the root logger arrive."""
    handlers: list[logging.Handler] = []

    def listen(as_json: bool) -> io.StringIO:
        logs.configure({"level": "INFO", "json": as_json})
        stream = io.StringIO()
        handler = logging.getLogger().handlers[0]
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(stream)
        handlers.append(handler)
        return stream

    before = logging.getLogger().handlers[:]
    yield listen
    logging.getLogger().handlers[:] = before


def test_lines_of_both_kinds_of_logger_are_key_and_value(lines: Any) -> None:
    stream = lines(as_json=False)

    logging.getLogger("some.library").warning("gave %s up", 3)
    structlog.get_logger("giliran.test").info("sent", key="k", attempts=2)

    first, second = stream.getvalue().splitlines()
    assert "level='warning' logger='some.library' event='gave 3 up'" in first
    assert "level='info' logger='giliran.test' event='sent' " in second
    assert "key='k' attempts=2" in second


def test_json_lines_are_json(lines: Any) -> None:
    stream = lines(as_json=True)

    structlog.get_logger("giliran.test").info("sent", attempts=2, number=int(NIK))

    line = json.loads(stream.getvalue())
    assert (line["event"], line["attempts"], line["number"]) == ("sent", 2, "************0123")


@pytest.mark.parametrize("as_json", [True, False])
def test_nothing_that_names_a_person_is_written(lines: Any, as_json: bool) -> None:
    stream = lines(as_json=as_json)

    logging.getLogger("library").warning("NIK %s of %s", NIK, "siti@contoh.id")
    structlog.get_logger("giliran").info("called", phone="0812 3456 7890", people=[{"nik": int(NIK)}])
    structlog.get_logger("giliran").info("thing", thing=ValueError(NIK))
    try:
        raise ValueError(f"bad number {NIK}")
    except ValueError:
        structlog.get_logger("giliran").exception("failed")

    written = stream.getvalue()
    assert [secret for secret in (NIK, "siti@", "3456") if secret in written] == []
    assert written.count("************0123") == 4
    assert "Traceback" in written


def test_a_quiet_level_is_quiet(lines: Any) -> None:
    stream = lines(as_json=False)
    logging.getLogger("library").info("said")
    logging.getLogger("library").debug("whispered")
    assert ("said" in stream.getvalue(), "whispered" in stream.getvalue()) == (True, False)


def test_the_settings_name_it() -> None:
    assert settings.LOGGING_CONFIG == "giliran.config.logs.configure"
