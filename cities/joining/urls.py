"""Addresses below /join/: the forms of applicants, and the applicant's own page."""

from django.urls import path, re_path

from cities.joining import views

urlpatterns = [
    path("join/", views.join, name="join"),
    re_path(r"^join/(?P<kind>c40|city|partner)/$", views.apply, name="apply"),
    # What follows has a token that was signed for this one page (`icaforum.outbox.links`).
    path("join/partner/<str:token>/", views.apply_partner, name="apply_partner"),
    path("join/sent/<str:token>/", views.sent, name="join_sent"),
    path("join/confirm/<str:token>/", views.confirm, name="join_confirm"),
    path("join/link/", views.lost_link, name="join_lost"),
    path("join/status/<str:token>/", views.status, name="status"),
    path("join/status/<str:token>/withdraw/", views.withdraw, name="status_withdraw"),
]
