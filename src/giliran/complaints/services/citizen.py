"""What the person who complains does: answers, accepts, reopens once, rates, closes the link.

Whoever holds the secret of the link, or is signed in to the account that filed it, may; selectors find the complaint
for them (`selectors.by_link`, `selectors.one_of_mine`), so that these functions ask no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from giliran.complaints import selectors
from giliran.complaints.models import Complaint, Link, Reply
from giliran.complaints.sentences import refusal
from giliran.complaints.services import letters
from giliran.complaints.services.move import lock, move, reason_of, record, require_lead, say, words
from giliran.complaints.services.photos import Photo, draw_anew
from giliran.complaints.services.receive import keep_more, new_link
from giliran.complaints.states import OVER, Mode, ReplyKind, Side, State
from giliran.core import db, masks
from giliran.core.types import NOBODY, Actor

REOPEN_WITHIN = timedelta(days=10)
REOPENED_DAYS = 5
"""Working days in which a reopened complaint, or one that the person came back to, is looked at."""

MOST_OF_A_RATING = 1000


def answer(
    *,
    complaint: Complaint,
    text: str,
    by: Actor,
    now: datetime,
    reference: str = "",
    key: str = "",
    photos: Sequence[Photo] = (),
) -> Reply:
    """Say something to those who work on it, whatever they do at the same moment. After a question or an answer it is
    theirs again, for five working days. The same `reference` (a message of a channel) or `key` (up to 64 characters)
    twice is one message, with its photos once; photos for which there is no room, or that cannot be read, are left out.

    Raises `Refusal` (`words_missing`, `text_too_long`; `key_reused` where the key came with other words; `not_now` once
    it is closed: then it can be reopened).
    """
    said = words(text)
    reference = f"key:{key}" if key else reference
    pictures = draw_anew(photos, leave_out=True)
    with transaction.atomic():
        lock(complaint)
        before = Reply.objects.filter(complaint=complaint, reference=reference).first() if reference else None
        if before is not None:
            return _same(before, said) if key else before
        if complaint.state in OVER:
            raise refusal("not_now")
        made = _say(complaint, said, by=by, now=now, reference=reference)
        keep_more(complaint, pictures, now=now)
    return made


def accept(*, complaint: Complaint, by: Actor, now: datetime) -> None:
    """The person says that it is settled."""
    with transaction.atomic():
        move(complaint, State.RESOLVED, by=_shown(complaint, by), now=now, event="complaint.accepted",
             side=Side.COMPLAINANT, closes_at=None, asked_at=None)  # fmt: skip


def may_reopen(complaint: Complaint, *, now: datetime) -> str | None:
    """Why the person cannot reopen it, as the code of a refusal; None if they can."""
    if complaint.state not in OVER:
        return "not_now"
    if complaint.reopened_at is not None:
        return "reopened_once"
    return "reopen_too_late" if now > complaint.state_at + REOPEN_WITHIN else None


def reopen(*, complaint: Complaint, text: str, by: Actor, now: datetime) -> Reply:
    """The person is not content: once, within ten days after it was closed or not accepted. It stands on its own again
    if it was joined with another. Raises `Refusal` (`reopened_once`, `reopen_too_late`, `not_now`, `words_missing`)."""
    said = words(text)
    with transaction.atomic():
        lock(complaint)
        why = may_reopen(complaint, now=now)
        if why:
            raise refusal(why)
        by = _shown(complaint, by)
        _part(complaint)
        move(complaint, State.REOPENED, by=by, now=now, event="complaint.reopened", side=Side.COMPLAINANT,
             reopened_at=now, **_back(complaint, now))  # fmt: skip
        made = say(complaint, said, side=Side.COMPLAINANT, kind=ReplyKind.MESSAGE, by=by, now=now)
        letters.tell_moved(complaint, now=now)
    return made


def reopen_by_staff(*, complaint: Complaint, reason: str, by: Actor, now: datetime) -> None:
    """Somebody in charge opens it again. What headquarters has closed lies there, so that no office opens it (it hears
    `at_headquarters`). The person's own right is not used up."""
    require_lead(by, complaint)
    why = reason_of(reason)
    with transaction.atomic():
        move(complaint, State.REOPENED, by=by, now=now, event="complaint.reopened", reason=why, **_back(complaint, now))
        letters.tell_moved(complaint, now=now)


def rate(*, complaint: Complaint, score: int | None, comment: str, by: Actor, now: datetime) -> None:
    """How good the answer was, 1 to 4; the last word counts. Raises `Refusal` (`rating_missing`, `rating_later`,
    `reason_too_long`)."""
    if score is None or score not in range(1, 5):
        raise refusal("rating_missing", field="score")
    if complaint.state not in (State.RESPONDED, *OVER):
        raise refusal("rating_later")
    said = " ".join(comment.split())
    if len(said) > MOST_OF_A_RATING:
        raise refusal("reason_too_long", field="comment")
    with transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(rating=score, rating_words=said)
        record("complaint.rated", complaint, by=_shown(complaint, by), now=now, data={"score": score})
    complaint.rating, complaint.rating_words = score, said


def close_link(*, complaint: Complaint, by: Actor, now: datetime) -> bool:
    """The link shows nothing any more, to nobody. Where the person can be written to they get a new one by letter;
    returns whether. The complaint itself goes on."""
    with transaction.atomic():
        open_ = Link.objects.filter(complaint=complaint, closed_at=None)
        if not db.claim(open_, closed_at=now, token_sealed=None):
            return False
        record("complaint.link_closed", complaint, by=_shown(complaint, by), now=now)
        is_told = complaint.account_id is None and bool(selectors.contact_of(complaint).email)
        if is_told:
            new_link(complaint, now=now)
            letters.tell_new_link(complaint, now=now)
    return is_told


def _say(complaint: Complaint, said: str, *, by: Actor, now: datetime, reference: str) -> Reply:
    comes_back = complaint.state == State.RESPONDED or complaint.asked_at is not None
    by = _shown(complaint, by)
    if complaint.state == State.RESPONDED:
        _part(complaint)
    made = say(complaint, said, side=Side.COMPLAINANT, kind=ReplyKind.MESSAGE, by=by, now=now, reference=reference)
    to = State.IN_PROGRESS if comes_back else None
    changes = _back(complaint, now) if comes_back else {}
    move(complaint, to, by=by, now=now, event="complaint.message", side=Side.COMPLAINANT, **changes)
    return made


def _same(before: Reply, said: str) -> Reply:
    if before.text != masks.mask_numbers(said):
        raise refusal("key_reused")
    return before


def _shown(complaint: Complaint, by: Actor) -> Actor:
    """Whoever did not say their name, or reports in confidence, stands nowhere beside what they do."""
    return NOBODY if complaint.mode != Mode.NAMED or complaint.in_confidence else by


def _back(complaint: Complaint, now: datetime) -> dict[str, Any]:
    until = selectors.working_days_from(complaint.office, now, REOPENED_DAYS)
    return {"extended_until": until, "asked_at": None, "closes_at": None}


def _part(complaint: Complaint) -> None:
    """It is no longer joined with another."""
    if complaint.merged_into_id is not None:
        Complaint.objects.filter(pk=complaint.pk).update(merged_into=None)
        complaint.merged_into = None
