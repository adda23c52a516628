"""Signing in: with the password that somebody has set, or without one by a code; and the second factor."""

from __future__ import annotations

from allauth.account import forms
from allauth.mfa import app_settings as mfa
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.LoginForm):
    """An empty password asks for a code by e-mail; allauth's own form has either the one or the other."""

    def _setup_password_field(self) -> None:
        password = self.fields["password"]
        password.required = False
        password.label = _("Password, if you have set one")
        password.help_text = _("Leave it empty, and we send a code to your e-mail address.")


class _CodeOnce:
    """A code of an app opens once. allauth remembers it for one period; it is taken during several."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            taken_for = (2 * mfa.TOTP_TOLERANCE + 1) * mfa.TOTP_PERIOD
            cache.touch(authenticator.wrap()._get_used_cache_key(code), taken_for)
        return code


class AuthenticateForm(_CodeOnce, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateForm(_CodeOnce, mfa_forms.ReauthenticateForm):
    pass
