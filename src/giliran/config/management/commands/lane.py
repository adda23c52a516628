"""`giliran lane`: the rush's own door by itself, beside any number of web processes."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from giliran.config import server


class Command(BaseCommand):
    help = "Serve /rush/, /live/ and /status/. Stops at SIGTERM, when what was taken in has been answered."
    requires_system_checks: list[str] = []  # it must start while the database is away

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--processes", type=int, default=1, help="on this one port")

    def handle(self, *args: Any, host: str, port: int, processes: int, **options: Any) -> None:
        server.allow_many_connections()
        command = server.command("giliran.config.lane:application", host, port, processes=processes)
        environment = {"DJANGO_SETTINGS_MODULE": "giliran.config.settings", **os.environ}
        os.execve(command[0], command, environment)  # noqa: S606 - this process becomes the server
