"""The address of the rules of talking; reports stand at the pages of what is reported."""

from django.urls import path

from cities.talking import views

urlpatterns = [path("rules/", views.rules, name="rules")]
