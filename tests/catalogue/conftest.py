from __future__ import annotations

from collections.abc import Iterator

import pytest

from giliran import data
from giliran.catalogue import selectors, services


@pytest.fixture
def catalogue(db: None) -> Iterator[dict[str, int]]:
    """The catalogue as it is shipped."""
    selectors.forget_rules()
    yield services.load(texts=data.document("catalogue"), amounts=data.rows("fees"))
    selectors.forget_rules()
