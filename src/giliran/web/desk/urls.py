from django.urls import path

from giliran.web.desk import agenda, book, changing, entries, entries_new, entries_one, home, missed, party, visit
from giliran.web.desk.errands import BOOKING, ENTRY

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:office>/", agenda.agenda, name="desk_agenda"),
    path("<slug:office>/bookings/<str:code>/", visit.booking, name="desk_booking"),
    path("<slug:office>/bookings/<str:code>/nik/", visit.show_nik, name="desk_nik"),
    path("<slug:office>/bookings/<str:code>/ticket.pdf", visit.ticket, name="desk_ticket"),
    path("<slug:office>/bookings/<str:code>/move/", changing.move, name="desk_move"),
    path("<slug:office>/bookings/<str:code>/cancel/", changing.cancel, name="desk_cancel"),
    path("<slug:office>/book/", book.start, name="desk_book"),
    path("<slug:office>/book/<uuid:draft>/", party.party, {"errand": BOOKING}, name="desk_book_party"),
    path("<slug:office>/book/<uuid:draft>/person/", party.person, {"errand": BOOKING}, name="desk_book_person"),
    path("<slug:office>/book/<uuid:draft>/time/", book.time, {"errand": BOOKING}, name="desk_book_time"),
    path("<slug:office>/booked/<str:code>/", book.booked, name="desk_booked"),
    path("<slug:office>/booked/<str:code>/ticket.pdf", book.paper, {"width": "a4"}, name="desk_booked_a4"),
    path("<slug:office>/booked/<str:code>/strip.pdf", book.paper, {"width": "80mm"}, name="desk_booked_strip"),
    path("<slug:office>/missed/", missed.missed, name="desk_missed"),
    path("<slug:office>/missed/<str:ticket>/lift/", missed.lift, name="desk_missed_lift"),
    path("<slug:office>/entries/", entries.entries, name="desk_entries"),
    path("<slug:office>/entries/find/", entries.find, name="desk_entries_find"),
    path("<slug:office>/entries/new/", entries_new.start, name="desk_entry_new"),
    path("<slug:office>/entries/new/<uuid:draft>/", party.party, {"errand": ENTRY}, name="desk_entry_party"),
    path("<slug:office>/entries/new/<uuid:draft>/person/", party.person, {"errand": ENTRY}, name="desk_entry_person"),
    path(
        "<slug:office>/entries/new/<uuid:draft>/check/", entries_new.check, {"errand": ENTRY}, name="desk_entry_check"
    ),
    path("<slug:office>/entries/<str:entry>/", entries_one.entry, name="desk_entry"),
    path("<slug:office>/entries/<str:entry>/slip.pdf", entries_one.slip_pdf, name="desk_entry_slip"),
    path("<slug:office>/entries/<str:entry>/withdraw/", entries_one.withdraw, name="desk_entry_withdraw"),
]
