from django.urls import path

from giliran.web.board import views

urlpatterns = [path("<slug:office>/", views.board, name="board")]
