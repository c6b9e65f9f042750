"""/join/: the ways in, the forms, the address, and the link that got lost."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cities import actions, limits
from cities.forms.join import AddressForm, C40Form, CityForm, JoinForm, PartnerForm
from cities.models import Application, City
from cities.views.links import application_of, dead_link
from icaforum.audit.record import Refused
from icaforum.outbox.links import sign

PAGES = ["GET", "HEAD", "POST"]
KINDS = {"c40": City.Kind.C40, "city": City.Kind.OTHER}
WAYS_OUT = {
    actions.AlreadyMember: "access",
    actions.AnotherIsOpen: "lost",
    actions.NotThisWay: "c40",
}


@login_not_required
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """The ways in, and what each must show."""
    return render(request, "cities/join.html", {})


@login_not_required
@require_http_methods(PAGES)
def apply(request: HttpRequest, kind: str) -> HttpResponse:
    """The application of a city. A partner needs its personal link, and is told so."""
    if kind == "partner":
        return render(request, "cities/join_partner.html", {})
    form = _form(request, kind)
    context = {"form": form, "kind": kind}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/join_form.html", context)
    if not _mails_within(request, form.cleaned_data["email"]):
        return _too_often(request, form, context)
    try:
        application = actions.apply_to_join(kind=KINDS[kind], **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(
            request, "cities/join_form.html", context | {"way_out": WAYS_OUT.get(type(refusal), "")}
        )
    return redirect("cities:join_sent", sign("application-sent", application.pk))


@login_not_required
@require_http_methods(PAGES)
def apply_partner(request: HttpRequest, token: str) -> HttpResponse:
    """The application of a partner, behind the personal link that staff sent."""
    application = application_of("partner", token)
    if application is None or application.state == Application.State.WITHDRAWN:
        return dead_link(request)
    if application.state != Application.State.INVITED:
        return redirect("cities:status", _status_token(application))
    form = PartnerForm(request.POST if request.method == "POST" else None, initial=_initial(application))
    cities = application.backed_by.all()
    context = {"form": form, "kind": "partner", "application": application, "cities": cities}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/join_form.html", context)
    try:
        application = actions.apply_as_partner(application, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/join_form.html", context)
    messages.success(request, _("Thank you. Your application is with us."))
    return redirect("cities:status", _status_token(application))


@login_not_required
@require_http_methods(PAGES)
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """«Look in your mail». The link of this page shows an address to whoever typed it, and opens nothing."""
    application = application_of("application-sent", token)
    if application is None:
        return dead_link(request)
    context = {"application": application, "token": token, "kind": _kind_word(application)}
    if request.method != "POST":
        return render(request, "cities/join_sent.html", context)
    if not _mails_within(request, application.email):
        return render(request, "cities/join_sent.html", context | {"too_often": True}, status=429)
    actions.resend_status_link(email=application.email)
    messages.success(request, _("We have sent it again. It is usually there in under a minute."))
    return redirect("cities:join_sent", token)


@login_not_required
@require_http_methods(PAGES)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail. Programs that open links to check them press no button, so confirm nothing."""
    application = application_of("application-confirm", token)
    if application is None:
        return dead_link(request)
    if application.state != Application.State.UNCONFIRMED:
        return redirect("cities:status", _status_token(application))
    context = {"application": application}
    if request.method != "POST":
        return render(request, "cities/join_confirm.html", context)
    try:
        application = actions.confirm_application(application)
    except Refused as refusal:
        return render(request, "cities/join_confirm.html", context | {"refusal": str(refusal)})
    messages.success(request, _("Thank you. Your address is confirmed, and your application is with us."))
    return redirect("cities:status", _status_token(application))


@login_not_required
@require_http_methods(PAGES)
def lost_link(request: HttpRequest) -> HttpResponse:
    """«Send me my link again»: the same answer for every address, known or not."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/join_lost.html", {"form": form})
    email = form.cleaned_data["email"]
    if not _mails_within(request, email):
        form.add_error(None, _too_often_words())
        return render(request, "cities/join_lost.html", {"form": form}, status=429)
    actions.resend_links(email=email)
    return render(request, "cities/join_lost.html", {"sent_to": email})


# What they share ------------------------------------------------------------------------------------------


def _form(request: HttpRequest, kind: str) -> JoinForm:
    data = request.POST if request.method == "POST" else None
    before = application_of("application-sent", request.GET.get("again", ""))
    initial = _initial(before) if before and before.state == Application.State.UNCONFIRMED else {}
    if kind == "city":
        return CityForm(data, initial=initial)
    listed = City.objects.filter(kind=City.Kind.C40)
    return C40Form(data, initial=initial, cities=listed, members=listed.members())


def _initial(application: Application) -> dict[str, object]:
    names = {*CityForm.Meta.fields, "city", "experience", "language"}
    return {name: getattr(application, name) for name in names} | {"themes": application.themes.all()}


def _status_token(application: Application) -> str:
    return sign("status", application.pk, version=application.link_version)


def _kind_word(application: Application) -> str:
    return next((word for word, kind in KINDS.items() if kind == application.kind), "partner")


def _mails_within(request: HttpRequest, email: str) -> bool:
    return limits.within(request, "join", address=email, per_address=5, per_place=40)


def _too_often_words() -> str:
    message = _(
        "You have asked for many mails in a short time. Please wait an hour, or write to %(address)s."
    )
    return message % {"address": settings.CONTACT_EMAIL}


def _too_often(request: HttpRequest, form: JoinForm, context: dict[str, object]) -> HttpResponse:
    form.add_error(None, _too_often_words())
    return render(request, "cities/join_form.html", context, status=429)
