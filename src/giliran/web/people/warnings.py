"""What an officer should look at twice, in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from giliran.accounts.states import IdentityCheck

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant

WARNINGS: Mapping[str, str] = {
    "nik_region_unknown": gettext_noop("The NIK begins with a region code we do not know. Compare it with the card."),
    "nik_region_retired": gettext_noop("The NIK begins with a region code that is no longer given. That may be right."),
    "nik_birth_date_differs": gettext_noop("NIK and birth date disagree. Compare both with the identity card."),
    "nik_sex_differs": gettext_noop("NIK and sex disagree. Compare both with the identity card."),
    "kk_region_unknown": gettext_noop(
        "The KK number begins with a region code we do not know. Look at the family card."
    ),
    "kk_region_retired": gettext_noop("The KK number begins with a region code that is no longer given."),
    "kk_is_the_nik": gettext_noop("The KK number equals the NIK. Look at the family card."),
}
_REGISTRY: Mapping[Any, str] = {
    IdentityCheck.MISMATCHED: gettext_noop("The identity registry has other data. Check the card, then its data."),
    IdentityCheck.UNAVAILABLE: gettext_noop("The identity registry could not be asked. Check the card itself."),
}

_UNUSUAL = gettext_noop("Something was unusual when this person was entered. Compare everything with the card.")


def of(applicant: Applicant | None) -> list[str]:
    """The warnings of a person as entered; a sentence for those that have no line of their own."""
    if applicant is None:
        return [_("This person has been removed from the account. The ticket stands; check the card.")]
    found = [_(WARNINGS.get(code, _UNUSUAL)) for code in applicant.warnings]
    registry = _REGISTRY.get(applicant.identity_check)
    needs = [_("Has a disability: serve first.")] if applicant.has_disability else []
    if applicant.is_pregnant:
        needs.append(_("Is pregnant: serve first."))
    return [*([_(registry)] if registry else []), *dict.fromkeys(found), *needs]
