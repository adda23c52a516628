"""Pages and lane in one process on one port, as `giliran up` runs them (docs/adr/0012-one-port.md)."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giliran.config.settings")
pages_wsgi = get_wsgi_application()  # the lane below needs Django's tables to be known

from giliran.config.pages import Pages, Receive, Send  # noqa: E402
from giliran.lane import numbers as lane_numbers  # noqa: E402
from giliran.lane.app import Lane  # noqa: E402
from giliran.web.health import numbers as page_numbers  # noqa: E402


class Product:
    """What is not the lane's is a page."""

    def __init__(self) -> None:
        self._lane = Lane()
        self._pages = Pages(pages_wsgi, settings.WEB_THREADS)
        page_numbers.REGISTRY.register(lane_numbers.REGISTRY)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._lane.answers(scope["path"]):
            await self._lane(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


application = Product()
