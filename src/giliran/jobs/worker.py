"""The worker: sends what is in the outbox and runs the tick, until it is asked to stop.

A loop in a thread of its own for the tick, for each channel, for the confirmations with their files, and for the
payment gateway and the mailbox where there is one, so that what is slow holds up nothing else. A loop that finds the
database gone waits and tries again, for ever; a worker never ends because of it.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType

import structlog
from django.conf import settings
from django.db import close_old_connections

from giliran.booking.services import confirm
from giliran.complaints.gateways import mailbox
from giliran.complaints.services import inbound
from giliran.core import clock, db, heartbeat
from giliran.jobs.tick import DatabaseGone, Ticker
from giliran.notifications import channels
from giliran.notifications import services as notifications
from giliran.outreach.services import watching
from giliran.payments import gateways
from giliran.payments.services import register

log = structlog.get_logger(__name__)

PAUSE = 1.0
LONGEST_PAUSE = 15.0
BEAT_EVERY = 5.0
OUTBOX_BATCH = 50
PAUSES = {"mailbox": 20.0}
"""Loops that rest longer."""

LOOPS = {"email": 2}
"""A second loop writes letters while the first waits for the mail server's answer."""

Round = Callable[[datetime], None]


def work(stop: threading.Event) -> None:
    """Work until `stop` is set; then finish the steps that are under way."""
    loops = {"confirmations": _until_done(stop, confirm.confirm_due, confirm.BATCH)}
    for channel in channels.sent_from_here():
        for number in range(LOOPS.get(channel, 1)):
            loops[f"{channel} {number + 1}"] = _until_done(stop, _sending(channel), OUTBOX_BATCH)
    if settings.PROBE_URL:
        loops["probe"] = _until_done(stop, watching.probe_due, 2)
    if not gateways.gateway().knows_at_once:
        loops["payment gateway"] = _until_done(stop, register.register_due, register.BATCH)
    if mailbox.is_configured():
        loops["mailbox"] = _until_done(stop, inbound.read_mailbox, inbound.AT_ONCE)
    threads = [
        threading.Thread(target=keep_doing, args=(name, do, stop), kwargs={"pause": PAUSES.get(name, PAUSE)}, name=name)
        for name, do in loops.items()
    ]
    for thread in threads:
        thread.start()
    keep_doing("tick", _TickRound(stop), stop)
    for thread in threads:
        thread.join()


def stop_at_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop


def keep_doing(name: str, one_round: Round, stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Do rounds with a pause between them; after a failure the pauses grow, and shrink again when it works."""
    failures = 0
    while not stop.is_set():
        failures = failures + 1 if not _survive(name, one_round, failures) else 0
        close_old_connections()
        stop.wait(min(LONGEST_PAUSE, pause * 2**failures) if failures else pause)
    close_old_connections()


def _survive(name: str, one_round: Round, failures: int) -> bool:
    try:
        one_round(clock.now())
    except Exception as fault:
        if isinstance(fault, DatabaseGone) or not db.is_there():
            log.warning("waiting for the database", loop=name, failures=failures + 1)
        else:
            log.exception("round failed", loop=name)
        return False
    if failures:
        log.info("going on", loop=name)
    return True


def _sending(channel: str) -> Callable[[datetime], int]:
    return lambda now: notifications.deliver_due(now, OUTBOX_BATCH, {channel})


def _until_done(stop: threading.Event, do: Callable[[datetime], int], batch: int) -> Round:
    """Does batch after batch while there is more."""

    def one_round(now: datetime) -> None:
        while do(now) == batch and not stop.is_set():
            now = clock.now()

    return one_round


class _TickRound:
    """Beats, then runs what is due."""

    def __init__(self, stop: threading.Event) -> None:
        self._ticker = Ticker(is_stopping=stop.is_set)
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._beat_at = float("-inf")

    def __call__(self, now: datetime) -> None:
        moment = time.monotonic()
        if moment - self._beat_at >= BEAT_EVERY:
            heartbeat.beat(self._name, now)
            self._beat_at = moment
        self._ticker.run(now, moment)
