"""Addresses of the pages that end a seat, one's own and a colleague's; and of what one takes back then."""

from django.urls import path

from icaforum.person import views

urlpatterns = [
    path("account/profile/leave/<slug:slug>/", views.leave, name="leave_team"),
    path("left/<str:token>/", views.left, name="left"),
    path("left/<str:token>/<slug:word>/<int:pk>/", views.take_back, name="left_back"),
    path("cities/<slug:slug>/team/<int:pk>/remove/", views.remove, name="remove_colleague"),
]
