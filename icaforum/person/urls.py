"""Addresses of the pages that end a seat: one's own, and a colleague's."""

from django.urls import path

from icaforum.person import views

urlpatterns = [
    path("account/profile/leave/<slug:slug>/", views.leave, name="leave_team"),
    path("cities/<slug:slug>/team/<int:pk>/remove/", views.remove, name="remove_colleague"),
]
