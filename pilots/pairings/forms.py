"""The forms of a pairing: a step, a meeting or visit, a note, and the secretariat's proposal."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import Tier
from cities.models import City, Officer
from icaforum.audit.merging import Merging
from icaforum.words.forms import Day
from icaforum.words.messages import NOTHING_CHOSEN
from icaforum.words.times import reader_today
from pilots.pairings.guides import GUIDES
from pilots.pairings.models import Exchange, Milestone, Pairing
from pilots.pairings.rules import may_be_paired, pauses
from pilots.projects.models import PilotProject


class StepForm(Merging, forms.Form):
    """A step of the plan: what will be done, by which of the two cities, and until when."""

    # The limit is the column's own, so that the two cannot differ.
    title = forms.CharField(
        label=_("What will be done"), max_length=Milestone._meta.get_field("title").max_length
    )
    owner = forms.ModelChoiceField(City.objects.none(), label=_("Whose step"), widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("Due on"), widget=Day)

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast(forms.ModelChoiceField, self.fields["owner"])
        owner.queryset = City.objects.filter(pk__in=pairing.city_ids)
        owner.empty_label = None  # a step belongs to one of the two cities


class GuideForm(forms.Form):
    """Which template of a plan, and the day on which it begins: at most a year away."""

    guide = forms.ChoiceField(
        label=_("Template"),
        choices=[(key, guide.title) for key, guide in GUIDES.items()],
        widget=forms.RadioSelect,
    )
    start = forms.DateField(label=_("Begins on"), widget=Day)

    def clean_start(self) -> Any:
        """Return the day, which is none by a slip of the hand."""
        start = self.cleaned_data["start"]
        if abs(start - reader_today()) > timedelta(days=366):
            raise forms.ValidationError(_("Choose a day that is at most a year away."))
        return start


class MoveForm(forms.Form):
    """Where a press on the plan moves a step: by how many days, from the day that was read."""

    was = forms.DateField(input_formats=["%Y-%m-%d"])
    days = forms.TypedChoiceField(choices=[("-7", ""), ("7", "")], coerce=int)


class ExchangeForm(Merging, forms.ModelForm):
    """A meeting or a visit that the two cities write down."""

    class Meta:
        model = Exchange
        fields = ("kind", "title", "starts_on", "ends_on", "host", "people", "said", "next")
        widgets = {"kind": forms.RadioSelect, "starts_on": Day, "ends_on": Day}
        help_texts = {
            "people": _("Names or roles, as you like."),
            "host": _("Only for a visit."),
            "said": _("What surprised you, what does not fit your city, what you will try."),
        }

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The two kinds and no empty choice, since they are radio buttons.
        cast(forms.ChoiceField, self.fields["kind"]).choices = Exchange.Kind.choices
        host = cast(forms.ModelChoiceField, self.fields["host"])
        host.queryset = City.objects.filter(pk__in=pairing.city_ids)

    def clean(self) -> dict[str, Any]:
        """Return what was typed, with errors for days out of order and for a visit without a host."""
        # The database holds the same two rules; asked here, the error stands at the field it is about.
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day is before the first."))
        if cleaned.get("kind") == Exchange.Kind.VISIT and not cleaned.get("host"):
            self.add_error("host", _("Say which of the two cities hosted the visit."))
        return cleaned


class NoteForm(forms.Form):
    """A note to the other city, asked for where somebody declines, pauses, completes or ends a pairing."""

    note = forms.CharField(
        label=_("A word to go with it"),
        help_text=_("It goes in the mail to the lead contacts, and stands on the page of the pairing."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReasonForm(forms.Form):
    """What came of a pairing that ended without a word."""

    reason = forms.CharField(
        label=_("What came of it, or why nothing did"),
        help_text=_("Ask its cities first. It stands on the page of the pairing, which both cities read."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProposeForm(forms.ModelForm):
    """The secretariat's proposal of a pairing.

    A pilot city is chosen together with its project, and only cities whose tier includes learning from one
    are offered; what still stands in the way of a choice is said beside it. Whether the two fit each other
    and the project is decided by `actions.propose`, under its lock.
    """

    delivery = forms.ChoiceField(label=_("Pilot project and pilot city"))

    class Meta:
        model = Pairing
        fields = ("peer_city", "theme", "scope", "reason", "ends_on")

    field_order = ("delivery", *Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = set(Officer.objects.standing().leads().values_list("city_id", flat=True))
        projects = list(PilotProject.objects.for_list())
        self.deliveries = {
            f"{project.pk}-{city.pk}": (project, city) for project in projects for city in project.hosts.all()
        }
        delivery = cast(forms.ChoiceField, self.fields["delivery"])
        delivery.choices = [("", NOTHING_CHOSEN)] + [
            (
                _project_with_room(project),
                [
                    (f"{project.pk}-{city.pk}", _city_as_it_stands(city, leads))
                    for city in project.hosts.all()
                ],
            )
            for project in projects
        ]
        peer_city = cast(forms.ModelChoiceField, self.fields["peer_city"])
        # All members: whose tier was changed meanwhile is refused by the action, which says what is missing.
        peer_city.queryset = City.objects.members()
        peer_city.choices = [("", NOTHING_CHOSEN), *_who_may_learn(leads)]
        peer_city.help_text = _(
            "Peer cities and pilot cities. A Forum member stands here once its tier is changed, "
            "on its city’s page."
        )

    def clean(self) -> dict[str, Any]:
        """Return what was typed, the project and its pilot city by themselves."""
        cleaned = super().clean() or {}
        chosen = self.deliveries.get(cleaned.pop("delivery", ""))
        if chosen:
            cleaned["project"], cleaned["pilot_city"] = chosen
        return cleaned


def _project_with_room(project: PilotProject) -> str:
    """Return the project's title with its room for peer cities."""
    return gettext("%(project)s (%(taken)d of %(capacity)d peer cities)") % {
        "project": project,
        "taken": project.taken,
        "capacity": project.capacity,
    }


def _city_as_it_stands(city: City, leads: set[int]) -> str:
    """Return the city's name, and that nobody could answer where that is so. `leads`: cities with a lead."""
    if city.pk in leads:
        return str(city)
    return gettext("%(city)s (no lead contact yet)") % {"city": city}


def _who_may_learn(leads: set[int]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the cities that may be paired, by the names of their tiers."""
    by_tier: dict[Tier, list[tuple[int, str]]] = {tier: [] for tier in Tier}
    for city in City.objects.members().with_membership():
        if city.membership and city.membership.tier and may_be_paired(city) and not pauses(city):
            by_tier[Tier(city.membership.tier)].append((city.pk, _city_as_it_stands(city, leads)))
    return [(str(tier.label), cities) for tier, cities in by_tier.items() if cities]
