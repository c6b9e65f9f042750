"""The forms with which the secretariat decides applications and changes memberships.

The fields of a verb's form are named as the keyword arguments of its action, which gets `cleaned_data`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, ExpertiseNeed
from cities.directory.tiers import Tier
from cities.joining.models import Application, Recommendation
from cities.joining.numbers import Number, tier_choices
from cities.joining.refusals import WrongDay, beginning_of
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.own_words import own_words_field
from icaforum.words.forms import Day, MailAddress, Pick, Prose, WebAddress
from icaforum.words.names import validate_name
from icaforum.words.times import database_now


class ClarificationForm(forms.Form):
    """A question to an applicant."""

    text = Prose(
        label=_("Your question"),
        help_text=_("It goes in a mail. The applicant answers on its own page."),
        max_length=2000,
    )


class SelectedForm(forms.Form):
    """Base of forms that give a city its tier: says how many of some there are, and asks beyond the limit.

    Its verb says by `ask_beyond` in which numbers the city at hand counts.
    """

    beyond_limit = forms.BooleanField(label=_("Let in one more than agreed"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "tier" in self.fields:
            cast(forms.ChoiceField, self.fields["tier"]).choices = tier_choices()

    def ask_beyond(self, numbers: Iterable[Number]) -> None:
        """Ask whether one more than agreed may come in, where one of these is full; else ask nothing."""
        if beyond := [number.beyond for number in numbers if number.is_full]:
            self.fields["beyond_limit"].help_text = " ".join(beyond)
        else:
            del self.fields["beyond_limit"]


class WelcomeForm(forms.Form):
    """The approval of a partner: a note in the mail, and no tier to choose."""

    note = Prose(
        label=_("Your note"),
        help_text=_("It goes in the mail, with the invitation."),
        max_length=2000,
        required=False,
    )


class ApproveForm(SelectedForm, WelcomeForm):
    """The approval of a city: its tier, and a note in the mail."""

    # The lowest tier is preselected, so that nobody becomes a pilot or peer city by not looking.
    tier = forms.TypedChoiceField(
        label=_("Approve as"), coerce=int, choices=Tier.choices, initial=Tier.GENERAL
    )

    field_order = ("tier", "note", "beyond_limit")


class DeclineForm(forms.Form):
    """The reason that is mailed, and a note that is not."""

    reason = Prose(
        label=_("Reason we send"), help_text=_("It goes in the mail, word for word."), max_length=2000
    )
    note = Prose(
        label=_("Note for us"), help_text=_("Only the secretariat reads it."), max_length=2000, required=False
    )


class RecommendationForm(forms.Form):
    """What a colleague would do with an application, and why."""

    says = forms.ChoiceField(
        label=_("I would"),
        choices=Recommendation.Says,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you would do.")},
    )
    because = Prose(
        label=_("Because"),
        max_length=2000,
        error_messages={"required": _("Write why, for whoever decides.")},
    )


# So many needs of member cities stand at the field that says which one a partner answers.
NEEDS_SHOWN = 12


def _needs() -> str:
    """Return what member cities need, the newest first; empty while they cannot name it."""
    if not the_forum().has_open(Room.HELP):
        return ""
    rows = ExpertiseNeed.objects.open().select_related("city", "theme")[:NEEDS_SHOWN]
    said = [
        (need.theme, need.city, need.text, f"({need.suggests})" if need.suggests else "") for need in rows
    ]
    if not said:
        return ""
    lines = format_html_join("", "<br>{}, {}: {} {}", said)
    return format_html("<br><strong>{}</strong>{}", _("Needs of member cities"), lines)


class PartnerInvitationForm(forms.ModelForm):
    """What staff enter before a partner applies: its contact, the need, and the cities that back it."""

    # Chosen, since the address has no account yet whose language would be known.
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    own_words = own_words_field()

    class Meta:
        model = Application
        fields = (
            "city_name",
            "country",
            "website",
            "person_name",
            "email",
            "language",
            "need",
            "backed_by",
            "note",
        )
        widgets = {"backed_by": Pick}
        field_classes = {"email": MailAddress, "need": Prose, "note": Prose, "website": WebAddress}
        labels = {
            "city_name": _("Organisation"),
            "person_name": _("Name of the person"),
            "email": _("E-mail address"),
        }
        help_texts = {
            "email": _("Saving mails a personal link to this address, and nobody else."),
            "need": _(
                "Which need of member cities it answers. The partner reads it in the mail and in the form."
            ),
            "backed_by": _("The member cities that back it. The partner sees their names."),
            "note": _("Only the secretariat reads it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A city applies without them, so the model allows them to be empty; a partner joins by them.
        for name in ("need", "backed_by"):
            self.fields[name].required = True
        for field in self.fields.values():
            if not field.required:
                field.label = " ".join((str(field.label), str(_("(if you like)"))))
        self.fields["city_name"].validators.append(validate_name)
        self.fields["need"].help_text = format_html("{}{}", self.fields["need"].help_text, _needs())
        # Partners have memberships too, and do not speak for the need of cities.
        backed_by = cast(forms.ModelMultipleChoiceField, self.fields["backed_by"])
        backed_by.queryset = City.objects.members().exclude(kind=City.Kind.PARTNER)


class TierForm(SelectedForm):
    """A change of tier, from which day, and why."""

    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier, coerce=int, widget=forms.RadioSelect)
    counts_from = forms.DateField(
        label=_("From"),
        help_text=_("Today or a day to come. Empty means at once."),
        required=False,
        widget=Day,
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("For us; the city does not see it."), max_length=300, required=False
    )

    field_order = ("tier", "counts_from", "reason", "beyond_limit")

    def clean_counts_from(self) -> date | None:
        """Refuse beside the field the days that the verb would refuse."""
        day: date | None = self.cleaned_data["counts_from"]
        if day:
            try:
                beginning_of(day, database_now())
            except WrongDay as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return day


def _stated(label: Any, help_text: Any = "") -> Prose:
    """A field for what stands in for an answer of an application; what is left empty is asked about once."""
    rows = forms.Textarea(attrs={"rows": 3})
    return Prose(label=label, help_text=help_text, max_length=4000, required=False, widget=rows)


class AddForm(forms.Form):
    """Since when a city or partner is in the Forum that comes in without an application."""

    since = forms.DateField(
        label=_("In the Forum since"),
        help_text=_("The day it joined. Empty means today."),
        required=False,
        widget=Day,
    )

    def clean_since(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data["since"]
        if day and day > database_now().date():
            raise forms.ValidationError(_("A membership cannot begin on a day to come."))
        return day


class AddMemberForm(SelectedForm, AddForm):
    """The same for a C40 member city, with its tier and what it states."""

    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier, coerce=int, widget=forms.RadioSelect)
    interest = _stated(_("Why it takes part"))
    commitment = _stated(_("What it puts into it"))

    field_order = ("tier", "since", "interest", "commitment", "evidence", "beyond_limit")


class AddOtherMemberForm(AddMemberForm):
    """The same for a city outside C40, which has to show leadership."""

    evidence = _stated(_("Leadership in inclusion and equity"), _("What it has done, where one can see it."))


class AddPartnerForm(AddForm):
    """The same for a partner: no tier, but a need, and cities that back it."""

    need = _stated(_("Need of member cities that it answers"))
    backed_by = forms.ModelMultipleChoiceField(
        label=_("Backed by"),
        queryset=City.objects.none(),
        required=False,
        widget=Pick,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        backed_by = cast(forms.ModelMultipleChoiceField, self.fields["backed_by"])
        backed_by.queryset = City.objects.members().exclude(kind=City.Kind.PARTNER)


class ReasonForm(forms.Form):
    """Why a membership ends, or is paused."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("For us; the city does not see it."), max_length=300, required=False
    )


class ReopenForm(SelectedForm, ReasonForm):
    """Why an ended membership is opened again."""
