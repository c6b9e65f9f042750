"""/invitation/ and /join/access/: a seat accepted, and a seat asked for."""

from urllib.parse import urlencode

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
from cities.invitations.actions import accepting, access_requests, forgetting, inviting
from cities.invitations.emails import companions_of, inviter_of, together
from cities.invitations.forms import AccessForm, PressForm
from cities.invitations.models import AccessRequest, Invitation
from cities.people import limits
from cities.people.allauth_internals import sign_in
from cities.people.forms.profile import IntroductionForm
from cities.people.models import User
from icaforum.audit.record import Refused
from icaforum.outbox.links import BadLink, Link, read
from icaforum.words.addresses import masked
from icaforum.words.decorators import form_page
from icaforum.words.times import clock_of, request_now

# The key in the session of the last request that was made here, to be corrected.
ASKED = "access_asked"
OVER_TEMPLATE = "cities/invitations/invitation_over.html"


@login_not_required
@never_cache
@form_page
def invitation(request: ReaderRequest, token: str) -> HttpResponse:
    """Show who invites, and accept by a press; programs that open links press nothing, so use up nothing."""
    link, found = _read_link(token)
    if link is None or found is None:
        return _nothing_there(request, link)
    if not request.user.is_authenticated:
        timezone.activate(clock_of(found.city.known_zone))  # as the mail with the link says it
    with translation.override(_language(request, found)):
        # Whoever comes back by the old link, signed in, is told that they are in, and not of an error.
        if (state := _why_closed(link, found)) == "used" and request.user == found.accepted_by:
            return render(request, OVER_TEMPLATE, _context(found, token) | {"state": "in"})
        if state:
            return render(request, OVER_TEMPLATE, _context(found, token) | {"state": state}, status=410)
        # Accepting would sign them in as somebody else; the page says whose it is.
        if _is_of_another_person(request, found):
            return render(request, "cities/invitations/invitation_other.html", _context(found, token))
        return _accept(request, link, found, token)


@login_not_required
@never_cache
@require_POST
def renew(request: ReaderRequest, token: str) -> HttpResponse:
    """Send a new link to the bound address alone, whoever presses «Send me a new one»."""
    link, found = _read_link(token)
    if found is None:
        return _nothing_there(request, link)
    context = _context(found, token) | {"state": "sent"}
    # Anybody with an old link can press: few mails an hour to one address, some more for an office behind
    # one network address.
    if not limits.within(request, "invitation", address=found.email, per_address=5, per_network=30):
        return render(request, OVER_TEMPLATE, context | {"state": "often"}, status=429)
    try:
        inviting.renew_invitation(found)
    # The mail is there already, so «we have sent it» is the true answer.
    except inviting.TooSoon:
        return render(request, OVER_TEMPLATE, context)
    except Refused as refusal:
        return render(
            request, OVER_TEMPLATE, context | {"state": "gone", "refusal": str(refusal)}, status=410
        )
    return render(request, OVER_TEMPLATE, context)


@login_not_required
@never_cache
@form_page
def no_thanks(request: ReaderRequest, token: str) -> HttpResponse:
    """Ask whether all that is held of the address shall go, and delete it on a press."""
    try:
        link = read("invitation", token)
    except BadLink:
        return render(request, OVER_TEMPLATE, {"state": "bad"}, status=404)
    found = Invitation.objects.filter(pk=link.key).select_related("city", "invited_by").first()
    with translation.override(_language(request, found) if found else translation.get_language()):
        if found and not found.accepted_at and request.method != "POST":
            context = _context(found, token) | {"cities": together(found)}
            return render(request, "cities/invitations/no_thanks.html", context)
        try:
            if found:
                forgetting.say_no_thanks(found)
        except Refused as refusal:
            words = {"state": "gone", "refusal": str(refusal)}
            return render(request, OVER_TEMPLATE, words, status=410)
        return render(request, OVER_TEMPLATE, {"state": "deleted"})


def _accept(request: ReaderRequest, link: Link, found: Invitation, token: str) -> HttpResponse:
    """Show the form of an invitation that is good; when it is filled in, take the seat and sign in.

    Whoever has an account signs in first: a link that is good for two weeks must not be a key to one.
    """
    known = User.objects.with_address(found.email).first()
    if known and not request.user.is_authenticated:
        return _ask_to_sign_in(request, known, _context(found, token))
    form_class = PressForm if known else IntroductionForm
    form = form_class(request.POST if request.method == "POST" else None, initial=_initial_values(found))
    context = _context(found, token) | {"form": form, "known": known}
    if not form.is_valid():
        return render(request, "cities/invitations/invitation.html", context)
    try:
        by = request.user if request.user.is_authenticated else None
        seat = accepting.accept_invitation(found, version=link.version, by=by, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/invitations/invitation.html", context)
    # The next page is in the language of the account, which may be another than this one's.
    with override(seat.person.language):
        messages.success(request, _("Welcome. You are in the team of %(city)s.") % {"city": found.city})
    if request.user.is_authenticated:
        return redirect("desk")
    # The account is new, and its mailbox is proved, as it is by a code.
    return sign_in(request, seat.person, email=found.email, redirect_url=reverse("desk"))


def _ask_to_sign_in(request: ReaderRequest, known: User, context: dict[str, object]) -> HttpResponse:
    """Show that the address has an account, and lead to the sign-in page and back."""
    if not known.is_active:
        words = {"state": "gone", "refusal": accepting.CLOSED}
        return render(request, OVER_TEMPLATE, context | words, status=410)
    way_back = urlencode({"next": request.path})
    context["sign_in_url"] = f"{reverse('account_login')}?{way_back}"
    return render(request, "cities/invitations/invitation_known.html", context)


def _nothing_there(request: ReaderRequest, link: Link | None) -> HttpResponse:
    """Answer a link that is cut off or not ours, and one of ours whose invitation was deleted.

    Nobody can sign a link but we, so whoever holds one was sent it; the page says of whom or where nothing.
    """
    if link is None:
        return render(request, OVER_TEMPLATE, {"state": "bad"}, status=404)
    return render(request, OVER_TEMPLATE, {"state": "forgotten"}, status=410)


def _read_link(token: str) -> tuple[Link | None, Invitation | None]:
    """Return what the link says, or None for one that is not ours, and its invitation, None once deleted."""
    try:
        link = read("invitation", token)
    # One page for all bad links: it need not tell a stranger which invitations exist.
    except BadLink:
        return None, None
    found = Invitation.objects.filter(pk=link.key).select_related("city", "invited_by").first()
    return link, found


def _why_closed(link: Link, found: Invitation) -> str:
    """Return why the link opens nothing («used», «gone», «expired»), or an empty text."""
    if found.accepted_at:
        return "used"
    if found.revoked_at or found.city.membership is None:
        return "gone"
    now = request_now()
    if found.link_version != link.version or found.has_expired(now):
        return "expired"
    # What is left is somebody who invited and may no longer: the next page has a way on for the reader.
    return "" if Invitation.objects.acceptable(now).filter(pk=found.pk).exists() else "gone"


def _is_of_another_person(request: ReaderRequest, found: Invitation) -> bool:
    """Whether somebody is signed in whose address this is not."""
    if not request.user.is_authenticated:
        return False
    return not User.objects.with_address(found.email).filter(pk=request.user.pk).exists()


def _language(request: ReaderRequest, found: Invitation) -> str:
    """Return the reader's own choice, else the language of the invitation."""
    # The cookie is there when the reader has pressed a language; without it Django would follow the
    # browser.
    chosen = request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language() if chosen else found.language


def _initial_values(found: Invitation) -> dict[str, str]:
    """Return what the form of somebody new begins with; whoever has an account is asked for nothing."""
    return {
        "name": found.name,
        "language": translation.get_language(),
        "time_zone": found.city.time_zone,
    }


def _context(found: Invitation, token: str) -> dict[str, object]:
    """Return what every page about an invitation shows."""
    return {
        "invitation": found,
        "city": found.city,
        "also": companions_of(found),
        "inviter": inviter_of(found),
        # Whoever finds the link in somebody's mail learns no address by it.
        "address": masked(found.email),
        "token": token,
    }


@login_not_required
@form_page
def access(request: ReaderRequest) -> HttpResponse:
    """Ask a city's lead for a seat; the answer is the same whether or not the address is known."""
    typed = request.POST if request.method == "POST" else None
    # A refused application hands on what was typed there; nothing is asked of anybody yet.
    if typed and "handed_on" in typed:
        return render(request, "cities/invitations/access.html", {"form": AccessForm(initial=typed.dict())})
    before = request.session.get(ASKED, {}) if "again" in request.GET else {}
    form = AccessForm(typed, initial=before.get("typed"))
    if not form.is_valid():
        return render(request, "cities/invitations/access.html", {"form": form})
    email = form.cleaned_data["email"]
    # The form mails whoever is typed into it, so it is counted before anything is looked up.
    if not limits.within(request, "access", address=email, per_address=5, per_network=20):
        form.add_error(None, _("That was often. Please try again in an hour."))
        return render(request, "cities/invitations/access.html", {"form": form}, status=429)
    try:
        instead_of = AccessRequest.objects.filter(pk=before.get("request") or 0).first()
        made = access_requests.ask_for_access(**form.cleaned_data, instead_of=instead_of)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/invitations/access.html", {"form": form})
    # In the session and not in a link: the page tells nobody whether there is a request.
    answers = {name: form.data.get(name, "") for name in form.fields}
    request.session[ASKED] = {"request": made.pk if made else None, "typed": answers}
    return render(
        request, "cities/invitations/access_sent.html", {"city": form.cleaned_data["city"], "email": email}
    )
