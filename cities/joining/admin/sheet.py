"""What the pages of one application show: the sheet on which it is decided, and the one on paper."""

from typing import Any, cast

from django.http import HttpRequest

from cities.joining import moves, rules
from cities.joining.admin.verbs import whom_it_mails
from cities.joining.background import backgrounds_of, contacts_of
from cities.joining.duplicates import (
    applied_before,
    entries_of_its_domain,
    possible_duplicates,
    seats_of_the_person,
)
from cities.joining.models import Application, Recommendation
from cities.joining.numbers import tier_choices
from cities.joining.route import Said, answers, stations, thread, waiting_tone, waiting_words
from cities.people.models import User
from icaforum.outbox.admin.ledger import about_address
from icaforum.words.times import request_now


def sheet(request: HttpRequest, application: Application, *, may: bool) -> dict[str, Any]:
    """Return what the page shows beside the notes; `may` says whether its reader may change applications."""
    background = backgrounds_of([application])[application.pk]
    person = cast(User, request.user)  # the admin lets nobody in who is not signed in
    decides = may and moves.is_possible(application, "approve")
    # The buttons give way to a sentence; pressed all the same, the verb refuses by the same rule.
    own = moves.refusal_of(application, "approve", by=person) if decides else None
    reads = may and rules.may_decide(person, application, background.in_directory)
    sees_teams = person.has_perm("cities.view_officer")
    return {
        "waits": waiting_words(application, request_now()),
        "tone": waiting_tone(application, request_now()),
        "checks": rules.checks(application, background),
        "pledge": rules.pledge_note(application, background),
        "answers": answers(application),
        "turns": [(said, None) for said in thread(application)],
        "before": [_as_file(it) for it in applied_before(application)],
        "others": possible_duplicates(application),
        "entries": entries_of_its_domain(application),
        "seats": seats_of_the_person(application) if sees_teams else [],
        "found": background.in_directory if application.city is None else None,
        "contacts": contacts_of(application) if sees_teams else [],
        **about_address(request, application, application.email),
        "stations": stations(application, now=request_now(), to_staff=True),
        "decides": decides,
        "own": own,
        **(_recommended(application, person) if reads else {}),
        "tiers": tier_choices(),
        "mails": whom_it_mails(application),
        "after": None if application.is_undecided else _what_comes_next(person, application),
    }


def on_paper(application: Application) -> dict[str, Any]:
    """Return what stands on the sheet that is printed: what was written, and how the rules stand.

    Without what the secretariat notes or recommends, without mails, and without the link of the applicant.
    """
    background = backgrounds_of([application])[application.pk]
    return {
        "now": request_now(),
        "waits": waiting_words(application, request_now()),
        "checks": rules.checks(application, background),
        "pledge": rules.pledge_note(application, background),
        "answers": answers(application),
        "thread": thread(application),
        "stations": stations(application, now=request_now(), to_staff=True),
        "backing": background.backing,
    }


def next_to_decide(application: Application) -> Application | None:
    """Return the application that waits longest, this one apart."""
    return Application.objects.to_decide().exclude(pk=application.pk).first()


def _as_file(application: Application) -> dict[str, Any]:
    """An earlier application: how it ended, what it said, and what was asked."""
    answered: list[tuple[str, str]] = answers(application)
    asked: list[Said] = thread(application)
    return {"row": application, "answers": answered, "thread": asked}


def _recommended(application: Application, person: User) -> dict[str, Any]:
    """What colleagues recommend, and the form of this one where it is not decided."""
    rows = list(application.recommendations.select_related("person"))
    return {
        "recommended": rows,
        "recommends": moves.is_possible(application, "recommend"),
        "mine": next((row for row in rows if row.person_id == person.pk), None),
        "says": Recommendation.Says.choices,
    }


def _what_comes_next(person: User, application: Application) -> dict[str, Any]:
    """The links below an application that is decided: its city, its membership, the next to decide."""
    city, following = application.city, next_to_decide(application)
    # Only those that this person may open: not all of the secretariat have the same rights.
    return {
        "city": city if person.has_perm("cities.view_city") else None,
        "membership": city.membership if city and person.has_perm("cities.view_membership") else None,
        "following": following,
        "waits": waiting_words(following, request_now()) if following else "",
    }
