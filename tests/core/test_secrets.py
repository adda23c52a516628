from __future__ import annotations

import json
import multiprocessing
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from giliran.core import secrets

NIK = "3171234567890001"
PLACE = "accounts_applicant.nik:42"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "keys.json"


def test_first_use_makes_a_file_that_only_its_owner_reads(file: Path) -> None:
    secrets.keyring(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


def test_seal_and_unseal(file: Path) -> None:
    ring = secrets.keyring(file)
    token = ring.seal(NIK, PLACE)
    assert ring.unseal(token, PLACE) == NIK
    assert NIK.encode() not in token
    assert token[0] == ring.field_key_id == 1


def test_equal_texts_seal_differently(file: Path) -> None:
    ring = secrets.keyring(file)
    assert ring.seal(NIK, PLACE) != ring.seal(NIK, PLACE)


@pytest.mark.parametrize("place", ["accounts_applicant.nik:43", "accounts_applicant.kk:42", ""])
def test_a_token_is_bound_to_its_row_and_column(file: Path, place: str) -> None:
    ring = secrets.keyring(file)
    with pytest.raises(secrets.SealBroken):
        ring.unseal(ring.seal(NIK, PLACE), place)


def test_any_changed_byte_breaks_the_seal(file: Path) -> None:
    ring = secrets.keyring(file)
    token = ring.seal(NIK, PLACE)
    for at in range(len(token)):
        changed = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises(secrets.SealBroken):
            ring.unseal(changed, PLACE)


@pytest.mark.parametrize("token", [b"", b"\x01", b"\x01" + b"\x00" * 12, b"\xff" * 40])
def test_what_is_not_a_token_is_refused(file: Path, token: bytes) -> None:
    with pytest.raises(secrets.SealBroken):
        secrets.keyring(file).unseal(token, PLACE)


def test_blind_is_equal_for_equals_within_a_purpose(file: Path) -> None:
    ring = secrets.keyring(file)
    assert ring.blind(NIK, "nik") == ring.blind(NIK, "nik")
    assert len({ring.blind(NIK, "nik"), ring.blind(NIK, "kk"), ring.blind(NIK[:-1] + "2", "nik")}) == 3
    assert len(ring.blind(NIK, "nik")) == 32


def test_blind_tells_nothing_without_the_key(file: Path, tmp_path: Path) -> None:
    other = secrets.keyring(tmp_path / "other.json")
    assert secrets.keyring(file).blind(NIK, "nik") != other.blind(NIK, "nik")


def test_rotation_keeps_what_was_sealed_signed_and_compared(file: Path) -> None:
    before = secrets.keyring(file)
    token, mark = before.seal(NIK, PLACE), before.blind(NIK, "nik")
    old_id, old_key = before.ticket_key()
    after = secrets.rotate(file)
    assert after.unseal(token, PLACE) == NIK
    assert after.blind(NIK, "nik") == mark
    assert after.seal(NIK, PLACE)[0] == after.field_key_id == 2
    assert after.ticket_key()[0] == old_id + 1
    Ed25519PublicKey.from_public_bytes(after.ticket_public_keys()[old_id]).verify(old_key.sign(b"x"), b"x")
    assert secrets.keyring(file) is after


def test_rotation_stops_at_one_byte(file: Path) -> None:
    secrets.keyring(file)
    content = json.loads(file.read_text())
    content["field"]["255"] = content["field"]["1"]
    file.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="255 rotations"):
        secrets.rotate(file)


def _django_key(file: str) -> str:
    return secrets.keyring(Path(file)).django_key


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_processes_that_start_at_once_agree_on_one_file(file: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = set(pool.map(_django_key, [str(file)] * 8, chunksize=1))
    assert keys == {json.loads(file.read_text())["django"]}
