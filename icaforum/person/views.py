"""The pages that end a seat: leaving a team, and removing a colleague. Each first says what follows.

And those by which whoever left takes back what they wrote: by the link of their last mail, no account.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cities.models import City, Officer
from cities.people.models import LEFT
from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.as_read import has_changed, mark_of
from icaforum.audit.verbs import Words
from icaforum.outbox.links import BadLink, read
from icaforum.outbox.own_words import with_own_words
from icaforum.outbox.pressing import Pressed, press
from icaforum.person.actions import leave_team
from icaforum.person.forms import HandoverForm, handover_of
from icaforum.person.listing import Written, open_kinds, still_standing
from icaforum.person.plan import plan_of
from icaforum.person.sentences import in_words
from icaforum.words.addresses import is_own_path
from icaforum.words.decorators import form_page, pressed_once
from icaforum.words.times import request_now


@form_page
@pressed_once
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what follows when one leaves a city's team, and ask who takes over what; on POST, leave it.

    `back` names the page of ours to which it leads whoever stays, where that is not the profile.
    """
    seat = get_object_or_404(request.user.seats.open().select_related("city", "person"), city__slug=slug)
    context, done = _handover(request, seat)
    if not done:
        back = _back(request) or reverse("cities:profile")
        return render(request, "icaforum/person/leave.html", context | {"back_url": back})
    messages.success(request, _("You have left the team of %(city)s. Thank you.") % {"city": seat.city})
    return redirect("cities:profile")


def _own_team(request: MemberRequest, slug: str, **_rest: Any) -> str:
    city = get_object_or_404(City.objects.led_by(request.viewer), slug=slug)
    return _back(request) or reverse("cities:team", args=[city.slug])


@or_gone(gettext_lazy("This colleague is no longer in the team."), to=_own_team)
@form_page
def remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show what follows when a colleague is taken out of the team; on POST, take them out.

    Only a lead contact of that city gets here; to others the page does not exist. `back` names the page of
    ours to which it leads, where that is not the team.
    """
    city = get_object_or_404(City.objects.led_by(request.viewer), slug=slug)
    # Oneself is no colleague: leaving is another page, which asks the last lead who takes over.
    colleagues = city.seats.open().select_related("person", "city").exclude(person=request.user)
    seat = get_object_or_404(colleagues, pk=pk)
    context, done = _handover(request, seat)
    back = _back(request) or reverse("cities:team", args=[city.slug])
    if not done:
        return render(request, "icaforum/person/remove.html", context | {"back_url": back})
    messages.success(request, _("%(person)s is no longer in the team.") % {"person": seat.person})
    return redirect(back)


def _back(request: MemberRequest) -> str:
    """Return the page of ours that the address names to lead back to; nothing where it names none."""
    back = request.GET.get("back", "")
    return back if is_own_path(back) else ""


def _handover(request: MemberRequest, seat: Officer) -> tuple[dict[str, Any], bool]:
    """Return what the page shows, and whether a POST has just ended the seat."""
    own = request.user.pk == seat.person_id
    # To oneself nobody writes a note.
    form_class = HandoverForm if own else with_own_words(HandoverForm)
    form = form_class(request.POST if request.method == "POST" else None)
    form.fill(seat, viewer=None if own else request.viewer)
    refusal, pressed = has_changed(request, _plan_in_words(seat, form, own=own)), Pressed()
    if form.is_valid() and not refusal:
        facts = handover_of(form.cleaned_data)
        pressed = press(
            request, form, lambda: leave_team(seat, by=request.user, **facts), kinds=["seat_removed"]
        )
        if pressed.done:
            return {}, True
    plan = _plan_in_words(seat, form, own=own)
    context = {"seat": seat, "city": seat.city, "form": form, "plan": plan.splitlines(), "refusal": refusal}
    return context | {"read": mark_of(plan), "mails": pressed.mails}, False


def _plan_in_words(seat: Officer, form: HandoverForm, *, own: bool) -> str:
    """Return what follows, a line for each sentence."""
    chosen = form.has_colleagues
    return "\n".join(in_words(seat, plan_of(seat, offers_stay=chosen), oneself=own, chosen=chosen))


# What was written -------------------------------------------------------------------------------------------


def _by_link(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a page the ended seat of its link, in its person's language; else say that the link is dead."""

    @login_not_required
    @never_cache
    @form_page
    @wraps(page)
    def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        seat = _seat_of(token)
        ends_at = seat.link_ends_at() if seat else None
        is_late = ends_at is not None and ends_at <= request_now()
        if seat is None or is_late:
            return render(request, "icaforum/person/dead.html", {"is_late": is_late}, status=404)
        # Whoever is here already, or has pressed a language, reads the page in that one.
        chosen = request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        with translation.override(translation.get_language() if chosen else seat.person.language):
            response = page(request, seat, **more)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


def _seat_of(token: str) -> Officer | None:
    """Return the seat whose link this is, once it or its city's membership has ended; None for all others."""
    try:
        link = read(LEFT, token)
    except BadLink:
        return None
    seat = (
        Officer.objects.select_related("person", "city").filter(pk=link.key, person__is_active=True).first()
    )
    if seat is None:
        return None
    # Whoever is back in the team takes things back on the pages where they stand.
    back = Officer.objects.standing().filter(person=seat.person_id, city=seat.city_id)
    return None if back.exists() else seat


@_by_link
def left(request: HttpRequest, seat: Officer) -> HttpResponse:
    """Show somebody who left what they wrote for the city that still stands, to take it back."""

    def offer(word: str, kind: Written, row: Any) -> tuple[str, str, Words, str]:
        address = f"{seat.taking_back_path}{word}/{row.pk}/"
        return kind.about(row), kind.text(row), kind.action, address

    found = [
        (kind.title, [offer(word, kind, row) for row in rows]) for word, kind, rows in still_standing(seat)
    ]
    return render(request, "icaforum/person/left.html", {"seat": seat, "kinds": found})


@_by_link
def take_back(request: HttpRequest, seat: Officer, *, word: str, pk: int) -> HttpResponse:
    """Take one thing back, after a page that says what that means."""
    back = seat.taking_back_path
    kind = open_kinds().get(word)
    row = kind.rows(seat).filter(pk=pk).first() if kind else None
    if kind is None or row is None:
        messages.info(request, _("This no longer stands there."))
        return redirect(back)
    if request.method == "POST":
        return carry_out(request, partial(kind.take_back, row, seat.person), str(kind.done), back)
    context = {
        "title": _("Take this back?"),
        "text": kind.about(row),
        "consequences": [kind.consequence, _("It cannot be put back.")],
        "action": kind.action,
        "danger": True,
        "back_url": back,
    }
    return render(request, "components/confirm.html", context)
