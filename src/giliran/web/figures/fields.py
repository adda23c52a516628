"""The figures of an opening as people read and choose them: one input and one way to say it for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.offices.policy import RULES, Bounds
from giliran.opening.services.schedule import METHODS

LABELS = {
    "gather_weekday": gettext_lazy("Entries from: day"),
    "gather_minute": gettext_lazy("Entries from: hour"),
    "freeze_weekday": gettext_lazy("Entries until: day"),
    "freeze_minute": gettext_lazy("Entries until: hour"),
    "draw_weekday": gettext_lazy("Draw: day"),
    "draw_minute": gettext_lazy("Draw: hour"),
    "release_weekday": gettext_lazy("Opening: day"),
    "release_minute": gettext_lazy("Opening: hour"),
    "close_weekday": gettext_lazy("Close: day"),
    "close_minute": gettext_lazy("Close: hour"),
    "opening_method": gettext_lazy("Method"),
    "opening_pace": gettext_lazy("People let in a minute"),
    "walk_in_day": gettext_lazy("First walk-in day"),
    "second_walk_in_day": gettext_lazy("Second walk-in day"),
    "open_walk_in": gettext_lazy("Anybody may come without a booking"),
    "walk_in_companions": gettext_lazy("Somebody may come along with people who have priority"),
    "express_from_minute": gettext_lazy("Express from"),
    "express_until_minute": gettext_lazy("Express until"),
    "examination_stage": gettext_lazy("Lost and damaged passports begin at the stage with this number"),
    "bill_hours": gettext_lazy("A payment code is good for so many hours"),
    "head_named": gettext_lazy("The public-service page names the head of office"),
    "entitled_share": gettext_lazy("Seats for the entitled, percent"),
    "entitled_from": gettext_lazy("Entitled after so many losses"),
    "event_least_people": gettext_lazy("An event is for at least so many people"),
    "moves_per_booking": gettext_lazy("Moves of a booking"),
    "moves_same_day": gettext_lazy("A move may stay on the same day"),
    "changes_a_month": gettext_lazy("Changes of a person in a month"),
    "return_least_minutes": gettext_lazy("A seat given back waits at least, minutes"),
    "return_most_minutes": gettext_lazy("A seat given back waits at most, minutes"),
    "missed_cooling_days": gettext_lazy("Days without booking after a missed visit"),
    "issue_days": gettext_lazy("Working days from visit to passport"),
    "express_issue_days": gettext_lazy("Working days of express"),
    "central_days": gettext_lazy("Working days in which headquarters answers"),
    "unclaimed_days": gettext_lazy("Days for which a passport is kept"),
    "survey_after_hours": gettext_lazy("Hours from the end of a visit to its survey"),
    "survey_least": gettext_lazy("Answers from which a result is shown"),
    "incident_minutes": gettext_lazy("Minutes in which signs of an incident are counted"),
    "incident_complaints": gettext_lazy("Complaints that propose an incident"),
    "incident_probes": gettext_lazy("Failed probes in a row that propose an incident"),
    "incident_faults": gettext_lazy("Broken pages that propose an incident"),
    "beacon_demanded": gettext_lazy("Every draw waits for a public value"),
}
"""Key to name, in the order in which they are shown."""

HELP = {
    "moves_per_booking": gettext_lazy(
        "How often a visit may be moved to another time at its office, until the day before. 0: never."
    ),
    "moves_same_day": gettext_lazy(
        "Whether a visit may be moved to another session of its own day, or to other days only."
    ),
    "changes_a_month": gettext_lazy(
        "Moves and cancellations of one person are counted together. Beyond this a visit cannot be moved until the "
        "next month; cancelling is always possible. 0: nobody can move a visit."
    ),
    "open_walk_in": gettext_lazy(
        "While walk-in seats of the day last. People with priority, express, and lost or damaged passports may always "
        "come."
    ),
    "walk_in_companions": gettext_lazy("One adult, who gets no card. A small child always comes with one."),
    "express_until_minute": gettext_lazy("Whoever comes later is told to come on another working day."),
    "examination_stage": gettext_lazy("In the order of the stages; 0: where everybody begins."),
    "bill_hours": gettext_lazy("Whoever has not paid by then gets a new code. 168 hours are seven days."),
    "head_named": gettext_lazy("Other staff are counted by role and never named."),
    "return_least_minutes": gettext_lazy(
        "A seat given back is offered after a time that is drawn by lot between this and the next figure, so that it "
        "cannot be handed to somebody."
    ),
    "return_most_minutes": gettext_lazy("Then it goes to the waiting list, and after that to everybody."),
    "missed_cooling_days": gettext_lazy(
        "Whoever misses a visit without cancelling can book again only after so many days; the desk can lift it. "
        "0: a missed visit costs nothing."
    ),
    "issue_days": gettext_lazy(
        "Counted from the end of the visit by the office's calendar; each person is promised that day. A change counts "
        "for visits that end afterwards."
    ),
    "express_issue_days": gettext_lazy("0: express is ready on the day of the visit."),
    "survey_least": gettext_lazy("Fewer answers are shown to nobody, since staff know who came."),
    "incident_complaints": gettext_lazy("Those that say that app or website cannot be reached."),
    "incident_probes": gettext_lazy("The product asks its own public address every 30 seconds."),
    "central_days": gettext_lazy("What is not answered by then stands on top of headquarters' queue."),
    "unclaimed_days": gettext_lazy(
        "Counted from the day on which it is ready. Ten days before the end its person is reminded; afterwards a "
        "supervisor may cancel it."
    ),
}
"""Key to what it does, for those that do not say it by their name."""

BY_OFFICE = tuple(key for key in LABELS if RULES[key].by_office)
NATIONAL_ONLY = tuple(key for key in LABELS if not RULES[key].by_office)

_NUMBER_WRONG = {
    "required": gettext_lazy("Enter a number; 0 is one."),
    "invalid": gettext_lazy("Enter a whole number, in digits."),
}
_HOUR_WRONG = {
    "required": gettext_lazy("Enter an hour, such as 08:00."),
    "invalid": gettext_lazy("Enter an hour, such as 08:00."),
}


_YES_OR_NO = ("beacon_demanded", "moves_same_day", "open_walk_in", "walk_in_companions", "head_named")


def field_for(key: str, label: Any = "", **kwargs: Any) -> forms.Field:
    """An input for a figure; its bounds are the domain's to check, so that one sentence serves everywhere."""
    label = label or LABELS[key]
    if key.endswith("_minute"):
        widget = forms.TimeInput({"type": "time"}, format="%H:%M")
        return forms.TimeField(label=label, widget=widget, error_messages=_HOUR_WRONG, **kwargs)
    if choices := choices_of(key):
        return forms.TypedChoiceField(label=label, coerce=int, choices=choices, **kwargs)
    number = forms.NumberInput({"inputmode": "numeric", "min": RULES[key].least, "max": RULES[key].most})
    field = forms.IntegerField(label=label, widget=number, error_messages=_NUMBER_WRONG, **kwargs)
    field.validators = []
    return field


def choices_of(key: str) -> list[tuple[int, Any]]:
    """Figures that stand for words: all of them in order; nothing for those that are numbers."""
    if key.endswith(("_weekday", "walk_in_day")):
        return [(number, formats.weekday_name(number, language())) for number in range(7)]
    if key == "opening_method":
        return [(number, method.label) for number, method in enumerate(METHODS)]
    return [(0, _("No")), (1, _("Yes"))] if key in _YES_OR_NO else []


def shown(key: str, figure: int) -> Any:
    """A figure as its input wants it."""
    return time(figure // 60, figure % 60) if key.endswith("_minute") else figure


def figure_of(value: Any) -> int:
    """What an input gave, as a figure."""
    return value.hour * 60 + value.minute if isinstance(value, time) else int(value)


def say(key: str, figure: int) -> str:
    """A figure in words."""
    if key.endswith("_minute"):
        return formats.clock_words(time(figure // 60, figure % 60), language())
    return str(dict(choices_of(key)).get(figure, figure))


def bounds_words(key: str, bounds: Bounds) -> str:
    """What an office may choose."""
    least, most = say(key, bounds.least), say(key, bounds.most)
    if bounds.least == bounds.most:
        return _("Headquarters has set this for all: %(value)s.") % {"value": least}
    return _("Headquarters allows %(least)s to %(most)s.") % {"least": least, "most": most}


def changes(before: Mapping[str, int], after: Mapping[str, int], keys: Iterable[str]) -> list[dict[str, Any]]:
    """What differs, as the rows of a summary."""
    return [
        {"label": LABELS[key], "value": becomes(say(key, before[key]), say(key, after[key]))}
        for key in keys
        if key in after and before[key] != after[key]
    ]


def becomes(before: Any, after: Any) -> str:
    return _("%(before)s becomes %(after)s") % {"before": before, "after": after}


def language() -> str:
    return get_language() or "id"
