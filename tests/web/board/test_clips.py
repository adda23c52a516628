"""The sounds of the board: all there, as listed, small, audible, and put together by the browser as by us."""

from __future__ import annotations

import functools
import hashlib
import http.server
import itertools
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from giliran.onsite.policy import speech
from tests.shape import tree

STATIC = tree.SOURCE / "web" / "static"
CLIPS = STATIC / "clips"
CALLS = json.loads((Path(__file__).parents[2] / "vectors" / "spoken" / "calls.json").read_text())
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
SPOKEN = """async (calls) => {
  const { announcement } = await import("/js/board/spoken.js");
  return calls.map(({ labels, counter }) => ["id", "en"].map((language) => announcement(labels, counter, language)));
}"""
LOUDNESS = """async (names) => {
  const context = new OfflineAudioContext(1, 24000, 24000);
  const measured = {};
  for (const name of names) {
    const sound = await context.decodeAudioData(await (await fetch(`/clips/${name}`)).arrayBuffer());
    const samples = sound.getChannelData(0);
    const squares = samples.reduce((sum, one) => sum + one * one, 0);
    measured[name] = [sound.duration, Math.sqrt(squares / samples.length), sound.numberOfChannels];
  }
  return measured;
}"""

TWO_CALLS = """async () => {
  const { Voice } = await import("/js/board/voice.js");
  const sounds = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (at) {
    sounds.push([at, at + this.buffer.duration]);
    return start.call(this, at);
  };
  const short = new Proxy({}, { get: (_all, name) => (name === "a" ? "/clips/id/missing.mp3" : "/clips/id/u.mp3") });
  const voice = new Voice({ chime: "/clips/id/u.mp3", id: short, en: short });
  await voice.wake();
  await Promise.all([voice.say(["A-017"], 3, ["id"]), voice.say(["A-017"], 3, ["en"])]);
  return sounds;
}"""


def listed() -> dict[str, Any]:
    return dict(json.loads((CLIPS / "CLIPS.json").read_text())["clips"])


def test_every_clip_is_there_and_as_it_is_listed() -> None:
    wanted = {f"{language}/{name}.mp3" for language in ("id", "en") for name in speech.clip_names()} | {"chime.mp3"}
    found = {str(path.relative_to(CLIPS)): path.read_bytes() for path in CLIPS.rglob("*.mp3")}
    assert found.keys() == wanted
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    assert sums == {name: entry["sha256"] for name, entry in listed().items()}


def test_all_of_them_weigh_less_than_half_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in CLIPS.rglob("*.mp3")) < 500_000


def test_the_list_says_what_is_said_and_where_it_comes_from() -> None:
    whole = json.loads((CLIPS / "CLIPS.json").read_text())
    assert {name: whole["clips"][f"id/{name}.mp3"]["says"] for name in ("number", "17", "200", "counter")} == {
        "number": "Nomor antrean", "17": "tujuh belas", "200": "dua ratus", "counter": "silakan menuju loket",
    }  # fmt: skip
    assert "espeak-ng" in whole["from"] and whole["licence"]


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(STATIC))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def in_a_browser(origin: str, script: str, given: Any) -> Any:
    """In a thread of its own, because another test may hold a browser in this one."""

    def run() -> Any:
        with sync_playwright() as playwright:
            path = CHROMIUM if Path(CHROMIUM).exists() else None
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page()
            page.goto(f"{origin}/favicon.svg")
            answer = page.evaluate(script, given)
            browser.close()
            return answer

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@pytest.mark.browser
def test_the_browser_puts_calls_together_as_we_do(origin: str) -> None:
    assert in_a_browser(origin, SPOKEN, CALLS) == [[call["id"], call["en"]] for call in CALLS]


@pytest.mark.browser
def test_every_clip_is_heard(origin: str) -> None:
    measured = in_a_browser(origin, LOUDNESS, list(listed()))
    assert len(measured) == len(listed())
    wrong = {
        name: found
        for name, found in measured.items()
        if not (0.15 < found[0] < 2.5 and 0.03 < found[1] < 0.5 and found[2] == 1)
    }
    assert wrong == {}


@pytest.mark.browser
def test_calls_are_spoken_one_after_the_other_and_what_is_missing_is_passed_over(origin: str) -> None:
    sounds = in_a_browser(origin, TWO_CALLS, None)
    assert len(sounds) == 2 * len(("chime", "number", "17", "counter", "3"))
    assert all(end <= start for (_begin, end), (start, _next) in itertools.pairwise(sounds))
