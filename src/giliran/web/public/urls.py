from django.urls import path

from giliran.web.public import installable, pages, places

urlpatterns = [
    path("", pages.home, name="home"),
    path("offices/", places.office_list, name="offices"),
    path("offices/<slug:code>/", places.office_page, name="office"),
    path("services/", pages.services, name="services"),
    path("fees/", pages.fees, name="fees"),
    path("faq/", pages.faq, name="faq"),
    path("status/", pages.status, name="status"),
    path("offline/", pages.offline, name="offline"),
    path("sw.js", installable.worker, name="service_worker"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
]
