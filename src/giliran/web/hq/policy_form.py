"""The country's figures, the bounds within which offices choose theirs, and the public value of every draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.offices.policy import Bounds, National, differences
from giliran.web.figures import fields
from giliran.web.figures.fields import BY_OFFICE, HELP, LABELS, NATIONAL_ONLY


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of which offices may choose their own: the country's, and from where to where they may."""

    label: Any
    value: forms.BoundField
    least: forms.BoundField
    most: forms.BoundField


class PolicyForm(forms.Form):
    """Fields are named as the figures are stored: `opening_pace`, `opening_pace.least`, `opening_pace.most`."""

    def __init__(self, data: Mapping[str, Any] | None, *, national: National) -> None:
        super().__init__(data)
        self.national = national
        for key in BY_OFFICE:
            bounds = national.bounds[key]
            self._add(key, key, national.figures[key], LABELS[key])
            self._add(f"{key}.least", key, bounds.least, _("%(figure)s, offices from") % {"figure": LABELS[key]})
            self._add(f"{key}.most", key, bounds.most, _("%(figure)s, offices to") % {"figure": LABELS[key]})
        for key in NATIONAL_ONLY:
            self._add(key, key, national.figures[key], LABELS[key])
        self.fields["beacon_name"] = forms.CharField(
            label=gettext_lazy("Public value"),
            required=False,
            initial=national.texts["beacon_name"],
            help_text=gettext_lazy(
                "What every draw waits for: known to nobody before entries close, and to everybody soon afterwards."
            ),
        )

    def _add(self, name: str, key: str, figure: int, label: Any) -> None:
        words = {"help_text": HELP.get(key, ""), "initial": fields.shown(key, figure)}
        field = self.fields[name] = fields.field_for(key, label, **words)
        if key in BY_OFFICE:
            field.widget.attrs["aria-label"] = label  # stands in a table, where no label is drawn

    def rows(self) -> list[Row]:
        return [Row(LABELS[key], self[key], self[f"{key}.least"], self[f"{key}.most"]) for key in BY_OFFICE]

    def alone(self) -> list[forms.BoundField]:
        """What offices cannot choose."""
        return [self[name] for name in (*NATIONAL_ONLY, "beacon_name")]

    def wanted(self) -> National:
        """What was chosen, when the form is valid."""
        given = self.cleaned_data
        figures = {key: fields.figure_of(given[key]) for key in (*BY_OFFICE, *NATIONAL_ONLY)}
        bounds = {
            key: Bounds(fields.figure_of(given[f"{key}.least"]), fields.figure_of(given[f"{key}.most"]))
            for key in BY_OFFICE
        }
        before = self.national
        return National(
            {**before.figures, **figures},
            {**before.bounds, **bounds},
            {**before.texts, "beacon_name": given["beacon_name"].strip()},
        )

    def answers(self) -> list[dict[str, Any]]:
        """What changes, as the rows of a summary."""
        before, after = self.national, self.wanted()
        was, is_ = before.rows(), after.rows()
        return [
            {
                "label": self.fields[name].label,
                "value": fields.becomes(_said(name, was[name]), _said(name, is_[name])),
            }
            for name in self.fields
            if name in differences(before, after)
        ]


def _said(name: str, value: str) -> str:
    key = name.partition(".")[0]
    return fields.say(key, int(value)) if key in LABELS else (value or _("none"))
