"""What the secretariat types about an application."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cities.forms.fields import Prose, validate_name
from cities.models import City


class QuestionForm(forms.Form):
    text = Prose(
        label=_("Your question"),
        help_text=_("It goes in a mail. The applicant answers on its own page."),
        max_length=2000,
    )


class ApproveForm(forms.Form):
    """The tier and a note. A partner has no tier, so the form does without where it is not asked."""

    tier = forms.TypedChoiceField(label=_("Approve as"), coerce=int, required=False, empty_value=None)
    note = Prose(
        label=_("Your note"),
        help_text=_("It goes in the mail, before the invitation."),
        max_length=2000,
        required=False,
    )


class DeclineForm(forms.Form):
    reason = Prose(
        label=_("Reason we send"), help_text=_("It goes in the mail, word for word."), max_length=2000
    )
    note = Prose(
        label=_("Note for us"), help_text=_("Only the secretariat reads it."), max_length=2000, required=False
    )


class PartnerInvitationForm(forms.Form):
    """What staff know before a partner applies: whom, which need, and which cities stand behind it."""

    city_name = forms.CharField(label=_("Organisation"), max_length=120, validators=[validate_name])
    person_name = forms.CharField(
        label=_("Name of the person"), max_length=120, required=False, validators=[validate_name]
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    need = Prose(
        label=_("Which need of member cities does it answer?"),
        help_text=_("The partner reads it in the mail and in the form."),
        max_length=4000,
    )
    backed_by = forms.ModelMultipleChoiceField(
        label=_("Which member cities back it?"),
        help_text=_("The partner sees their names."),
        queryset=City.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["backed_by"].queryset = City.objects.members().exclude(kind=City.Kind.PARTNER)
