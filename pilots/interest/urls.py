"""/pilots/calls/: calls for peers, and the interests of cities."""

from django.urls import path

from pilots.interest import views

urlpatterns = [
    path("calls/", views.calls, name="peer_calls"),
    path("calls/<slug:slug>/", views.call, name="peer_call"),
    path("calls/<slug:slug>/keep/", views.keep, name="peer_call_keep"),
    path("calls/<slug:slug>/take-back/", views.take_back, name="peer_call_take_back"),
    path("calls/<slug:slug>/interests/<int:pk>/", views.interest, name="peer_call_interest"),
]
