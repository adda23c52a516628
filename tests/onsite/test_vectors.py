"""The door says the same with a network and without: one set of cases, answered by our rules and by the browser's."""

from __future__ import annotations

import base64
import json
from collections import Counter

import pytest

from giliran.onsite.services import day_list
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
NAMES = ["Siti Amínah", "Budi D'Arc", "M. NUR-HIDAYAT  bin Said", "Ngurah I Gusti", "Ærøskøbing 2", "李 小龍", "--", ""]


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
    questions = ((JUDGE, cases), (WORDS, [day_list._text(salt), NAMES]), (KEEPING, key))
    judged, hashed, seen = static.asked(*questions)

    # Verdicts, and names as they are hashed
    answers = ("each", "party", "differing")
    wrong = [case for case, said in zip(cases, judged, strict=True) if said != {name: case[name] for name in answers}]
    assert wrong[:1] == []
    assert hashed == [[day_list.hash_of(salt, word) for word in day_list.name_words(name)] for name in NAMES]

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
