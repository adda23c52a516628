"""Pages and lane in one process on one port, as `giliran up` runs them."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from giliran.config.pages import Pages, Receive, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giliran.config.settings")


class Product:
    """Everything that is not the lane's is a page."""

    def __init__(self) -> None:
        self._pages = Pages(get_wsgi_application(), settings.WEB_THREADS)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._pages.close()
        await send({"type": "lifespan.shutdown.complete"})


application = Product()
