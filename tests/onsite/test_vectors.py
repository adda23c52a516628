"""The door says the same with a network and without: one set of cases, answered by our rules and by the browser's."""

from __future__ import annotations

import base64
import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from giliran.booking.ticket import codec
from giliran.offices.models import Office
from giliran.onsite import sentences
from giliran.onsite.policy import Verdict
from giliran.onsite.services import day_list
from giliran.web.gate import words
from tests.onsite import make_vectors, static

JUDGE = """async (cases) => {
  const { verdict, partyVerdicts, refuseDiffering } = await import("/js/gate-policy.js");
  return cases.map(({ gate, tickets, focus, may_decide, reason }) => ({
    each: tickets.map((ticket) => verdict(ticket, gate)),
    party: partyVerdicts(focus, tickets, gate),
    differing: refuseDiffering(tickets, may_decide, reason),
  }));
}"""
WORDS = """async ([salt, names]) => {
  const { nameWords, hasher } = await import("/js/gate-list.js");
  const hash = await hasher(salt);
  return Promise.all(names.map((name) => Promise.all(nameWords(name).map(hash))));
}"""
KEEPING = """async (key) => {
  const store = await import("/js/gate-store.js");
  const { DayList } = await import("/js/gate-list.js");
  const list = () => new DayList({ office: "bogor", officeId: 2, ahead: 0 }).load();
  const day = (until) => ({ office: "bogor", offset: 0, heard: 0, list: { until, day: "2026-11-23", pass: "p",
    figures: { grace: 60, early: 120, late: 30 },
    tickets: [{ id: "a", party: 0, state: "confirmed", starts: 0, ends: 1, at: 0, names: [], label: "A-001" }] } });
  const now = Date.now() / 1000;
  const seen = {};

  await store.keepKey("bogor", key);
  await store.keepList(day(now + 60));
  let here = await list();
  await here.enqueue({ nonce: "n1", tickets: ["a"] });
  seen.inside = here.facts().map(({ state }) => state);
  await here.enqueue({ nonce: "n2", tickets: ["a"], undoes: "n1" });
  seen.undone = here.facts().map(({ state }) => state);

  await here.wipe(); // a sign-out
  here = await list();
  seen.signedOut = [here.list ?? null, here.presses.length, here.unsent];
  await store.keepKey("bogor", key); // the next sign-in
  here = await list();
  seen.signedIn = here.presses.map(({ press }) => [press.nonce, press.officer]);
  const raw = await new Promise((resolve) => {
    indexedDB.open("giliran-gate").onsuccess = ({ target }) => {
      target.result.transaction("queue").objectStore("queue").getAll().onsuccess = (all) => resolve(all.target.result);
    };
  });
  seen.sealed = raw.every((row) => row.sealed instanceof ArrayBuffer && Object.keys(row).length === 4);

  await store.keepList(day(now - 1)); // the day is over
  here = await list();
  seen.atNight = [here.list ?? null, here.presses.length, here.unsent];

  await store.keepList({ ...day(now + 7200), offset: 3_600_000 });
  here = await list();
  seen.clock = [here.clockIsOff, Math.round((here.now() - now) / 60)];
  return seen;
}"""
SPOKEN = """async (pages) => {
  const { Words } = await import("/js/gate-words.js");
  return pages.map(({ words, verdicts }) => verdicts.map((one) => new Words(words, "Asia/Jayapura").reason(one)));
}"""
NAMES = ["Siti Amínah", "Budi D'Arc", "M. NUR-HIDAYAT  bin Said", "Ngurah I Gusti", "Ærøskøbing 2", "李 小龍", "--", ""]


def verdicts() -> list[Verdict]:
    """Those whose words need no name, at Jayapura."""
    at, day = datetime(2026, 11, 23, 22, 5, tzinfo=UTC), date(2026, 11, 30)
    told: list[tuple[str, str, dict[str, Any]]] = [
        *(("attention", code, {"minutes": span}) for code in ("early", "late") for span in (1, 25, 60, 61, 125)),
        ("refused", "used", {"at": at, "by": ""}),
        ("refused", "cancelled", {"at": at}),
        ("refused", "moved", {"at": at}),
        ("refused", "missed", {"date": day}),
        ("refused", "other_day", {"date": day, "is_past": True}),
        ("refused", "other_day", {"date": day, "is_past": False}),
        ("valid", "valid", {}),
        *(("refused", code, {}) for code in codec.SENTENCES),
    ]
    return [Verdict(*one) for one in told]


def spoken(language: str) -> tuple[dict[str, Any], list[str]]:
    """What the browser is asked in a language, and what our own words are."""
    office = Office(timezone="Asia/Jayapura")
    with translation.override(language):
        asked = {"words": words.spoken(office), "verdicts": [make_vectors.answer(one) for one in verdicts()]}
        return json.loads(json.dumps(asked)), [sentences.reason(one, office.timezone) for one in verdicts()]


def test_the_cases_are_what_our_rules_say() -> None:
    assert make_vectors.FILE.read_text() == make_vectors.text(), "run: python -m tests.onsite.make_vectors"


def test_the_cases_know_every_verdict() -> None:
    cases = json.loads(make_vectors.FILE.read_text())
    codes = Counter(one["code"] for case in cases for one in [*case["each"], *case["party"]])
    assert set(codes) == {
        "valid", "early", "late", "identity", "double", "part_in", "used", "cancelled", "moved", "missed", "other_day",
        "other_office",
    }  # fmt: skip
    assert min(codes.values()) >= 5
    assert {case["differing"] for case in cases} == {"", "supervisor_decides", "decision_needs_reason"}


@pytest.mark.browser
def test_the_browser_says_the_same_and_keeps_what_it_must() -> None:
    cases = json.loads(make_vectors.FILE.read_text())
    salt, key = b"0123456789abcdef", base64.b64encode(bytes(32)).decode()
    pages, sayings = zip(*(spoken(language) for language in ("id", "en")), strict=True)
    questions = ((JUDGE, cases), (WORDS, [day_list._text(salt), NAMES]), (KEEPING, key), (SPOKEN, list(pages)))
    judged, hashed, seen, said = static.asked(*questions)

    # Verdicts, and names as they are hashed
    answers = ("each", "party", "differing")
    wrong = [case for case, one in zip(cases, judged, strict=True) if one != {name: case[name] for name in answers}]
    assert wrong[:1] == []
    assert hashed == [[day_list.hash_of(salt, word) for word in day_list.name_words(name)] for name in NAMES]

    # And the words
    assert said == list(sayings)

    # A list is gone at sign-out and at night; what waits stays, sealed, and opens again with the key
    assert seen == {
        "inside": ["attended"],
        "undone": ["confirmed"],
        "signedOut": [None, 0, 2],
        "signedIn": [["n1", "p"], ["n2", "p"]],
        "sealed": True,
        "atNight": [None, 0, 2],
        "clock": [60, 60],
    }
