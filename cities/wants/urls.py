"""Addresses below /cities/<slug>/wants/: what a city looks for and can give."""

from django.urls import path

from cities.wants import views

urlpatterns = [
    path("cities/<slug:slug>/wants/", views.wants, name="wants"),
    path("cities/<slug:slug>/wants/<int:pk>/", views.change, name="want_change"),
    path("cities/<slug:slug>/wants/<int:pk>/take-away/", views.take_away, name="want_take_away"),
    path("cities/<slug:slug>/wants/<int:pk>/report/", views.report, name="want_report"),
]
