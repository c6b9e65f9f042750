"""Uses and papers on the pages of papers, measures and cities, which know nothing of them."""

from typing import Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse

from cities.directory.viewer import Viewer
from cities.models import City, Measure
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from resources.library.models import Resource
from resources.uses.asked import about
from resources.uses.figures import counted, uses_of
from resources.uses.models import Use
from resources.uses.timeline import shown

register = template.Library()

# So many uses stand on the page of a paper, measure or city; all others a step away.
SHOWN = 3
# So many more of a city unfold there: it has no page of them all.
MOST_OF_CITY = 60


def cities_that_may_say(thing: Resource | Measure, viewer: Viewer) -> QuerySet[City]:
    """Return the reader's cities that may say that they use it: those that did not, and did not make it."""
    said = Use.objects.filter(taken_back_at=None, **about(thing)).order_by().values("city")
    cities = City.objects.of(viewer).exclude(kind=City.Kind.PARTNER).exclude(pk__in=said)
    if isinstance(thing, Measure):
        return cities.exclude(pk=thing.city_id).order_by("sort_name")
    return cities.exclude(pk__in=thing.own_cities().values("pk")).order_by("sort_name")


def may_say(thing: Resource | Measure, viewer: Viewer) -> bool:
    """Whether one of the reader's cities may still say that it uses this."""
    return viewer.is_member and cities_that_may_say(thing, viewer).exists()


def add_url(thing: Resource | Measure) -> str:
    """Return where one says «we use this»."""
    if isinstance(thing, Measure):
        return reverse("resources:measure_use", args=[thing.city.slug, thing.slug])
    return reverse("resources:paper_use", args=[thing.slug])


@register.inclusion_tag("resources/uses/used.html", takes_context=True)
def used_by(context: template.Context, thing: Resource | Measure) -> dict[str, Any]:
    """Show the cities that use a paper or a measure: how many, the latest three, and «We use this»."""
    viewer = context["request"].viewer
    rows = uses_of(thing, viewer)
    count = counted(rows)
    is_measure = isinstance(thing, Measure)
    all_url = reverse(
        "resources:measure_uses" if is_measure else "resources:paper_uses",
        args=[thing.city.slug, thing.slug] if isinstance(thing, Measure) else [thing.slug],
    )
    can_add = may_say(thing, viewer)
    return {
        "rows": shown(rows[:SHOWN], viewer) if count.number else [],
        "count": count,
        "more": max(count.number - SHOWN, 0),
        "all_url": all_url,
        "add_url": add_url(thing) if can_add else "",
        # Where nobody uses it, and the reader can say nothing, there is nothing to show.
        "is_shown": bool(count.number or can_add),
    }


@register.inclusion_tag("resources/uses/papers_of.html", takes_context=True)
def papers_of_measure(context: template.Context, measure: Measure) -> dict[str, Any]:
    """Show the papers of a measure that the reader may see; its lead finds the way to put one there."""
    viewer = context["request"].viewer
    rows = Resource.objects.visible_to(viewer).published().filter(measure_links__measure=measure)
    leads = measure.city_id in viewer.lead_of
    url = reverse("resources:measure_papers", args=[measure.city.slug, measure.slug]) if leads else ""
    return {"papers": list(rows.as_cards().order_by("measure_links__pk")), "change_url": url}


@register.simple_tag(takes_context=True)
def measures_of_paper(context: template.Context, paper: Resource) -> list[Measure]:
    """Return the measures that a paper belongs to, as far as the reader may see them."""
    if not the_forum().has_open(Room.MEASURES):
        return []
    rows = Measure.objects.visible_to(context["request"].viewer).shown().filter(paper_links__paper=paper)
    return list(rows.select_related("city").order_by("paper_links__pk")[:SHOWN])


@register.inclusion_tag("resources/uses/of_city.html", takes_context=True)
def uses_of_city(context: template.Context, city: City) -> dict[str, Any]:
    """Show what a city says, with its name, that it uses: of what the reader may see."""
    viewer = context["request"].viewer
    rows = Use.objects.visible_to(viewer).standing().filter(city=city, is_named=True)
    found = list(rows.with_things().latest_first()[: SHOWN + MOST_OF_CITY])
    is_own = city.pk in viewer.city_ids
    return {
        "rows": found[:SHOWN],
        "more": found[SHOWN:],
        "own_url": reverse("resources:own_uses") if is_own and not city.is_partner else "",
    }
