"""What a booking looks like when it comes in, and which field is wrong when it does not."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _
from msgspec import Meta

MOST_PEOPLE_SENT = 20
"""More than any party: how large a party may be is a rule, and not ours."""

Id = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Code = Annotated[str, Meta(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]
Key = Annotated[str, Meta(pattern=r"^[!-~]{1,64}$")]

_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_NAMED = re.compile(r"`([^`]*)`$")


class PersonIn(msgspec.Struct, forbid_unknown_fields=True):
    """One person of the party, as entered. `applicant` is the number that the entry's page gave."""

    applicant: Id
    service: Code
    purpose: Code
    booklet: Code = ""


class BookingIn(msgspec.Struct, forbid_unknown_fields=True):
    """A party for one slot. `guardian_present` may be sent as to the API; what counts is what the entry says."""

    slot: Id
    people: Annotated[list[PersonIn], Meta(max_length=MOST_PEOPLE_SENT)]
    key: Key
    guardian_present: bool = False


class Wrong(Exception):
    """The body is not a booking: the path of the field (`people.0.service`; empty: the whole) and why not."""

    def __init__(self, field: str, kind: str) -> None:
        super().__init__(f"{field}: {kind}")
        self.field = field
        self.kind = kind

    def members(self, language: str) -> list[dict[str, Any]]:
        """As the `errors` of a problem document."""
        with translation.override(language):
            words = {
                "missing": _("This is required."),
                "unknown": _("There is no such field here."),
                "unfit": _("This cannot be used here."),
            }
        return [{"field": self.field, "in": "body", "detail": words[self.kind]}]


_DECODER = msgspec.json.Decoder(BookingIn)


def read_booking(body: bytes) -> BookingIn:
    """The booking in a body. Raises `Wrong`, or `msgspec.DecodeError` for what is not JSON."""
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as fault:
        raise _wrong(str(fault)) from fault


def _wrong(told: str) -> Wrong:
    """From msgspec's words, such as "Object missing required field `slot` - at `$.people[0]`"."""
    found = _WHERE.match(told)
    what, path = (found["what"], found["path"] or "") if found else (told, "")
    steps = [step for step in re.split(r"[.\[\]]+", path) if step]
    for words, kind in (("missing required field", "missing"), ("contains unknown field", "unknown")):
        if words in what and (named := _NAMED.search(what)):
            return Wrong(".".join([*steps, named[1]]), kind)
    return Wrong(".".join(steps), "unfit")
