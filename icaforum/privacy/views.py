"""What we hold about you: to read, to take along and to erase, for oneself and within the administration."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.models import AccessRequest, Application, Invitation, User
from cities.people.requests import MemberRequest
from cities.people.sessions import began_within
from icaforum.audit.as_read import has_changed
from icaforum.audit.models import admin_url_of
from icaforum.audit.record import Refused
from icaforum.privacy.actions import erase, erase_address, hand_out, hand_out_address
from icaforum.privacy.handing_out import sheets
from icaforum.privacy.plan import Plan, plan_for, plan_for_address
from icaforum.privacy.rows import NO_ADDRESS
from icaforum.privacy.subjects import Asked, Subject, own_subject_of, subject_of, subject_of_address
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
    context = {"sheets": sheets(own_subject_of(request.user), own=True)}
    return render(request, "icaforum/privacy/held.html", context)


@require_safe
@still_oneself
def held_file(request: MemberRequest) -> HttpResponse:
    """Send the reader all that is held about them, for machines."""
    return _file(hand_out(request.user, by=request.user), request.user.pk)


@form_page
@still_oneself
def erase_me(request: MemberRequest) -> HttpResponse:
    """Say what goes and what stays; on POST erase the reader, who is signed out by it."""
    person = request.user
    plan, refusal = plan_for(person, own=True), ""
    if request.method == "POST":
        refusal = _refusal_of(request, plan, partial(erase, person, by=person))
        if not refusal:
            logout(request)
            messages.success(request, _("All that we held about you is erased."))
            return redirect("home")
        plan = plan_for(person, own=True)
    context = {"plan": plan, "refusal": "" if plan.reasons else refusal}
    return render(request, "icaforum/privacy/erase.html", context)


def _refusal_of(request: HttpRequest, plan: Plan, do: Callable[[], object]) -> str:
    """Erase, by `do`; return why that was refused, nothing where it was done."""
    if changed := has_changed(request, plan.words):
        return changed
    try:
        do()
    except Refused as refusal:
        return str(refusal)
    return ""


def _file(found: dict[str, Any], key: int) -> HttpResponse:
    answer = JsonResponse(
        found, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    disposition = content_disposition_header(True, f"held-about-{key}.json") or ""
    answer.headers["Content-Disposition"] = disposition
    answer.headers["Cache-Control"] = "no-store"
    return answer


# Within the administration ---------------------------------------------------------------------------------


KINDS: dict[str, type[Asked]] = {
    "application": Application,
    "invitation": Invitation,
    "request": AccessRequest,
}


@dataclass(frozen=True)
class Whom:
    """Of whom it is: somebody with an account, or the address of what was sent without one.

    `kind` stands in the addresses of the pages, «person» or a key of KINDS.
    """

    kind: str
    row: User | Asked

    @property
    def name(self) -> str:
        """What the pages call them."""
        return str(self.row) if isinstance(self.row, User) else self.row.email

    @property
    def page(self) -> str:
        """The address of what it was reached from."""
        return admin_url_of(self.row)

    @property
    def is_erased(self) -> bool:
        """Whether there is nothing to erase any more."""
        return bool(self.row.erased_at) if isinstance(self.row, User) else self.row.email == NO_ADDRESS

    @property
    def subject(self) -> Subject:
        """What the rows are found by."""
        return subject_of(self.row) if isinstance(self.row, User) else subject_of_address(self.row)

    def plan(self) -> Plan:
        """Return what erasing would do."""
        return plan_for(self.row, own=False) if isinstance(self.row, User) else plan_for_address(self.row)

    def hand_out(self, by: User) -> dict[str, Any]:
        """Return all that is held, and note who asked."""
        return hand_out(self.row, by=by) if isinstance(self.row, User) else hand_out_address(self.row, by=by)

    def erase(self, by: User) -> None:
        """Erase it. Raises Refused."""
        if isinstance(self.row, User):
            erase(self.row, by=by)
        else:
            erase_address(self.row, by=by)


def held_of(request: HttpRequest, context: dict[str, Any], kind: str, pk: int) -> HttpResponse:
    """Show what is held about somebody; `context` is that of every page of the administration.

    Raises PermissionDenied, and Http404 for nobody.
    """
    whom = _whom(request, kind, pk)
    more = {"title": _("What we hold"), "whom": whom, "sheets": sheets(whom.subject, own=False)}
    return TemplateResponse(request, "admin/privacy/held.html", context | more)


def file_of(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Send all that is held about somebody; it is noted who downloaded it. Raises as `held_of`.

    Oneself is led to the page of one's own, which asks again who one is.
    """
    whom = _whom(request, kind, pk)
    if whom.row == request.user:
        return redirect("held_file")
    return _file(whom.hand_out(by=cast(User, request.user)), pk)


def erase_of(request: HttpRequest, context: dict[str, Any], kind: str, pk: int) -> HttpResponse:
    """Say what goes and what stays of somebody; on POST erase it. Raises as `held_of`.

    Oneself is led to the page of one's own, as by `file_of`.
    """
    whom, refusal = _whom(request, kind, pk), ""
    if whom.row == request.user:
        return redirect("erase_me")
    plan = whom.plan()
    if request.method == "POST":
        refusal = _refusal_of(request, plan, partial(whom.erase, by=cast(User, request.user)))
        if not refusal:
            if not type(whom.row)._default_manager.filter(pk=pk).exists():
                messages.success(request, _("Erased. Nothing of it is left."))
                return redirect("admin:index")
            messages.success(request, _("Erased. What is left is a number without a name."))
            return redirect(whom.page)
        plan = whom.plan()
    more = {"title": _("Erase what we hold"), "whom": whom, "plan": plan}
    more["refusal"] = "" if plan.reasons else refusal
    return TemplateResponse(request, "admin/privacy/erase.html", context | more)


def _whom(request: HttpRequest, kind: str, pk: int) -> Whom:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    model: Any = User if kind == "person" else KINDS.get(kind)
    if model is None:
        raise Http404
    return Whom(kind, get_object_or_404(model, pk=pk))
