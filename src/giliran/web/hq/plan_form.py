"""What headquarters fills in to put an opening on the calendar, or to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy

from giliran.opening.policy.timetable import STEPS, Timetable
from giliran.opening.services.schedule import Plan
from giliran.opening.states import Method
from giliran.web.watching import words

DRAWN_STEPS = ("gathers_at", "freezes_at", "draws_at")


def _moment(name: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    wrong = {
        "required": gettext_lazy("Choose a day and an hour."),
        "invalid": gettext_lazy("This is no day and hour. Choose both."),
    }
    return forms.DateTimeField(label=words.STEPS[name], widget=widget, error_messages=wrong)


class PlanForm(forms.Form):
    """Moments on the clock of the office. Without a draw only opening and close count."""

    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=Method.choices)
    pace = forms.IntegerField(
        label=gettext_lazy("People let in a minute"),
        help_text=gettext_lazy("Counts for turns."),
        widget=forms.NumberInput({"inputmode": "numeric", "min": 1, "max": 6000}),
        error_messages={
            "required": gettext_lazy("Enter a number."),
            "invalid": gettext_lazy("Enter a whole number, in digits."),
        },
    )
    gathers_at = _moment("gathers_at")
    freezes_at = _moment("freezes_at")
    draws_at = _moment("draws_at")
    opens_at = _moment("opens_at")
    closes_at = _moment("closes_at")
    beacon_name = forms.CharField(
        label=gettext_lazy("Public value"),
        required=False,
        help_text=gettext_lazy("The draw waits for it. Leave empty for none."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, zone: ZoneInfo, plan: Plan) -> None:
        self.zone = zone
        local = {name: getattr(plan.times, name).astimezone(zone).replace(tzinfo=None) for name in STEPS}
        given = {"method": plan.method, "pace": plan.pace, "beacon_name": plan.beacon_name}
        super().__init__(data, initial={**local, **given})
        method = data.get("method", plan.method) if data else plan.method
        for name in DRAWN_STEPS:
            self.fields[name].required = method != Method.OPEN

    def plan(self) -> Plan:
        """What was chosen, when the form is valid."""
        given = self.cleaned_data
        moments = {name: self._at(given[name] or given["opens_at"]) for name in STEPS}
        return Plan(Timetable(**moments), given["method"], given["pace"], given["beacon_name"])

    def _at(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self.zone)
