"""The few questions to somebody without a booking, for gate and kiosk: why, who comes along, what for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.catalogue import selectors as catalogue
from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.onsite import selectors as onsite
from giliran.walkin import policy, selectors
from giliran.walkin.states import Reason

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.payments.models import Bill

ICONS = {
    "elderly": "user", "child": "baby-carriage", "pregnant": "user-plus", "disabled": "accessible", "express": "star",
    "examined": "id", "open": "door-enter",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReasonButton:
    """A reason as it can be pressed, or why it cannot; `slot_id` is a seat of another day for those with priority."""

    code: str
    name: Any
    icon: str
    left: str
    why_not: str = ""
    slot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    value: str
    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked next: `field` is what the buttons answer, `asked` what was answered, `is_last` that the next press
    lets in. `nonce` names that press."""

    reason: str
    reason_name: Any
    field: str
    title: str
    buttons: tuple[Button, ...]
    asked: Mapping[str, str]
    is_last: bool
    nonce: str


def reason_buttons(office: Office, *, now: datetime) -> list[ReasonButton]:
    return [_reason_button(one) for one in selectors.reasons_now(office, now=now)]


def _reason_button(one: selectors.ReasonNow) -> ReasonButton:
    left = ngettext("%(count)d seat left today", "%(count)d seats left today", one.left) % {"count": one.left}
    following = one.refusal.data.get("next") if one.refusal else None
    ahead = following.id if following and one.reason in policy.PRIORITY else None
    return ReasonButton(
        one.reason.value, one.reason.label, ICONS[one.reason], left, str(one.refusal or ""), ahead
    )  # fmt: skip


def question(office: Office, reason: str, answers: Mapping[str, str], *, language: str, now: datetime) -> Question:
    """The next question to somebody with this reason; `answers` as they came with the address."""
    asked = {name: answers[name] for name in ("companion", "service") if answers.get(name)}
    if "companion" not in asked and _may_bring(office, reason):
        return _question(reason, "companion", _("Does an adult come along?"), _companions(), {})
    asked.setdefault("companion", "yes" if reason == Reason.SMALL_CHILD else "no")
    if reason == Reason.EXPRESS and "service" in asked:
        day = onsite.local_day(office, now)
        return _question(reason, "booklet", _("Which passport?"), _booklets(asked["service"], day, language), asked)
    services = tuple(Button(one.code, one.name) for one in selectors.services_for(reason, language))
    asked.pop("service", None)
    return _question(reason, "service", _("What is needed?"), services, asked, is_last=reason != Reason.EXPRESS)


def _question(
    reason: str,
    field: str,
    title: str,
    buttons: tuple[Button, ...],
    asked: Mapping[str, str],
    *,
    is_last: bool | None = None,
) -> Question:
    last = field == "booklet" if is_last is None else is_last
    return Question(reason, Reason(reason).label, field, title, buttons, asked, last, secrets.token_hex(16))


def _may_bring(office: Office, reason: str) -> bool:
    is_open = offices.figures_of(office)["walk_in_companions"] == 1
    return is_open and reason in policy.PRIORITY and reason != Reason.SMALL_CHILD


def _companions() -> tuple[Button, ...]:
    return (Button("no", _("Alone")), Button("yes", _("With one adult"), _("The companion gets no card.")))


def _booklets(service: str, day: Any, language: str) -> tuple[Button, ...]:
    """With what each costs in all: nobody is surprised at the counter (R18)."""
    age = 10 if service == "child" else None
    extra = next((fee.amount_idr for fee in catalogue.fees_on(day, language) if fee.code == "PERCEPATAN"), 0)
    return tuple(
        Button(one.code, one.name, _("%(amount)s in all") % {"amount": formats.rupiah(one.amount_idr + extra)})
        for one in catalogue.booklets_on(day, language, age=age)
    )


def bill_words(bill: Bill | None) -> str:
    """What an express visit pays, for its card."""
    if bill is None:
        return ""
    told = {"amount": formats.rupiah(bill.amount), "code": bill.code}
    return _("Pay %(amount)s, payment code %(code)s") % told
