"""What an officer types at a counter: a reason, a time, a stage, a receipt number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from giliran.core import formats
from giliran.issuance.states import CentralReason
from giliran.web.forms import AskedForm, Choice, Form, RadioCards, Radios

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.onsite.models import Stage

OTHER = "other"
AFTERNOON = 15
"""The hour until which people are asked back on a day."""


class ReasonForm(Form):
    """Why; the person may ask."""

    use_required_attribute = False

    reason = forms.CharField(label=_("Why?"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))


class SendBackForm(ReasonForm):
    reason = forms.CharField(
        label=_("What must be done again?"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )


class BreakForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why does the counter pause?"),
        help_text=_("People waiting read it on the board."),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "list": "breaks"}),
    )


class WaiveForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why may they go on without having paid?"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ReferForm(AskedForm):
    """What headquarters is asked in the middle of a visit. What is right is for the domain to say."""

    why = forms.ChoiceField(label=_("What is it?"), choices=CentralReason.choices, widget=Radios)
    question = forms.CharField(
        label=_("What have you seen?"),
        help_text=_("For the central adjudicator; the person does not read it."),
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 300}),
    )


class StageForm(Form):
    """Another stage of the office."""

    use_required_attribute = False

    stage = forms.TypedChoiceField(label=_("Which stage?"), coerce=int, widget=RadioCards)

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "id"
        self.fields["stage"].choices = [(one.pk, one.name(language)) for one in stages]  # type: ignore[attr-defined]


class ParkForm(ReasonForm):
    """What is missing, and until when the visit waits."""

    reason = forms.CharField(
        label=_("What is missing?"),
        help_text=_("The person reads it in a message, for example: the original family card."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    until = forms.ChoiceField(label=_("Until when?"), widget=RadioCards)
    moment = forms.DateTimeField(
        label=_("Another time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write day and time, such as 30/11/2026 10:00.")},
    )

    def __init__(self, *args: Any, office: Office, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(office.timezone)
        self._moments = _quick(office, now)
        language = get_language() or "id"
        words = {
            "half": _("In 30 minutes"),
            "hour": _("In an hour"),
            "today": _("Today"),
            "tomorrow": _("Tomorrow"),
        }
        self.fields["until"].choices = [  # type: ignore[attr-defined]
            *(
                (name, Choice(words[name], hint=_told(name, moment, office, language)))
                for name, moment in self._moments.items()
            ),
            (OTHER, Choice(_("Another time"))),
        ]

    def clean(self) -> dict[str, Any]:
        """`until` becomes a moment."""
        cleaned = super().clean() or {}
        chosen, moment = cleaned.get("until"), cleaned.get("moment")
        if chosen == OTHER and moment is None and "moment" not in self.errors:
            self.add_error("moment", _("Write day and time, or choose one of the others."))
        elif chosen == OTHER and moment is not None:
            cleaned["until"] = moment.replace(tzinfo=self._zone)
        elif chosen in self._moments:
            cleaned["until"] = self._moments[chosen]
        return cleaned


def _told(name: str, moment: datetime, office: Office, language: str) -> str:
    """The hour of a moment of today; of tomorrow also the day."""
    words = formats.short_moment if name == "tomorrow" else formats.time_words
    return words(moment, office.timezone, language)


def _quick(office: Office, now: datetime) -> dict[str, datetime]:
    """Moments that are offered: soon, this afternoon if it is still to come, tomorrow afternoon."""
    afternoon = now.astimezone(ZoneInfo(office.timezone)).replace(hour=AFTERNOON, minute=0, second=0, microsecond=0)
    found = {"half": now + timedelta(minutes=30), "hour": now + timedelta(hours=1)}
    if afternoon > found["hour"]:
        found["today"] = afternoon
    return found | {"tomorrow": afternoon + timedelta(days=1)}
