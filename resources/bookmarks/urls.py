"""/library/…/keep/."""

from django.urls import path

from resources.bookmarks import views

urlpatterns = [
    path("<slug:slug>/keep/", views.keep, name="keep"),
]
