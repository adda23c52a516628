"""What people and pages read about complaints."""

from giliran.complaints.selectors.cases import (
    NOBODY_NAMED,
    Contact,
    complaint_seen,
    contact_of,
    desk,
    moves_of,
    parse_number,
    replies_of,
    same_sender,
    seen_by,
    show_number,
)
from giliran.complaints.selectors.links import (
    by_link,
    digest_of,
    mine,
    one_of_mine,
    photo,
    photos_of,
    said_to,
    standing,
)
from giliran.complaints.selectors.standard import (
    deadlines_for,
    deadlines_of,
    terms,
    working_days_from,
    zone_of,
)

__all__ = [
    "NOBODY_NAMED",
    "Contact",
    "by_link",
    "complaint_seen",
    "contact_of",
    "deadlines_for",
    "deadlines_of",
    "desk",
    "digest_of",
    "mine",
    "moves_of",
    "one_of_mine",
    "parse_number",
    "photo",
    "photos_of",
    "replies_of",
    "said_to",
    "same_sender",
    "seen_by",
    "show_number",
    "standing",
    "terms",
    "working_days_from",
    "zone_of",
]
