"""/cities/<slug>/write/."""

from django.urls import path

from cities.letters import views

urlpatterns = [path("cities/<slug:slug>/write/", views.write, name="write")]
