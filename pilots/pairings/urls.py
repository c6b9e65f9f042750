"""/pilots/pairings/: the addresses of a pairing's workspace."""

from django.urls import path

from pilots.pairings import views

urlpatterns = [
    path("pairings/<int:pk>/", views.pairing_detail, name="pairing"),
    path("pairings/<int:pk>/accept/", views.pairing_accept, name="accept"),
    path("pairings/<int:pk>/resume/", views.pairing_resume, name="resume"),
    # One address for four verbs, which ask for the same thing: a note, and a second press. See
    # `views.ENDINGS`.
    path("pairings/<int:pk>/end/<slug:verb>/", views.pairing_end, name="end"),
    path("pairings/<int:pk>/steps/", views.step_add, name="step_add"),
    path("pairings/<int:pk>/steps/<int:step>/", views.step_edit, name="step_edit"),
    path("pairings/<int:pk>/steps/<int:step>/done/", views.step_done, name="step_done"),
    path("pairings/<int:pk>/steps/<int:step>/reopen/", views.step_reopen, name="step_reopen"),
    path("pairings/<int:pk>/exchanges/", views.exchange_add, name="exchange_add"),
]
