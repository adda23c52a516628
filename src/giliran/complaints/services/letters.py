"""What the person who complains is told, in their language: to their account, else where they can be written to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.services.tell import tell
from giliran.complaints import policy, selectors
from giliran.complaints.models import Complaint, Link, Reply
from giliran.complaints.states import Channel, ReplyKind, State
from giliran.core import formats
from giliran.core.secrets import keyring
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice
from giliran.notifications.states import Channel as Way
from giliran.notifications.states import Kind

MOST_QUOTED = 1500
"""Signs of an answer that stand in a letter; the whole of it stands on the page."""


def tell_received(complaint: Complaint, *, now: datetime) -> None:
    """The number, the link, and until when somebody answers."""
    with translation.override(complaint.language):
        said = [
            _("Your complaint has arrived. It is checked by %(verify)s and gets a first answer by %(answer)s.")
            % {"verify": day_words(complaint.verify_due_at, complaint),
               "answer": day_words(complaint.first_answer_due_at, complaint)},
        ]  # fmt: skip
        if complaint.account_id is None:
            said.append(_("Whoever has the link below reads what was said and can answer. Keep it to yourself; it can "
                          "be closed on its page."))  # fmt: skip
        _send(complaint, _("Complaint %(number)s has arrived") % _number(complaint), said, "received", now)


def tell_said(complaint: Complaint, reply: Reply, *, now: datetime) -> None:
    """An answer, a first answer or a question, with its words; for a joined complaint too, once each."""
    with translation.override(complaint.language):
        subjects = {
            ReplyKind.ANSWER: _("Your complaint %(number)s is answered"),
            ReplyKind.INTERIM: _("First answer to your complaint %(number)s"),
            ReplyKind.QUESTION: _("A question about your complaint %(number)s"),
        }
        said = [_quoted(reply.text)]
        if reply.kind == ReplyKind.QUESTION and complaint.closes_at:
            said.append(_("Please answer by %(date)s; without an answer the complaint is closed.")
                        % {"date": day_words(complaint.closes_at, complaint)})  # fmt: skip
        elif reply.kind == ReplyKind.ANSWER:
            said.append(_("If it does not help you, say so on the page: it is worked on further. You can rate the "
                          "answer there too."))  # fmt: skip
        _send(complaint, subjects[ReplyKind(reply.kind)] % _number(complaint), said, f"reply:{reply.pk}", now)


def tell_moved(complaint: Complaint, *, reason: str = "", now: datetime) -> None:
    """That it was rejected, handed on, closed or opened again."""
    with translation.override(complaint.language):
        told = {
            State.REJECTED: (
                _("Your complaint %(number)s is not accepted"),
                [_("The reason: %(reason)s") % {"reason": reason},
                 _("If you see it differently, you can have it reopened within ten days, once.")],
            ),
            State.FORWARDED: (
                _("Your complaint %(number)s was forwarded"),
                [_("%(who)s works on it now.") % {"who": who_works(complaint)}],
            ),
            State.RESOLVED: (
                _("Your complaint %(number)s is closed"),
                [*([_("The reason: %(reason)s") % {"reason": reason}] if reason else []),
                 _("If it is not settled, you can reopen it within ten days, once.")],
            ),
            State.REOPENED: (
                _("Your complaint %(number)s is open again"),
                [_("Somebody looks at it anew by %(date)s.")
                 % {"date": day_words(complaint.due_at or now, complaint)}],
            ),
        }  # fmt: skip
        subject, said = told[State(complaint.state)]
        key = f"{complaint.state}:{complaint.version}"
        _send(complaint, subject % _number(complaint), said, key, now)


def tell_new_link(complaint: Complaint, *, now: datetime) -> None:
    """The address that takes the place of one that was closed."""
    with translation.override(complaint.language):
        said = [_("The old link is closed and shows nothing any more. This is the new one.")]
        subject = _("New link to your complaint %(number)s") % _number(complaint)
        _send(complaint, subject, said, f"link:{now.isoformat()}", now)


def who_works(complaint: Complaint) -> str:
    """Who has to act, in the language that is active."""
    if complaint.at_headquarters or complaint.office is None:
        return _("Headquarters")
    return complaint.office.name


def day_words(due_at: datetime, complaint: Complaint) -> str:
    """The day with which a term ends, in the language of the complaint."""
    last = policy.last_day_of(due_at, selectors.zone_of(complaint.office))
    return formats.date_words(last, complaint.language)


def page_url(complaint: Complaint) -> str:
    """Where its person reads it: under their account, by the link, or (where no letter may carry one) the page on which
    a link is typed."""
    if complaint.account_id is not None:
        return f"{settings.PUBLIC_URL}/me/complaints/{complaint.number}/"
    link = Link.objects.filter(complaint=complaint, closed_at=None).first()
    if link is None or link.token_sealed is None:
        return f"{settings.PUBLIC_URL}/complaints/"
    return f"{settings.PUBLIC_URL}/complaints/{keyring().unseal(link.token_sealed, complaint.place_of('link'))}/"


def _number(complaint: Complaint) -> dict[str, str]:
    return {"number": selectors.show_number(complaint.number)}


def _quoted(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else text[:MOST_QUOTED].rstrip() + " ..."


def _send(complaint: Complaint, subject: str, said: Sequence[str], what: str, now: datetime) -> None:
    notice = Notice(
        subject=subject,
        paragraphs=list(said),
        facts=[
            (_("Number"), selectors.show_number(complaint.number)),
            (_("Subject of the complaint"), str(complaint.get_category_display())),
            (_("Who works on it"), who_works(complaint)),
        ],
        url=page_url(complaint),
        link_words=_("See the complaint"),
    )
    key, about = f"complaint:{complaint.number}:{what}", f"complaint:{complaint.number}"
    zone = selectors.zone_of(complaint.office)
    if complaint.account is not None:
        tell(complaint.account, kind=Kind.COMPLAINT, data=dict(notice), key=key, now=now, tz=zone, about=about)
        return
    contact = selectors.contact_of(complaint)
    way, address = _way(complaint, contact)
    if address:
        notifications.enqueue(
            event="notice", channel=way, address=address, language=complaint.language, data=dict(notice), key=key,
            now=now, kind=Kind.COMPLAINT, about=about,
        )  # fmt: skip


def _way(complaint: Complaint, contact: selectors.Contact) -> tuple[str, str]:
    if complaint.channel == Channel.WHATSAPP and contact.phone:
        return Way.WHATSAPP, contact.phone
    return Way.EMAIL, contact.email
