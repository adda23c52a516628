"""What an officer fills in for a party at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.core import formats
from giliran.web.forms import CheckboxCards, Choice, RadioCards, number_input
from giliran.web.people.needs import NeedsForm
from giliran.web.people.person_form import PersonForm

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant
    from giliran.slots.models import Slot
    from giliran.slots.policy import SlotFacts


class _Nik(forms.CharField):
    """`accounts` says what is wrong with it, emptiness too."""

    def validate(self, value: Any) -> None:
        return


class NikForm(forms.Form):
    """Who comes, by the card on the desk. What is right is for `accounts` to say."""

    use_required_attribute = False

    nik = _Nik(
        label=_("NIK on the identity card"),
        help_text=_("16 digits. Every look is recorded with your name."),
        widget=number_input(maxlength="40"),
    )


class DeskPersonForm(PersonForm):
    """The person form as it is asked across a desk."""

    language = forms.ChoiceField(
        label=_("Language of slip and ticket"), choices=[("id", "Indonesia"), ("en", "English")]
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].label = _("Who is this person to the first one?")
        self.fields["relation"].error_messages["required"] = _("Choose who this person is to the first one.")
        if is_first:
            self.fields["relation"].required = False
            self.fields["relation"].widget = forms.HiddenInput()
        else:
            del self.fields["language"]
        if not self.is_bound:
            first = "relation" if not is_first else "kk" if self.initial.get("nik") else "nik"
            self.fields[first].widget.attrs["autofocus"] = True


class DeskNeedsForm(NeedsForm):
    """What one person comes for, in one line."""

    service = forms.ChoiceField(label=_("Service"))
    booklet = forms.ChoiceField(label=_("Passport"))
    purpose = forms.ChoiceField(label=_("Purpose"))


class WishesForm(forms.Form):
    """A ballot's wishes: any time, or numbers in the order in which times are liked."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("Which times suit?"),
        choices=[("any", _("Any time")), ("some", _("Only those numbered, 1 the best"))],
        widget=RadioCards,
        error_messages={"required": _("Ask which times suit: any, or some of them.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, slots: Sequence[Slot], language: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.slots = list(slots)
        for slot in self.slots:
            self.fields[f"slot_{slot.pk}"] = forms.IntegerField(
                label=f"{formats.date_words(slot.date, language)}, {slot.window.name(language)}",
                required=False,
                min_value=1,
                max_value=99,
                widget=forms.NumberInput({"inputmode": "numeric", "min": "1", "max": "99"}),
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), _("Number the times from 1, in the order of liking.")
                ),
            )

    @property
    def days(self) -> list[tuple[Any, list[tuple[Slot, forms.BoundField]]]]:
        """The times by day, with their inputs."""
        return [
            (day, [(slot, self[f"slot_{slot.pk}"]) for slot in of_day])
            for day, of_day in groupby(self.slots, key=lambda slot: slot.date)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [number for name, number in cleaned.items() if name.startswith("slot_") and number]
        if cleaned.get("kind") == "some" and not self.errors:
            if not given:
                self.add_error("kind", _("Number at least one time, or choose any time."))
            elif len(set(given)) < len(given):
                self.add_error("kind", _("Two times have the same number. Give each its own."))
        return cleaned

    @property
    def text(self) -> str:
        """As an entry holds them: slot ids by liking, or `any`."""
        return "any" if self.cleaned_data["kind"] == "any" else ",".join(str(slot.pk) for slot in self._by_liking())

    @property
    def liked(self) -> list[str]:
        """The wishes in words, best first."""
        return [str(self.fields[f"slot_{slot.pk}"].label) for slot in self._by_liking()]

    def _by_liking(self) -> list[Slot]:
        numbers = {slot.pk: self.cleaned_data[f"slot_{slot.pk}"] for slot in self.slots}
        return sorted((slot for slot in self.slots if numbers[slot.pk]), key=lambda slot: numbers[slot.pk])


class TimeForm(forms.Form):
    """One of the next free times; the first is chosen already."""

    use_required_attribute = False

    slot = forms.ChoiceField(
        label=_("Which time?"),
        widget=RadioCards,
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("This time has just been filled. Choose one of the times shown."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, times: Sequence[SlotFacts], zone: str, language: str) -> None:
        super().__init__(data, initial={"slot": str(times[0].id)} if times else None)
        self.times = times
        self.fields["slot"].choices = [  # type: ignore[attr-defined]
            (str(one.id), Choice(_time_words(one, zone, language), hint=_left(one))) for one in times
        ]
        if data is None:
            self.fields["slot"].widget.attrs["autofocus"] = True


def _time_words(slot: SlotFacts, zone: str, language: str) -> str:
    day = f"{formats.day_name(slot.date, language)}, {slot.date.day} {formats.month_name(slot.date.month, language)}"
    hours = formats.span_words(slot.starts_at, slot.ends_at, zone, language)
    return f"{day}, {_unbroken(hours)}"


def _unbroken(hours: str) -> str:
    """On a card of a few words' width a line must not end within the hours: a joiner stands on both sides of the dash,
    and spaces do not break."""
    return hours.replace("\N{EN DASH}", "\N{WORD JOINER}\N{EN DASH}\N{WORD JOINER}").replace(" ", "\N{NO-BREAK SPACE}")


class SeatsForm(forms.Form):
    """Day and window for those of a party who have no seat yet."""

    use_required_attribute = False

    who = forms.MultipleChoiceField(
        label=_("Who gets a seat?"),
        widget=CheckboxCards,
        error_messages={"required": _("Tick at least one person.")},
    )
    slot = forms.ChoiceField(
        label=_("Which time?"),
        widget=RadioCards,
        error_messages={"required": _("Choose a time."), "invalid_choice": _("Choose one of the times shown.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[int, Applicant]],
        slots: Sequence[tuple[Slot, str, bool]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(str(pk), one.full_name) for pk, one in people]  # type: ignore[attr-defined]
        self.fields["slot"].choices = [  # type: ignore[attr-defined]
            (str(slot.pk), Choice(words, hint=_left(slot), disabled=not is_free)) for slot, words, is_free in slots
        ]


def _left(slot: Slot | SlotFacts) -> Any:
    return _("%(count)d left") % {"count": max(0, slot.capacity - slot.taken)}
