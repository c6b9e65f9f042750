"""Addresses of the two questions of a pairing."""

from django.urls import path

from pilots.pulse import views

urlpatterns = [
    path("pairings/<int:pk>/pulse/<int:pulse>/", views.pulse, name="pulse"),
    path("pulse/<str:token>/", views.pulse_link, name="pulse_link"),
]
