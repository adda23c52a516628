"""What somebody fills in to complain, and what they can say afterwards."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.complaints import selectors, services
from giliran.complaints.policy import MOST_PHOTO_BYTES
from giliran.complaints.sentences import SENTENCES
from giliran.complaints.services import ComplaintDraft, Photo
from giliran.complaints.states import IN_CONFIDENCE, Category, Mode
from giliran.offices import selectors as offices
from giliran.web.care.words import score_choices
from giliran.web.forms import Choice, Form, RadioCards, Radios

_ABOUT_A_VISIT = (
    Category.UNREACHABLE, Category.SEATS, Category.BOOKING, Category.ACCOUNT, Category.PAYMENT, Category.PASSPORT,
)  # fmt: skip
_AT_THE_OFFICE = (Category.WAITING, Category.CONDUCT, Category.FACILITIES)
_WISHES = (Category.INFORMATION, Category.SUGGESTION, Category.OTHER)
_TOO_LONG = {"max_length": _("Use at most %(limit_value)d characters; these are %(show_value)d.")}


class Photos(forms.ClearableFileInput):
    """An input that takes several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """The files as they came; of each no more is read than may be kept. What they are is judged by the domain."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> list[Photo]:
        return [Photo(str(file.name), file.read(MOST_PHOTO_BYTES + 1)) for file in data or []]


def categories() -> list[Any]:
    """By kind, as people look for them."""
    groups = (
        (_("Booking and passport"), _ABOUT_A_VISIT),
        (_("At the office"), _AT_THE_OFFICE),
        (_("In confidence, to headquarters only"), sorted(IN_CONFIDENCE, key=Category.values.index)),
        (_("Questions and wishes"), _WISHES),
    )
    return [("", _("Choose")), *((name, [(one.value, one.label) for one in group]) for name, group in groups)]


def modes() -> list[Any]:
    hints = {
        Mode.NAMED: _("Those who work on it see your name and can ask you directly."),
        Mode.CONFIDENTIAL: _("Your name is kept sealed; only headquarters can open it, and each look is on record."),
        Mode.ANONYMOUS: _("Nothing is kept about who you are. You follow it by its link alone."),
    }
    return [(mode.value, Choice(mode.label, hint=hint)) for mode, hint in hints.items()]


class ComplaintForm(Form):
    """In a minute: what it is about, what happened, and who may know who says so."""

    use_required_attribute = False

    press = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("What is it about?"), error_messages={
        "required": _("Choose what it is about."), "invalid_choice": _("Choose what it is about.")})  # fmt: skip
    text = forms.CharField(
        label=_("What happened?"), strip=True, widget=forms.Textarea({"rows": 6}),
        error_messages={"required": SENTENCES["text_missing"]},
        help_text=_("When, where and what. Please no NIK: it would be blacked out."),
    )  # fmt: skip
    photos = PhotosField(
        label=_("Photos"), required=False, widget=Photos({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Up to five, 8 MB each. Where and by what they were taken is removed."),
    )  # fmt: skip
    office = forms.ChoiceField(
        label=_("Immigration office"), required=False,
        error_messages={"invalid_choice": _("Choose an office from the list, or none.")},
    )  # fmt: skip
    booking = forms.CharField(
        label=_("Booking code"), required=False, max_length=40, error_messages=_TOO_LONG,
        help_text=_("If it is about a visit. The code tells whose booking it is."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("How do you want to complain?"), widget=Radios)
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=100, error_messages=_TOO_LONG,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=200, error_messages=_TOO_LONG,
        help_text=_("Number, link and answers are sent here. Nobody else is written to, and it is shown to nobody if "
                    "you are anonymous."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=40, error_messages=_TOO_LONG,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, is_signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["press"].initial = secrets.token_urlsafe(16)
        self.fields["category"].choices = categories()  # type: ignore[attr-defined]
        self.fields["mode"].choices = modes()  # type: ignore[attr-defined]
        listed = [(one.code, one.name) for one in selectors.offices_to_name()]
        self.fields["office"].choices = [("", _("No single office")), *listed]  # type: ignore[attr-defined]
        if is_signed_in:
            for known in ("name", "email", "phone"):
                del self.fields[known]

    def clean(self) -> dict[str, Any]:
        """A photo says enough; a name is needed by whoever wants to give one."""
        given = super().clean() or self.cleaned_data
        if given.get("mode") == Mode.NAMED and "name" in self.fields and not given.get("name"):
            self.add_error("name", SENTENCES["contact_missing"])
        if given.get("photos") and not given.get("text"):
            self.errors.pop("text", None)
            given["text"] = ""
        return given

    def press_key(self) -> str:
        """The form as it was given out, with these answers: pressed twice it is one complaint, with others it is
        another."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "photos"}
        photos = [hashlib.sha256(one.content).hexdigest() for one in self.cleaned_data["photos"]]
        answers = json.dumps([given, photos], sort_keys=True)
        return hashlib.sha256(answers.encode()).hexdigest() if given["press"] else ""

    def draft(self) -> ComplaintDraft:
        given = self.cleaned_data
        about = {name: given.get(name, "").strip() for name in ("name", "email", "phone")}
        return ComplaintDraft(
            category=given["category"],
            text=given["text"],
            mode=given["mode"],
            office=offices.office_by_code(given["office"]) if given["office"] else None,
            booking_code=given["booking"],
            contact=selectors.Contact(**about),
            photos=given["photos"],
        )


class MessageForm(Form):
    """Words of the person about their own complaint."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Your message"), strip=True, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what you want to say.")},
    )  # fmt: skip

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label


class RatingForm(Form):
    """How good the answer was, on the scale of the survey."""

    use_required_attribute = False

    score = forms.ChoiceField(
        label=_("How good is the answer?"), widget=RadioCards,
        error_messages={"required": _("Choose one of the four answers."),
                        "invalid_choice": _("Choose one of the four answers.")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Anything you want to add"), required=False, widget=forms.Textarea({"rows": 2}),
        max_length=services.MOST_OF_A_RATING, error_messages=_TOO_LONG,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = score_choices()  # type: ignore[attr-defined]
