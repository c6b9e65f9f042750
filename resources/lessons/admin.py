"""Lessons-learned drafts, for the secretariat: read them, and put them into the library."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.leaving.losses import tells_of_departure
from cities.models import User
from icaforum.audit.admin import Verb
from icaforum.forum.models import Room
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import QuestionFilter
from resources.lessons import actions
from resources.lessons.losses import what_becomes
from resources.lessons.models import Lesson, Quote

tells_of_departure(what_becomes)


class PaperForm(forms.Form):
    """What a paper needs beside its text."""

    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("What a reader gains, in two or three sentences."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class _QuoteField(forms.ModelChoiceField):
    """A choice of one city that is quoted."""

    def label_from_instance(self, obj: Any) -> str:
        """Return its name, how it is shown where that is another, and how its words begin."""
        who = str(obj.city) if obj.is_named else f"{obj.city} ({obj.speaker})"
        return f"{who}: {Truncator(obj.words).words(12)}"


class TakeOutForm(forms.Form):
    """Whose words staff take out of a paper, and why."""

    quote = _QuoteField(
        Quote.objects.none(),
        label=gettext_lazy("Whose words"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The city reads this in a mail, and nobody else."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _in_paper(lesson: Lesson) -> QuerySet[Quote]:
    agreed = lesson.quotes.filter(state=Quote.State.AGREED) if lesson.in_library_at else Quote.objects.none()
    return agreed.select_related("city")


def _offer_quotes(form: Any, lesson: Lesson) -> None:
    form.fields["quote"].queryset = _in_paper(lesson)


def _take_out(lesson: Lesson, *, quote: Quote, because: str, by: User) -> Lesson:
    actions.take_words_out(quote, because=because, by=by)
    return lesson


class LookFilter(QuestionFilter):
    """A filter of drafts by where they stand: the number of Today is the first."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "ready": (gettext_lazy("All cities have answered"), lambda rows: rows.ready()),
        "to-publish": (gettext_lazy("A paper to publish"), lambda rows: rows.to_publish()),
        "open": (gettext_lazy("Open"), lambda rows: rows.open()),
        "given-up": (gettext_lazy("Given up"), lambda rows: rows.filter(given_up_at__isnull=False)),
        "in-library": (gettext_lazy("In the library"), lambda rows: rows.filter(in_library_at__isnull=False)),
    }


def _words_of(row: Lesson) -> str:
    """Return all that the paper would say: those who make the draft may change it until then."""
    quotes = row.quotes.agreed().select_related("city").order_by("pk")
    return "\n".join([row.title, *(f"{quote.speaker}\n{quote.words}" for quote in quotes)])


@admin.register(Lesson)
class LessonAdmin(MailingAdmin):
    """Drafts that become of questions."""

    room = Room.QUESTIONS
    nothing_yet = gettext_lazy("Nobody has made a lessons-learned draft of a question yet.")
    list_display = ("title", "question", "made_at", "in_library_at", "given_up_at")
    list_filter = (LookFilter,)
    list_select_related = ("question",)
    search_fields = ("title", "question__title")
    fields = readonly_fields = (
        *("title", "question", "language", "made_by", "made_at", "words", "paper"),
        *("in_library_at", "given_up_at"),
    )
    verbs = (
        Verb(
            name="paper",
            label=gettext_lazy("Make a paper of it"),
            do=actions.make_a_paper,
            done=gettext_lazy("It is a draft in the library now. Look at it there, and publish it."),
            form=PaperForm,
            consequence=lambda _row: _(
                "A draft in the library, which nobody else sees until you publish it. Its text stays as the "
                "cities agreed to it. Nobody is mailed."
            ),
            reads=_words_of,
            offered=lambda row: row.is_open,
        ),
        Verb(
            name="give-up",
            label=gettext_lazy("Give it up"),
            do=actions.give_up,
            done=gettext_lazy("The draft is given up."),
            consequence=lambda _row: _("No paper is made of it, and nobody is asked any more."),
            offered=lambda row: row.is_open,
            danger=True,
        ),
        Verb(
            name="take-words-out",
            label=gettext_lazy("Take a city’s words out"),
            do=_take_out,
            done=gettext_lazy("The paper is rewritten without these words."),
            form=TakeOutForm,
            fill=_offer_quotes,
            consequence=lambda _row: _(
                "The paper is rewritten without these words, and leaves the library where none of another "
                "city are left. They cannot be put back. Look whether its title and summary still say them. "
                "This mails the city, and whoever made the paper."
            ),
            offered=lambda row: _in_paper(row).exists(),
            mails=True,
            danger=True,
        ),
    )

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Drafts begin at their question."""
        return False

    @admin.display(description=gettext_lazy("who is quoted"))
    def words(self, row: Lesson) -> str:
        """Each city with what it says, and a link to the page with the words."""
        quotes = row.quotes.exclude(state=Quote.State.LEFT_OUT).select_related("city")
        lapsed = set(row.quotes.lapsed().values_list("pk", flat=True))
        said = format_html_join(
            "",
            "<li>{}: {}</li>",
            (
                (
                    it.city if it.is_named else f"{it.city} ({it.speaker})",
                    _("Left the Forum before it answered") if it.pk in lapsed else it.get_state_display(),
                )
                for it in quotes
            ),
        )
        link = format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("Read the words"))
        return format_html("<ul>{}</ul>{}", said, link)

    @admin.display(description=gettext_lazy("paper"))
    def paper(self, row: Lesson) -> str:
        """Where it stands in the library."""
        if row.resource_id is None:
            return "–"
        url = reverse("admin:resources_resource_change", args=[row.resource_id])
        return format_html('<a href="{}">{}</a>', url, row.resource)
