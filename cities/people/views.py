"""/account/profile/ and /account/devices/: a person's profile and devices."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from cities.people.actions import profiles, signing_in
from cities.people.forms.profile import ProfileForm
from cities.people.models import Officer
from cities.people.requests import MemberRequest
from cities.people.tags import device
from icaforum.audit.locks import lock_row
from icaforum.words.decorators import form_page


@form_page
@transaction.atomic
def profile(request: MemberRequest) -> HttpResponse:
    """Show and save name, language and time zone; show the seats."""
    # As stored now and locked, so that the form merges with what stands.
    person = lock_row(request.user) if request.method == "POST" else request.user
    facts = {name: getattr(person, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=facts, row=person)
    if form.is_valid():
        # The zone in any case: whoever saves it confirms it, changed or not.
        zone = {"time_zone": form.cleaned_data["time_zone"]}
        saved = profiles.edit_profile(person, by=person, **form.changed_values() | zone)
        # The language may just have been changed; the message is already in the new one.
        with override(saved.language):
            messages.success(request, _("Saved."))
        return redirect("cities:profile")
    context = {"form": form, "seats": person.seats.open().select_related("city")}
    return render(request, "cities/people/profile.html", context)


@require_POST
def confirm_zone(request: MemberRequest) -> HttpResponse:
    """Record that the reader confirmed the time zone; back to My Forum, which asked."""
    profiles.confirm_zone(request.user, by=request.user)
    return redirect("desk")


@require_POST
def put_away(request: MemberRequest, slug: str, step: str) -> HttpResponse:
    """Offer a step of a city's first days no more to its reader; back to My Forum, which offered it."""
    seats = request.user.seats.standing().filter(city__in=request.viewer.city_ids)
    seat = get_object_or_404(seats, city__slug=slug)
    if step not in Officer.Step.values:
        raise Http404
    profiles.put_step_away(seat, step=step, by=request.user)
    messages.success(request, _("Put away. We do not offer it again."))
    return redirect("desk")


@require_POST
def sign_out_device(request: MemberRequest, pk: int) -> HttpResponse:
    """End one's own session elsewhere; the one at hand ends by signing out."""
    # Through the reader's own sessions: the key of somebody else's is a 404.
    elsewhere = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    session = signing_in.end_session(get_object_or_404(elsewhere, pk=pk), by=request.user)
    messages.success(request, _("Signed out: %(device)s.") % {"device": device(session.user_agent)})
    return redirect("usersessions_list")
