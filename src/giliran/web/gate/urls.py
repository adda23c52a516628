from django.urls import path

from giliran.web.gate import cards, conflicts, device, offline, printer, views, walk_in

urlpatterns = [
    path("", views.gates, name="gates"),
    path("<slug:office>/", views.gate, name="gate"),
    path("<slug:office>/look/", views.look, name="gate_look"),
    path("<slug:office>/in/", views.check_in, name="gate_check_in"),
    path("<slug:office>/in/<slug:nonce>/", views.admitted, name="gate_admitted"),
    path("<slug:office>/walk-in/", walk_in.walk_in, name="gate_walk_in"),
    path("<slug:office>/walk-in/<slug:reason>/", walk_in.ask, name="gate_walk_in_ask"),
    path("<slug:office>/undo/", views.undo, name="gate_undo"),
    path("<slug:office>/hand-back/", views.hand_back, name="gate_hand_back"),
    path("<slug:office>/cards/<int:check_in>/", cards.card, name="gate_card"),
    path("<slug:office>/cards/<int:check_in>/card.pdf", cards.card_pdf, name="gate_card_pdf"),
    path("<slug:office>/list.json", offline.day_list, name="gate_list"),
    path("<slug:office>/sync/", offline.sync, name="gate_sync"),
    path("<slug:office>/shell/", offline.shell, name="gate_shell"),
    path("<slug:office>/app.webmanifest", offline.manifest, name="gate_manifest"),
    path("<slug:office>/devices/", device.devices, name="gate_devices"),
    path("<slug:office>/devices/<uuid:device>/revoke/", device.revoke, name="gate_device_revoke"),
    path("<slug:office>/devices/<uuid:device>/printer/", printer.printer, name="gate_device_printer"),
    path("<slug:office>/printer/", printer.printer, name="gate_printer"),
    path("<slug:office>/cards/<int:check_in>/print/", cards.send, name="gate_card_print"),
    path("<slug:office>/conflicts/", conflicts.conflicts, name="gate_conflicts"),
    path("<slug:office>/conflicts/<int:conflict>/", conflicts.settle, name="gate_conflict"),
]
