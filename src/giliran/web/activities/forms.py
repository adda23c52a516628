"""What somebody fills in about an activity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.outreach.policy.activities import MOST_REACHED, PLACE_SIGNS, REASON_SIGNS, WHOM_SIGNS, ActivityDraft
from giliran.outreach.states import ActivityKind
from giliran.regions import selectors as regions
from giliran.web.forms import Form

if TYPE_CHECKING:
    from giliran.offices.models import Office


class ActivityForm(Form):
    """When, what, where, for whom, how many."""

    held_on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a date."), "invalid": _("This is no date. Choose one.")},
    )
    kind = forms.ChoiceField(label=_("What was done"), choices=ActivityKind.choices)
    place = forms.CharField(
        label=_("Where it took place"), max_length=PLACE_SIGNS, help_text=_("A school, a market, a station")
    )
    area = forms.ChoiceField(label=_("Region that it reached"), help_text=_("New accounts are counted there."))
    whom = forms.CharField(label=_("For whom"), max_length=WHOM_SIGNS, help_text=_("Such as pupils of the last year"))
    reached = forms.IntegerField(
        label=_("People reached"),
        min_value=1,
        max_value=MOST_REACHED,
        error_messages={"invalid": _("Enter a whole number.")},
    )
    is_counted = forms.BooleanField(label=_("They were counted, not estimated"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, office: Office | None) -> None:
        initial = {"area": office.regency_id} if office and office.regency_id else {}
        super().__init__(data, initial=initial)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = areas_of(office)

    def draft(self) -> ActivityDraft:
        return ActivityDraft(**self.cleaned_data)


class WithdrawForm(Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=REASON_SIGNS)


def areas_of(office: Office | None) -> list[tuple[str, Any]]:
    """The province of an office and what lies in it; for headquarters the whole country."""
    wanted = office.regency_id[:2] if office and office.regency_id else ""
    grouped = []
    for province, inside in regions.regencies_by_province():
        code = inside[0].province_id
        if wanted in ("", code):
            whole = _("All of %(province)s") % {"province": province}
            grouped.append((province, [(code, whole), *((one.code, one.name) for one in inside)]))
    return grouped
