"""The form of the Forum's settings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.forum.models import LONGEST_SIGNATURE, ForumSettings, Room, validate_closed
from icaforum.forum.workdays import in_a_line, span_of
from icaforum.words.forms import Prose, Ticks, TimeZoneField
from icaforum.words.text import one_line

MOST_LINES = 40


class ClosedDaysField(forms.CharField):
    """Days and spans of days, a line each, cleaned to a list in their order and without doubles."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def clean(self, value: Any) -> list[str]:
        """Return the lines as they are stored; raises ValidationError for too many and for what is no day."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            words = _("At most %(number)d lines, please: take those away that are over.")
            raise ValidationError(words % {"number": MOST_LINES})
        for line in lines:
            validate_closed(line)
        return [in_a_line(span) for span in sorted({span_of(line) for line in lines})]

    def prepare_value(self, value: Any) -> Any:
        """Return a stored list as lines; what was typed stays as it is."""
        return "\n".join(value) if isinstance(value, list) else value


class ForumSettingsForm(forms.ModelForm):
    """What the secretariat decides for the whole Forum."""

    signature = Prose(
        label=gettext_lazy("Signature of our mails"),
        help_text=gettext_lazy("It stands at the end of what the Forum writes by itself."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_SIGNATURE,
        required=False,
    )
    time_zone = TimeZoneField(
        label=gettext_lazy("Time zone of the secretariat"),
        help_text=gettext_lazy("Where your days begin and end."),
    )
    closed_days = ClosedDaysField(
        label=gettext_lazy("Closed days"),
        help_text=gettext_lazy(
            "A line for each: a day such as 2026-12-24, or the first and the last, such as "
            "2026-12-24 – 2027-01-01. They are no working days, so what we promised waits for them. "
            "Saturdays and Sundays never count."
        ),
        max_length=2000,
        required=False,
    )
    open_rooms = forms.MultipleChoiceField(
        label=gettext_lazy("Open rooms"),
        help_text=gettext_lazy(
            "A room that is closed has no menu entry and no mails. Open them one by one, when you are ready "
            "to look after them."
        ),
        choices=Room,
        widget=Ticks,
        required=False,
    )

    class Meta:
        model = ForumSettings
        fields = (
            *("name", "contact_name", "contact_email", "signature", "time_zone"),
            *("promised_days", "closed_days", "max_peer_cities", "max_other_cities", "quiet_days"),
            *("digest_weekday", "digest_hour", "open_rooms"),
        )
        help_texts = {
            "contact_name": gettext_lazy("Who answers. Empty: “The secretariat”."),
            "contact_email": gettext_lazy("Answers to our mails come here, and people find it on the pages."),
            "promised_days": gettext_lazy("Every applicant reads it, and Today warns when it is over."),
            "max_peer_cities": gettext_lazy(
                "A selected number of cities are peer cities. Empty: no limit. One more than that is still "
                "possible, but asks."
            ),
            "max_other_cities": gettext_lazy("In the same way, of cities that are no C40 member cities."),
            "quiet_days": gettext_lazy(
                "When nothing was done or written down for so long, both cities are told."
            ),
            "digest_weekday": gettext_lazy(
                "Each reader gets it on this day, at this hour on their own clock."
            ),
        }

    def clean_name(self) -> str:
        """Return the name on one line: it stands in heads of mails."""
        return one_line(self.cleaned_data["name"])
