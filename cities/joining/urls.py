"""Addresses below /join/: the forms of applicants, and the applicant's own page."""

from django.urls import path, re_path

from cities.joining.views import applying, following

urlpatterns = [
    path("join/", applying.join, name="join"),
    re_path(r"^join/(?P<kind>c40|city)/known/$", applying.known, name="join_known"),
    re_path(r"^join/(?P<kind>c40|city|partner)/$", applying.apply, name="apply"),
    # What follows has a token that was signed for this one page (`icaforum.outbox.links`).
    path("join/partner/<str:token>/", applying.apply_partner, name="apply_partner"),
    path("join/sent/<str:token>/", applying.sent, name="join_sent"),
    path("join/confirm/<str:token>/", applying.confirm, name="join_confirm"),
    path("join/link/", applying.lost_link, name="join_lost"),
    path("join/status/<str:token>/", following.status, name="status"),
    path("join/status/<str:token>/withdraw/", following.withdraw, name="status_withdraw"),
]
