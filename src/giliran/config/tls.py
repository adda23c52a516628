"""A certificate for one machine on an office network, so that cameras and offline pages work there.

It is signed by an authority that is made for it and whose key is thrown away at once: devices trust `root.pem`, and
nobody, not even whoever steals this machine's files, can sign anything else with it.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=820)
"""Phones refuse certificates that live longer than 825 days."""

RENEW_BEFORE = timedelta(days=30)


class Certificate(NamedTuple):
    """Files: the chain to serve, its key, and the root that devices must trust. `is_new`: it was made just now."""

    chain: Path
    key: Path
    root: Path
    is_new: bool


def names_of_this_machine() -> list[str]:
    """`localhost`, the host's names and its addresses on the local network."""
    host = socket.gethostname()
    names = ["localhost", host, f"{host.partition('.')[0]}.local", "127.0.0.1", "::1", *_addresses(host)]
    return list(dict.fromkeys(name.lower() for name in names))


def ensure_certificate(folder: Path, names: Iterable[str], now: datetime) -> Certificate:
    """The certificate in `folder` if it names all of `names` and is good for a month more; else a new one."""
    files = Certificate(folder / "chain.pem", folder / "key.pem", folder / "root.pem", is_new=False)
    wanted = list(names)
    if _is_good(files, wanted, now):
        return files
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make(files, wanted, now)
    return files._replace(is_new=True)


def _is_good(files: Certificate, names: Iterable[str], now: datetime) -> bool:
    if not all(file.exists() for file in (files.chain, files.key, files.root)):
        return False
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    covered = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return now + RENEW_BEFORE < leaf.not_valid_after_utc and all(_general(name) in covered for name in names)


def _make(files: Certificate, names: list[str], now: datetime) -> None:
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    title = f"Giliran on {socket.gethostname()} {now:%Y-%m-%d}"[:64]
    root_name, leaf_name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (title, names[0][:64])
    )
    constraints = x509.NameConstraints(permitted_subtrees=[_subtree(name) for name in names], excluded_subtrees=None)
    root = (
        _blank(root_name, root_name, root_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(constraints, critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        _blank(leaf_name, root_name, leaf_key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    _write(
        files.key,
        leaf_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    _write(files.root, root.public_bytes(pem))
    _write(files.chain, leaf.public_bytes(pem) + root.public_bytes(pem))


def _blank(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _subtree(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_network(name))
    except ValueError:
        return x509.DNSName(name)


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(content)


def _addresses(host: str) -> list[str]:
    found: list[str] = []
    with suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(host, None)]
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which address would be used
        found.append(str(probe.getsockname()[0]))
    return [address for address in found if "%" not in address]
