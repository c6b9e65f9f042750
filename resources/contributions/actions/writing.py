"""The verbs of whoever writes for the library: keep a draft, send in, change, take back, leave."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, Theme, User
from cities.people import limits
from cities.talking.anonymity import described_or_named, member_cities
from cities.talking.models import Use
from icaforum.audit.as_read import refuse_unread
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.models import Entry, label_of
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from resources.contributions.guides import ANSWERS, GUIDES
from resources.contributions.models import Contribution, ContributionDraft, ContributionFile, Shape
from resources.contributions.refusals import (
    HasLeft,
    NobodyToAsk,
    NoPart,
    NothingToRead,
    NotNow,
    NotYours,
    TooMany,
    WouldTell,
)
from resources.contributions.uploads import add_file
from resources.contributions.writers import leads_of, tell, tell_co_authors
from resources.library.actions.resource import edit_resource
from resources.library.actions.resource import withdraw as pull_back
from resources.library.models.resource import Resource
from resources.library.uploads import Upload

name_verbs(
    {
        "contribution sent in": gettext_lazy("sent something in for the library"),
        "contribution changed": gettext_lazy("changed what was sent in for the library"),
        "contribution sent again": gettext_lazy("sent it in again, changed"),
        "contribution withdrawn": gettext_lazy("took back what was sent in for the library"),
        "left the authors": gettext_lazy("took the city’s name off a text written together"),
    }
)
belongs(Contribution, "city", "co_authors", to=City)
belongs(Contribution, "author", to=User)
belongs(Contribution, "resource", to=Resource)

# Drafts of one person; the oldest give way.
MOST_DRAFTS = 20

TEXTS = ("title", "summary", *ANSWERS)
COLUMNS = (*TEXTS, "kind", "level", "open_to_partners", "residents")
"""What whoever writes can change afterwards, beside the themes, the co-authors and the file."""


@transaction.atomic
def keep_draft(
    draft: ContributionDraft | None,
    *,
    shape: str,
    typed: Mapping[str, Any],
    by: User,
    upload: Upload | None = None,
) -> ContributionDraft:
    """Keep what somebody typed, in their draft or a new one, with a file where one was chosen; return it.

    Raises NotThere, NotStored.
    """
    # The row of the person, so that two windows do not both make one too many.
    locked(User.objects.select_for_update(no_key=True), by.pk)
    if draft is None:
        for old in by.contribution_drafts.all()[MOST_DRAFTS - 1 :]:
            old.delete()
        draft = ContributionDraft.objects.create(author=by, shape=shape, typed=dict(typed))
    else:
        draft = locked(ContributionDraft.objects.filter(author=by).select_for_update(), draft.pk)
        draft.typed, draft.changed_at = dict(typed), database_now()
        draft.save(update_fields=["typed", "changed_at"])
    if upload is not None:
        # Nobody has read the one before.
        draft.files.all().delete()
        add_file(upload, draft=draft)
    return draft


@transaction.atomic
def drop_draft(draft: ContributionDraft, *, by: User) -> None:
    """Delete a draft with its file. Raises NotThere."""
    locked(ContributionDraft.objects.filter(author=by).select_for_update(), draft.pk).delete()


@transaction.atomic
def leave_file_out(draft: ContributionDraft, *, by: User) -> None:
    """Take the file off a draft. Raises NotThere."""
    locked(ContributionDraft.objects.filter(author=by).select_for_update(), draft.pk).files.all().delete()


@transaction.atomic
def send_in(
    *,
    city: City,
    shape: str,
    by: User,
    themes: Iterable[Theme] = (),
    co_authors: Iterable[City] = (),
    upload: Upload | None = None,
    draft: ContributionDraft | None = None,
    is_named: bool = True,
    use: str = Use.UNATTRIBUTED,
    renews: Contribution | None = None,
    **facts: Any,
) -> Contribution:
    """Send something in for the library, to be decided by the secretariat; return it.

    `facts` are `COLUMNS`, the language, the project of an update and `is_sample`. A file of the draft comes
    along where there is no other; the draft is gone. `renews` is the first version. Raises NoPart, NotYours,
    NotNow, HasLeft, NobodyToAsk, NothingToRead, WouldTell, HasToBeNamed, TooMany, NotThere, NotStored.
    """
    _refuse_who_writes(city, by)
    with_others = [it for it in co_authors if it.pk != city.pk]
    renews = renews and _renewed(renews, city, with_others, is_named=is_named)
    shown_as = described_or_named(city, facts["language"], among=member_cities(), is_named=is_named)
    row = Contribution(
        city=city,
        author=by,
        tier=city.memberships.open().get().tier,
        shape=shape,
        is_named=is_named,
        band=shown_as.band,
        region=shown_as.region,
        use=use if is_named else Use.UNATTRIBUTED,
        submitted_at=database_now(),
        renews=renews,
        **_tidy(facts),
    )
    file = _file_of(draft, by)
    _refuse_what_tells(row, with_others, has_file=bool(upload or file))
    _refuse_empty(row, has_file=bool(upload or file))
    row.save()
    row.themes.set(themes)
    row.co_authors.set(with_others)
    _take_file(row, upload, file)
    if draft is not None:
        ContributionDraft.objects.filter(pk=draft.pk, author=by).delete()
    record("contribution sent in", row, by=by, city=city.pk)
    tell("contribution_sent_in", row)
    _tell_co_authors(row, [it for it in with_others if not renews or it not in renews.co_authors.all()], by)
    return row


@transaction.atomic
def change(
    contribution: Contribution,
    *,
    by: User,
    send: bool = True,
    upload: Upload | None = None,
    without_file: bool = False,
    **changes: Any,
) -> Contribution:
    """Change what was sent in, of `COLUMNS`, `themes` and `co_authors`; return it.

    The file before stays reachable. What was returned is sent in again, unless `send` is off. Raises
    NotYours, NotNow, NothingToRead, WouldTell, HasLeft, NobodyToAsk, TooMany, NotStored.
    """
    row = _own(contribution, by)
    if not row.is_editable:
        raise NotNow(_("It can no longer be changed here: it is published or was taken back."))
    columns = _tidy({name: changes[name] for name in COLUMNS if name in changes})
    for name, value in columns.items():
        setattr(row, name, value)
    co_authors = [it for it in changes.get("co_authors", row.co_authors.all()) if it.pk != row.city_id]
    has_file = bool(upload) or (not without_file and row.file_now is not None)
    _refuse_what_tells(row, co_authors, has_file=has_file)
    _refuse_empty(row, has_file=has_file)
    new = [it for it in co_authors if it not in set(row.co_authors.all())]
    _refuse_who_left(row, new)
    if upload is not None or without_file:
        row.files.filter(is_current=True).update(is_current=False)
    if upload is not None:
        add_file(upload, contribution=row)
    if "themes" in changes:
        row.themes.set(changes["themes"])
    _tell_co_authors(row, new, by)
    row.co_authors.set(co_authors)
    again = send and row.state == Contribution.State.RETURNED
    if again:
        row.state, row.submitted_at = Contribution.State.SUBMITTED, database_now()
    row.save(update_fields=[*columns, "state", "submitted_at"])
    fields = sorted([*changes, *(["resources.contributionfile.file"] if upload or without_file else [])])
    record("contribution sent again" if again else "contribution changed", row, by=by, fields=fields)
    return row


@transaction.atomic
def take_back(contribution: Contribution, *, by: User, read: str = "") -> Contribution:
    """Take back what one's city sent in; published, its paper leaves the library with all its versions.

    `read` is the mark of what the person has read. Raises NotYours, NotNow, and ChangedMeanwhile where it was
    changed or published since.
    """
    row = _own(contribution, by)
    if row.state == Contribution.State.WITHDRAWN:
        raise NotNow(_("It was taken back already."))
    refuse_unread(read, row.mark, _("It was changed or decided meanwhile. Nothing is done yet: look again."))
    paper = row.paper if row.state == Contribution.State.PUBLISHED else None
    versions = Contribution.objects.of_paper(paper).exclude(pk=row.pk) if paper else ()
    for version in (row, *versions):
        version.state, version.decided_at = Contribution.State.WITHDRAWN, database_now()
        version.save(update_fields=["state", "decided_at"])
        record("contribution withdrawn", version, by=by)
    if paper and paper.is_published:
        pull_back(paper, by=by)
    return row


@transaction.atomic
def leave_authors(contribution: Contribution, *, city: City, by: User) -> Contribution:
    """Take the name of a city off a text that another wrote together with it, and off all its versions.

    Raises NotYours, NotNow.
    """
    row = Contribution.objects.locked(contribution.pk)
    if not by.seats.standing().filter(city=city).exists():
        raise NotYours(_("Only people of that city can do this."))
    if not row.co_authors.filter(pk=city.pk).exists():
        raise NotNow(_("Your city does not stand there."))
    for version in Contribution.objects.versions_of(row):
        version.co_authors.remove(city)
    record("left the authors", row, by=by, city=city.pk)
    if row.paper:
        edit_resource(row.paper, by=by, cities=[it for it in row.paper.cities.all() if it != city])
    return row


def _own(contribution: Contribution, by: User) -> Contribution:
    """Return it as it stands, locked; raises NotYours, NotThere, Busy."""
    row = Contribution.objects.locked(contribution.pk)
    if not by.seats.standing().filter(city=row.city_id).exists():
        raise NotYours(_("Only the city that sent it in can do this."))
    return row


def _refuse_who_writes(city: City, by: User) -> None:
    """Raise NoPart for whoever has no seat there, TooMany for whoever has sent in much today."""
    if not by.seats.standing().filter(city=city).exists():
        raise NoPart(_("You write for a city or organisation in the Forum in which you have a seat."))
    if limits.one_too_many(contributions_of_person=by.pk):
        raise TooMany(_("You have sent in much today. Please go on tomorrow."))


def _renewed(first: Contribution, city: City, co_authors: list[City], *, is_named: bool) -> Contribution:
    """Return the version that is to be renewed, locked; raises NotYours, NotNow, WouldTell, HasLeft."""
    row = Contribution.objects.locked(first.pk)
    if row.city_id != city.pk:
        raise NotYours(_("Only the city that sent it in can do this."))
    if not row.is_renewable:
        raise NotNow(_("It does not stand in the library now, so there is nothing to renew."))
    if row.waiting_renewal:
        raise NotNow(_("A new version of it was sent in already. Change that one."))
    if row.is_named != is_named:
        raise WouldTell(_("Each version is shown as the first one: with the name, or without."))
    _refuse_who_left(row, co_authors)
    return row


def _tidy(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if name in TEXTS else value for name, value in facts.items()}


def _file_of(draft: ContributionDraft | None, by: User) -> ContributionFile | None:
    if draft is None:
        return None
    draft = locked(ContributionDraft.objects.filter(author=by).select_for_update(), draft.pk)
    return draft.files.first()


def _take_file(row: Contribution, upload: Upload | None, of_draft: ContributionFile | None) -> None:
    """Give it the file that was chosen, else that of the draft."""
    if upload is not None:
        add_file(upload, contribution=row)
    elif of_draft is not None:
        of_draft.draft, of_draft.contribution = None, row
        of_draft.save(update_fields=["draft", "contribution"])


def _refuse_empty(row: Contribution, *, has_file: bool) -> None:
    """Raise NothingToRead without a file and without a word."""
    asks = GUIDES[Shape(row.shape)].asks
    if not has_file and not any(getattr(row, ask.name).strip() for ask in asks):
        raise NothingToRead(_("Choose a file, or write a text."))


def _refuse_who_left(row: Contribution, co_authors: Iterable[City]) -> None:
    """Raise HasLeft for a city that took its name off this text, which nobody puts back for it."""
    left = Entry.objects.filter(
        target_type=label_of(row),
        target_id__in=[str(it.pk) for it in Contribution.objects.versions_of(row)],
        verb="left the authors",
    )
    gone = set(left.values_list("details__city", flat=True))
    if city := next((it for it in co_authors if it.pk in gone), None):
        said = _("%(city)s has taken its name off this text. Write to its lead contacts.")
        raise HasLeft(said % {"city": city})


def _tell_co_authors(row: Contribution, co_authors: list[City], by: User) -> None:
    """Tell the leads of these cities that they stand there.

    Raises NobodyToAsk for a city of which nobody would hear it, TooMany where they are many in a day.
    """
    if city := next((it for it in co_authors if not leads_of(it)), None):
        said = _("Nobody of %(city)s can be asked just now whether it is named. Leave it out.")
        raise NobodyToAsk(said % {"city": city})
    if any(limits.one_too_many(co_authors_of_person=by.pk) for _city in co_authors):
        raise TooMany(_("You have named many cities as authors today. Leave some out, or go on tomorrow."))
    tell_co_authors(row, co_authors)


def _refuse_what_tells(row: Contribution, co_authors: list[City], *, has_file: bool) -> None:
    """Raise WouldTell where what comes with an unnamed text says whose it is."""
    if row.is_named:
        return
    if row.project_id:
        raise WouldTell(_("News of a pilot project tells which city it is. Show the name."))
    if co_authors:
        raise WouldTell(_("Cities named beside it would tell which city it is. Leave them out."))
    if has_file:
        raise WouldTell(
            _(
                "A file tells who you are in places that nobody sees: its author, its pictures, its "
                "properties. Write the words here instead, or show the name."
            )
        )
