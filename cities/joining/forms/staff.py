"""The forms with which the secretariat decides applications and changes memberships.

The fields of a verb's form are named as the keyword arguments of its action, which gets `cleaned_data`.
"""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.directory.tiers import Tier
from cities.joining.models import Application
from cities.joining.numbers import full, tier_choices
from icaforum.words.forms import MailAddress, Prose, WebAddress
from icaforum.words.names import validate_name


class ClarificationForm(forms.Form):
    """A question to an applicant."""

    text = Prose(
        label=_("Your question"),
        help_text=_("It goes in a mail. The applicant answers on its own page."),
        max_length=2000,
    )


class SelectedForm(forms.Form):
    """Base of forms that give a city its tier: says how many of some there are, and asks beyond the limit."""

    beyond_limit = forms.BooleanField(label=_("Let in one more than agreed"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "tier" in self.fields:
            cast(forms.ChoiceField, self.fields["tier"]).choices = tier_choices()
        if beyond := full():
            self.fields["beyond_limit"].help_text = " ".join(number.beyond for number in beyond)
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


class PartnerInvitationForm(forms.ModelForm):
    """What staff enter before a partner applies: its contact, the need, and the cities that back it."""

    # Chosen, since the address has no account yet whose language would be known.
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

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
        widgets = {"backed_by": FilteredSelectMultiple(_("cities"), is_stacked=False)}
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
                field.label = f"{field.label} {_('(if you like)')}"
        self.fields["city_name"].validators.append(validate_name)
        # Partners have memberships too, and do not speak for the need of cities.
        backed_by = cast(forms.ModelMultipleChoiceField, self.fields["backed_by"])
        backed_by.queryset = City.objects.members().exclude(kind=City.Kind.PARTNER)


class TierForm(SelectedForm):
    """A change of tier, and why."""

    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier, coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("For us; the city does not see it."), max_length=300, required=False
    )

    field_order = ("tier", "reason", "beyond_limit")


class WelcomeTierForm(SelectedForm):
    """The tier with which a city comes in without an application."""

    tier = forms.TypedChoiceField(label=_("Tier"), choices=Tier, coerce=int, widget=forms.RadioSelect)

    field_order = ("tier", "beyond_limit")


class PartnerWelcomeForm(forms.Form):
    """A partner comes in without an application: nothing to choose, only to confirm."""

    # Present without being asked, so that `open_membership` gets the argument `tier` that it demands.
    tier = forms.Field(required=False, widget=forms.HiddenInput)

    def clean_tier(self) -> None:
        """Clean to None whatever was sent: a partner has no tier."""


class ReasonForm(forms.Form):
    """Why a membership ends."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("For us; the city does not see it."), max_length=300, required=False
    )
