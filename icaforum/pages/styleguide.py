"""The components of the portal on one page, in every state. Served in DEBUG; everything on it is a sample."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cities.directory.tiers import TIER_CHOICES
from cities.directory.worldmap import MappedCity, draw, draw_neighbourhood
from icaforum.pages.sample_gaps import sample_gaps

COLOURS = (
    ("ink", "soft", "edge", "line", "sunk", "page", "paper", "mint"),
    ("forest", "leaf", "coral", "sun", "sky", "moss", "plum", "night"),
)


BUTTONS = (
    ("primary", "Take a place"),
    ("secondary", "Recording only"),
    ("quiet", "Give it up"),
    ("danger", "Remove"),
    ("danger-quiet", "Decline"),
    ("sun", "Join the Forum"),
)


YES_NO = [("yes", "Yes"), ("no", "No"), ("unknown", "I do not know")]


ZONES = [("Pacific/Auckland", "Auckland (13 hours ahead of UTC)"), ("Europe/Madrid", "Barcelona (UTC)")]


THEMES = [("heat", "Extreme heat"), ("poverty", "Energy poverty"), ("work", "Good, green jobs")]


class SampleForm(forms.Form):
    """A form with one field of each sort; sent empty, it shows every error."""

    name = forms.CharField(
        label="Name of one measure you are proud of",
        help_text="Climate action that reached people who are often left out.",
    )
    change = forms.CharField(
        label="What changed for people?",
        help_text="Who was reached, how many, and how you know. Plain words are best. At least 40 words.",
        widget=forms.Textarea(attrs={"rows": 4, "data-min-words": 40}),
    )
    failed = forms.CharField(
        label="What did you try that did not work?", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    address = forms.EmailField(label="Address at work")
    zone = forms.ChoiceField(label="Time zone", help_text="Proposed from your city.", choices=ZONES)
    pledge = forms.ChoiceField(
        label="Has your city signed C40’s Equity Pledge?",
        help_text="This is not a condition.",
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="Themes", choices=THEMES, widget=forms.CheckboxSelectMultiple, required=False
    )
    paper = forms.FileField(label="A paper", required=False, help_text="PDF, up to 20 MB.")
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reminders = forms.BooleanField(label="Send me reminders", help_text="A day and an hour before.")

    def clean_change(self) -> str:
        """Return the text; raise ValidationError for one of fewer than 40 words."""
        text = str(self.cleaned_data["change"])
        if len(text.split()) < 40:
            raise forms.ValidationError(
                "Say what changed for people, in at least 40 words. You have %(have)s.",
                params={"have": len(text.split())},
            )
        return text


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "icaforum/pages/styleguide/page.html", _samples())


def _samples() -> dict[str, Any]:
    return {
        "nav_current": "resources",
        "colours": COLOURS,
        "tiers": TIER_CHOICES,
        "buttons": BUTTONS,
        "form": SampleForm(initial={"zone": "Pacific/Auckland", "pledge": "no"}),
        "wrong": SampleForm(
            {
                "name": "Warm rooms in school kitchens",
                "change": "Families used the rooms on cold days last winter.",
                "address": "olive.auckland",
                "zone": "Pacific/Auckland",
            },
            auto_id="wrong_%s",
        ),
        "steps": ("Your city", "Why you want to join", "What you have done", "People", "Check and send"),
        "filters": _filters(),
        "languages": (
            {"url": "#", "label": "English", "lang": "en", "current": True},
            {"url": "#", "label": "Español", "lang": "es"},
            {"url": "#", "label": "Català", "lang": "ca"},
        ),
        "facts": (
            ("Languages", "English, with Spanish interpretation"),
            ("Recording", "Yes, in the library two days later"),
            ("Published", "12 March 2027"),
            ("Who can see this", "All members"),
        ),
        "meta": ("Barcelona", "English, Español", "12 March 2027"),
        "timeline": TIMELINE,
        "stations": (
            {"words": "Sent, 9 March", "done": True},
            {"words": "Address confirmed, 9 March", "done": True},
            {"words": "The secretariat reads it", "current": True, "text": "by 19 March"},
            {"words": "Decision"},
        ),
        "map": draw(MAPPED, [(MAPPED[0], MAPPED[2])]),
        "gaps": sample_gaps(),
        "city_map": draw_neighbourhood(MAPPED[0], MAPPED, [MAPPED[2]]),
        **_times(),
    }


def _times() -> dict[str, datetime]:
    start = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=20)
    return {"start": start, "end": start + timedelta(minutes=75)}


def _filters() -> list[dict[str, Any]]:
    return [
        {
            "title": "Theme",
            "name": "theme",
            "options": [
                {"value": "groups", "label": "Resilience of vulnerable groups", "count": 14, "chosen": True},
                {"value": "heat", "label": "Extreme heat", "count": 11},
                {"value": "poverty", "label": "Energy poverty", "count": 6},
            ],
        },
        {
            "title": "Kind",
            "name": "kind",
            "options": [
                {"value": "case", "label": "Case study", "count": 6},
                {"value": "lessons", "label": "Lessons learned", "count": 3},
            ],
        },
    ]


MAPPED = (
    MappedCity("Barcelona", 41.389, 2.159, "pilot"),
    MappedCity("Accra", 5.556, -0.197, "pilot"),
    MappedCity("Seattle", 47.606, -122.332, "peer"),
    MappedCity("Lisbon", 38.717, -9.133, "general"),
    MappedCity("Auckland", -36.849, 174.763, "general"),
)


TIMELINE = (
    {
        "kind": "meeting",
        "done": True,
        "when": "12 October, meeting",
        "title": "First call",
        "text": "Both rails are joined by a line.",
    },
    {
        "kind": "step",
        "side": "pilot",
        "done": True,
        "when": "Done 18 November",
        "title": "A step of the pilot city, done",
        "links": (("Room list, sample (PDF)", "#"),),
    },
    {
        "kind": "step",
        "side": "peer",
        "done": True,
        "when": "Done 22 December",
        "title": "A step of the peer city, done",
    },
    {
        "kind": "visit",
        "side": "pilot",
        "done": True,
        "when": "21 to 23 January, visit",
        "title": "A visit",
        "text": "The ring is where it took place.",
        "quiet": "34 quiet days",
    },
    {"kind": "today", "when": "Today, 15 March"},
    {
        "kind": "step",
        "side": "peer",
        "ahead": True,
        "when": "Due 26 March",
        "title": "A step of the peer city, to do",
        "text": "Dashed rails are the future.",
    },
    {"kind": "step", "side": "pilot", "ahead": True, "when": "Due 30 June", "title": "Last step"},
)
