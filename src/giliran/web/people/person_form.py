"""One person as on the identity card. What is right is for `accounts` to say; the form only carries it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.accounts.services.people import PersonDraft, PersonRefused
from giliran.accounts.states import Relation, Sex
from giliran.regions import selectors as regions
from giliran.web.forms import Choice, DateParts, Radios, number_input

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant

FIXED_BY_TICKET = ("nik", "full_name", "birth_date")


class _Line(forms.CharField):
    """A line that must not be empty; `accounts` says so, together with everything else that is wrong."""

    def validate(self, value: Any) -> None:
        return


class _Day(forms.DateField):
    def validate(self, value: Any) -> None:
        return


class _Pick(forms.ChoiceField):
    """An unknown or missing choice is empty; `accounts` judges it."""

    def clean(self, value: Any) -> str:
        return str(value) if value and self.valid_value(value) else ""


class PersonForm(forms.Form):
    use_required_attribute = False

    relation = forms.ChoiceField(
        label=_("Who is this person to you?"),
        choices=[("", _("Choose"))],
        error_messages={"required": _("Choose who this person is to you.")},
    )
    nik = _Line(
        label=_("NIK"),
        help_text=_("16 digits, on the identity card or, for a child, on the family card. Spaces are fine."),
        widget=number_input(maxlength="40"),
    )
    kk = _Line(
        label=_("Number of the family card (KK)"),
        help_text=_("16 digits, at the top of the family card."),
        widget=number_input(maxlength="40"),
    )
    full_name = _Line(
        label=_("Full name"),
        help_text=_("As on the identity card. One word is enough if it says so there."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
    )
    birth_place = _Line(label=_("Place of birth"), widget=forms.TextInput({"autocomplete": "off"}))
    birth_date = _Day(
        label=_("Date of birth"),
        help_text=_("For example 27 3 1994."),
        widget=DateParts(),
        error_messages={"invalid": _("Enter a real date with day, month and year, for example 27 3 1994.")},
    )
    sex = _Pick(label=_("Sex"), choices=Sex.choices, widget=Radios)
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        help_text=_("For calls about the visit, for example 0812 3456 7890."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    street = _Line(
        label=_("Street and house number"),
        help_text=_("The address as on the identity card."),
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    rt = forms.CharField(label=_("RT"), required=False, widget=number_input(maxlength="3"))
    rw = forms.CharField(label=_("RW"), required=False, widget=number_input(maxlength="3"))
    village = _Line(label=_("Village (kelurahan or desa)"))
    province = _Pick(label=_("Province"))
    regency = _Pick(label=_("City or regency"))
    district_code = _Pick(label=_("District (kecamatan)"))
    has_disability = forms.BooleanField(label=_("Lives with a disability"), required=False)
    is_pregnant = forms.BooleanField(label=_("Is pregnant"), required=False)

    def __init__(self, *args: Any, known: Applicant | None = None, has_ticket: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["relation"].choices = [("", _("Choose")), *Relation.choices]  # type: ignore[attr-defined]
        self._fill_regions()
        if known is not None:
            self._show_last_digits(known)
        if has_ticket:
            for name in FIXED_BY_TICKET:
                self.fields[name].disabled = True

    def _fill_regions(self) -> None:
        province, regency = self._now("province"), self._now("regency")
        if not regency.startswith(province):
            regency = ""
        lists = {
            "province": [(one.code, one.name) for one in regions.provinces()],
            "regency": [(one.code, one.name) for one in regions.regencies_of(province)] if province else [],
            "district_code": [(one.code, one.name) for one in regions.districts_of(regency)] if regency else [],
        }
        for name, choices in lists.items():
            self.fields[name].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]

    def _show_last_digits(self, known: Applicant) -> None:
        for name, last4 in (("nik", known.nik_last4), ("kk", known.kk_last4)):
            self.fields[name].required = False
            words = _("On record: \N{BULLET}\N{BULLET}\N{BULLET}\N{BULLET} %(last4)s. Leave empty to keep it.")
            self.fields[name].help_text = words % {"last4": last4}

    def _now(self, name: str) -> str:
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(value or "")

    def draft(self, before: PersonDraft | None = None) -> PersonDraft:
        """What was typed; numbers that were left empty stay as they were before."""
        values = {name: self.cleaned_data.get(name) for name in self.fields}  # None: could not be read at all
        return PersonDraft(
            nik=values["nik"] or (before.nik if before else ""),
            kk=values["kk"] or (before.kk if before else ""),
            birth_date=values["birth_date"],
            **{name: values[name] or "" for name in _LINES},
            has_disability=bool(values["has_disability"]),
            is_pregnant=bool(values["is_pregnant"]),
        )

    def refuse(self, refused: PersonRefused) -> None:
        """Put each sentence under its field; a field that could not be read has one already."""
        known = set(self.errors)
        for name, sentences in refused.fields.items():
            for sentence in sentences if name not in known else ():
                self.add_error(name if name in self.fields else None, str(sentence))


_LINES = (
    "full_name", "birth_place", "relation", "street", "village", "district_code", "sex", "phone", "rt", "rw",
)  # fmt: skip
_AS_TYPED = (*_LINES, "birth_date", "has_disability", "is_pregnant")


def as_typed(form: type[PersonForm], data: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the inputs, unchecked, to be shown again."""
    return {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.base_fields.items()}


def initial_of(person: Applicant) -> dict[str, Any]:
    """A saved person in the inputs, without the numbers."""
    code = person.district_code
    return {
        **{name: getattr(person, name) for name in _AS_TYPED},
        "province": code[:2],
        "regency": code[:5],
    }


def person_choice(person: Applicant, age: int, note: Any = "") -> Choice:
    """A saved person as something to tick."""
    hint = _("NIK \N{BULLET}\N{BULLET}\N{BULLET}\N{BULLET} %(last4)s, %(age)d years") % {
        "last4": person.nik_last4,
        "age": age,
    }
    return Choice(person.full_name, hint=f"{hint} - {note}" if note else hint)
