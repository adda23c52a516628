"""What a recount can find, and what it says about it. The words are English here; doors translate them.

`static/js/draw.js` finds the same under the same codes.
"""

from __future__ import annotations

from typing import NamedTuple


def _(text: str) -> str:
    """Marks a text for the catalogue; a recount runs without Django."""
    return text


class Finding(NamedTuple):
    """Something that does not agree. `entry` is its number, or empty; `detail` fills the sentence of the code."""

    code: str
    entry: str
    detail: dict[str, str | int]


class Unreadable(Exception):
    """Nothing can be recounted: `code` of `UNREADABLE`, and where it is."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code} {where}".strip())
        self.code = code
        self.where = where


AGREES, DIFFERS, UNCHECKED = "agrees", "differs", "unchecked"

STATES: dict[str, str] = {
    AGREES: _("agrees"),
    DIFFERS: _("does not agree"),
    UNCHECKED: _("not checked"),
}

CHECKS: dict[str, str] = {
    "commitment": _("Seed and commitment"),
    "beacon": _("Public value (beacon)"),
    "digest": _("Entries and roll digest"),
    "roll": _("Entries and roll file, line by line"),
    "ranks": _("Ranks"),
    "entitled": _("Entitled seats"),
    "ballot": _("Seats of the ballot"),
    "turns": _("Order in which people were let in"),
    "late": _("Late entries behind all others"),
    "receipts": _("Receipt and roll"),
    "signatures": _("Signature of the receipt"),
}
"""Each check, in the order in which it is told."""

UNCHECKED_BECAUSE: dict[str, str] = {
    "commitment": _("The seed is not revealed yet."),
    "beacon": _(
        "No public value was named for this draw. It does not prove that an operator who knew the seed added no "
        "entries before the freeze."
    ),
    "digest": _("The roll is not frozen yet."),
    "roll": _("No roll file was given."),
    "ranks": _("Nothing was drawn, or the seed is not there."),
    "entitled": _("No entitled seats have been given."),
    "ballot": _("No ballot has been held."),
    "turns": _("Nobody has been let in by turns."),
    "late": _("Nobody who came after the freeze has been let in."),
    "receipts": _("No receipt was given."),
    "signatures": _("No receipt was checked against public keys, because none were given."),
}

_SEAT = {
    "missing": _("Entry %(entry)s should have the seat in slot %(due)s and has none."),
    "wrong": _("Entry %(entry)s has the seat in slot %(is)s and should have slot %(due)s."),
    "undue": _("Entry %(entry)s has the seat in slot %(is)s, which should have gone to somebody else."),
    "room": _("It is not said how many seats slot %(slot)s had free."),
}

FINDINGS: dict[str, tuple[str, str]] = {
    "commitment_mismatch": (
        "commitment",
        _("The seed is not the one that was promised: its SHA-256 is %(is)s and not %(due)s."),
    ),
    "seed_missing": ("commitment", _("The seed should have been revealed by now.")),
    "beacon_missing": (
        "beacon",
        _("A public value was named in advance (%(name)s), but the draw was made without it."),
    ),
    "beacon_unnamed": ("beacon", _("The draw used a public value that nobody had named in advance.")),
    "digest_mismatch": (
        "digest",
        _("The entries are not those of the published roll: their digest is %(is)s and not %(due)s."),
    ),
    "entry_twice": ("digest", _("Entry %(entry)s stands there twice.")),
    "roll_mismatch": (
        "roll",
        _("The roll file is not the one whose digest stands in the draw: its digest is %(is)s and not %(due)s."),
    ),
    "entry_added": ("roll", _("Entry %(entry)s is in the draw but not in the roll: it was added.")),
    "entry_missing": ("roll", _("Entry %(entry)s is in the roll but not in the draw: it is missing.")),
    "class_changed": ("roll", _("Entry %(entry)s has class %(is)s in the draw and %(due)s in the roll.")),
    "losses_changed": ("roll", _("Entry %(entry)s has %(is)s losses in the draw and %(due)s in the roll.")),
    "party_changed": ("roll", _("Entry %(entry)s has %(is)s people in the draw and %(due)s in the roll.")),
    "wishes_changed": ("roll", _("Entry %(entry)s has the wishes “%(is)s” in the draw and “%(due)s” in the roll.")),
    "ranks_missing": ("ranks", _("The draw was made, but no ranks are given.")),
    "rank_missing": ("ranks", _("Entry %(entry)s has no rank and should have rank %(due)s.")),
    "rank_impossible": ("ranks", _("Entry %(entry)s has a rank that cannot be or is another's: %(is)s.")),
    "rank_moved": ("ranks", _("Entry %(entry)s was moved: it has rank %(is)s and should have rank %(due)s.")),
    "ranks_other": (
        "ranks",
        _("The order is another one altogether: %(moved)s of %(entries)s entries are out of their place."),
    ),
    **{f"entitled_{how}": ("entitled", sentence) for how, sentence in _SEAT.items()},
    **{f"ballot_{how}": ("ballot", sentence) for how, sentence in _SEAT.items()},
    "turn_order": ("turns", _("Entry %(entry)s was let in at %(is)s, out of its turn.")),
    "turn_skipped": ("turns", _("Entry %(entry)s was not let in although people behind it were.")),
    "late_first": ("late", _("Entry %(entry)s came after the freeze and was let in at %(is)s, before its turn.")),
    "late_entitled": ("late", _("Entry %(entry)s came after the freeze and has an entitled seat in slot %(is)s.")),
    "receipt_opening": ("receipts", _("The receipt of entry %(entry)s is for another opening: %(is)s.")),
    "receipt_commitment": (
        "receipts",
        _("The receipt of entry %(entry)s names another commitment (%(due)s): the seed was exchanged afterwards."),
    ),
    "receipt_absent": (
        "receipts",
        _("Entry %(entry)s of the receipt is not in the roll. That is right only if it was withdrawn before."),
    ),
    "receipt_late": (
        "receipts",
        _("Entry %(entry)s of the receipt was made before the freeze, but stands with those who came after it."),
    ),
    "receipt_class": ("receipts", _("Entry %(entry)s has class %(is)s in the draw and %(due)s on the receipt.")),
    "receipt_losses": ("receipts", _("Entry %(entry)s has %(is)s losses in the draw and %(due)s on the receipt.")),
    "receipt_party": ("receipts", _("Entry %(entry)s has %(is)s people in the draw and %(due)s on the receipt.")),
    "receipt_wishes": (
        "receipts",
        _("Entry %(entry)s has the wishes “%(is)s” in the draw and “%(due)s” on the receipt."),
    ),
    "receipt_key": ("signatures", _("The key that signed the receipt of entry %(entry)s is not known: %(is)s.")),
    "receipt_forged": ("signatures", _("The signature on the receipt of entry %(entry)s is wrong.")),
}
"""Code to the check it belongs to, and its sentence."""

UNREADABLE: dict[str, str] = {
    "file_missing": _("There is no file %(where)s."),
    "file_closed": _("The file %(where)s cannot be read."),
    "not_text": _("The file %(where)s is not a text file."),
    "not_json": _("The file %(where)s is not in the JSON format. Download it again."),
    "cut_off": _("The file %(where)s breaks off in the middle. Download it again."),
    "draw_shape": _("This is not a draw as it is published: “%(where)s” is missing or is not what it should be."),
    "roll_shape": _("This is not a roll as it is published: line %(where)s cannot be read. Download it again."),
    "receipt_shape": _("This is not a receipt: “%(where)s” is missing or is not what it should be."),
    "no_webcrypto": _("This browser cannot recount on a page without encryption. Recount offline instead."),
    "keys_shape": _("These are not the public keys: “%(where)s” is missing or is not what it should be."),
}
"""Why nothing can be recounted."""
