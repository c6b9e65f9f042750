"""The forms around personal links: have one sent, and answer on the page that one opens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from icaforum.words.forms import MailAddress, Prose


class LostLinkForm(forms.Form):
    """The address to which the links are mailed again."""

    email = MailAddress(
        label=_("Your e-mail address"),
        help_text=_("The one you applied with, or were invited at."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AnswerForm(forms.Form):
    """The applicant's answer to a question of the secretariat."""

    text = Prose(
        label=_("Your answer"),
        max_length=4000,
        error_messages={"required": _("Please write an answer.")},
    )


class ElsewhereForm(forms.Form):
    """The address to which the link to a draft is mailed."""

    email = MailAddress(
        label=_("Your e-mail address"),
        help_text=_(
            "Open the mail on the other device. Its link opens your answers, so keep it to yourself."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
