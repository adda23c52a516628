"""What those who lead an incident fill in. What is missing or cannot be is for the domain to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.outreach.policy.incidents import InTwo
from giliran.outreach.states import IncidentKind
from giliran.web.forms import AskedForm, Radios

if TYPE_CHECKING:
    from giliran.offices.models import Office

MOMENTS = ("since", "next_update_at", "expected_at")
_LOCAL = "%Y-%m-%dT%H:%M"


def _line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.TextInput({"maxlength": 120, "autocomplete": "off"}), **more)


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 3, "maxlength": 600}), **more)


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=_LOCAL)
    wrong = {"invalid": _("This is no day and hour. Choose both.")}
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_LOCAL], error_messages=wrong, **more)


class IncidentForm(AskedForm):
    """Moments are those of the place's own clock."""

    def __init__(self, data: Any, *, zone: ZoneInfo, initial: Mapping[str, Any], prefix: str | None = None) -> None:
        self.zone = zone
        local = {
            name: value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value
            for name, value in initial.items()
        }
        super().__init__(data, initial=local, prefix=prefix)

    def two(self, name: str) -> InTwo:
        return InTwo(self.cleaned_data[f"{name}_id"], self.cleaned_data[f"{name}_en"])

    def moment(self, name: str) -> datetime | None:
        given = self.cleaned_data[name]
        return given.replace(tzinfo=self.zone) if given else None


class ProposeForm(IncidentForm):
    """`offices` are there where somebody may choose them."""

    kind = forms.ChoiceField(label=_("What is down"), choices=IncidentKind.choices, widget=Radios)
    offices = forms.MultipleChoiceField(
        label=_("Offices"),
        help_text=_("Choose none for the whole country; several with the Ctrl key."),
        widget=forms.SelectMultiple({"size": 8}),
    )
    what_id = _line(_("In a few words, Indonesian"), help_text=_("It stands in the banner of every page."))
    what_en = _line(_("In a few words, English"))
    since = _moment(_("Since"))

    def __init__(self, data: Any, *, offices: Iterable[Office] | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if offices is None:
            del self.fields["offices"]
        else:
            self.fields["offices"].choices = [(one.pk, one.name) for one in offices]  # type: ignore[attr-defined]


class UpdateForm(IncidentForm):
    words_id = _text(_("What people read, Indonesian"), help_text=_("What is known, and what is being done."))
    words_en = _text(_("What people read, English"))
    next_update_at = _moment(_("Next update"), help_text=_("People look again at this hour."))
    expected_at = _moment(_("Expected to end"), help_text=_("Leave empty while nobody knows."))


class ConfirmForm(UpdateForm):
    what_id = _line(_("In a few words, Indonesian"), help_text=_("It stands in the banner of every page."))
    what_en = _line(_("In a few words, English"))
    since = _moment(_("Since"))
    ways_id = _text(_("Other ways to a number, Indonesian"))
    ways_en = _text(_("Other ways to a number, English"))

    field_order = (
        "what_id", "what_en", "words_id", "words_en", "ways_id", "ways_en", "since", "next_update_at", "expected_at",
    )  # fmt: skip


class ResolveForm(IncidentForm):
    words_id = _text(_("What people read, Indonesian"), help_text=_("Those who were hit are sent this."))
    words_en = _text(_("What people read, English"))


class DismissForm(IncidentForm):
    reason = forms.CharField(
        label=_("Why this is no incident"),
        help_text=_("For the house only."),
        widget=forms.TextInput({"maxlength": 600, "autocomplete": "off"}),
    )
