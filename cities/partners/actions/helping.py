"""The verbs of requests for help: ask, put to a partner, answer, write, end."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, Theme
from cities.partners.asked import people_of_city, people_of_partner, refuse_left, takes_requests
from cities.partners.models import HelpMessage, HelpRequest, PartnerTerms
from cities.partners.refusals import NoCity, NotNow, NotTaking, NotYours, SoAlready, TooMany
from cities.people import limits
from cities.people.models import User
from icaforum.audit.as_read import refuse_unread
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import NewMail, queue_mail, queue_mails
from icaforum.words.times import database_now

name_verbs(
    {
        "help asked": gettext_lazy("asked for help"),
        "help put": gettext_lazy("put a request for help to a partner"),
        "help accepted": gettext_lazy("accepted a request for help"),
        "help declined": gettext_lazy("declined a request for help"),
        "help done": gettext_lazy("said what came of a request for help"),
        "help withdrawn": gettext_lazy("took a request for help back"),
        "help written": gettext_lazy("wrote to a request for help"),
        "help answer came": gettext_lazy("was asked whether an answer to a request for help is theirs"),
        "help answer dropped": gettext_lazy("threw an answer to a request for help away"),
        "help shown": gettext_lazy("let a help that is done stand on the page of the partner"),
        "help no longer shown": gettext_lazy("took a help from the page of the partner"),
        # Of the clock (`waiting`), which no page imports.
        "help reminded": gettext_lazy("was reminded of a request for help"),
        "help left to staff": gettext_lazy("waits for an answer for longer than was promised"),
        "help ended": gettext_lazy("ended a request for help, since one side is not in the Forum"),
        "asked what came of help": gettext_lazy("was asked what came of a help"),
    }
)
belongs(HelpRequest, "city", to=City)
belongs(HelpRequest, "partner", to=City)
belongs(HelpMessage, "request", to=HelpRequest)

State = HelpRequest.State
# As a message on the page may be long; of a mail the beginning is kept.
LONGEST = 4000
ANSWER = ("answer", "answer_language", "answered_at", "answered_by")
OUTCOME = ("outcome", "outcome_language", "ended_early", "is_shown")


@transaction.atomic
def ask(
    *,
    city: City,
    partner: City | None,
    title: str,
    text: str,
    language: str,
    themes: Iterable[Theme] = (),
    needed_by: date | None = None,
    is_sample: bool = False,
    by: User,
) -> HelpRequest:
    """Ask a partner for help, or the secretariat to find one where `partner` is None; return the request.

    Raises NoCity where the person has no seat in the city, or it is a partner; NotTaking, TooMany.
    """
    if city.is_partner or not by.seats.standing().filter(city=city).exists():
        raise NoCity(_("You ask for a city in the Forum in which you have a seat."))
    if limits.one_too_many(helps_of_person=by.pk):
        raise TooMany(_("You have asked for help many times today. Please go on tomorrow."))
    row = HelpRequest.objects.create(
        city=city,
        asked_by=by,
        title=title.strip(),
        text=text.strip(),
        language=language,
        needed_by=needed_by,
        state=State.LOOKING,
        asked_at=database_now(),
        is_sample=is_sample,
    )
    row.themes.set(themes)
    record("help asked", row, by=by, city=city.pk)
    if partner is not None:
        _put(row, partner, by=by)
    return row


@transaction.atomic
def put_to(request: HelpRequest, *, partner: City, by: User) -> HelpRequest:
    """Put a request to the partner that the secretariat has found. Raises NotNow, NotTaking."""
    row = HelpRequest.objects.locked(request.pk)
    if row.state != State.LOOKING:
        raise NotNow(_("A partner was found already, or none is looked for any more."))
    refuse_left(row.city)
    _put(row, partner, by=by)
    return row


@transaction.atomic
def go_on_looking(request: HelpRequest, *, by: User) -> HelpRequest:
    """After a no, or when the partner left, have the secretariat look for another partner.

    A new request with the same words; by the city or by staff; return it. Raises NotNow, NotYours.
    """
    row = _of_city(request, by) if not by.acts_as_staff else HelpRequest.objects.locked(request.pk)
    if not row.lacks_partner or row.followed_by.exists():
        raise NotNow(_("Another partner is looked for already, or nobody has said no."))
    refuse_left(row.city)
    new = HelpRequest.objects.create(
        city=row.city,
        asked_by=row.asked_by,
        title=row.title,
        text=row.text,
        language=row.language,
        needed_by=row.needed_by,
        state=State.LOOKING,
        asked_at=database_now(),
        follows=row,
        is_sample=row.is_sample,
    )
    new.themes.set(row.themes.all())
    record("help asked", new, by=by, city=row.city_id)
    return new


@transaction.atomic
def accept(request: HelpRequest, *, text: str, by: User, language: str = "") -> HelpRequest:
    """Say yes for the partner: `text` names who does it and from when. Raises NotYours, NotNow."""
    row = _of_partner(request, by, (State.ACCEPTED, text))
    return _answer(row, State.ACCEPTED, text, language, by=by)


@transaction.atomic
def decline(request: HelpRequest, *, text: str, by: User, language: str = "") -> HelpRequest:
    """Say no with a reason: for the partner, or by staff where nobody was found, or the partner is silent.

    `text` is in `language`, or in that of the profile. Raises NotYours, NotNow.
    """
    if by.acts_as_staff:
        row = HelpRequest.objects.locked(request.pk)
        if row.state not in (State.LOOKING, State.ASKED):
            raise NotNow(_("This request was answered meanwhile."))
    else:
        row = _of_partner(request, by, (State.DECLINED, text))
    return _answer(row, State.DECLINED, text, language, by=by)


@transaction.atomic
def look_elsewhere(request: HelpRequest, *, text: str, by: User, language: str = "") -> HelpRequest:
    """Take a request from a partner that is silent for too long, and look for another; return the new one.

    By staff: the city and the partner get `text`, and the city need not ask again. Raises NotNow.
    """
    row = HelpRequest.objects.locked(request.pk)
    if row.state != State.ASKED or row.staff_since is None:
        raise NotNow(_("The partner has answered, or still has time to."))
    return go_on_looking(decline(row, text=text, language=language, by=by), by=by)


@transaction.atomic
def finish(
    request: HelpRequest,
    *,
    outcome: str,
    ended_early: bool = False,
    is_shown: bool = False,
    by: User,
    language: str = "",
) -> HelpRequest:
    """Say for the city, in `language` or that of the profile, what came of it. Raises NotYours, NotNow."""
    row = _of_city(request, by)
    if row.state == State.DONE:
        mine = Entry.objects.did(by, "help done", row)
        said = _("You have said already what came of it.") if mine else _("A colleague has said it already.")
        raise SoAlready(said) if row.outcome == outcome.strip() else NotNow(said)
    if row.state != State.ACCEPTED:
        raise NotNow(_("Nobody works on this request just now."))
    row.state, row.outcome, row.ended_at = State.DONE, outcome.strip(), database_now()
    row.ended_early, row.is_shown, row.outcome_language = ended_early, is_shown, language or by.language
    row.save(update_fields=[*OUTCOME, "state", "ended_at"])
    record("help done", row, by=by)
    _tell(row, "help_ended", people_of_partner(row), but=by)
    return row


@transaction.atomic
def withdraw(request: HelpRequest, *, by: User, read: str = "") -> HelpRequest:
    """Take a request of the city back; the partner is told.

    `read` is the mark of what the person has read (`HelpRequest.mark`). Raises NotYours, NotNow,
    SoAlready, and ChangedMeanwhile where the partner has answered since.
    """
    row = _of_city(request, by)
    if row.state == State.WITHDRAWN:
        raise SoAlready(_("This request is taken back already."))
    refuse_unread(read, row.mark, row.since_read)
    if not row.is_open:
        raise NotNow(_("This request has ended already."))
    row.state, row.ended_at = State.WITHDRAWN, database_now()
    row.save(update_fields=["state", "ended_at"])
    record("help withdrawn", row, by=by)
    _tell(row, "help_ended", people_of_partner(row), but=by)
    return row


@transaction.atomic
def show(request: HelpRequest, *, shown: bool, by: User) -> HelpRequest:
    """Let a help that is done stand on the page of the partner, or no more.

    By the city; staff may take it off. Raises NotYours, NotNow.
    """
    by_staff = by.acts_as_staff and not shown
    row = HelpRequest.objects.locked(request.pk) if by_staff else _of_city(request, by)
    if row.state != State.DONE or row.is_shown == shown:
        raise NotNow(_("It stands like that already, or is not done."))
    row.is_shown = shown
    row.save(update_fields=["is_shown"])
    record("help shown" if shown else "help no longer shown", row, by=by)
    return row


@transaction.atomic
def write(request: HelpRequest, *, text: str, language: str, by: User) -> HelpMessage:
    """Add something to a request, and mail it to the other side; of the secretariat, to both.

    Raises NotYours, NotNow where the request was taken back, TooMany.
    """
    row, city = _written_to(request, by)
    if city is None and not by.acts_as_staff:
        raise NotYours(_("Only the city, its partner and the secretariat write here."))
    return _sent(row, HelpMessage(request=row, city=city, author=by, text=text.strip(), language=language))


@transaction.atomic
def answer_by_mail(
    request: HelpRequest, *, text: str, attachments: int, was_cut: bool, is_own: bool, by: User
) -> HelpMessage:
    """Add what came by mail to a request, as `write` does; return it.

    `is_own` tells that the mail is proven to be of `by`; else it waits, and `by` is asked by mail whether it
    is. `attachments` were left out, and `was_cut` tells that it was too long. Raises as `write`.
    """
    row, city = _written_to(request, by)
    if city is None:
        raise NotYours(_("Only the city, its partner and the secretariat write here."))
    # A mail in somebody's name must not become a way to send them mails.
    if not is_own and limits.one_too_many(answers_asked_about=by.pk):
        raise TooMany(_("You have written a lot today. Please go on tomorrow."))
    text = text.strip()
    said = HelpMessage(
        request=row,
        city=city,
        author=by,
        text=text[:LONGEST],
        language=by.language,
        by_mail=True,
        attachments=attachments,
        was_cut=was_cut or len(text) > LONGEST,
        waits=not is_own,
    )
    if is_own:
        return _sent(row, said)
    said.save()
    record("help answer came", said, by=None, request=row.pk)
    queue_mail("help_answer_asked", to=by, key=f"help-asked:{said.pk}", ids={"message": said.pk})
    return said


@transaction.atomic
def confirm_answer(message: HelpMessage, *, by: User) -> HelpMessage:
    """Send an answer of which its author says that it is theirs.

    Raises NotThere, NotYours, NotNow, TooMany.
    """
    row, city = _written_to(message.request, by)
    said = _waiting(message, by)
    if city is None:
        raise NotYours(_("Only the city, its partner and the secretariat write here."))
    said.waits, said.city = False, city
    return _sent(row, said)


@transaction.atomic
def drop_answer(message: HelpMessage, *, by: User) -> None:
    """Throw an answer away that its author does not know, or takes back. Raises NotThere."""
    said = _waiting(message, by)
    record("help answer dropped", said, by=by, request=said.request_id)
    said.delete()


def _waiting(message: HelpMessage, by: User) -> HelpMessage:
    return locked(HelpMessage.objects.waiting_for(by).select_for_update(), message.pk)


def _written_to(request: HelpRequest, by: User) -> tuple[HelpRequest, City | None]:
    """Return the request as it stands, locked, and the side for which somebody writes; None without a seat.

    Raises NotNow where the request was taken back.
    """
    row = HelpRequest.objects.locked(request.pk)
    mine = by.seats.standing().filter(city__in=[row.city_id, row.partner_id or 0])
    seat = mine.select_related("city").order_by("pk").first()
    if row.state == State.WITHDRAWN:
        raise NotNow(_("This request was taken back."))
    if row.is_open and seat:
        # Until the clock ends it.
        refuse_left(row.city)
        refuse_left(row.partner)
    return row, seat.city if seat else None


def _sent(row: HelpRequest, said: HelpMessage) -> HelpMessage:
    """Store a message and mail it to the other side; of the secretariat, to both. Raises TooMany."""
    by = said.author
    if by is None or (said.city_id is not None and limits.one_too_many(help_words_of_person=by.pk)):
        raise TooMany(_("You have written a lot today. Please go on tomorrow."))
    said.written_at = database_now()
    said.save()
    record("help written", said, by=by, request=row.pk)
    readers = [*people_of_city(row), *people_of_partner(row)]
    other = {row.city_id: people_of_partner(row), row.partner_id: people_of_city(row)}
    for_whom = other[said.city_id] if said.city_id else readers
    queue_mails(
        NewMail("help_message", it, f"help-message:{said.pk}:{it.pk}", {"message": said.pk, "reader": it.pk})
        for it in for_whom
        if it.pk != by.pk
    )
    return said


def _put(row: HelpRequest, partner: City, *, by: User) -> None:
    if not takes_requests(partner):
        raise NotTaking(_("%(partner)s takes no requests just now.") % {"partner": partner})
    row.partner, row.state, row.put_at = partner, State.ASKED, database_now()
    row.answer_days = PartnerTerms.objects.of(partner).answer_days
    row.save(update_fields=["partner", "state", "put_at", "answer_days"])
    record("help put", row, by=by, partner=partner.pk)
    _tell(row, "help_asked", people_of_partner(row), but=by)


def _answer(row: HelpRequest, state: str, text: str, language: str, *, by: User) -> HelpRequest:
    was_put = row.partner_id is not None
    row.state, row.answer, row.answer_language = state, text.strip(), language or by.language
    row.answered_at, row.answered_by = database_now(), by
    if state == State.DECLINED:
        row.ended_at = row.answered_at
    row.save(update_fields=[*ANSWER, "state", "ended_at"])
    record("help accepted" if state == State.ACCEPTED else "help declined", row, by=by)
    _tell(row, "help_answered", people_of_city(row), but=by)
    if by.acts_as_staff and was_put:
        _tell(row, "help_ended", people_of_partner(row), but=by)
    return row


def _tell(row: HelpRequest, kind: str, people: Iterable[User], *, but: User) -> None:
    queue_mails(
        NewMail(kind, it, f"help:{row.pk}:{kind}:{it.pk}", {"request": row.pk, "reader": it.pk})
        for it in people
        if it.pk != but.pk
    )


def _of_city(request: HelpRequest, by: User) -> HelpRequest:
    """Return the request as it stands, locked; raises NotYours for a person without a seat in its city."""
    row = HelpRequest.objects.locked(request.pk)
    if not by.seats.standing().filter(city=row.city_id).exists():
        raise NotYours(_("Only the city that asked can do this."))
    return row


def _of_partner(request: HelpRequest, by: User, answer: tuple[str, str]) -> HelpRequest:
    """Return a request that waits for its partner, locked; raises NotYours, NotNow, SoAlready."""
    row = HelpRequest.objects.locked(request.pk)
    if not by.seats.standing().filter(city=row.partner_id or 0).exists():
        raise NotYours(_("Only the partner that was asked can answer."))
    if row.state != State.ASKED:
        raise _answered_already(row, by, answer)
    refuse_left(row.city)
    return row


def _answered_already(row: HelpRequest, by: User, answer: tuple[str, str]) -> Refused:
    """Return the refusal for a request that waits for its partner no more: by oneself it is just done."""
    if row.state == State.WITHDRAWN:
        return NotNow(_("%(city)s has taken this request back meanwhile.") % {"city": row.city})
    said_no = row.state == State.DECLINED
    if row.answered_by == by:
        said = _("You have declined it already.") if said_no else _("You have said yes already.")
        # Other words are kept in their form, as of every refusal.
        return SoAlready(said) if (row.state, row.answer) == (answer[0], answer[1].strip()) else NotNow(said)
    who = {"name": row.answered_by or _("Somebody")}
    no, yes = _("%(name)s has declined it meanwhile."), _("%(name)s has said yes meanwhile.")
    return NotNow((no if said_no else yes) % who)
