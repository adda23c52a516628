"""Every text exists in Indonesian, and says the same placeholders."""

from __future__ import annotations

import re

from tools import messages


def test_every_text_is_translated() -> None:
    catalogue = messages.open_catalogue()
    known = {
        (entry.msgctxt or "", entry.msgid, entry.msgid_plural): entry.msgstr or entry.msgstr_plural.get(0)
        for entry in catalogue
    }
    missing = [text for text in messages.texts() if not known.get(tuple(text))]
    assert missing == []


def test_no_text_is_kept_that_nobody_uses() -> None:
    used = {tuple(text) for text in messages.texts()}
    kept = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in messages.open_catalogue()}
    assert kept - used == set()


def test_translations_name_the_same_things() -> None:
    different = [
        entry.msgid
        for entry in messages.open_catalogue()
        for said in [entry.msgstr or entry.msgstr_plural.get(0, "")]
        if said and _names(said) - (_names(entry.msgid) | _names(entry.msgid_plural or ""))
    ]
    assert different == []


def _names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))
