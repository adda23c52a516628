"""What pages read."""

from giliran.outreach.selectors.activities import (
    Diligence,
    activities,
    activity_of,
    diligence,
    effects_of,
    names_of_areas,
)

__all__ = ["Diligence", "activities", "activity_of", "diligence", "effects_of", "names_of_areas"]
