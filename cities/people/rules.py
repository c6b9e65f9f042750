"""What follows when an account is closed, in sentences for the page before it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def plan_for_closing(*, places: int, leaderless: Iterable[str]) -> list[str]:
    """Say what closing an account means, for the secretariat.

    `places` counts the person's places at coming events, waiting ones included; `leaderless` names the
    cities that are left without a lead contact.
    """
    given_up = ngettext(
        "%(n)d place at a coming webinar is given up.",
        "%(n)d places at coming webinars are given up.",
        places,
    )
    return [
        _("This person is signed out everywhere, cannot sign in and gets no more mails."),
        *([given_up % {"n": places}] if places else []),
        *(_("%(city)s is then without a lead contact.") % {"city": city} for city in leaderless),
        _("Seats and all that was written stay."),
    ]
