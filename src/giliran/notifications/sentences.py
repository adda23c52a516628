"""What became of a message, said to officers."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WHY: dict[str, str | Promise] = {
    "unreachable": _("The server could not be reached. It will be tried again."),
    "slow": _("The server did not answer in time. It will be tried again."),
    "busy": _("The server asked us to wait. It will be tried again."),
    "ours": _("The server does not let us send. Somebody has to look at the settings."),
    "refused": _("The server refused this message for good."),
    "address": _("There is nobody at this address."),
    "gone": _("The browser no longer takes notifications."),
    "other": _("Something went wrong. It will be tried again."),
}
_EXPIRED = _("What it tells of was over, cancelled or moved before it could be sent.")
_GIVEN_UP = _("It was tried for two days and given up.")
_FINAL = {"refused", "address", "gone"}


def sentence(reason: str, *, is_over: bool, is_expired: bool = False) -> str:
    """Why a message has not arrived. `is_over`: it is not tried again; `is_expired`: it came too late to be sent."""
    if is_expired:
        return str(_EXPIRED)
    return str(_GIVEN_UP if is_over and reason not in _FINAL else _WHY[reason])
