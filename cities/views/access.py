"""/join/access/: «my city is already a member»."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities import actions, limits
from cities.forms.access_request import AccessForm
from icaforum.audit.record import Refused


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """Ask a city's lead for a place. The answer is the same whether or not the address is known."""
    form = AccessForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "cities/access.html", {"form": form})
    email = form.cleaned_data["email"]
    if not limits.within(request, "access", address=email, per_address=5, per_place=20):
        form.add_error(None, _("That was often. Please try again in an hour."))
        return render(request, "cities/access.html", {"form": form}, status=429)
    try:
        actions.ask_for_access(**form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/access.html", {"form": form})
    return render(request, "cities/access_sent.html", {"city": form.cleaned_data["city"], "email": email})
