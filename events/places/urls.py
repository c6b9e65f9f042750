"""/events/: the addresses of the list, an event, a place at it, and the way in."""

from django.urls import path

from events.places import views

urlpatterns = [
    path("", views.event_list, name="list"),
    path("<slug:slug>/", views.event_detail, name="detail"),
    path("<slug:slug>/place/", views.event_place, name="place"),
    path("<slug:slug>/join/", views.event_join, name="join"),
    path("<slug:slug>/calendar.ics", views.event_calendar, name="calendar"),
]
