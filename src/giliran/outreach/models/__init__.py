"""A file a subject."""

from giliran.outreach.models.incidents import FaultCount, Incident, IncidentNote, Probe

__all__ = ["FaultCount", "Incident", "IncidentNote", "Probe"]
