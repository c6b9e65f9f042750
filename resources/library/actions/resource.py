"""Verbs on a resource as a whole: enter it, change it, publish it, pull it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.tiers import Level
from cities.models import City, User
from cities.sharing.audience import has_exceptions
from cities.talking.rules import Description
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from resources.library import rules
from resources.library.fields import RESOURCE
from resources.library.models.resource import Resource
from resources.library.search.index import write_index

name_verbs({"downloaded": gettext_lazy("downloaded"), "came out anew": gettext_lazy("brought out anew")})
belongs(Resource, "cities", to=City)


class AlreadyOut(Refused):
    """The resource is published already."""


class NotOut(Refused):
    """The resource is not published, or would be only later."""


class NothingToRead(Refused):
    """A language has neither file nor link nor text, or there is no language at all."""


class NobodyCouldSee(Refused):
    """The resource is for those chosen, and nobody is chosen."""


class StaysInside(Refused):
    """The resource quotes cities that agreed to be read inside the Forum."""


class NotToBeNamed(Refused):
    """A city would stand there that is not to be named, or that did not agree to it."""


class AddressIsFixed(Refused):
    """The resource has been published, so people know its address."""


@transaction.atomic
def add_resource(
    *,
    kind: str,
    by: User,
    slug: str = "",
    level: int = Level.NAMED,
    quotes_by_consent: bool = False,
    unnamed: Description | None = None,
    **facts: Any,
) -> Resource:
    """Enter a draft, which nobody but the secretariat sees until it is published; return it.

    `slug` is the word wished for in its address; where it is taken, it gets a number. With
    `quotes_by_consent` its text can no longer be changed, and it stays inside the Forum; `unnamed` describes
    a city that is not named. `facts` are the other fields of `resources.library.fields.RESOURCE`. Raises
    TypeError for a field that is not declared there.
    """
    columns, links = RESOURCE.split(facts)
    if unnamed is not None:
        columns |= {"is_unnamed": True, "band": unnamed.band, "region": unnamed.region}
    free = Resource.objects.free_slug(slug or kind)
    resource = Resource.objects.create(
        kind=kind, slug=free, level=level, quotes_by_consent=quotes_by_consent, **columns
    )
    for name, rows in links.items():
        getattr(resource, name).set(rows)
    write_index(resource)
    record("added", resource, by=by, level=int(level))
    return resource


@transaction.atomic
def edit_resource(resource: Resource, *, by: User, **changes: Any) -> Resource:
    """Change fields of a resource; return it. A change of who can see it counts from the next request.

    Raises AddressIsFixed for a new address once it has been published, NobodyCouldSee where a published one
    would be left with no readers, StaysInside for the web where it quotes by consent, NotToBeNamed, and
    TypeError for a field that `fields.RESOURCE` does not have.
    """
    columns, links = RESOURCE.split(changes)
    stored = _locked(resource)
    # Also when it was pulled back: `published_at` stays, and so do the links in people's mails.
    if changes.get("slug", stored.slug) != stored.slug and stored.published_at:
        raise AddressIsFixed(_("People know this address already; it stays as it is."))
    if stored.is_unnamed and changes.get("cities"):
        raise NotToBeNamed(_("The city that wrote it is not to be named. Leave the cities out."))
    if stored.quotes_by_consent and set(changes.get("cities", ())) - set(stored.cities.all()):
        raise NotToBeNamed(_("Only the cities that agreed to be named stand here. Others may be quoted."))
    for name, value in columns.items():
        setattr(stored, name, value)
    if stored.is_published:
        _refuse_if_nobody_sees(stored)
    if stored.quotes_by_consent and stored.level == Level.PUBLIC:
        raise StaysInside(_("The cities quoted agreed to be read inside the Forum."))
    # Not the whole row: it holds the vector of the search, which is large and written apart.
    stored.save(update_fields=list(columns))
    for name, rows in links.items():
        getattr(stored, name).set(rows)
    # What cities, themes and kinds are called is searched as well; nothing else of a resource itself is.
    if {"cities", "themes", "kind"} & set(changes):
        write_index(stored)
    # The history tells to whom it was opened; other values it never holds.
    details = {"level": int(stored.level)} if {"level", "open_to_partners"} & set(changes) else {}
    record("changed", stored, by=by, fields=sorted(changes), **details)
    return stored


@transaction.atomic
def publish(resource: Resource, *, by: User, at: datetime | None = None) -> Resource:
    """Show the resource to those it is for; return it.

    `at` is the moment it came out, where that was before it was entered here. Raises AlreadyOut,
    NothingToRead, NobodyCouldSee, and NotOut for a moment in the future.
    """
    stored = _locked(resource)
    now = database_now()
    if not rules.can_be_published(stored):
        raise AlreadyOut(_("It is published already."))
    # Editions change only under the lock of the resource, so this holds until the row is written.
    editions = list(stored.editions.all())
    if not editions:
        raise NothingToRead(_("Add it in at least one language first."))
    if empty := [edition.language_name for edition in editions if not edition.has_content]:
        raise NothingToRead(
            _("Add a file, a link or a text first: there is none in %(languages)s.")
            % {"languages": ", ".join(empty)}
        )
    _refuse_if_nobody_sees(stored)
    if at and not rules.may_be_out_since(at, now):
        raise NotOut(_("It can be published now, or have been before, not later."))
    # A resource that comes out again is new again: it stands first in the list.
    stored.state, stored.published_at = Resource.State.PUBLISHED, at or now
    stored.save(update_fields=["state", "published_at"])
    record("published", stored, by=by, level=int(stored.level))
    return stored


@transaction.atomic
def bring_out_anew(resource: Resource, *, by: User) -> Resource:
    """Have a paper that has a new version stand first again, also in the mails of who follows; return it.

    Raises NotOut.
    """
    stored = _locked(resource)
    if not stored.is_published:
        raise NotOut(_("It is not published, so nobody sees it now."))
    stored.published_at = database_now()
    stored.save(update_fields=["published_at"])
    record("came out anew", stored, by=by)
    return stored


@transaction.atomic
def withdraw(resource: Resource, *, by: User | None) -> Resource:
    """Pull the resource back: from the next request on nobody but the secretariat sees it. Return it.

    `by` is None for a restore. Raises NotOut.
    """
    stored = _locked(resource)
    if not rules.can_be_withdrawn(stored):
        raise NotOut(_("It is not published, so nobody sees it now."))
    stored.state = Resource.State.WITHDRAWN
    stored.save(update_fields=["state"])
    record("withdrawn", stored, by=by)
    return stored


def record_download(resource: Resource, *, language: str, by: User) -> None:
    """Record that somebody saved the file: the one thing that a GET may write."""
    record("downloaded", resource, by=by, language=language)


def _locked(resource: Resource) -> Resource:
    """Lock the resource and return it as it is now."""
    return locked(Resource.objects.select_for_update(), resource.pk)


def _refuse_if_nobody_sees(resource: Resource) -> None:
    """Raise NobodyCouldSee where the level is «those chosen», without partners and without exceptions."""
    if resource.level != Level.NAMED or resource.open_to_partners:
        return
    if not has_exceptions(resource):
        raise NobodyCouldSee(_("Nobody could see it yet. Choose who can see this first."))
