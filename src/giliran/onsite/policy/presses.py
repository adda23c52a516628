"""How often and how long: the figures of the presses at a counter."""

from __future__ import annotations

from datetime import timedelta

MOST_CALLS = 3
"""Called so often and not there: the next time somebody is marked as absent."""
RECALL_PAUSE = timedelta(seconds=20)
SKIP_PAUSE = timedelta(minutes=5)
"""Somebody who was not there is not called again before."""
UNDO_WITHIN = timedelta(minutes=2)
LONGEST_PARKING = timedelta(days=30)
