"""/account/profile/ and /account/devices/."""

from django.urls import path

from cities.people import views

urlpatterns = [
    path("account/profile/", views.profile, name="profile"),
    path("account/profile/zone/", views.confirm_zone, name="confirm_zone"),
    path("account/first-steps/<slug:slug>/<slug:step>/", views.put_away, name="put_away"),
    path("account/devices/<int:pk>/sign-out/", views.sign_out_device, name="sign_out_device"),
]
