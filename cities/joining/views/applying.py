"""/join/: the ways in, and what stands around an application: its confirmation, its links once more.

All are open without signing in, since applicants have no account: a signed link opens what is theirs.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.joining.actions import applying, links
from cities.joining.forms.links import LostLinkForm
from cities.joining.links import application_of, dead_link
from cities.joining.models import Application
from cities.joining.views.steps import begin
from cities.joining.views.ways import (
    FORMS,
    LINK_AFTER_REFUSAL,
    WORDS,
    form_of,
    mails_within,
    status_token,
    too_often_words,
    why_not,
)
from cities.people import limits
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page


@login_not_required
@require_safe
def join(request: ReaderRequest) -> HttpResponse:
    """Show the three kinds of applicants, and what each must show."""
    return render(request, "cities/joining/join.html", {})


@login_not_required
@form_page
def apply(request: ReaderRequest, kind: str) -> HttpResponse:
    """Lead a city (`kind` is c40 or city) to its application; tell a partner that it needs an invitation."""
    if kind == "partner":
        return render(request, "cities/joining/join_partner.html", {})
    return begin(request, kind)


@login_not_required
@require_safe
def known(request: ReaderRequest, kind: str) -> HttpResponse:
    """Say of a city that was chosen or typed why it cannot apply, as a piece of the page; else nothing."""
    if not limits.within(request, "known", address="", per_address=10_000, per_network=300):
        return HttpResponse(status=429)
    context = {"reason": None, "way_out": ""}
    city = FORMS[kind].steps[0]
    chosen = {name: request.GET.getlist(name) for name in city.names}
    if reason := why_not(kind, form_of(kind, chosen, bound=True).only(city)):
        context = {"reason": str(reason), "way_out": LINK_AFTER_REFUSAL.get(type(reason), "")}
    return render(request, "cities/joining/join_known.html", context)


@login_not_required
@form_page
def sent(request: ReaderRequest, token: str) -> HttpResponse:
    """Tell to look for the mail with the link; on POST, mail it again.

    Whoever sent the form gets here without proving the address, so the page shows nothing but the address.
    """
    application = application_of("application-sent", token)
    if application is None:
        return dead_link(request)
    context = {"application": application, "token": token, "kind": WORDS[application.kind]}
    if request.method != "POST":
        return render(request, "cities/joining/join_sent.html", context)
    if not mails_within(request, application.email):
        return render(request, "cities/joining/join_sent.html", context | {"too_often": True}, status=429)
    applying.resend_status_link(email=application.email)
    messages.success(request, _("It is on its way again. It is usually there in under a minute."))
    return redirect("cities:join_sent", token)


@login_not_required
@form_page
def confirm(request: ReaderRequest, token: str) -> HttpResponse:
    """Confirm the address, on POST: programs that open the links of mails to check them confirm nothing."""
    application = application_of("application-confirm", token)
    if application is None:
        return dead_link(request)
    if application.state != Application.State.UNCONFIRMED:
        return redirect("cities:status", status_token(application))
    context = {"application": application}
    if request.method != "POST":
        return render(request, "cities/joining/join_confirm.html", context)
    try:
        application = applying.confirm_application(application)
    except Refused as refusal:
        return render(request, "cities/joining/join_confirm.html", context | {"refusal": str(refusal)})
    messages.success(request, _("Thank you. Your address is confirmed, and your application is with us."))
    return redirect("cities:status", status_token(application))


@login_not_required
@form_page
def lost_link(request: ReaderRequest) -> HttpResponse:
    """Mail the links of an address again; the answer is the same for every address, known or not."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/joining/join_lost.html", {"form": form})
    email = form.cleaned_data["email"]
    if not mails_within(request, email):
        form.add_error(None, too_often_words())
        return render(request, "cities/joining/join_lost.html", {"form": form}, status=429)
    links.resend_links(email=email)
    return render(request, "cities/joining/join_lost.html", {"sent_to": email})
