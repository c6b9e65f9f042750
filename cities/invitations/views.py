"""/invitation/ and /join/access/: a seat accepted, and a seat asked for."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cities.directory.viewer import ReaderRequest
from cities.invitations.actions import access_requests, inviting
from cities.invitations.emails import inviter_of
from cities.invitations.forms import AccessForm, PressForm
from cities.invitations.models import Invitation
from cities.people import limits
from cities.people.allauth_internals import sign_in
from cities.people.forms.profile import IntroductionForm
from cities.people.models import User
from icaforum.audit.record import Refused
from icaforum.outbox.links import BadLink, Link, read
from icaforum.words.addresses import masked
from icaforum.words.decorators import form_page

OVER = "cities/invitations/invitation_over.html"


@login_not_required
@never_cache
@form_page
def invitation(request: ReaderRequest, token: str) -> HttpResponse:
    """Who invites, and the one press. Programs that open links press nothing, so they use up nothing."""
    link, found = _behind(token)
    if link is None or found is None:
        return render(request, OVER, {"state": "bad"}, status=404)
    with translation.override(_language(request, found)):
        if (state := _state(link, found)) == "used" and request.user == found.accepted_by:
            return render(request, OVER, _facts(found, token) | {"state": "in"})
        if state:
            return render(request, OVER, _facts(found, token) | {"state": state}, status=410)
        if _is_somebody_else(request, found):
            return render(request, "cities/invitations/invitation_other.html", _facts(found, token))
        return _accept(request, link, found, token)


@login_not_required
@never_cache
@require_POST
def renew(request: ReaderRequest, token: str) -> HttpResponse:
    """«Send me a new one»: to the bound address alone, whoever presses."""
    _link, found = _behind(token)
    if found is None:
        return render(request, OVER, {"state": "bad"}, status=404)
    context = _facts(found, token) | {"state": "sent"}
    if not limits.within(request, "invitation", address=found.email, per_address=5, per_network=30):
        return render(request, OVER, context | {"state": "often"}, status=429)
    try:
        inviting.renew_invitation(found)
    except inviting.TooSoon:
        return render(request, OVER, context)
    except Refused as refusal:
        return render(request, OVER, context | {"state": "gone", "refusal": str(refusal)}, status=410)
    return render(request, OVER, context)


def _accept(request: ReaderRequest, link: Link, found: Invitation, token: str) -> HttpResponse:
    known = User.objects.with_address(found.email).first()
    ask = PressForm if known else IntroductionForm
    form = ask(request.POST if request.method == "POST" else None, initial=_proposed(found))
    context = _facts(found, token) | {"form": form, "known": known}
    if not form.is_valid():
        return render(request, "cities/invitations/invitation.html", context)
    try:
        seat = inviting.accept_invitation(found, version=link.version, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/invitations/invitation.html", context)
    with override(seat.person.language):
        messages.success(request, _("Welcome. You are in the team of %(city)s.") % {"city": found.city})
    if request.user.is_authenticated:
        return redirect("desk")
    # The mailbox is proved, as it is by a code; a second factor, where there is one, is still asked for.
    return sign_in(request, seat.person, email=found.email, redirect_url=reverse("desk"))


def _behind(token: str) -> tuple[Link, Invitation] | tuple[None, None]:
    try:
        link = read("invitation", token)
    except BadLink:
        return None, None
    found = Invitation.objects.filter(pk=link.key).select_related("city", "invited_by").first()
    return (link, found) if found else (None, None)


def _state(link: Link, found: Invitation) -> str:
    """Why the link opens nothing, or an empty word."""
    if found.accepted_at:
        return "used"
    if found.revoked_at or found.city.membership is None:
        return "gone"
    if found.link_version != link.version or found.has_expired(timezone.now()):
        return "expired"
    return ""


def _is_somebody_else(request: ReaderRequest, found: Invitation) -> bool:
    if not request.user.is_authenticated:
        return False
    return not User.objects.with_address(found.email).filter(pk=request.user.pk).exists()


def _language(request: ReaderRequest, found: Invitation) -> str:
    """The reader's own choice, else the language of the invitation."""
    chosen = request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language() if chosen else found.language


def _proposed(found: Invitation) -> dict[str, str]:
    """Of somebody new; whoever has an account is asked for nothing."""
    return {
        "name": found.name,
        "language": translation.get_language(),
        "time_zone": found.city.time_zone,
    }


def _facts(found: Invitation, token: str) -> dict[str, object]:
    return {
        "invitation": found,
        "city": found.city,
        "inviter": inviter_of(found),
        "address": masked(found.email),
        "token": token,
    }


@login_not_required
@form_page
def access(request: ReaderRequest) -> HttpResponse:
    """Ask a city's lead for a place. The answer is the same whether or not the address is known."""
    form = AccessForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "cities/invitations/access.html", {"form": form})
    email = form.cleaned_data["email"]
    if not limits.within(request, "access", address=email, per_address=5, per_network=20):
        form.add_error(None, _("That was often. Please try again in an hour."))
        return render(request, "cities/invitations/access.html", {"form": form}, status=429)
    try:
        access_requests.ask_for_access(**form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/invitations/access.html", {"form": form})
    return render(
        request, "cities/invitations/access_sent.html", {"city": form.cleaned_data["city"], "email": email}
    )
