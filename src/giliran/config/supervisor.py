"""Keeps a few child processes running as one service: starts them, restarts what dies, ends all together.

Run as `python -m giliran.config.supervisor PLAN`, with a `Plan` as JSON. It imports nothing of the product, so that
what watches stays small.
"""

from __future__ import annotations

import ctypes
import http.client
import json
import logging
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import TypedDict

log = logging.getLogger("giliran.supervisor")

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
HEALTHY_AFTER = 60.0
GRACE = 10.0
_PR_SET_PDEATHSIG = 1


class Plan(TypedDict):
    """`commands` by name; `/healthz` is asked at `host` and `port` (by https if `root` names a certificate file)
    until it answers, then `banner` is printed."""

    commands: dict[str, list[str]]
    host: str
    port: int
    root: str
    banner: str


class Child:
    """One process with all that it starts itself: they share a group, and end together."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_at = 0.0
        self._pause = SHORTEST_PAUSE

    def keep_running(self, now: float) -> None:
        """Start it, or start it again when it has died and its pause is over; the pauses grow."""
        if self._process is not None and self._process.poll() is not None:
            if now - self._started_at > HEALTHY_AFTER:
                self._pause = SHORTEST_PAUSE
            log.warning("child=%s died code=%s again_in=%s", self.name, self._process.returncode, self._pause)
            self._end_group()
            self._start_at = now + self._pause
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
        if self._process is None and now >= self._start_at:
            self._started_at = now
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                self._command, start_new_session=True, preexec_fn=_end_with_the_parent
            )

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        if self._process is not None:
            try:
                self._process.wait(timeout=max(0.0, seconds))
            except subprocess.TimeoutExpired:
                log.warning("child=%s did not stop in time", self.name)
        self._end_group()

    def _end_group(self) -> None:
        """End whatever the process left behind, and take its exit code."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def supervise(plan: Plan) -> None:
    """Run until SIGTERM or SIGINT; then stop the children and return."""
    stop = _stop_at_signals()
    children = [Child(name, command) for name, command in plan["commands"].items()]
    is_announced = False
    while not stop.is_set():
        for child in children:
            child.keep_running(time.monotonic())
        if not is_announced and answers(plan["host"], plan["port"], plan["root"]):
            sys.stdout.write(plan["banner"] + "\n")
            sys.stdout.flush()
            is_announced = True
        stop.wait(0.2)
    _stop(children)


def answers(host: str, port: int, root: str) -> bool:
    """Whether the web server gives its first page."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not bound
    connection = http.client.HTTPConnection(target, port, timeout=2)
    if root:
        trust = ssl.create_default_context(cafile=root)
        connection = http.client.HTTPSConnection(target, port, timeout=2, context=trust)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    end = time.monotonic() + GRACE
    for child in children:
        child.wait(end - time.monotonic())


def _stop_at_signals() -> threading.Event:
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask)
    return stop


def _end_with_the_parent() -> None:
    """Linux ends the child when its parent is killed; elsewhere it must be ended by hand."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    logging.basicConfig(format="timestamp=%(asctime)s level=%(levelname)s logger=%(name)s %(message)s")
    supervise(json.loads(sys.argv[1]))
