"""Makes the voice of the board: a small sound file for every clip that `onsite/policy/speech.py` names.

    python tools/clips.py          make all clips and their list
    python tools/clips.py --check  only compare the files with the list

Needs espeak-ng and ffmpeg (Debian packages of these names) on the developer's machine; production needs neither. The
voices are espeak-ng's Indonesian and British English. Files are mono MP3: of the small formats the only one that every
browser decodes, those of television sets and of older iPads included; Ogg Opus is half as large, and Safari learnt it
only in 2025.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import wave
from array import array
from collections.abc import Mapping
from math import log10, sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from giliran.onsite.policy import speech  # noqa: E402

CLIPS = ROOT / "src" / "giliran" / "web" / "static" / "clips"
LIST = CLIPS / "CLIPS.json"
VOICES: Mapping[str, tuple[str, ...]] = {"id": ("-v", "id", "-s", "140"), "en": ("-v", "en-gb", "-s", "145")}
PHRASES: Mapping[str, Mapping[str, str]] = {
    "id": {"number": "Nomor antrean", "and": "dan", "counter": "silakan menuju loket"},
    "en": {"number": "Queue number", "and": "and", "counter": "please proceed to counter"},
}
LETTERS_ID = [
    "a",
    "be",
    "ce",
    "de",
    "e",
    "ef",
    "ge",
    "ha",
    "i",
    "je",
    "ka",
    "el",
    "em",
    "en",
    "o",
    "pe",
    "ki",
    "er",
    "es",
    "te",
    "u",
    "fe",
    "we",
    "eks",
    "ye",
    "zet",
]
ONES_ID = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
ONES_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
TENS_EN = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
TRIM = "silenceremove=start_periods=1:start_threshold=-48dB:start_silence=0.02"
SHAPE = (
    f"{TRIM},areverse,{TRIM},areverse,highpass=f=90,volume={{gain:.1f}}dB,alimiter=limit=0.9:level=0,aresample=24000"
)
"""No silence at either end, no hum, nothing clipped."""
LOUDNESS = 0.14
"""The root mean square of what is spoken, of 1: the same for all clips."""
CHIME = (
    "aevalsrc='0.5*exp(-3.2*t)*(sin(2*PI*659.26*t)+0.35*sin(2*PI*1318.5*t))*lt(t,1.6)"
    "+0.5*gte(t,0.42)*exp(-3.0*(t-0.42))*(sin(2*PI*523.25*(t-0.42))+0.35*sin(2*PI*1046.5*(t-0.42)))':s=24000:d=1.7"
)
"""Two notes downwards, as in stations."""
MP3 = (
    "-ac",
    "1",
    "-c:a",
    "libmp3lame",
    "-b:a",
    "32k",
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-flags:a",
    "+bitexact",
)


def words(clip: str, language: str) -> str:
    """What is said in a clip."""
    if clip in speech.PHRASES:
        return PHRASES[language][clip]
    if clip in speech.LETTERS:
        return LETTERS_ID[speech.LETTERS.index(clip)] if language == "id" else clip.upper()
    return number_words(int(clip), language)


def number_words(number: int, language: str) -> str:
    """A number that has a clip of its own."""
    if language == "en":
        if number >= 100:
            size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
            return f"{ONES_EN[number // size]} {name}"
        return ONES_EN[number] if number <= 20 else TENS_EN[number // 10 - 3]
    if number < 12:
        return ONES_ID[number]
    if number < 20:
        return f"{ONES_ID[number - 10]} belas"
    size, name = (1000, "ribu") if number >= 1000 else (100, "ratus") if number >= 100 else (10, "puluh")
    return f"se{name}" if number == size else f"{ONES_ID[number // size]} {name}"


def make() -> None:
    for language in VOICES:
        (CLIPS / language).mkdir(parents=True, exist_ok=True)
        for clip in speech.clip_names():
            _speak(words(clip, language), language, CLIPS / language / f"{clip}.mp3")
    _run("ffmpeg", "-f", "lavfi", "-i", CHIME, "-af", "volume=0.8", *MP3, _at(speech.CHIME))
    LIST.write_text(json.dumps(_list(), indent=1, ensure_ascii=False) + "\n")


def _speak(text: str, language: str, file: Path) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
        _run("espeak-ng", *VOICES[language], "-a", "160", "-w", raw.name, text)
        gain = 20 * log10(LOUDNESS / _loudness(Path(raw.name)))
        _run("ffmpeg", "-i", raw.name, "-af", SHAPE.format(gain=gain), *MP3, str(file))


def _loudness(file: Path) -> float:
    """The root mean square of what is not silence."""
    with wave.open(str(file)) as sound:
        samples = array("h", sound.readframes(sound.getnframes()))
    loud = [(one / 32768) ** 2 for one in samples if abs(one) > 330]
    return sqrt(sum(loud) / len(loud))


def _at(name: str) -> str:
    return str(CLIPS / f"{name}.mp3")


def _run(program: str, *arguments: str) -> None:
    quiet = ("-y", "-loglevel", "error") if program == "ffmpeg" else ()
    subprocess.run([program, *quiet, *arguments], check=True)  # noqa: S603 - our own words


def _list() -> dict[str, object]:
    entries = {
        f"{language}/{clip}.mp3": {"says": words(clip, language)} for language in VOICES for clip in speech.clip_names()
    }
    entries[f"{speech.CHIME}.mp3"] = {"says": "(two notes)"}
    for name, entry in entries.items():
        entry["sha256"] = hashlib.sha256((CLIPS / name).read_bytes()).hexdigest()
    return {
        "made_by": "tools/clips.py",
        "from": "Spoken by espeak-ng 1.51 (voices id and en-gb), encoded by ffmpeg; the chime is two sine tones.",
        "licence": "espeak-ng is a program under GPL-3.0-or-later; what it speaks is not covered by that licence. "
        "These recordings are ours and under the licence of this repository.",
        "format": "MP3, mono, 24 kHz, 32 kbit/s",
        "clips": entries,
    }


def differences() -> list[str]:
    """Names of files that are missing, changed or not in the list."""
    listed = json.loads(LIST.read_text())["clips"]
    found = {str(path.relative_to(CLIPS)) for path in CLIPS.rglob("*.mp3")}
    changed = [
        name
        for name in sorted(found & set(listed))
        if hashlib.sha256((CLIPS / name).read_bytes()).hexdigest() != listed[name]["sha256"]
    ]
    return sorted(found ^ set(listed)) + changed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        make()
    wrong = differences()
    print("\n".join(wrong) if wrong else f"{sum(path.stat().st_size for path in CLIPS.rglob('*.mp3')):,} bytes")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
