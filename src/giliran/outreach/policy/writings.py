"""What a text must be before it is taken, and when it is in sight: plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from giliran.outreach.policy import markdown
from giliran.outreach.policy.fills import FILLS
from giliran.outreach.policy.pictures import PICTURES

MOST_TITLE, MOST_BODY, MOST_WORDS = 120, 8000, 300

DRAFT, WITHDRAWN, TO_COME, IN_SIGHT, OVER = "draft", "withdrawn", "to_come", "in_sight", "over"
"""What the clock makes of a state."""


@dataclass(frozen=True, slots=True)
class Text:
    """A version before it is kept. `topic` and `words` belong to questions."""

    title_id: str
    title_en: str
    body_id: str
    body_en: str
    words: str = ""
    topic: str = ""

    def tidied(self) -> Text:
        """Without idle spaces, lines ended as everywhere."""
        one_line = {name: " ".join(getattr(self, name).split()) for name in ("title_id", "title_en", "words")}
        bodies = {name: getattr(self, name).replace("\r\n", "\n").strip() for name in ("body_id", "body_en")}
        return replace(self, **one_line, **bodies)


class Fault(NamedTuple):
    """Why a text cannot be taken: the field, a code, and the part of the text that is meant."""

    field: str
    code: str
    part: str = ""


def faults(text: Text, *, is_question: bool, topics: frozenset[str]) -> list[Fault]:
    """Everything that is wrong, in the order of the form; nothing when it can be kept."""
    wrong: list[Fault] = []
    for field in ("title_id", "body_id", "title_en", "body_en"):
        value, most = getattr(text, field), MOST_TITLE if field.startswith("title") else MOST_BODY
        if not value:
            wrong.append(Fault(field, "text_missing"))
        elif len(value) > most:
            wrong.append(Fault(field, "text_too_long", str(most)))
        elif field.startswith("body"):
            found = markdown.faults(value, FILLS, PICTURES.__contains__)
            wrong += [Fault(field, f"{one.code}_refused", one.part) for one in found[:1]]
    if len(text.words) > MOST_WORDS:
        wrong.append(Fault("words", "text_too_long", str(MOST_WORDS)))
    if is_question and text.topic not in topics:
        wrong.append(Fault("topic", "topic_missing"))
    return wrong


def times_fault(shown_from: datetime, shown_until: datetime | None, now: datetime) -> str:
    """Why it cannot be shown from then until then; empty when it can."""
    if shown_until is None:
        return ""
    if shown_until <= now:
        return "until_past"
    return "until_before_from" if shown_until <= shown_from else ""


def standing(state: str, shown_from: datetime | None, shown_until: datetime | None, now: datetime) -> str:
    """Whether people can read it at this moment, or why not."""
    if state != "published" or shown_from is None:
        return WITHDRAWN if state == "withdrawn" else DRAFT
    if shown_from > now:
        return TO_COME
    return OVER if shown_until and shown_until <= now else IN_SIGHT
