"""`giliran worker`: what happens by itself. Any number of them may run."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.management.base import BaseCommand

from giliran.jobs import worker

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Send messages and run the tick until SIGTERM."
    requires_system_checks: list[str] = []  # it must start while the database is away

    def handle(self, *args: Any, **options: Any) -> None:
        stop = worker.stop_at_signals()
        log.info("worker started")
        worker.work(stop)
        log.info("worker stopped")
