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
    is_kiosk = forms.BooleanField(
        label=_("A kiosk where people take their cards themselves"),
        help_text=_("You are signed out here then, and this browser opens nothing but the kiosk."),
        required=False,
    )
    waiting = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput({"data-waiting": ""}))
    give_up = forms.BooleanField(
        label=_("They cannot be sent any more: throw them away. The number goes on record."), required=False
    )


class PrinterForm(Form):
    """Where cards come out."""

    use_required_attribute = False

    address = forms.CharField(
        label=_("Address of the printer"),
        required=False,
        max_length=60,
        help_text=_("In numbers, such as 10.1.2.3:9100. Empty: the browser prints."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
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
