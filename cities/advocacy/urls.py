"""/calls/: joint calls of cities."""

from django.urls import path

from cities.advocacy import views
from cities.advocacy.views import signing, writing

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/new/", writing.draft, name="call_new"),
    path("calls/comments/<int:pk>/take-back/", views.take_comment_back, name="call_comment_take_back"),
    path("calls/comments/<int:pk>/report/", views.report_comment, name="call_comment_report"),
    path("calls/<slug:slug>/", views.call, name="call"),
    path("calls/<slug:slug>/report/", views.report_call, name="call_report"),
    path("calls/<slug:slug>/print/", views.printed, name="call_print"),
    path("calls/<slug:slug>/versions/<int:number>/", views.version, name="call_version"),
    path("calls/<slug:slug>/change/", writing.change, name="call_change"),
    path("calls/<slug:slug>/show/", writing.show, name="call_show"),
    path("calls/<slug:slug>/ready/", writing.ready, name="call_ready"),
    path("calls/<slug:slug>/languages/", writing.reading, name="call_reading"),
    path("calls/<slug:slug>/languages/remove/", writing.remove_reading, name="call_reading_remove"),
    path("calls/<slug:slug>/sign/", signing.sign, name="call_sign"),
    path("calls/<slug:slug>/take-back/", signing.take_back, name="call_take_back"),
    path("calls/<slug:slug>/name/", signing.name_on_web, name="call_name"),
    path("calls/<slug:slug>/later/", signing.later, name="call_later"),
    path("calls/<slug:slug>/decline/", signing.decline, name="call_decline"),
]
