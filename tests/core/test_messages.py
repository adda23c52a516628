from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import Any

from django.utils import translation

from giliran.core import messages


def test_only_what_is_stale_is_compiled(settings: Any, tmp_path: Path) -> None:
    source = tmp_path / "id" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Office"\nmsgstr "Kantor"\n'
    )
    settings.LOCALE_PATHS = [tmp_path]
    target = source.with_suffix(".mo")

    assert messages.compile_messages() == [target]
    assert messages.compile_messages() == []
    assert messages.compile_messages(force=True) == [target]
    os.utime(source, (target.stat().st_mtime + 1,) * 2)
    assert messages.compile_messages() == [target]

    with translation.override("id"):
        assert translation.gettext("Office") == "Kantor"
    source.write_text(source.read_text().replace("Kantor", "Balai"))
    assert messages.compile_messages(force=True) == [target]
    with translation.override("id"):
        assert translation.gettext("Office") == "Balai"

    with target.open("rb") as handle:
        assert gettext.GNUTranslations(handle).gettext("Office") == "Balai"
    assert sorted(file.name for file in source.parent.iterdir()) == ["django.mo", "django.po"]
