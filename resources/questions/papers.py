"""The papers that texts of questions point to, by their address in the text."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Q

from cities.directory.viewer import Viewer
from cities.models import City, User
from cities.talking.anonymity import names_itself, names_writer
from resources.library.models.resource import Resource
from resources.questions.models import Answer

# The address of a paper, as people put it into a text.
ADDRESS = re.compile(r"/library/([\w-]{1,80})/")
MOST = 12


def slugs_in(texts: Iterable[str]) -> list[str]:
    """Return the words of the addresses of papers in these texts, each once."""
    return list(dict.fromkeys(slug for text in texts for slug in ADDRESS.findall(text)))


def own_papers(city: City, texts: Sequence[str]) -> list[Resource]:
    """Return the papers of a city that these texts point to."""
    slugs = slugs_in(texts)
    return list(Resource.objects.filter(slug__in=slugs, cities=city).as_cards()) if slugs else []


def telling(city: City, texts: Sequence[str], *, writer: User | None = None) -> list[str]:
    """Return what in these texts tells which city writes: its names, its papers, what names the writer."""
    papers = (paper.title for paper in own_papers(city, texts))
    return list(dict.fromkeys([*names_itself(city, texts), *papers, *names_writer(writer, texts)]))


def tells(answer: Answer) -> list[str]:
    """Return what in an answer tells which city wrote it; nothing where that is named."""
    return [] if answer.is_named else telling(answer.city, [answer.text], writer=answer.author)


def papers_of(viewer: Viewer, said: Iterable[tuple[City | None, str]]) -> list[Resource]:
    """Return the papers that texts point to, of those that the viewer may open.

    Each text comes with its city where that is not named: what that city wrote is left out.
    """
    wanted = Q(pk__in=[])
    for unnamed, text in said:
        if slugs := slugs_in([text]):
            own = Resource.cities.through.objects.filter(city=unnamed).values("resource")
            wanted |= Q(slug__in=slugs) & (~Q(pk__in=own) if unnamed else Q())
    if not wanted:
        return []
    papers = Resource.objects.visible_to(viewer).published().filter(wanted)
    return list(papers.as_cards()[:MOST])
