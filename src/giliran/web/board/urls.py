from django.urls import path

from giliran.web.board import views

urlpatterns = [
    path("<slug:office>/", views.board, name="board"),
    path("<slug:office>/calls.json", views.calls, name="board_calls"),
]
