"""An identity registry reached over HTTP.

Asked by POST with a bearer token and `{"nik", "kk", "full_name", "birth_date", "sex"}`; answers
`{"outcome": "matched"}`, or `{"outcome": "mismatched", "fields": [...]}` with the names of what differs.
Whatever else comes back, or does not come, is *unavailable*.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from giliran.accounts.policy import Reason
from giliran.accounts.registries import line
from giliran.accounts.registries.query import RegistryAnswer, RegistryQuery
from giliran.accounts.states import IdentityCheck

FIELDS = ("nik", "kk", "full_name", "birth_date", "sex")
UNAVAILABLE = RegistryAnswer(IdentityCheck.UNAVAILABLE, (Reason("registry_unavailable"),))

log = logging.getLogger(__name__)


class _Unclear(Exception):
    """The registry answered something that is no answer."""


@dataclass(frozen=True, slots=True)
class HttpRegistry:
    url: str
    token: str = field(default="", repr=False)
    seconds: float = 2.0

    def check(self, person: RegistryQuery) -> RegistryAnswer:
        """Matched or mismatched if the registry says so in time; else unavailable. Logs why, but not who."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Encoding": "identity"}
        try:
            return _read(*line.post_json(self.url, _question(person), headers, self.seconds))
        except (line.TooLate, requests.Timeout):
            log.warning("identity registry: no answer in %s s", self.seconds)
        except (line.TooLarge, _Unclear, ValueError, RecursionError) as fault:
            log.warning("identity registry: no clear answer (%s)", type(fault).__name__)
        except Exception as fault:  # nothing that happens here may end the road of an applicant
            log.warning("identity registry: not reached (%s)", type(fault).__name__)
        return UNAVAILABLE


def _question(person: RegistryQuery) -> dict[str, str]:
    return {name: str(getattr(person, name)) for name in FIELDS}


def _read(status: int, body: bytes) -> RegistryAnswer:
    if status != 200:
        raise _Unclear(status)
    answer = json.loads(body)
    outcome = answer.get("outcome") if isinstance(answer, dict) else None
    if outcome == IdentityCheck.MATCHED:
        return RegistryAnswer(IdentityCheck.MATCHED)
    if outcome == IdentityCheck.MISMATCHED:
        return RegistryAnswer(IdentityCheck.MISMATCHED, _differences(answer))
    raise _Unclear(outcome)


def _differences(answer: Mapping[str, Any]) -> tuple[Reason, ...]:
    named = answer.get("fields")
    fields = [name for name in FIELDS if name in named] if isinstance(named, list) else []
    return tuple(Reason("registry_differs", {"field": name}) for name in fields or ["nik"])
