"""What allauth asks the product: how mail leaves, and how second factors are kept."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import get_language

from giliran.core import clock, secrets
from giliran.notifications import services as notifications
from giliran.offices import selectors as offices


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

    def new_user(self, request: Any) -> Any:
        user = super().new_user(request)
        user.created_at = clock.now()
        user.language = get_language() or "id"
        return user


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with the installation's keys."""

    def encrypt(self, text: str) -> str:
        return secrets.keyring().seal(text, "mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.keyring().unseal(bytes.fromhex(encrypted_text), "mfa")
