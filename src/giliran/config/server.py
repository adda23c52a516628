"""How granian is started for pages and lane."""

from __future__ import annotations

import sys

if sys.platform != "win32":
    import resource

MOST_CONNECTIONS = 8192
"""Open at once to one process. Idle ones count too, and cost a few kilobytes each."""

HEADER_SECONDS = 10


def command(application: str, host: str, port: int, *, processes: int = 1) -> list[str]:
    """The command line that serves an ASGI application."""
    words = [sys.executable, "-m", "granian", application, "--interface", "asgi"]
    words += ["--host", host, "--port", str(port), "--http", "1", "--no-ws", "--workers", str(processes)]
    words += ["--backlog", str(MOST_CONNECTIONS), "--backpressure", str(MOST_CONNECTIONS)]
    words += ["--http1-header-read-timeout", str(HEADER_SECONDS * 1000), "--log-level", "warning"]
    return words


def allow_many_connections() -> None:
    """Raise this process's own limit on open files as far as it may, for those it becomes and starts."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = 2 * MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * MOST_CONNECTIONS, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
