"""Questions and answers, for the secretariat: read, hidden, closed, moved; it sees who is not named."""

import re
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.leaving.losses import tells_of_departure
from cities.models import Theme
from cities.talking.forms import BecauseForm
from icaforum.audit.admin import Verb
from icaforum.forum.models import Room
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter, QuestionFilter
from icaforum.words.forms import Ticks
from resources.questions.actions import asking, keeping
from resources.questions.asked import who_may_know
from resources.questions.losses import what_becomes
from resources.questions.models import Answer, Question

tells_of_departure(what_becomes)


# Of a question, alone or in its address here or in the administration.
NUMBER = re.compile(r"(?:^|/question/|/questions/)\s*(\d{1,9})(?:/|\s*$)", re.ASCII)
# So many cities that may know are named.
KNOW = 5
ATTRIBUTION = ("city", "author", "tier", "language", "is_named", "shown_as", "use")


class ThemesForm(forms.Form):
    """The themes under which a question stands."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label=gettext_lazy("Themes"), required=False, widget=Ticks
    )


class DoubleForm(forms.Form):
    """The question that asks the same."""

    of = forms.CharField(
        label=gettext_lazy("Address of the question that asks the same"),
        help_text=gettext_lazy("Copy it from its page, or give its number: /questions/12/ is number 12."),
        max_length=200,
    )

    def clean_of(self) -> Question:
        """Return the question; raises ValidationError where there is none there."""
        number = NUMBER.search(self.cleaned_data["of"])
        found = Question.objects.filter(pk=int(number[1])).first() if number else None
        if found is None:
            raise forms.ValidationError(_("There is no question at that address."))
        return found


class LookFilter(QuestionFilter):
    """A filter of questions by what the secretariat looks for: the numbers of Today."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "waiting": (gettext_lazy("Waits for a first answer"), lambda rows: rows.waiting()),
        "for-staff": (gettext_lazy("Waits for five working days"), lambda rows: rows.for_staff()),
        "answered": (gettext_lazy("Answered"), lambda rows: rows.answered()),
        "summed-up": (gettext_lazy("Summed up"), lambda rows: rows.summed_up()),
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
    }


class HiddenFilter(QuestionFilter):
    """A filter of answers by whether the secretariat has hidden them."""

    title = gettext_lazy("where it stands")
    parameter_name = "look"
    questions: ClassVar = {
        "hidden": (gettext_lazy("Hidden"), lambda rows: rows.filter(hidden_at__isnull=False)),
    }


class _Written(MailingAdmin):
    """What people wrote: it is only read here, and its verbs are those of the secretariat."""

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002
        """Members write, on their pages."""
        return False

    @admin.display(description=gettext_lazy("shown as"))
    def shown_as(self, row: Any) -> str:
        """Who says it, as members read it."""
        return str(row.speaker)


@admin.register(Question)
class QuestionAdmin(_Written):
    """Questions to the Forum."""

    room = Room.QUESTIONS
    nothing_yet = gettext_lazy("Nobody has asked anything yet.")
    list_display = ("title", "city", "shown_as", "asked_of", "asked_at", "first_answer_at", "summed_up_at")
    list_filter = (LookFilter, "asked_of", "themes", ("asked_at", DayFilter))
    list_select_related = ("city",)
    needs: ClassVar = {"may_know": "cities.view_city"}
    search_fields = ("title", "details", *found_by("city"))
    fields = readonly_fields = (
        *("title", "details", "tried", *ATTRIBUTION, "asked_of", "asks_partners", "asked_at", "edited_at"),
        *("first_answer_at", "last_answer_at", "summary", "summed_up_at", "summary_edited_at"),
        *("summed_up_by", "closed_at", "closed_by_leaving"),
        *("hidden_at", "hidden_because", "double_of", "staff_since", "may_know"),
    )
    verbs = (
        Verb(
            name="close",
            label=gettext_lazy("Take no more answers"),
            do=asking.close,
            done=gettext_lazy("It takes no more answers."),
            consequence=lambda _row: _("It stays where it is. Nobody is mailed, and you can open it again."),
            offered=lambda row: not row.closed_at,
        ),
        Verb(
            name="reopen",
            label=gettext_lazy("Take answers again"),
            do=asking.reopen,
            done=gettext_lazy("It takes answers again."),
            consequence=lambda _row: _("Those who see it can answer it again. Nobody is mailed."),
            offered=lambda row: bool(row.closed_at),
        ),
        Verb(
            name="move",
            label=gettext_lazy("Move to other themes"),
            do=keeping.move_question,
            done=gettext_lazy("It stands under other themes."),
            form=ThemesForm,
            initial=lambda row: {"themes": list(row.themes.all())},
            consequence=lambda _row: _("Who may see it stays as it is. Nobody is mailed."),
        ),
        Verb(
            name="double",
            label=gettext_lazy("Name a double"),
            do=keeping.name_double,
            done=gettext_lazy("It leads to the other question."),
            form=DoubleForm,
            offered=lambda row: not row.double_of_id,
            consequence=lambda _row: _("It leaves the lists, takes no more answers, and leads to the other."),
        ),
        Verb(
            name="no-double",
            label=gettext_lazy("It is no double"),
            do=keeping.no_double,
            done=gettext_lazy("It stands for itself again."),
            consequence=lambda _row: _("It stands in the lists again and takes answers."),
            offered=lambda row: bool(row.double_of_id),
        ),
        Verb(
            name="hide",
            label=gettext_lazy("Hide"),
            do=keeping.hide_question,
            done=gettext_lazy("Nobody but the city that asked sees it."),
            form=BecauseForm,
            offered=lambda row: not row.hidden_at,
            consequence=lambda _row: _("This mails whoever asked. You can show it again."),
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=keeping.show_question,
            done=gettext_lazy("Those it was put to see it again."),
            consequence=lambda _row: _("Those it was put to see it again. Nobody is mailed."),
            offered=lambda row: bool(row.hidden_at),
        ),
    )

    @admin.display(description=gettext_lazy("who may know"))
    def may_know(self, row: Question) -> str:
        """Lead to the cities that work on its themes, while nobody has answered."""
        cities = [] if row.first_answer_at else who_may_know(row)[:KNOW]
        pages = ((reverse("admin:cities_city_change", args=[city.pk]), city) for city in cities)
        return format_html_join(", ", '<a href="{}">{}</a>', pages) or "–"


@admin.register(Answer)
class AnswerAdmin(_Written):
    """Answers to questions."""

    room = Room.QUESTIONS
    nothing_yet = gettext_lazy("Nobody has answered anything yet.")
    list_display = ("beginning", "question", "city", "shown_as", "up_at", "helped_at", "hidden_at")
    list_filter = (HiddenFilter, "did_not_work", "by_mail", ("written_at", DayFilter))
    list_select_related = ("city", "question")
    search_fields = ("text", "question__title", *found_by("city"))
    fields = readonly_fields = (
        *("question", "text", "did_not_work", *ATTRIBUTION, "is_of_asker", "by_mail", "written_at"),
        *("goes_up_at", "up_at", "edited_at", "helped_at", "taken_back_at", "hidden_at", "hidden_because"),
    )
    verbs = (
        Verb(
            name="hide",
            label=gettext_lazy("Hide"),
            do=keeping.hide_answer,
            done=gettext_lazy("Nobody reads it any more."),
            form=BecauseForm,
            offered=lambda row: row.is_up,
            consequence=lambda _row: _("This mails whoever wrote it. You can show it again."),
            mails=True,
            danger=True,
        ),
        Verb(
            name="show",
            label=gettext_lazy("Show again"),
            do=keeping.show_answer,
            done=gettext_lazy("It stands under its question again."),
            consequence=lambda _row: _("All who see the question read it again. Nobody is mailed."),
            offered=lambda row: bool(row.hidden_at),
        ),
    )

    def get_queryset(self, request: Any) -> Any:
        """Without those that their writers took back: they are theirs."""
        return cast(Any, super().get_queryset(request)).filter(taken_back_at__isnull=True)

    @admin.display(description=gettext_lazy("answer"), ordering="text")
    def beginning(self, row: Answer) -> str:
        """The first words."""
        return row.text if len(row.text) <= 80 else f"{row.text[:79]}…"
