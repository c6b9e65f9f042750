"""/library/…/text/."""

from django.urls import path

from resources.transcripts import views

urlpatterns = [
    path("<slug:slug>/<slug:language>/text/", views.text, name="text"),
]
