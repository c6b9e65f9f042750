"""/join/: how to join, the forms of applicants, and the applicant's own page.

All are open without signing in, since applicants have no account: a signed link opens what is theirs.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.models import City
from cities.directory.viewer import ReaderRequest
from cities.joining import refusals
from cities.joining.actions import applying, links, memberships
from cities.joining.forms.applicant import C40Form, JoinForm, LostLinkForm, OtherCityForm, PartnerForm
from cities.joining.links import application_of, dead_link
from cities.joining.models import Application
from cities.people import limits
from icaforum.audit.record import Refused
from icaforum.outbox.links import sign
from icaforum.words.decorators import form_page

# The word in the address of a form, and the kind of city that fills it in.
KINDS = {"c40": City.Kind.C40, "city": City.Kind.OTHER}


# Which link a refused application shows beside the reason (`join_way_out.html`).
LINK_AFTER_REFUSAL: dict[type[Refused], str] = {
    memberships.AlreadyMember: "access",
    refusals.AnotherIsOpen: "lost",
    applying.WrongWayIn: "c40",
}


@login_not_required
@require_safe
def join(request: ReaderRequest) -> HttpResponse:
    """Show the three kinds of applicants, and what each must show."""
    return render(request, "cities/joining/join.html", {})


@login_not_required
@form_page
def apply(request: ReaderRequest, kind: str) -> HttpResponse:
    """Take the application of a city (`kind` is c40 or city); tell a partner that it needs an invitation."""
    if kind == "partner":
        return render(request, "cities/joining/join_partner.html", {})
    before = _to_correct(request)
    form = _form(request, kind, before)
    context: dict[str, Any] = {"form": form, "kind": kind}
    if request.method == "POST" and (reason := _why_not(kind, form)):
        # Said first, and whatever else is missing: nobody should answer all questions in vain.
        return _refused(request, form, context, reason)
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/joining/join_form.html", context)
    # Counted when the form is right, since only then it mails the address that was typed.
    if not _mails_within(request, form.cleaned_data["email"]):
        return _too_often(request, form, context)
    try:
        application = applying.apply_to_join(kind=KINDS[kind], instead_of=before, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, form, context, refusal)
    # To a page with a link of its own: it shows the address, and must not open the application unconfirmed.
    return redirect("cities:join_sent", sign("application-sent", application.pk))


@login_not_required
@require_safe
def known(request: ReaderRequest, kind: str) -> HttpResponse:
    """Say of a city that was chosen or typed why it cannot apply, as a piece of the page; else nothing."""
    if not limits.within(request, "known", address="", per_address=10_000, per_network=300):
        return HttpResponse(status=429)
    context = {"reason": None, "way_out": ""}
    if reason := _why_not(kind, _form(request, kind, None, data=request.GET)):
        context = {"reason": str(reason), "way_out": LINK_AFTER_REFUSAL.get(type(reason), "")}
    return render(request, "cities/joining/join_known.html", context)


@login_not_required
@form_page
def apply_partner(request: ReaderRequest, token: str) -> HttpResponse:
    """Take the application of a partner, behind the personal link that staff sent."""
    application = application_of("partner", token)
    # Taken back by staff: the link ends like one that was never ours.
    if application is None or application.state == Application.State.WITHDRAWN:
        return dead_link(request)
    if application.state != Application.State.INVITED:
        return redirect("cities:status", _status_token(application))
    form = PartnerForm(request.POST if request.method == "POST" else None, initial=_initial(application))
    cities = application.backed_by.all()
    context = {"form": form, "kind": "partner", "application": application, "cities": cities}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/joining/join_form.html", context)
    try:
        application = applying.apply_as_partner(application, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/joining/join_form.html", context)
    messages.success(request, _("Thank you. Your application is with us."))
    return redirect("cities:status", _status_token(application))


@login_not_required
@form_page
def sent(request: ReaderRequest, token: str) -> HttpResponse:
    """Tell to look for the mail with the link; on POST, mail it again.

    Whoever sent the form gets here without proving the address, so the page shows nothing but the address.
    """
    application = application_of("application-sent", token)
    if application is None:
        return dead_link(request)
    context = {"application": application, "token": token, "kind": _kind_word(application)}
    if request.method != "POST":
        return render(request, "cities/joining/join_sent.html", context)
    if not _mails_within(request, application.email):
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
        return redirect("cities:status", _status_token(application))
    context = {"application": application}
    if request.method != "POST":
        return render(request, "cities/joining/join_confirm.html", context)
    try:
        application = applying.confirm_application(application)
    except Refused as refusal:
        return render(request, "cities/joining/join_confirm.html", context | {"refusal": str(refusal)})
    messages.success(request, _("Thank you. Your address is confirmed, and your application is with us."))
    return redirect("cities:status", _status_token(application))


@login_not_required
@form_page
def lost_link(request: ReaderRequest) -> HttpResponse:
    """Mail the links of an address again; the answer is the same for every address, known or not."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/joining/join_lost.html", {"form": form})
    email = form.cleaned_data["email"]
    if not _mails_within(request, email):
        form.add_error(None, _too_often_words())
        return render(request, "cities/joining/join_lost.html", {"form": form}, status=429)
    links.resend_links(email=email)
    return render(request, "cities/joining/join_lost.html", {"sent_to": email})


# What they share ------------------------------------------------------------------------------------------


def _to_correct(request: ReaderRequest) -> Application | None:
    """The unconfirmed application that is to be corrected, whose link the address brings."""
    # «?again=» comes from the page after sending: whoever mistyped the address need not type all again. Once
    # confirmed an application is its applicant's, and this link, which proves nothing, no longer shows it.
    before = application_of("application-sent", request.GET.get("again", ""))
    return before if before and before.state == Application.State.UNCONFIRMED else None


def _why_not(kind: str, form: JoinForm) -> Refused | None:
    """Why the city that was chosen or typed cannot apply, whatever else is typed; None if it can."""
    form.is_valid()
    known = form.cleaned_data
    if not (known.get("city") or known.get("city_name")):
        return None
    draft = Application(
        kind=KINDS[kind],
        city=known.get("city"),
        city_name=known["city"].name if known.get("city") else known["city_name"],
        country=known["city"].country if known.get("city") else known.get("country", ""),
    )
    try:
        applying.refuse_who_cannot_apply(draft)
    except Refused as refusal:
        return refusal
    return None


def _refused(
    request: ReaderRequest, form: JoinForm, context: dict[str, Any], refusal: Refused
) -> HttpResponse:
    """The form with the reason, and with a way out that takes along what was typed."""
    form.add_error(None, str(refusal))
    context["way_out"] = LINK_AFTER_REFUSAL.get(type(refusal), "")
    context["handed_on"] = _handed_on(form)
    return render(request, "cities/joining/join_form.html", context)


def _handed_on(form: JoinForm) -> dict[str, Any]:
    """What was typed, under the names of the fields of «Ask for access»."""
    typed = form.cleaned_data
    city = typed.get("city") or City.objects.named(
        typed.get("city_name", ""), kind=City.Kind.OTHER, country=str(typed.get("country", ""))
    )
    words = (form.data.get(name, "").strip() for name in ("position", "interest"))
    return {
        "city": city.pk if city else "",
        "name": form.data.get("person_name", ""),
        "email": form.data.get("email", ""),
        "language": form.data.get("language", ""),
        "message": "\n\n".join(filter(None, words))[:1000],
    }


def _form(request: ReaderRequest, kind: str, before: Application | None, *, data: Any = None) -> JoinForm:
    """The form of this kind of city, filled with the application that is to be corrected."""
    data = request.POST if request.method == "POST" else data
    initial = _initial(before) if before else {}
    if kind == "city":
        return OtherCityForm(data, initial=initial)
    listed = City.objects.filter(kind=City.Kind.C40)
    return C40Form(data, initial=initial, cities=listed, members=listed.members())


def _initial(application: Application) -> dict[str, object]:
    """The answers of an application, as the initial values of any of the forms."""
    names = {*OtherCityForm.Meta.fields, "city", "experience", "language"}
    return {name: getattr(application, name) for name in names} | {"themes": application.themes.all()}


def _status_token(application: Application) -> str:
    """The token of the applicant's own page, as the mails have it (`emails.status_url`)."""
    return sign("status", application.pk, version=application.link_version)


def _kind_word(application: Application) -> str:
    return next((word for word, kind in KINDS.items() if kind == application.kind), "partner")


def _mails_within(request: ReaderRequest, email: str) -> bool:
    """Whether this visitor may have another mail sent to this address."""
    # One count for all forms that mail an address which anybody can type. A whole city hall may share one
    # network, so that limit is wider.
    return limits.within(request, "join", address=email, per_address=5, per_network=40)


def _too_often_words() -> str:
    message = _(
        "You have asked for many mails in a short time. Please wait an hour, or write to %(address)s."
    )
    return message % {"address": settings.CONTACT_EMAIL}


def _too_often(request: ReaderRequest, form: JoinForm, context: dict[str, object]) -> HttpResponse:
    form.add_error(None, _too_often_words())
    return render(request, "cities/joining/join_form.html", context, status=429)
