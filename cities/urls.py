"""/join/, /invitation/, /cities/ and /account/profile/."""

from django.urls import path, re_path

from cities.views import join, status

app_name = "cities"
urlpatterns = [
    path("join/", join.join, name="join"),
    re_path(r"^join/(?P<kind>c40|city|partner)/$", join.apply, name="apply"),
    path("join/partner/<str:token>/", join.apply_partner, name="apply_partner"),
    path("join/sent/<str:token>/", join.sent, name="join_sent"),
    path("join/confirm/<str:token>/", join.confirm, name="join_confirm"),
    path("join/link/", join.lost_link, name="join_lost"),
    path("join/status/<str:token>/", status.status, name="status"),
    path("join/status/<str:token>/withdraw/", status.withdraw, name="status_withdraw"),
]
