"""The lane by itself, as `giliran lane` runs it; any number of them."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giliran.config.settings")
django.setup()

from giliran.lane.app import Lane  # noqa: E402

application = Lane()
