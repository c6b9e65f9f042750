"""The address of the page on which a member writes to a city."""

from django.urls import path

from cities.letters import views

urlpatterns = [path("cities/<slug:slug>/write/", views.write, name="write")]
