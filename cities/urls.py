"""/join/, /invitation/, /cities/ and /account/profile/."""

from django.urls import URLPattern

app_name = "cities"
urlpatterns: list[URLPattern] = []
