"""/account/login/ and /account/login/with/: signing in through a city's own identity (decision 16)."""

from urllib.parse import urlsplit

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cities.identities import exchange
from cities.identities.exchange import Identity
from cities.identities.providers import Provider, provider_for, provider_named
from cities.identities.refusals import BeganElsewhere, GaveUp, NobodyInvited, ProviderFailed
from cities.invitations.emails import token_of
from cities.invitations.models import Invitation
from cities.people import door_log, limits
from cities.people.actions.identities import IdentityOfAnother, link_identity
from cities.people.allauth_internals import sign_in_by_identity
from cities.people.models import User
from icaforum.audit.record import Refused
from icaforum.words.addresses import clean_address, is_own_path
from icaforum.words.times import request_now

# By the refusal: what the answer is called in HTTP. Not 500 and more, which is for what we did wrong.
STATUSES = {GaveUp: 200, BeganElsewhere: 400, ProviderFailed: 424}


@login_not_required
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the address; one of a city with a sign-in of its own may choose it in place of a code.

    By the domain alone, so that the page tells nobody who has an account.
    """
    if request.method == "POST" and "by_code" not in request.POST and not request.user.is_authenticated:
        address = clean_address(request.POST.get("email", "")[:1000])
        if provider := provider_for(address):
            context = {"provider": provider, "address": address, "next": _next_page(request)}
            return render(request, "cities/identities/choose.html", context)
    return account.request_login_code(request)


@login_not_required
@never_cache
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider.

    By a page and not by a redirect: our content security policy lets forms lead to our own pages alone, and
    browsers hold all redirects after a form to it, also those between the servers of a city.
    """
    provider, wanted = _provider(provider_id), _next_page(request)
    if request.user.is_authenticated:
        return redirect(wanted or "desk")
    if not limits.may_begin_with_provider(request):
        often = _("That was a little too often. Wait a minute, then try again.")
        return _told(request, provider, often, wanted=wanted, status=429)
    hint = clean_address(request.POST.get("email", "")[:1000])
    try:
        url = exchange.way_to(
            request,
            provider,
            next_page=wanted,
            hint=hint if provider_for(hint) == provider else "",
        )
    except ProviderFailed as failed:
        return _told(request, provider, str(failed), wanted=wanted, status=STATUSES[ProviderFailed])
    answer = render(request, "cities/identities/going.html", {"provider": provider, "url": url})
    answer["Refresh"] = f"0; url={url}"
    return answer


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let in who comes back from the provider: as their account, or to their invitation; nobody else."""
    provider = _provider(provider_id)
    # Before anything is used up: whoever is not let in goes on to it by another way.
    wanted = _own(exchange.page_wanted(request))
    if request.user.is_authenticated:
        return redirect(wanted or "desk")
    address = ""
    try:
        identity = exchange.identity_of(request, provider)
        address = identity.address
        return _let_in(request, provider, identity, wanted=wanted)
    except Refused as refused:
        door_log.refused(request, f"{provider.key}, {type(refused).__name__}", address=address)
        status = STATUSES.get(type(refused), 403)
        return _told(request, provider, str(refused), wanted=wanted, status=status)


def _let_in(request: HttpRequest, provider: Provider, identity: Identity, *, wanted: str) -> HttpResponse:
    """Sign in the account of the address, or lead to its invitation.

    Raises NobodyInvited, and as `link_identity`.
    """
    owners = User.objects.with_address(identity.address)[:2]
    if len(owners) > 1:  # one's own, and a further one of somebody else: the secretariat settles whose it is
        raise IdentityOfAnother
    if not owners:
        return _to_invitation(provider, identity)
    person = link_identity(
        owners[0], provider=provider.key, sub=identity.sub, address=identity.address, by=owners[0]
    )
    return sign_in_by_identity(
        request, person, provider=provider.key, email=identity.address, redirect_url=wanted
    )


def _to_invitation(provider: Provider, identity: Identity) -> HttpResponse:
    """Lead to the page of an invitation, which asks for name and zone; the next sign-in binds the account.

    Raises NobodyInvited, and IdentityOfAnother where the identity has opened an account of another address.
    """
    if User.objects.filter(socialaccount__provider=provider.key, socialaccount__uid=identity.sub).exists():
        raise IdentityOfAnother
    sent = Invitation.objects.acceptable(request_now()).filter(sent_at__isnull=False, email=identity.address)
    if invitation := sent.order_by("-sent_at", "-pk").first():
        return redirect("cities:invitation", token=token_of(invitation))
    words = _(
        "There is no account and no invitation for the address that %(name)s gave us. Your lead contact "
        "can invite you, or you ask for access."
    )
    raise NobodyInvited(words % {"name": provider.name})


def _told(request: HttpRequest, provider: Provider, words: str, *, wanted: str, status: int) -> HttpResponse:
    """Say why nobody was signed in, with the other ways in to the page that was wanted."""
    context = {"provider": provider, "words": words, "next": wanted}
    return render(request, "cities/identities/told.html", context, status=status)


def _provider(key: str) -> Provider:
    if found := provider_named(key):
        return found
    raise Http404


def _next_page(request: HttpRequest) -> str:
    """Return the page that the reader wanted; only one of ours."""
    return _own(request.POST.get("next") or request.GET.get("next") or "")


def _own(wanted: str) -> str:
    return wanted if is_own_path(wanted) and not urlsplit(wanted).netloc else ""
