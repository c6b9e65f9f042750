"""Addresses of the pages that end a seat: one's own, and a colleague's."""

from django.urls import path

from cities.leaving import views

urlpatterns = [
    path("account/profile/leave/<slug:slug>/", views.leave, name="leave"),
    path("cities/<slug:slug>/team/<int:pk>/remove/", views.remove, name="remove"),
]
