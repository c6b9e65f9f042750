"""The cities that could help with a question, each with the reason: what it offers, and what it answered.

For the city that asks, and for the secretariat: whoever is left out of the list would tell others who asks.
Of answers only those count that stand there by name, and only under questions that the reader may see.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.viewer import Viewer
from cities.models import City, Theme, WantOffer
from resources.questions.models import Answer, Question

SHOWN = 4


@dataclass(frozen=True)
class CouldHelp:
    """A city that could help: on which theme, whether it offers that, and how many questions it answered."""

    city: City
    theme: Theme
    offer: WantOffer | None
    answered: int

    @property
    def reason(self) -> str:
        """The reason in a sentence."""
        names = {"city": self.city, "theme": self.theme}
        if self.offer is None:
            said = ngettext(
                "%(city)s answered %(count)d question on %(theme)s",
                "%(city)s answered %(count)d questions on %(theme)s",
                self.answered,
            )
        elif self.answered:
            said = ngettext(
                "%(city)s offers help on %(theme)s, and answered %(count)d question on it",
                "%(city)s offers help on %(theme)s, and answered %(count)d questions on it",
                self.answered,
            )
        else:
            said = _("%(city)s offers help on %(theme)s")
        return said % (names | {"count": self.answered})


def could_help(question: Question, viewer: Viewer) -> list[CouldHelp]:
    """Return the cities that could help with a question, those that offer it first; three statements."""
    themes = {theme.pk: theme for theme in question.themes.all()}
    if not themes:
        return []
    away = {question.city_id, *viewer.city_ids, *_answered_by_name(question)}
    offers = WantOffer.objects.visible_to(viewer).offers().filter(theme__in=themes)
    by_both = {(row.city_id, row.theme_id): row for row in offers if row.city_id not in away}
    counts = {pair: number for pair, number in _answers(themes, viewer).items() if pair[0] not in away}
    pairs = sorted({*by_both, *counts}, key=lambda pair: (pair not in by_both, -counts.get(pair, 0), pair))
    # Each city once, with its best reason.
    best: dict[int, tuple[int, int]] = {}
    for pair in pairs:
        best.setdefault(pair[0], pair)
    ranked = list(best.values())[:SHOWN]
    cities = City.objects.taking_part().in_bulk([city for city, _theme in ranked])
    return [
        CouldHelp(cities[city], themes[theme], by_both.get((city, theme)), counts.get((city, theme), 0))
        for city, theme in ranked
        if city in cities
    ]


def _answered_by_name(question: Question) -> set[int]:
    # One that answered without its name stays in the list: that it is missing would tell.
    return set(question.answers.up().filter(is_named=True).values_list("city_id", flat=True))


def _answers(themes: dict[int, Theme], viewer: Viewer) -> Counter[tuple[int, int]]:
    """Count the questions that cities answered by name, by city and theme."""
    seen = Question.objects.visible_to(viewer).listed().filter(themes__in=themes).order_by().values("pk")
    rows = (
        Answer.objects.up()
        .filter(is_named=True, is_of_asker=False, question__in=seen, question__themes__in=themes)
        .exclude(city__kind=City.Kind.PARTNER)
        .order_by()
        .values_list("city_id", "question__themes")
        .annotate(number=Count("question", distinct=True))
    )
    return Counter({(city, theme): number for city, theme, number in rows})
