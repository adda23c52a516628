"""What a person reads for each reason of `catalogue.policy`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from giliran.accounts.policy import Reason

_SENTENCES: Mapping[str, Any] = {
    "service_for_older": _(
        "This service is for people from %(from_age)s years on, and this person will be %(age)s on the day "
        "of the visit. Choose the child's passport."
    ),
    "service_for_younger": _(
        "This service is for children below %(below_age)s, and this person will be %(age)s on the day of "
        "the visit. Choose a new passport or a renewal."
    ),
}


def _render(reason: Reason) -> str:
    return str(_SENTENCES[reason.code]) % dict(reason.params)


sentence: Callable[[Reason], str] = lazy(_render, str)
