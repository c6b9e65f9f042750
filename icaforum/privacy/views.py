"""What we hold about you: to read, to take along and to erase, for oneself and within the administration."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.models import User
from cities.people.requests import MemberRequest
from cities.people.sessions import began_within
from icaforum.audit.record import Refused
from icaforum.privacy.actions import erase, hand_out
from icaforum.privacy.handing_out import sheets
from icaforum.privacy.plan import plan_for
from icaforum.privacy.subjects import subject_of
from icaforum.words.decorators import form_page

View = Callable[[MemberRequest], HttpResponse]
# Whoever has neither a password nor a second step shows by a new sign-in who they are; it is good as long.
AS_GOOD_AS_NEW = 15 * 60
RIGHT = "cities.change_user"


def still_oneself(view: View) -> View:
    """Ask whoever comes to show again who they are, as allauth does before it changes a password."""

    @wraps(view)
    def asking(request: MemberRequest) -> HttpResponse:
        if get_adapter(request).get_reauthentication_methods(request.user):
            return cast(HttpResponse, reauthentication_required(view)(request))
        if began_within(request, AS_GOOD_AS_NEW):
            return view(request)
        again = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
        return render(request, "icaforum/privacy/sign_in_again.html", {"again": again})

    return asking


@require_safe
def held(request: MemberRequest) -> HttpResponse:
    """Show what is held about the reader."""
    context = {"sheets": sheets(subject_of(request.user), own=True)}
    return render(request, "icaforum/privacy/held.html", context)


@require_safe
@still_oneself
def held_file(request: MemberRequest) -> HttpResponse:
    """Send the reader all that is held about them, for machines."""
    return _file(request.user, by=request.user)


@form_page
@still_oneself
def erase_me(request: MemberRequest) -> HttpResponse:
    """Say what goes and what stays; on POST erase the reader, who is signed out by it."""
    person = request.user
    if request.method == "POST":
        try:
            erase(person, by=person)
        except Refused as refusal:
            return render(request, "icaforum/privacy/erase.html", _asked(person, refusal=str(refusal)))
        logout(request)
        messages.success(request, _("All that we held about you is erased."))
        return redirect("home")
    return render(request, "icaforum/privacy/erase.html", _asked(person))


def _asked(person: User, *, refusal: str = "") -> dict[str, Any]:
    plan = plan_for(person, own=True)
    return {"plan": plan, "refusal": "" if plan.reasons else refusal}


# Within the administration ---------------------------------------------------------------------------------


def held_of(request: HttpRequest, context: dict[str, Any], pk: int) -> HttpResponse:
    """Show what is held about a person; `context` is that of every page of the administration.

    Raises PermissionDenied, and Http404 for nobody.
    """
    person = _person(request, pk)
    more = {"title": _("What we hold"), "person": person, "sheets": sheets(subject_of(person), own=False)}
    return TemplateResponse(request, "admin/privacy/held.html", context | more)


def file_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Send all that is held about a person; it is noted who downloaded it. Raises as `held_of`."""
    return _file(_person(request, pk), by=cast(User, request.user))


def erase_of(request: HttpRequest, context: dict[str, Any], pk: int) -> HttpResponse:
    """Say what goes and what stays of a person; on POST erase it. Raises as `held_of`."""
    person, refusal = _person(request, pk), ""
    if request.method == "POST":
        try:
            erase(person, by=cast(User, request.user))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Erased. What is left is a number without a name."))
            return redirect("admin:cities_user_change", person.pk)
    plan = plan_for(person, own=False)
    more = {"title": _("Erase what we hold"), "person": person, "plan": plan}
    more["refusal"] = "" if plan.reasons else refusal
    return TemplateResponse(request, "admin/privacy/erase.html", context | more)


def _person(request: HttpRequest, pk: int) -> User:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    return get_object_or_404(User, pk=pk)


def _file(person: User, *, by: User) -> HttpResponse:
    answer = JsonResponse(
        hand_out(person, by=by),
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    name = f"held-about-{person.pk}.json"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer
