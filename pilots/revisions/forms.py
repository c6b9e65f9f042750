"""The form in which the pilot cities of a project say anew what it is."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.directory.states import Stage
from icaforum.audit.merging import Merging
from icaforum.words.forms import Day, Prose
from pilots.projects.models import PilotProject

# As many peer cities as no project takes on at once.
MOST_ROOM = 99


def _box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RevisionForm(Merging, forms.Form):
    """What a project is to say, beginning with what it says now and what its cities have changed already.

    Its fields are those of `rules.NAMES`. Two colleagues, or a colleague and the secretariat, lose nothing:
    it merges with what stands by then.
    """

    title = forms.CharField(label=_("Title"), max_length=160)
    problem = Prose(
        label=_("The problem"),
        help_text=_("Who is hit by what, and how you know."),
        max_length=4000,
        required=False,
        widget=_box(6),
    )
    approach = Prose(
        label=_("The approach"),
        help_text=_("What you do, step by step. What did not work belongs here too."),
        max_length=4000,
        required=False,
        widget=_box(8),
    )
    milestones = Prose(
        label=_("Milestones"),
        help_text=_("What is done and what comes, a line each, beginning with the month: “- May 2027: …”."),
        max_length=2000,
        required=False,
        widget=_box(5),
    )
    took_part = Prose(
        label=_("Who took part"),
        help_text=_("Offices, residents, unions, organisations. No names of people."),
        max_length=2000,
        required=False,
    )
    benefits = Prose(label=_("Who benefits"), max_length=2000, required=False)
    offers = Prose(
        label=_("What it offers peer cities"),
        help_text=_("What they can see, ask for or take along: a visit, a template, an hour with your team."),
        max_length=2000,
        required=False,
    )
    stage = forms.ChoiceField(
        label=_("Stage"), choices=[("", _("Not said yet")), *Stage.choices], required=False
    )
    capacity = forms.IntegerField(
        label=_("Room for peer cities"),
        help_text=_("How many you take on at once. Those that are here stay."),
        min_value=0,
        max_value=MOST_ROOM,
    )
    full_until = forms.DateField(
        label=_("Full until"),
        help_text=_("Until that day no other peer city is taken on. Leave it empty where there is room."),
        required=False,
        widget=Day,
    )
    starts_on = forms.DateField(label=_("Runs from"), required=False, widget=Day)
    ends_on = forms.DateField(label=_("Until"), required=False, widget=Day)
    sources = Prose(
        label=_("Sources"),
        help_text=_("Public pages, one a line."),
        max_length=4000,
        required=False,
        widget=_box(3),
    )

    def __init__(
        self, *args: Any, project: PilotProject, language: str, wanted: dict[str, Any], **options: Any
    ) -> None:
        super().__init__(*args, initial=wanted, row=project, **options)
        for name in ("title", "problem", "approach", "milestones", "took_part", "benefits", "offers"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": "auto"}

    def clean_title(self) -> str:
        """Return it on one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned
