"""What the secretariat enters: an event, who can see it, a new time, a reason."""

import zoneinfo
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.utils.translation import gettext_lazy as _

from cities.models import City, User
from cities.tiers import Level
from events import rules
from events.models import Event
from resources.languages import LANGUAGES

WHO = [
    (str(int(level)), level.label)
    for level in (Level.GENERAL, Level.PEER, Level.PILOT, Level.NAMED, Level.PUBLIC)
]
CHOSEN = ("chosen_cities", "chosen_people")
FACTS = (
    *("kind", "title", "slug", "summary", "description", "take_home"),
    *("local_date", "local_time", "time_zone", "duration", "capacity"),
    *("join_url", "passcode", "dial_in", "place", "host_cities", "themes"),
    *("languages", "interpretation", "recording_note", "is_sample", "open_to_partners"),
)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]


class _Time(forms.Form):
    """A time on the wall clock of a zone, which that clock must show at all."""

    def clean_local_date(self) -> date:
        day = self.cleaned_data["local_date"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day between 2000 and 2100."), code="day")
        return day

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        when = [facts.get(name) for name in ("local_date", "local_time", "time_zone")]
        if all(when) and not rules.exists(*when):
            self.add_error("local_time", _("The clocks of that time zone skip this hour on that day."))
        return facts


class EventForm(_Time, forms.ModelForm):
    """An event as the secretariat enters it; what changes goes to the actions."""

    local_date = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    local_time = forms.TimeField(label=_("Start"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="UTC")
    join_url = forms.URLField(
        label=_("Joining link"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("Shown to people with a place only, from 30 minutes before the start until the end."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[(code, language.name) for code, language in LANGUAGES.items()],
        required=False,
    )
    who = forms.ChoiceField(
        label=_("Who can see this"),
        choices=WHO,
        widget=forms.RadioSelect,
        initial=str(int(Level.GENERAL)),
        help_text=_("A draft is seen by the secretariat only, whatever is chosen here."),
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

    class Meta:
        model = Event
        fields = FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen_cities"].queryset = City.objects.members()
        self.fields["chosen_people"].queryset = User.objects.in_good_standing()
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from the title.")
        if self.instance.pk:
            self.initial |= _as_chosen(self.instance)

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self.instance.slug

    def facts(self) -> dict[str, Any]:
        """All that an event is made of, as far as the form asks for it."""
        named = {name: self.cleaned_data[name] for name in FACTS if name in self.fields}
        return named | {"level": Level(int(self.cleaned_data["who"]))}

    def changes(self) -> dict[str, Any]:
        """What was changed of these."""
        changed = {"level" if name == "who" else name for name in self.changed_data}
        return {name: value for name, value in self.facts().items() if name in changed}

    def choice(self) -> dict[str, Any] | None:
        """Whom to show it beyond its level, where that was changed."""
        if not set(CHOSEN) & set(self.changed_data):
            return None
        return {"cities": self.cleaned_data["chosen_cities"], "people": self.cleaned_data["chosen_people"]}


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("Why (goes in the mail)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class MoveForm(_Time, WhyForm):
    """A new time for an event that was announced."""

    local_date = forms.DateField(label=_("New day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    local_time = forms.TimeField(label=_("New start"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    duration = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=20160)

    field_order = ("local_date", "local_time", "time_zone", "duration", "why")


def _as_chosen(event: Event) -> dict[str, Any]:
    groups = event.circle_grants.values("group_id")
    return {
        "who": str(event.level),
        "chosen_cities": list(City.objects.filter(circle__group__in=groups)),
        "chosen_people": list(User.objects.filter(pk__in=event.person_grants.values("user_id"))),
    }
