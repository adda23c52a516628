"""Words about surveys: where an invitation and a comment stand, and what is asked about the person."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InvitationState(TextChoices):
    """What became of a link that was sent after a visit. It is good for one answer."""

    INVITED = "invited", _("Invited")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed by the person")
    EXPIRED = "expired", _("Expired")


MOVES = {
    InvitationState.INVITED: {InvitationState.ANSWERED, InvitationState.CLOSED, InvitationState.EXPIRED},
    InvitationState.ANSWERED: set[InvitationState](),
    InvitationState.CLOSED: set[InvitationState](),
    InvitationState.EXPIRED: set[InvitationState](),
}


class CommentState(TextChoices):
    """Whether the public reads what somebody wrote."""

    WAITING = "waiting", _("To be read")
    PUBLISHED = "published", _("Published")
    HIDDEN = "hidden", _("Hidden")


COMMENT_MOVES = {
    CommentState.WAITING: {CommentState.PUBLISHED, CommentState.HIDDEN},
    CommentState.PUBLISHED: {CommentState.HIDDEN},
    CommentState.HIDDEN: {CommentState.PUBLISHED},
}


class AgeGroup(TextChoices):
    UNDER_25 = "under_25", _("Under 25")
    TO_39 = "25_39", _("25 to 39")
    TO_59 = "40_59", _("40 to 59")
    FROM_60 = "60", _("60 and over")


class Asked(TextChoices):
    """Where somebody said something about the product itself (R114)."""

    BOOKED = "booked", _("After booking")
    ANYWHERE = "anywhere", _("From any page")
