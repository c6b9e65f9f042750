"""What follows when somebody leaves a team, said before it happens."""

from django.utils.translation import gettext as _


def plan_for_oneself(city: str, *, other_cities: list[str]) -> list[str]:
    """For the one who leaves."""
    if other_cities:
        stay = _("You stay in the team of %(cities)s, and see what its members see.")
        sees = stay % {"cities": ", ".join(other_cities)}
    else:
        sees = _("You see what everyone on the web sees; the library and webinars for members close to you.")
    return [
        sees,
        _("Places that you took at coming webinars for %(city)s are given up.") % {"city": city},
        _("What you wrote and shared for %(city)s stays with the city.") % {"city": city},
        _("Your account stays. A colleague can invite you again."),
    ]


def plan_for_colleague(name: str, city: str, *, other_cities: list[str]) -> list[str]:
    """For the lead who takes somebody out."""
    facts = {"name": name, "city": city, "cities": ", ".join(other_cities)}
    if other_cities:
        sees = _("%(name)s stays in the team of %(cities)s.") % facts
    else:
        sees = _("%(name)s sees what everyone on the web sees, from the next page on.") % facts
    return [
        sees,
        _("Places that %(name)s took at coming webinars for %(city)s are given up.") % facts,
        _("What %(name)s wrote and shared for %(city)s stays with the city.") % facts,
        _("%(name)s is told by mail, and keeps the account.") % facts,
    ]
