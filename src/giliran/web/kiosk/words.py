"""What a kiosk says of a ticket: no name, nobody's affairs, and where to go if it cannot help."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.onsite import sentences
from giliran.onsite.policy import Verdict
from giliran.onsite.services.check_in import Look, Person

if TYPE_CHECKING:
    from giliran.offices.models import Office

_FOR_AN_OFFICER = frozenset({"identity", "double"})
"""What only somebody who sees the identity card can decide."""

_TOLD = frozenset({"early", "late", "other_office", "other_day", "missed", "mistyped_code", "unknown_code"})
"""Reasons that may be read by everybody who stands near; of the others an officer tells the person."""

_OWN: dict[str, Any] = {
    "used": gettext_lazy("This ticket has been used today already."),
    "cancelled": gettext_lazy("This booking was cancelled."),
    "moved": gettext_lazy("This visit was moved to another time."),
    "nothing": gettext_lazy("Hold the QR code of your ticket before the camera."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict at a kiosk: a word, why, and the labels of those who may take their cards here."""

    may_enter: bool
    word: str
    why: str
    mine: Person | None = None
    others: tuple[Person, ...] = ()
    nonce: str = ""

    @property
    def everybody(self) -> list[Person]:
        return [*([self.mine] if self.mine else []), *self.others]


def show(seen: Look, office: Office) -> Shown:
    fit = [one for one in seen.people if _fits(one.verdict)]
    if not fit:
        return Shown(False, _("Please go to an officer"), _why(seen, office))
    shown = next((one for one in fit if one.is_shown), None)
    is_party = any(one.is_shown for one in seen.people)
    mine = shown or (fit[0] if not is_party and len(fit) == 1 else None)
    if is_party and shown is None:
        return Shown(False, _("Please go to an officer"), _why(seen, office))
    others = tuple(one for one in fit if one is not mine)
    return Shown(True, _("Your ticket is valid"), "", mine, others, secrets.token_hex(16))


def _fits(verdict: Verdict) -> bool:
    return verdict.may_enter and not verdict.needs_reason and verdict.code not in _FOR_AN_OFFICER


def _why(seen: Look, office: Office) -> str:
    verdict = _decisive(seen)
    if verdict is None:
        return _("The ticket could not be read.")
    if verdict.code in _OWN:
        return str(_OWN[verdict.code])
    if verdict.code in _TOLD:
        return sentences.reason(verdict, office.timezone)
    if verdict.code in _FOR_AN_OFFICER:
        return _("Somebody has to see your identity card first.")
    return _("The ticket could not be read.")


def _decisive(seen: Look) -> Verdict | None:
    own = [one.verdict for one in seen.people if one.is_shown]
    return own[0] if own else seen.verdict


def labels_of(people: Sequence[Person]) -> str:
    return ", ".join(one.ticket.label for one in people)
