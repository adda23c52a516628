"""What each kind of message must be told. Texts come in the language of the message."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Plain(TypedDict):
    """`plain`: a message that was written elsewhere, such as a code to sign in."""

    subject: str
    body: str


class Person(TypedDict):
    """One ticket of a booking. `last4` are the last digits of the NIK; `fee` is in words (`Rp650.000`)."""

    label: str
    name: str
    last4: str
    service: str
    fee: str
    papers: list[str]
    arrival_words: NotRequired[str]


class BookingConfirmed(TypedDict):
    """`booking_confirmed`: the promise of a visit.

    `code` as people read it (`K7M-PQ2-X9A`), `date_words` `Jumat, 27 November 2026`, `window_words`
    `08.00-12.00 WIB`, `arrival_words` the earliest arrival of the party, `url` the page of the booking.
    """

    code: str
    office_name: str
    address: str
    date_words: str
    window_words: str
    arrival_words: str
    people: list[Person]
    rules: list[str]
    url: str
    map_url: NotRequired[str]


class Notice(TypedDict):
    """`notice`: any news in a few sentences.

    `facts` are pairs of a label and a value (`["Booking code", "K7M-PQ2-X9A"]`), `url` the page where more stands and
    can be done, `link_words` what leads there.
    """

    subject: str
    paragraphs: list[str]
    facts: list[tuple[str, str]]
    url: str
    link_words: str
