"""The forms of the secretariat: an event, who can see it, a new time, a reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City, User
from cities.sharing.forms import SharingForm
from events.planning.recipients import WRITTEN_TO
from events.programme import rules
from events.programme.fields import EVENT
from events.programme.models import Event
from icaforum.audit.merging import Merging
from icaforum.forum.reading import the_forum
from icaforum.words.forms import Clock, Day, LanguagesField, Prose, TimeZoneField, WebAddress
from icaforum.words.times import request_now
from resources.library import uploads

# Bounds against slips of the hand, such as a year of two digits.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class _WallClockForm(forms.Form):
    """A form with a time on the wall clock of a zone, which that clock must show at all."""

    def clean_local_date(self) -> date:
        """Return the day. Raises ValidationError for one that can only be a slip."""
        day = self.cleaned_data["local_date"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day between 2000 and 2100."), code="day")
        return day

    def clean(self) -> dict[str, Any]:
        """Return what was typed, with an error at the hour if the clocks skip it."""
        # Django allows a `clean` that returns nothing.
        facts = super().clean() or self.cleaned_data
        when = rules.wall_clock_of(facts)
        if when and not rules.clock_shows(*when):
            self.add_error("local_time", _("The clocks of that time zone skip this hour on that day."))
        return facts


class TimeForm(_WallClockForm):
    """A day and a time on the clock of a zone."""

    local_date = forms.DateField()
    local_time = forms.TimeField()
    time_zone = TimeZoneField()


class EventForm(_WallClockForm, SharingForm):
    """An event as the secretariat enters it; what changes goes to the actions.

    The three fields of the time are named again here, since the model form would ask for them otherwise.
    """

    local_date = forms.DateField(label=_("Day"), widget=Day)
    local_time = forms.TimeField(label=_("Start"), widget=Clock)
    time_zone = TimeZoneField()
    join_url = WebAddress(
        label=_("Joining link"),
        max_length=1000,
        required=False,
        help_text=_("Shown to people with a place only, from 30 minutes before the start until the end."),
    )
    languages = LanguagesField(label=_("Languages"))

    class Meta:
        model = Event
        fields = EVENT.names
        widgets = EVENT.widgets

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An event whose zone is settled already shows it, and has no such field.
        if self.instance.pk is None and "time_zone" in self.fields:
            self.initial["time_zone"] = the_forum().time_zone
        if "host_cities" in self.fields:
            self.fields["host_cities"].help_text = _(
                "Where an academy meets, or who invites; none is fine. The page of the city lists the event."
            )
        self.fields["level"].help_text = _(
            "A draft is seen by the secretariat only, whatever is chosen here."
        )
        # The admin leaves the field out of an announced event, whose address is known.
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from the title.")

    def clean_slug(self) -> str:
        """Return the word for addresses; empty keeps the present one, or lets `create` make one."""
        return self.cleaned_data["slug"] or self.instance.slug


class AfterForm(forms.Form):
    """What an event leaves behind: the recording, the slides, or both."""

    recording = WebAddress(
        label=_("Link of the recording"),
        required=False,
        max_length=500,
        help_text=_("It goes into the library, and everybody who wanted it is mailed."),
    )
    slides_link = WebAddress(label=_("Link of the slides"), required=False, max_length=500)
    slides = forms.FileField(label=_("Or the slides as a file"), required=False)

    def clean_slides(self) -> uploads.Upload | None:
        """Return the upload, checked by its content. Raises ValidationError."""
        file = self.cleaned_data["slides"]
        return uploads.accept(file) if file else None

    def clean(self) -> dict[str, Any]:
        """Return what was given; nothing at all, and the slides twice, are errors."""
        given = super().clean() or {}
        if given.get("slides") and given.get("slides_link"):
            self.add_error("slides_link", _("Give a file or a link, not both."))
        if not self.errors and not any(given.values()):
            self.add_error("recording", _("Give the link of the recording, or the slides."))
        return given


class WhyForm(forms.Form):
    """A reason, which goes into the mail."""

    why = forms.CharField(
        label=_("Why (goes in the mail)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class WriteForm(forms.Form):
    """Words to people of an event."""

    FIRST = WRITTEN_TO[0][0]

    to = forms.ChoiceField(label=_("To"), choices=WRITTEN_TO)
    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = Prose(
        label=_("Your words"),
        max_length=4000,
        help_text=_("They are not translated; what stands around them is."),
        widget=forms.Textarea({"rows": 8}),
    )

    def __init__(self, *args: Any, answers: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        """Make the form; `answers` is how many there are of each group."""
        super().__init__(*args, **kwargs)
        if answers is not None:
            to = cast(forms.ChoiceField, self.fields["to"])
            to.choices = [(group, f"{label} ({answers[group]})") for group, label in WRITTEN_TO]


class PlaceForForm(forms.Form):
    """Whom to give a place, for which city; `beyond` where none is free."""

    person = forms.ModelChoiceField(User.objects.none())
    city = forms.ModelChoiceField(City.objects.all(), required=False)
    beyond = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = User.objects.in_good_standing()


class MoveForm(Merging, _WallClockForm, WhyForm):
    """A new time for an event that was announced."""

    # Whom it mails is asked of the time that becomes of both.
    shows_merged = True

    local_date = forms.DateField(label=_("New day"), widget=Day)
    local_time = forms.TimeField(label=_("New start"), widget=Clock)
    time_zone = TimeZoneField()
    duration = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=20160)

    # The reason comes from the base form and would stand first.
    field_order = ("local_date", "local_time", "time_zone", "duration", "why")

    def clean(self) -> dict[str, Any]:
        """Return what was typed, with an error at the day if the time has passed."""
        facts = super().clean() or self.cleaned_data
        when = rules.wall_clock_of(facts)
        if when and rules.utc_moment(*when) <= request_now():
            self.add_error("local_date", _("The new time lies in the past."))
        return facts
