"""When no database answers, people get a plain page that says so, and programs a problem document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from giliran.core import db
from tests.processes import environment
from tests.wire import Wire, wire

__all__ = ["wire"]

NOWHERE = "postgres://nobody@127.0.0.1:1/nothing?connect_timeout=1"
"""Port 1 of this machine: nothing listens there."""

SERVE = """
import json, sys, threading, time, django
django.setup()
from django.test import Client
from giliran.core.postgresql.watch import WATCH

def asked(path, answers):
    client = Client(raise_request_exception=False, HTTP_HOST="localhost")
    client.cookies["sessionid"] = "x" * 32
    answer = client.get(path)
    told = [answer.status_code, answer.headers.get("Retry-After"), answer.headers["Content-Type"], answer.text]
    answers.append([path, *told])

for line in sys.stdin:
    answers = []
    threads = [threading.Thread(target=asked, args=(path, answers)) for path in line.split()]
    threads[0].start()
    while threads[0].is_alive() and not WATCH._tries.locked():
        time.sleep(0.01)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(answers), flush=True)
"""

Answer = tuple[str, int, str | None, str, str]


class Server:
    """Pages in a process of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def asked(self, *paths: str) -> list[Answer]:
        """For these pages: path, status, Retry-After, type and text, in the order of the answers. The others come when
        the first has been answered or waits for the database."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(paths) + "\n")
        self._process.stdin.flush()
        return [tuple(one) for one in json.loads(self._process.stdout.readline())]


@contextmanager
def serving(surroundings: dict[str, Any]) -> Iterator[Server]:
    command = [sys.executable, "-c", SERVE]
    with subprocess.Popen(command, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        yield Server(one)


def test_says_so_to_everybody_while_one_waits() -> None:
    surroundings = {**os.environ, "DATABASE_URL": NOWHERE, "DJANGO_SETTINGS_MODULE": "giliran.config.settings"}
    with serving(surroundings) as server:
        [(_, status, retry, kind, text)] = server.asked("/me/")
        assert (status, retry, kind) == (503, "30", "text/html; charset=utf-8")
        assert "Traceback" not in text

        # Whoever comes first waits for it; the others, who come after, are answered before
        *others, first = server.asked("/offices/", "/me/", "/api/v1/offices", "/faq/")
        assert first[0] == "/offices/"
        assert {(path, *told) for path, *told, _text in (*others, first)} == {
            ("/offices/", 503, "30", "text/html; charset=utf-8"),
            ("/me/", 503, "30", "text/html; charset=utf-8"),
            ("/faq/", 503, "30", "text/html; charset=utf-8"),
            ("/api/v1/offices", 503, "30", "application/problem+json"),
        }
        [problem] = [json.loads(text) for path, *_told, text in others if path == "/api/v1/offices"]
        assert problem["code"] == "unavailable"


@pytest.mark.race
@pytest.mark.skipif(not db.is_postgres(), reason="SQLite is a file in the same machine and has no connection to lose")
@pytest.mark.django_db(transaction=True)
def test_once_it_is_back_the_next_page_is_there(wire: Wire) -> None:
    """However long it was away: tries that lie ever further apart are not waited for."""
    with serving(environment() | {"DATABASE_URL": wire.url}) as server:
        assert server.asked("/offices/")[0][1] == 200
        wire.cut()
        assert [server.asked("/offices/")[0][1] for _ in range(4)] == [503] * 4
        wire.mend()
        assert server.asked("/offices/")[0][1] == 200
