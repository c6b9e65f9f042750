"""Below /events/guest/: what a guest's personal link opens."""

from django.urls import path

from events.guests import views

urlpatterns = [
    path("guest/<str:token>/", views.guest, name="guest"),
    path("guest/<str:token>/join/", views.guest_join, name="guest_join"),
    path("guest/<str:token>/decline/", views.guest_decline, name="guest_decline"),
    path("guest/<str:token>/calendar.ics", views.guest_calendar, name="guest_calendar"),
]
