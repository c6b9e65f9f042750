"""The pages of texts in short: write one, check one, take one's own back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from cities.people.requests import MemberRequest
from cities.talking.forms import BecauseForm
from cities.talking.views import take_report
from icaforum.audit.answers import carry_out
from icaforum.audit.as_read import read_mark
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from icaforum.words.languages import reading_languages
from resources.briefs import actions
from resources.briefs.forms import BriefForm, CheckForm, UnnamedBecauseForm, YesForm
from resources.briefs.models import THINGS, Brief
from resources.briefs.recipients import Thing, languages_of
from resources.briefs.rules import free_languages
from resources.library.models.resource import Resource
from resources.questions.models import Answer, Question

# Said to whoever presses on a page of a text in short that is gone by then.
_ENDED = gettext_lazy("It was declined or taken back already: nobody reads it any more.")


@form_page
@sent_once
def of_paper(request: MemberRequest, slug: str) -> HttpResponse:
    """Write in short what a paper says."""
    papers = Resource.objects.visible_to(request.viewer).published().defer("search")
    return _write(request, get_object_or_404(papers, slug=slug))


@in_room(Room.QUESTIONS)
@form_page
@sent_once
def of_question(request: MemberRequest, pk: int) -> HttpResponse:
    """Write in short what a question asks."""
    rows = Question.objects.visible_to(request.viewer).filter(hidden_at__isnull=True)
    found = get_object_or_404(rows.select_related("city"), pk=pk)
    return _write(request, found)


@in_room(Room.QUESTIONS)
@form_page
@sent_once
def of_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Write in short what an answer says."""
    rows = Answer.objects.up().filter(question__in=Question.objects.visible_to(request.viewer))
    found = get_object_or_404(rows.select_related("question", "city"), pk=pk)
    return _write(request, found)


def _whole(thing: Thing) -> dict[str, Any]:
    """Return what a page shows of the whole text: the words that are to be said in short."""
    if isinstance(thing, Resource):
        edition = thing.edition_for_reader()
        language = edition.language if edition else ""
        return {"title": thing.title, "language": language, "text": thing.summary, "is_named": True}
    if isinstance(thing, Answer):
        title, said = str(thing.question), thing.text
    else:
        title = thing.title
        said = "\n\n".join(filter(None, (thing.details, thing.tried, thing.summary)))
    return {"title": title, "language": thing.language, "text": said, "is_named": thing.is_named}


def _write(request: MemberRequest, thing: Thing) -> HttpResponse:
    cities = list(City.objects.of(request.viewer).order_by("sort_name"))
    if not cities:
        raise Http404
    languages = free_languages(languages_of(thing))
    wanted = (request.GET.get("language", ""), *reading_languages())
    form = BriefForm(
        request.POST if request.method == "POST" else None,
        viewer=request.viewer,
        person=request.user,
        speaks_for=cities[0],
        languages=languages,
        initial={
            "city": cities[0].slug,
            "language": next((code for code in wanted if code in dict(languages)), ""),
        },
    )
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            row = actions.write_brief(
                thing,
                city=cleaned.get("city") or cities[0],
                language=cleaned["language"],
                text=cleaned["text"],
                use=form.use(cleaned),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _what_comes(row))
            return redirect(thing)
    # Also of a paper whose city is not named: it is not asked, and which it is stays unsaid.
    by_staff = isinstance(thing, Resource) and not thing.cities.exists()
    context = {"form": form, "thing": thing, "whole": _whole(thing), "by_staff": by_staff}
    return render(request, "resources/briefs/new.html", context)


def _what_comes(row: Brief) -> str:
    if not row.is_waiting:
        return _("It stands there now. Thank you.")
    if not row.owners.exists():
        return _("Thank you. It stands there once the secretariat has checked it.")
    return _("Thank you. It stands there once the city that wrote the text has checked it.")


def _found(request: MemberRequest, pk: int) -> Brief:
    rows = Brief.objects.visible_to(request.viewer).with_changed()
    rows = rows.defer("resource__search", "question__search")
    things = ("resource", "question__city", "answer__question", "answer__city", "city", "author")
    return get_object_or_404(rows.select_related(*things), pk=pk)


def _ended(request: MemberRequest, pk: int) -> Brief | None:
    """Return one that ended while its page was open, of a text that the reader may still open."""
    rows = Brief.objects.ended_for(request.viewer).select_related(*THINGS)
    return rows.defer("resource__search", "question__search").filter(pk=pk).first()


def _place(brief: Brief) -> str:
    """Return the place of the menu where the whole text stands: the address does not tell it."""
    return "resources" if brief.resource_id else "questions"


@form_page
def brief(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a text in short beside the whole; to those who check it with the buttons that decide."""
    if request.method == "POST" and (gone := _ended(request, pk)):
        messages.info(request, _ENDED)
        return redirect(gone.thing)
    found = _found(request, pk)
    checks = not found.ended_at and (
        request.viewer.runs(Brief) or found.owners.filter(pk__in=request.viewer.city_ids).exists()
    )
    declines = checks and request.POST.get("do") == "decline"
    data = request.POST if request.method == "POST" else None
    hides = not found.whole.is_named and not request.viewer.runs(Brief)
    form, no = _deciding(found, data, declines=declines, hides=hides, person=request.user)
    if data is not None and checks and (no if declines else form).is_valid():
        said = no.cleaned_data if declines else form.cleaned_data
        verb = partial(actions.check_brief, found, by=request.user, **said)
        done = _("Thank you. Everybody reads it now.")
        if declines:
            verb = partial(actions.decline_brief, found, by=request.user, read=read_mark(request), **said)
            done = _("Its writer reads why.")
        return carry_out(request, verb, done, found.thing, changed_to=found)
    context = {
        "brief": found,
        "whole": _whole(found.thing),
        "form": form if checks and (found.is_waiting or found.has_changed) else None,
        "nav_current": _place(found),
        "no": no if checks else None,
        "read": read_mark(request) or found.mark,
        "hides": hides,
        "is_writer": found.author_id == request.user.pk and not found.ended_at,
        "manages": request.viewer.manages(Brief),
    }
    return render(request, "resources/briefs/detail.html", context)


def _deciding(
    found: Brief, data: Any, *, declines: bool, hides: bool, person: User
) -> tuple[CheckForm | YesForm, BecauseForm]:
    """Return the forms that say yes and no; `hides` of a city that is not named, which shows no word."""
    yes, no = (None, data) if declines else (data, None)
    if hides:
        return YesForm(yes, brief=found, person=person), UnnamedBecauseForm(no, brief=found, person=person)
    form = CheckForm(yes, initial={"text": found.text})
    form.fields["text"].widget.attrs |= {"lang": found.language, "dir": "auto"}
    return form, BecauseForm(no)


@form_page
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one's own text in short back, after a page that says what that means.

    Also where its writer sees the whole text no more, with a seat in the city it was written for.
    """
    if request.method == "POST" and (gone := _ended(request, pk)) and gone.author_id == request.user.pk:
        messages.info(request, _ENDED)
        return redirect(gone.thing)
    rows = Brief.objects.standing().filter(author=request.user)
    seen = Brief.objects.visible_to(request.viewer).values("pk")
    found = get_object_or_404(rows.filter(Q(pk__in=seen) | Q(city__in=request.viewer.city_ids)), pk=pk)
    sees = Brief.objects.visible_to(request.viewer).filter(pk=pk).exists()
    home = "resources:list" if found.resource_id else "resources:questions"
    if request.method == "POST":
        said = _("It is taken back.")
        verb = partial(actions.take_brief_back, found, by=request.user)
        return carry_out(request, verb, said, found.thing if sees else home)
    context = {
        "title": _("Take it back?"),
        "text": found.text,
        "consequences": [
            _("Nobody reads it any more."),
            _("Somebody else can write one in this language."),
        ],
        "action": _("Take it back"),
        "danger": True,
        "back_url": found.get_absolute_url() if sees else reverse(home),
        "nav_current": _place(found),
    }
    return render(request, "components/confirm.html", context)


@form_page
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat of a text in short; its own people read it in the admin."""
    if request.viewer.manages(Brief):
        raise Http404
    found = _found(request, pk)
    if found.author_id == request.user.pk:
        raise Http404
    back = found.get_absolute_url()
    return take_report(request, found, what=str(found), back=back, nav_current=_place(found))
