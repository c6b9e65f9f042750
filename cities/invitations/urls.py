"""/invitation/ and /join/access/."""

from django.urls import path

from cities.invitations import views

urlpatterns = [
    path("join/access/", views.access, name="access"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("invitation/<str:token>/renew/", views.renew, name="invitation_renew"),
    path("invitation/<str:token>/no-thanks/", views.no_thanks, name="invitation_no_thanks"),
]
