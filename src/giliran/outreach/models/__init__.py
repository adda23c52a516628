"""A file a subject."""

from giliran.outreach.models.activities import Activity
from giliran.outreach.models.follows import Follow
from giliran.outreach.models.incidents import FaultCount, Incident, IncidentNote, Probe
from giliran.outreach.models.writings import Helped, SoughtInVain, Writing, WritingMove, WritingVersion

__all__ = [
    "Activity", "FaultCount", "Follow", "Helped", "Incident", "IncidentNote", "Probe", "SoughtInVain", "Writing",
    "WritingMove", "WritingVersion",
]  # fmt: skip
