"""What a use case refuses, by its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from giliran.core.errors import Refusal


@contextmanager
def refused(code: str) -> Iterator[None]:
    """With this block, the use case says no, for this reason."""
    with pytest.raises(Refusal) as found:
        yield
    assert found.value.code == code
