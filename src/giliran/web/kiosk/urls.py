from django.urls import path

from giliran.web.kiosk import views

urlpatterns = [
    path("<slug:office>/", views.start, name="kiosk"),
    path("<slug:office>/alive/", views.alive, name="kiosk_alive"),
    path("<slug:office>/again/", views.again, name="kiosk_again"),
    path("<slug:office>/language/", views.language, name="kiosk_language"),
    path("<slug:office>/look/", views.look, name="kiosk_look"),
    path("<slug:office>/in/", views.check_in, name="kiosk_check_in"),
    path("<slug:office>/walk-in/", views.walk_in, name="kiosk_walk_in"),
    path("<slug:office>/walk-in/<slug:reason>/", views.ask, name="kiosk_ask"),
]
