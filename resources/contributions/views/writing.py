"""Writing for the library: choose what it is, answer its questions, keep that as a draft, send it in."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from cities.models import City
from cities.people.requests import MemberRequest
from cities.sharing.audience import who_would_see
from cities.talking.anonymity import member_cities, words_offered
from cities.talking.views import ask_to_delete
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.words.decorators import form_page
from resources.contributions.actions import writing
from resources.contributions.forms import LEVELS, ContributeForm, own_projects, words_of
from resources.contributions.guides import GUIDES
from resources.contributions.models import Contribution, ContributionDraft, Shape
from resources.contributions.uploads import file_that_stands

MANY = ("themes", "co_authors")
"""Fields of several values."""
NO_FIELDS = {"csrfmiddlewaretoken", "draft", "shown", "keep", "check", "noted", "upload"}


@require_safe
def begin(request: MemberRequest) -> HttpResponse:
    """Let a member choose what it is; what did not work stands first."""
    _refuse_others(request)
    shapes = [shape for shape in Shape if shape != Shape.UPDATE or _has_project(request)]
    # The same as the form offers: a promise that it breaks would be none.
    offered = (
        words_offered(city, language=request.user.language, among=member_cities(), or_in=city.languages)
        for city in City.objects.of(request.viewer)
    )
    context = {
        "shapes": [(shape, GUIDES[shape]) for shape in shapes[1:]],
        "lesson": GUIDES[Shape.LESSON],
        "may_be_unnamed": any(offered),
    }
    return render(request, "resources/contributions/begin.html", context)


@form_page
@sent_once
def write(request: MemberRequest, shape: Shape) -> HttpResponse:
    """Show the questions of a shape; on POST send the answers in, count the readers, or keep a draft."""
    _refuse_others(request)
    if shape == Shape.UPDATE and not _has_project(request):
        raise Http404
    posted = request.method == "POST"
    draft = _draft(request, shape)
    renews = _renewed(request, draft)
    form, city = _form(request, shape, draft, renews)
    if posted and "check" in request.POST and (counted := _count(request, shape, draft, form)):
        return counted
    if posted and "keep" in request.POST:
        if kept := _keep_and_lead(request, shape, draft, form):
            return kept
    elif posted:
        if form.is_valid():
            try:
                sent = writing.send_in(
                    city=form.cleaned_data.get("city") or city,
                    shape=shape,
                    by=request.user,
                    draft=_without_file(form, draft, request),
                    upload=form.cleaned_data["upload"],
                    renews=renews,
                    **form.facts(),
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Thank you. It is sent in; the secretariat reads it next."))
                return redirect(sent)
        # No browser sends a chosen file twice by itself: what was typed is kept with it.
        if draft or _has_words(request) or request.FILES:
            draft = _kept(request, shape, draft, form)
    context = {
        "form": form,
        "shape": shape,
        "guide": GUIDES[shape],
        "draft": draft,
        "renews": renews,
        "file": draft.files.first() if draft else None,
        "readers": _readers(form, request.viewer),
    }
    return render(request, "resources/contributions/write.html", context)


@require_POST
def renew(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin a new version of what stands in the library, with its words in a draft."""
    rows = Contribution.objects.filter(city__in=request.viewer.city_ids).select_related("city", "resource")
    found = get_object_or_404(rows.select_related("renews__resource"), pk=pk).first
    if not found.is_renewable:
        messages.error(request, _("It does not stand in the library now, so there is nothing to renew."))
        return redirect(found)
    if waits := found.waiting_renewal:
        messages.info(request, _("A new version was sent in already. Go on with that one."))
        return redirect(waits)
    # What stands there now, which a later version may have written.
    newest = (found.resource and Contribution.objects.of_paper(found.resource).first()) or found
    with file_that_stands(found.resource, newest.language) as file:
        # The file stays unless the writer leaves it out or chooses another.
        keep = partial(writing.keep_draft, None, shape=found.shape, typed=words_of(newest), upload=file)
        try:
            return redirect(keep(by=request.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(newest)


@require_POST
def keep(request: MemberRequest, shape: Shape) -> JsonResponse:
    """Keep what is typed, for the script of the page; the answer names the draft."""
    _refuse_others(request)
    draft = writing.keep_draft(_draft(request, shape), shape=shape, typed=_typed(request), by=request.user)
    return JsonResponse({"shown": "", "kept": True, "draft": str(draft.pk)})


@form_page
def drop_draft(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete a draft of the reader, after a page that says what that means."""
    found = get_object_or_404(request.user.contribution_drafts.all(), pk=pk)
    verb = partial(writing.drop_draft, found, by=request.user)
    return ask_to_delete(request, verb, title=found.title, back=reverse("resources:contributions"))


def _refuse_others(request: MemberRequest) -> None:
    if not request.viewer.is_member:
        raise Http404


def _has_project(request: MemberRequest) -> bool:
    return own_projects(request.viewer).exists()


def _draft(request: MemberRequest, shape: Shape) -> ContributionDraft | None:
    """Return the reader's draft that the page names; 404 for one of somebody else."""
    key = request.POST.get("draft") or request.GET.get("draft", "")
    if not key:
        return None
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        raise Http404
    return get_object_or_404(request.user.contribution_drafts.all(), pk=int(key), shape=shape)


def _renewed(request: MemberRequest, draft: ContributionDraft | None) -> Contribution | None:
    """Return what a new version is written of, as the page or its draft names it; 404 for others."""
    typed: Any = request.POST if request.method == "POST" else draft.typed if draft else {}
    key = str(typed.get("renews", ""))
    if not key:
        return None
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        raise Http404
    rows = Contribution.objects.filter(city__in=request.viewer.city_ids, renews=None)
    return get_object_or_404(rows.select_related("city"), pk=int(key))


def _form(
    request: MemberRequest,
    shape: Shape,
    draft: ContributionDraft | None,
    renews: Contribution | None = None,
) -> tuple[ContributeForm, City]:
    """Return the form, filled with what was typed or the draft holds, and the city that it is for."""
    posted = request.method == "POST"
    typed: Any = request.POST if posted else _query(draft.typed) if draft else QueryDict()
    cities = list(City.objects.of(request.viewer).order_by("sort_name"))
    if not cities:  # seen as a tier, which has none
        raise Http404
    wanted = renews.city.slug if renews else typed.get("city")
    city = next((it for it in cities if it.slug == wanted), cities[0])
    language = typed.get("language") or request.user.language
    or_in = () if posted else city.languages
    words = words_offered(city, language=language, among=member_cities(), or_in=or_in)
    file = draft.files.first() if draft else None
    form = ContributeForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        shape=shape,
        viewer=request.viewer,
        person=request.user,
        speaks_for=city,
        unnamed=words,
        file_name=file.file_name if file else "",
        initial=dict(draft.typed) if draft and not posted else {"city": city.slug},
    )
    if renews:
        form.renew(renews)
    return form, city


def _query(typed: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in typed.items():
        query.setlist(name, values if isinstance(values, list) else [values])
    return query


def _typed(request: MemberRequest) -> dict[str, Any]:
    """Return what was typed, bounded, by the names of the fields."""
    typed: dict[str, Any] = {}
    for name in list(request.POST)[:40]:
        if name in NO_FIELDS or len(name) > 40:
            continue
        values = [value.replace("\x00", "")[:21_000] for value in request.POST.getlist(name)[:150]]
        typed[name] = values if name in MANY else values[0]
    return typed


def _kept(
    request: MemberRequest, shape: Shape, draft: ContributionDraft | None, form: ContributeForm
) -> ContributionDraft | None:
    """Keep what was typed, with a file that may come in; return the draft."""
    form.is_valid()
    upload = getattr(form, "cleaned_data", {}).get("upload")
    try:
        return writing.keep_draft(draft, shape=shape, typed=_typed(request), by=request.user, upload=upload)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return draft


def _keep_and_lead(
    request: MemberRequest, shape: Shape, draft: ContributionDraft | None, form: ContributeForm
) -> HttpResponse | None:
    """Keep a draft and lead to it; None, with the reason in the form, where it could not be kept."""
    form.is_valid()
    errors = len(form.non_field_errors())
    _kept(request, shape, draft, form)
    if len(form.non_field_errors()) > errors:
        return None
    _say_what_is_wrong_with_the_file(request, form)
    messages.success(request, _("Kept as a draft. Nobody else sees it."))
    return redirect("resources:contributions")


def _count(
    request: MemberRequest, shape: Shape, draft: ContributionDraft | None, form: ContributeForm
) -> HttpResponse | None:
    """Keep what was typed with its file, and lead back to the form, where the readers are counted as chosen.

    What is not filled in yet is no error there. None where it cannot be kept.
    """
    kept = _kept(request, shape, draft, form)
    if kept is None:
        return None
    _say_what_is_wrong_with_the_file(request, form)
    return redirect(f"{kept.get_absolute_url()}#readers")


def _say_what_is_wrong_with_the_file(request: MemberRequest, form: ContributeForm) -> None:
    if "upload" in form.errors:
        messages.error(request, " ".join(str(error) for error in form.errors["upload"]))


def _has_words(request: MemberRequest) -> bool:
    return any(request.POST.get(name, "").strip() for name in writing.TEXTS)


def _without_file(
    form: ContributeForm, draft: ContributionDraft | None, request: MemberRequest
) -> ContributionDraft | None:
    """Return the draft, rid of its file where that is to be left out."""
    if draft is not None and form.cleaned_data.get("without_file"):
        writing.leave_file_out(draft, by=request.user)
    return draft


def _readers(form: ContributeForm, viewer: Viewer) -> str:
    """Say who would see it beside those of the viewer’s cities, as chosen so far."""
    chosen = str(form["level"].value())
    level = next((number for number, _label in LEVELS if str(number) == chosen), int(Level.GENERAL))
    partners = bool(form["open_to_partners"].value())
    return who_would_see(level=level, open_to_partners=partners, but=viewer.city_ids).sentence
