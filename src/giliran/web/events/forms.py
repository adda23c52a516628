"""What an organisation fills in to ask for an event, and an office to set one up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from giliran.accounts.policy import Unfit, check_phone
from giliran.accounts.sentences import sentence
from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.offices.policy import EventAsk, EventPlan, WindowWish
from giliran.offices.sentences import sentence as fault_sentence
from giliran.offices.services import Letter, ProposalRefused
from giliran.offices.states import EventKind, OrganisationKind
from giliran.regions import selectors as regions
from giliran.web.forms import CheckboxCards, Choice, Form, Radios

WINDOWS = 4
LIST, EVERYBODY = "list", "everybody"

_TOO_LONG = {"max_length": _("Use at most %(limit_value)d characters; these are %(show_value)d.")}


def _line(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, error_messages=_TOO_LONG, **kwargs)


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, error_messages={"invalid": _("This is no date. Choose one.")}, **kwargs
    )


def _regencies() -> list[Any]:
    grouped = [
        (province, [(one.code, one.name) for one in found]) for province, found in regions.regencies_by_province()
    ]
    return [("", _("Choose")), *grouped]


class _Faulty(Form):
    """A form that puts what the domain says under its fields."""

    def refuse(self, refused: ProposalRefused) -> None:
        for fault in refused.faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault_sentence(fault))


class AskForm(_Faulty):
    """The request of an organisation, with its letter."""

    use_required_attribute = False

    organisation = _line(_("Name of the organisation"), 100)
    organisation_kind = forms.ChoiceField(label=_("Kind of organisation"))
    contact_name = _line(_("Contact person"), 100)
    contact_email = forms.EmailField(
        label=_("E-mail"), help_text=_("The answer and the link to your request are sent here."), max_length=200
    )
    contact_phone = forms.CharField(
        label=_("Telephone"), help_text=_("For example 0812 3456 7890."), max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of event"), choices=EventKind.choices, widget=Radios)
    parent = forms.ChoiceField(label=_("Immigration office that shall come"))
    place = _line(_("Name of the place"), 100, help_text=_("For example a hall, a floor or a shop in a mall."))
    address = _line(_("Address of the place"), 200)
    regency = forms.ChoiceField(label=_("City or regency of the place"))
    first_date = _day(_("First day you would like"))
    last_date = _day(_("Last day"), required=False, help_text=_("Leave empty for one day."))
    people = forms.IntegerField(
        label=_("Number of people"), widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter a whole number, in digits.")},
    )  # fmt: skip
    remarks = _line(_("Anything else the office should know"), 500, required=False, widget=forms.Textarea({"rows": 3}))
    letter = forms.FileField(
        label=_("Letter of the organisation"), allow_empty_file=True,
        help_text=_("Signed, on the paper of your organisation. PDF, JPEG or PNG, up to 5 MB."),
        error_messages={"required": _("Add the letter of your organisation as PDF, JPEG or PNG.")},
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least_people = offices.national_figure("event_least_people")
        self.fields["people"].help_text = _("At least %(least)s.") % {"least": self.least_people}
        choices: dict[str, list[Any]] = {
            "organisation_kind": [("", _("Choose")), *OrganisationKind.choices],
            "parent": [("", _("Choose")), *((one.code, one.name) for one in offices.all_offices() if one.is_open)],
            "regency": _regencies(),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean_contact_phone(self) -> str:
        try:
            return check_phone(self.cleaned_data["contact_phone"])
        except Unfit as unfit:
            raise forms.ValidationError(sentence(unfit.reason)) from unfit

    def ask(self) -> EventAsk:
        given = self.cleaned_data
        same = ("organisation", "organisation_kind", "contact_name", "contact_email", "contact_phone", "kind", "place",
                "address", "first_date", "people", "remarks")  # fmt: skip
        return EventAsk(
            **{name: given[name] for name in same},
            regency_code=given["regency"],
            last_date=given["last_date"] or given["first_date"],
        )

    def sent_letter(self) -> Letter:
        sent = self.cleaned_data["letter"]
        return Letter(str(sent.name), sent.read())


class RefuseForm(_Faulty):
    """Why the office does not come."""

    reason = _line(
        _("Reason"), 300, widget=forms.Textarea({"rows": 3}), help_text=_("The organisation reads it in its letter.")
    )


class PlanForm(_Faulty):
    """An event as it will be: name, place, days, windows, and for whom."""

    use_required_attribute = False

    name = _line(_("Name of the event"), 100, help_text=_("It stands on tickets and in the list of offices."))
    kind = forms.ChoiceField(label=_("Kind of event"), choices=EventKind.choices, widget=Radios)
    address = _line(_("Place and address"), 200)
    regency = forms.ChoiceField(label=_("City or regency of the place"))
    first_date = _day(_("First day"))
    last_date = _day(_("Last day"), required=False, help_text=_("Leave empty for one day."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these weekdays"), coerce=int, widget=CheckboxCards, required=False,
        help_text=_("Between the first and the last day. Tick none to work on all of them."),
    )  # fmt: skip
    whom = forms.ChoiceField(label=_("For whom are the seats?"), widget=Radios)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "id"
        self.fields["regency"].choices = _regencies()  # type: ignore[attr-defined]
        self.fields["weekdays"].choices = [  # type: ignore[attr-defined]
            (number, formats.weekday_name(number, language)) for number in range(7)
        ]
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            (
                LIST,
                Choice(
                    gettext("For a list of people"),
                    hint=_("The organisation, or you, upload it; nobody else can book."),
                ),
            ),
            (
                EVERYBODY,
                Choice(gettext("For everybody"), hint=_("Booked online like the seats of an office, from now on.")),
            ),
        ]
        for place in range(1, WINDOWS + 1):
            self._add_window(place)

    def _add_window(self, place: int) -> None:
        hour = {"invalid": _("Enter an hour, such as 08:00.")}
        clock = forms.TimeInput({"type": "time"}, format="%H:%M")
        numbers = {"number": place}
        whole = {"invalid": _("Enter a whole number, in digits.")}
        number = forms.NumberInput({"inputmode": "numeric"})
        for part, label in (("starts", _("Window %(number)s begins")), ("ends", _("Window %(number)s ends"))):
            self.fields[f"{part}_{place}"] = forms.TimeField(
                label=label % numbers, widget=clock, error_messages=hour, required=False
            )
        self.fields[f"seats_{place}"] = forms.IntegerField(
            label=_("Window %(number)s: seats a day") % numbers, widget=number, error_messages=whole, required=False
        )

    @property
    def windows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"starts_{place}"], self[f"ends_{place}"], self[f"seats_{place}"]) for place in range(1, WINDOWS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """A window is whole or not there."""
        given = super().clean() or self.cleaned_data
        for place in range(1, WINDOWS + 1):
            names = [f"{part}_{place}" for part in ("starts", "ends", "seats")]
            if any(given.get(name) is not None for name in names):
                for name in names:
                    if given.get(name) is None and name not in self.errors:
                        self.add_error(name, _("Fill in hours and seats, or leave all three empty."))
        return given

    def plan(self) -> EventPlan:
        given = self.cleaned_data
        first, last = given["first_date"], given["last_date"] or given["first_date"]
        return EventPlan(
            name=given["name"],
            kind=given["kind"],
            address=given["address"],
            regency_code=given["regency"],
            first_date=first,
            last_date=last,
            weekdays=frozenset(given["weekdays"]) or frozenset(range(7)),
            windows=tuple(
                WindowWish(given[f"starts_{place}"], given[f"ends_{place}"], given[f"seats_{place}"])
                for place in range(1, WINDOWS + 1)
                if given.get(f"starts_{place}") is not None
            ),
            for_everybody=given["whom"] == EVERYBODY,
        )


def plan_of_request(request: Any) -> dict[str, Any]:
    """A request as the form for its approval begins: half of the people in each of two windows a day."""
    days = max(1, (request.last_date - request.first_date).days + 1)
    half = -(-request.people // (2 * days))
    return {
        "name": f"{request.get_kind_display()} {request.organisation}"[:100],
        "kind": request.kind,
        "address": f"{request.place}, {request.address}"[:200],
        "regency": request.regency_id,
        "first_date": request.first_date,
        "last_date": _other(request.last_date, request.first_date),
        "whom": LIST,
        **two_windows(half),
    }


def two_windows(seats: int | None = None) -> dict[str, Any]:
    """EZ03: from 08:00 to 16:00, with a pause."""
    return {
        "starts_1": "08:00", "ends_1": "12:00", "seats_1": seats,
        "starts_2": "13:00", "ends_2": "16:00", "seats_2": seats,
    }  # fmt: skip


def _other(last: date, first: date) -> date | None:
    return last if last != first else None
