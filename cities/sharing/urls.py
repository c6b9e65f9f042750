"""The address that leaves the preview."""

from django.urls import path

from cities.sharing import views

urlpatterns = [path("see-it-as/leave/", views.leave_preview, name="leave_preview")]
