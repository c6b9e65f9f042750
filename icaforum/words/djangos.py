"""Texts of Django itself that the Forum says in other words, in both languages.

Nothing imports this: `make messages` finds the texts here, so that locale/de keeps them; what they say in
English stands in locale/en. Django looks into these catalogues before its own.
"""

from django.utils.translation import gettext_noop as _


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Return both; `make messages` knows the name."""
    return one, many


def pgettext(context: str, text: str) -> tuple[str, str]:
    """Return both; `make messages` knows the name."""
    return context, text


OTHER_WORDS = (
    _("Add another %(verbose_name)s"),
    _("Delete"),
    _("Delete?"),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("You may edit it again below."),
)
OTHER_COUNT = ngettext(
    "%(count)s %(name)s was changed successfully.", "%(count)s %(name)s were changed successfully."
)
# Portuguese writes them small, and Django's catalogue does not.
MONTHS_AND_DAYS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
# New in Django 6.1, which does not say it in German yet.
FIRST = pgettext("ordinal is 1", "{}st")
