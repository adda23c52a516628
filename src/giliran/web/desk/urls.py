from django.urls import path

from giliran.web.desk import agenda, entries, entries_new, entries_one, home, visit

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:office>/", agenda.agenda, name="desk_agenda"),
    path("<slug:office>/bookings/<str:code>/", visit.booking, name="desk_booking"),
    path("<slug:office>/bookings/<str:code>/nik/", visit.show_nik, name="desk_nik"),
    path("<slug:office>/bookings/<str:code>/ticket.pdf", visit.ticket, name="desk_ticket"),
    path("<slug:office>/entries/", entries.entries, name="desk_entries"),
    path("<slug:office>/entries/find/", entries.find, name="desk_entries_find"),
    path("<slug:office>/entries/new/", entries_new.start, name="desk_entry_new"),
    path("<slug:office>/entries/new/<uuid:draft>/", entries_new.party, name="desk_entry_party"),
    path("<slug:office>/entries/new/<uuid:draft>/person/", entries_new.person, name="desk_entry_person"),
    path("<slug:office>/entries/new/<uuid:draft>/check/", entries_new.check, name="desk_entry_check"),
    path("<slug:office>/entries/<str:entry>/", entries_one.entry, name="desk_entry"),
    path("<slug:office>/entries/<str:entry>/slip.pdf", entries_one.slip_pdf, name="desk_entry_slip"),
    path("<slug:office>/entries/<str:entry>/withdraw/", entries_one.withdraw, name="desk_entry_withdraw"),
]
