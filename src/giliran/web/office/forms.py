"""What the head of an office fills in. Each form knows the change it asks for, and can say it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.offices.policy import (
    RULES,
    AddWindow,
    ChangeWindow,
    CloseDays,
    Fault,
    SetFigures,
    SetQuotas,
    Setup,
    SetWorkingDays,
    WindowPlan,
    quota_field,
    seats_from,
)
from giliran.offices.sentences import SENTENCES
from giliran.offices.states import Pool
from giliran.web.figures import fields
from giliran.web.forms import CheckboxCards
from giliran.web.office.days import clock_words, hours_words, weekday_names

MOST_SEATS = 2000


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    wrong = {"required": gettext_lazy("Choose a date."), "invalid": gettext_lazy("This is no date. Choose one.")}
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **kwargs)


def _hour(label: Any, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    wrong = {
        "required": gettext_lazy("Enter an hour, such as 08:00."),
        "invalid": gettext_lazy("Enter an hour, such as 08:00."),
    }
    return forms.TimeField(label=label, widget=widget, error_messages=wrong, **kwargs)


def _text(label: Any, most: int, missing: Any, **kwargs: Any) -> forms.CharField:
    wrong = {
        "required": missing,
        "max_length": gettext_lazy("Use at most %(limit_value)d characters; these are %(show_value)d."),
    }
    return forms.CharField(label=label, max_length=most, error_messages=wrong, **kwargs)


def _seats(label: Any, most: int = MOST_SEATS, **kwargs: Any) -> forms.IntegerField:
    # The bounds are the domain's to check, so that one sentence serves pages and API.
    widget = forms.NumberInput({"inputmode": "numeric", "min": 0, "max": most})
    wrong = {
        "required": gettext_lazy("Enter a number; 0 is one."),
        "invalid": gettext_lazy("Enter a whole number, in digits."),
    }
    field = forms.IntegerField(label=label, widget=widget, error_messages=wrong, **kwargs)
    field.validators = []
    return field


def _clock(at: time) -> str:
    return clock_words(at, get_language() or "id")


def _hours(starts_at: time, ends_at: time) -> str:
    return hours_words(starts_at, ends_at, get_language() or "id")


def _date_words(day: date) -> str:
    return formats.date_words(day, get_language() or "id")


class WindowForm(forms.Form):
    """Names and hours of a window."""

    name_id = _text(
        gettext_lazy("Name in Indonesian"), 40, gettext_lazy("Enter a name, such as Pagi."),
        help_text=gettext_lazy("Stands on tickets and the board, such as Pagi."),
    )  # fmt: skip
    name_en = _text(
        gettext_lazy("Name in English"), 40, gettext_lazy("Enter a name, such as Morning."),
        help_text=gettext_lazy("For those who read English, such as Morning."),
    )  # fmt: skip
    starts_at = _hour(gettext_lazy("Begins at"))
    ends_at = _hour(gettext_lazy("Ends at"))

    def __init__(self, *args: Any, window: WindowPlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.window = window

    def proposal(self) -> Any:
        assert self.window is not None
        return ChangeWindow(self.window.id, **self.cleaned_data)

    def answers(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        hours = _hours(given["starts_at"], given["ends_at"])
        if self.window is not None and self.window.hours != (given["starts_at"], given["ends_at"]):
            hours = _("%(before)s becomes %(after)s") % {"before": _hours(*self.window.hours), "after": hours}
        return [
            {"label": _("Name"), "value": f"{given['name_id']} / {given['name_en']}"},
            {"label": _("Hours"), "value": hours},
        ]


class NewWindowForm(WindowForm):
    """A window with the seats it begins with."""

    capacity = _seats(
        gettext_lazy("Online seats on each working day"),
        help_text=gettext_lazy("The same on every working day; afterwards the quota page sets each day."),
    )
    valid_from = _day(gettext_lazy("From"))

    def proposal(self) -> AddWindow:
        return AddWindow(**self.cleaned_data)

    def answers(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        return [
            *super().answers(),
            {"label": _("Online seats on each working day"), "value": given["capacity"]},
            {"label": _("From"), "value": _date_words(given["valid_from"])},
        ]


class WorkingDaysForm(forms.Form):
    """The weekdays on which the office works."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("The office works on"),
        widget=CheckboxCards,
        coerce=int,
        error_messages={"required": gettext_lazy(SENTENCES["no_working_day"])},
    )

    def __init__(self, *args: Any, setup: Setup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setup = setup
        self.names = weekday_names(get_language() or "id")
        self.fields["weekdays"].choices = list(enumerate(self.names))  # type: ignore[attr-defined]

    def proposal(self) -> SetWorkingDays:
        return SetWorkingDays(frozenset(self.cleaned_data["weekdays"]))

    def answers(self) -> list[dict[str, Any]]:
        chosen, before = set(self.cleaned_data["weekdays"]), set(self.setup.calendar.weekdays)
        rows = [
            {"label": _("So far"), "value": self._named(before)},
            {"label": _("The office works on"), "value": self._named(chosen)},
        ]
        given = {rule.weekday for rule in self.setup.rules if rule.capacity}
        if chosen - before - given:
            seatless = self._named(chosen - before - given)
            rows.append({"label": _("Without seats until the quota page gives them some"), "value": seatless})
        return rows

    def _named(self, weekdays: set[int]) -> str:
        return ", ".join(self.names[one] for one in sorted(weekdays))


class ClosureForm(forms.Form):
    """A day or a range of days, and why."""

    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave empty to close one day."))
    reason = _text(
        gettext_lazy("Reason"), 100, gettext_lazy("Say why, in a few words."),
        help_text=gettext_lazy("Everybody reads it in the calendar, such as: Perbaikan jaringan listrik."),
    )  # fmt: skip

    def __init__(self, *args: Any, setup: Setup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setup = setup

    def proposal(self) -> CloseDays:
        given = self.cleaned_data
        return CloseDays(given["first"], given["last"] or given["first"], given["reason"])

    def answers(self) -> list[dict[str, Any]]:
        proposal = self.proposal()
        off = proposal.off_already(self.setup)
        rows = [
            {"label": _("Days that close"), "value": _day_list(proposal.days(self.setup))},
            {"label": _("Reason"), "value": proposal.reason},
        ]
        if off:
            rows.insert(1, {"label": _("Days without work anyway"), "value": _day_list(off)})
        return rows


def _day_list(days: list[date]) -> str:
    """Every day of a few; first, last and number of many."""
    if len(days) <= 5:
        return "; ".join(map(_date_words, days))
    ends = {"first": _date_words(days[0]), "last": _date_words(days[-1]), "count": len(days)}
    return _("%(count)s days from %(first)s to %(last)s") % ends


@dataclass(frozen=True, slots=True)
class GridRow:
    """A weekday with an input for each window, and the seats it has now."""

    name: str
    works: bool
    cells: list[forms.BoundField]
    seats: int


class QuotaForm(forms.Form):
    """Seats of a pool by weekday and window, from a date on."""

    valid_from = _day(gettext_lazy("These figures hold from"))

    def __init__(self, *args: Any, setup: Setup, start: date, pool: Pool = Pool.ONLINE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setup, self.windows, self.start, self.pool = setup, setup.active_windows, start, pool
        self.names = weekday_names(get_language() or "id")
        self.fields["valid_from"].initial = start
        for weekday, window, name in self._places():
            label = f"{self.names[weekday]}, {window.letter}"
            self.fields[name] = _seats(label, required=False, initial=self._held(weekday, window))
            self.fields[name].widget.attrs["aria-label"] = f"{self.names[weekday]}, {window.letter} {_name(window)}"

    def rows(self) -> list[GridRow]:
        """The grid, Monday first."""
        return [
            GridRow(
                self.names[weekday],
                weekday in self.setup.calendar.weekdays,
                [self[quota_field(weekday, window.id)] for window in self.windows],
                sum(self._held(weekday, window) for window in self.windows),
            )
            for weekday in range(7)
        ]

    def columns(self) -> list[tuple[str, str, str]]:
        """Letter, name and hours of each window."""
        return [(one.letter, _name(one), _hours(*one.hours)) for one in self.windows]

    def proposal(self) -> SetQuotas:
        cells = {(weekday, window.id): self.cleaned_data[name] or 0 for weekday, window, name in self._places()}
        return SetQuotas(self.pool, self.cleaned_data["valid_from"], cells)

    def answers(self) -> list[dict[str, Any]]:
        proposal = self.proposal()
        changed = [
            {
                "label": f"{self.names[weekday]}, {window.letter} {_name(window)}",
                "value": _("%(before)s becomes %(after)s") % {"before": held, "after": seats},
            }
            for weekday, window, _field in self._places()
            for seats in [proposal.cells[weekday, window.id]]
            for held in [seats_from(self.setup, proposal.valid_from, weekday, window.id, self.pool)]
            if held != seats
        ]
        ours = [one for one in self.setup.rules if one.pool == self.pool]
        later = sorted({one.valid_from for one in ours if one.valid_from > proposal.valid_from})
        rows: list[dict[str, Any]] = [
            {"label": _("Pool"), "value": self.pool.label},
            {"label": _("These figures hold from"), "value": _date_words(proposal.valid_from)},
            *changed,
        ]
        if later:
            rows.append({"label": _("Until other figures begin on"), "value": _date_words(later[0])})
        return rows

    def _places(self) -> Iterator[tuple[int, WindowPlan, str]]:
        for weekday in range(7):
            for window in self.windows:
                yield weekday, window, quota_field(weekday, window.id)

    def _held(self, weekday: int, window: WindowPlan) -> int:
        return seats_from(self.setup, self.start, weekday, window.id, self.pool)


def copy_weekday(data: Mapping[str, Any], source: str, targets: list[str], setup: Setup) -> dict[str, Any]:
    """The grid as typed, with one weekday's figures on others too."""
    copied = {name: value for name, value in data.items() if name.startswith("q_") or name == "valid_from"}
    for target in targets:
        for window in setup.active_windows:
            copied[f"q_{target}_{window.id}"] = data.get(f"q_{source}_{window.id}", "")
    return copied


def _name(window: WindowPlan) -> str:
    return window.name_en if (get_language() or "id").startswith("en") else window.name_id


PASSPORTS = ("issue_days", "express_issue_days")
GATE = ("gate_early_minutes", "gate_late_minutes", "arrive_early_minutes", "ahead_in_a_row", "long_wait_minutes")


class FiguresForm(forms.Form):
    """The office's openings, how early and late its gate lets people in, and the days that it promises for a passport.

    Fields are named as the figures.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *, setup: Setup) -> None:
        figures = setup.figures
        keys = (*fields.BY_OFFICE, *GATE)
        super().__init__(data, initial={key: fields.shown(key, figures[key]) for key in keys})
        self.setup = setup
        for key in fields.BY_OFFICE:
            self.fields[key] = fields.field_for(key, help_text=self._bounds_words(key))
        for key, label in _GATE_LABELS.items():
            self.fields[key] = _seats(label, help_text=self._bounds_words(key))
            self.fields[key].widget.attrs.update(min=setup.bounds[key].least, max=setup.bounds[key].most)

    def _bounds_words(self, key: str) -> str:
        """What headquarters allows, where that is less than everything."""
        bounds, rule = self.setup.bounds[key], RULES[key]
        is_free = bounds == (rule.least, rule.most) and (key.endswith("_minute") or bool(fields.choices_of(key)))
        return "" if is_free else fields.bounds_words(key, bounds)

    def fault_words(self, fault: Fault) -> str:
        """Bounds in words where figures stand for words; empty for what has a sentence of its own."""
        if fault.code != "out_of_bounds" or not (fault.field.endswith("_minute") or fields.choices_of(fault.field)):
            return ""
        return fields.bounds_words(fault.field, self.setup.bounds[fault.field])

    def opening_rows(self) -> list[list[forms.BoundField]]:
        """The inputs of the openings, those that belong together beside each other."""
        steps = ("gather", "freeze", "draw", "release", "close")
        pairs = [[self[f"{step}_weekday"], self[f"{step}_minute"]] for step in steps]
        others = (("opening_method", "opening_pace"), ("walk_in_day", "second_walk_in_day"))
        return [*pairs, *([self[key] for key in pair] for pair in others)]

    def payment_fields(self) -> list[forms.BoundField]:
        return [self["bill_hours"]]

    def walk_in_rows(self) -> list[list[forms.BoundField]]:
        pairs = (("open_walk_in", "walk_in_companions"), ("express_from_minute", "express_until_minute"))
        return [[self[key] for key in pair] for pair in (*pairs, ("examination_stage",))]

    def gate_fields(self) -> list[forms.BoundField]:
        return [self[key] for key in GATE]

    def public_fields(self) -> list[forms.BoundField]:
        return [self["head_named"]]

    def passport_fields(self) -> list[forms.BoundField]:
        return [self[key] for key in PASSPORTS]

    def proposal(self) -> SetFigures:
        return SetFigures({key: fields.figure_of(value) for key, value in self.cleaned_data.items()})

    def answers(self) -> list[dict[str, Any]]:
        figures, before = self.proposal().figures, self.setup.figures
        gate = [
            {"label": self.fields[key].label, "value": fields.becomes(before[key], figures[key])}
            for key in GATE
            if figures[key] != before[key]
        ]
        return [*fields.changes(before, figures, fields.BY_OFFICE), *gate]


_GATE_LABELS = {
    "gate_early_minutes": gettext_lazy("The gate lets people in this many minutes before their window"),
    "gate_late_minutes": gettext_lazy("The gate lets people in this many minutes after their window"),
    "arrive_early_minutes": gettext_lazy("People are asked to come this many minutes early"),
    "ahead_in_a_row": gettext_lazy("So many people with precedence are called in a row before one of the others"),
    "long_wait_minutes": gettext_lazy("Waiting at a stage is too long from so many minutes on"),
}
