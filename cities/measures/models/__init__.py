"""Measures of cities, and the indicators that say what became of a gap."""

from cities.measures.models.indicators import (
    AGAINST,
    CONFIGURED,
    GOOD,
    KINDS,
    MOST_FIGURES,
    MOST_INDICATORS,
    OBSERVED,
    Indicator,
    IndicatorQuerySet,
    Observation,
    sealed_figures,
)
from cities.measures.models.measures import (
    A_TIME,
    MOST_STRANDS,
    PUBLIC,
    SHOWN,
    WORDS,
    Measure,
    MeasureOrganisation,
    MeasureQuerySet,
)

__all__ = [
    "AGAINST",
    "A_TIME",
    "CONFIGURED",
    "GOOD",
    "KINDS",
    "MOST_FIGURES",
    "MOST_INDICATORS",
    "MOST_STRANDS",
    "OBSERVED",
    "PUBLIC",
    "SHOWN",
    "WORDS",
    "Indicator",
    "IndicatorQuerySet",
    "Measure",
    "MeasureOrganisation",
    "MeasureQuerySet",
    "Observation",
    "sealed_figures",
]
