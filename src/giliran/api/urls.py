"""Mounts the API."""

from ninja import NinjaAPI

api = NinjaAPI(title="Giliran", version="1", openapi_url="/openapi.json", docs_url=None)
