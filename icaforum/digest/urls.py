"""/account/mails/: which mails one gets, and what one follows."""

from django.urls import path

from icaforum.digest import views

urlpatterns = [
    path("mails/", views.mails, name="mails"),
    path("mails/follow/", views.follow, name="follow"),
]
