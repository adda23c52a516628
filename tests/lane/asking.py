"""Asks an ASGI application inside the process, as a server would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any, NamedTuple


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def ask(
    application: Any,
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    parts: Iterable[bytes] = (b"",),
    stays: bool = True,
) -> Reply:
    """One request, whose body comes in `parts`; with `stays` False the last of them never ends it."""
    pieces = list(parts)
    incoming = [{"type": "http.request", "body": part, "more_body": True} for part in pieces]
    incoming[-1]["more_body"] = not stays
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if not incoming:
            await asyncio.sleep(3600)
        return incoming.pop(0)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
    }
    await application(scope, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))
