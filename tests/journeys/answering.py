"""What the office does with a complaint, inside the product."""

from __future__ import annotations

from giliran.complaints import selectors, services
from giliran.core import clock
from giliran.core.types import Actor

QUESTION = "Pukul berapa Anda datang?"
ANSWER = "Loket dua kini dilayani dua petugas."


def ask(path: str) -> None:
    """The office asks back about the complaint behind a link."""
    complaint = selectors.by_link(path.split("/")[2])
    services.ask_back(complaint=complaint, text=QUESTION, by=_office(complaint.office_id), now=clock.now())


def answer(path: str) -> None:
    complaint = selectors.by_link(path.split("/")[2])
    services.reply(complaint=complaint, text=ANSWER, by=_office(complaint.office_id), now=clock.now())


def _office(office_id: int | None) -> Actor:
    return Actor(None, "Rina", "web", frozenset({("cs", office_id)}))
