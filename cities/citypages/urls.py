"""Addresses below /cities/<slug>/: the page of a city, its edit form and its team.

They come last in `cities.urls`, since the first would match every word below /cities/.
"""

from django.urls import path

from cities.citypages.views import page, team

urlpatterns = [
    path("cities/<slug:slug>/", page.detail, name="detail"),
    path("cities/<slug:slug>/edit/", page.edit, name="edit"),
    path("cities/<slug:slug>/report/", page.report, name="city_report"),
    path("cities/<slug:slug>/team/", team.team, name="team"),
    path("cities/<slug:slug>/team/<int:pk>/address/", team.correct_address, name="team_address"),
    path("cities/<slug:slug>/team/hand-over/", team.hand_over, name="hand_over"),
    path("cities/<slug:slug>/team/invitation/<int:pk>/resend/", team.resend, name="invitation_resend"),
    path("cities/<slug:slug>/team/invitation/<int:pk>/revoke/", team.revoke, name="invitation_revoke"),
    path("cities/<slug:slug>/team/access/<int:pk>/", team.access_answer, name="access_answer"),
]
