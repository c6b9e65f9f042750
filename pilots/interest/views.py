"""The pages of calls for peers: the list, a call with the form of an interest, what a city sent."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cities.directory.tiers import Level
from cities.models import City, Officer
from cities.people.requests import MemberRequest
from cities.talking.views import ask_then_do
from icaforum.audit.answers import or_gone
from icaforum.audit.record import Refused
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page, pressed_once
from icaforum.words.kept_answers import (
    Answers,
    mark_of,
    marks_for,
    marks_in,
    say_elsewhere,
    typed_into,
    unkept,
)
from icaforum.words.languages import NAMES
from icaforum.words.times import request_now
from pilots.interest import rules
from pilots.interest.actions import answering
from pilots.interest.forms import InterestForm, as_typed
from pilots.interest.models import Interest, PeerCall, Wish, has_ended
from pilots.interest.recipients import cities_it_is_for
from pilots.interest.refusals import TooLate
from pilots.interest.results import outcome_of
from pilots.interest.standing import stands, wish_name, written_meanwhile
from pilots.interest.stations import Begun, host_for, in_words, needs_of, offers_of, path_of
from pilots.pairings.models import Pairing
from pilots.projects.models import PilotProject

CALLS_PER_PAGE = 20


@in_room(Room.PEER_CALLS)
@require_safe
def calls(request: MemberRequest) -> HttpResponse:
    """Show the calls that the reader may see: the open ones first, then those that are over."""
    now = request_now()
    rows = PeerCall.objects.visible_to(request.viewer)
    if request.viewer.level < Level.GENERAL and not request.viewer.manages(PeerCall):
        raise Http404
    page = Paginator(rows, CALLS_PER_PAGE).get_page(request.GET.get("page"))
    own = Interest.objects.filter(city__in=request.viewer.city_ids, call__in=[row.pk for row in page])
    state = {row.call_id: row for row in own.select_related("city")}
    context = {
        "page": page,
        "rows": [(row, _state_of(row, now), state.get(row.pk)) for row in page],
        "is_open": rows.running(now).exists(),
    }
    return render(request, "pilots/interest/list.html", context)


@in_room(Room.PEER_CALLS)
@form_page
@pressed_once
def call(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a call and the form of the city's interest; on POST keep what was typed, or send it."""
    found = _call(request, slug)
    city = _city(request)
    if request.method != "POST":
        return _page(request, found, city)
    if city is None:
        raise Http404
    typed, only_keeps = _typed(request), "keep" in request.POST
    try:
        row, elsewhere = answering.keep_interest(
            found, city=city, typed=typed, shown=_marks(request), by=request.user, overwrite=only_keeps
        )
    except Refused as refusal:
        return _page(
            request, found, city, form=_form(request, found, city, None, typed), refused=str(refusal)
        )
    left_out = unkept(typed)
    if only_keeps and not left_out and not elsewhere:
        messages.success(request, _("Saved. Nobody outside your city sees it until you send it."))
        return redirect(_address(request, found, city))
    # What is kept, and of it what was typed here: what a colleague typed elsewhere in the form is in it too.
    standing = stands(row, city=city, by=request.user)
    here = {name: typed[name] for name in (*left_out, *elsewhere)}
    form = _form(request, found, city, row, standing | here)
    _say_elsewhere(form, elsewhere)
    is_read = all(standing.get(name, []) == typed.get(name, []) for name in form.fields)
    if not only_keeps and not is_read and not left_out:
        form.add_error(None, written_meanwhile())
    if not only_keeps and form.is_valid():
        facts = form.facts(request.user)
        try:
            answering.send_interest(found, city=city, by=request.user, read_at=row.changed_at, **facts)
        except TooLate as refusal:
            form.add_error(None, _said_late(found, str(refusal)))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Sent for %(city)s. You can change it until the call closes.") % {"city": city}
            )
            return redirect(_address(request, found, city))
    return _page(request, found, city, form=form, row=row)


@in_room(Room.PEER_CALLS)
@require_POST
def keep(request: MemberRequest, slug: str) -> JsonResponse:
    """Keep what is being typed, for the script of the page; what a colleague typed too stays as it stands."""
    found, city = _call(request, slug), _city(request)
    if city is None:
        raise Http404
    typed = _typed(request)
    try:
        row, elsewhere = answering.keep_interest(
            found, city=city, typed=typed, shown=_marks(request), by=request.user, overwrite=False
        )
    except Refused:
        return JsonResponse({"shown": request.POST.get("shown", ""), "kept": False, "draft": ""})
    # What the page shows is what was typed: of the rest it still shows what it did before.
    marks = _marks(request) | {
        name: mark_of(values) for name, values in typed.items() if name not in elsewhere
    }
    shown = " ".join(f"{name}:{mark}" for name, mark in marks.items())
    return JsonResponse({"shown": shown, "kept": not unkept(typed) and not elsewhere, "draft": str(row.pk)})


def _call_of_lead(request: MemberRequest, slug: str) -> str:
    found, city = _call(request, slug), _city(request)
    if city is None or city.pk not in request.viewer.lead_of:
        raise Http404
    return _address(request, found, city)


@in_room(Room.PEER_CALLS)
@or_gone(gettext_lazy("It is taken back already."), to=_call_of_lead)
@form_page
def take_back(request: MemberRequest, slug: str) -> HttpResponse:
    """Take the interest of a city back, after a page that says what that means; for its leads."""
    found, city = _call(request, slug), _city(request)
    rows = Interest.objects.sent().filter(call=found, city=city, city__in=request.viewer.lead_of)
    row = get_object_or_404(rows.select_related("city", "call"))
    is_open = rules.is_open(found, row.city.known_zone, request_now())
    again = _("It is your draft again. Until the call closes you can send it anew.")
    closed = _("The call has closed: you cannot send it again, and your city takes no part in this call.")
    question = {
        "title": _("Take back what %(city)s sent?") % {"city": row.city},
        "text": found.title,
        "consequences": [
            _("The secretariat and the pilot cities do not read it any more, and it gets no place."),
            again if is_open else closed,
        ],
        "action": _("Take it back"),
    }
    verb = partial(answering.withdraw_interest, row, by=request.user)
    back = _address(request, found, row.city)
    return ask_then_do(request, verb, question=question, done=_("It is taken back."), back=back)


@in_room(Room.PEER_CALLS)
@require_safe
def interest(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show the interest of a city as pilot cities read it once the call has closed."""
    rows = Interest.objects.visible_to(request.viewer, request_now()).with_wishes()
    row = get_object_or_404(rows.filter(call__in=PeerCall.objects.opened()), call__slug=slug, pk=pk)
    is_own = row.city_id in request.viewer.city_ids
    wishes = list(row.wishes.all())
    if is_own and row.typed:
        # As pilot cities will read it once it is sent: in memory alone.
        wishes = as_typed(row, _projects(request, row.call, row.city)) or wishes
    context = {
        "row": row,
        "call": row.call,
        "is_own": is_own,
        "query": _query(request, row.city) if is_own else "",
        # With whom it is paired the two of the pair read, and no other pilot city that it named.
        "pairing": Pairing.objects.visible_to(request.viewer)
        .filter(pk=row.pairing_id or 0)
        .with_cities()
        .first(),
        "manages": request.viewer.manages(Interest),
        "wishes": _needs_of(row, wishes),
        "languages": ", ".join(NAMES.get(code, code) for code in row.languages),
    }
    return render(request, "pilots/interest/interest.html", context)


# What they share ------------------------------------------------------------------------------------------


def _call(request: MemberRequest, slug: str) -> PeerCall:
    return get_object_or_404(PeerCall.objects.visible_to(request.viewer).opened(), slug=slug)


def _city(request: MemberRequest) -> City | None:
    """Return the city for which the reader writes: the one the address names, else their first; or none."""
    rows = City.objects.of(request.viewer).exclude(kind=City.Kind.PARTNER).order_by("sort_name")
    cities = list(rows.with_membership())
    wanted = request.POST.get("city") or request.GET.get("city", "")
    return next((it for it in cities if it.slug == wanted), next(iter(cities), None))


def _query(request: MemberRequest, city: City | None) -> str:
    """Return what an address says of the city, where the reader could write for another one, too."""
    return f"?city={city.slug}" if city and len(request.viewer.city_ids) > 1 else ""


def _address(request: MemberRequest, found: PeerCall, city: City) -> str:
    return found.get_absolute_url() + _query(request, city)


def _projects(request: MemberRequest, found: PeerCall, city: City | None) -> list[PilotProject]:
    rows = PilotProject.objects.visible_to(request.viewer).published().filter(peer_calls=found)
    # No city learns in what it delivers itself.
    rows = rows if city is None else rows.exclude(hosts=city)
    return list(rows.for_list().order_by("slug"))


def _typed(request: MemberRequest) -> dict[str, list[str]]:
    """Return what was typed into the fields of the form; a list where several may be ticked."""
    ours = {*InterestForm.base_fields, "shown"}
    more = {name for name in request.POST if name.startswith(("wish_", "answer_"))}
    names = sorted((ours | more) - {"shown"})[:60]
    return {name: values[:60] for name, values in typed_into(request.POST, names).items()}


def _marks(request: MemberRequest) -> dict[str, str]:
    return marks_in(request.POST.get("shown", ""))


def _form(
    request: MemberRequest,
    found: PeerCall,
    city: City,
    row: Interest | None,
    typed: dict[str, list[str]] | None = None,
) -> InterestForm:
    """Return the form with what stands, or with what was `typed`."""
    projects = _projects(request, found, city)
    values = stands(row, city=city, by=request.user)
    initial: dict[str, Any] = {name: some[0] if some else "" for name, some in values.items()}
    initial["languages"] = values.get("languages", [])
    data = MultiValueDict(typed) if typed is not None else None
    return InterestForm(data, call=found, city=city, projects=projects, initial=initial)


def _say_elsewhere(form: InterestForm, elsewhere: Answers) -> None:
    """Show what a colleague wrote beside what was typed here."""
    say_elsewhere(
        form,
        elsewhere,
        with_text=_("A colleague changed this too; there it said: “%(text)s”."),
        without=_("A colleague changed this too."),
    )


def _page(
    request: MemberRequest,
    found: PeerCall,
    city: City | None,
    *,
    form: InterestForm | None = None,
    row: Interest | None = None,
    refused: str = "",
) -> HttpResponse:
    """Show the page of a call; `form` is what was typed, over the `row` that it was read from."""
    now = request_now()
    if row is None and city:
        row = Interest.objects.with_wishes().filter(call=found, city=city).first()
    is_open = rules.is_open(found, city.known_zone if city else "", now)
    learns_in = _learns_in(request, city)
    can_answer = city is not None and cities_it_is_for().filter(pk=city.pk).exists()
    if city and form is None and is_open and can_answer and rules.may_change(row):
        form = _form(request, found, city, row)
    if form is not None and refused:
        form.add_error(None, refused)
    projects = form.projects if form else _projects(request, found, None)
    context = {
        "call": found,
        "state": _state_of(found, now),
        "city": city,
        "query": _query(request, city),
        "row": row,
        "form": form,
        "offers": offers_of(found, projects, city=city, form=form, name=wish_name),
        "outcome": outcome_of(row) if row and found.decided_at else [],
        "is_open": is_open,
        "closes_in": _closes_in(found, city, now) if is_open else "",
        "learns_in": learns_in,
        "can_answer": can_answer,
        "leads": bool(city and city.pk in request.viewer.lead_of),
        "who_sends": _who_sends(city) if city and city.pk not in request.viewer.lead_of else [],
        "path": path_of(found, city=city, now=now),
        "begun": Begun.of(found, city),
        "manages": request.viewer.manages(PeerCall),
        "to_read": _to_read(request, found, now),
        **(_parts_of(request, form, city, row) if form and city else {}),
    }
    return render(request, "pilots/interest/call.html", context)


def _parts_of(request: MemberRequest, form: InterestForm, city: City, row: Interest | None) -> dict[str, Any]:
    """Return the fields of a form by the sections of its page, and the marks of what stands in them."""
    values = stands(row, city=city, by=request.user)
    return {
        "shown": marks_for(form.fields, values),
        "own_fields": [form[name] for name in ("challenge", "goals", "gives_back", "language")],
        "answers": [form[name] for name in form.fields if name.startswith("answer_")],
        "people_fields": [form[name] for name in ("lead", "deputy", "languages", "hours", "backing")],
    }


def _to_read(request: MemberRequest, found: PeerCall, now: datetime) -> Page[Interest] | None:
    """Return the interests that a pilot city reads once the call has closed; none for all others."""
    if not has_ended(found.closes_on, now) or request.viewer.manages(Interest):
        return None  # the secretariat has its own list
    rows = Interest.objects.visible_to(request.viewer, now).sent().filter(call=found)
    rows = rows.exclude(city__in=request.viewer.city_ids).select_related("city", "call")
    return Paginator(rows.order_by("city__sort_name", "pk"), CALLS_PER_PAGE).get_page(request.GET.get("page"))


def _learns_in(request: MemberRequest, city: City | None) -> Pairing | None:
    """Return the pairing in which the city learns now, if there is one: then it answers no call."""
    if city is None:
        return None
    rows = Pairing.objects.visible_to(request.viewer).live().filter(peer_city=city)
    return rows.with_cities().first()


def _who_sends(city: City) -> list[Officer]:
    rows = Officer.objects.standing().leads().filter(city=city, person__is_active=True)
    return list(rows.select_related("person").order_by("person__name", "pk"))


def _closes_in(found: PeerCall, city: City | None, now: datetime) -> int:
    return max((rules.closing_moment(found, city.known_zone if city else "") - now).days, 0)


def _said_late(found: PeerCall, why: str) -> str:
    words = _("It closed on %(day)s. What you typed is kept for your city, and nothing was sent.")
    return f"{why} {words % {'day': date_format(found.closes_on)}}"


def _state_of(found: PeerCall, now: datetime) -> str:
    """Say where a call stands, for the list and its head."""
    if found.dropped_at:
        return _("Dropped")
    if found.decided_at:
        return _("Decided")
    day = {"day": date_format(found.closes_on)}
    if has_ended(found.closes_on, now):
        return _("Closed on %(day)s") % day
    return _("Closes on %(day)s") % day


def _needs_of(row: Interest, wishes: list[Wish]) -> list[tuple[Wish, list[str]]]:
    """Return the wishes of an interest, each with what the two cities would need."""
    found = []
    for wish in wishes:
        host = host_for(row.city, wish.project, row.call)
        need = needs_of(row.city.known_zone, row.languages, wish.project, host, row.call) if host else None
        found.append((wish, in_words(need) if need else []))
    return found
