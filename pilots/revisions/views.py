"""The pages on which pilot cities edit their project: others read it once the secretariat publishes it."""

from collections.abc import Container
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from icaforum.words.languages import own_name, reader_language
from pilots.projects.models import PilotProject
from pilots.revisions import actions
from pilots.revisions.forms import RevisionForm
from pilots.revisions.models import Revision
from pilots.revisions.rules import changes_of, stands, wanted


def _own_project(request: MemberRequest, slug: str) -> PilotProject:
    """Return a project of one of the reader's cities, in every state; 404 for all others."""
    projects = PilotProject.objects.visible_to(request.viewer)
    return get_object_or_404(projects.filter(hosts__in=request.viewer.city_ids).distinct(), slug=slug)


@form_page
@transaction.atomic
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the texts of a project to its pilot cities; on POST keep what they changed, or send it in."""
    project = _own_project(request, slug)
    if request.method == "POST":
        # What was typed is compared with what stands (`Merging`), so both happen under the lock.
        lock_row(project)
        project.refresh_from_db()
    texts = {text.language: text for text in project.texts.all()}
    language = _language(request, project, texts)
    now = stands(project, texts.get(language))
    revision = project.revisions.open().filter(language=language).select_related("author").first()
    form = RevisionForm(
        request.POST or None,
        project=project,
        language=language,
        wanted=wanted(revision, now),
        history=revision,
    )
    if form.is_valid() and (answer := _saved(request, project, language, form)):
        return answer
    changes = list(changes_of(revision, now)) if revision else []
    context = {
        "project": project,
        "revision": revision,
        "form": form,
        "language": language,
        "language_name": own_name(language),
        "others": [(code, own_name(code)) for code in sorted(texts) if code != language],
        "changes": changes,
        "met": [change.label for change in changes if change.has_met],
    }
    return render(request, "pilots/revisions/edit.html", context)


def _language(request: MemberRequest, project: PilotProject, texts: Container[str]) -> str:
    """Return the language that the address names, if there is a text in it; else that it is shown in."""
    asked = request.GET.get("lang", "")
    if asked in texts:
        return asked
    return project.text.language if project.text else reader_language()


def _saved(
    request: MemberRequest, project: PilotProject, language: str, form: RevisionForm
) -> HttpResponse | None:
    """Keep what the form holds, or send it in; None where that is refused, which the form then says."""
    send = "keep" not in request.POST
    try:
        row = actions.write_revision(
            project, language=language, by=request.user, wanted=form.cleaned_data, send=send
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if row.is_waiting:
        messages.success(request, _("Thank you. The secretariat reads it and publishes it, or writes back."))
        return redirect(project)
    messages.success(request, _("Kept as a draft. Your colleagues see it here, and nobody else."))
    return redirect(row)


@form_page
def take_back(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Drop what is not published yet, after a page that says what that means."""
    project = _own_project(request, slug)
    found = get_object_or_404(Revision.objects.open().select_related("project"), pk=pk, project=project)
    if request.method == "POST":
        verb = partial(actions.take_back, found, by=request.user)
        return carry_out(request, verb, _("It is dropped. The project stays as it was."), project)
    context = {
        "title": _("Drop these changes?"),
        "text": str(found),
        "consequences": [
            _("What you and your colleagues changed here is not published."),
            _("The project stays as others read it now."),
        ],
        "action": _("Drop the changes"),
        "danger": True,
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
