"""/account/profile/ and /account/devices/: a person's profile, mails and devices."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from cities.people.actions import profiles, signing_in
from cities.people.forms.profile import MailsForm, ProfileForm
from cities.people.requests import MemberRequest
from cities.people.tags import device
from icaforum.outbox.models import Optout
from icaforum.words.decorators import form_page


@form_page
def profile(request: MemberRequest) -> HttpResponse:
    """Name, language and time zone; mails; seats; and the ways to sign in."""
    person = request.user
    facts = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=facts)
    if form.is_valid():
        saved = profiles.edit_profile(person, by=person, **form.cleaned_data)
        with override(saved.language):
            messages.success(request, _("Saved."))
        return redirect("cities:profile")
    return _page(request, form=form)


@require_POST
def mails(request: MemberRequest) -> HttpResponse:
    """Switch the optional mails on or off."""
    form = MailsForm(request.POST)
    if not form.is_valid():
        return _page(request, mails_form=form)
    profiles.choose_mails(request.user, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("cities:profile")


@require_POST
def confirm_zone(request: MemberRequest) -> HttpResponse:
    """«Is Auckland time right?» Yes."""
    profiles.confirm_zone(request.user, by=request.user)
    return redirect("desk")


def _page(
    request: MemberRequest, *, form: ProfileForm | None = None, mails_form: MailsForm | None = None
) -> HttpResponse:
    person = request.user
    facts = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    mails_form = mails_form or MailsForm(initial={"wanted": _wanted(person)})
    context = {
        "form": form or ProfileForm(initial=facts),
        "mails_form": mails_form if mails_form.offered else None,
        "seats": person.seats.open().select_related("city"),
    }
    return render(request, "cities/people/profile.html", context)


def _wanted(person: Any) -> list[str]:
    off = set(Optout.objects.of(person).values_list("kind", flat=True))
    return [name for name, _title in MailsForm().offered if name not in off]


@require_POST
def sign_out_device(request: MemberRequest, pk: int) -> HttpResponse:
    """End one's own session elsewhere; the one at hand ends by signing out."""
    elsewhere = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    session = signing_in.end_session(get_object_or_404(elsewhere, pk=pk), by=request.user)
    messages.success(request, _("Signed out: %(device)s.") % {"device": device(session.user_agent)})
    return redirect("usersessions_list")
