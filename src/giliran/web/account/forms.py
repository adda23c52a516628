"""Signing in: with the password that somebody has set, or without one by a code."""

from __future__ import annotations

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.LoginForm):
    """An empty password asks for a code by e-mail; allauth's own form has either the one or the other."""

    def _setup_password_field(self) -> None:
        password = self.fields["password"]
        password.required = False
        password.label = _("Password, if you have set one")
        password.help_text = _("Leave it empty, and we send a code to your e-mail address.")
