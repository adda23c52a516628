"""`state.json`: how many ask one lane process for it a second, and behind nginx, against a static file of that size.

nginx runs with the configuration that is shipped (its limits leave this machine out), and serves both: the document
that it fetches once a second from the lane, and the same bytes from a file.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import database
from bench.allocate import alone, prepare
from bench.lane import ROOT, lane

BARE_BAR, FRONT_BAR = 20_000, 0.8
STATE = "/rush/offices/office-0/state.json"


def fill(url: str) -> None:
    """One office whose opening runs."""
    prepare(url)
    from tests.factories import openings  # noqa: PLC0415 - Django is set up by now

    openings.an_office(code="office-0", quota=100)
    for moment in (openings.SUNDAY, openings.MONDAY_9, openings.THURSDAY_20, openings.FRIDAY_8, openings.FRIDAY_14):
        openings.tick(moment)


def asked(url: str, seconds: int) -> float:
    """Requests a second over 128 connections; every answer must be good."""
    command = ["wrk", "-t", "2", "-c", "128", "-d", f"{seconds}s", url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    assert "Socket errors" not in out, out
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]


@contextmanager
def nginx(folder: Path, lane_port: int, document: bytes) -> Iterator[int]:
    """nginx as shipped, and beside it the document as a file below /static/."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "data/static").mkdir(parents=True)
    (folder / "data/static/state.json").write_bytes(document)
    folder.chmod(0o755)
    shipped = ROOT / "deploy/nginx"
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"user root; worker_processes 2; pid {folder}/pid; events {{ worker_connections 2048; }} http {{\n"
        f"access_log off; error_log {folder}/error.log crit; types {{ application/json json; }}\n"
        f"proxy_cache_path {folder}/cache keys_zone=giliran:10m;\n"
        f"upstream giliran_lane {{ server 127.0.0.1:{lane_port}; keepalive 64; }}\n"
        "upstream giliran_web { server 127.0.0.1:9; }\n"
        f"include {shipped}/http.conf;\n"
        f"server {{ listen 127.0.0.1:{port}; set $giliran_data {folder}/data; include {shipped}/server.conf; }} }}\n"
    )
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    command = [str(program), "-c", str(configuration), "-e", str(folder / "error.log"), "-g", "daemon off;"]
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/static/state.json", timeout=1)
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def report(seconds: int) -> bool:
    with database.filled("postgres", lambda url: alone(fill, url)) as fresh, lane(fresh()) as port:
        bare = asked(f"http://127.0.0.1:{port}{STATE}", seconds)
        document = urllib.request.urlopen(f"http://127.0.0.1:{port}{STATE}").read()
        print(f"state.json ({len(document):,} bytes), one lane process: {bare:,.0f}/s (bar {BARE_BAR:,}/s)", flush=True)
        with tempfile.TemporaryDirectory() as folder, nginx(Path(folder), port, document) as front:
            static = asked(f"http://127.0.0.1:{front}/static/state.json", seconds)
            state = asked(f"http://127.0.0.1:{front}{STATE}", seconds)
    print(
        f"  behind nginx: {state:,.0f}/s; the same bytes as a static file: {static:,.0f}/s: {state / static:.2f} x "
        f"(bar {FRONT_BAR:g} x)"
    )
    return bare >= BARE_BAR and state / static >= FRONT_BAR


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        print("wrk is missing: install Debian's wrk.")
        return 1
    reached = report(options.seconds)
    print("All bars reached." if reached else "A bar was missed.")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
