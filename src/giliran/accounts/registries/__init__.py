"""The identity registry (Dukcapil) behind one interface: `offline`, or `http` where an address is set."""

from __future__ import annotations

from django.conf import settings

from giliran.accounts.registries.http import HttpRegistry
from giliran.accounts.registries.offline import OfflineRegistry
from giliran.accounts.registries.query import Registry, RegistryAnswer, RegistryQuery
from giliran.core import clock
from giliran.regions import selectors as regions

__all__ = ["Registry", "RegistryAnswer", "RegistryQuery", "check", "registry"]


def check(person: RegistryQuery) -> RegistryAnswer:
    """Ask the registry of this installation; answers within two seconds and never raises."""
    return registry().check(person)


def registry() -> Registry:
    if settings.REGISTRY_URL:
        return HttpRegistry(settings.REGISTRY_URL, settings.REGISTRY_TOKEN)
    return OfflineRegistry(regions.known_codes(), clock.today(settings.TIME_ZONE))
