"""What each refusal says to the citizen: one sentence that names what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "unknown_slot": _("This time does not exist any more. Choose another one."),
    "party_size": _("A booking is for one to five people."),
    "unknown_person": _("One of the people is no longer on your list. Choose the people again."),
    "same_person_twice": _("The same person stands twice in this booking. Leave one of them out."),
    "unknown_service": _("Choose what this person needs."),
    "unknown_purpose": _("Choose what the passport is for."),
    "unknown_booklet": _("Choose the kind of passport."),
    "walk_in_service": _("This service needs no booking: come to the office on any working day."),
    "service_age": _("This service is not for somebody of this age on the day of the visit."),
    "booklet_age": _("A passport for ten years is for people of 17 and over. Choose one for five years."),
    "minor_alone": _("A child under 17 comes with a parent or guardian. Confirm that one of them will be there."),
    "past": _("This time has begun or is over. Choose a later one."),
    "closed": _("The office does not work at this time. Choose another day."),
    "not_open": _("These seats are not open yet."),
    "reserved": _("These seats are given in the opening of this office. Enter it to take part."),
    "already_booked": _("This person has a booking already."),
    "too_many": _("Your account would hold more places than one account may. Use or cancel a booking first."),
    "full": _("This time has just been filled. Nothing has been booked; your answers are kept."),
    "returning": _("A seat here comes back shortly. Choose another time or look again later."),
    "cooling": _("This person missed a visit lately and can book again later. Customer service can lift this."),
    "nobody_chosen": _("Choose whose place is given back."),
    "visit_begun": _("The visit has begun or is over, so it cannot be changed here. Ask at the desk of the office."),
    "cancelled_already": _("This booking has been cancelled already."),
    "moved_already": _("This booking has been moved already. Open the new one."),
    "attended_already": _("This person has been let in already."),
    "missed": _("This visit is over, and nobody came. You can book again."),
    "move_too_late": _("A visit can be moved until the day before. You can still cancel it until it starts."),
    "moved_once": _("This booking has been moved as often as is possible. You can still cancel it."),
    "changes_used_up": _("Somebody in this party has used up this month's changes. You can still cancel."),
    "other_office": _("A visit can be moved at its own office only. For another office, cancel and book again."),
    "same_time": _("This is the time that you have. Choose another one."),
    "day_is_kept": _("The office works on this day, so nobody needs to be moved."),
    "nobody_to_clear": _("Nobody holds a seat on this day any more."),
    "clearing_begun": _("The bookings of this day are being moved or cancelled already."),
    "clearing_over": _("This is finished: every booking has its answer."),
    "clearing_stopped": _("This has been stopped already."),
    "not_moved_by_office": _("This time was chosen by you and not by the office. You can cancel it."),
    "clearing_running": _("This is running already."),
    "key_reused": _("This request was sent before with other content. Start the booking again."),
}


def sentence(code: str) -> Any:
    return SENTENCES.get(code) or lazystr(code)
