"""What one person of a party comes for, and who comes along with children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.catalogue import policy as catalogue_policy
from giliran.catalogue.selectors import FeeText, ServiceText
from giliran.catalogue.states import Purpose
from giliran.core import formats
from giliran.web.forms import Choice, Radios

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant

_WRONG_NEEDS = {
    "service": _("Choose a service for %(name)s."),
    "booklet": _("Choose the kind of passport for %(name)s."),
    "purpose": _("Choose what the passport of %(name)s is for."),
}


class NeedsForm(forms.Form):
    """What one person comes for."""

    use_required_attribute = False

    service = forms.ChoiceField(label=_("Which passport service?"), widget=Radios)
    booklet = forms.ChoiceField(label=_("Which passport?"), widget=Radios)
    purpose = forms.ChoiceField(label=_("What is the passport for?"))

    def __init__(
        self, *args: Any, person: Applicant, age: int, services: Sequence[ServiceText], booklets: Sequence[FeeText],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.person, self.age = person, age
        self.services = {one.code: one for one in services}
        fitting = [one for one in services if catalogue_policy.suits(one, age) is None]
        self._choose("service", [(one.code, Choice(one.name, hint=one.summary)) for one in fitting])
        allowed = [one for one in booklets if (one.min_age or 0) <= age]
        self._choose("booklet", [(one.code, Choice(one.name, hint=formats.rupiah(one.amount_idr))) for one in allowed])
        self._choose("purpose", [("", _("Choose")), *Purpose.choices])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        wrong = _WRONG_NEEDS[name] % {"name": self.person.full_name}
        self.fields[name].error_messages.update(required=wrong, invalid_choice=wrong)


class GuardianForm(forms.Form):
    """A party of minors needs a grown-up who comes along (HADIR_ORTU)."""

    use_required_attribute = False

    guardian = forms.BooleanField(
        label=_("A parent or guardian comes along, with their own identity card."),
        error_messages={
            "required": _("Everyone in this booking is under 17. Confirm that a parent or guardian comes along.")
        },
    )


def defaults(age: int, services: Sequence[ServiceText]) -> dict[str, str]:
    """What suits the age."""
    fitting = [one.code for one in services if catalogue_policy.suits(one, age) is None]
    return {"service": fitting[0] if fitting else "", "booklet": catalogue_policy.default_booklet(age), "purpose": ""}
