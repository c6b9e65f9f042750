"""/account/profile/ and /account/devices/: a person's profile, mails and devices."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from cities.directory.models import City
from cities.people.actions import profiles, signing_in
from cities.people.forms.profile import MailsForm, ProfileForm
from cities.people.models import User
from cities.people.requests import MemberRequest
from cities.people.tags import device
from icaforum.audit.locks import lock_row
from icaforum.outbox.models import Optout
from icaforum.words.decorators import form_page


@form_page
@transaction.atomic
def profile(request: MemberRequest) -> HttpResponse:
    """Show and save name, language and time zone; show mails, seats, and how one signs in."""
    person = _locked(request)
    facts = {name: getattr(person, name) for name in ("name", "greeting", "language", "time_zone")}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=facts, row=person)
    if form.is_valid():
        # The zone in any case: whoever saves it confirms it, changed or not.
        zone = {"time_zone": form.cleaned_data["time_zone"]}
        saved = profiles.edit_profile(person, by=person, **form.changed_values() | zone)
        # The language may just have been changed; the message is already in the new one.
        with override(saved.language):
            messages.success(request, _("Saved."))
        return redirect("cities:profile")
    return _page(request, form=form)


@require_POST
@transaction.atomic
def mails(request: MemberRequest) -> HttpResponse:
    """Switch the optional mails on or off."""
    person = _locked(request)
    form = MailsForm(request.POST, initial={"wanted": _wanted(person)}, row=person)
    if not form.is_valid():
        return _page(request, mails_form=form)
    profiles.choose_mails(request.user, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("cities:profile")


@require_POST
def confirm_zone(request: MemberRequest) -> HttpResponse:
    """Record that the reader confirmed the time zone; back to My Forum, which asked."""
    profiles.confirm_zone(request.user, by=request.user)
    return redirect("desk")


def _locked(request: MemberRequest) -> User:
    """Return the reader; on POST as stored now and locked, so that a form merges with what stands."""
    return lock_row(request.user) if request.method == "POST" else request.user


def _page(
    request: MemberRequest, *, form: ProfileForm | None = None, mails_form: MailsForm | None = None
) -> HttpResponse:
    """Render the profile page; a form that was refused is handed in, the others are made anew."""
    person = request.user
    facts = {name: getattr(person, name) for name in ("name", "greeting", "language", "time_zone")}
    mails_form = mails_form or MailsForm(initial={"wanted": _wanted(person)}, row=person)
    context = {
        "form": form or ProfileForm(initial=facts, row=person),
        # Where no kind of mail is optional, there is nothing to choose.
        "mails_form": mails_form if mails_form.offered else None,
        "seats": person.seats.open().prefetch_related(Prefetch("city", City.objects.with_membership())),
    }
    return render(request, "cities/people/profile.html", context)


def _wanted(person: Any) -> list[str]:
    """Return the optional kinds of mail that this person gets."""
    off = set(Optout.objects.of(person).values_list("kind", flat=True))
    return [name for name, _title in MailsForm().offered if name not in off]


@require_POST
def sign_out_device(request: MemberRequest, pk: int) -> HttpResponse:
    """End one's own session elsewhere; the one at hand ends by signing out."""
    # Through the reader's own sessions: the key of somebody else's is a 404.
    elsewhere = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    session = signing_in.end_session(get_object_or_404(elsewhere, pk=pk), by=request.user)
    messages.success(request, _("Signed out: %(device)s.") % {"device": device(session.user_agent)})
    return redirect("usersessions_list")
