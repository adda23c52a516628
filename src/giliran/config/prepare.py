"""What must be done before the product can start: each step looks first, and does nothing when it was done."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

import giliran
from giliran.core import db, messages
from giliran.offices import selectors as offices

Say = Callable[[str], None]

_DATA = Path(giliran.__file__).parent / "data"


def prepare(say: Say) -> None:
    """Bring database, reference data, translations and static files up to this version; say what took time."""
    prepare_database(say)
    _collect_static(say)
    if settings.DEMO:
        _fill_the_demo(say)


def prepare_database(say: Say) -> None:
    """What every process needs, also one that shows no pages."""
    messages.compile_messages()
    _migrate(say)
    call_command("createcachetable", verbosity=0)
    _load_reference_data(say)


def _migrate(say: Say) -> None:
    pending = db.pending_migrations()
    if pending:
        say(f"Database: applying {len(pending)} migrations ...")
        call_command("migrate", verbosity=0, interactive=False)


def _load_reference_data(say: Say) -> None:
    with _once_for("reference-data", _contents(_DATA)) as is_new:
        if is_new or not offices.all_offices().exists():
            say("Reference data: loading offices, regions, holidays, fees ...")
            call_command("load_reference_data", verbosity=0, stdout=io.StringIO())


def _collect_static(say: Say) -> None:
    with _once_for("static-files", _static_files()) as is_new:
        if is_new:
            say("Static files: collecting and compressing ...")
            call_command("collectstatic", verbosity=0, interactive=False)


def _fill_the_demo(say: Say) -> None:
    with _once_for("demo", _from_here(settings.DATABASES["default"]["NAME"])) as is_new:
        if is_new:
            say("Demo: making people, staff and bookings ...")
        call_command("seed_demo", verbosity=0, stdout=io.StringIO())


@contextmanager
def _once_for(name: str, fingerprint: str) -> Iterator[bool]:
    """Whether this was not done yet for things that look like this; noted as done when it went well."""
    stamp = Path(settings.DATA_DIR) / "done" / name
    is_new = not stamp.exists() or stamp.read_text() != fingerprint
    yield is_new
    if is_new:
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(fingerprint)


def _contents(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.is_file():
            whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()


def _static_files() -> str:
    """Changes when any static file does."""
    lines = [
        f"{name}|{storage.get_modified_time(name).timestamp()}|{storage.size(name)}"
        for finder in get_finders()
        for name, storage in finder.list(["CVS", ".*", "*~"])
    ]
    return hashlib.sha256("\n".join(sorted([_from_here(settings.STATIC_ROOT), *lines])).encode()).hexdigest()


def _from_here(path: str | Path) -> str:
    """As seen from the data folder, so that it stays prepared when it is moved or copied as a whole."""
    return os.path.relpath(path, settings.DATA_DIR) if Path(path).is_absolute() else str(path)
