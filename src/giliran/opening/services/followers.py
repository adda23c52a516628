"""Whoever follows an office hears that its opening takes entries."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.models import User
from giliran.accounts.services.tell import tell
from giliran.core import db, formats
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.opening.models import Opening
from giliran.opening.states import State
from giliran.outreach.selectors.follows import followers_after

AT_ONCE = 200


def tell_followers_due(now: datetime) -> int:
    """Tick step: the next followers of each opening that gathers, until all have been told. Returns how many."""
    due = Opening.objects.filter(state=State.GATHERING, followers_told_to__isnull=False).select_related("office")
    return sum(_tell_some(opening, now) for opening in due)


def _tell_some(opening: Opening, now: datetime) -> int:
    """One batch in one transaction, with how far it came: a worker that dies leaves none out and tells none twice."""
    told_to = opening.followers_told_to or 0
    followers = followers_after(opening.office_id, told_to, AT_ONCE)
    with transaction.atomic():
        mine = Opening.objects.filter(pk=opening.pk, state=State.GATHERING, followers_told_to=told_to)
        if not db.claim(mine, followers_told_to=followers[-1] if followers else None):
            return 0
        for account in User.objects.filter(pk__in=followers, is_active=True).order_by("pk"):
            _tell(account, opening, now)
    return len(followers)


def _tell(account: User, opening: Opening, now: datetime) -> None:
    tz = opening.office.timezone
    with translation.override(account.language):
        days = [formats.date_words(day, account.language) for day in (opening.first_date, opening.last_date)]
        notice = Notice(
            subject=_("%(office)s takes entries now") % {"office": opening.office.name},
            paragraphs=[
                _("You follow this office: its next opening takes entries now. When you enter makes no difference, as "
                  "long as it is before entries close.")
            ],
            facts=[
                (_("Visits from"), days[0]),
                (_("Visits until"), days[1]),
                (_("Entries close"), formats.moment_words(opening.freezes_at, tz, account.language)),
            ],
            url=f"{settings.PUBLIC_URL}/openings/{opening.pk}/",
            link_words=_("See the opening"),
        )  # fmt: skip
    tell(
        account, kind=Kind.FOLLOWED, data=dict(notice), key=f"gathers:{opening.pk}:{account.pk}", now=now, tz=tz,
        about=f"opening:{opening.pk}", expires_at=opening.freezes_at,
    )  # fmt: skip
