"""Where one is signed in: to end it on one device."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities import actions
from cities.templatetags.devices import device


@require_POST
def sign_out_device(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own session elsewhere; the one at hand ends by signing out."""
    elsewhere = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    session = actions.end_session(get_object_or_404(elsewhere, pk=pk), by=request.user)
    messages.success(request, _("Signed out: %(device)s.") % {"device": device(session.user_agent)})
    return redirect("usersessions_list")
