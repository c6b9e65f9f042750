"""The verbs of the secretariat on what was sent in: return it with a note, publish it in the library."""

from contextlib import ExitStack
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from cities.partners.actions.anew import ask_anew
from cities.talking.anonymity import described_or_named, member_cities
from cities.talking.rules import Description
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from resources.contributions.guides import body_and_failure
from resources.contributions.models import Contribution, ContributionFile
from resources.contributions.refusals import NotNow
from resources.contributions.uploads import keep_what_stood
from resources.contributions.writers import tell
from resources.library.actions import edition as editions
from resources.library.actions.resource import add_resource, bring_out_anew, edit_resource
from resources.library.actions.resource import publish as publish_resource
from resources.library.models.edition import Edition, FileType
from resources.library.models.resource import Resource
from resources.library.uploads import Upload

name_verbs(
    {
        "contribution returned": gettext_lazy("returned something sent in for the library"),
        "contribution put away": gettext_lazy("put away what a city that has left had sent in"),
        "contribution published": gettext_lazy("published what a city sent in"),
    }
)


@transaction.atomic
def send_back(contribution: Contribution, *, note: str, by: User) -> Contribution:
    """Return it to its city with a note of what to change.

    Raises NotNow where it does not wait, or where nobody of its city is there to change it.
    """
    row = _waiting(contribution)
    if row.city.membership is None:
        said = _("%(city)s has left the Forum: nobody there would change it. Publish it, or put it away.")
        raise NotNow(said % {"city": row.city})
    row.state, row.note, row.decided_at = Contribution.State.RETURNED, note.strip(), database_now()
    row.save(update_fields=["state", "note", "decided_at"])
    record("contribution returned", row, by=by)
    tell("contribution_returned", row, about=f"{row.decided_at.timestamp():.0f}")
    return row


@transaction.atomic
def put_away(contribution: Contribution, *, by: User) -> Contribution:
    """Let what a city that has left had sent in wait no longer; return it. Raises NotNow."""
    row = _waiting(contribution)
    if row.city.membership is not None:
        raise NotNow(_("%(city)s is in the Forum. Return it with a note.") % {"city": row.city})
    row.state, row.decided_at = Contribution.State.WITHDRAWN, database_now()
    row.save(update_fields=["state", "decided_at"])
    record("contribution put away", row, by=by)
    return row


@transaction.atomic
def publish(contribution: Contribution, *, by: User) -> Contribution:
    """Make it a paper of the library, with credit to its cities, and publish that; return the contribution.

    A new version takes the place of what stands there, and is new again for readers; who was at its table is
    asked again. Raises NotNow where it does not wait, or where what it renews is not out any more,
    HasToBeNamed where by now it would tell the city, NotStored.
    """
    row = _waiting(contribution)
    # Cities have come and gone since: the words must fit as many as when others read them first.
    shown_as = described_or_named(row.city, row.language, among=member_cities(), is_named=row.is_named)
    # Never closer than what the city agreed to.
    row.band, row.region = shown_as.band and row.band, shown_as.region and row.region
    if row.renews is None:
        row.resource = _made_into_paper(row, by)
    else:
        _put_in_place(row, by)
    row.state, row.decided_at = Contribution.State.PUBLISHED, database_now()
    row.save(update_fields=["band", "region", "resource", "state", "decided_at"])
    record("contribution published", row, by=by, resource=row.paper and row.paper.pk)
    tell("contribution_published", row)
    return row


def _made_into_paper(row: Contribution, by: User) -> Resource:
    resource = add_resource(
        kind=row.kind,
        by=by,
        slug=row.title,
        level=row.level,
        open_to_partners=row.open_to_partners,
        themes=list(row.themes.all()),
        cities=row.authors,
        unnamed=None if row.is_named else Description(row.band, row.region),
        is_sample=row.is_sample,
    )
    _write_edition(row, resource, None, by)
    return publish_resource(resource, by=by)


def _put_in_place(row: Contribution, by: User) -> None:
    """Put a new version in the place of what stands in the library, in its language; raises NotNow."""
    paper = row.paper
    if paper is None or not paper.is_published:
        raise NotNow(_("What it renews is not in the library any more. Publish that again first."))
    # As in every change of what stands: nobody puts another file there meanwhile.
    paper = locked(Resource.objects.select_for_update(), paper.pk)
    stands = paper.editions.filter(language=row.language).first()
    keep_what_stood(paper, row.language, stands)
    _write_edition(row, paper, stands, by)
    level, open_to_partners = row.readers
    facts: dict[str, Any] = {"kind": row.kind, "level": level, "open_to_partners": open_to_partners}
    if row.is_named:
        facts["cities"] = row.authors
    edit_resource(paper, by=by, themes=list(row.themes.all()), **facts)
    bring_out_anew(paper, by=by)
    ask_anew(paper, by=by)


def _write_edition(row: Contribution, paper: Resource, stands: Edition | None, by: User) -> None:
    """Write what was sent in as the paper in its language: a new edition, or over the one that stands."""
    body, failure = body_and_failure(row)
    facts: dict[str, Any] = {"title": row.title, "summary": row.summary}
    facts |= {"body": body, "what_did_not_work": failure}
    with ExitStack() as opened:
        file = row.file_now
        if file is not None:
            opened.enter_context(file.file.open("rb"))
        upload = _as_upload(file) if file else None
        if stands is None:
            editions.add_edition(paper, by=by, language=row.language, upload=upload, **facts)
        else:
            editions.replace_edition(stands, by=by, link="", upload=upload, **facts)


def _as_upload(file: ContributionFile) -> Upload:
    """Return a file that came in before, whose copy goes into the library."""
    return Upload(file=file.file, name=file.file_name, type=FileType(file.file_type), size=file.size)


def _waiting(contribution: Contribution) -> Contribution:
    row = Contribution.objects.locked(contribution.pk)
    if not row.is_waiting:
        raise NotNow(_("It does not wait for a decision any more."))
    return row
