"""`giliran rush`: a Friday with everybody at once, on this machine. Exits with 1 if a promise breaks."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from giliran.config.prepare import prepare_database
from giliran.config.rush import page, play, series, server, stage, terminal
from giliran.config.rush.judge import refusals
from giliran.core import clock
from giliran.offices import selectors as offices

MOST_PEOPLE, MOST_PACE, MOST_BOTS, MOST_SECONDS = 50_000, 6_000, 20, 600
SMALL, LARGE = (2_000, 300), (20_000, 3_000)
"""People and seats where nothing else is said: on SQLite, and with a DATABASE_URL of PostgreSQL."""


class Command(BaseCommand):
    help = (
        "Play an opening with many people and some bots, and judge it. Without --url it starts a server and a country "
        "of its own (on SQLite, or in a new database on the PostgreSQL of DATABASE_URL) and removes them afterwards."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, help="who enter in time (2,000; on PostgreSQL 20,000)")
        parser.add_argument("--seats", type=int, help="to be had (300; on PostgreSQL 3,000); not with --url")
        parser.add_argument("--pace", type=int, default=0, help="people let in a minute (three times the seats)")
        parser.add_argument("--bots", type=int, default=4, help="parties that hammer with 100 connections each")
        parser.add_argument("--lead", type=float, default=10, help="seconds before the opening when the first come")
        parser.add_argument("--limit", type=float, default=120, help="seconds after the opening at most")
        parser.add_argument("--seed", type=int, default=2026, help="the same number gives the same people")
        parser.add_argument("--url", help="a demo that runs on this machine with the same settings as this command")
        parser.add_argument("--office", default="jakarta-selatan", help="its code")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="or PORT=")
        parser.add_argument("--report", type=Path, help="folder of the report (GILIRAN_DATA_DIR/rush)")
        parser.add_argument("--inside", action="store_true", help="(set by the command itself)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["url"]:
                server.refuse_elsewhere(options["url"])
        except server.NotHere as fault:
            raise CommandError(str(fault)) from fault
        plan = _plan(options)
        if options["url"]:
            is_clean = self._against(options["url"], plan, options)
        elif options["inside"]:
            is_clean = self._in_a_country_of_its_own(plan, options)
        else:
            is_clean = _in_a_folder_of_its_own(options)
        if not is_clean:
            sys.exit(1)

    def _in_a_country_of_its_own(self, plan: play.Plan, options: dict[str, Any]) -> bool:
        prepare_database(self._say)
        office = offices.office_by_code(options["office"])
        if office is None:
            raise CommandError(f"There is no office {options['office']}.")
        stage.only(office)
        ready = play.prepare(office, plan, self._say)
        with server.running(options["port"]) as url:
            return self._play(url, ready, plan, options)

    def _against(self, url: str, plan: play.Plan, options: dict[str, Any]) -> bool:
        if not settings.DEMO:
            raise CommandError("Made-up people belong into a demo only: set GILIRAN_DEMO=1, as for the server.")
        office = offices.office_by_code(options["office"])
        if office is None:
            raise CommandError(f"There is no office {options['office']}.")
        try:
            ready = play.prepare(office, plan, self._say)
        except LookupError as fault:
            raise CommandError(f"{fault} Move the clock back, or start with a fresh GILIRAN_DATA_DIR.") from fault
        return self._play(url, ready, plan, options)

    def _play(self, url: str, ready: play.Stage, plan: play.Plan, options: dict[str, Any]) -> bool:
        self._say(f"{len(ready.players):,} parties come to {url}; it opens in {plan.lead + stage.BREATH:.0f} s.")
        progress = terminal.Progress(sys.stdout)
        outcome = play.play(url, ready, plan, progress.tell)
        progress.end()
        told = refusals(outcome.log.attempts)
        self._say(terminal.summary(outcome.figures, outcome.verdict, told))
        folder = options["report"] or Path(settings.DATA_DIR) / "rush"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"rush-{clock.now() - clock.demo_offset():%Y%m%d-%H%M%S}.html"
        drawn = series.charts(outcome.log, outcome.facts)
        file.write_text(page.page(outcome.figures, outcome.verdict, drawn, told))
        self._say(f"Report: {file.resolve()}")
        return outcome.verdict.is_clean

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _plan(options: dict[str, Any]) -> play.Plan:
    usual = LARGE if os.environ.get("DATABASE_URL", "").startswith("postgres") else SMALL
    people = options["people"] or usual[0]
    seats = (
        0 if options["url"] else options["seats"] or (usual[1] if not options["people"] else max(10, people * 3 // 20))
    )
    pace = options["pace"] or min(MOST_PACE, 3 * (seats or 300))
    bounds = {"people": MOST_PEOPLE, "pace": MOST_PACE, "bots": MOST_BOTS, "lead": 60, "limit": MOST_SECONDS}
    chosen = {"people": people, "pace": pace, **{name: options[name] for name in ("bots", "lead", "limit")}}
    for name, most in bounds.items():
        if not 0 <= chosen[name] <= most:
            raise CommandError(f"--{name} is from 0 to {most:,}.")
    return play.Plan(people, seats, pace, options["bots"], options["lead"], options["limit"], options["seed"])


def _in_a_folder_of_its_own(options: dict[str, Any]) -> bool:
    """The same command once more, with settings of its own; folder and database are removed afterwards."""
    report = options["report"] or Path(settings.DATA_DIR) / "rush"
    ours = ("people", "seats", "pace", "bots", "lead", "limit", "seed", "office", "port")
    words = [f"--{name}={options[name]}" for name in ours if options[name] is not None]
    command = [sys.executable, "-m", "giliran", "rush", "--inside", *words, f"--report={report.resolve()}"]
    with (
        tempfile.TemporaryDirectory(prefix="giliran-rush-") as folder,
        server.database(f"giliran_rush_{os.getpid()}") as where,
    ):
        own = {"GILIRAN_DATA_DIR": folder, "GILIRAN_DEMO": "1", "GILIRAN_LOG_LEVEL": "WARNING", **where}
        environment = {name: value for name, value in (os.environ | own).items() if value or name not in own}
        environment.pop("GILIRAN_SECRETS_FILE", None)
        return subprocess.run(command, env=environment, check=False).returncode == 0  # noqa: S603 - ourselves
