"""/library/shelves/."""

from django.urls import path

from resources.shelves import views

urlpatterns = [
    path("shelves/<slug:slug>/", views.shelf, name="shelf"),
]
