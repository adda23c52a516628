"""What is done before the product starts is done once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from giliran.config import prepare
from giliran.core import db
from giliran.offices import selectors as offices


@pytest.mark.django_db
def test_the_second_time_there_is_nothing_left_to_do(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    said: list[str] = []

    prepare.prepare(said.append)
    assert [line.partition(":")[0] for line in said] == ["Reference data", "Static files"]
    assert offices.all_offices().count() > 100
    assert (tmp_path / "static" / "staticfiles.json").exists()

    said.clear()
    prepare.prepare(said.append)
    assert said == []
    assert db.pending_migrations() == []

    # Nor after the folder was moved
    moved = tmp_path.rename(tmp_path.with_name("elsewhere"))
    settings.DATA_DIR, settings.STATIC_ROOT = moved, moved / "static"
    prepare.prepare(said.append)
    assert said == []


def test_a_changed_file_is_noticed_and_a_failure_is_not_noted_as_done(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    seen: list[bool] = []
    for fingerprint in ("a", "a", "b"):
        with prepare._once_for("thing", fingerprint) as is_new:
            seen.append(is_new)
    with pytest.raises(ValueError, match="broke"), prepare._once_for("other", "a"):
        raise ValueError("broke")
    with prepare._once_for("other", "a") as is_new:
        seen.append(is_new)
    assert seen == [True, False, True, True]
