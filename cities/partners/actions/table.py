"""The verbs of those who write down who was at the table, and of the secretariat that looks after it."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.invitations.models import Objection
from cities.partners.asked import people_behind
from cities.partners.links import BUNDLED, forget_link, mail_the_link, objects_to
from cities.partners.models import AtTable, table_of
from cities.partners.models.table import SEALED
from cities.partners.refusals import AskedAlready, NotNow, NotYours, Objected, OwnAddress, TooMany
from cities.people import limits
from cities.people.models import Officer, OfficerQuerySet, User
from icaforum.audit.locks import lock_row
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.words.addresses import clean_address, mailbox
from icaforum.words.names import clean_name
from icaforum.words.times import database_now

name_verbs(
    {
        "organisation written down": gettext_lazy("wrote down an organisation at the table"),
        "organisation changed": gettext_lazy("changed what is written of an organisation at the table"),
        "organisation taken off": gettext_lazy("took an organisation off the table"),
        "organisation hidden": gettext_lazy("hid an organisation at the table"),
        "organisation shown": gettext_lazy("showed an organisation at the table again"),
    }
)

# More than so many at one table are a list that nobody reads.
MOST = 40
State = AtTable.State


@transaction.atomic
def write_down(thing: models.Model, *, city: City | None = None, by: User, **facts: Any) -> AtTable:
    """Write down an organisation at the table of something, and ask it whether it may be named; return it.

    `city` is whose word it is, where the person writes for several at this table. `facts` are columns of
    `AtTable`: `name`, `kind`, `place`, `took_part`, `changed`, `language` and `email`, without which nobody
    is asked. Raises NotYours, NotNow for a thing that is not out, TooMany, Objected, OwnAddress.
    """
    table = table_of(thing)
    lock_row(thing)
    city = _city_of(table, thing, by, city)
    if not table.things().filter(table.things().in_force(), pk=thing.pk).exists():
        raise NotNow(_("It is not published. Write down who was at the table once it is."))
    if table.objects.filter(thing=thing.pk).count() >= MOST:
        raise TooMany(_("There are as many organisations at this table as one page can show."))
    row = table(thing=thing, city=city, written_by=by, **_clean(facts))
    _may_be_asked(row, by)
    row.save()
    record("organisation written down", row, by=by)
    _ask(row)
    return row


@transaction.atomic
def change(organisation: AtTable, *, by: User, **facts: Any) -> AtTable:
    """Change what is written of an organisation; it is asked again where it was asked, and unnamed till then.

    Whatever it said itself goes with the words it said it about. Raises NotThere, NotYours, NotNow after a
    no where it would be asked again, TooMany, Objected, OwnAddress. Of an address that is asked already it
    is asked once a day at most (`mail_the_link`).
    """
    row = _own(organisation, by)
    if row.has_had_all_deleted:
        raise NotNow(_("It had all deleted that was written of it. Only its kind stands."))
    facts = {name: value for name, value in _clean(facts).items() if getattr(row, name) != value}
    if not facts:
        return row
    said_no, elsewhere = row.state in AtTable.ANSWERED_NO, bool(facts.get("email"))
    if said_no and elsewhere:
        raise NotNow(_("It said no, so it is not asked again. By its link it can still say yes."))
    row.keep_what_was_agreed()
    if "email" in facts:
        forget_link(row)
        # Whoever reads another address is asked at once, and not of what somebody else agreed to.
        row.asked_at, row.before = None, None
    if elsewhere or ("email" in facts and row.state != State.AGREED):
        row.link_version += 1  # whoever reads the other address speaks for it no more
    for name, value in facts.items():
        setattr(row, name, value)
    asks_anew = not said_no and (elsewhere or not facts.keys().isdisjoint(SEALED))
    if asks_anew:
        _may_be_asked(row, by)
    if asks_anew or (row.state == State.ASKED and not row.email):
        row.state, row.agreed_seal, row.they_say, row.nothing_so_far = State.NOT_ASKED, "", "", False
    row.save()
    record("organisation changed", row, by=by, fields=sorted(facts))
    if asks_anew and not row.hidden_at:
        _ask(row)
    return row


@transaction.atomic
def take_off(organisation: AtTable, *, by: User) -> None:
    """Take an organisation off, with its own words and its address; its no stays.

    Raises NotThere, NotYours, NotNow for one that the secretariat has hidden: written down again it would
    stand there.
    """
    row = _own(organisation, by)
    if row.hidden_at and not by.acts_as_staff:
        raise NotNow(_("The secretariat has hidden it, so only the secretariat takes it off."))
    forget_link(row)
    record("organisation taken off", row, by=by)
    row.delete()


@transaction.atomic
def hide(organisation: AtTable, *, because: str, by: User) -> AtTable:
    """Hide an organisation from all but those who wrote it down, and tell them why.

    Raises NotThere, NotNow.
    """
    row = type(organisation).objects.locked(organisation.pk)
    if row.hidden_at:
        raise NotNow(_("It is hidden already."))
    row.hidden_at, row.hidden_because = database_now(), because.strip()
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("organisation hidden", row, by=by)
    key = f"table:{row.word}:{row.pk}:hidden:{row.hidden_at.timestamp():.0f}"
    ids = {"word": row.word, "organisation": row.pk}
    queue_mails(
        NewMail("organisation_hidden", it, f"{key}:{it.pk}", ids | {"reader": it.pk})
        for it in people_behind(row)
    )
    return row


@transaction.atomic
def show(organisation: AtTable, *, by: User) -> AtTable:
    """Show a hidden organisation again, as it agreed to it; return it.

    One whose words or address changed meanwhile is asked now. Raises NotThere, NotNow.
    """
    row = type(organisation).objects.locked(organisation.pk)
    if not row.hidden_at:
        raise NotNow(_("It is not hidden."))
    row.hidden_at, row.hidden_because = None, ""
    row.save(update_fields=["hidden_at", "hidden_because"])
    record("organisation shown", row, by=by)
    if row.state == State.NOT_ASKED and row.email and not objects_to(row):
        _ask(row)
    return row


def _seats(table: type[AtTable], thing: Any, by: User) -> OfficerQuerySet:
    """Return the seats with which somebody writes at a thing."""
    seats = Officer.objects.standing().filter(person=by.pk, city__in=table.cities_at(thing))
    return seats.leads() if table.by_leads else seats


def _city_of(table: type[AtTable], thing: Any, by: User, wanted: City | None) -> City | None:
    """Return the city for which somebody writes at a thing, None for staff; raises NotYours."""
    seats = _seats(table, thing, by)
    if wanted is not None:
        seats = seats.filter(city=wanted)
    if seat := seats.select_related("city").order_by("pk").first():
        return seat.city
    if not by.acts_as_staff:
        raise NotYours(_("Those write it down who did it with them, or the secretariat."))
    return None


def _own(organisation: AtTable, by: User) -> AtTable:
    """Return the row as it stands, locked, for the city whose word it is and for staff.

    Raises NotThere, NotYours: other cities at the same table have words of their own.
    """
    row: AtTable = type(organisation).objects.locked(organisation.pk)
    if not by.acts_as_staff and not _seats(type(row), row.thing, by).filter(city=row.city_id).exists():
        raise NotYours(_("The city that wrote it down changes it, or the secretariat."))
    return row


def _ask(row: AtTable) -> None:
    """Mail the link, where there is an address."""
    if row.email:
        mail_the_link(row)
        row.save(update_fields=["state", "asked_at", "reminded_at", "answered_at"])


def _is_one_of(row: AtTable, team: OfficerQuerySet) -> bool:
    """Whether the address is somebody's of these seats, also with something behind a plus."""
    own = mailbox(row.email)
    people = User.objects.filter(pk__in=team.values("person"))
    known = [*people.values_list("email", flat=True), *people.values_list("emailaddress__email", flat=True)]
    return any(mailbox(it) == own for it in known if it)


def _refuse_a_flood(row: AtTable, by: User) -> None:
    """Raise AskedAlready, TooMany for an address that is asked at this table already, or often today.

    One that was asked about this very row is asked again: its words are others now.
    """
    own = mailbox(row.email)
    table: Any = type(row)
    others = table.objects.asked().filter(thing=row.thing_id).exclude(pk=row.pk)
    if row.asked_at is None and any(mailbox(it) == own for it in others.values_list("email", flat=True)):
        raise AskedAlready(
            _(
                "This address is asked about another organisation at this table, and has not answered. Wait "
                "for its answer, or leave the address as it was."
            )
            if row.pk
            else _(
                "This address is asked about another organisation at this table, and has not answered. Wait "
                "for its answer, or leave the address empty."
            )
        )
    # What changes within a day goes into one mail.
    if by.acts_as_staff or (row.asked_at and row.asked_at + BUNDLED > database_now()):
        return
    over = limits.one_too_many(organisations_of_person=by.pk, organisations_to_address=own)
    if over == "organisations_to_address":
        raise TooMany(
            _("This address was asked three times today. Go on tomorrow, or leave it empty until then.")
        )
    if over:
        raise TooMany(_("You have had many organisations asked today. Please go on tomorrow."))


def _may_be_asked(row: AtTable, by: User) -> None:
    """Raise OwnAddress, Objected for one that said no, AskedAlready, TooMany where many are asked a day."""
    if not row.email:
        return
    team = Officer.objects.standing().filter(city__in=row.cities_at(row.thing))
    if _is_one_of(row, team):
        raise OwnAddress(_("This is the address of somebody in the city’s own team. Ask the organisation."))
    if Objection.objects.among([row.email]):
        raise Objected(
            _("Whoever reads this address has told us not to write to it. Leave it empty, or take another.")
        )
    if Objection.objects.among([row.email], of=row.thing_name):
        raise Objected(
            _(
                "Whoever reads this address has said no to being named here, and after a no we do not ask "
                "again. Leave the address empty: then the kind alone stands there."
            )
        )
    _refuse_a_flood(row, by)


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed as it is stored, so that it can be compared."""
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    for name, clean in (("name", clean_name), ("email", clean_address)):
        if cleaned.get(name):
            cleaned[name] = clean(cleaned[name])
    return cleaned
