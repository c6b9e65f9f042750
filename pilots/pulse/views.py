"""The pages of the two questions: on the page of a pairing, and behind the link of a mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.models import User
from cities.people.requests import MemberRequest
from icaforum.audit.record import Refused
from icaforum.outbox.links import BadLink, read
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now
from pilots.pulse.actions.answering import answer_pulse
from pilots.pulse.emails import LINK
from pilots.pulse.forms import PulseForm
from pilots.pulse.models import Pulse


@form_page
def pulse(request: MemberRequest, pk: int, pulse: int) -> HttpResponse:
    """Show the two questions to a contact of the city that is asked; on POST take the answer.

    To others it does not exist, to the secretariat neither: they read it in the administration.
    """
    own = Pulse.objects.filter(city__in=request.viewer.city_ids).newest()
    found = get_object_or_404(_with_pairing(own), pairing=pk, pk=pulse)
    form = PulseForm(request.POST if request.method == "POST" else None, pulse=found)
    if form.is_valid():
        try:
            answer_pulse(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            _show_anew(form, found)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The other city does not see it."))
            return redirect(found.pairing)
    return _page(request, found, form)


@login_not_required
@form_page
def pulse_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the link of a mail answer for their city, without signing in.

    Only a press on the button answers, so a program that follows the link answers nothing. What a city has
    answered is not shown here: mails are passed on.
    """
    try:
        link = read(LINK, token)
    except BadLink:
        return render(request, "pilots/pulse/dead.html", status=404)
    found = _with_pairing(Pulse.objects.all()).filter(pk=link.key).first()
    person = User.objects.filter(pk=link.version, is_active=True).first()
    is_over = link.has_expired(request_now())
    if is_over or found is None or person is None or not _speaks(person, found):
        return render(request, "pilots/pulse/dead.html", status=404)
    form = PulseForm(request.POST if request.method == "POST" else None, pulse=found)
    if not found.answered_at and form.is_valid():
        try:
            answer_pulse(found, by=person, with_link=True, **form.cleaned_data)
        except Refused as refusal:
            _show_anew(form, found)
            form.add_error(None, str(refusal))
        else:
            return redirect(request.path)
    if found.answered_at:
        return render(request, "pilots/pulse/answered.html", {"pulse": found})
    return _page(request, found, form, with_link=True)


def _show_anew(form: PulseForm, found: Pulse) -> None:
    """Let the next press be over what stands there now, since the page that follows shows it."""
    found.refresh_from_db()
    sent: Any = form.data
    shown = sent.copy()  # that of a request cannot be changed
    shown["over"] = found.mark
    form.data = shown


def _with_pairing(rows: QuerySet[Pulse]) -> QuerySet[Pulse]:
    return rows.select_related("city", "pairing__pilot_city", "pairing__peer_city", "pairing__project")


def _speaks(person: User, found: Pulse) -> bool:
    """Whether this person is a contact of the city that is asked, now."""
    return person.seats.standing().filter(city=found.city_id).exists()


def _page(request: HttpRequest, found: Pulse, form: PulseForm, *, with_link: bool = False) -> HttpResponse:
    pairing = found.pairing
    other = pairing.peer_city if found.city_id == pairing.pilot_city_id else pairing.pilot_city
    can_answer = pairing.state == pairing.State.ACTIVE and (
        not found.answered_at or request_now() < found.counts_from
    )
    context = {
        "pulse": found,
        "pairing": pairing,
        "other": other,
        "form": form,
        "with_link": with_link,
        "can_answer": can_answer,
    }
    return render(request, "pilots/pulse/pulse.html", context)
