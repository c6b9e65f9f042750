"""/cities/: the directory and the map."""

from django.urls import path

from cities.directory import views

urlpatterns = [
    path("cities/", views.directory, name="list"),
    path("cities/map/", views.world_map, name="map"),
]
