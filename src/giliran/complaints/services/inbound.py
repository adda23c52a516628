"""What people write to us elsewhere comes in by itself: letters of a mailbox, messages of WhatsApp (R110)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.complaints import selectors
from giliran.complaints.gateways import Inbound, letter, mailbox, whatsapp
from giliran.complaints.models import Complaint
from giliran.complaints.policy.guess import category_of
from giliran.complaints.policy.signed import is_signed
from giliran.complaints.selectors import Contact
from giliran.complaints.sentences import refusal
from giliran.complaints.services.citizen import answer
from giliran.complaints.services.photos import Photo
from giliran.complaints.services.receive import receive, sender_hash
from giliran.complaints.states import OVER, Channel
from giliran.core.errors import Refusal
from giliran.core.types import Actor

log = structlog.get_logger(__name__)

AT_ONCE = 20
"""Letters of one round."""

SAME_MATTER = timedelta(days=14)
"""So long what somebody sends by WhatsApp belongs to what they sent before, while it is open."""

_NUMBER = re.compile(r"\bADU[- ]?((?:[0-9A-Z]{3}[- ]?){3})\b", re.IGNORECASE)


def read_mailbox(now: datetime) -> int:
    """Worker's round: take the letters that nobody has read. Each is marked only after it was taken, and known by its
    name, so that a worker may die anywhere. A mailbox that cannot be read is asked again. Returns how many."""
    taken = 0
    try:
        with mailbox.opened() as box:
            for waiting in box.waiting(AT_ONCE):
                if waiting.raw is None:
                    log.warning("a letter is too large and waits for a person", uid=waiting.uid.decode())
                else:
                    taken += take_in(letter.read(waiting.raw), door="mailbox", now=now) is not None
                box.mark_read(waiting)
    except mailbox.MailboxFailed as fault:
        log.warning("mailbox not read", fault=str(fault))
    return taken


def take_whatsapp(*, body: bytes, signature: str, now: datetime) -> int:
    """Take a call of WhatsApp: what people wrote to our number. The same call again changes nothing. Returns how many
    messages it held. Raises `Refusal`: `inbound_off`, `inbound_unsigned`, `inbound_unreadable`."""
    if not settings.WHATSAPP_SECRET:
        raise refusal("inbound_off")
    if not is_signed(settings.WHATSAPP_SECRET, signature, body):
        log.warning("call of WhatsApp not believed")
        raise refusal("inbound_unsigned")
    try:
        found = whatsapp.read(body)
    except whatsapp.Unreadable as fault:
        raise refusal("inbound_unreadable") from fault
    for message in found:
        take_in(message, door="whatsapp", now=now)
    return len(found)


def take_in(message: Inbound, *, door: str, now: datetime) -> Complaint | None:
    """A new complaint, or one more message on the one that it answers; None for what no person wrote."""
    if message.is_by_machine or not message.sender:
        return None
    channel, by = Channel(message.channel), Actor(user_id=None, label=door, door=door)
    before = Complaint.objects.filter(channel=channel, channel_reference=message.key).first()
    if before is not None:
        return before
    text, photos = _text(message), [Photo(*one) for one in message.files]
    known = _answered(message, now)
    if known is not None and known.channel_reference == message.key:
        return known  # somebody else has just taken it
    if known is not None:
        try:
            said = text[:_MOST_OF_AN_ANSWER]
            answer(complaint=known, text=said, by=by, now=now, reference=message.key, photos=photos)
            return known
        except Refusal:  # it is over: then the message stands for itself
            log.info("message taken as a complaint of its own", number=known.number)
    is_mail = channel == Channel.EMAIL
    contact = Contact(message.name, message.sender if is_mail else "", "" if is_mail else message.sender)
    taken = receive(
        channel=channel, reference=message.key, text=text, sender=message.sender, contact=contact, by=by, now=now,
        category=category_of(text), photos=photos,
    )  # fmt: skip
    return taken.complaint


_MOST_OF_AN_ANSWER = 9_000


def _text(message: Inbound) -> str:
    subject = "" if _NUMBER.search(message.subject) else message.subject
    with translation.override("id"):
        lost = _("(Something was sent along that could not be taken in.)") if message.lost else ""
    said = "\n\n".join(part for part in (subject, message.text, lost) if part)
    return said or "-"


def _answered(message: Inbound, now: datetime) -> Complaint | None:
    """The complaint that a message belongs to: by the number in the subject, if it comes from the person's own address;
    by the sender, on WhatsApp; the one that has the message already, if it was delivered before."""
    if message.channel == Channel.WHATSAPP:
        recent = Complaint.objects.filter(
            channel=Channel.WHATSAPP,
            sender_hash=sender_hash(Channel.WHATSAPP, message.sender),
            filed_at__gte=now - SAME_MATTER,
        )
        recent = recent.select_related("office", "account").order_by("-filed_at")
        return recent.filter(replies__reference=message.key).first() or recent.exclude(state__in=OVER).first()
    found = _NUMBER.search(message.subject)
    number = selectors.parse_number(found[1]) if found else ""
    complaint = Complaint.objects.select_related("office", "account").filter(number=number).first() if number else None
    return complaint if complaint and _is_theirs(complaint, message.sender) else None


def _is_theirs(complaint: Complaint, address: str) -> bool:
    account = complaint.account
    known = {selectors.contact_of(complaint).email, account.email if account else ""}
    return address in {one.strip().lower() for one in known if one}
