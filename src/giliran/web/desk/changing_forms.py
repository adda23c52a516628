"""What is asked at the desk when a visit is moved or cancelled for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.booking.sentences import sentence
from giliran.booking.states import Cause
from giliran.slots.policy import SlotFacts
from giliran.web.desk.forms import TimeForm
from giliran.web.forms import CheckboxCards, Choice, Radios

if TYPE_CHECKING:
    from giliran.booking.models import Ticket


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Goes on record with your name, for example: called and asked for another day."),
        max_length=200,
        error_messages={"required": sentence("reason_needed")},
    )


class MoveForm(TimeForm):
    """Another time, and why. `causes` are those for a move beyond the rules, or none."""

    reason = _reason()

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        is_plain: bool,
        is_special: bool,
        times: Sequence[SlotFacts],
        zone: str,
        language: str,
    ) -> None:
        super().__init__(data, times=times, zone=zone, language=language)
        if not is_special:
            return
        causes = [(str(value), label) for value, label in Cause.choices]
        self.fields["cause"] = forms.ChoiceField(
            label=_("Whose fault is it?"),
            help_text=_(
                "A special move is for the fault of an officer or a system, or force majeure. It uses up none."
            ),
            choices=[("", _("Nobody's: the person asks, and it counts as their move")), *causes]
            if is_plain
            else causes,
            required=not is_plain,
            widget=Radios,
            error_messages={"required": sentence("cause_needed")},
        )


class CancelForm(forms.Form):
    """Whose places, and why."""

    use_required_attribute = False
    who = forms.MultipleChoiceField(
        label=gettext_lazy("Whose place is given back?"),
        widget=CheckboxCards,
        error_messages={"required": sentence("nobody_chosen"), "invalid_choice": sentence("nobody_chosen")},
    )
    reason = _reason()

    def __init__(self, data: Mapping[str, Any] | None, *, people: Sequence[Ticket]) -> None:
        super().__init__(data, initial={"who": [one.public_id for one in people]})
        self.fields["who"].choices = [(one.public_id, Choice(one.full_name, hint=one.label)) for one in people]  # type: ignore[attr-defined]
