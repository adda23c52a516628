"""Complaints: received, worked on, handed up and back, joined, answered, closed."""

from giliran.complaints.services.citizen import (
    MOST_OF_A_RATING,
    accept,
    answer,
    close_link,
    may_reopen,
    rate,
    reopen,
    reopen_by_staff,
)
from giliran.complaints.services.closing import close_answered
from giliran.complaints.services.handing import escalate, escalate_overdue, hand_back
from giliran.complaints.services.joined import MOST_AT_ONCE, merge, tell_joined
from giliran.complaints.services.linking import answer_restored, link_to_booking, link_to_incident
from giliran.complaints.services.photos import Photo
from giliran.complaints.services.receive import (
    ComplaintDraft,
    Received,
    enter_complaint,
    file_complaint,
    receive,
)
from giliran.complaints.services.watching import link_new_to_incidents, propose_incident_due
from giliran.complaints.services.work import (
    ask_back,
    assign,
    note,
    open_contact,
    reject,
    reply,
    resolve,
    take,
    verify,
)

__all__ = [
    "MOST_AT_ONCE",
    "MOST_OF_A_RATING",
    "ComplaintDraft",
    "Photo",
    "Received",
    "accept",
    "answer",
    "answer_restored",
    "ask_back",
    "assign",
    "close_answered",
    "close_link",
    "enter_complaint",
    "escalate",
    "escalate_overdue",
    "file_complaint",
    "hand_back",
    "link_new_to_incidents",
    "link_to_booking",
    "link_to_incident",
    "may_reopen",
    "merge",
    "note",
    "open_contact",
    "propose_incident_due",
    "rate",
    "receive",
    "reject",
    "reopen",
    "reopen_by_staff",
    "reply",
    "resolve",
    "take",
    "tell_joined",
    "verify",
]
