"""The pages of requests for help: ask, one request with what was written, and the verbs of both sides."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cities.directory.models import City
from cities.partners.actions import helping
from cities.partners.asked import takes_requests
from cities.partners.forms import HelpForm, OutcomeForm, ReasonForm, WordsForm, YesForm
from cities.partners.models import HelpMessage, HelpRequest
from cities.partners.rules import may_read
from cities.partners.stations import path_of
from cities.partners.views import partner_or_404
from cities.people.requests import MemberRequest
from cities.talking.views import ask_whether_own, take_report
from icaforum.audit.answers import carry_out, or_gone, so_already
from icaforum.audit.as_read import read_mark
from icaforum.audit.record import DoneAlready, Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page

PAGE, MESSAGES = 20, 200
State = HelpRequest.State


def own_cities(request: MemberRequest) -> list[City]:
    """Return the reader's cities, partners left apart: for these one can ask."""
    return list(City.objects.of(request.viewer).exclude(kind=City.Kind.PARTNER).order_by("sort_name"))


@in_room(Room.HELP)
@form_page
@sent_once
def ask(request: MemberRequest, slug: str = "") -> HttpResponse:
    """Ask a partner for help, or, without its word, have the secretariat find one."""
    partner = partner_or_404(request, slug) if slug else None
    cities = own_cities(request)
    if not cities:
        raise Http404
    if partner is not None and not takes_requests(partner):
        return redirect("cities:partner", partner.slug)  # which says so
    posted = request.method == "POST"
    form = HelpForm(
        request.POST if posted else None,
        cities=cities,
        partner=partner,
        initial={"language": request.user.language, "city": cities[0].slug},
    )
    if form.is_valid():
        facts = {"themes": []} | form.cleaned_data
        city = facts.pop("city", None) or cities[0]
        try:
            row = helping.ask(city=city, partner=partner, by=request.user, **facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your request is on its way. You get the answer by mail."))
            return redirect(row)
    return render(request, "cities/partners/ask.html", {"form": form, "partner": partner})


@in_room(Room.HELP)
@require_safe
def requests(request: MemberRequest) -> HttpResponse:
    """Show the requests of the reader's cities and partners, the newest first."""
    if not may_read(request.viewer):
        raise Http404
    rows = HelpRequest.objects.visible_to(request.viewer).with_all().order_by("-pk")
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 10:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    context = {
        "rows": found[:PAGE],
        "older_url": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer_url": request.path if after else "",
        "may_ask": bool(own_cities(request)),
    }
    return render(request, "cities/partners/requests.html", context)


@in_room(Room.HELP)
@form_page
@sent_once
def help_request(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one request and what was written to it; on POST add something."""
    row = _found(request, pk)
    is_side = bool(_sides(request, row))
    form = None
    if is_side and row.state != State.WITHDRAWN:
        data = request.POST if request.method == "POST" else None
        form = WordsForm(data, initial={"language": request.user.language})
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                said = helping.write(row, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Sent."))
                return redirect(said)
    return render(request, "cities/partners/request.html", _context(request, row, form))


def _found(request: MemberRequest, pk: int) -> HelpRequest:
    return get_object_or_404(HelpRequest.objects.visible_to(request.viewer).with_all(), pk=pk)


def _sides(request: MemberRequest, row: HelpRequest) -> set[int]:
    """Return the keys of the reader's cities among the two sides."""
    return {row.city_id, row.partner_id or row.city_id} & request.viewer.city_ids


def _context(request: MemberRequest, row: HelpRequest, form: forms.Form | None) -> dict[str, Any]:
    viewer = request.viewer
    said = HelpMessage.objects.read_by(viewer).filter(request=row).select_related("author", "city")
    is_of_city, is_of_partner = row.city_id in viewer.city_ids, row.partner_id in viewer.city_ids
    return {
        "row": row,
        "form": form,
        "path": path_of(row, closed=the_forum().workdays.closed),
        # The newest of very many.
        "said": list(said.order_by("-pk")[:MESSAGES])[::-1],
        "is_of_city": is_of_city,
        "is_of_partner": is_of_partner,
        "may_answer": is_of_partner and row.state == State.ASKED,
        "may_finish": is_of_city and row.state == State.ACCEPTED,
        "may_withdraw": is_of_city and row.is_open,
        "may_look_on": is_of_city and row.lacks_partner and not row.followed_by.exists(),
        "may_show": is_of_city and row.state == State.DONE,
        "manages": viewer.manages(HelpRequest),
    }


def _verb_page(
    request: MemberRequest,
    row: HelpRequest,
    form: forms.Form,
    verb: Callable[..., HelpRequest],
    *,
    said: str,
    words: dict[str, Any],
) -> HttpResponse:
    """Show the page of a verb with its form; on a valid POST do it and lead back to the request."""
    if form.is_valid():
        try:
            verb(row, by=request.user, **form.cleaned_data)
        except DoneAlready as refusal:
            return so_already(request, str(refusal), row)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(row)
    context = {"row": row, "form": form, "back_url": row.get_absolute_url(), "text": row.title}
    context |= {"shows_rules": True} | words
    return render(request, "components/confirm.html", context)


def _to_answer(request: MemberRequest, pk: int) -> HelpRequest:
    """Return a request that was put to a partner of the reader; 404 for every other one."""
    row = _found(request, pk)
    if row.partner_id not in request.viewer.city_ids:
        raise Http404
    return row


def _own(request: MemberRequest, pk: int) -> HelpRequest:
    """Return a request of one of the reader's cities; 404 for every other one."""
    row = _found(request, pk)
    if row.city_id not in request.viewer.city_ids:
        raise Http404
    return row


@in_room(Room.HELP)
@form_page
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Say yes for the partner, with a person and a date."""
    row = _to_answer(request, pk)
    form = YesForm(request.POST if request.method == "POST" else None)
    words = {"title": _("Help %(city)s?") % {"city": row.city}, "action": _("Yes, we help")}
    said = _("%(city)s knows, and gets your words by mail.") % {"city": row.city}
    return _verb_page(request, row, form, helping.accept, said=said, words=words)


@in_room(Room.HELP)
@form_page
def decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Say no for the partner, with a reason."""
    row = _to_answer(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    words = {
        "title": _("Decline this request?"),
        "consequences": [_("It ends here. The city can have the secretariat look for another partner.")],
        "action": _("Decline"),
        "danger": True,
    }
    said = _("%(city)s knows, and gets your reason by mail.") % {"city": row.city}
    return _verb_page(request, row, form, helping.decline, said=said, words=words)


@in_room(Room.HELP)
@form_page
def finish(request: MemberRequest, pk: int) -> HttpResponse:
    """Say for the city what came of it."""
    row = _own(request, pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    words = {"title": _("What came of it?"), "action": _("It is done"), "back": _("Not done yet")}
    said = _("Thank you. %(partner)s reads it too.") % {"partner": row.partner}
    return _verb_page(request, row, form, helping.finish, said=said, words=words)


@in_room(Room.HELP)
@form_page
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an own request back, after a page that says what that means."""
    row = _own(request, pk)
    if request.method == "POST":
        verb = partial(helping.withdraw, row, by=request.user, read=read_mark(request))
        return carry_out(request, verb, _("It is taken back."), row)
    told = _("%(partner)s is told by mail.") % {"partner": row.partner}
    context = {
        "title": _("Take the request back?"),
        "text": row.title,
        "consequences": [*([told] if row.partner else []), _("What was written stays readable for both.")],
        "action": _("Take it back"),
        "danger": True,
        "read": row.mark,
        "back_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@in_room(Room.HELP)
@require_POST
def look_on(request: MemberRequest, pk: int) -> HttpResponse:
    """After a no, have the secretariat look for another partner."""
    row = _own(request, pk)
    said = _("The secretariat looks for another partner.")
    return carry_out(
        request, lambda: helping.go_on_looking(row, by=request.user), said, "cities:help_requests"
    )


@in_room(Room.HELP)
@require_POST
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """Let what came of an own request stand on the page of the partner, or no more."""
    row = _own(request, pk)
    shown = request.POST.get("shown") == "yes"
    said = (
        _("Members read it on the page of the partner.") if shown else _("Members no longer read it there.")
    )
    return carry_out(request, lambda: helping.show(row, shown=shown, by=request.user), said, row)


@in_room(Room.HELP)
@or_gone(gettext_lazy("This answer is sent or thrown away already."), to=lambda *_args, **_rest: "desk")
@form_page
def own_message(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask whoever seems to have answered by mail whether they did; on POST send it, or throw it away."""
    # That of somebody else, and one that is settled, answer 404.
    rows = HelpMessage.objects.waiting_for(request.user)
    found = get_object_or_404(rows.select_related("request"), pk=pk)
    return ask_whether_own(
        request,
        "cities/partners/own_message.html",
        found,
        confirm=partial(helping.confirm_answer, found, by=request.user),
        drop=partial(helping.drop_answer, found, by=request.user),
        to=found.request,
    )


@in_room(Room.HELP)
@form_page
def report_request(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat of a request; its own people read it in the admin."""
    row = _found(request, pk)
    if not _sides(request, row):
        raise Http404
    return take_report(request, row, what=row.title, back=row.get_absolute_url())


@in_room(Room.HELP)
@form_page
def report_message(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat of something that another wrote to a request."""
    rows = HelpMessage.objects.read_by(request.viewer).exclude(author=request.user)
    rows = rows.filter(request__in=HelpRequest.objects.visible_to(request.viewer))
    found = get_object_or_404(rows.select_related("request"), pk=pk)
    if not _sides(request, found.request):
        raise Http404
    return take_report(request, found, what=found.request.title, back=found.get_absolute_url())
