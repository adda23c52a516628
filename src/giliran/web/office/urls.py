from django.urls import path

import giliran.web.converters  # noqa: F401 - days in addresses
from giliran.web.office import clearing, closures, events, figures, openings, quotas, today, weekdays, windows

urlpatterns = [
    path("<slug:office>/", today.office_head, name="office_head"),
    path("<slug:office>/standing/", today.standing, name="office_standing"),
    path("<slug:office>/windows/", windows.window_list, name="office_windows"),
    path("<slug:office>/windows/new/", windows.add_window, name="office_window_add"),
    path("<slug:office>/windows/<int:window_id>/", windows.change_window, name="office_window"),
    path("<slug:office>/windows/<int:window_id>/retire/", windows.retire_window, name="office_window_retire"),
    path("<slug:office>/windows/<int:window_id>/restore/", windows.restore_window, name="office_window_restore"),
    path("<slug:office>/working-days/", weekdays.working_days, name="office_working_days"),
    path("<slug:office>/closures/", closures.closure_list, name="office_closures"),
    path("<slug:office>/closures/<day:day>/reopen/", closures.reopen_day, name="office_reopen"),
    path("<slug:office>/closures/<day:day>/clear/", clearing.clear_closed_day, name="office_clear_day"),
    path("<slug:office>/closures/<int:clearing_id>/", clearing.progress, name="office_clearing"),
    path("<slug:office>/closures/<int:clearing_id>/stop/", clearing.stop, name="office_clearing_stop"),
    path("<slug:office>/closures/<int:clearing_id>/resume/", clearing.resume, name="office_clearing_resume"),
    path("<slug:office>/closures/<int:clearing_id>/outcomes.csv", clearing.outcomes_csv, name="office_clearing_csv"),
    path("<slug:office>/quota/", quotas.quota_week, name="office_quota"),
    path("<slug:office>/quota/<day:day>/take-back/", quotas.drop_quotas, name="office_quota_drop"),
    path("<slug:office>/figures/", figures.office_figures, name="office_figures"),
    path("<slug:office>/events/", events.event_list, name="office_events"),
    path("<slug:office>/events/new/", events.new_event, name="office_event_new"),
    path("<slug:office>/events/requests/<slug:number>/", events.event_request, name="office_event_request"),
    path("<slug:office>/events/requests/<slug:number>/letter/", events.event_letter, name="office_event_letter"),
    path("<slug:office>/events/<slug:event>/tickets.pdf", events.event_tickets, name="office_event_tickets"),
    path("<slug:office>/events/<slug:event>/lists/<int:list_id>.csv", events.wrong_rows, name="office_event_wrong"),
    path("<slug:office>/events/<slug:event>/", events.event, name="office_event"),
    path("<slug:office>/openings/", openings.office_openings, name="office_openings"),
]
