"""What cities send in for the library, for the secretariat: read, returned with a note, published."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.directory.fields import found_by
from cities.leaving.losses import tells_of_departure
from cities.partners.models import table_of
from cities.sharing.audience import who_would_see
from cities.talking.forms import NoteForm
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.prose import prose
from resources.contributions.actions import deciding
from resources.contributions.actions.files import take_file_out
from resources.contributions.actions.writing import TEXTS
from resources.contributions.forms import TakeOutForm
from resources.contributions.guides import sections
from resources.contributions.losses import what_becomes
from resources.contributions.models import Contribution
from resources.contributions.uploads import earlier_files

tells_of_departure(what_becomes)


class LookFilter(QuestionFilter):
    """A filter by what the secretariat looks for: the number of Today."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "waiting": (gettext_lazy("Waits for you"), lambda rows: rows.waiting()),
    }


def before_publishing(row: Contribution) -> str:
    """Say who will read it, under which name, and in which of the two ways."""
    level, open_to_partners = row.readers
    readers = who_would_see(level=level, open_to_partners=open_to_partners).sentence
    named = {"who": row.speaker, "title": row.paper}
    as_what = (
        _("It takes the place of “%(title)s” in the library and stands first again. Named there: %(who)s.")
        if row.renews
        else _("It becomes a paper of the library. Named there: %(who)s.")
    ) % named
    if row.co_authors.exists():
        as_what += " " + _("Together with: %(cities)s.") % {
            "cities": ", ".join(map(str, row.co_authors.all()))
        }
    said = [as_what, _("Who can see it: %(readers)s") % {"readers": readers}]
    if (level, open_to_partners) != (row.level, row.open_to_partners):
        said.append(
            _(
                "Its city asks for more readers. The secretariat has let fewer people read what stands "
                "there, and that stays so: open it on the page of the paper, if you want."
            )
        )
    if at_table := _named_at_its_table(row):
        said.append(at_table)
    if goes := _file_that_goes(row):
        said.append(_("The file that stands there is taken off: %(file)s.") % {"file": goes})
    return " ".join(said)


def _named_at_its_table(row: Contribution) -> str:
    """Say how many organisations agreed to what stood there before, and what becomes of that."""
    paper = row.paper if row.renews else None
    n = table_of(paper).objects.confirmed().filter(thing=paper).count() if paper else 0
    said = ngettext(
        "%(n)d organisation at its table agreed to the version before: it is asked again by mail, and not "
        "named until it agrees.",
        "%(n)d organisations at its table agreed to the version before: they are asked again by mail, and "
        "not named until they agree.",
        n,
    )
    return said % {"n": n} if n else ""


def _file_that_goes(row: Contribution) -> str:
    """Return the name of the file that stands in the library where a new version comes without one."""
    paper = row.paper if row.renews else None
    stands = paper and paper.editions.filter(language=row.language).first()
    return stands.file_name if stands and stands.file and row.file_now is None else ""


def _words_of(row: Contribution) -> str:
    """Return all that would stand in the library: its city may change it until it is published."""
    file = row.file_now
    said = [getattr(row, name) for name in (*TEXTS, "kind")]
    return "\n".join([*said, str(file.pk) if file else "", *sorted(str(it) for it in row.themes.all())])


def _waits(row: Contribution) -> bool:
    return row.is_waiting


def _offer_earlier_files(form: TakeOutForm, row: Contribution) -> None:
    form.offer(earlier_files(row))


@admin.register(Contribution)
class ContributionAdmin(MailingAdmin):
    """What was sent in: only read here, and decided by two verbs."""

    nothing_yet = gettext_lazy("Nobody has sent anything in yet.")
    list_display = ("title", "shape", "city", "shown_as", "state", "submitted_at")
    list_filter = (LookFilter, "state", "shape", ("submitted_at", DayFilter))
    list_select_related = ("city",)
    search_fields = ("title", "summary", *found_by("city"))
    fields = readonly_fields = (
        *("title", "shape", "kind", "summary", "answers", "stored_files", "residents", "themes_"),
        *("city", "written_with", "author", "tier", "language", "is_named", "shown_as", "use"),
        *(
            "level",
            "open_to_partners",
            "project",
            "renews",
            "state",
            "submitted_at",
            "decided_at",
            "note",
            "paper",
        ),
    )
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=deciding.publish,
            done=gettext_lazy("It stands in the library."),
            offered=_waits,
            consequence=before_publishing,
            reads=_words_of,
            mails=True,
        ),
        Verb(
            name="return",
            label=gettext_lazy("Return with a note"),
            do=deciding.send_back,
            done=gettext_lazy("The city has it again."),
            form=NoteForm,
            consequence=lambda _row: _("This mails whoever sent it in, with your note."),
            mails=True,
            offered=lambda row: _waits(row) and row.city.membership is not None,
            initial=lambda row: {"note": row.note},
        ),
        Verb(
            name="put-away",
            label=gettext_lazy("Put it away"),
            do=deciding.put_away,
            done=gettext_lazy("It waits no longer."),
            consequence=lambda row: (
                _(
                    "%(city)s has left the Forum, so nobody there would change it. It is not published and "
                    "waits no longer. Nobody is mailed."
                )
                % {"city": row.city}
            ),
            offered=lambda row: _waits(row) and row.city.membership is None,
            danger=True,
        ),
        Verb(
            name="take-file-out",
            label=gettext_lazy("Take an earlier file out"),
            do=take_file_out,
            done=gettext_lazy("The file is out. Nobody opens it any more."),
            form=TakeOutForm,
            fill=_offer_earlier_files,
            consequence=lambda _row: _(
                "From the next click on nobody opens it, not even its city, and a day later it is deleted. "
                "This cannot be undone. Who has saved it keeps that. This mails whoever sent it in, with "
                "your reason."
            ),
            offered=lambda row: earlier_files(row).exists(),
            mails=True,
            danger=True,
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Members write, on their pages."""
        return False

    def get_queryset(self, request: Any) -> QuerySet[Contribution]:
        """What was sent in, with what its page shows."""
        return super().get_queryset(request).select_related("city", "resource", "project", "renews__resource")

    @admin.display(description=gettext_lazy("shown as"))
    def shown_as(self, row: Contribution) -> str:
        """Who says it, as members read it."""
        return str(row.speaker)

    @admin.display(description=gettext_lazy("what it says"))
    def answers(self, row: Contribution) -> str:
        """Each answer under the question that was asked: a column holds another one in each shape."""
        said = [(ask.label, prose(text)) for ask, text in sections(row)]
        return format_html_join("", "<h3>{}</h3>{}", said) or "–"

    @admin.display(description=gettext_lazy("themes"))
    def themes_(self, row: Contribution) -> str:
        """Their names."""
        return ", ".join(map(str, row.themes.all())) or "–"

    @admin.display(description=gettext_lazy("written together with"))
    def written_with(self, row: Contribution) -> str:
        """The cities beside it."""
        return ", ".join(map(str, row.co_authors.all())) or "–"

    @admin.display(description=gettext_lazy("files, the newest first"))
    def stored_files(self, row: Contribution) -> str:
        """Each as a link; the first is the one that would be published."""
        files = list(row.files.all())
        links = [
            (reverse("resources:contribution_file", args=[row.pk, file.pk]), file.file_name)
            for file in files
            if not file.taken_out_at
        ]
        gone = [
            (_("%(file)s, taken out: %(why)s") % {"file": file.file_name, "why": file.taken_out_because},)
            for file in files
            if file.taken_out_at
        ]
        there = format_html_join("", '<li><a href="{}">{}</a></li>', links)
        return (
            format_html("<ul>{}{}</ul>", there, format_html_join("", "<li>{}</li>", gone)) if files else "–"
        )

    @admin.display(description=gettext_lazy("paper in the library"))
    def paper(self, row: Contribution) -> str:
        """A link to it."""
        if row.paper is None:
            return "–"
        return format_html('<a href="{}">{}</a>', row.paper.get_absolute_url(), row.paper)
