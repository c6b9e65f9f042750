"""The pages on which pilot cities edit their project: others read it once the secretariat publishes it."""

from collections.abc import Container
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.as_read import read_mark
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from icaforum.words.languages import LANGUAGE_CHOICES, own_name, reader_language
from pilots.projects.models import PilotProject
from pilots.revisions import actions
from pilots.revisions.forms import RevisionForm
from pilots.revisions.models import Revision
from pilots.revisions.rules import OF_TEXT, changes_of, column, stands, wanted


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
    # Also those of a new version in a language in which there is no text, or none any more.
    begun = {*texts, *project.revisions.open().values_list("language", flat=True)}
    language = _language(request, project)
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
        "others": [(code, own_name(code)) for code in sorted(begun) if code != language],
        "is_new": language not in texts,
        "says": _says(project) if language not in texts else [],
        "more": _more(project, without={*begun, language}),
        "shown_in": own_name(project.text.language) if project.text else "",
        "changes": changes,
        "met": [change.label for change in changes if change.has_met],
    }
    return render(request, "pilots/revisions/edit.html", context)


def _says(project: PilotProject) -> list[tuple[str, str]]:
    """Return what the project says in the language it is shown in, for whoever writes it in another."""
    now = stands(project, project.text)
    names = [name for name in OF_TEXT if name != "title" and now[name]]
    return [(capfirst(str(column(name).verbose_name)), now[name]) for name in names]


def _more(project: PilotProject, *, without: Container[str]) -> list[tuple[str, str]]:
    """Return the other languages that it can be written in, those of its cities first."""
    spoken = {*project.languages, *(code for host in project.hosts.all() for code in host.languages)}
    rest = [(code, name) for code, name in LANGUAGE_CHOICES if code not in without]
    return sorted(rest, key=lambda pair: pair[0] not in spoken)


def _language(request: MemberRequest, project: PilotProject) -> str:
    """Return the language that the address names, with a text in it or without; else that it is shown in."""
    asked = request.GET.get("lang", "")
    if asked in dict(LANGUAGE_CHOICES):
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
    if row.submitted_at:
        # Staff read on in what they have sent back.
        said = _("Kept, and not sent in again. Your colleagues and the secretariat see it here.")
    else:
        said = _("Kept as a draft. Your colleagues see it here, and nobody else.")
    messages.success(request, said)
    return redirect(row)


@require_POST
def looked(request: MemberRequest, slug: str) -> HttpResponse:
    """Say that nothing has changed, so that readers know how fresh it is."""
    project = _own_project(request, slug)
    verb = partial(actions.look_again, project, by=request.user)
    return carry_out(request, verb, _("Thank you. Readers see that you looked today."), project)


def _its_project(request: MemberRequest, slug: str, **_rest: Any) -> PilotProject:
    return _own_project(request, slug)


@or_gone(gettext_lazy("It is dropped already, or was decided meanwhile."), to=_its_project)
@form_page
def take_back(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Drop what is not published yet, after a page that says what that means."""
    project = _own_project(request, slug)
    found = get_object_or_404(Revision.objects.open().select_related("project"), pk=pk, project=project)
    if request.method == "POST":
        verb = partial(actions.take_back, found, by=request.user, read=read_mark(request))
        return carry_out(request, verb, _("It is dropped. The project stays as it was."), project)
    context = {
        "title": _("Drop these changes?"),
        "text": str(found),
        "consequences": [
            _("What you and your colleagues changed here is not published."),
            _("The project stays as others read it now."),
        ],
        "action": _("Drop the changes"),
        "read": found.mark,
        "danger": True,
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
