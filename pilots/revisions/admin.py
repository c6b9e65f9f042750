"""New versions of projects, for the secretariat: read beside what stands, published, or returned."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.leaving.losses import tells_of_departure
from cities.talking.forms import NoteForm
from icaforum.audit.admin import Verb
from icaforum.audit.locks import lock_row
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from pilots.projects.states import LIVE
from pilots.revisions import actions
from pilots.revisions.losses import what_becomes
from pilots.revisions.models import Revision
from pilots.revisions.rules import Change, changes_of, gone_in_words, in_words, is_whole, stands

tells_of_departure(what_becomes)


class LookFilter(QuestionFilter):
    """A filter by what the secretariat looks for: the number of Today."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "waiting": (gettext_lazy("Waits for you"), lambda rows: rows.waiting()),
    }


def _changes(row: Revision) -> list[Change]:
    text = row.project.texts.filter(language=row.language).first()
    return list(changes_of(row, stands(row.project, text)))


def before_publishing(row: Revision) -> str:
    """Say what will read anew, what was changed meanwhile, and who is told."""
    text = row.project.texts.filter(language=row.language).first()
    if not is_whole(row, text):
        return gone_in_words(row)
    changes = _changes(row)
    if not changes:
        return _(
            "Nothing changes: all of it stands already. Its lead contacts are told that it is published."
        )
    said = [_("This changes: %(fields)s.") % {"fields": ", ".join(change.label for change in changes)}]
    if text is None:
        said.insert(0, _("It is the first text in %(language)s.") % {"language": row.language_name})
    for change in changes:
        if change.has_met and change.both is not None:
            said.append(
                _("%(field)s was changed here meanwhile. Both changes are put together.")
                % {"field": change.label}
            )
        elif change.has_met:
            said.append(
                _("%(field)s was changed here meanwhile, in the same words. The city’s take their place.")
                % {"field": change.label}
            )
    said += _said_of_room(row, changes)
    said.append(_("Everybody who sees the project reads it at once. Its lead contacts are told."))
    return "\n".join(said)


def _said_of_room(row: Revision, changes: list[Change]) -> list[str]:
    """Say that more cities learn there than it has room for, where that is so."""
    room = next((change.result for change in changes if change.name == "capacity"), None)
    here = row.project.pairings.filter(state__in=LIVE).count() if room is not None else 0
    if room is None or here <= room:
        return []
    return [_("More cities learn there than it then has room for. They stay, and no other can come.")]


def _words_of(row: Revision) -> str:
    """Return all that would be published: its cities may change it until then, and others the project."""
    return "\n".join(
        f"{change.name}\n{in_words(change.name, change.stands)}\n{in_words(change.name, change.result)}"
        for change in _changes(row)
    )


def _waits(row: Revision) -> bool:
    return row.is_waiting


@admin.register(Revision)
class RevisionAdmin(MailingAdmin):
    """What pilot cities want to say anew: only read here, and decided by two verbs."""

    nothing_yet = gettext_lazy("No city has sent in a new version of its project yet.")
    list_display = ("project", "language_name_", "city", "state", "submitted_at")
    list_filter = (LookFilter, "state", ("submitted_at", DayFilter))
    list_select_related = ("project", "city")
    search_fields = ("project__slug", "project__texts__title", *found_by("city"))
    fields = readonly_fields = (
        *("project_", "what_changes", "language_name_", "city", "author"),
        *("state", "submitted_at", "changed_at", "decided_at", "note"),
    )
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=actions.publish,
            done=gettext_lazy("The changes are published."),
            offered=_waits,
            consequence=before_publishing,
            reads=_words_of,
            # As `publish` does: the project first.
            lock=lambda row, _by: (lock_row(row.project), lock_row(row)),
            mails=True,
        ),
        Verb(
            name="return",
            label=gettext_lazy("Return with a note"),
            do=actions.send_back,
            done=gettext_lazy("The city has it again."),
            form=NoteForm,
            consequence=lambda _row: _(
                "This mails its lead contacts and whoever sent it in, with your note."
            ),
            mails=True,
            offered=_waits,
            initial=lambda row: {"note": row.note},
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Cities write, on their pages."""
        return False

    def get_queryset(self, request: Any) -> QuerySet[Revision]:
        """What was sent in, with what its page shows; drafts are their cities' own."""
        rows: Any = super().get_queryset(request)
        return rows.sent().select_related("city", "author").prefetch_related("project__texts")

    @admin.display(description=gettext_lazy("language"))
    def language_name_(self, row: Revision) -> str:
        """The language it is in."""
        return row.language_name

    @admin.display(description=gettext_lazy("pilot project"))
    def project_(self, row: Revision) -> str:
        """A link to what stands now."""
        url = reverse("admin:pilots_pilotproject_change", args=[row.project_id])
        return format_html('<a href="{}">{}</a>', url, row.project)

    @admin.display(description=gettext_lazy("what changes"))
    def what_changes(self, row: Revision) -> str:
        """Each field with what is taken away and put in; of what is decided, as its city sent it in."""
        changes = _changes(row) if row.is_open else list(_as_sent(row))
        return render_to_string("pilots/revisions/changes.html", {"changes": changes, "for_staff": True})


def _as_sent(row: Revision) -> Any:
    """Return the changes beside what stood there then."""
    then = {name: was for name, (was, _becomes) in row.changes.items()}
    now = stands(row.project, None) | then
    return changes_of(row, now)
