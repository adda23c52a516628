from django.urls import path

from giliran.web.applicant import booked, booking, entries, entries_enter, home, people

urlpatterns = [
    path("", home.me, name="me"),
    path("people/", people.people_list, name="people_list"),
    path("people/add/", people.people_add, name="people_add"),
    path("people/nik/", people.check_nik, name="people_nik"),
    path("people/regions/", people.regions_of_choice, name="people_regions"),
    path("people/<uuid:person>/", people.people_edit, name="people_edit"),
    path("people/<uuid:person>/remove/", people.people_remove, name="people_remove"),
    path("book/", booking.book, name="book"),
    path("book/<uuid:draft>/office/", booking.choose_office, name="book_office"),
    path("book/<uuid:draft>/day/", booking.choose_day, name="book_day"),
    path("book/<uuid:draft>/people/", booking.choose_people, name="book_people"),
    path("book/<uuid:draft>/needs/", booking.choose_needs, name="book_needs"),
    path("book/<uuid:draft>/check/", booking.check, name="book_check"),
    path("bookings/<str:code>/", booked.booking_page, name="booking"),
    path("bookings/<str:code>/ticket.pdf", booked.ticket_pdf, name="booking_pdf"),
    path("bookings/<str:code>/visit.ics", booked.calendar_file, name="booking_calendar"),
    path("openings/<int:opening_id>/enter/", entries_enter.start, name="entry_start"),
    path("openings/<int:opening_id>/enter/<uuid:draft>/people/", entries_enter.choose_people, name="entry_people"),
    path("openings/<int:opening_id>/enter/<uuid:draft>/needs/", entries_enter.choose_needs, name="entry_needs"),
    path("openings/<int:opening_id>/enter/<uuid:draft>/wishes/", entries_enter.choose_wishes, name="entry_wishes"),
    path("openings/<int:opening_id>/enter/<uuid:draft>/check/", entries_enter.check, name="entry_check"),
    path("entries/", entries.entry_list, name="entries"),
    path("entries/<slug:entry>/", entries.entry_page, name="entry"),
    path("entries/<slug:entry>/pass.json", entries.entry_pass, name="entry_pass"),
    path("entries/<slug:entry>/receipt.json", entries.entry_receipt, name="entry_receipt"),
    path("entries/<slug:entry>/withdraw/", entries.entry_withdraw, name="entry_withdraw"),
]
