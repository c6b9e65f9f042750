"""/year/: the year in numbers."""

from django.urls import path

from icaforum.year import views

urlpatterns = [
    path("", views.year, name="year"),
    path("part/<slug:key>.csv", views.part_file, name="year_part"),
    path("<slug:slug>/", views.city_year, name="city_year"),
]
