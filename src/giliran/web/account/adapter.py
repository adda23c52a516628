"""What allauth asks the product: how mail leaves, and how second factors are kept."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from giliran.accounts import services as accounts
from giliran.accounts.services.devices import KEPT
from giliran.core import clock, secrets
from giliran.notifications import services as notifications
from giliran.offices import selectors as offices

DEVICE_COOKIE = "giliran_device"
"""A random name of this browser. It travels to the pages of signing in only, where it is looked at and renewed."""


class AccountAdapter(DefaultAccountAdapter):
    """Codes and notices go through the outbox like every other message."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        notifications.enqueue(
            event="plain",
            channel="email",
            address=email,
            language=get_language() or "id",
            data={"subject": message.subject, "body": message.body},
            key=f"account:{uuid.uuid4()}",
            now=clock.now(),
        )

    def get_login_redirect_url(self, request: Any) -> str:
        """Staff begin at the desk, everybody else with their own bookings."""
        return "/desk/" if offices.roles_of(request.user.pk) else super().get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """Whoever is in leaves a note of the browser, and the browser keeps its name. Apps have no cookies."""
        response: HttpResponse = super().post_login(request, user, **told)
        if request.path.startswith("/accounts/"):
            seen = request.COOKIES.get(DEVICE_COOKIE, "")
            name = accounts.recognise_device(account_id=user.pk, token=seen, now=clock.now())
            _leave(response, name)
        return response

    def new_user(self, request: Any) -> Any:
        user = super().new_user(request)
        user.created_at = clock.now()
        user.language = get_language() or "id"
        return user


def _leave(response: HttpResponse, name: str) -> None:
    response.set_cookie(
        DEVICE_COOKIE, name, max_age=KEPT, path="/accounts/", httponly=True, secure=settings.TLS, samesite="Lax"
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with the installation's keys."""

    def encrypt(self, text: str) -> str:
        return secrets.keyring().seal(text, "mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.keyring().unseal(bytes.fromhex(encrypted_text), "mfa")
