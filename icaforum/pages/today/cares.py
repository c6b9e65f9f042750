"""The part of Today that says what cities and pairings lack."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.citypages.cares import Care, cares_for, lacking
from cities.models import City, Officer, User
from icaforum.forum.reading import the_forum
from icaforum.pages.today.duties import NAMED, Duty, Named, first_of, view_right
from icaforum.words.times import reader_today
from pilots.models import Pairing, PilotProject
from pilots.projects.models import SILENT


def cities_to_look_after(person: User) -> list[Duty] | None:
    """Return a line for each thing that cities lack; None for who may not see them and their teams.

    What no city lacks is left out.
    """
    if not may_see_cares(person):
        return None
    lines = [_care(name, care) for name, care in cares_for(person).items()]
    return [duty for duty in (*lines, *_addresses(person)) if duty.count]


def pairings_to_look_after(person: User) -> list[Duty]:
    """Return the lines of pairings in which nothing happens, and of those that wait for a city's answer."""
    if not person.has_perm(view_right(Pairing)):
        return []
    return [duty for duty in (_quiet(), _proposed()) if duty.count]


def projects_to_look_after(person: User) -> list[Duty]:
    """Return the line of the pilot projects of which nobody has said a word for long."""
    if not person.has_perm(view_right(PilotProject)):
        return []
    rows, count = first_of(PilotProject.objects.silent().prefetch_related("texts"))
    url = reverse("admin:pilots_pilotproject_changelist") + "?look=silent"
    what = ngettext(
        "Pilot project without a word of its cities for %(days)s days",
        "Pilot projects without a word of their cities for %(days)s days",
        count,
    )
    duty = Duty(
        count=count,
        what=what % {"days": SILENT.days},
        url=url,
        named=[
            Named(
                str(row),
                reverse("admin:pilots_pilotproject_change", args=[row.pk]),
                _("last on %(day)s") % {"day": date_format(localtime(row.looked_at), "DATE_FORMAT")},
            )
            for row in rows
        ],
        advice=_("Ask its cities whether what it says still holds."),
        act=_("Look at them"),
        act_url=url,
    )
    return [duty] if count else []


def may_see_cares(person: User) -> bool:
    """Return whether this person may see cities and their teams."""
    return person.has_perms(("cities.view_city", "cities.view_officer"))


def cities_lacking(person: User) -> tuple[int, str]:
    """Return how many cities lack something, and where exactly these stand."""
    return lacking(City.objects.all(), person).count(), _cities("care=any")


def _cities(query: str) -> str:
    return reverse("admin:cities_city_changelist") + f"?{query}"


def _page_of(city: City) -> str:
    return reverse("admin:cities_city_change", args=[city.pk])


def _care(name: str, care: Care) -> Duty:
    cities = care.cities(City.objects.all())
    count, url = cities.count(), _cities(f"care={name}")
    return Duty(
        count=count,
        what=care.said(count),
        url=url,
        named=[Named(str(city), _page_of(city), care.remark(city)) for city in cities[: min(count, NAMED)]],
        advice=str(care.advice),
        act=_("Look at them"),
        act_url=url,
        is_late=name == "nobody",
    )


def _addresses(person: User) -> Iterator[Duty]:
    """Yield the line of the people whose address does not work, city by city."""
    if not person.has_perms(("cities.view_user", "outbox.view_message")):
        return
    people = list(User.objects.to_mend().values_list("pk", flat=True))
    with_city = City.objects.filter(seats__in=Officer.objects.open().filter(person__in=people))
    counted = with_city.annotate(_people=Count("seats__person", distinct=True)).order_by("sort_name", "pk")
    url = reverse("admin:cities_user_changelist") + "?address=not-working"
    yield Duty(
        count=len(people),
        what=ngettext("Address does not work", "Addresses do not work", len(people)),
        url=url,
        named=[_people_of(city) for city in counted[:NAMED]],
        advice=_("Mails came back from there. Ask a colleague for the right address, and correct it."),
        act=_("Correct addresses"),
        act_url=url,
    )


def _people_of(city: Any) -> Named:
    many = ngettext("%(city)s, %(n)d person", "%(city)s, %(n)d people", city._people)
    return Named(many % {"city": city, "n": city._people}, _page_of(city), count=city._people)


def _pairings(query: str) -> str:
    return reverse("admin:pilots_pairing_changelist") + f"?{query}"


def _named(pairings: QuerySet[Pairing], remark: str = "") -> list[Named]:
    return [
        Named(
            str(pairing),
            reverse("admin:pilots_pairing_change", args=[pairing.pk]),
            remark and remark % {"day": date_format(localtime(pairing.proposed_at), "MONTH_DAY_FORMAT")},
        )
        for pairing in pairings[:NAMED]
    ]


def _quiet() -> Duty:
    """Return the line of the pairings in which nothing happened for as many days as the settings say."""
    days = the_forum().quiet_days
    rows = Pairing.objects.quiet(reader_today(), days=days)
    count = rows.count()
    what = ngettext(
        "Pairing without a meeting or a step for %(days)s days",
        "Pairings without a meeting or a step for %(days)s days",
        count,
    )
    return Duty(
        count=count,
        what=what % {"days": days},
        url=_pairings("look=quiet"),
        named=_named(rows.with_cities().order_by("active_since")),
        advice=_("Ask both cities how it goes."),
        act=_("Look at them"),
        act_url=_pairings("look=quiet"),
    )


def _proposed() -> Duty:
    rows = Pairing.objects.proposed()
    count = rows.count()
    return Duty(
        count=count,
        what=ngettext("Proposal without an answer", "Proposals without an answer", count),
        url=_pairings("state__exact=proposed"),
        named=_named(rows.with_cities().order_by("proposed_at"), _("proposed on %(day)s")),
        act=_("Look at them"),
        act_url=_pairings("state__exact=proposed"),
    )
