from django.urls import path

from giliran.web.gate import cards, views

urlpatterns = [
    path("", views.gates, name="gates"),
    path("<slug:office>/", views.gate, name="gate"),
    path("<slug:office>/look/", views.look, name="gate_look"),
    path("<slug:office>/in/", views.check_in, name="gate_check_in"),
    path("<slug:office>/in/<slug:nonce>/", views.admitted, name="gate_admitted"),
    path("<slug:office>/undo/", views.undo, name="gate_undo"),
    path("<slug:office>/cards/<int:check_in>/", cards.card, name="gate_card"),
    path("<slug:office>/cards/<int:check_in>/card.pdf", cards.card_pdf, name="gate_card_pdf"),
]
