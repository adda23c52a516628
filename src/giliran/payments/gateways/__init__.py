"""Where bills are paid, behind one interface: `offline`, or `http` where an address is set."""

from __future__ import annotations

from django.conf import settings

from giliran.payments.gateways.base import Answer, Gateway, Registration
from giliran.payments.gateways.http import HttpGateway
from giliran.payments.gateways.offline import OfflineGateway

__all__ = ["Answer", "Gateway", "Registration", "gateway"]


def gateway() -> Gateway:
    if settings.PAYMENT_URL:
        return HttpGateway(settings.PAYMENT_URL, settings.PAYMENT_TOKEN)
    return OfflineGateway()
