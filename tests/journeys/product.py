"""The real product, started as a newcomer starts it: `giliran up`, on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.journeys import stage
from tests.journeys.mailbox import Mailbox
from tests.journeys.stage import Party
from tests.processes import wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
GILIRAN = [sys.executable, "-m", "giliran"]


@dataclass
class Product:
    """A running installation with its mailbox. `process` is the one that watches web server and worker."""

    folder: Path
    url: str
    process: subprocess.Popen[bytes]
    mailbox: Mailbox
    mail_port: int
    parties: dict[str, Party]

    def set_clock(self, moment: datetime) -> None:
        stage.set_clock(self.folder, moment)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def web_server(self) -> int | None:
        """The process id of the web server under the watching process; None while there is none."""
        return self._child(b"granian")

    @contextmanager
    def with_the_worker_asleep(self) -> Iterator[None]:
        """Whatever the clock has due waits until the block ends."""
        worker = self._child(b"worker")
        assert worker is not None
        try:
            wait_until(lambda: self._falls_asleep(worker), seconds=60)
            yield
        finally:
            os.kill(worker, signal.SIGCONT)

    def _falls_asleep(self, worker: int) -> bool:
        """Not while it is writing: asleep, it would keep everybody else out."""
        os.kill(worker, signal.SIGSTOP)
        if self._lets_others_write():
            return True
        os.kill(worker, signal.SIGCONT)
        return False

    def _lets_others_write(self) -> bool:
        with self.database(patience=0.5) as database:
            try:
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
        return True

    def database(self, patience: float = 20) -> closing[sqlite3.Connection]:
        """The database as it lies on the disk; `patience`: seconds to wait for others who write."""
        return closing(sqlite3.connect(self.folder / "giliran.sqlite3", timeout=patience))

    def _child(self, name: bytes) -> int | None:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        commands = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
        return next((child for child, command in commands.items() if name in command.split(b"\0")), None)

    def log(self) -> str:
        return (self.folder / "up.log").read_text()


def prepare(folder: Path) -> None:
    """Database, reference data, static files, the demo's people and the guests of the stories."""
    folder.mkdir(parents=True)
    command = [*GILIRAN, "shell", "--no-imports", "-c", "from tests.journeys import stage; stage.set_it()"]
    done = subprocess.run(command, env=environment(folder), cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running(prepared: Path, folder: Path) -> Iterator[Product]:
    """A product of its own on a copy of what was prepared; ended by its process id."""
    shutil.copytree(prepared, folder)
    port, mail_port = _free_port(), _free_port()
    mailbox = Mailbox()
    mailbox.open(mail_port)
    surroundings = environment(folder) | {"GILIRAN_EMAIL_HOST": "127.0.0.1", "GILIRAN_EMAIL_PORT": str(mail_port)}
    with (folder / "up.log").open("w") as log:
        command = [*GILIRAN, "up", "--port", str(port)]
        process = subprocess.Popen(command, env=surroundings, cwd=REPOSITORY, stdout=log, stderr=log)
    product = Product(folder, f"http://127.0.0.1:{port}", process, mailbox, mail_port, stage.read_stage(folder))
    try:
        wait_until(lambda: product.answers() or process.poll() is not None, seconds=120)
        assert process.poll() is None, product.log()
        yield product
    finally:
        process.terminate()
        process.wait(timeout=30)
        mailbox.close()


def run_inside(folder: Path, code: str) -> str:
    """Run Python in the product's own environment; what it prints."""
    command = [*GILIRAN, "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, env=environment(folder), cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def environment(folder: Path) -> dict[str, str]:
    """As in a fresh shell: nothing of ours but what a story needs."""
    ours = ("GILIRAN_", "DATABASE_URL", "DJANGO_", "PORT", "PYTEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "giliran.config.settings",
        "GILIRAN_DEMO": "1",
        "GILIRAN_DATA_DIR": str(folder),
        "GILIRAN_IDLE_MINUTES": "0",  # a browser is remembered for all stories, however long they take
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
