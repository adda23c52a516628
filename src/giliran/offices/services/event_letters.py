"""What an organisation is told about its request, in the language in which it asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.core import formats, ids
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice
from giliran.offices.models import EventRequest


def tell_asked(request: EventRequest, token: str, *, now: datetime) -> None:
    """That the request has arrived, with the link to it."""
    with translation.override(request.language):
        subject = _("Request %(number)s for an event has arrived") % {"number": ids.show_code(request.number)}
        said = [
            _("%(office)s will answer. You need not do anything until then.") % {"office": request.parent.name},
            _("Keep this letter: whoever has the link below sees the request and can act for your organisation."),
        ]
    _send(request, token, subject, said, key="asked", now=now)


def tell_refused(request: EventRequest, token: str, *, now: datetime) -> None:
    with translation.override(request.language):
        subject = _("Request %(number)s cannot be met") % {"number": ids.show_code(request.number)}
        said = [
            _("%(office)s cannot come: %(reason)s") % {"office": request.parent.name, "reason": request.reason},
            _("You can ask again with other days or for another place."),
        ]
    _send(request, token, subject, said, key="refused", now=now)


def tell_approved(request: EventRequest, token: str, days: Sequence[date], *, now: datetime) -> None:
    with translation.override(request.language):
        subject = _("Request %(number)s is approved: send the list of people") % {
            "number": ids.show_code(request.number)
        }
        words = "; ".join(formats.date_words(day, request.language) for day in days)
        said = [
            _("%(office)s comes on: %(days)s.") % {"office": request.parent.name, "days": words},
            _("Open the link, load the template, fill in the people and upload it. Each gets a ticket of their own."),
        ]
    _send(request, token, subject, said, key="approved", now=now)


def tell_list_done(request: EventRequest, token: str, key: str, *, seated: int, wrong: int, now: datetime) -> None:
    """That every row of a list has its answer."""
    with translation.override(request.language):
        subject = _("List for request %(number)s is worked through") % {"number": ids.show_code(request.number)}
        said = [_("%(seated)s people have a seat by it, %(wrong)s do not.") % {"seated": seated, "wrong": wrong}]
        if wrong:
            said.append(_("The page names each row without a seat and why. Correct them and send them again."))
    _send(request, token, subject, said, key=f"list-{key}", now=now)


def page_url(token: str) -> str:
    return f"{settings.PUBLIC_URL}/events/{token}/"


def _send(request: EventRequest, token: str, subject: str, said: list[str], *, key: str, now: datetime) -> None:
    with translation.override(request.language):
        notice = Notice(
            subject=subject,
            paragraphs=said,
            facts=[
                (_("Request"), ids.show_code(request.number)),
                (_("Organisation"), request.organisation),
                (_("Place of the event"), request.place),
            ],
            url=page_url(token),
            link_words=_("Open the request"),
        )
    notifications.enqueue(
        event="notice", address=request.contact_email, language=request.language, data=dict(notice),
        key=f"event-{key}:{request.number}", now=now,
    )  # fmt: skip
