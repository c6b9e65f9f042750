"""Addresses below /join/: the forms of applicants, and the applicant's own page."""

from django.urls import path, re_path

from cities.joining.views import applying, drafts, following, steps

urlpatterns = [
    path("join/", applying.join, name="join"),
    re_path(r"^join/(?P<kind>c40|city)/known/$", applying.known, name="join_known"),
    re_path(r"^join/(?P<kind>c40|city|partner)/$", applying.apply, name="apply"),
    re_path(r"^join/(?P<kind>c40|city)/(?P<slug>city|why|done|people)/$", steps.step, name="join_step"),
    re_path(r"^join/(?P<kind>c40|city)/check/$", drafts.check, name="join_check"),
    re_path(r"^join/(?P<kind>c40|city)/start-over/$", drafts.start_over, name="join_start_over"),
    re_path(r"^join/(?P<kind>c40|city)/elsewhere/$", drafts.elsewhere, name="join_elsewhere"),
    # What follows has a token that was signed for this one page (`icaforum.outbox.links`).
    path("join/partner/<str:token>/", steps.begin, {"kind": "partner"}, name="apply_partner"),
    path("join/partner/<str:token>/check/", drafts.check, {"kind": "partner"}, name="partner_check"),
    path(
        "join/partner/<str:token>/start-over/",
        drafts.start_over,
        {"kind": "partner"},
        name="partner_start_over",
    ),
    path("join/partner/<str:token>/<slug:slug>/", steps.step, {"kind": "partner"}, name="partner_step"),
    path("join/draft/<str:token>/", drafts.draft, name="join_draft"),
    path("join/sent/<str:token>/", applying.sent, name="join_sent"),
    path("join/confirm/<str:token>/", applying.confirm, name="join_confirm"),
    path("join/link/", applying.lost_link, name="join_lost"),
    path("join/status/<str:token>/", following.status, name="status"),
    path("join/status/<str:token>/withdraw/", following.withdraw, name="status_withdraw"),
    path("join/status/<str:token>/again/", following.again, name="status_again"),
]
