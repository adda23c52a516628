"""What is counted, read from the database at the moment it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Metric, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from giliran.audit import selectors as audit
from giliran.core import clock, db, heartbeat
from giliran.notifications import selectors as notifications


class Product(Collector):
    """Outbox, worker and log."""

    def collect(self) -> Iterator[Metric]:
        is_there = db.is_there()
        yield GaugeMetricFamily("giliran_database_up", "1 if the database answers.", int(is_there))
        if is_there:
            try:
                yield from list(_from_the_database())
            except DatabaseError:
                return

    def describe(self) -> list[Metric]:
        return []


def _from_the_database() -> Iterator[Metric]:
    now = clock.now()
    outbox = GaugeMetricFamily("giliran_outbox_messages", "Messages that are on their way or failed.", labels=["state"])
    for state, count in notifications.sizes().items():
        outbox.add_metric([state], count)
    yield outbox
    yield GaugeMetricFamily(
        "giliran_outbox_oldest_wait_seconds",
        "How long the message that is due the longest has waited.",
        notifications.oldest_wait(now).total_seconds(),
    )
    age = heartbeat.age(now)
    if age is not None:
        yield GaugeMetricFamily(
            "giliran_worker_heartbeat_age_seconds", "Since a worker was last seen.", age.total_seconds()
        )
    yield GaugeMetricFamily("giliran_audit_sealed", "Number of the newest seal of the log.", audit.newest_seal())


REGISTRY = CollectorRegistry()
REGISTRY.register(Product())
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
