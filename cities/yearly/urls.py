"""Addresses of the yearly question, below the page of a city."""

from django.urls import path

from cities.yearly import views

urlpatterns = [
    path("cities/<slug:slug>/confirm/", views.still_there, name="confirm"),
    path("cities/<slug:slug>/confirm/no/", views.no_longer, name="confirm_no"),
]
