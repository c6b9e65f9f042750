"""/join/: the ways in, their forms, and the applicant's own page."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.models import City
from cities.joining import refusals, rules
from cities.joining.actions import applying, links, memberships
from cities.joining.forms.applicant import (
    AnswerForm,
    C40Form,
    JoinForm,
    LostLinkForm,
    OtherCityForm,
    PartnerForm,
)
from cities.joining.links import application_of, dead_link
from cities.joining.models import Application
from cities.joining.route import answers, stations
from cities.people import limits
from cities.people.models import User
from cities.viewer import ReaderRequest
from icaforum.audit.record import Refused
from icaforum.outbox.links import sign
from icaforum.words.decorators import form_page

KINDS = {"c40": City.Kind.C40, "city": City.Kind.OTHER}


WAYS_OUT = {
    memberships.AlreadyMember: "access",
    refusals.AnotherIsOpen: "lost",
    applying.NotThisWay: "c40",
}


@login_not_required
@require_safe
def join(request: ReaderRequest) -> HttpResponse:
    """The ways in, and what each must show."""
    return render(request, "cities/joining/join.html", {})


@login_not_required
@form_page
def apply(request: ReaderRequest, kind: str) -> HttpResponse:
    """The application of a city. A partner needs its personal link, and is told so."""
    if kind == "partner":
        return render(request, "cities/joining/join_partner.html", {})
    form = _form(request, kind)
    context = {"form": form, "kind": kind}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/joining/join_form.html", context)
    if not _mails_within(request, form.cleaned_data["email"]):
        return _too_often(request, form, context)
    try:
        application = applying.apply_to_join(kind=KINDS[kind], **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(
            request, "cities/joining/join_form.html", context | {"way_out": WAYS_OUT.get(type(refusal), "")}
        )
    return redirect("cities:join_sent", sign("application-sent", application.pk))


@login_not_required
@form_page
def apply_partner(request: ReaderRequest, token: str) -> HttpResponse:
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
    """«Look in your mail». The link of this page shows an address to whoever typed it, and opens nothing."""
    application = application_of("application-sent", token)
    if application is None:
        return dead_link(request)
    context = {"application": application, "token": token, "kind": _kind_word(application)}
    if request.method != "POST":
        return render(request, "cities/joining/join_sent.html", context)
    if not _mails_within(request, application.email):
        return render(request, "cities/joining/join_sent.html", context | {"too_often": True}, status=429)
    applying.resend_status_link(email=application.email)
    messages.success(request, _("We have sent it again. It is usually there in under a minute."))
    return redirect("cities:join_sent", token)


@login_not_required
@form_page
def confirm(request: ReaderRequest, token: str) -> HttpResponse:
    """The link from the mail. Programs that open links to check them press no button, so confirm nothing."""
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
    """«Send me my link again»: the same answer for every address, known or not."""
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


def _form(request: ReaderRequest, kind: str) -> JoinForm:
    data = request.POST if request.method == "POST" else None
    before = application_of("application-sent", request.GET.get("again", ""))
    initial = _initial(before) if before and before.state == Application.State.UNCONFIRMED else {}
    if kind == "city":
        return OtherCityForm(data, initial=initial)
    listed = City.objects.filter(kind=City.Kind.C40)
    return C40Form(data, initial=initial, cities=listed, members=listed.members())


def _initial(application: Application) -> dict[str, object]:
    names = {*OtherCityForm.Meta.fields, "city", "experience", "language"}
    return {name: getattr(application, name) for name in names} | {"themes": application.themes.all()}


def _status_token(application: Application) -> str:
    return sign("status", application.pk, version=application.link_version)


def _kind_word(application: Application) -> str:
    return next((word for word, kind in KINDS.items() if kind == application.kind), "partner")


def _mails_within(request: ReaderRequest, email: str) -> bool:
    return limits.within(request, "join", address=email, per_address=5, per_network=40)


def _too_often_words() -> str:
    message = _(
        "You have asked for many mails in a short time. Please wait an hour, or write to %(address)s."
    )
    return message % {"address": settings.CONTACT_EMAIL}


def _too_often(request: ReaderRequest, form: JoinForm, context: dict[str, object]) -> HttpResponse:
    form.add_error(None, _too_often_words())
    return render(request, "cities/joining/join_form.html", context, status=429)


@login_not_required
@form_page
def status(request: ReaderRequest, token: str) -> HttpResponse:
    """Where the application stands; on POST, the answer to our question."""
    application = application_of("status", token)
    if application is None:
        return dead_link(request)
    clarification = application.open_clarification if application.is_open else None
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = (
            application.clarifications.filter(pk=_key(request.POST.get("question"))).first() or clarification
        )
        try:
            if asked:
                applying.answer(asked, **form.cleaned_data)
                messages.success(request, _("Thank you. Your answer is with us."))
            return redirect("cities:status", token)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            clarification = asked
    context = {
        "application": application,
        "clock": rules.clock(application, timezone.now()),
        "stations": stations(application, now=timezone.now()),
        "question": clarification,
        "answered": [one for one in application.clarifications.all() if one.is_answered],
        "answers": answers(application),
        "form": form,
        "token": token,
        "seated": _is_seated(application),
    }
    return render(request, "cities/joining/status.html", context)


@login_not_required
@form_page
def withdraw(request: ReaderRequest, token: str) -> HttpResponse:
    """Ask once, then withdraw."""
    application = application_of("status", token)
    if application is None:
        return dead_link(request)
    if request.method == "POST":
        try:
            applying.withdraw_application(application)
            messages.success(request, _("Your application is withdrawn."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("cities:status", token)
    return render(
        request, "cities/joining/status_withdraw.html", {"application": application, "token": token}
    )


def _is_seated(application: Application) -> bool:
    """The invitation was accepted, or the applicant was in the city's team before."""
    if application.state != Application.State.APPROVED or application.city is None:
        return False
    own = User.objects.with_address(application.email)
    return application.city.seats.standing().filter(person__in=own).exists()


def _key(text: str | None) -> int | None:
    """A number from a form, if it is one that a row can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
