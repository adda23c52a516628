"""How channels ask a server over HTTP: with short time-outs, and every answer put into words that the outbox knows."""

from __future__ import annotations

from types import TracebackType
from typing import Any, NoReturn, Self

import requests

from giliran.core import clock
from giliran.notifications import policy
from giliran.notifications.channels.base import SendFailed

TIMEOUT = 3.0
"""Seconds to connect, and to wait for an answer."""

_SAID = 300


class Asking:
    """One connection for many letters. No server sends us elsewhere, and no proxy of the environment is asked."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def ask(self, url: str, **request: Any) -> requests.Response:
        """The answer to a POST if it is a yes; else `SendFailed`."""
        answer = self.post(url, **request)
        refuse(answer)
        return answer

    def post(self, url: str, **request: Any) -> requests.Response:
        """Whatever the server answers; `SendFailed` if it does not."""
        try:
            return self._session.post(url, timeout=TIMEOUT, allow_redirects=False, **request)
        except requests.RequestException as fault:
            raise failure(fault) from fault


def failure(fault: requests.RequestException) -> SendFailed:
    """A request that had no answer. Who did not connect has sent nothing; who waited in vain may have."""
    if isinstance(fault, requests.ConnectTimeout | requests.ConnectionError) and not _broke_off(fault):
        return SendFailed(f"unreachable: {_named(fault)}", unreachable=True)
    if isinstance(fault, requests.Timeout | requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return SendFailed(f"slow: {_named(fault)}", is_down=True)
    return SendFailed(_named(fault))


def refuse(answer: requests.Response) -> None:
    """Raise what an answer that is no yes means."""
    said = f"{answer.status_code} {answer.text[:_SAID]}"
    match policy.verdict(answer.status_code):
        case "busy":
            wait = policy.retry_after(answer.headers, clock.now())
            raise SendFailed(f"busy: {said}", wait=wait, is_down=True)
        case "ours":
            raise SendFailed(f"ours: {said}", unreachable=True)
        case "final":
            raise SendFailed(f"final: {said}", final=True)
        case "failed":
            raise SendFailed(f"failed: {said}")


def garbage(answer: requests.Response) -> NoReturn:
    """An answer that says yes and then nothing that can be understood: whether the letter left is not known."""
    raise SendFailed(f"garbage: {answer.status_code} {answer.text[:_SAID]!r}")


def _broke_off(fault: requests.RequestException) -> bool:
    """The connection was there and was lost: the other side may have taken the letter."""
    return any(word in str(fault) for word in ("Connection aborted", "RemoteDisconnected", "Read timed out", "reset"))


def _named(fault: requests.RequestException) -> str:
    """Without the address that was asked: it may carry a secret."""
    return type(fault).__name__
