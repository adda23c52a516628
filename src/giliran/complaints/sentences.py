"""What is said when something about a complaint cannot be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from giliran.core.errors import Refusal

MOST_SIGNS = 10_000
"""Of a complaint, a reply or a message."""

SENTENCES: Mapping[str, Any] = {
    "text_missing": _("Say in your own words what happened, or add a photo."),
    "words_missing": _("Write what you want to say."),
    "text_too_long": _("Use at most 10,000 characters; %(typed)s are typed. Say the main points here and send the rest "
                       "afterwards, as a message on the page of the complaint."),
    "inbound_off": _("Nothing is taken in here."),
    "inbound_unsigned": _("The signature is wrong."),
    "inbound_unreadable": _("The message cannot be read."),
    "kind_missing": _("Choose what it is."),
    "category_missing": _("Choose what it is about."),
    "office_unknown": _("Choose an office from the list, or none."),
    "booking_unknown": _("There is no such booking code. Correct it, or leave it empty."),
    "email_unreadable": _("This is no e-mail address. Correct it, or leave it empty."),
    "contact_missing": _("With your name we need a name. Or choose confidentially or anonymously."),
    "photos_too_many": _("At most five photos can be added."),
    "photo_empty": _("The file %(name)s is empty. Choose another one."),
    "photo_too_big": _("The file %(name)s is larger than 8 MB. Choose a smaller photo."),
    "photo_unreadable": _("The file %(name)s is not a photo that we can read, whatever its name says. JPEG, PNG and "
                          "WebP are accepted."),
    "photo_too_large": _("The picture %(name)s would be too large once unpacked. Choose a smaller photo."),
    "key_reused": _("This was sent before with other words. Send it under another key."),
    "complaint_unknown": _("There is no such complaint."),
    "link_unknown": _("This link belongs to no complaint. Copy it whole from the page or the message."),
    "link_closed": _("This link was closed. What was said about the complaint cannot be read by it any more."),
    "reason_missing": _("Say why. The reason stays on record."),
    "reason_too_long": _("Use at most 1,000 characters."),
    "not_now": _("That cannot be done with this complaint now. See how it stands."),
    "moved_meanwhile": _("Somebody else has just worked on this complaint. See how it stands now."),
    "at_headquarters": _("Headquarters is working on this complaint. It can be worked on here once it is handed "
                         "back."),
    "stays_at_headquarters": _("What was reported in confidence stays at headquarters."),
    "national": _("This complaint concerns no single office. Name the office to which it is handed."),
    "not_working_here": _("This person does not work on complaints where this one lies."),
    "reopened_once": _("This complaint was reopened once already. File a new one and name its number."),
    "reopen_too_late": _("A complaint can be reopened within ten days after it was closed. File a new one and name its "
                         "number."),
    "rating_missing": _("Choose one of the four answers."),
    "rating_later": _("The answer can be rated once there is one."),
    "merge_nothing": _("Choose at least one complaint to be joined."),
    "merge_with_itself": _("A complaint cannot be joined with itself, nor with one that is joined with another."),
    "merge_too_many": _("At most 500 complaints can be joined at a time."),
    "merge_confidence": _("What was reported in confidence is not joined with what an office sees."),
    "contact_closed": _("Who complains is not told here."),
}  # fmt: skip


def refusal(code: str, *, field: str | None = None, **values: object) -> Refusal:
    sentence = SENTENCES[code]
    return Refusal(code, sentence % values if values else sentence, field=field)
