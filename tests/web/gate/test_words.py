"""What the browser needs to speak and to open without a network is all there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import translation

from giliran.offices.models import Office
from giliran.web.gate import words
from tests.onsite import make_vectors
from tests.shape import tree

STATIC = tree.SOURCE / "web" / "static"
JS = STATIC / "js"


def imported_by(file: Path, seen: set[Path]) -> set[Path]:
    """Modules that a module imports, and theirs; the fallback of `ticket.js` has its names in strings."""
    for name in re.findall(r'from "(\./[^"]+)"', file.read_text()):
        other = (file.parent / name).resolve()
        if other not in seen:
            imported_by(other, seen | {other})
            seen.add(other)
            seen |= imported_by(other, seen)
    return seen


def test_every_module_of_the_gate_is_kept() -> None:
    vendored = imported_by(STATIC / "vendor" / "noble-hashes" / "sha2.js", set())
    modules = imported_by(JS / "gate.js", set()) | vendored
    kept = {one.removeprefix(settings.STATIC_URL) for one in words.kept_files()}
    assert {str(one.relative_to(STATIC)) for one in modules} - kept == set()


def test_every_file_that_is_kept_exists() -> None:
    plain = [*words._NAMED, *words._IMPORTED]
    assert [name for name in plain if finders.find(name) is None] == []
    assert len(words.kept_files()) == len(plain)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_sentence_that_the_browser_says_is_there(language: str) -> None:
    with translation.override(language):
        known = words.spoken(Office(timezone="Asia/Jakarta"))
    code = "".join(file.read_text() for file in JS.glob("gate-*.js"))
    said = set(re.findall(r'say\("(\w+)"', code)) | set(re.findall(r'(?:refused|attention)\("(\w+)"', code))
    verdicts = {one["code"] for case in json.loads(make_vectors.FILE.read_text()) for one in case["each"]}
    states = {"not_enrolled", "device_revoked", "signed_out", "insecure", "no_list"}
    refusals = set(re.findall(r'"(\w+_(?:needed|chosen|needs_reason|late|decides))"', code))
    assert (said | verdicts | states | refusals) - set(known) == set()
    assert json.loads(json.dumps(known)) == known
