"""The pages of the city that asks: ask in two steps, change, sum up, open to all, close."""

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cities.models import City, Theme
from cities.people.requests import MemberRequest
from cities.talking.anonymity import member_cities, words_offered
from cities.talking.views import ask_to_delete
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now
from resources.library.models.resource import Resource
from resources.questions.actions import asking
from resources.questions.asked import AskedOf, Counted, Put, count
from resources.questions.forms import MOST_LETTERS, AskForm, ChangeForm, SumUpForm
from resources.questions.models import Question, QuestionDraft
from resources.questions.rules import may_sum_up
from resources.questions.search import like

# What may answer a question that is being asked: so many papers and questions.
PAPERS, QUESTIONS = 3, 2
# Of the themes of those papers so many are proposed.
PROPOSED = 2


@in_room(Room.QUESTIONS)
@form_page
@sent_once
def ask(request: MemberRequest) -> HttpResponse:
    """Show what may answer a question, and the form to ask it; on POST ask, check, or keep as a draft."""
    if not request.viewer.is_member:
        raise Http404
    draft = _draft(request)
    cities = list(City.objects.of(request.viewer).order_by("sort_name"))
    posted = request.method == "POST"
    typed: Any = request.POST if posted else _query(draft.typed) if draft else QueryDict()
    title = str(typed.get("title") or request.GET.get("title", ""))[:MOST_LETTERS].replace("\x00", "").strip()
    city = next((it for it in cities if it.slug == typed.get("city")), cities[0])
    words = words_offered(
        city,
        language=typed.get("language") or request.user.language,
        among=member_cities(),
        or_in=() if posted else city.languages,
    )
    form = AskForm(
        request.POST if posted else None,
        viewer=request.viewer,
        person=request.user,
        speaks_for=city,
        unnamed=words,
        initial=_initial(draft) or {"title": title, "city": city.slug},
    )
    if posted and "keep" in request.POST:
        return _keep(request, draft)
    if posted and "check" not in request.POST and form.is_valid():
        try:
            asked = asking.ask(
                city=form.cleaned_data.get("city") or city, by=request.user, draft=draft, **form.facts()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your question is asked. You get each answer by mail."))
            return redirect(asked)
    papers, questions = _may_answer(request, title)
    if not posted and draft is None:
        form.initial["themes"] = _proposed(papers)
    context = {
        "form": form,
        "title": title,
        "draft": draft,
        "papers": papers,
        "questions": questions,
        "has_title": bool(title),
        **_numbers(city, form),
    }
    return render(request, "resources/questions/ask.html", context)


def _draft(request: MemberRequest) -> QuestionDraft | None:
    """Return the reader's draft that an address names; 404 for one of somebody else."""
    key = request.GET.get("draft", "")
    if not key:
        return None
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        raise Http404
    return get_object_or_404(request.user.question_drafts.all(), pk=int(key))


def _query(typed: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in typed.items():
        query.setlist(name, values if isinstance(values, list) else [values])
    return query


def _initial(draft: QuestionDraft | None) -> dict[str, Any]:
    """Return what stands in the form of a draft: as it was typed."""
    return dict(draft.typed) if draft else {}


def _keep(request: MemberRequest, draft: QuestionDraft | None) -> HttpResponse:
    typed: dict[str, Any] = {}
    for name in AskForm.base_fields:
        values = [value.replace("\x00", "")[:5_000] for value in request.POST.getlist(name)[:100]]
        if values:
            typed[name] = values if name == "themes" else values[0]
    said = _("Kept as a draft. Nobody else sees it.")
    verb = partial(asking.keep_draft, draft, typed=typed, by=request.user)
    return carry_out(request, verb, said, "resources:questions")


def _may_answer(request: MemberRequest, title: str) -> tuple[list[Resource], list[Question]]:
    """Return the papers and questions that may answer it, of those that the reader may see."""
    if not title:
        return [], []
    papers = like(Resource.objects.visible_to(request.viewer).published(), title)
    questions = like(Question.objects.visible_to(request.viewer).listed(), title)
    found = papers.as_cards().prefetch_related("themes")[:PAPERS]
    return list(found), list(questions.for_list()[:QUESTIONS])


def _proposed(papers: list[Resource]) -> list[str]:
    themes = [theme.slug for paper in papers for theme in paper.themes.all()]
    return sorted(set(themes), key=lambda slug: (-themes.count(slug), themes.index(slug)))[:PROPOSED]


def _numbers(city: City, form: AskForm) -> dict[str, Any]:
    """Return how many each choice asks, and who of those chosen hears of it when."""
    chosen = str(form["asked_of"].value() or AskedOf.ALL)
    slugs = form["themes"].value() or []
    slugs = slugs if isinstance(slugs, list) else [slugs]
    themes = tuple(Theme.objects.filter(slug__in=[str(slug)[:60].replace("\x00", "") for slug in slugs]))
    partners = bool(form["asks_partners"].value())
    typed = str(form["one_city"].value() or "")[:120].replace("\x00", "")
    choices: Any = cast(forms.ModelChoiceField, form.fields["one_city"]).queryset
    one_city = choices.filter(slug=typed).first()
    asked = {
        who: count(Put(city, who, themes, one_city if who == AskedOf.CITY else None, partners))
        for who in (AskedOf.ALL, AskedOf.PEERS, AskedOf.THEMES)
    }
    if chosen == AskedOf.CITY:
        asked[AskedOf.CITY] = count(Put(city, AskedOf.CITY, themes, one_city, partners))
    counted = asked.get(AskedOf(chosen)) if chosen in AskedOf.values else None
    return {
        "numbers": {who: in_words(number) for who, number in asked.items()},
        "counted": counted,
        "asks": str(one_city)
        if one_city and chosen == AskedOf.CITY
        else in_words(counted)
        if counted
        else "",
    }


def in_words(number: Counted) -> str:
    """Return how many are asked, such as «34 cities, and 4 partners»."""
    cities = ngettext("%(n)s city", "%(n)s cities", number.cities) % {"n": number.cities}
    if not number.partners:
        return cities
    partners = ngettext("%(n)s partner", "%(n)s partners", number.partners) % {"n": number.partners}
    return _("%(cities)s and %(partners)s") % {"cities": cities, "partners": partners}


@in_room(Room.QUESTIONS)
@form_page
def drop_draft(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete a draft of the reader, after a page that says what that means."""
    found = get_object_or_404(request.user.question_drafts.all(), pk=pk)
    verb = partial(asking.drop_draft, found, by=request.user)
    return ask_to_delete(request, verb, title=found.title, back=reverse("resources:questions"))


def _own(request: MemberRequest, pk: int) -> Question:
    """Return a question of one of the reader's cities; 404 for every other one."""
    rows = Question.objects.visible_to(request.viewer).filter(city__in=request.viewer.city_ids)
    return get_object_or_404(rows.select_related("city"), pk=pk)


@in_room(Room.QUESTIONS)
@form_page
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the words of an own question."""
    found = _own(request, pk)
    form = ChangeForm(request.POST if request.method == "POST" else None, question=found, person=request.user)
    if form.is_valid():
        try:
            asking.change_question(found, by=request.user, **form.changed_values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your question is changed, and says so."))
            return redirect(found)
    context = {"form": form, "title": _("Change the question"), "action": _("Save"), "question": found}
    return render(request, "resources/questions/form.html", context)


@in_room(Room.QUESTIONS)
@form_page
def sum_up(request: MemberRequest, pk: int) -> HttpResponse:
    """Write or change what the city took from the answers; the secretariat can after a month."""
    rows = Question.objects.visible_to(request.viewer).select_related("city")
    found = get_object_or_404(rows, pk=pk)
    is_own, is_staff = found.is_of(request.viewer), request.user.acts_as_staff
    if not may_sum_up(found, is_own=is_own, is_staff=is_staff, now=request_now()):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = SumUpForm(data, row=found, person=request.user, initial={"summary": found.summary})
    if form.is_valid():
        try:
            asking.sum_up(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Others read this first."))
            return redirect(found)
    context = {
        "form": form,
        "title": _("What did you take from it?"),
        "action": _("Sum it up"),
        "question": found,
    }
    return render(request, "resources/questions/form.html", context)


@in_room(Room.QUESTIONS)
@form_page
def open_to_all(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an own question to all members, after a page that says what that means."""
    found = _own(request, pk)
    if request.method == "POST":
        said = _("All members can see the question now.")
        return carry_out(request, lambda: asking.open_to_all(found, by=request.user), said, found)
    context = {
        "title": _("Ask all members?"),
        "text": found.title,
        "consequences": [
            _("All member cities can read the question and the answers that stand there already."),
            _("It cannot be closed to them again."),
        ],
        "action": _("Ask all members"),
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@in_room(Room.QUESTIONS)
@require_POST
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close an own question, or open it again."""
    found = _own(request, pk)
    verb, said = asking.close, _("It takes no more answers.")
    if request.POST.get("again") == "yes":
        verb, said = asking.reopen, _("It takes answers again.")
    return carry_out(request, lambda: verb(found, by=request.user), said, found)
