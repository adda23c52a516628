"""Writes anew what the rules of the door say to many tickets: `python -m tests.onsite.make_vectors`.

`tests/vectors/gate/verdicts.json` holds cases with what `onsite/policy/door.py` answers, in the shape of
`static/js/gate-policy.js`: moments in seconds since 1970, spans in minutes; no names, which a device does not have.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from giliran.onsite import policy
from giliran.onsite.policy import Admitted, Gate, MovedTo, TicketFacts, Verdict

FILE = Path(__file__).resolve().parents[1] / "vectors" / "gate" / "verdicts.json"
CASES = 240

_DAY = date(2026, 11, 23)
_MINUTE = timedelta(minutes=1)
_STATES = ("confirmed", "confirmed", "confirmed", "attended", "cancelled", "moved", "missed")
_NAMED = ("name", "by")


def cases() -> list[dict[str, Any]]:
    """Parties of one to three at all hours around their window, as the same chance gives them each time."""
    return [_case(Random(number)) for number in range(CASES)]


def text() -> str:
    lines = ",\n".join(json.dumps(case, sort_keys=True) for case in cases())
    return f"[\n{lines}\n]\n"


def _case(rng: Random) -> dict[str, Any]:
    starts = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    now = starts + timedelta(seconds=rng.choice([rng.randrange(-14_400, 28_800), 60 * rng.randrange(-240, 480)]))
    gate = Gate(1, now, _DAY, 60 * _MINUTE, rng.choice([60, 120]) * _MINUTE, rng.choice([0, 30, 60]) * _MINUTE)
    party = [_ticket(rng, starts, now) for _ in range(rng.randint(1, 3))]
    focus = rng.choice([None, *range(len(party))])
    may_decide, reason = rng.random() < 0.5, rng.choice(["", "Seen"])
    return {
        "gate": _gate(gate),
        "tickets": [_plain(one) for one in party],
        "focus": focus,
        "may_decide": may_decide,
        "reason": reason,
        "each": [answer(policy.verdict(one, gate)) for one in party],
        "party": [answer(one) for one in _without_repeats(policy.party_verdicts(focus, party, gate))],
        "differing": policy.refuse_differing(party, may_decide=may_decide, reason=reason),
    }


def _ticket(rng: Random, starts: datetime, now: datetime) -> TicketFacts:
    state = rng.choice(_STATES)
    day = rng.choice([_DAY] * 8 + [_DAY - timedelta(days=1), _DAY + timedelta(days=1)])
    shift = timedelta(days=(day - _DAY).days)
    changed = now + rng.randrange(-300, 60) * _MINUTE
    return TicketFacts(
        office_id=1 if rng.random() < 0.93 else 2,
        office_name="Bogor",
        date=day,
        starts_at=starts + shift,
        ends_at=starts + shift + 240 * _MINUTE,
        state=state,
        state_at=changed,
        name="Siti",
        identity_differs=rng.random() < 0.15,
        admitted=Admitted(changed, "Rina") if state == "attended" and rng.random() < 0.8 else None,
        has_double=rng.random() < 0.15,
        moved_to=MovedTo("K7MPQ2X9A", _DAY, starts) if state == "moved" and rng.random() < 0.5 else None,
    )


def _gate(gate: Gate) -> dict[str, Any]:
    spans = {name: int(getattr(gate, name) / _MINUTE) for name in ("grace", "early", "late")}
    return {"office": gate.office_id, "now": _seconds(gate.now), "today": gate.today.isoformat(), **spans}


def _plain(ticket: TicketFacts) -> dict[str, Any]:
    plain = {
        "office": ticket.office_id,
        "officeName": ticket.office_name,
        "date": ticket.date.isoformat(),
        "starts": _seconds(ticket.starts_at),
        "ends": _seconds(ticket.ends_at),
        "state": ticket.state,
        "at": _seconds(ticket.state_at),
        "identity": ticket.identity_differs,
        "double": ticket.has_double,
    }
    if ticket.admitted:
        plain["in"] = _seconds(ticket.admitted.at)
    if ticket.moved_to:
        plain["to"] = _moved(ticket.moved_to)
    return plain


def answer(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the browser knows it."""
    params = {_js(name): _value(value) for name, value in verdict.params.items() if name not in _NAMED}
    return {"kind": verdict.kind, "code": verdict.code, "params": params, "needsReason": verdict.needs_reason}


def _without_repeats(verdicts: list[Verdict]) -> list[Verdict]:
    """A device knows no names, so that two who are alike are one to it."""
    answers = [answer(one) for one in verdicts]
    return [one for place, one in enumerate(verdicts) if answers[place] not in answers[:place]]


def _js(name: str) -> str:
    return "isPast" if name == "is_past" else name


def _value(value: Any) -> Any:
    if isinstance(value, MovedTo):
        return _moved(value)
    if isinstance(value, datetime):
        return _seconds(value)
    return value.isoformat() if isinstance(value, date) else value


def _moved(to: MovedTo) -> dict[str, Any]:
    return {"date": to.date.isoformat(), "starts": _seconds(to.starts_at)}


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


if __name__ == "__main__":
    FILE.write_text(text())
