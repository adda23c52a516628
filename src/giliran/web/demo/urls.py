from django.urls import path

from giliran.web.demo import views

urlpatterns = [
    path("logins/", views.logins, name="demo_logins"),
    path("outbox/", views.outbox, name="demo_outbox"),
    path("outbox/<int:message_id>/<str:filename>", views.attachment, name="demo_attachment"),
    path("clock/", views.clock_page, name="demo_clock"),
    path("day/", views.working_day, name="demo_day"),
    path("friday/", views.friday, name="demo_friday"),
]
