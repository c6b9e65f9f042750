"""The rows of joining: applications with their questions, and what is typed before one is sent."""

from cities.joining.models.applications import (
    BY_WORK,
    CONFIRM_WITHIN,
    WAITS_SINCE,
    Application,
    ApplicationQuerySet,
    Clarification,
)
from cities.joining.models.drafts import DRAFT_KEPT, ApplicationDraft
from cities.joining.models.grounds import Grounds
from cities.joining.models.plans import TierPlan
from cities.joining.models.recommendations import Recommendation

__all__ = [
    "BY_WORK",
    "CONFIRM_WITHIN",
    "DRAFT_KEPT",
    "WAITS_SINCE",
    "Application",
    "ApplicationDraft",
    "ApplicationQuerySet",
    "Clarification",
    "Grounds",
    "Recommendation",
    "TierPlan",
]
