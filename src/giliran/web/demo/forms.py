"""Moving the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

STEPS = {
    "minute": timedelta(minutes=1),
    "quarter": timedelta(minutes=15),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


class ClockForm(forms.Form):
    """Either a step, or a moment on the clock of Jakarta, or neither for the machine's own time."""

    step = forms.ChoiceField(choices=[(name, name) for name in STEPS], required=False)
    moment = forms.DateTimeField(
        label=_("Date and time (WIB)"),
        input_formats=["%Y-%m-%dT%H:%M"],
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def target(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Where the clock shall stand; None for the machine's own time."""
        if step := self.cleaned_data["step"]:
            return now + STEPS[step]
        moment: datetime | None = self.cleaned_data["moment"]
        return moment.replace(tzinfo=zone) if moment else None
