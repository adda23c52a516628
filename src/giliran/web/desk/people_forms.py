"""What an officer fills in to look somebody up and to put right what stands on record of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from giliran.accounts.policy import Reason
from giliran.accounts.sentences import sentence
from giliran.web.forms import DateParts, RadioCards, number_input


class _Reason(forms.CharField):
    def __init__(self, example: Any) -> None:
        super().__init__(
            label=_("Why? It goes on record."),
            help_text=example,
            error_messages={"required": _("Say why in a few words. The reason goes on record.")},
            widget=forms.TextInput({"maxlength": "200", "autocomplete": "off"}),
        )


class CorrectForm(forms.Form):
    """As it stands on the card that lies on the desk."""

    use_required_attribute = False

    full_name = forms.CharField(
        label=_("Full name"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        error_messages={"required": sentence(Reason("name_missing"))},
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        widget=DateParts(),
        error_messages={
            "invalid": _("Enter a real date with day, month and year, for example 27 3 1994."),
            "required": _("Enter the birth date."),
        },
    )
    nik = forms.CharField(
        label=_("NIK on the identity card"),
        required=False,
        help_text=_("Only if it is another one than on record. Leave it empty if it is right."),
        widget=number_input(maxlength="40"),
    )
    reason = _Reason(_("For example: the card says Rahmah, the account said Rahma."))
    despite_age = forms.BooleanField(label=_("The card is right, and the person knows what follows"), required=False)


class TakeOverForm(forms.Form):
    """What becomes of the place that another account holds."""

    use_required_attribute = False

    what = forms.ChoiceField(
        label=_("What does the person want?"),
        choices=[
            ("seat", _("This very place, on their own account")),
            ("free", _("Another time: give the place back and free the NIK")),
        ],
        widget=RadioCards,
        error_messages={"required": _("Ask the person what they want.")},
    )
    card = forms.BooleanField(
        label=_("The identity card lies on the desk, and its photograph is this person's."),
        error_messages={"required": _("Without the identity card nothing is taken over.")},
    )
    reason = _Reason(_("For example: did not know of this booking."))

    def __init__(self, *args: Any, has_seat: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_seat:
            del self.fields["what"]


class ClaimForm(forms.Form):
    """Ticket, identity card, and the address that the account is to have."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Booking code on the ticket"),
        error_messages={"required": _("Enter the booking code on the ticket.")},
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )
    nik = forms.CharField(
        label=_("NIK on the identity card"),
        error_messages={"required": _("Enter the NIK on the identity card.")},
        help_text=_("Of one of the people on the ticket. Every look is recorded with your name."),
        widget=number_input(maxlength="40"),
    )
    email = forms.CharField(
        label=_("E-mail address"),
        error_messages={"required": _("Enter an e-mail address such as siti@example.id.")},
        help_text=_("Of the person, or of somebody they trust. A code is sent there."),
        widget=forms.TextInput({"type": "email", "autocomplete": "off", "spellcheck": "false"}),
    )
