"""The addresses to which a mail provider posts."""

from django.urls import path

from icaforum.inbound import provider

app_name = "inbound"
urlpatterns = [
    path("arrived/", provider.arrived, name="arrived"),
    path("told/", provider.told, name="told"),
]
