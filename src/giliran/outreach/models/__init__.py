"""A file a subject."""

from giliran.outreach.models.activities import Activity
from giliran.outreach.models.incidents import FaultCount, Incident, IncidentNote, Probe

__all__ = ["Activity", "FaultCount", "Incident", "IncidentNote", "Probe"]
