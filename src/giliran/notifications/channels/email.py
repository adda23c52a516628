"""E-mail over SMTP."""

from __future__ import annotations

import smtplib
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from giliran.notifications import policy
from giliran.notifications.channels.base import SendFailed
from giliran.notifications.letters import Letter

_SMTP = "django.core.mail.backends.smtp.EmailBackend"


def is_configured() -> bool:
    """Whether a server was named (or a backend that needs none)."""
    return bool(settings.EMAIL_HOST) or settings.EMAIL_BACKEND != _SMTP


class Sender:
    """One connection for many letters; a broken one is replaced at the next letter."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, letter: Letter) -> str:
        connection = self._open()
        try:
            connection.send_messages([_as_mail(letter)])
        except smtplib.SMTPRecipientsRefused as fault:
            code, words = next(iter(fault.recipients.values()))
            raise _refused("recipient", code, words) from fault
        except smtplib.SMTPSenderRefused as fault:
            raise _refused("sender", fault.smtp_code, fault.smtp_error) from fault
        except smtplib.SMTPDataError as fault:
            raise _refused("message", fault.smtp_code, fault.smtp_error) from fault
        except ValueError as fault:  # no server would take such an address or header
            raise SendFailed(f"final: {type(fault).__name__}: {fault}", final=True) from fault
        except OSError as fault:
            self._close()
            raise SendFailed(f"slow: {type(fault).__name__}: {fault}", is_down=True) from fault
        return letter.name

    def _open(self) -> Any:
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except OSError as fault:
                raise SendFailed(f"unreachable: {type(fault).__name__}: {fault}", unreachable=True) from fault
            self._connection = connection
        return self._connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.fail_silently = True
            connection.close()


def _refused(stage: str, code: int, words: bytes | str) -> SendFailed:
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return SendFailed(f"{stage}: {code} {text}", final=policy.is_final(stage, code))


def _as_mail(letter: Letter) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": letter.name,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    if letter.stop_url:  # one press in the mail program is enough (RFC 8058)
        headers |= {"List-Unsubscribe": f"<{letter.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.address], headers=headers)
    mail.attach_alternative(letter.html, "text/html")
    for file in letter.files:
        mail.attach(file.filename, file.content, file.mimetype)
    return mail
