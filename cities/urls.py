"""/join/, /invitation/, /cities/ and /account/profile/."""

from django.urls import path, re_path

from cities.views import access, cities, city, devices, invitation, join, profile, status, team

app_name = "cities"
urlpatterns = [
    path("join/", join.join, name="join"),
    re_path(r"^join/(?P<kind>c40|city|partner)/$", join.apply, name="apply"),
    path("join/partner/<str:token>/", join.apply_partner, name="apply_partner"),
    path("join/sent/<str:token>/", join.sent, name="join_sent"),
    path("join/confirm/<str:token>/", join.confirm, name="join_confirm"),
    path("join/access/", access.access, name="access"),
    path("join/link/", join.lost_link, name="join_lost"),
    path("join/status/<str:token>/", status.status, name="status"),
    path("join/status/<str:token>/withdraw/", status.withdraw, name="status_withdraw"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("invitation/<str:token>/renew/", invitation.renew, name="invitation_renew"),
    path("cities/", cities.directory, name="list"),
    path("cities/map/", cities.world, name="map"),
    path("cities/<slug:slug>/", cities.detail, name="detail"),
    path("cities/<slug:slug>/edit/", city.edit, name="edit"),
    path("cities/<slug:slug>/write/", city.write, name="write"),
    path("cities/<slug:slug>/team/", team.team, name="team"),
    path("cities/<slug:slug>/team/hand-over/", team.hand_over, name="hand_over"),
    path("cities/<slug:slug>/team/<int:pk>/remove/", team.remove, name="remove"),
    path("cities/<slug:slug>/team/invitation/<int:pk>/resend/", team.resend, name="invitation_resend"),
    path("cities/<slug:slug>/team/invitation/<int:pk>/revoke/", team.revoke, name="invitation_revoke"),
    path("cities/<slug:slug>/team/access/<int:pk>/", team.access_answer, name="access_answer"),
    path("account/profile/", profile.profile, name="profile"),
    path("account/profile/mails/", profile.mails, name="profile_mails"),
    path("account/profile/zone/", profile.confirm_zone, name="confirm_zone"),
    path("account/devices/<int:pk>/sign-out/", devices.sign_out_device, name="sign_out_device"),
    path("account/profile/leave/<slug:slug>/", profile.leave, name="leave"),
]
