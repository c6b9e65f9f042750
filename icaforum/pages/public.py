"""What machines ask of a public site: robots.txt, the sitemap, security.txt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest, Viewer
from cities.measures.models import Measure
from cities.models import City
from events.models import Event
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from pilots.models import PilotProject
from resources.models import Resource

# Pages for one person, or behind an address that is a key; search engines have no use for them.
NOT_FOR_ENGINES = ("/account/", "/admin/", "/desk/", "/invitation/", "/join/status/", "/unsubscribe/")
PAGES = (
    *("home", "about", "privacy", "contact"),
    *("cities:pledge", "new_deal"),
    *("cities:list", "cities:map", "cities:join", "pilots:list", "resources:list", "events:list"),
)
# After this somebody should look whether the address is still right; the file is made anew each day.
SECURITY_GOOD_FOR = timedelta(days=180)


class Pages(Sitemap):
    """The pages that are always there."""

    def items(self) -> tuple[str, ...]:
        """Return their names."""
        return PAGES

    def location(self, item: str) -> str:
        """Return the address of one."""
        return reverse(item)


class Rows(Sitemap):
    """The pages of the rows that a visitor may see, by `rows`."""

    limit = 1000

    def __init__(self, rows: Callable[[], QuerySet[Any]]) -> None:
        self.rows = rows

    def items(self) -> QuerySet[Any]:
        """Return the rows, in an order that stays."""
        return self.rows().order_by("pk")


def _public_measures() -> QuerySet[Any]:
    rows = Measure.objects.visible_to(Viewer.public()).select_related("city")
    return rows if the_forum().has_open(Room.MEASURES) else rows.none()


# By the rule of all lists, `visible_to`, so that no address stands here that its page would refuse.
SITEMAPS: dict[str, Any] = {
    "pages": Pages(),
    "cities": Rows(lambda: City.objects.visible_to(Viewer.public()).members()),
    "projects": Rows(lambda: PilotProject.objects.visible_to(Viewer.public())),
    "papers": Rows(lambda: Resource.objects.visible_to(Viewer.public()).published().defer("search")),
    "measures": Rows(_public_measures),
    "events": Rows(lambda: Event.objects.visible_to(Viewer.public()).upcoming(Now())),
}


@login_not_required
@require_safe
def site_map(request: ReaderRequest, section: str | None = None) -> HttpResponse:
    """List the public pages, or those of one section, for search engines."""
    return sitemap(request, SITEMAPS, section=section)


@login_not_required
@require_safe
def robots(request: ReaderRequest) -> HttpResponse:  # noqa: ARG001
    """Say what search engines may read: what is public, and nothing of a demo."""
    refused = ("/",) if settings.DEMO else NOT_FOR_ENGINES
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in refused)]
    return _text([*lines, "", f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}"])


@login_not_required
@require_safe
def security(request: ReaderRequest) -> HttpResponse:  # noqa: ARG001
    """Say whom to tell of a hole in the portal (RFC 9116)."""
    until = (timezone.now() + SECURITY_GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        [
            f"Contact: mailto:{the_forum().contact_email}",
            f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
            f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
            f"Canonical: {settings.BASE_URL}{reverse('security')}",
        ]
    )


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
