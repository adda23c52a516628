from django.urls import path

from giliran.web.public import claim, draw_files, events, installable, links, now, openings, pages, places

urlpatterns = [
    path("", pages.home, name="home"),
    path("offices/", places.office_list, name="offices"),
    path("offices/<slug:code>/", places.office_page, name="office"),
    path("openings/", openings.opening_list, name="openings"),
    path("openings/how/", openings.opening_how, name="opening_how"),
    path("openings/<int:opening_id>/", openings.opening_page, name="opening"),
    path("openings/<int:opening_id>/check/", openings.opening_check, name="opening_check"),
    path("openings/<int:opening_id>/draw.json", draw_files.draw_json, name="draw_json"),
    path("openings/<int:opening_id>/roll.txt", draw_files.roll_txt, name="roll_txt"),
    path("events/ask/", events.ask, name="event_ask"),
    path("events/template.<str:kind>", events.template, name="event_template"),
    path("events/<slug:token>/tickets.pdf", events.tickets, name="event_tickets"),
    path("events/<slug:token>/lists/<int:number>.csv", events.wrong_rows, name="event_wrong_rows"),
    path("events/<slug:token>/", events.event_request, name="event_request"),
    path("claim/<uuid:claim>/", claim.claim, name="claim"),
    path("services/", pages.services, name="services"),
    path("fees/", pages.fees, name="fees"),
    path("faq/", pages.faq, name="faq"),
    path("status/", pages.status, name="status"),
    path("offline/", pages.offline, name="offline"),
    path("now/<slug:token>/", now.page, name="now"),
    path("now/<slug:token>/now.json", now.document, name="now_document"),
    path("stop/<str:token>/", links.stop, name="stop"),
    path("agree/<str:token>/", links.agree, name="agree"),
    path("sw.js", installable.worker, name="service_worker"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
]
