"""What those fill in who work on a complaint. What is right is for the domain to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.complaints.states import Category, Channel, ComplaintClass, Mode
from giliran.web.forms import AskedForm, Radios

ANSWER, INTERIM, QUESTION, NOTE = "answer", "interim", "question", "note"


class WordsForm(AskedForm):
    """Something is said: to the person, or to the colleagues only."""

    kind = forms.ChoiceField(
        label=_("What do you write?"),
        widget=Radios,
        choices=[
            (ANSWER, _("Answer: the person reads it, and it is settled unless they come back")),
            (INTERIM, _("First answer: the person reads it, and the work goes on")),
            (QUESTION, _("Question: the person is asked, and the clock stands still until they answer")),
            (NOTE, _("Note: only those who work on it read it")),
        ],
    )
    text = forms.CharField(label=_("Your words"), widget=forms.Textarea({"rows": 8}))


class VerifyForm(AskedForm):
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    klass = forms.ChoiceField(label=_("Class, which decides about the time"), choices=ComplaintClass.choices)


class ReasonForm(AskedForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 2, "maxlength": 1000}))


class BackForm(ReasonForm):
    """Handed back by headquarters, to an office by its code."""

    field_order = ("office", "reason")
    office = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("Choose an office")), *offices]  # type: ignore[attr-defined]


class AssignForm(AskedForm):
    to = forms.ChoiceField(label=_("Give it to"))

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = people  # type: ignore[attr-defined]


class BookingForm(AskedForm):
    booking = forms.CharField(
        label=_("Booking code"),
        help_text=_("Empty: it is about no booking."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "maxlength": 20}),
    )


class IncidentForm(AskedForm):
    """Incidents by their public name."""

    incident = forms.ChoiceField(label=_("Incident"))

    def __init__(self, *args: Any, incidents: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = [("", _("None")), *incidents]  # type: ignore[attr-defined]


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [one for one in files if one]


class EnterForm(AskedForm):
    """What came in by another channel, written down by an officer (R110)."""

    channel = forms.ChoiceField(
        label=_("How did it come in?"), choices=[one for one in Channel.choices if one[0] != Channel.WEB]
    )
    reference = forms.CharField(
        label=_("Reference of the channel"),
        help_text=_("The number of the call, the address of the post, the number at LAPOR!; the same twice is one."),
        widget=forms.TextInput({"maxlength": 200, "autocomplete": "off"}),
    )
    category = forms.ChoiceField(label=_("What is it about?"), choices=[("", _("Choose")), *Category.choices])
    text = forms.CharField(label=_("What is said"), widget=forms.Textarea({"rows": 6}))
    office = forms.ChoiceField(label=_("Office"))
    booking = forms.CharField(
        label=_("Booking code, if there is one"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "maxlength": 20}),
    )
    photos = _FilesField(
        label=_("Photos"),
        help_text=_("At most five, 8 MB each."),
        widget=_Files({"accept": "image/*", "multiple": True}),
    )
    mode = forms.ChoiceField(label=_("Who may know who complains?"), choices=Mode.choices, widget=Radios)
    name = forms.CharField(label=_("Name"), widget=forms.TextInput({"autocomplete": "off", "maxlength": 100}))
    email = forms.CharField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off", "maxlength": 254})
    )
    phone = forms.CharField(
        label=_("Telephone number, or name on the channel"),
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 100}),
    )
    language = forms.ChoiceField(
        label=_("Language of the answer"), choices=[("id", "Bahasa Indonesia"), ("en", "English")]
    )

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offices:
            self.fields["office"].choices = [("", _("No single office")), *offices]  # type: ignore[attr-defined]
        else:
            del self.fields["office"]
