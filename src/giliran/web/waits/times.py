"""Which days and times of day somebody waits for, and how much notice they need."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.slots import selectors as slots
from giliran.waiting import selectors as waits
from giliran.waiting.policy import MOST_NOTICE
from giliran.web.forms import CheckboxCards, Choice, Form
from giliran.web.seats import days
from giliran.web.waits.words import notice_words

if TYPE_CHECKING:
    from giliran.offices.models import Office


class TimesForm(Form):
    """Days to tick with what each says now, windows to tick (none: any), and the notice."""

    use_required_attribute = False

    days = forms.MultipleChoiceField(
        label=_("On which days could you come?"),
        help_text=_("Tick every day that suits. The more days, the better the chance."),
        widget=CheckboxCards,
        error_messages={
            "required": _("Choose at least one day."),
            "invalid_choice": _("One of these days cannot be waited for. Choose among the days that are shown."),
        },
    )
    windows = forms.MultipleChoiceField(
        label=_("At which time of day?"),
        help_text=_("Tick nothing if any time will do."),
        widget=CheckboxCards,
        required=False,
    )
    notice = forms.ChoiceField(
        label=_("How much notice do you need?"),
        help_text=_("A place that comes free sooner than this goes to the next in line, and you keep waiting."),
        initial="1",
    )

    def __init__(self, *args: Any, office: Office, now: datetime, people: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = _days(office, now, people)  # type: ignore[attr-defined]
        self.fields["windows"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), Choice(one.name(days.language()), hint=_hours(one, office)))
            for one in offices.windows_of(office)
        ]
        self.fields["notice"].choices = [  # type: ignore[attr-defined]
            (str(number), notice_words(number)) for number in range(MOST_NOTICE + 1)
        ]

    @property
    def has_days(self) -> bool:
        return bool(self.fields["days"].choices)  # type: ignore[attr-defined]


def answers_of(form: TimesForm) -> tuple[list[str], list[int], int]:
    """Days as ISO texts, window ids, notice."""
    sent = form.cleaned_data
    return sorted(sent["days"]), sorted(map(int, sent["windows"])), int(sent["notice"])


def _days(office: Office, now: datetime, people: int) -> list[tuple[str, Choice]]:
    """Every day that can be waited for; who could book one now reads that it is free."""
    known = sorted({one.date for one in waits.times_to_wait_for(office, now=now)})
    if not known:
        return []
    look = days.Look(people, office.timezone, now, lambda day: "")
    found = slots.availability(office, known[0], known[-1], now=now, people=people)
    return [
        (day.date.isoformat(), Choice(formats.date_words(day.date, days.language()), hint=days.cell(day, look).text))
        for day in found
        if day.date in known
    ]


def _hours(window: Any, office: Office) -> str:
    said = days.language()
    hours = "\N{EN DASH}".join(formats.clock_words(at, said) for at in (window.starts_at, window.ends_at))
    return f"{hours} {formats.zone_name(office.timezone)}"
