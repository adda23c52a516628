"""Translations, compiled without a system package."""

from __future__ import annotations

import os
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed


def compile_messages(*, force: bool = False) -> list[Path]:
    """Make each `.mo` that is missing or older than its `.po`; those that were made.

    Written beside its place and moved there, so that a process which reads it at that moment sees a whole file.
    """
    sources = sorted(source for root in settings.LOCALE_PATHS for source in Path(root).rglob("*.po"))
    stale = [source for source in sources if force or _is_stale(source)]
    return [_compile(source) for source in stale]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    target = source.with_suffix(".mo")
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    made = draft.replace(target)
    translation_file_changed(None, made)  # what this process has read before was older, or nothing
    return made
