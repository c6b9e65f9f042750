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
from icaforum.pages.today.duties import NAMED, Duty, Named, first_of, view_right
from pilots.models import Pairing, PilotProject, Pulse, Silence
from pilots.projects.models import SILENT
from pilots.pulse.standing import for_staff


def cities_to_look_after(person: User) -> list[Duty] | None:
    """Return a line for each thing that cities lack; None for who may not see them and their teams.

    What no city lacks is left out.
    """
    if not may_see_cares(person):
        return None
    lines = [_care(name, care) for name, care in cares_for(person).items()]
    return [duty for duty in (*lines, *_addresses(person)) if duty.count]


def pairings_to_look_after(person: User) -> list[Duty]:
    """Return the lines of what cities say of their pairings, of silent ones, and of unanswered proposals."""
    of_pairings = [_proposed()] if person.has_perm(view_right(Pairing)) else []
    answers = list(_answers()) if person.has_perm(view_right(Pulse)) else []
    quiet = [_quiet()] if person.has_perm(view_right(Silence)) else []
    return [duty for duty in (*answers, *quiet, *of_pairings) if duty.count]


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
    """Return the line of the pairings of which both cities were told twice that nothing happens."""
    rows = for_staff(Silence.objects.all()).select_related("pairing__pilot_city", "pairing__peer_city")
    count = rows.count()
    url = reverse("admin:pilots_silence_changelist") + "?look=for-staff"
    named = [
        Named(
            str(row),
            reverse("admin:pilots_silence_change", args=[row.pk]),
            _("since %(day)s") % {"day": date_format(row.since, "MONTH_DAY_FORMAT")},
        )
        for row in rows.order_by("since", "pk")[: min(count, NAMED)]
    ]
    return Duty(
        count=count,
        what=ngettext("Pairing that stays quiet", "Pairings that stay quiet", count),
        url=url,
        named=named,
        advice=_("Both cities were told twice. Ask them how it goes."),
        act=_("Look at them"),
        act_url=url,
    )


def _answers() -> Iterator[Duty]:
    """Yield the lines of the two questions: cities that said No, and those that did not answer twice."""
    no, silent = Pulse.objects.worrying(), Pulse.objects.unanswered()
    counts = no.count(), silent.count()
    words = (
        ngettext("City says No of its pairing", "Cities say No of their pairings", counts[0]),
        ngettext(
            "City does not say how its pairing goes", "Cities do not say how their pairings go", counts[1]
        ),
    )
    advice = (
        _("Offer half an hour. The other city does not know."),
        _("Asked twice. Ask the city how its pairing goes."),
    )
    for number, (look, rows) in enumerate((("no", no), ("unanswered", silent))):
        url = reverse("admin:pilots_pulse_changelist") + f"?look={look}"
        shown = rows.select_related("city", "pairing__pilot_city", "pairing__peer_city")
        yield Duty(
            count=counts[number],
            what=words[number],
            url=url,
            named=[
                Named(str(row), reverse("admin:pilots_pulse_change", args=[row.pk]))
                for row in shown.order_by("asked_at", "pk")[: min(counts[number], NAMED)]
            ],
            advice=advice[number],
            act=_("Look at them"),
            act_url=url,
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
