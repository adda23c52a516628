"""A second recount, written from docs/draw.md alone; it shares no line with the product."""

import hashlib
import hmac
import json
from datetime import datetime
from math import inf


def timed(thing):  # moments in seconds; what has not happened is at the end of time
    names = [name for name in thing if name.endswith("_at") and name != "starts_at"]
    return thing | {name: datetime.fromisoformat(thing[name]).timestamp() if thing[name] else inf for name in names}


def recount(text):
    """What does not agree in the text of a draw.json: a list of words, empty if all is well."""
    doc = json.loads(text, object_hook=timed)
    rows, seed, found = sorted(doc["entries"], key=lambda row: row["id"].encode()), bytes.fromhex(doc["seed"]), []
    roll = ["|".join(str(row[name]) for name in ("id", "class", "losses", "party", "wishes")) for row in rows]
    found += ["seed"] * (hashlib.sha256(seed).hexdigest() != doc["commitment"])
    found += ["roll"] * (hashlib.sha256("\n".join(roll).encode()).hexdigest() != doc["roll_digest"])
    order = sorted(rows, key=lambda row: (row["class"], value(doc, seed, row)))
    found += ["rank"] * ([row["rank"] for row in order] != list(range(1, len(rows) + 1)))
    pool, out = [slot["id"] for slot in doc["slots"] if slot["pool"] == "entitled"], ("withdrawn", "void")
    entitled = {row["id"]: row["slot"] for row in rows if row["outcome"] == "entitled" or row["slot"] in pool}
    booked = [row["booked_at"] for row in rows if row["id"] in entitled]
    at = doc.get("entitled_given_at") or max(booked, default=doc["drawn_at"])
    takers = [row for row in order if row["losses"] >= doc["entitled_from"] and takes_part(row, entitled, at)]
    takers = [row | {"wishes": "any"} for row in sorted(takers, key=lambda row: -row["losses"])]
    found += ["entitled"] * (give(doc, takers, "entitled", "free_at_draw", at) != entitled)
    if doc["method"] == "ballot":
        booked = [row["booked_at"] for row in rows if row["outcome"] == "ballot"]
        at = doc.get("balloted_at") or max(booked, default=doc["opens_at"])
        had = [row for row in rows if row["outcome"] == "ballot" or (row["outcome"] in out and row["booked_at"] <= at)]
        seats = {row["id"]: row["slot"] for row in had if row["id"] not in entitled and row["slot"] is not None}
        takers = [row for row in order if row["id"] not in entitled and takes_part(row, seats, at)]
        found += ["ballot"] * (give(doc, takers, "online", "free_at_ballot", at) != seats)
    line = sorted(rows, key=lambda row: row["rank"]) + doc["late"]
    times = [row["admitted_at"] for row in line if row["admitted_at"] < inf or row["outcome"] not in ("entitled", *out)]
    return found + ["turns"] * (doc["method"] == "turns" and times != sorted(times))


def value(doc, seed, row):
    text, tries = f"{doc['roll_digest']}|{doc['beacon']}|{row['id']}|", range(min(row["losses"], 8) + 1)
    return min(hmac.digest(seed, f"{text}{k}".encode(), "sha256") for k in tries)


def takes_part(row, seats, at):
    return row["id"] in seats or (row["outcome"] != "void" and row["withdrawn_at"] > at)


def give(doc, takers, pool, free_at, at):
    slots = sorted((slot["date"], slot["starts_at"], slot["id"], slot) for slot in doc["slots"] if slot["pool"] == pool)
    free, given = {id_: slot[free_at] if slot["closed_at"] > at else 0 for *_, id_, slot in slots}, {}
    for row in takers:
        any_ = ",".join(map(str, sorted(free, key=free.get)))
        wished = filter(None, (any_ if row["wishes"] == "any" else row["wishes"]).split(","))
        if (slot := next((int(id_) for id_ in wished if free.get(int(id_), 0) >= row["party"]), None)) is not None:
            given[row["id"]], free[slot] = slot, free[slot] - row["party"]
    return given
