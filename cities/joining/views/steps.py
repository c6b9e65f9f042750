"""The application in steps: each keeps what was typed, right or wrong, and says what is missing."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cities.directory.viewer import ReaderRequest
from cities.joining.actions import drafting
from cities.joining.forms.applicant import JoinForm, Step
from cities.joining.links import keep_on_device, sent_from_device
from cities.joining.models import DRAFT_KEPT
from cities.joining.views.ways import (
    KINDS,
    LINK_AFTER_REFUSAL,
    Answers,
    Way,
    handed_on,
    on_the_way,
    why_not,
    with_word,
)
from cities.people import limits
from icaforum.words.kept_answers import mark_of, marks_for, marks_in, say_elsewhere, typed_into, unkept

# Drafts that one network may begin an hour; a whole city hall may share one.
DRAFTS_AN_HOUR = 60


@on_the_way
def begin(request: ReaderRequest, way: Way) -> HttpResponse:
    """Lead to where one stopped, or to the first step; a form that was sent whole is kept, and checked."""
    if request.method == "POST":  # by a page of before the steps, or by a program
        # What is not sent stays as it is: this is no page with boxes to untick.
        names = [name for step in way.steps for name in step.names if name in request.POST]
        typed = typed_into(request.POST, names)
        if not _may_begin(request, way, typed):
            return _too_many_drafts(request, way, way.steps[0], typed)
        kept, _elsewhere = _keep(request, way, typed, overwrite=True)
        return _named_to_device(request, redirect(kept.address("check")), kept)
    if way.again:  # it is the address that has to be corrected
        return redirect(way.address("step", slug=way.form().step_of("email").slug))
    return redirect(way.stopped_at())


@on_the_way
def step(request: ReaderRequest, way: Way, slug: str) -> HttpResponse:
    """Ask the questions of one step; on POST, keep what was typed, right or wrong, and go on or say why not.

    «?then=back» goes back without asking whether it is right, «?then=keep» answers a script, and «?open»
    says what is missing before anything is sent.
    """
    here = way.step(slug)
    if request.method != "POST":
        return _page(request, way, here, way.form(bound="open" in request.GET).only(here))
    typed, then = typed_into(request.POST, here.names), request.GET.get("then", "")
    # A script that is late must not begin again what was sent or thrown away, nor write into what came after.
    is_late = then == "keep" and request.POST.get("draft", "") not in {"", _key(way)}
    if not is_late and not _may_begin(request, way, typed):
        return _too_many_drafts(request, way, here, typed)
    elsewhere: Answers = {}
    if is_late:
        way = replace(way, draft=None)
    else:
        way, elsewhere = _keep(request, way, typed, overwrite=then != "keep")
    left_out = unkept(typed)
    if then == "keep":
        return _named_to_device(request, _for_script(request, way, typed), way)
    if then == "back" and not left_out and not elsewhere:
        return _named_to_device(request, redirect(_before(way, here)), way)
    answers = way.answers if way.draft else typed
    form = way.form({**answers, **{name: typed[name] for name in left_out}}, bound=True).only(here)
    _say_elsewhere(form, elsewhere)
    context = _refusal(way, here, form)
    if form.errors:
        return _named_to_device(request, _page(request, way, here, form, **context), way)
    return _named_to_device(request, redirect(_after(way, here)), way)


# What they share ------------------------------------------------------------------------------------------


def _is_answered(way: Way, typed: Answers) -> bool:
    """Whether there is anything to keep: a language is chosen on every page before anybody has read it."""
    return bool(way.draft) or any(any(values) for name, values in typed.items() if name != "language")


def _may_begin(request: ReaderRequest, way: Way, typed: Answers) -> bool:
    """Whether this network may begin another draft, where one would begin."""
    if way.draft or way.token or not _is_answered(way, typed):
        return True
    return limits.within(request, "drafts", address="", per_address=10_000, per_network=DRAFTS_AN_HOUR)


def _keep(request: ReaderRequest, way: Way, typed: Answers, *, overwrite: bool) -> tuple[Way, Answers]:
    """Keep what was typed; return the way with its draft, and what another window said."""
    if not _is_answered(way, typed):
        return way, {}
    kept, elsewhere = drafting.keep_answers(
        way.draft,
        kind=KINDS[way.kind],
        typed=typed,
        shown=marks_in(request.POST.get("shown", "")),
        began_with=way.begins_with,
        application=way.application,
        overwrite=overwrite,
        begun_on=request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
    )
    return replace(way, draft=kept, again=""), elsewhere


def _for_script(request: ReaderRequest, way: Way, typed: Answers) -> JsonResponse:
    """Whether all was kept; and the marks with which the page goes on."""
    marks, stands = marks_in(request.POST.get("shown", "")), way.answers
    kept = {name: stands.get(name, []) == values for name, values in typed.items()}
    marks |= {name: mark_of(typed[name]) for name, is_kept in kept.items() if is_kept}
    shown = " ".join(f"{name}:{marks[name]}" for name in typed if name in marks)
    # What was not touched here may stand otherwise by now: that is no reason to say that it is not saved.
    untouched = {name for name, values in typed.items() if mark_of(values) == marks.get(name)}
    is_kept = bool(way.draft) and kept.keys() <= untouched
    return JsonResponse({"shown": shown, "kept": is_kept, "draft": _key(way)})


def _key(way: Way) -> str:
    """The number of the draft that a page shows, by which a late script is told; empty without one."""
    return str(way.draft.pk) if way.draft else ""


def _named_to_device(request: ReaderRequest, response: HttpResponse, way: Way) -> HttpResponse:
    if way.draft:
        keep_on_device(request, response, way.draft)
    return response


def _say_elsewhere(form: JoinForm, elsewhere: Answers) -> None:
    """Show what another window said beside what was typed here, which stands now."""
    say_elsewhere(
        form,
        elsewhere,
        with_text=_("This was changed in another window too; there it said: “%(text)s”."),
        without=_("This was changed in another window too."),
    )


def _refusal(way: Way, here: Step, form: JoinForm) -> dict[str, Any]:
    """Add to the form why this city cannot apply; return the way out, with what was typed."""
    # Said as soon as the city is named, and whatever else is missing: nobody should answer all in vain.
    if way.token or here != way.steps[0] or not (reason := why_not(way.kind, form)):
        return {}
    form.add_error(None, str(reason))
    return {"way_out": LINK_AFTER_REFUSAL.get(type(reason), ""), "handed_on": handed_on(form, way.answers)}


def _too_many_drafts(request: ReaderRequest, way: Way, here: Step, typed: Answers) -> HttpResponse:
    form = way.form({**way.answers, **typed}, bound=True).only(here)
    # Whose city is in already needs no draft, and finds the way to its colleagues here too.
    if context := _refusal(way, here, form):
        return _page(request, way, here, form, **context)
    form.add_error(None, _("Many applications were begun from your network. Please try again in an hour."))
    return _page(request, way, here, form, status=429)


def _before(way: Way, here: Step) -> str:
    place = way.steps.index(here)
    return way.address("step", slug=way.steps[max(place - 1, 0)].slug)


def _after(way: Way, here: Step) -> str:
    place = way.steps.index(here) + 1
    return way.address("step", slug=way.steps[place].slug) if place < len(way.steps) else way.address("check")


def _page(
    request: ReaderRequest, way: Way, here: Step, form: JoinForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    address = way.address("step", slug=here.slug)
    is_first = here == way.steps[0]
    context = {
        "way": way,
        "kind": way.kind,
        "step": here,
        "form": form,
        "shown": marks_for(here.names, way.answers),
        "draft_key": _key(way),
        "sent": None if way.draft or way.again or way.token else sent_from_device(request, KINDS[way.kind]),
        "action": address,
        "keep_url": with_word(address, "then=keep"),
        "back_url": "" if is_first else with_word(address, "then=back"),
        "knows": is_first and not way.token,
        "cities": way.application.backed_by.all() if way.token and is_first and way.application else (),
        "days": DRAFT_KEPT.days,
        **way.stations(here),
        **more,
    }
    return render(request, "cities/joining/join_step.html", context, status=status)
