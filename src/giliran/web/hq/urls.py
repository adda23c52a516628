from django.urls import path

import giliran.web.converters  # noqa: F401 - days in addresses
from giliran.web.hq import (
    acts,
    calendar,
    cases,
    events,
    floors,
    holidays,
    opening,
    openings,
    patterns,
    policy,
    steering,
)

urlpatterns = [
    path("", openings.openings_watched, name="hq"),
    path("floors/", floors.floors_now, name="hq_floors"),
    path("events/", events.event_list, name="hq_events"),
    path("holidays/", holidays.holiday_list, name="hq_holidays"),
    path("holidays/<day:day>/confirm/", holidays.confirm, name="hq_holiday_confirm"),
    path("holidays/<day:day>/take-back/", holidays.take_back, name="hq_holiday_take_back"),
    path("closures/", holidays.closures, name="hq_closures"),
    path("policy/", policy.national_policy, name="hq_policy"),
    path("cases/", cases.queue, name="hq_cases"),
    path("cases/<str:ticket>/", cases.answer, name="hq_case"),
    path("patterns/", patterns.patterns, name="hq_patterns"),
    path("patterns/<slug:kind>/<slug:name>/", patterns.pattern, name="hq_pattern"),
    path("patterns/<slug:kind>/<slug:name>/csv/", patterns.pattern_file, name="hq_pattern_file"),
    path("openings/new/", calendar.free_weeks, name="hq_new"),
    path("openings/new/<slug:office>/<str:first>/", calendar.new_opening, name="hq_new_opening"),
    path("openings/<int:opening_id>/", opening.opening_watched, name="hq_opening"),
    path("openings/<int:opening_id>/change/", calendar.change_opening, name="hq_change"),
    path("openings/<int:opening_id>/pace/", steering.pace, name="hq_pace"),
    path("openings/<int:opening_id>/pause/", steering.pause, name="hq_pause"),
    path("openings/<int:opening_id>/resume/", steering.resume, name="hq_resume"),
    path("openings/<int:opening_id>/cancel/", acts.cancel, name="hq_cancel"),
    path("openings/<int:opening_id>/beacon/", acts.beacon, name="hq_beacon"),
    path("acts/<int:act_id>/", acts.second_person, name="hq_act"),
]
