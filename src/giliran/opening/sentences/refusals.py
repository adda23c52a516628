"""What each refusal and outcome of an opening says to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from giliran.booking import sentences as booking

SENTENCES: Mapping[str, Any] = {
    "not_gathering": _("This opening does not take entries yet."),
    "opening_closed": _("This opening is over. See where seats are still free, or enter the next one."),
    "opening_cancelled": _("This opening was cancelled. Nobody lost a turn by it; you can enter another one."),
    "already_entered": _("This person is in an opening already. Each person can be in one at a time."),
    "one_roll_a_week": _("This person was in a draw this week already. The next one is next week."),
    "has_booking": _("This person has a booking already and needs no place in the opening."),
    "wish_unknown": _("One of the wishes is not a time of this opening. Choose again."),
    "wish_missing": _("Choose the times that suit you, or say that any will do."),
    "turn_not_reached": _("It is not your turn yet. Your place is kept; this page tells you when it comes."),
    "opening_paused": _("The opening is paused for a moment. Your place is kept; it goes on by itself."),
    "opening_not_running": _("The opening has not begun yet."),
    "entry_withdrawn": _("You have withdrawn this entry, so it can take no seats."),
    "entry_unknown": _("This entry does not exist."),
    "entry_void": _("This entry does not count any more, so it can take no seats."),
    "entry_seated": _("This entry has its seats already. To give them back, cancel the booking."),
    "not_your_party": _("Only the people of your entry can be booked with it."),
    "pass_foreign": _("This pass belongs to another entry."),
    "slot_elsewhere": _("This time does not belong to the opening that you entered."),
    "seats_being_given": _("Seats are being given at this moment. Look again in a minute: you may have one."),
    "not_withdrawable": _("The opening is over, so there is nothing to withdraw from."),
    "no_claim": _("Nobody holds a place for this NIK any more. This person can book."),
    "claim_own": _("What is held for this NIK is on this person's own account already."),
    "nik_held": _(
        "Another account holds a place for this NIK. Look the NIK up and take the place over; then correct this person."
    ),
    "nothing_to_correct": _("Nothing differs from what is on record."),
    "not_running": _("The opening is not running."),
    "already_paused": _("The opening is paused already."),
    "not_paused": _("The opening is not paused."),
    "too_late_to_change": _("Entries are being taken, so the opening can only be cancelled now."),
    "needs_second_person": _("Somebody else at headquarters must confirm this."),
    "nothing_asked": _("Nobody has asked for this, or it is done already."),
    "asked_already": _("This was asked for already and waits for a second person."),
    "beacons_differ": _("The two values are not the same. Enter the value as it was published."),
    "no_beacon_named": _("This opening has no beacon."),
    "beacon_too_early": _("The value can be entered when the roll is closed: before, nobody may know it."),
    "reason_missing": _("Say why, so that people can be told."),
    "value_missing": _("Enter the value as it was published."),
    "too_long": _("Use at most 200 characters."),
    "beacon_entered_already": _("The value is entered already, and cannot be changed."),
    "beacon_demanded": _("Headquarters' policy demands a public value for every draw. Name it."),
    "draws_nothing": _("Who comes first is served first here: there is no draw, so no public value is needed."),
    "week_held": _("Another opening has this week, or its seats are open already."),
    "nothing_to_hold": _("There are no seats in this week."),
    "steps_out_of_order": _(
        "This step must come after the one before it, with at least five minutes to enter or to book."
    ),
    "step_past": _("This moment has passed. Choose a later one."),
    "opens_too_late": _("The opening must begin before the first visit of the week."),
    "closes_too_late": _("The opening must be over by the end of the last visit of the week."),
    "pace_unfit": _("The pace is between 1 and 6,000 people a minute."),
}


def sentence(code: str) -> Any:
    return SENTENCES.get(code) or booking.sentence(code)
