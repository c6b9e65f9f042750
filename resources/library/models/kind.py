"""What sort of thing a resource is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kinds of the library. Lessons from what did not work are one: the Forum exists for them too."""

    # The words are stored, and stand in addresses of filters: they stay when a label changes.
    CASE_STUDY = "case-study", _("Case study")
    GOOD_PRACTICE = "good-practice", _("Good practice")
    LESSONS_LEARNED = "lessons-learned", _("Lessons learned")
    TOOLKIT = "toolkit", _("Toolkit")
    PLAYBOOK = "playbook", _("Playbook")
    GUIDE = "guide", _("Implementation guide")
    EXECUTIVE_GUIDE = "executive-guide", _("Executive guide")
    GUIDANCE_NOTE = "guidance-note", _("Guidance note")
    ROADMAP = "roadmap", _("Roadmap")
    INDICATOR_MODULE = "indicator-module", _("Indicator set or module")
    TEMPLATE = "template", _("Template or worksheet")
    RESEARCH_REPORT = "research-report", _("Research report")
    POLICY_BRIEF = "policy-brief", _("Policy or issue brief")
    ARTICLE = "article", _("Article")
    CITY_PLAN = "city-plan", _("City plan or strategy")
    LEARNING_NOTE = "learning-note", _("Learning note")
    PRESENTATION = "presentation", _("Presentation")
    WEBINAR_RECORDING = "webinar-recording", _("Webinar recording")
    TRAINING_MODULE = "training-module", _("Training module")
    DATASET = "dataset", _("Dataset or dashboard")
    MAP = "map", _("Map")
    STATEMENT = "statement", _("Statement or pledge text")
    EXTERNAL_LINK = "external-link", _("External resource")
