"""The addresses to which a mail provider posts."""

from django.urls import path

from icaforum.inbound import provider

app_name = "inbound"
urlpatterns = [
    path("arrived/", provider.arrived, name="arrived"),
    # Mailgun posts a mail as it came to addresses alone that end so.
    path("arrived/mime", provider.arrived, name="arrived_mime"),
    path("told/", provider.told, name="told"),
]
