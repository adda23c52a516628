"""A complaint comes in: by the web form, by an officer who writes down what was said, or by an adapter."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from giliran.booking.models import Booking
from giliran.complaints import permissions, policy, selectors
from giliran.complaints.models import Attachment, Complaint, ComplaintMove, Link
from giliran.complaints.selectors import NOBODY_NAMED, Contact
from giliran.complaints.sentences import refusal
from giliran.complaints.services import letters
from giliran.complaints.services.move import not_too_long, record
from giliran.complaints.services.photos import Photo, Picture, draw_anew
from giliran.complaints.services.repeat import TOKEN_BYTES, Request, filed_before, request_of
from giliran.complaints.states import (
    CLASS_OF,
    IN_CONFIDENCE,
    Category,
    Channel,
    ComplaintClass,
    Mode,
    Side,
    State,
)
from giliran.core import ids, masks
from giliran.core.secrets import keyring
from giliran.core.types import NOBODY, Actor
from giliran.offices.models import Office

_MOST_OF_A_NAME = 100


@dataclass(frozen=True, slots=True)
class ComplaintDraft:
    """A complaint as typed. `booking_code` may be empty, `office` None."""

    category: str
    text: str
    mode: str = Mode.NAMED
    office: Office | None = None
    booking_code: str = ""
    contact: Contact = NOBODY_NAMED
    photos: Sequence[Photo] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. `token` is the secret of the link, told this once; where the same was here before (`is_new` is
    False) empty for a message, and once more for a press."""

    complaint: Complaint
    token: str
    is_new: bool = True


def file_complaint(*, draft: ComplaintDraft, by: Actor, now: datetime, language: str, key: str = "") -> Received:
    """The web form, or an app. Whoever is signed in finds it under their account, unless they are anonymous. The same
    `key` again (the account's own, up to 64 characters) gives the same complaint and link.

    Raises `Refusal` with the field it belongs to: `category_missing`, `text_missing`, `text_too_long`,
    `booking_unknown`, `contact_missing`, `email_unreadable`, `photos_too_many` and the others about photos;
    `key_reused` where the key came with something else.
    """
    request = request_of(draft, key, by.user_id) if key else None
    return _take_in(
        draft, channel=Channel.WEB, by=by, account_id=by.user_id, request=request, now=now, language=language
    )


def enter_complaint(
    *, draft: ComplaintDraft, channel: Channel, reference: str = "", by: Actor, now: datetime, language: str = "id"
) -> Received:
    """An officer writes down what came by another channel, with the reference that the channel gave it (R110).

    At an office only for that office (or for the country); headquarters for any. Raises as `file_complaint`.
    """
    at_own = draft.office is not None and permissions.may_work_at(by, draft.office.pk)
    if not (at_own or permissions.is_headquarters(by)):
        raise PermissionDenied
    return _take_in(draft, channel=channel, reference=reference, by=by, now=now, language=language)


def receive(
    *,
    channel: Channel,
    reference: str,
    text: str,
    sender: str,
    now: datetime,
    by: Actor,
    contact: Contact = NOBODY_NAMED,
    category: str = Category.OTHER,
    office: Office | None = None,
    photos: Sequence[Photo] = (),
    language: str = "id",
) -> Received:
    """What an adapter brings. `reference` is the channel's own name of the message: the same one again is the same
    complaint, however often it is delivered. `sender` (a telephone number, an address) is kept as a keyed hash, so
    that two of the same person can be offered for merging. Text beyond the limit is cut with a mark, never refused;
    photos that cannot be read are left out."""
    draft = ComplaintDraft(category, _cut(text), Mode.NAMED, office, contact=contact, photos=photos)
    return _take_in(
        draft, channel=channel, reference=reference, sender=sender, by=by, now=now, language=language, is_adapter=True
    )


def _take_in(
    draft: ComplaintDraft,
    *,
    channel: Channel,
    by: Actor,
    now: datetime,
    language: str,
    reference: str = "",
    sender: str = "",
    account_id: int | None = None,
    request: Request | None = None,
    is_adapter: bool = False,
) -> Received:
    told = request.token if request else ""
    before = _same(channel, reference, request)
    if before is not None:
        return Received(before, told, is_new=False)
    pictures = draw_anew(draft.photos, leave_out=is_adapter)
    if not is_adapter:
        _check(draft, has_photos=bool(pictures), is_known=account_id is not None)
    booking = _booking(draft.booking_code)
    try:
        with transaction.atomic():
            complaint = _write(draft, channel, reference, sender, account_id, request, booking, by, now, language)
            _keep_photos(complaint, pictures, now)
            token = new_link(complaint, now=now, token=told)
            letters.tell_received(complaint, now=now)
    except IntegrityError:  # the same message or press came twice at the same moment
        before = _same(channel, reference, request)
        if before is None:
            raise
        return Received(before, told, is_new=False)
    return Received(complaint, token)


def sender_hash(channel: Channel, sender: str) -> bytes:
    """By which two messages of the same address or number on a channel are known as those of one person."""
    return keyring().blind(f"{channel}|{sender}", "complaint sender")


def keep_more(complaint: Complaint, pictures: Sequence[Picture], *, now: datetime) -> None:
    """What came with a later message, as far as there is room. The caller has locked the complaint."""
    if pictures:
        there = complaint.attachments.count()
        _keep_photos(complaint, pictures[: policy.MOST_PHOTOS - there], now, first=there + 1)


def new_link(complaint: Complaint, *, now: datetime, token: str = "") -> str:
    """The secret of a fresh link, by chance or as given; sealed too where a letter may have to carry it."""
    token = token or secrets.token_urlsafe(TOKEN_BYTES)
    may_be_written_to = complaint.contact_sealed is not None
    Link.objects.create(
        complaint=complaint,
        token_hash=selectors.digest_of(token),
        token_sealed=keyring().seal(token, complaint.place_of("link")) if may_be_written_to else None,
        made_at=now,
    )
    return token


def _same(channel: Channel, reference: str, request: Request | None) -> Complaint | None:
    if request is not None:
        return filed_before(request)
    return Complaint.objects.filter(channel=channel, channel_reference=reference).first() if reference else None


def _check(draft: ComplaintDraft, *, has_photos: bool, is_known: bool) -> None:
    if draft.category not in Category.values:
        raise refusal("category_missing", field="category")
    if not draft.text.strip() and not has_photos:
        raise refusal("text_missing", field="text")
    not_too_long(draft.text)
    if draft.mode not in Mode.values:
        raise refusal("contact_missing", field="mode")
    if draft.mode == Mode.NAMED and not (is_known or draft.contact.name.strip()):
        raise refusal("contact_missing", field="name")
    if draft.contact.email:
        try:
            validate_email(draft.contact.email)
        except ValidationError as fault:
            raise refusal("email_unreadable", field="email") from fault


def _booking(typed: str) -> Booking | None:
    if not typed.strip():
        return None
    code = ids.parse_booking_code(typed)
    found = Booking.objects.filter(code=code).first() if code else None
    if found is None:
        raise refusal("booking_unknown", field="booking")
    return found


def _write(
    draft: ComplaintDraft,
    channel: Channel,
    reference: str,
    sender: str,
    account_id: int | None,
    request: Request | None,
    booking: Booking | None,
    by: Actor,
    now: datetime,
    language: str,
) -> Complaint:
    category, mode, office = Category(draft.category), Mode(draft.mode), _home(draft.office)
    klass = CLASS_OF.get(category, ComplaintClass.ORDINARY)
    in_confidence = category in IN_CONFIDENCE
    due = selectors.deadlines_for(office, klass, now)
    complaint = Complaint(
        number=ids.new_booking_code(),
        channel=channel,
        channel_reference=reference[:200],
        request_key=request.key if request else None,
        request_digest=request.digest if request else None,
        mode=mode,
        account_id=None if mode == Mode.ANONYMOUS else account_id,
        sender_hash=sender_hash(channel, sender) if sender else None,
        language=language,
        category=category,
        klass=klass,
        office=office,
        booking=booking,
        text=masks.mask_numbers(draft.text.replace("\r\n", "\n").strip()),
        state=State.SUBMITTED,
        state_at=now,
        filed_at=now,
        entered_by=by.user_id if by.is_staff and channel != Channel.WEB else None,
        in_confidence=in_confidence,
        at_headquarters=in_confidence or office is None,
        verify_due_at=due.verify_due_at,
        first_answer_due_at=due.first_answer_due_at,
        close_due_at=due.close_due_at,
        due_at=due.verify_due_at,
    )
    complaint.contact_sealed = _sealed(complaint, draft.contact)
    complaint.save(force_insert=True)
    hidden = mode != Mode.NAMED or in_confidence
    by = NOBODY if hidden and channel == Channel.WEB else by
    _first_step(complaint, by, now)
    return complaint


def _first_step(complaint: Complaint, by: Actor, now: datetime) -> None:
    """Who filed in confidence or anonymously stands neither in the history nor in the log."""
    is_entered = complaint.entered_by is not None
    ComplaintMove.objects.create(
        complaint=complaint, at=now, what="complaint.filed", side=Side.OFFICE if is_entered else Side.COMPLAINANT,
        by_id=complaint.entered_by, from_state="", to_state=State.SUBMITTED, at_headquarters=complaint.at_headquarters,
    )  # fmt: skip
    facts = {"channel": complaint.channel, "category": complaint.category, "mode": complaint.mode}
    record("complaint.filed", complaint, by=by, now=now, data=facts)


def _home(office: Office | None) -> Office | None:
    """An event's and a service point's complaints are those of the office behind it."""
    return (office.parent or office) if office else None


def _sealed(complaint: Complaint, contact: Contact) -> bytes | None:
    """An anonymous person leaves an e-mail address at most, for letters that nobody sees."""
    kept = Contact(email=contact.email) if complaint.mode == Mode.ANONYMOUS else contact
    if not kept:
        return None
    tidy = {name: " ".join(value.split())[:_MOST_OF_A_NAME] for name, value in asdict(kept).items()}
    return keyring().seal(json.dumps(tidy), complaint.place_of("contact_sealed"))


def _keep_photos(complaint: Complaint, pictures: Sequence[Picture], now: datetime, *, first: int = 1) -> None:
    Attachment.objects.bulk_create(
        Attachment(complaint=complaint, number=number, created_at=now, **asdict(one))
        for number, one in enumerate(pictures, start=first)
    )


def _cut(text: str) -> str:
    from_channel = text.strip()
    most = policy.MOST_FROM_A_CHANNEL
    return from_channel if len(from_channel) <= most else from_channel[:most].rstrip() + " [...]"
