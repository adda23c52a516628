"""What is filled in beside the door."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.web.forms import Form


class DeviceForm(Form):
    """The name of the browser that is enrolled."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Name of this device"),
        help_text=_("As it is called at the gate, for example: tablet at the main door."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DecisionForm(Form):
    """Why somebody decides so."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Reason of the decision"),
        help_text=_("It goes on record with your name."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
