from django.urls import path

from giliran.web.applicant import booked, booking, home, people

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
]
