"""The code by which an account becomes its holder's own, as it is asked at the desk and at home."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class _Judged(forms.CharField):
    """`accounts` says what is wrong with it, emptiness too."""

    def validate(self, value: Any) -> None:
        return


class CodeForm(forms.Form):
    use_required_attribute = False

    code = _Judged(
        label=_("Code in the message"),
        help_text=_("Eight letters and digits, for example 7KMP-Q2X9."),
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )
