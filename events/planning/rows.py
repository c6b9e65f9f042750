"""The form of a programme: a row for each thing that happens, which two people may change at once."""

from datetime import UTC, date, datetime, time
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from events.programme import rules
from events.programme.agenda import MOST_ITEMS, AgendaItem
from events.programme.days import days_of
from events.programme.models import Event
from icaforum.audit.inlines import MergedRows
from icaforum.audit.merging import Merging
from icaforum.words.forms import Clock, Prose
from icaforum.words.messages import NOTHING_CHOSEN
from icaforum.words.times import day_in_words

# Empty rows below those that there are: more of them where there are none yet.
EMPTY_ROWS, FIRST_ROWS = 3, 6


class AgendaItemForm(Merging, forms.ModelForm):
    """One thing that happens, on one of the event's days."""

    day = forms.TypedChoiceField(
        label=_("Day"),
        coerce=int,
        error_messages={"invalid_choice": _("The event does not take place on that day. Choose one of its.")},
    )
    begins = forms.TimeField(label=_("From"), widget=Clock)
    ends = forms.TimeField(label=_("To"), widget=Clock, required=False)
    what = Prose(label=_("What happens"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))

    class Meta:
        model = AgendaItem
        fields = ("day", "begins", "ends", "title", "what", "who", "room")

    def clean(self) -> dict[str, Any]:
        """Return what was typed; an end before the start and an hour that the clocks skip are errors."""
        typed = super().clean() or self.cleaned_data
        begins, ends, day = typed.get("begins"), typed.get("ends"), typed.get("day")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("It ends before it begins."))
        event = cast(Event | None, self.within)
        if event and begins and isinstance(day, int):
            on = days_of(event)[day]
            if not rules.clock_shows(on, begins, event.time_zone):
                self.add_error("begins", _("The clocks of that time zone skip this hour on that day."))
        return typed


class ProgrammeRows(MergedRows):
    """All rows of a programme; `days` are those of the event, for the choice in each row."""

    named_by = "title"

    def __init__(self, *args: Any, days: list[date], **kwargs: Any) -> None:
        self.days = days
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the fields as ever, with the event's days to choose from, and our word for taking a row out."""
        super().add_fields(form, index)
        days = [(number, _named(number, day)) for number, day in enumerate(self.days)]
        # An event of one day needs no choice.
        form.fields["day"].choices = days if len(days) == 1 else [("", NOTHING_CHOSEN), *days]
        if len(days) == 1:
            form.fields["day"].initial = "0"
        if self.can_delete:
            form.fields["DELETE"].label = _("Take this out of the programme")

    @property
    def problems(self) -> list[Any]:
        """Return the forms with an error, for the summary at the head of the page."""
        return [form for form in self.forms if form.errors]


def _named(number: int, day: date) -> str:
    return f"{number + 1}: {day_in_words(datetime.combine(day, time(12), UTC), UTC)}"


def programme_rows(event: Event, data: Any = None) -> ProgrammeRows:
    """Return the form of an event's programme, with what was sent, if anything."""
    count = event.agenda.count()
    kind = forms.inlineformset_factory(
        Event,
        AgendaItem,
        form=AgendaItemForm,
        formset=ProgrammeRows,
        extra=EMPTY_ROWS if count else FIRST_ROWS,
        max_num=MOST_ITEMS,
        absolute_max=MOST_ITEMS,
        validate_max=True,
    )
    return cast(ProgrammeRows, kind(data, instance=event, days=days_of(event)))
