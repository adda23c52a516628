"""What is filled in to arrange the floor and the seats of today. What is right is for the domain to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from giliran.offices.states import Pool
from giliran.onsite.selectors.today import CounterToday
from giliran.onsite.states import StageKind
from giliran.slots.selectors import Wider
from giliran.web.forms import CheckboxCards, Choice, Form, Radios

if TYPE_CHECKING:
    from giliran.onsite.models import Stage

NOBODY = ""


def _language() -> str:
    return get_language() or "id"


def _number(label: Any, least: int, most: int, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput({"inputmode": "numeric", "min": least, "max": most})
    wrong = {
        "required": gettext_lazy("Enter a whole number, in digits."),
        "invalid": gettext_lazy("Enter a whole number, in digits."),
    }
    field = forms.IntegerField(label=label, widget=widget, error_messages=wrong, **more)
    field.validators = []  # the domain's to check, in one sentence for pages and API
    return field


class MoveForm(Form):
    """Which officer goes to which counter."""

    officer = forms.ChoiceField(label=gettext_lazy("Officer"), widget=Radios)
    counter = forms.ChoiceField(label=gettext_lazy("To counter"), widget=Radios)

    def __init__(self, data: Any = None, *, officers: Sequence[Any], counters: Sequence[CounterToday], **more: Any):
        super().__init__(data, **more)
        self.fields["officer"].choices = officer_choices(officers, counters)  # type: ignore[attr-defined]
        self.fields["counter"].choices = [(one.counter.number, _where(one)) for one in counters]  # type: ignore[attr-defined]


def officer_choices(officers: Iterable[Any], counters: Iterable[CounterToday]) -> list[tuple[int, Choice]]:
    """Officers with where they are now, and who waits again if they go; those at counters first."""
    at = {one.duty.officer_id: one for one in counters if one.duty}
    people = sorted(officers, key=lambda one: (one.pk not in at, at[one.pk].counter.number if one.pk in at else 0))
    return [(one.pk, Choice(str(one), hint=_now(at.get(one.pk)))) for one in people]


def _now(at: CounterToday | None) -> str:
    if at is None or at.duty is None:
        return _("Not at a counter")
    here = _("Counter %(number)d now") % {"number": at.counter.number}
    if at.duty.break_since:
        here = _("Counter %(number)d now, on a break: %(reason)s") % {
            "number": at.counter.number,
            "reason": at.duty.break_reason,
        }
    if not at.labels:
        return here
    again = ngettext(
        "%(labels)s is there and waits again, at the old place in the queue.",
        "%(labels)s are there and wait again, at their old places in the queue.",
        len(at.labels),
    )
    return f"{here}. {again % {'labels': ', '.join(at.labels)}}"


def _where(one: CounterToday) -> Choice:
    label = _("Counter %(number)d") % {"number": one.counter.number}
    what = ", ".join(stage.name(_language()) for stage in one.stages)
    if one.duty:
        taken = _("%(officer)s is there") % {"officer": one.duty.officer}
        return Choice(label, hint=f"{what}. {taken}" if what else taken, disabled=True)
    return Choice(label, hint=what)


class CounterForm(Form):
    """A counter, what it serves, and who begins there at once."""

    number = _number(gettext_lazy("Number of the counter"), 1, 60)
    stages = forms.MultipleChoiceField(label=gettext_lazy("Stages it serves"), widget=CheckboxCards, required=False)
    officer = forms.ChoiceField(
        label=gettext_lazy("Officer who begins there now"),
        required=False,
        help_text=gettext_lazy("You may leave this empty: whoever comes signs in there."),
    )

    def __init__(
        self, data: Any = None, *, stages: Iterable[Stage], officers: Sequence[Any], counters: Sequence[CounterToday],
        **more: Any,
    ):  # fmt: skip
        super().__init__(data, **more)
        names = [(one.pk, one.name(_language())) for one in stages if one.closed_at is None]
        self.fields["stages"].choices = names  # type: ignore[attr-defined]
        people = [(pk, f"{name} ({name.hint})") for pk, name in officer_choices(officers, counters)]
        self.fields["officer"].choices = [(NOBODY, _("Nobody yet")), *people]  # type: ignore[attr-defined]


class SeatsForm(Form):
    """So many more seats of a pool, today."""

    where = forms.ChoiceField(label=gettext_lazy("Window and pool"), widget=Radios)
    seats = _number(gettext_lazy("Seats to add"), 1, 200)

    def __init__(self, data: Any = None, *, places: Iterable[Wider], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["where"].choices = [  # type: ignore[attr-defined]
            (f"{one.window_id}-{one.pool}", Choice(_place(one), hint=_room(one))) for one in places
        ]


def _place(one: Wider) -> str:
    name = one.name_en if _language().startswith("en") else one.name_id
    return f"{one.letter} {name}: {Pool(one.pool).label}"


def _room(one: Wider) -> str:
    if not one.capacity:
        return _("No seats today so far")
    return _("%(free)d of %(all)d seats free now") % {"free": one.free, "all": one.capacity}


class StageForm(Form):
    """What a stage is called."""

    name_id = forms.CharField(label=gettext_lazy("Name in Indonesian"), max_length=40)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=40)


class NewStageForm(StageForm):
    """A stage that the office has not had."""

    kind = forms.ChoiceField(label=gettext_lazy("What is done there"), choices=StageKind.choices, widget=Radios)
    field_order = ("kind", "name_id", "name_en")
