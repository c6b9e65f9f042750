"""The form of a city's interest, and the forms in which the secretariat writes a call for peers."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City, Officer, Theme, User
from icaforum.words.forms import Day, LanguagesField, Ticks
from icaforum.words.languages import LANGUAGE_CHOICES, NAMES
from icaforum.words.slugs import free_slug
from pilots.interest.models import BETWEEN, Interest, PeerCall, Wish
from pilots.interest.rules import wishes_of
from pilots.interest.standing import wish_name
from pilots.projects.models import PilotProject

ALWAYS_OFFERED = ("en", "es", "fr", "pt")
"""Languages that every city can tick, beside its own and those of the projects."""

WISHES = [
    ("", _("Not chosen")),
    ("1", _("First wish")),
    ("2", _("Second wish")),
    ("3", _("Third wish")),
]


def _long(label: Any, help_text: Any, most: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class InterestForm(forms.Form):
    """What a city answers to a call: its wishes, its challenge, who takes part, and the call's questions.

    `projects` are those that can be named, `city` is the one that answers.
    """

    challenge = _long(
        _("What is hard for you now, and for whom?"),
        _("The pilot cities you chose read this. Three or four sentences."),
        1500,
    )
    goals = _long(_("What do you want to learn?"), _("What you will do differently if it goes well."), 1000)
    gives_back = _long(
        _("What can your city give back?"),
        _("A paper, an hour for questions, a method, a mistake worth knowing."),
        1000,
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGE_CHOICES)
    lead = forms.ModelChoiceField(
        Officer.objects.none(),
        label=_("First person"),
        empty_label=_("Whoever sends it"),
        required=False,
    )
    deputy = forms.ModelChoiceField(
        Officer.objects.none(),
        label=_("Second person"),
        empty_label=_("Choose a colleague"),
        required=False,
        help_text=_("Who goes on when the first person cannot."),
    )
    languages = LanguagesField(label=_("Languages you can work in"), widget=Ticks)
    hours = forms.IntegerField(label=_("Hours a month you can give"), min_value=1, max_value=200)
    backing = forms.CharField(
        label=_("Who in your city backs this?"),
        help_text=_("A name and an office. We ask nobody without telling you. You may add it later."),
        max_length=300,
        required=False,
    )

    def __init__(
        self, *args: Any, call: PeerCall, city: City, projects: Iterable[PilotProject], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.projects = list(projects)
        for project in self.projects:
            self.fields[wish_name(project)] = forms.ChoiceField(
                label=str(project), choices=WISHES, required=False
            )
        for number, question in enumerate(call.asked):
            self.fields[f"answer_{number}"] = _long(question, "", 2000, required=False)
        team: Any = Officer.objects.standing().filter(city=city, person__is_active=True)
        for name in ("lead", "deputy"):
            field: Any = self.fields[name]
            field.queryset = team.select_related("person").order_by("person__name", "pk")
            field.label_from_instance = lambda seat: seat.person.name
        offered = {*ALWAYS_OFFERED, *city.languages, *(code for it in self.projects for code in it.languages)}
        languages: Any = self.fields["languages"]
        languages.choices = [(code, NAMES[code]) for code in sorted(offered & NAMES.keys(), key=NAMES.get)]  # type: ignore[arg-type]
        hours: Any = self.fields["hours"]
        hours.help_text = _("This call asks for %(n)d.") % {"n": call.hours_a_month}

    def clean(self) -> dict[str, Any]:
        """Return what was typed, with errors for equal wishes, none, and one person twice."""
        cleaned = super().clean() or {}
        numbers = self._numbers(cleaned)
        chosen = [number for number in numbers.values() if number]
        for project in self.projects:
            if chosen.count(numbers[project.pk]) > 1:
                self.add_error(wish_name(project), _("Two projects have this number. Change one of them."))
        if not chosen and self.projects:
            self.add_error(wish_name(self.projects[0]), _("Choose at least one project."))
        if cleaned.get("lead") and cleaned.get("lead") == cleaned.get("deputy"):
            self.add_error("deputy", _("This is the first person already. Choose somebody else."))
        return cleaned

    def _numbers(self, cleaned: Mapping[str, Any]) -> dict[int, int]:
        return {it.pk: int(cleaned.get(wish_name(it)) or 0) for it in self.projects}

    def facts(self, sender: User) -> dict[str, Any]:
        """Return what was typed as the verb takes it; without a first person it is who sends it."""
        cleaned = self.cleaned_data
        by_key = {it.pk: it for it in self.projects}
        names = sorted(name for name in self.fields if name.startswith("answer_"))
        answers = [cleaned[name].replace(BETWEEN, " ") for name in names]
        seats = {name: cleaned[name] for name in ("lead", "deputy")}
        plain = ("challenge", "goals", "gives_back", "backing", "language", "languages", "hours")
        people = {name: seat.person if seat else None for name, seat in seats.items()}
        return {
            **{name: cleaned[name] for name in plain},
            **people,
            "lead": people["lead"] or sender,
            "answers": BETWEEN.join(answers) if any(answers) else "",
            "wishes": [by_key[key] for key in wishes_of(self._numbers(cleaned))],
        }


def as_typed(row: Interest, projects: Iterable[PilotProject]) -> list[Wish]:
    """Put what was typed into an interest, in memory alone, and return its wishes as they were typed."""
    for name in ("challenge", "goals", "gives_back", "backing", "language"):
        setattr(row, name, next(iter(row.typed.get(name, [])), getattr(row, name)))
    row.languages = [code for code in row.typed.get("languages", row.languages) if code in NAMES]
    answers = row.answer_list or [""] * len(row.call.asked)
    typed = [row.typed.get(f"answer_{number}", [words]) for number, words in enumerate(answers)]
    row.answers = BETWEEN.join(next(iter(some), "") for some in typed)
    numbers = {it.pk: row.typed.get(wish_name(it), [""]) for it in projects}
    chosen = {key: int(some[0]) for key, some in numbers.items() if some and some[0] in {"1", "2", "3"}}
    by_key = {it.pk: it for it in projects}
    return [
        Wish(interest=row, project=by_key[key], number=number)
        for number, key in enumerate(wishes_of(chosen), 1)
    ]


class PeerCallForm(forms.ModelForm):
    """A call for peers as the secretariat writes it."""

    class Meta:
        model = PeerCall
        fields = (
            *("title", "lead", "offers", "takes", "criteria", "language", "projects", "places"),
            *("hours_a_month", "closes_on", "decides_on", "answers_on", "starts_on", "ends_on", "questions"),
            *("slug", "is_sample"),
        )
        widgets: ClassVar[dict[str, Any]] = {
            "closes_on": Day,
            "decides_on": Day,
            "answers_on": Day,
            "starts_on": Day,
            "ends_on": Day,
            "projects": Ticks,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Left empty, it is made of the title.")
        if "projects" in self.fields:
            projects: Any = self.fields["projects"]
            projects.queryset = PilotProject.objects.published().prefetch_related("texts")

    def clean(self) -> dict[str, Any]:
        """Refuse days out of order, also beside those that stand fixed and are no fields any more.

        Django leaves out a constraint of which one column is no field: the database would refuse it.
        """
        cleaned = super().clean() or {}
        names = ("decides_on", "answers_on", "starts_on", "ends_on")
        decides, answers, starts, ends = (
            cleaned.get(name) if name in self.fields else getattr(self.instance, name) for name in names
        )
        is_fixed = not set(names) <= self.fields.keys()
        if is_fixed and starts and decides and starts < decides:
            self.add_error("starts_on", _("It closes first, then pairs are proposed, then they begin."))
        if is_fixed and answers and starts and decides and not decides <= answers <= starts:
            words = _("Cities answer after pairs are proposed, and before they begin.")
            self.add_error("answers_on", words)
        if is_fixed and starts and ends and ends <= starts:
            self.add_error("ends_on", _("The last lesson comes after the first call."))
        return cleaned

    def clean_slug(self) -> str:
        """Return the word in addresses; made of the title where none was typed."""
        typed = self.cleaned_data.get("slug") or ""
        others = PeerCall.objects.exclude(pk=self.instance.pk)
        title = self.cleaned_data.get("title") or ""
        return typed or free_slug(title, taken=others, fallback="call", longest=60)


class MoveForm(forms.Form):
    """On which day a call closes instead."""

    closes_on = forms.DateField(
        label=_("Closes on"), help_text=_("At the end of this day, on the clock of each city."), widget=Day
    )
    decides_on = forms.DateField(label=_("We propose pairs by"), widget=Day)


class DropForm(forms.Form):
    """Why a call is dropped."""

    because = forms.CharField(
        label=_("Why"),
        help_text=_("Every city that has begun an interest reads this, by mail and on the page of the call."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PairForm(forms.Form):
    """With which project a city is kept together, or from which apart."""

    project = forms.ModelChoiceField(
        PilotProject.objects.none(), label=_("Pilot project"), empty_label=_("Choose a project")
    )

    def offer(self, call: PeerCall, city: City) -> None:
        """Offer the projects of a call, without those that the city delivers itself."""
        project: Any = self.fields["project"]
        rows = PilotProject.objects.filter(peer_calls=call).exclude(hosts=city)
        project.queryset = rows.prefetch_related("texts")


class ProposePairForm(forms.Form):
    """What a proposal says to both cities, beside who they are."""

    theme = forms.ModelChoiceField(Theme.objects.all(), label=_("Theme"), empty_label=_("Choose a theme"))
    scope = forms.CharField(
        label=_("Scope in a sentence"),
        help_text=_("What the two will work on. Both cities read it."),
        max_length=300,
    )
    reason = forms.CharField(
        label=_("Why these two cities"),
        help_text=_("Both cities read it, by mail and on the page of the pairing."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
