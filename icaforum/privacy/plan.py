"""What erasing a person would do, in sentences: counted by the rows that it will then go through."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.leaving.losses import losses_of_seat
from cities.leaving.rules import ending_with_a_seat
from cities.models import Application, User
from icaforum.audit.as_read import mark_of
from icaforum.audit.models import admin_url_of
from icaforum.audit.verbs import Words
from icaforum.privacy.keeping import BACKUPS_KEPT, span_in_words
from icaforum.privacy.refusals import reasons_against, reasons_against_address
from icaforum.privacy.rows import ACCOUNT, ROWS, counted
from icaforum.privacy.subjects import Asked, Subject, own_subject_of, subject_of, subject_of_address
from icaforum.privacy.taking_out import naming

# What a published text may be a part of, by the name of the relation.
WHOLES = ("event", "resource", "project")


@dataclass(frozen=True)
class Plan:
    """What is in the way, what ends first, what goes, what stays and why, and which works name the person.

    `backups` says how long they keep it.
    """

    reasons: list[str]
    ends: list[str]
    goes: list[tuple[Words, int]]
    stays: list[tuple[Words, int, Words]]
    naming: list[tuple[models.Model, str]]
    backups: str

    @property
    def is_possible(self) -> bool:
        """Whether nothing has to be settled first."""
        return not self.reasons

    @property
    def words(self) -> str:
        """What a page says of it that may be different a moment later."""
        counts = (f"{title}: {count}" for title, count, *_why in (*self.goes, *self.stays))
        return "\n".join([*self.reasons, *self.ends, *counts, *(url for _thing, url in self.naming)])

    @property
    def mark(self) -> str:
        """What the page sends back, so that nothing is erased that was not shown."""
        return mark_of(self.words)


def plan_for(person: User, *, own: bool) -> Plan:
    """Return the plan; `own` words it for the person themselves."""
    subject = own_subject_of(person) if own else subject_of(person)
    ends = [*_seats(person, own=own), *_places(person), *_applications(subject)]
    return _plan(subject, reasons_against(person, subject), ends, own=own)


def plan_for_address(row: Asked) -> Plan:
    """Return the plan for an address without an account."""
    subject = subject_of_address(row)
    return _plan(subject, reasons_against_address(row), _applications(subject), own=False)


def _plan(subject: Subject, reasons: list[str], ends: list[str], *, own: bool) -> Plan:
    counts = counted(subject)
    found = [(rows, counts[rows.model]) for rows in ROWS if rows.model in counts]
    return Plan(
        reasons=reasons,
        ends=ends,
        goes=[(rows.title, count) for rows, count in found if rows.goes],
        stays=[
            *([(ACCOUNT.title, 1, ACCOUNT.stays)] if subject.has_account else []),
            *((rows.title, count, rows.stays) for rows, count in found if not rows.goes),
        ],
        # Not to the person: the texts may be drafts, or for others.
        naming=[] if own else [(thing, _page_of(thing)) for thing in naming(subject)],
        backups=span_in_words(BACKUPS_KEPT),
    )


def _seats(person: User, *, own: bool) -> list[str]:
    said: list[str] = []
    yours = _("You leave the team of %(city)s. Its lead contacts are told by mail, without your name.")
    theirs = _("The seat in %(city)s ends. Its lead contacts are told by mail, without the name.")
    alone = _("You leave the team of %(city)s.") if own else _("The seat in %(city)s ends.")
    for seat in person.seats.open().select_related("city", "person"):
        losses, city = losses_of_seat(seat), str(seat.city)
        told = alone if losses.is_empty else yours if own else theirs
        said += [told % {"city": city}, *ending_with_a_seat(city, losses)]
    return said


def _places(person: User) -> list[str]:
    count = person.registrations.at_stake().count()
    words = ngettext(
        "%(n)d place at a coming event is given up. What stands in a calendar stays there.",
        "%(n)d places at coming events are given up. What stands in a calendar stays there.",
        count,
    )
    return [words % {"n": count}] if count else []


def _applications(subject: Subject) -> list[str]:
    count = Application.objects.undecided().filter(email__in=subject.addresses).count()
    words = ngettext(
        "%(n)d application that is not decided is withdrawn.",
        "%(n)d applications that are not decided are withdrawn.",
        count,
    )
    return [words % {"n": count}] if count else []


def _page_of(thing: models.Model) -> str:
    """Return where the secretariat changes a thing: on the page of what it is a text of."""
    for field in thing._meta.concrete_fields:
        if field.name in WHOLES and isinstance(field, models.ForeignKey):
            whole: type[models.Model] = field.related_model
            return admin_url_of(whole(pk=getattr(thing, field.attname)))
    return admin_url_of(thing)
