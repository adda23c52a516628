from django.urls import path

from giliran.web.desk import agenda, home, visit

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:office>/", agenda.agenda, name="desk_agenda"),
    path("<slug:office>/bookings/<str:code>/", visit.booking, name="desk_booking"),
    path("<slug:office>/bookings/<str:code>/nik/", visit.show_nik, name="desk_nik"),
    path("<slug:office>/bookings/<str:code>/ticket.pdf", visit.ticket, name="desk_ticket"),
]
