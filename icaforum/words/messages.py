"""The error messages of all form fields, in one table: sentences that say what to do.

Django's own name a «field» and a «value». A form says more where it knows more (`error_messages`).
"""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

NOTHING_CHOSEN = _("Choose …")


CHOOSE_ONE = _("Please choose one.")


CHOOSE_SOME = _("Please choose at least one.")


NOT_OFFERED = _("Please choose one of the answers that are offered.")


A_DAY = _("Please write a day as year, month, day: 2031-03-18.")


A_TIME = _("Please write a time as hours and minutes: 18:00.")


EVERY_PART = _("Please fill in every part of this.")


A_NUMBER = _("Please write a number.")


SENTENCES: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.CharField: {
        "max_length": ngettext_lazy(
            "Please use at most %(limit_value)d character. Now it has %(show_value)d.",
            "Please use at most %(limit_value)d characters. Now it has %(show_value)d.",
            "limit_value",
        ),
        "min_length": ngettext_lazy(
            "Please use at least %(limit_value)d character. Now it has %(show_value)d.",
            "Please use at least %(limit_value)d characters. Now it has %(show_value)d.",
            "limit_value",
        ),
        "null_characters_not_allowed": _("There is a sign in it that cannot be kept. Please type it anew."),
    },
    forms.EmailField: {"invalid": _("Please write a whole e-mail address, such as name@city.example.")},
    forms.URLField: {"invalid": _("Please write a whole web address, such as https://city.example.")},
    forms.SlugField: {"invalid": _("Please use letters, digits and hyphens only, without spaces.")},
    forms.RegexField: {"invalid": _("This does not look right. Please check it.")},
    forms.IntegerField: {
        "invalid": _("Please write a whole number."),
        "min_value": _("Please write %(limit_value)s or more."),
        "max_value": _("Please write %(limit_value)s or less."),
    },
    forms.FloatField: {"invalid": A_NUMBER},
    forms.DecimalField: {"invalid": A_NUMBER},
    forms.DateField: {"invalid": A_DAY},
    forms.TimeField: {"invalid": A_TIME},
    forms.DateTimeField: {"invalid": _("Please write a day and a time: 2031-03-18 18:00.")},
    forms.SplitDateTimeField: {"invalid_date": A_DAY, "invalid_time": A_TIME},
    forms.MultiValueField: {"incomplete": EVERY_PART, "invalid": EVERY_PART},
    forms.BooleanField: {"required": _("Please tick this to go on.")},
    forms.FileField: {
        "required": _("Please choose a file."),
        "missing": _("Please choose a file."),
        "invalid": _("The file did not arrive. Please choose it again."),
        "empty": _("This file is empty."),
        "max_length": ngettext_lazy(
            "Please give the file a name of at most %(max)d character. Now it has %(length)d.",
            "Please give the file a name of at most %(max)d characters. Now it has %(length)d.",
            "max",
        ),
    },
    forms.ChoiceField: {"required": CHOOSE_ONE, "invalid_choice": NOT_OFFERED},
    forms.MultipleChoiceField: {
        "required": CHOOSE_SOME,
        "invalid_choice": NOT_OFFERED,
        "invalid_list": NOT_OFFERED,
    },
    forms.ModelChoiceField: {"invalid_choice": NOT_OFFERED},
    forms.ModelMultipleChoiceField: {
        "required": CHOOSE_SOME,
        "invalid_choice": NOT_OFFERED,
        "invalid_list": NOT_OFFERED,
        "invalid_pk_value": NOT_OFFERED,
    },
}


def install() -> None:
    """Put these sentences in place of Django's, before the first form is made."""
    # Into the classes themselves: fields of models and of libraries make their form fields without us.
    for kind, sentences in SENTENCES.items():
        # `vars` and not the attribute: a class must keep what it says itself, and not what it inherits.
        kind.default_error_messages = vars(kind).get("default_error_messages", {}) | sentences
    # Browsers open no other addresses, so no form takes them, those made of models included.
    forms.URLField.default_validators = [URLValidator(schemes=["http", "https"])]
    # In place of a row of dashes, which says nothing; a form says more where it knows more (`empty_label`).
    dashes: list[Any] = BLANK_CHOICE_DASH
    dashes[:] = [("", NOTHING_CHOSEN)]
    defaults: Any = forms.ModelChoiceField.__init__.__kwdefaults__
    defaults["empty_label"] = NOTHING_CHOSEN


def is_general(message: Any) -> bool:
    """Return whether a message is one of these, which do not name what they are about."""
    # By identity: a form may say the same words in a message of its own.
    return any(message is it for sentences in SENTENCES.values() for it in sentences.values())
