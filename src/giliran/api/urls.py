"""Mounts the API."""

from __future__ import annotations

from giliran.api import errors
from giliran.api.limits import PACE
from giliran.api.openapi import Api
from giliran.api.v1 import (
    applicants,
    bookings,
    catalogue,
    check_ins,
    complaints,
    entries,
    offices,
    openings,
    problems,
    tickets,
    waiting,
)

api = Api(
    title="Giliran",
    version="1",
    description="A certain day and hour at an immigration office, for apps.",
    openapi_url="/openapi.json",
    docs_url=None,
    throttle=PACE,
)
errors.install(api)
api.add_router("", catalogue.router)
api.add_router("offices", offices.router)
api.add_router("offices", check_ins.router)
api.add_router("applicants", applicants.router)
api.add_router("bookings", bookings.router)
api.add_router("openings", openings.router)
api.add_router("openings", entries.router)
api.add_router("waiting", waiting.router)
api.add_router("tickets", tickets.router)
api.add_router("complaints", complaints.router)
api.add_router("problems", problems.router)
