"""`giliran up`: the whole product as one service on one port: pages, lane and worker, prepared, watched, restarted."""

from __future__ import annotations

import io
import ipaddress
import json
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from giliran.config import server, tls
from giliran.config.prepare import prepare
from giliran.config.supervisor import Plan
from giliran.core import clock


class Command(BaseCommand):
    help = "Prepare and run everything: pages, lane, worker. Stops at SIGTERM or Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0: the office network)")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="or PORT=")
        parser.add_argument("--tls", action="store_true", help="https with a local certificate, for cameras")
        parser.add_argument("--threads", type=int, default=settings.WEB_THREADS, help="how many pages are made at once")

    def handle(self, *args: Any, host: str, port: int, tls: bool, threads: int, **options: Any) -> None:
        _refuse_what_cannot_work(host, port)
        certificate = self._certificate() if tls else None
        environment = _environment(host, port, with_tls=tls) | {"GILIRAN_WEB_THREADS": str(threads)}
        settings.PUBLIC_URL = environment["GILIRAN_PUBLIC_URL"]
        prepare(self._say)
        server.allow_many_connections()
        plan = Plan(
            commands={
                "web": _web_command(host, port, certificate),
                "worker": [sys.executable, "-m", "giliran", "worker"],
            },
            host=host,
            port=port,
            root=str(certificate.root) if certificate else "",
            banner=_banner(),
        )
        command = [sys.executable, "-m", "giliran.config.supervisor", json.dumps(plan)]
        os.execve(sys.executable, command, environment)  # noqa: S606 - this process becomes the small one that watches

    def _certificate(self) -> tls.Certificate:
        names = tls.names_of_this_machine()
        certificate = tls.ensure_certificate(Path(settings.DATA_DIR) / "tls", names, clock.now())
        self._say("Certificate for " + ", ".join(names))
        self._say(f"  Devices must trust it once: copy {certificate.root} to them and install it as a CA certificate")
        self._say("  (Android: Settings, Security, Install a certificate; iOS: open it, then Settings, General,")
        self._say("  About, Certificate Trust Settings; Windows: Trusted Root Certification Authorities).")
        if certificate.is_new:
            self._say("  It is new: devices that trusted an older one must trust this one.")
        return certificate

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _banner() -> str:
    """What is shown when the first page can be opened."""
    text = io.StringIO()
    text.write(f"\nGiliran is ready: {settings.PUBLIC_URL}\n\n")
    if settings.DEMO:
        call_command("demo_logins", stdout=text)
        text.write("\n")
    text.write("Stop with Ctrl-C.")
    return text.getvalue()


def _refuse_what_cannot_work(host: str, port: int) -> None:
    if settings.DEMO and not _is_loopback(host):
        raise CommandError(
            "The demo has known passwords, so it is for this machine only. Leave out --host, or unset GILIRAN_DEMO."
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise CommandError(f"Cannot listen on {host}, port {port}: {fault.strerror}. Try another PORT=.") from fault


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _environment(host: str, port: int, *, with_tls: bool) -> dict[str, str]:
    """The environment of the children: what was set stays, what was not follows from the address."""
    shown, hosts = f"[{host}]" if ":" in host else host, list(settings.ALLOWED_HOSTS)
    if not _is_loopback(host):
        names = tls.names_of_this_machine()
        shown = names[1] if host in {"0.0.0.0", "::"} else shown  # noqa: S104 - compared, not bound
        hosts += [f"[{name}]" if ":" in name else name for name in names]
    follows = {
        "DJANGO_SETTINGS_MODULE": "giliran.config.settings",
        "GILIRAN_PUBLIC_URL": f"{'https' if with_tls else 'http'}://{shown}:{port}",
        "GILIRAN_ALLOWED_HOSTS": ",".join(dict.fromkeys(hosts)),
    }
    if with_tls:
        follows["GILIRAN_PROBE_AUTHORITY"] = str(Path(settings.DATA_DIR) / "tls" / "root.pem")
    return {**follows, **os.environ, **({"GILIRAN_TLS": "1"} if with_tls else {})}


def _web_command(host: str, port: int, certificate: tls.Certificate | None) -> list[str]:
    command = [*server.command("giliran.config.asgi:application", host, port), "--respawn-failed-workers"]
    if certificate is not None:
        command += ["--ssl-certificate", str(certificate.chain), "--ssl-keyfile", str(certificate.key)]
        command += ["--ssl-protocol-min", "tls1.2"]
    return command
