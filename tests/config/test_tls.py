"""The certificate of one machine: what it names, who trusts it, and that nobody can sign with it."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from giliran.config import tls
from giliran.core import clock

NAMES = ["localhost", "gate-pc", "gate-pc.local", "127.0.0.1", "::1", "192.168.7.20"]


def make(folder: Path) -> tls.Certificate:
    return tls.ensure_certificate(folder, NAMES, clock.now())


def test_it_is_made_once(tmp_path: Path) -> None:
    first = make(tmp_path)
    content = first.chain.read_bytes()
    assert (first.is_new, make(tmp_path).is_new) == (True, False)
    assert make(tmp_path).chain.read_bytes() == content


def test_a_new_address_or_a_near_end_makes_a_new_one(tmp_path: Path) -> None:
    make(tmp_path)
    assert tls.ensure_certificate(tmp_path, [*NAMES, "10.0.0.9"], clock.now()).is_new
    late = clock.now() + tls.LIFETIME - tls.RENEW_BEFORE
    assert tls.ensure_certificate(tmp_path, NAMES, late).is_new


def test_only_the_owner_reads_the_key_and_the_key_of_the_root_is_nowhere(tmp_path: Path) -> None:
    certificate = make(tmp_path)
    assert oct(certificate.key.stat().st_mode & 0o777) == "0o600"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["chain.pem", "key.pem", "root.pem"]
    root, leaf = (x509.load_pem_x509_certificate(file.read_bytes()) for file in (certificate.root, certificate.chain))
    assert b"PRIVATE KEY" not in certificate.root.read_bytes() + certificate.chain.read_bytes()
    assert leaf.public_key() != root.public_key()
    assert leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc < timedelta(days=825)


@pytest.mark.parametrize(
    ("name", "is_trusted"),
    [("localhost", True), ("gate-pc.local", True), ("192.168.7.20", True), ("bank.example", False)],
)
def test_a_device_that_trusts_the_root_trusts_these_names_only(tmp_path: Path, name: str, is_trusted: bool) -> None:
    certificate = make(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate.chain, certificate.key)
    device = ssl.create_default_context(cafile=str(certificate.root))

    assert shake_hands(serving, device, name) is is_trusted


def shake_hands(serving: ssl.SSLContext, device: ssl.SSLContext, name: str) -> bool:
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            serving.wrap_socket(there, server_side=True).close()
        except OSError:
            there.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        device.wrap_socket(here, server_hostname=name).close()
        return True
    except ssl.SSLCertVerificationError:
        return False
    finally:
        here.close()
        server.join()


def test_this_machine_has_names() -> None:
    names = tls.names_of_this_machine()
    assert {"localhost", "127.0.0.1", "::1", socket.gethostname().lower()} <= set(names)
    assert len(set(names)) == len(names)
