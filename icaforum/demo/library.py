"""The demo's papers: invented, marked as sample, and never in a real city's name."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from cities.directory.tiers import Level
from cities.models import City, Theme, User
from cities.sharing.actions import grant
from icaforum.demo.pdf import write_pdf
from pilots.models import Pairing
from resources.library.actions.edition import add_edition
from resources.library.actions.resource import add_resource, publish
from resources.library.uploads import accept
from resources.models import Resource, Shelf
from resources.shelves.actions import show_shelf

ON_THE_SHELF = (
    "who-gains-who-pays-indicators",
    "what-a-fair-retrofit-costs",
    "green-space-within-five-minutes",
    "the-cooling-grant-few-took-up",
)
TEXTS = Path(__file__).parent / "data" / "resources.json"


def load(by: User, pairing: Pairing) -> None:
    """Add and publish the papers of `data/resources.json`; some are shared with the `pairing` alone."""
    for facts in json.loads(TEXTS.read_text(encoding="utf-8")):
        resource = _resource(facts, by)
        if facts.get("to_pairing"):
            grant(resource, to=pairing.circle.group, by=by, reason="Written for this pairing.")
        publish(resource, by=by, at=timezone.now() - timedelta(days=facts["days_ago"]))
    fill_shelf(by)


def fill_shelf(by: User) -> None:
    """Put papers on the shelf that the front page of the library begins with, and show it."""
    shelf = Shelf.objects.create(
        slug="measure-your-impact",
        titles={"en": "Measure your impact", "de": "Wirkung messen"},
        sentences={
            "en": "What to count, whom to ask, and how to tell whether it reached the people it was for.",
            "de": "Was man zählt, wen man fragt, und ob es die Menschen erreicht, für die es gedacht war.",
        },
    )
    papers = Resource.objects.filter(slug__in=ON_THE_SHELF).in_bulk(field_name="slug")
    for position, slug in enumerate(ON_THE_SHELF, start=1):
        shelf.places.create(resource=papers[slug], position=position)
    show_shelf(shelf, by=by)


def _resource(facts: dict[str, Any], by: User) -> Resource:
    resource = add_resource(
        kind=facts["kind"],
        slug=facts["slug"],
        level=Level[facts["level"].upper()],
        open_to_partners=facts.get("partners", False),
        themes=Theme.objects.filter(slug__in=facts["themes"]),
        cities=City.objects.filter(name__in=facts["cities"]),
        review_by=timezone.localdate() + timedelta(days=700),
        is_sample=True,
        by=by,
    )
    for edition in facts["editions"]:
        texts = dict(edition)
        upload = _file(texts) if texts.pop("pdf", False) else None
        add_edition(resource, by=by, upload=upload, **texts)
    return resource


def _file(texts: dict[str, str]) -> Any:
    """Return an upload with the texts of a paper as a PDF, so that the search finds words in files too."""
    body = f"{texts['summary']}\n\n{texts['body']}\n\n{texts.get('what_did_not_work', '')}\n\nSample content."
    return accept(File(BytesIO(write_pdf(texts["title"], body)), name=f"{texts['title'][:60]}.pdf"))
