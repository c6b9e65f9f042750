"""Below /events/: the calendars that programs read, and the page of one's own."""

from django.urls import path

from events.feeds import views

urlpatterns = [
    path("feed/public/calendar.ics", views.public_feed, name="public_feed"),
    path("feed/<str:token>/calendar.ics", views.feed, name="feed"),
    path("my/calendar/", views.own_feed, name="own_feed"),
    path("my/calendar/renew/", views.renew, name="own_feed_renew"),
    path("my/calendar/end/", views.end, name="own_feed_end"),
]
