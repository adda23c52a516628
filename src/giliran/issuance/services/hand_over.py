"""The passport goes into somebody's hand, against a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from giliran.accounts import policy as people
from giliran.accounts.sentences import sentence as of_people
from giliran.accounts.services.people import NIK_PURPOSE
from giliran.core import secrets
from giliran.core.types import Actor
from giliran.issuance import permissions, policy, selectors
from giliran.issuance.models import Case, Handover
from giliran.issuance.sentences import sentence
from giliran.issuance.services import letters
from giliran.issuance.services.move import move, refusal, require
from giliran.issuance.states import CaseState, Taker
from giliran.regions import selectors as regions

KK_PURPOSE = "kk"
MOST_SLIP, MOST_LETTER = 30, 60


@dataclass(frozen=True, slots=True)
class TakerDraft:
    """Who takes it, as typed from the cards: `to` one of `Taker`, `kk` for a relative, `letter` for an attorney.

    Signed either by `signature` (the path of the pad, `policy.refuse_signature`) or on paper, by the number of the
    `slip`, where `on_paper`.
    """

    to: str
    nik: str
    name: str = ""
    kk: str = ""
    letter: str = ""
    signature: str = ""
    on_paper: bool = False
    slip: str = ""


class HandoverRefused(Exception):
    """What is wrong with a draft: field to sentences."""

    def __init__(self, faults: dict[str, list[Any]]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def hand_over(*, case: Case, taker: TakerDraft, by: Actor, now: datetime) -> Handover:
    """Give the passport to its person, a relative on the same family card, or somebody with a power of attorney.

    NIK and KK are compared by keyed hash and kept as such, with their last four digits. The person is told who took it.
    Raises `HandoverRefused` with the fields that are wrong, and `Refusal` where it is not ready any more.
    """
    require(permissions.may_hand_over(by, case.office_id))
    if case.state != CaseState.READY:
        raise refusal("not_now")
    written = _checked(case, taker, selectors.local_day(case.office, now))
    with transaction.atomic():
        move(case, CaseState.HANDED_OVER, by=by, now=now, event="case.handed_over", data={"to": taker.to})
        made = Handover(case=case, at=now, by_id=by.user_id, **written)
        if not taker.on_paper:
            made.signature_sealed = secrets.keyring().seal(taker.signature, made.place)
        made.save(force_insert=True)
        letters.tell_handed_over(case, made, now=now)
    return made


def _checked(case: Case, taker: TakerDraft, today: date) -> dict[str, Any]:
    """The columns of a handover that is in order."""
    faults: dict[str, list[Any]] = {}
    if taker.to not in Taker.values:
        raise HandoverRefused({"to": [sentence("taker_missing")]})
    codes = regions.known_codes()
    nik = _field(faults, "nik", lambda: people.parse_nik(taker.nik, today, codes))
    needs_kk = taker.to == Taker.RELATIVE
    kk = _field(faults, "kk", lambda: people.parse_kk(taker.kk, today, codes)) if needs_kk else None
    name = _name(case, taker, faults)
    letter = " ".join(taker.letter.split())[:MOST_LETTER] if taker.to == Taker.ATTORNEY else ""
    if nik and (kk or not needs_kk):
        _check_claim(case, taker, nik, kk.digits if kk else "", letter, today, faults)
    slip = _signed(taker, faults)
    if faults or nik is None:
        raise HandoverRefused(faults)
    ring = secrets.keyring()
    return {
        "to": taker.to,
        "name": name,
        "nik_last4": nik.digits[-4:],
        "nik_hash": ring.blind(nik.digits, NIK_PURPOSE),
        "kk_last4": kk.digits[-4:] if kk else "",
        "kk_hash": ring.blind(kk.digits, KK_PURPOSE) if kk else b"",
        "letter": letter,
        "slip": slip,
    }


def _check_claim(
    case: Case, taker: TakerDraft, nik: Any, kk: str, letter: str, today: date, faults: dict[str, list[Any]]
) -> None:
    claim = policy.Claim(
        to=taker.to,
        person_age=people.age_on(case.ticket.birth_date, today),
        taker_age=people.age_on(nik.birth_date, today),
        same_nik=secrets.keyring().blind(nik.digits, NIK_PURPOSE) == bytes(case.ticket.nik_hash),
        same_kk=_same_kk(case, kk),
        letter=letter,
    )
    code = policy.refuse_handover(claim)
    if code:
        faults.setdefault(_FIELDS.get(code, "nik"), []).append(sentence(code))


_FIELDS = {
    "self_is_a_child": "to",
    "is_the_person": "to",
    "family_unknown": "kk",
    "other_family": "kk",
    "letter_missing": "letter",
}
"""Code to the field it belongs to; all others belong to the NIK."""


def _same_kk(case: Case, kk: str) -> bool | None:
    """Whether the family card is that of the passport's person, by keyed hash; None if theirs is not on record."""
    person = case.ticket.applicant
    if person is None:
        return None
    ring = secrets.keyring()
    theirs = ring.unseal(person.kk_sealed, person.place_of("kk_sealed"))
    return ring.blind(theirs, KK_PURPOSE) == ring.blind(kk, KK_PURPOSE)


def _name(case: Case, taker: TakerDraft, faults: dict[str, list[Any]]) -> str:
    if taker.to == Taker.SELF:
        return case.ticket.full_name
    if not taker.name.strip():
        faults["name"] = [sentence("name_missing")]
        return ""
    return _field(faults, "name", lambda: people.check_name(taker.name)) or ""


def _signed(taker: TakerDraft, faults: dict[str, list[Any]]) -> str:
    """The number of the slip that was signed on paper; empty where the pad was signed."""
    slip = " ".join(taker.slip.split())
    if taker.on_paper:
        if not slip or len(slip) > MOST_SLIP:
            faults["slip"] = [sentence("slip_too_long" if slip else "slip_missing")]
        return slip
    code = policy.refuse_signature(taker.signature)
    if code:
        faults["signature"] = [sentence(code)]
    return ""


def _field(faults: dict[str, list[Any]], name: str, read: Any) -> Any:
    try:
        return read()
    except people.Unfit as unfit:
        faults.setdefault(name, []).append(of_people(unfit.reason))
        return None


def signature_of(handover: Handover) -> str:
    """The path that was drawn; empty where it was signed on paper. For papers, not for pages."""
    sealed = bytes(handover.signature_sealed)
    return secrets.keyring().unseal(sealed, handover.place) if sealed else ""
