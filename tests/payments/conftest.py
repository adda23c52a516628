"""A counter on a Monday at ten; every promise about bills is kept afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from giliran.payments.services import invariants
from tests.factories import payments
from tests.factories.payments import Counter


@pytest.fixture
def counter(db: None) -> Iterator[Counter]:
    yield payments.a_counter()
    assert [*invariants.broken()] == []
