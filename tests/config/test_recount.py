"""`giliran verify-draw`, as a stranger types it: no settings, no database, no keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from giliran.config import recount
from giliran.opening import verify
from tests.opening import lots

GILIRAN = Path(sys.executable).with_name("giliran")
OPENING = lots.an_opening(Random(11), method="ballot", entries=30, beacon="7,01")


def typed(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """In an empty environment and an empty folder."""
    command = [str(GILIRAN), "verify-draw", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env={}, capture_output=True, text=True, check=False)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """An honest draw with its roll, a receipt and the keys."""
    (tmp_path / "draw.json").write_text(json.dumps(OPENING))
    (tmp_path / "roll.txt").write_text(lots.roll_of(OPENING))
    (tmp_path / "receipt.json").write_text(json.dumps(lots.a_receipt(OPENING, OPENING["entries"][4])))
    (tmp_path / "keys.json").write_text(json.dumps(lots.public_keys()))
    return tmp_path


def said(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = recount.main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_an_honest_draw_agrees_without_settings_and_leaves_nothing_behind(files: Path) -> None:
    before = sorted(files.iterdir())
    told = typed("draw.json", "--roll", "roll.txt", "--receipt", "receipt.json", "--keys", "keys.json", cwd=files)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[0].startswith(f"Pembukaan {OPENING['opening']}: 30 pendaftaran dalam daftar")
    assert told.stdout.splitlines()[-1] == "Semua yang dapat diperiksa sesuai."
    assert sorted(files.iterdir()) == before


def test_it_answers_before_django_reads_anything() -> None:
    code = (
        "import sys; sys.argv = ['giliran', 'verify-draw', 'nowhere.json']\n"
        "from giliran.config import cli\n"
        "try: cli.main()\n"
        "except SystemExit as end: print(end.code, 'giliran.config.settings' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], env={}, capture_output=True, text=True, check=False)
    assert told.stdout == "2 False\n"


def test_the_recount_itself_imports_no_django() -> None:
    code = "import sys, giliran.config.recount; print(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_moved_entry_is_named_in_both_languages(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = OPENING["entries"]
    moved = lots.changed(OPENING, "entries", 0, "rank", to=25)
    (files / "moved.json").write_text(json.dumps(lots.changed(moved, "entries", 24, "rank", to=1)))
    code, out, _err = said(str(files / "moved.json"), "--language", "en", capsys=capsys)
    assert code == 1
    assert f"- Entry {entries[0]['id']} was moved: it has rank 25 and should have rank 1." in out.splitlines()
    assert out.splitlines()[-1] == "NOT IN ORDER: 2 findings."
    code, out, _err = said(str(files / "moved.json"), capsys=capsys)
    assert code == 1
    assert f"- Pendaftaran {entries[24]['id']} dipindahkan: peringkatnya 1, seharusnya 25." in out.splitlines()


def test_many_findings_of_a_kind_are_counted(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "roll.txt").write_text("")
    code, out, _err = said(
        str(files / "draw.json"), "--roll", str(files / "roll.txt"), "--language", "en", capsys=capsys
    )
    assert code == 1
    assert "- ... and 10 more like this." in out.splitlines()


BAD = {
    "nothing": (b"", "draw.json breaks off in the middle. Download it again."),
    "cut in half": (json.dumps(OPENING).encode()[:2000], "breaks off in the middle. Download it again."),
    "not json": (b"<html></html>{}", "is not in the JSON format. Download it again."),
    "very deep": (b"[" * 100_000 + b"]" * 100_000, "is not in the JSON format. Download it again."),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xfe", "is not a text file."),
    "a list": (b"[]", "This is not a draw as it is published: “{}” is missing or is not what it should be."),
    "another document": (b"{}", "This is not a draw as it is published: “opening” is missing"),
    "a huge number": (b'{"opening": ' + b"9" * 5000 + b"}", "is not in the JSON format. Download it again."),
}


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_said_in_one_sentence(
    content: bytes, sentence: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "draw.json").write_bytes(content)
    code, out, err = said(str(files / "draw.json"), "--language", "en", capsys=capsys)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert sentence in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.json"], "There is no file nowhere.json."),
        (["draw.json/inside"], "There is no file draw.json/inside."),
        (["."], "The file . cannot be read."),
        (["draw.json", "--roll", "nowhere.txt"], "There is no file nowhere.txt."),
        (["draw.json", "--roll", "draw.json"], "This is not a roll as it is published: line 1 cannot be read."),
        (["draw.json", "--receipt", "draw.json"], "This is not a receipt: “entry” is missing"),
        (["draw.json", "--receipt", "receipt.json", "--keys", "draw.json"], "These are not the public keys: “keys”"),
    ],
)
def test_other_files_that_cannot_be_read(arguments: list[str], sentence: str, files: Path) -> None:
    told = typed(*arguments, "--language", "en", cwd=files)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert sentence in told.stderr


@pytest.mark.parametrize("arguments", [[], ["draw.json", "--language", "fr"], ["draw.json", "--rolls"]])
def test_wrong_words_on_the_command_line_end_with_two(arguments: list[str], files: Path) -> None:
    told = typed(*arguments, cwd=files)
    assert (told.returncode, "Traceback" in told.stderr) == (2, False)


def test_a_terminal_without_our_signs_still_gets_the_answer(files: Path) -> None:
    changed = lots.changed(OPENING, "beacon_name", to="Δ – “index”")
    (files / "draw.json").write_text(json.dumps(lots.changed(changed, "beacon", to="")))
    command = [str(GILIRAN), "verify-draw", "draw.json"]
    told = subprocess.run(
        command, cwd=files, env={"PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (1, "")


def test_a_reader_that_goes_away_is_no_fault(files: Path) -> None:
    told = subprocess.run(
        ["/bin/sh", "-c", f"{GILIRAN} verify-draw draw.json | true"],
        cwd=files, env={"PATH": "/bin:/usr/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.stdout, told.stderr) == ("", "")


def test_every_sentence_has_its_indonesian() -> None:
    say = recount._speaker("id")
    words = [
        *verify.CHECKS.values(), *verify.STATES.values(), *verify.UNCHECKED_BECAUSE.values(),
        *(sentence for _check, sentence in verify.FINDINGS.values()), *verify.UNREADABLE.values(),
    ]  # fmt: skip
    assert [text for text in words if say(text) == text] == []


def test_every_finding_belongs_to_a_check() -> None:
    checks = {check for check, _sentence in verify.FINDINGS.values()}
    assert checks == set(verify.CHECKS) == set(verify.UNCHECKED_BECAUSE)
