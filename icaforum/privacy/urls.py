"""/account/held/ and /account/erase/: what we hold about the reader."""

from django.urls import path

from icaforum.privacy import views

urlpatterns = [
    path("held/", views.held, name="held"),
    path("held/file/", views.held_file, name="held_file"),
    path("erase/", views.erase_me, name="erase_me"),
]
