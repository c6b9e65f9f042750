"""Addresses below /cities/<slug>/: the page of a city, its edit form and its team.

They come last in `cities.urls`, since the first would match every word below /cities/.
"""

from django.urls import path

from cities.citypages import views

urlpatterns = [
    path("cities/<slug:slug>/", views.detail, name="detail"),
    path("cities/<slug:slug>/edit/", views.edit, name="edit"),
    path("cities/<slug:slug>/team/", views.team, name="team"),
    path("cities/<slug:slug>/team/hand-over/", views.hand_over, name="hand_over"),
    path("cities/<slug:slug>/team/invitation/<int:pk>/resend/", views.resend, name="invitation_resend"),
    path("cities/<slug:slug>/team/invitation/<int:pk>/revoke/", views.revoke, name="invitation_revoke"),
    path("cities/<slug:slug>/team/access/<int:pk>/", views.access_answer, name="access_answer"),
]
