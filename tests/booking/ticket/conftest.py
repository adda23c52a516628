from __future__ import annotations

from pathlib import Path

import pytest

from giliran.core import secrets


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> secrets.Keyring:
    folder: Path = tmp_path_factory.mktemp("keys")
    return secrets.keyring(folder / "keys.json")
