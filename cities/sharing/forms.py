"""The form «Who can see this», the same for a resource, an event and a pilot project."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.directory.tiers import Level
from cities.people.models import User
from cities.sharing.audience import chosen_cities, chosen_people
from cities.sharing.people_field import PeopleField
from icaforum.words.forms import DayAndTime, Pick
from icaforum.words.times import request_now

# What stands in the form for the level of a draft; the column has no such value (`level_of`).
DRAFT = "draft"


# In the order in which one thinks of it, from the usual to the rare: public is the last and a decision.
LEVELS = [
    (str(int(level)), level.label)
    for level in (Level.GENERAL, Level.PEER, Level.PILOT, Level.NAMED, Level.PUBLIC)
]


WITH_DRAFT = [(DRAFT, _("Draft, not decided yet")), *LEVELS]


# The names of the fields without «chosen_», as the arguments of the verb `choose` are called.
CHOSEN_KINDS = ("cities", "people")


CHOICE = (*CHOSEN_KINDS, "reason", "until")


def level_of(value: str) -> Level:
    """Return the level to store for a value of the form: a draft's is NAMED, which is for nobody yet."""
    return Level.NAMED if value == DRAFT else Level(int(value))


class AudienceForm(forms.Form):
    """The part of the form that says who sees the object: enough to count them before anything is saved."""

    level = forms.TypedChoiceField(
        label=_("Who can see this"), choices=WITH_DRAFT, coerce=level_of, widget=forms.RadioSelect
    )
    open_to_partners = forms.BooleanField(label=_("also partners"), required=False)
    chosen_cities = forms.ModelMultipleChoiceField(
        label=_("Cities I choose"),
        queryset=City.objects.none(),
        required=False,
        widget=Pick,
        help_text=_("They see it too, whatever is ticked above."),
    )
    chosen_people = PeopleField(label=_("People I choose"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = cast(forms.ModelMultipleChoiceField, self.fields["chosen_cities"])
        # Who is not in the Forum now would not see it, so neither the list nor the search offers them.
        cities.queryset = City.objects.members()
        # Anybody, since whoever was chosen before may have no seat any more: this form only counts.
        cast(PeopleField, self.fields["chosen_people"]).queryset = User.objects.all()

    def shared_like_this(self) -> dict[str, Any]:
        """Return the keyword arguments of `cities.sharing.audience.who_would_see` for what was typed."""
        names = ("level", "open_to_partners")
        chosen = {name: self.cleaned_data[f"chosen_{name}"] for name in CHOSEN_KINDS}
        return {name: self.cleaned_data[name] for name in names} | chosen


class SharingForm(AudienceForm, forms.ModelForm):
    """Base of the form of a shared object: its facts go to the app's own actions, the choice to `choose`."""

    chosen_reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("For those you choose now.")
    )
    chosen_until = forms.SplitDateTimeField(
        label=_("Until"),
        required=False,
        widget=DayAndTime,
        help_text=_("For those you choose now. Empty means for good."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without «Draft»: only a class that has drafts puts it back.
        level = cast(forms.TypedChoiceField, self.fields["level"])
        level.choices = LEVELS
        self.initial.setdefault("level", self.instance.level)  # a new one begins with its model's own
        may_be_chosen = Q(pk__in=User.objects.in_good_standing().values("pk"))
        # Lists and not querysets: `changed_data` compares them with what is sent, and would ask again.
        if self.instance.pk:
            self.initial["chosen_cities"] = list(chosen_cities(self.instance))
            self.initial["chosen_people"] = list(chosen_people(self.instance))
            # Who is a guest without a seat, or whose city has left, stands there ticked: it must be possible
            # to save that.
            may_be_chosen |= Q(pk__in=[person.pk for person in self.initial["chosen_people"]])
        cast(PeopleField, self.fields["chosen_people"]).queryset = User.objects.filter(may_be_chosen)

    def clean_chosen_until(self) -> datetime | None:
        """Return the end; raises ValidationError for one that has passed, which would let nobody see it."""
        until = self.cleaned_data["chosen_until"]
        if until and until <= request_now():
            raise forms.ValidationError(_("This moment has passed."), code="past")
        return until

    def facts(self) -> dict[str, Any]:
        """Return the cleaned fields of the object itself, without the choice: what `create` takes."""
        beside = {f"chosen_{name}" for name in CHOICE}
        return {name: value for name, value in self.cleaned_data.items() if name not in beside}

    def changes(self) -> dict[str, Any]:
        """Return those of the facts that were changed: what `edit` takes."""
        return {name: value for name, value in self.facts().items() if name in self.changed_data}

    def choice(self) -> dict[str, Any] | None:
        """Return the keyword arguments of `choose`, or None where cities and people are as they were.

        A reason or an end alone is no change: they are for those who are chosen now.
        """
        if not {f"chosen_{name}" for name in CHOSEN_KINDS} & set(self.changed_data):
            return None
        return {name: self.cleaned_data[f"chosen_{name}"] for name in CHOICE}
