"""What people are told about their passport, in their own language: where it stands, what comes next, and when."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.services import documents
from giliran.booking.services.letters import send
from giliran.core import formats, ids
from giliran.issuance.models import Case, CaseMove, CentralQuestion, Handover
from giliran.issuance.sentences import CENTRAL, FOUND, FOUND_AT_COUNTER, TAKERS, WORDS
from giliran.issuance.states import CaseState, CentralReason, Finding
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind


def tell_opened(case: Case, made: CaseMove, *, now: datetime) -> None:
    """That the visit is finished (again), what happens now, and when the passport is promised."""
    with translation.override(_language(case)):
        notice = _notice(
            case,
            _("Your visit is finished: the passport is promised for %(date)s") % {"date": _day(case, case.due_date)},
            [
                _("Thank you for coming. Your data are examined now; then the passport is printed and laminated."),
                _("It is promised for %(date)s at the latest. You need to do nothing: we tell you when it is ready.")
                % {"date": _day(case, case.due_date)},
            ],
        )
    _send(case, notice, f"opened:{made.pk}", now)


def tell_sent(case: Case, made: CaseMove, why: CentralReason, due: date, *, now: datetime) -> None:
    """That headquarters looks at it, why, and when it answers."""
    with translation.override(_language(case)):
        notice = _notice(
            case,
            str(WORDS[CaseState.HEADQUARTERS][0]),
            [
                str(CENTRAL[why]),
                _("So the office has asked headquarters, which answers by %(date)s.") % {"date": _day(case, due)},
                str(WORDS[CaseState.HEADQUARTERS][1]),
            ],
        )
    _send(case, notice, f"sent:{made.pk}", now)


def tell_referred(case: Case, question: CentralQuestion, until: datetime, *, now: datetime) -> None:
    """In the middle of the visit: why it waits for headquarters, when that answers, and until when to come back."""
    with translation.override(_language(case)):
        told = {
            "label": case.ticket.label,
            "date": _day(case, question.due_date),
            "until": formats.moment_words(until, case.office.timezone, _language(case)),
        }
        notice = _notice(
            case,
            _("Your visit waits for headquarters: %(label)s") % told,
            [
                _("%(why)s This is not your fault.") % {"why": CENTRAL[question.reason]},
                _("The office has asked headquarters, which answers by %(date)s. You are told at once.") % told,
                _("Your visit stays open: come back after the answer, until %(until)s.") % told,
                _("Say your queue number %(label)s at the entrance or at customer service; you do not stand in line "
                  "twice.") % told,
            ],
        )  # fmt: skip
    _send(case, notice, f"referred:{question.pk}", now)


def tell_come_back(case: Case, question: CentralQuestion, finding: Finding, *, now: datetime) -> None:
    """What headquarters has found for a visit that waits at the office."""
    with translation.override(_language(case)):
        notice = _notice(
            case,
            _("Headquarters has answered: please come back to the office"),
            [
                str(FOUND_AT_COUNTER[finding]),
                _("Please come back with your papers and say your queue number %(label)s at the entrance or at "
                  "customer service. You need no new booking.") % {"label": case.ticket.label},
            ],
        )  # fmt: skip
    _send(case, notice, f"come_back:{question.pk}", now)


def tell_back(case: Case, made: CaseMove, finding: Finding, *, now: datetime) -> None:
    """What headquarters has found, and what the office does now."""
    with translation.override(_language(case)):
        goes_on = finding in (Finding.CLEAR, Finding.REPAIRED)
        paragraphs = [str(FOUND[finding])]
        if goes_on:
            paragraphs.append(_("The office goes on with your passport and tells you when it is ready."))
        subject = (
            _("Please come to the office once more")
            if finding == Finding.COME_AGAIN
            else _("Headquarters has answered about your passport")
        )
        notice = _notice(case, subject, paragraphs)
    _send(case, notice, f"back:{made.pk}", now)


def tell_refused(case: Case, made: CaseMove, *, now: datetime) -> None:
    """That no passport is granted, why, and what can be done."""
    with translation.override(_language(case)):
        notice = _notice(
            case,
            str(WORDS[CaseState.REFUSED][0]),
            [
                _("The office gives this reason: %(reason)s") % {"reason": made.reason},
                str(WORDS[CaseState.REFUSED][1]),
            ],
        )
    _send(case, notice, "refused", now)


def tell_ready(case: Case, *, now: datetime) -> None:
    """That it can be collected, until when, where, by whom and with what."""
    with translation.override(_language(case)):
        until = _until(case)
        notice = _notice(
            case,
            _("Your passport is ready: collect it until %(date)s") % {"date": until},
            [
                _("Collect it at %(office)s during its hours. It is kept for you until %(date)s and cancelled after "
                  "that.") % {"office": case.office.name, "date": until},
                *(str(words) for words in TAKERS.values()),
            ],
        )  # fmt: skip
    _send(case, notice, f"ready:{case.prints}:{now.isoformat()}", now)


def tell_printed_again(case: Case, made: CaseMove, *, now: datetime) -> None:
    """That what was said to be ready has a fault, and is made again."""
    with translation.override(_language(case)):
        notice = _notice(
            case,
            _("Please do not collect your passport yet"),
            [
                _("We have found a fault in your passport: %(reason)s") % {"reason": made.reason},
                _("It is printed again at no cost to you. We are sorry, and tell you when it is ready."),
            ],
        )
    _send(case, notice, f"again:{made.pk}", now)


def tell_handed_over(case: Case, handover: Handover, *, now: datetime) -> None:
    """Who took it and when: whoever did not send them reads it here."""
    with translation.override(_language(case)):
        moment = formats.moment_words(now, case.office.timezone, _language(case))
        notice = _notice(
            case,
            str(WORDS[CaseState.HANDED_OVER][0]),
            [
                _("%(name)s took it on %(moment)s and signed for it.") % {"name": handover.name, "moment": moment},
                _("If you know nothing of this, tell the office at once."),
            ],
        )
    _send(case, notice, "handed_over", now)


def tell_waiting(case: Case, *, now: datetime) -> None:
    """That it still lies at the office, and until when."""
    with translation.override(_language(case)):
        notice = _notice(
            case,
            _("Your passport is waiting for you until %(date)s") % {"date": _until(case)},
            [
                _("Nobody has collected it yet. After %(date)s it is cancelled, and you would have to apply and pay "
                  "anew.") % {"date": _until(case)},
                *(str(words) for words in TAKERS.values()),
            ],
        )  # fmt: skip
    _send(case, notice, f"waiting:{case.state_at.isoformat()}", now)


def tell_cancelled(case: Case, made: CaseMove, *, now: datetime) -> None:
    with translation.override(_language(case)):
        notice = _notice(
            case,
            str(WORDS[CaseState.CANCELLED][0]),
            [
                _("The office gives this reason: %(reason)s") % {"reason": made.reason},
                str(WORDS[CaseState.CANCELLED][1]),
            ],
        )
    _send(case, notice, "cancelled", now)


def tell_late(case: Case, *, now: datetime) -> None:
    """That the promise was not kept, and where the passport stands."""
    with translation.override(_language(case)):
        title, comes_next = WORDS[case.state]
        notice = _notice(
            case,
            _("Your passport is late. We are sorry"),
            [
                _("It was promised for %(date)s and is not ready yet.") % {"date": _day(case, case.due_date)},
                _("Where it stands: %(words)s.") % {"words": title},
                str(comes_next),
            ],
        )
    _send(case, notice, "late", now)


def _notice(case: Case, subject: str, paragraphs: list[str]) -> Notice:
    booking, ticket = case.ticket.booking, case.ticket
    facts = [
        (_("Passport of"), f"{ticket.full_name} ({ticket.label})"),
        (_("Booking code"), ids.show_code(booking.code)),
        (_("Office"), case.office.name),
    ]
    if case.office.phone:
        facts.append((_("Telephone"), case.office.phone))
    return Notice(
        subject=subject,
        paragraphs=paragraphs,
        facts=facts,
        url=documents.page_url(booking),
        link_words=_("See where the passport stands"),
    )


def _send(case: Case, notice: Notice, what: str, now: datetime) -> None:
    key = f"case:{case.ticket.public_id}:{what}"
    send(case.ticket.booking, Kind.PASSPORT, notice, key=key, now=now)


def _language(case: Case) -> str:
    return case.ticket.booking.account.language


def _day(case: Case, day: date) -> str:
    return formats.date_words(day, _language(case))


def _until(case: Case) -> str:
    return _day(case, case.collect_until) if case.collect_until else ""
