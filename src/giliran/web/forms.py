"""How forms look and speak: one renderer for every Django form, and the few inputs that HTML lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import pretty_name
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _


class GiliranBoundField(forms.BoundField):
    """Inputs for one-time codes bring the numeric keypad, whoever wrote the form."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if (widget or self.field.widget).attrs.get("autocomplete") == "one-time-code":
            attrs.setdefault("inputmode", "numeric")
        return attrs


class GiliranFormRenderer(DjangoTemplates):
    """Fields as label, hint, error and input, tied together for screen readers."""

    bound_field_class = GiliranBoundField

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class Form(forms.Form):
    """A form whose empty fields say what to fill in, by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = field.label or pretty_name(name)
            words = _("Choose: %(label)s") if hasattr(field, "choices") else _("Fill in: %(label)s")
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = words % {"label": label}


class AskedForm(forms.Form):
    """A form of which the domain says what is missing, all at once: nothing in it is called optional."""

    use_required_attribute = False

    def full_clean(self) -> None:
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for field in self.fields.values():
            field.required = True


class Choice(str):
    """The label of a radio or checkbox, with a second line and, if it cannot be chosen, still in sight.

    >>> Choice("08.00-09.00 WIB", hint="Sisa 12")
    >>> Choice("09.00-10.00 WIB", hint="Penuh", disabled=True)
    """

    hint: Any
    disabled: bool

    def __new__(cls, label: Any, *, hint: Any = "", disabled: bool = False) -> Choice:
        choice = super().__new__(cls, label)
        choice.hint = hint
        choice.disabled = disabled
        return choice


class _Choices(forms.widgets.ChoiceWidget):
    layout = "list"

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        if getattr(label, "disabled", False):
            option["attrs"]["disabled"] = True
        return option


class Radios(_Choices, forms.RadioSelect):
    """Radio buttons under each other; choices may be `Choice` labels."""


class RadioCards(Radios):
    """Radio buttons as cards of 48 px, for hours and other short choices."""

    layout = "cards"


class CheckboxCards(_Choices, forms.CheckboxSelectMultiple):
    """Checkboxes as cards of 48 px."""

    layout = "cards"


class DateParts(forms.Widget):
    """Day, month and year as three numbers: quicker and surer than a calendar for a date one knows by heart.

    Posts `<name>_day`, `<name>_month`, `<name>_year`; gives the form `YYYY-MM-DD`, or what was typed
    if that is no date. Used with `forms.DateField`, which must accept ISO dates (it does by default).
    """

    template_name = "components/date_parts.html"
    use_fieldset = True
    parts = (
        ("day", _("Day"), 2, "bday-day"),
        ("month", _("Month"), 2, "bday-month"),
        ("year", _("Year"), 4, "bday-year"),
    )

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        super().__init__(attrs)
        self.birthday = birthday

    def format_value(self, value: Any) -> dict[str, str]:
        """The three numbers of a date or of the text that was posted."""
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        year, month, day = ([*str(value or "").split("-", 2), "", "", ""])[:3]
        return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        values = self.format_value(value)
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": self._id_of(context["widget"]["attrs"].get("id"), part),
                "label": label,
                "maxlength": length,
                "value": values[part],
                "autocomplete": autofill if self.birthday else None,
            }
            for part, label, length, autofill in self.parts
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict, name: str) -> str | None:
        if name in data:
            return data[name]
        day, month, year = (str(data.get(f"{name}_{part}") or "").strip() for part, *_rest in self.parts)
        if not (day or month or year):
            return None
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict, name: str) -> bool:
        return name not in data and all(f"{name}_{part}" not in data for part, *_rest in self.parts)

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        """The summary of errors leads to the first of the three."""
        return id_ or ""

    @staticmethod
    def _id_of(base: str | None, part: str) -> str | None:
        if base is None:
            return None
        return base if part == "day" else f"{base}_{part}"


def code_input(**attrs: str) -> forms.TextInput:
    """An input for a code that arrived by e-mail or from an authenticator; pasting is welcome."""
    return number_input(**{"autocomplete": "one-time-code", **attrs})


def number_input(**attrs: str) -> forms.TextInput:
    """Digits that are a name, not an amount (NIK, KK, telephone): numeric keypad, spaces may be pasted."""
    return forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", **attrs})
