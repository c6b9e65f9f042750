"""An address that breaks, with the portal's own page for that."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from icaforum.urls import *  # noqa: F403


@login_not_required
def broken(request):
    raise ValueError("broken")


urlpatterns = [path("broken/", broken)]
handler500 = "icaforum.pages.views.server_error"
