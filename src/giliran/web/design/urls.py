from django.urls import path

from giliran.web.design import views

urlpatterns = [path("", views.design, name="design")]
