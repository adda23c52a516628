from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from giliran.booking.ticket.codec import TicketClaim
from giliran.core import secrets


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> secrets.Keyring:
    folder: Path = tmp_path_factory.mktemp("keys")
    return secrets.keyring(folder / "keys.json")


@pytest.fixture(scope="session")
def claim() -> TicketClaim:
    return TicketClaim(
        ticket_id="00f1e2d3c4b5a697",
        office_id=151,
        date=date(2026, 11, 27),
        starts_minute=8 * 60,
        ends_minute=12 * 60,
        arrival_minute=8 * 60 + 15,
        label_letter="A",
        label_number=12,
    )
