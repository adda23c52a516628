"""What the lane counts, each process for itself."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

WAITING = Gauge("giliran_lane_waiting", "Bookings that wait to be decided.", registry=REGISTRY)
BATCH = Histogram(
    "giliran_lane_batch_size",
    "Bookings that were decided together.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
    registry=REGISTRY,
)
BATCH_SECONDS = Histogram(
    "giliran_lane_batch_seconds",
    "How long a batch took to be decided.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
BOOKED = Counter("giliran_lane_booked", "Answers 201; a repeated key counts again.", registry=REGISTRY)
REFUSED = Counter("giliran_lane_refused", "Answers that were a no, by code.", ["code"], registry=REGISTRY)
DOCUMENTS = Counter(
    "giliran_lane_documents_read", "How often an office's document was read from the database.", registry=REGISTRY
)
LISTENERS = Gauge("giliran_lane_listeners", "Open live streams.", registry=REGISTRY)
