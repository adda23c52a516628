"""What people fill in: the nine elements, and the one question on the product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.accounts.states import Sex
from giliran.catalogue import selectors as catalogue
from giliran.feedback import selectors
from giliran.feedback.services.answer import MOST_SIGNS, AnswerDraft
from giliran.feedback.states import AgeGroup
from giliran.web.forms import Form, RadioCards
from giliran.web.surveys.words import elements, language

UNSAID = _("I prefer not to say")


def _scale() -> list[tuple[str, str]]:
    """The four official answers."""
    return [(str(one.value), one.name(language())) for one in selectors.standard().scale]


def _comment(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.Textarea({"rows": 3, "maxlength": MOST_SIGNS}),
        help_text=_("Please without names and numbers. Telephone numbers, e-mail addresses and NIK are blacked out."),
    )


class SurveyForm(Form):
    """Nine questions with four answers each, then what nobody has to say."""

    use_required_attribute = False

    def __init__(self, *args: Any, services: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        added: dict[str, forms.Field] = {
            f"u{number}": forms.ChoiceField(
                label=f"{number}. {one.name(language())}",
                help_text=one.hint(language()),
                choices=_scale(),
                widget=RadioCards,
                error_messages={"required": _("Choose one of the four answers."),
                                "invalid_choice": _("Choose one of the four answers.")},
            )
            for number, one in enumerate(elements(), start=1)
        }  # fmt: skip
        named = [(code, found.name) for code in services if (found := catalogue.service_by_code(code, language()))]
        added["comment"] = _comment(_("What was good, what should be better?"))
        if named:
            added["service"] = _choice(_("Service"), named)
        added["age_group"] = _choice(_("Age"), AgeGroup.choices)
        added["sex"] = _choice(_("Sex"), Sex.choices)
        self.fields.update(added)

    def draft(self) -> AnswerDraft:
        given = self.cleaned_data
        scores = [int(given[f"u{number}"]) for number in range(1, len(elements()) + 1)]
        about = {name: given.get(name, "") for name in ("service", "age_group", "sex")}
        return AnswerDraft(scores, given["comment"], **about)

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[f"u{number}"] for number in range(1, len(elements()) + 1)]

    @property
    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in ("service", "age_group", "sex") if name in self.fields]


def _choice(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", UNSAID), *choices])


class OpinionForm(Form):
    """One question on the product, and words if one likes (R114)."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"] = forms.ChoiceField(
            label=_("How good is Giliran for booking a visit?"),
            choices=_scale(),
            widget=RadioCards,
            error_messages={"required": _("Choose one of the four answers."),
                            "invalid_choice": _("Choose one of the four answers.")},
        )  # fmt: skip
        self.fields["comment"] = _comment(_("What should be better?"))


class PeriodForm(forms.Form):
    """From which month to which, as `2026-11`."""

    first = forms.DateField(required=False, input_formats=["%Y-%m"])
    last = forms.DateField(required=False, input_formats=["%Y-%m"])
