"""«Who can see this», as the secretariat answers it for a resource, an event or a pilot project."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, FilteredSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.people.models import User
from cities.sharing.audience import chosen_cities, chosen_people
from cities.tiers import Level

DRAFT = "draft"


LEVELS = [
    (str(int(level)), level.label)
    for level in (Level.GENERAL, Level.PEER, Level.PILOT, Level.NAMED, Level.PUBLIC)
]


WITH_DRAFT = [(DRAFT, _("Draft, not decided yet")), *LEVELS]


CHOSEN = ("cities", "people")


CHOICE = (*CHOSEN, "reason", "until")


def level_of(who: str) -> Level:
    """What is stored: a draft is for nobody until somebody is chosen."""
    return Level.NAMED if who == DRAFT else Level(int(who))


class AudienceForm(forms.Form):
    """Who would see it, in the order in which one thinks of it: enough to count them."""

    level = forms.TypedChoiceField(
        label=_("Who can see this"), choices=WITH_DRAFT, coerce=level_of, widget=forms.RadioSelect
    )
    open_to_partners = forms.BooleanField(label=_("also partners"), required=False)
    chosen_cities = forms.ModelMultipleChoiceField(
        label=_("Cities I choose"),
        queryset=City.objects.none(),
        required=False,
        widget=FilteredSelectMultiple(_("cities"), is_stacked=False),
        help_text=_("They see it too, whatever is ticked above."),
    )
    chosen_people = forms.ModelMultipleChoiceField(
        label=_("People I choose"),
        queryset=User.objects.none(),
        required=False,
        widget=FilteredSelectMultiple(_("people"), is_stacked=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen_cities"].queryset = City.objects.members()
        self.fields["chosen_people"].queryset = User.objects.in_good_standing()

    def shared_like_this(self) -> dict[str, Any]:
        """What `cities.audience.who_would_see` asks for."""
        names = ("level", "open_to_partners")
        chosen = {name: self.cleaned_data[f"chosen_{name}"] for name in CHOSEN}
        return {name: self.cleaned_data[name] for name in names} | chosen


class SharingForm(AudienceForm, forms.ModelForm):
    """The form of a shared object: its facts go to the app's own actions, the choice to `choose`."""

    chosen_reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("For those you choose now.")
    )
    chosen_until = forms.SplitDateTimeField(
        label=_("Until"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("For those you choose now. Empty means for good."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = LEVELS
        self.initial.setdefault("level", self.instance.level)  # a new one begins with its model's own
        if self.instance.pk:
            self.initial["chosen_cities"] = list(chosen_cities(self.instance))
            self.initial["chosen_people"] = list(chosen_people(self.instance))

    def clean_chosen_until(self) -> datetime | None:
        until = self.cleaned_data["chosen_until"]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("This moment has passed."), code="past")
        return until

    def facts(self) -> dict[str, Any]:
        """All that the object is made of, as far as the form asks for it."""
        beside = {f"chosen_{name}" for name in CHOICE}
        return {name: value for name, value in self.cleaned_data.items() if name not in beside}

    def changes(self) -> dict[str, Any]:
        """What was changed of these."""
        return {name: value for name, value in self.facts().items() if name in self.changed_data}

    def choice(self) -> dict[str, Any] | None:
        """Whom to show it beyond its level, where that was changed."""
        if not {f"chosen_{name}" for name in CHOSEN} & set(self.changed_data):
            return None
        return {name: self.cleaned_data[f"chosen_{name}"] for name in CHOICE}
