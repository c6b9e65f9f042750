"""What the secretariat enters: an event, who can see it, a new time, a reason."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.sharing.forms import SharingForm
from events.programme import rules
from events.programme.models import Event
from icaforum.words.forms import Ticks, TimeZoneField
from icaforum.words.languages import NAMES

FACTS = (
    *("kind", "title", "slug", "summary", "description", "take_home"),
    *("local_date", "local_time", "time_zone", "duration", "capacity"),
    *("join_url", "passcode", "dial_in", "place", "host_cities", "themes"),
    *("languages", "interpretation", "recording_note", "is_sample", "level", "open_to_partners"),
)


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


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


class EventForm(_Time, SharingForm):
    """An event as the secretariat enters it; what changes goes to the actions."""

    local_date = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    local_time = forms.TimeField(label=_("Start"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    time_zone = TimeZoneField(initial="UTC")
    join_url = forms.URLField(
        label=_("Joining link"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("Shown to people with a place only, from 30 minutes before the start until the end."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(NAMES.items()),
        required=False,
        widget=Ticks,
    )

    class Meta:
        model = Event
        fields = FACTS
        widgets = {"themes": Ticks}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].help_text = _(
            "A draft is seen by the secretariat only, whatever is chosen here."
        )
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from the title.")

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self.instance.slug


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
    time_zone = TimeZoneField()
    duration = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=20160)

    field_order = ("local_date", "local_time", "time_zone", "duration", "why")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        when = [facts.get(name) for name in ("local_date", "local_time", "time_zone")]
        if all(when) and rules.moment(*when) <= timezone.now():
            self.add_error("local_date", _("The new time lies in the past."))
        return facts
