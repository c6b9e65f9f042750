"""What is done to a resource as a whole."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.tiers import Level
from cities.models import User
from cities.sharing.audience import has_exceptions
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from resources import rules
from resources.fields import RESOURCE
from resources.models.resource import Resource
from resources.search import write_index

name_verbs({"downloaded": gettext_lazy("downloaded")})


class AlreadyOut(Refused):
    """It is published."""


class NotOut(Refused):
    """It is not published."""


class NothingToRead(Refused):
    """A language has neither file nor link nor text, or there is no language at all."""


class NobodyCouldSee(Refused):
    """It is for those chosen, and nobody is."""


class AddressIsFixed(Refused):
    """People have been given the address."""


@transaction.atomic
def add_resource(*, kind: str, by: User, slug: str = "", level: int = Level.NAMED, **facts: Any) -> Resource:
    """Enter a draft, which nobody but the secretariat sees until it is published.

    `slug` is the word wished for in its address; where it is taken, it gets a number. `facts` are the other
    fields of `resources.fields.RESOURCE`. Raises TypeError for a field that is not declared there.
    """
    columns, links = RESOURCE.split(facts)
    free = Resource.objects.free_slug(slug or kind)
    resource = Resource.objects.create(kind=kind, slug=free, level=level, **columns)
    for name, rows in links.items():
        getattr(resource, name).set(rows)
    write_index(resource)
    record("added", resource, by=by, level=int(level))
    return resource


@transaction.atomic
def edit_resource(resource: Resource, *, by: User, **changes: Any) -> Resource:
    """Change fields of a resource; a change of who can see it counts from the next request.

    Raises AddressIsFixed for a new address once it has been published, NobodyCouldSee where a published one
    would be left with no readers, and TypeError for a field that `resources.fields.RESOURCE` does not have.
    """
    columns, links = RESOURCE.split(changes)
    stored = _locked(resource)
    if changes.get("slug", stored.slug) != stored.slug and stored.published_at:
        raise AddressIsFixed(_("People know this address already; it stays as it is."))
    for name, value in columns.items():
        setattr(stored, name, value)
    if stored.is_published:
        _refuse_if_nobody_sees(stored)
    stored.save(update_fields=list(columns))
    for name, rows in links.items():
        getattr(stored, name).set(rows)
    if "cities" in links:
        write_index(stored)
    details = {"level": int(stored.level)} if {"level", "open_to_partners"} & set(changes) else {}
    record("changed", stored, by=by, fields=sorted(changes), **details)
    return stored


@transaction.atomic
def publish(resource: Resource, *, by: User, at: datetime | None = None) -> Resource:
    """Show it to those it is for. `at` is for what came out before it was entered here."""
    stored = _locked(resource)
    now = timezone.now()
    if not rules.can_be_published(stored):
        raise AlreadyOut(_("It is published already."))
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
    stored.state, stored.published_at = Resource.State.PUBLISHED, at or now
    stored.save(update_fields=["state", "published_at"])
    record("published", stored, by=by, level=int(stored.level))
    return stored


@transaction.atomic
def withdraw(resource: Resource, *, by: User) -> Resource:
    """Pull it back: from the next request on nobody but the secretariat sees it."""
    stored = _locked(resource)
    if not rules.can_be_withdrawn(stored):
        raise NotOut(_("It is not published, so nobody sees it now."))
    stored.state = Resource.State.WITHDRAWN
    stored.save(update_fields=["state"])
    record("withdrawn", stored, by=by)
    return stored


def record_download(resource: Resource, *, language: str, by: User) -> None:
    """Note that somebody took the file home: the one thing a GET may write."""
    record("downloaded", resource, by=by, language=language)


def _locked(resource: Resource) -> Resource:
    return Resource.objects.select_for_update().get(pk=resource.pk)


def _refuse_if_nobody_sees(resource: Resource) -> None:
    if resource.level != Level.NAMED or resource.open_to_partners:
        return
    if not has_exceptions(resource):
        raise NobodyCouldSee(_("Nobody could see it yet. Choose who can see this first."))
