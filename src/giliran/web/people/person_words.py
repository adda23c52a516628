"""What we say about a person: what a NIK tells, what an officer will ask about, what to do about the registry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from giliran.accounts import policy, sentences
from giliran.accounts.policy import Reason
from giliran.accounts.states import IdentityCheck
from giliran.regions import selectors as regions

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant


@dataclass(frozen=True, slots=True)
class Reading:
    """A NIK as typed. `fault` says why it cannot be one; `warnings` never stop anybody."""

    birth_date: date | None = None
    sex: str = ""
    region: str = ""
    fault: Any = ""
    warnings: tuple[Any, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.birth_date is not None


def read_nik(text: str, today: date) -> Reading:
    """What can be said of a NIK without asking anybody."""
    try:
        found = policy.parse_nik(text, today, regions.known_codes())
    except policy.Unfit as unfit:
        return Reading(fault=sentences.sentence(unfit.reason))
    warnings = tuple(sentences.sentence(reason) for reason in found.warnings)
    return Reading(found.birth_date, found.sex, regions.region_name(found.digits[:6]) or "", "", warnings)


def notes(person: Applicant) -> list[Any]:
    """In a few words each: what an officer will want to see."""
    return [sentences.note(code) for code in person.warnings]


def advice(person: Applicant) -> str:
    """What to do after saving, where something does not agree; empty if all is well. Nothing here stops a booking."""
    if person.identity_check == IdentityCheck.UNAVAILABLE:
        return str(sentences.sentence(Reason("registry_unavailable")))
    if person.identity_check == IdentityCheck.MISMATCHED:
        return _(
            "Something here differs from the NIK or from the population registry. You can book all the same. "
            "Compare it with the identity card; if the registry is wrong, the Dukcapil office corrects it. Bring the "
            "identity card and the family card to your visit."
        )
    found = notes(person)
    if not found:
        return ""
    listed = "; ".join(str(note) for note in found)
    return _("An officer will look at this at the office: %(notes)s. You can book all the same.") % {"notes": listed}
