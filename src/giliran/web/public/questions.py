"""What people ask before they come, and the answers, by topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is its place in addresses: `/faq/#code`."""

    name: str
    question: Any
    answer: Any


@dataclass(frozen=True, slots=True)
class Topic:
    title: Any
    questions: tuple[Question, ...]


TOPICS = (
    Topic(
        _("Booking"),
        (
            Question(
                "when",
                _("When do new seats open?"),
                _(
                    "Once a week, for the whole next week: Friday at 14:00 local time, unless the office "
                    "has chosen another day or hour. You enter beforehand, usually from Monday to Thursday. "
                    "The page of each opening shows the exact moments."
                ),
            ),
            Question(
                "five",
                _("How many people can I book for?"),
                _(
                    "Up to five on one account: yourself and four others, family or friends. All people of "
                    "one booking come to the same office in the same session, and each gets a ticket of "
                    "their own."
                ),
            ),
            Question(
                "anywhere",
                _("Do I have to go to the office of my own city?"),
                _(
                    "No. You may choose any immigration office in Indonesia, whatever the address on your "
                    "identity card. If the office near you is full, the calendar names the nearest one "
                    "with free seats."
                ),
            ),
            Question(
                "full",
                _("Does “full” really mean full?"),
                _(
                    "Yes. A seat is either free or somebody's. Nothing is set aside while people are still "
                    "typing, and if a seat is gone at the moment you press, we say so at once, keep your "
                    "answers and offer the nearest seats."
                ),
            ),
            Question(
                "change",
                _("What if I cannot come?"),
                _(
                    "Open your booking: there you move the visit to another time at the same office, or cancel it "
                    "for all of you or for some. Neither costs anything. How often, until when, and what a missed "
                    "visit costs stands on that page and on the last page before you book. Without a device, the "
                    "desk of the office does it for you."
                ),
            ),
            Question(
                "sell",
                _("Can I buy a place from somebody, or pass mine on?"),
                _(
                    "No. A ticket is tied to the NIK, the name and the birth date, and the officer at the "
                    "door compares it with the identity card. Booking is free of charge. Whoever asks "
                    "money for a place is deceiving you."
                ),
            ),
        ),
    ),
    Topic(
        _("The opening and the draw"),
        (
            Question(
                "how",
                _("How are places given?"),
                _(
                    "By lot, among all who entered before entries closed. Usually you are then let in by your place "
                    "and choose day and session yourself; at some offices seats are given by your wishes, without "
                    "your being online. The page of each opening says which."
                ),
            ),
            Question(
                "why-draw",
                _("Why not first come, first served?"),
                _(
                    "Because then the fastest connection wins, and whoever runs many machines: brokers. In a draw "
                    "the first hour is no better than the last, and pressing often changes nothing."
                ),
            ),
            Question(
                "check",
                _("How do I know that the draw was fair?"),
                _(
                    "Everything that decides it is published: a sealed seed before entries begin, the roll when "
                    "they close, the seed and all ranks at the draw. On the page of the opening press “Check it "
                    "yourself”, and your own browser computes it again. Nobody has to believe us."
                ),
            ),
            Question(
                "loss",
                _("I got no seat. What now?"),
                _(
                    "Your chance is better next time: each time adds a number, and the smallest counts. After three "
                    "times you come first for the seats that are kept on the two walk-in days. This is noted with "
                    "the NIK for 60 days and ends with your first seat. Seats that are free now stand in the "
                    "calendar of each office."
                ),
            ),
            Question(
                "no-phone",
                _("What if I have no phone?"),
                _(
                    "Come to the customer service of the office with your identity card. The officer enters you, "
                    "prints a slip with your number, and the same desk tells you the result. Your chance is the "
                    "same as everybody's."
                ),
            ),
            Question(
                "broker",
                _("What does a broker gain?"),
                _(
                    "Nothing. One NIK is in one draw a week, no entry can be moved forward, and a ticket is tied to "
                    "NIK, name and birth date. Whoever promises you a better place is deceiving you."
                ),
            ),
        ),
    ),
    Topic(
        _("Your data"),
        (
            Question(
                "nik",
                _("My NIK is not accepted. What can I do?"),
                _(
                    "We refuse only what cannot be a NIK: not 16 digits, or an impossible date inside it. "
                    "Compare it with the identity card. If the card itself is wrong, the Dukcapil office "
                    "of your city corrects it. A region code that no longer exists, or a birth date that "
                    "differs from the NIK, stops nothing: an officer looks at it."
                ),
            ),
            Question(
                "taken",
                _("It says that I have a booking already, but I have made none. Why?"),
                _(
                    "Somebody has entered your NIK on another account. Bring your identity card to the "
                    "desk of any immigration office: the officer hands the place over to you or cancels it."
                ),
            ),
            Question(
                "privacy",
                _("Who sees my NIK?"),
                _(
                    "It is kept encrypted. Pages, e-mails and tickets show the last four digits only, and "
                    "each time an officer opens the whole number, that is written down with name and time."
                ),
            ),
        ),
    ),
    Topic(
        _("At the office"),
        (
            Question(
                "bring",
                _("What do I bring?"),
                _(
                    "The originals of the papers on your ticket, and the ticket itself on the screen or on "
                    "paper. The papers depend on the service; the page about services lists them."
                ),
            ),
            Question(
                "early",
                _("Should I come early?"),
                _(
                    "Fifteen minutes before the time on your ticket are enough. People are called by the "
                    "time on the ticket, so coming before dawn gains nothing."
                ),
            ),
            Question(
                "walk-in",
                _("Who may come without a booking?"),
                _(
                    "People of 60 and over, children of five and under, pregnant women and people with "
                    "disabilities, each with one adult who comes along. So may people whose passport is "
                    "lost or damaged, and those who want the express service."
                ),
            ),
            Question(
                "smartphone",
                _("I have no smartphone or e-mail. Can I still get a place?"),
                _(
                    "Yes. Come to the customer service of any immigration office with your identity card: "
                    "an officer helps you to book. A relative or friend may also book for you on their "
                    "account."
                ),
            ),
            Question(
                "child",
                _("Does my child have to come?"),
                _(
                    "Yes, for photo and fingerprints, and with a parent or guardian who brings their own "
                    "identity card. A child needs a ticket too, except at five and under."
                ),
            ),
            Question(
                "ready",
                _("When is the passport ready?"),
                _(
                    "Within four working days after the approved interview and payment. You, a relative on "
                    "the same family card, or somebody with your power of attorney may collect it."
                ),
            ),
        ),
    ),
)
