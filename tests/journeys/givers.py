"""Somebody on a full day who gives a seat back. Runs inside `giliran shell` with the product's environment."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from giliran.booking.models import Booking
from giliran.booking.services.cancel import cancel_booking
from giliran.core import clock
from giliran.core.types import Actor
from tests.journeys import product as products
from tests.journeys.product import GILIRAN, REPOSITORY


def somebody_gives_a_seat_back(folder: Path, office: str, day: date) -> None:
    """In the product's own environment."""
    code = f"from tests.journeys import givers; givers.give_back({office!r}, {day.isoformat()!r})"
    done = subprocess.run(
        [*GILIRAN, "shell", "--no-imports", "-c", code],
        env=products.environment(folder), cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def give_back(office: str, day: str) -> None:
    crowd = Booking.objects.filter(slot__office__code=office, slot__date=day, key="full", tickets__state="confirmed")
    booking = crowd.order_by("slot__starts_at", "pk")[0]
    cancel_booking(booking=booking, by=Actor(booking.account_id, "somebody", "web"), now=clock.now())
