"""The route of an application as stations, and its answers, for the applicant and for the secretariat."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cities.joining import rules
from cities.joining.models import Application

State = Application.State


@dataclass(frozen=True)
class Station:
    """One station of the route of an application, with its day."""

    words: str
    text: str = ""
    done: bool = False
    current: bool = False


def stations(application: Application, *, now: datetime, to_staff: bool = False) -> list[Station]:
    """Sent, confirmed, read, decided; with what really happened in place of what was to come."""
    if application.state == State.INVITED:
        return [Station(_("Invited to apply"), rules.day_in_words(application.sent_at), current=True)]
    route = [_passed(_("Sent"), application.sent_at)]
    if application.confirmed_at:
        route.append(_passed(_("Address confirmed"), application.confirmed_at))
    elif application.is_undecided:
        text = "" if to_staff else _("with the link in our mail")
        route.append(
            Station(_("Address not confirmed") if to_staff else _("Confirm your address"), text, current=True)
        )
    for clarification in application.clarifications.all():
        route.append(_passed(_("Question asked"), clarification.asked_at))
        if clarification.is_answered:
            route.append(_passed(_("Question answered"), clarification.answered_at))
    return route + _now_and_next(application, now=now, to_staff=to_staff)


def _now_and_next(application: Application, *, now: datetime, to_staff: bool) -> list[Station]:
    clock = rules.clock(application, now)
    by = _("by %(day)s") % {"day": rules.day_in_words(clock.due)} if clock else _("within 10 days")
    decision = Station(_("Decision"), by)
    reading = _("You read it") if to_staff else _("We read it")
    match application.state:
        case State.WAITING:
            return [Station(reading, current=True), decision]
        case State.ASKED:
            return [
                Station(_("The applicant answers") if to_staff else _("You answer"), current=True),
                decision,
            ]
        case State.APPROVED:
            invited = Station(_("Invitation"), "" if to_staff else _("in your mailbox"), current=True)
            return [_passed(_("Approved"), application.decided_at), invited]
        case State.DECLINED:
            return [_passed(_("Declined"), application.decided_at, current=True)]
        case State.WITHDRAWN:
            return [_passed(_("Withdrawn"), application.withdrawn_at, current=True)]
    return [Station(reading), decision]


def answers(application: Application) -> list[tuple[str, str]]:
    """What was sent, question by question, unshortened; questions of other ways in are left out."""
    given = [
        (_("Why do you want to take part?"), application.interest),
        (_("What will you put into it?"), application.commitment),
        (_("What changed for people?"), application.evidence),
        (_("Where do you stand?"), application.get_experience_display()),
        (_("Which themes matter most to you?"), ", ".join(theme.name for theme in application.themes.all())),
        (_("What did not work so far?"), application.lessons),
    ]
    return [(question, text) for question, text in given if text]


def _passed(words: str, moment: datetime | None, *, current: bool = False) -> Station:
    return Station(words, rules.day_in_words(moment) if moment else "", done=not current, current=current)
