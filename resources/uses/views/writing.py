"""The pages of a city that uses something: say it, change it, say what came of it, take it back, the web."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.viewer import Viewer
from cities.measures.forms import SealForm
from cities.models import City, Measure, User
from cities.people.requests import MemberRequest
from cities.sharing.viewers import viewer_of
from cities.talking.anonymity import words_offered
from cities.talking.views import ask_then_do
from icaforum.audit.answers import carry_out, or_gone, so_already
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.audit.wording import earlier_words, words_to_bring_back
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.outbox.links import BadLink, read
from icaforum.words.decorators import form_page, pressed_once
from resources.library.models import Resource
from resources.uses.actions import coming, saying
from resources.uses.asked import about, could_use
from resources.uses.emails import LINK
from resources.uses.figures import with_answers
from resources.uses.forms import CameForm, ChangeUseForm, MailedForm, UseForm
from resources.uses.models import FollowUp, Use
from resources.uses.tags import cities_that_may_say
from resources.uses.timeline import shown
from resources.uses.views import measure_or_404, own_use_or_404, paper_or_404

# What a page is drawn with: where one of the reader's uses stands among the others.
OWN = "resources:own_uses"
STATIONS = {str(it) for it in FollowUp.Station.values}


@form_page
@sent_once
def paper_use(request: MemberRequest, slug: str) -> HttpResponse:
    """Say that one of the reader's cities uses a paper."""
    return _say(request, paper_or_404(request, slug))


@in_room(Room.MEASURES)
@form_page
@sent_once
def measure_use(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Say that one of the reader's cities uses a measure of another."""
    return _say(request, measure_or_404(request, slug, word))


def _say(request: MemberRequest, thing: Resource | Measure) -> HttpResponse:
    cities = list(cities_that_may_say(thing, request.viewer))
    own = Use.objects.filter(taken_back_at=None, city__in=request.viewer.city_ids, **about(thing)).first()
    if request.method == "POST" and not cities and own:
        return so_already(request, _("%(city)s says so already.") % {"city": own.city}, own)
    if not cities:
        raise Http404
    form = _use_form(request, thing, cities)
    if form.is_valid() and (row := _said(request, thing, form, cities)):
        messages.success(
            request, _("It stands there. Thank you. After 6 and after 12 months we ask you what came of it.")
        )
        return redirect(row)
    context = {"form": form, "thing": thing, "is_measure": isinstance(thing, Measure), "cities": cities}
    return render(request, "resources/uses/say.html", context)


def _use_form(request: MemberRequest, thing: Resource | Measure, cities: list[City]) -> UseForm:
    data = request.POST if request.method == "POST" else None
    language = data.get("language", "") if data else request.user.language
    city = next((it for it in cities if data and it.slug == data.get("city")), cities[0])
    words = words_offered(
        city, language=str(language), among=could_use(thing), or_in=() if data else city.languages
    )
    form = UseForm(
        data,
        viewer=request.viewer,
        person=request.user,
        speaks_for=city,
        unnamed=words,
        initial={"city": city.slug},
    )
    form.for_cities(cities)
    return form


def _said(request: MemberRequest, thing: Resource | Measure, form: UseForm, cities: list[City]) -> Use | None:
    cleaned = form.cleaned_data
    facts = {name: cleaned[name] for name in ("since", "changed", "began", "language")}
    city = cleaned.get("city") or cities[0]
    try:
        return saying.say_use(thing, city=city, is_named=form.is_named(cleaned), by=request.user, **facts)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@form_page
@transaction.atomic
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the words of a use, also while colleagues do."""
    found = own_use_or_404(request, pk)
    if request.method == "POST":
        found = Use.objects.locked(found.pk)
    form = ChangeUseForm(
        request.POST if request.method == "POST" else None,
        use=found,
        person=request.user,
        brings_back=words_to_bring_back(request.GET.get("words", "")),
    )
    if form.is_valid():
        try:
            saying.change_use(found, by=request.user, **form.changed_values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(OWN)
    context = {
        "form": form,
        "use": found,
        "earlier": earlier_words([found]),
        **_of(found, request),
    }
    return render(request, "resources/uses/change.html", context)


def _of(use: Use, request: MemberRequest) -> dict[str, Any]:
    """Return what a page says of the paper or measure: its title only to who may see it."""
    sees = Use.objects.visible_to(request.viewer).filter(pk=use.pk).exists()
    return {"thing": use.thing if sees else None}


@form_page
@pressed_once
@transaction.atomic
def came(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what came of a use: what was asked, an answer that stands anew, or that the city stopped."""
    found = own_use_or_404(request, pk, hidden_at=None)
    if request.method == "POST":
        Use.objects.locked(found.pk)
        found.refresh_from_db()
    return _came(request, found, _answered_here(request, found), by=request.user)


def _answered_here(request: MemberRequest, use: Use) -> FollowUp | None:
    """Return the row that the page is of; None where the city says that it stopped. Raises Http404.

    What stands there by name of its station; what was sent for one that a colleague has answered meanwhile
    comes back to that one, so that nothing typed is lost.
    """
    standing = FollowUp.objects.up().filter(use=use)
    if station := request.GET.get("station", ""):
        return get_object_or_404(standing, station=int(station) if station in STATIONS else 0)
    if row := FollowUp.objects.open_of(use):
        return row
    sent, _dash, _seal = request.POST.get("over", "").partition("-")
    if sent in STATIONS and (row := standing.filter(station=int(sent)).first()):
        return row
    if not use.stopped_at:
        return None
    if request.method != "POST":
        raise Http404
    return standing.order_by("-station").first()


def _came(
    request: HttpRequest, use: Use, asked: FollowUp | None, *, by: User, with_link: bool = False
) -> HttpResponse:
    """Show the two questions; on POST take the answers. Without `asked` the city says that it stopped."""
    form = CameForm(request.POST if request.method == "POST" else None, use=use, answer=asked, person=by)
    if form.is_valid():
        answer = form.cleaned_data
        try:
            coming.say_what_came(
                use,
                outcome=answer["outcome"],
                text=answer["text"],
                language=asked.language if asked and asked.answered_at else by.language,
                station=asked.station if asked else None,
                by=by,
                with_link=with_link,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if with_link:
                return redirect(request.path)
            messages.success(request, _("It stands there. Thank you: this is what others learn from."))
            return redirect(OWN)
    sees = Use.objects.visible_to(viewer_of(by)).filter(pk=use.pk).exists()
    context = {
        "form": form,
        "use": use,
        "thing": use.thing if sees else None,
        "asked": asked,
        "with_link": with_link,
    }
    return render(request, "resources/uses/came.html", context)


def _own_uses(request: MemberRequest, pk: int) -> str:
    rows = Use.objects.of_open_rooms().filter(city__in=request.viewer.city_ids)
    get_object_or_404(rows, pk=pk, taken_back_at__isnull=False)
    return OWN


@or_gone(gettext_lazy("It is taken back already."), to=_own_uses)
@form_page
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back that the city uses something, after a page that says what that means."""
    found = own_use_or_404(request, pk)
    question = {
        "title": _("Take it back that you use this?"),
        "text": found.changed,
        "consequences": [
            _("Nobody reads it any more, what came of it included, and it is not counted."),
            _("We ask you nothing more. If you stopped using it, say that instead: others learn from it."),
        ],
        "action": _("Take it back"),
    }
    verb = partial(saying.take_back_use, found, by=request.user)
    back = reverse(OWN)
    return ask_then_do(request, verb, question=question, done=_("It is taken back."), back=back)


@form_page
def web(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a lead read what their city says, and agree that everyone on the web reads exactly this."""
    found = own_use_or_404(request, pk, lead=True, hidden_at=None, is_named=True)
    if found.is_public:
        return redirect(OWN)
    form = SealForm(request.POST if request.method == "POST" else None, initial={"seal": found.seal})
    if form.is_valid():
        verb = partial(saying.agree_use_to_web, found, seal=form.cleaned_data["seal"], by=request.user)
        return carry_out(request, verb, _("Everyone on the web may read exactly this now."), OWN)
    form.fields["read"].help_text = _(
        "Exactly these words, where the web may see what you use. Any later change asks you again."
    )
    rows = shown(with_answers(Use.objects.filter(pk=found.pk)), request.viewer)
    context = {"form": form, "row": rows[0], "use": found, **_of(found, request)}
    return render(request, "resources/uses/web.html", context)


@form_page
def off_web(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep what the city says for members, after a page that says what that means."""
    found = own_use_or_404(request, pk, lead=True)
    question = {
        "title": _("Keep it for members?"),
        "text": found.changed,
        "danger": False,
        "consequences": [
            _("The web no longer reads it. Members and partners do."),
            _("You are not asked again. You can let the web read it whenever you like."),
        ],
        "action": _("Keep it for members"),
    }
    verb = partial(saying.take_use_off_web, found, by=request.user)
    done = _("Members and partners alone read it.")
    return ask_then_do(request, verb, question=question, done=done, back=reverse(OWN))


@login_not_required
@form_page
@pressed_once
@transaction.atomic
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the link of a mail say what came of a use, or look after what they said by mail."""
    try:
        link = read(LINK, token)
    except BadLink:
        return render(request, "resources/uses/dead.html", status=404)
    rows = FollowUp.objects.filter(use__in=Use.objects.of_open_rooms().standing())
    rows = rows.select_related("author", "use__city", "use__paper", "use__measure__city")
    found = rows.filter(pk=link.key).first()
    person = User.objects.filter(pk=link.version, is_active=True).first()
    if found is None or person is None or not person.seats.standing().filter(city=found.use.city).exists():
        return render(request, "resources/uses/dead.html", status=404)
    if "over" in request.POST:  # the two questions, whatever has been said since they were shown
        Use.objects.locked(found.use_id)
        found.refresh_from_db()
        return _came(request, found.use, found, by=person, with_link=True)
    if found.up_at or FollowUp.objects.held_from(person).filter(pk=found.pk).exists():
        return render(request, "resources/uses/answered.html", {"answer": found, "use": found.use})
    if found.waits and found.author_id == person.pk:
        return _mailed(request, found)
    return _came(request, found.use, found, by=person, with_link=True)


def _mailed(request: HttpRequest, found: FollowUp) -> HttpResponse:
    """Show an answer that came by mail as it will stand; on POST put it up, or take it back."""
    if "take_back" in request.GET:
        question = {
            "title": _("Take your answer back?"),
            "text": found.text,
            "consequences": [_("Its words are gone. You can answer again by the same link.")],
            "action": _("Take it back"),
        }
        verb = partial(coming.drop_what_came, found, by=None)
        done = _("It is taken back. Nobody has read it.")
        return ask_then_do(request, verb, question=question, done=done, back=request.path)
    form = MailedForm(request.POST if request.method == "POST" else None, answer=found)
    if form.is_valid():
        verb = partial(coming.put_up_what_came, found, by=None, outcome=form.cleaned_data["outcome"])
        return carry_out(request, verb, _("It stands there now. Thank you."), request.path)
    viewer = viewer_of(found.author) if found.author else Viewer.public()
    sees = Use.objects.visible_to(viewer).filter(pk=found.use_id).exists()
    context = {
        "form": form,
        "answer": found,
        "use": found.use,
        "thing": found.use.thing if sees else None,
    }
    return render(request, "resources/uses/mailed.html", context)
