"""To whom one can write about an event, who of them gets the mail, and who does not and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from cities.models import User
from cities.sharing.audience import reach
from events.guests.models import Guest
from events.places.actions import entitled
from events.places.models import Registration
from events.planning.models import Circular
from events.programme.models import Event
from icaforum.outbox import reaching
from icaforum.outbox.models import Message

Answer = Registration.Answer

# Whoever comes or waits has to know what is said of it; the others may have had enough of it.
KIND_OF: Mapping[str, str] = {
    Answer.GOING: "event_words",
    Answer.WAITING: "event_words",
    Answer.RECORDING: "event_words_aside",
    Answer.GAVE_UP: "event_words_aside",
}
EVERYBODY = "everybody"
GROUPS = [
    (Answer.GOING.value, gettext_lazy("Have a place")),
    (Answer.WAITING.value, gettext_lazy("Wait for a place")),
    (Answer.RECORDING.value, gettext_lazy("Want the recording only")),
    (Answer.GAVE_UP.value, gettext_lazy("Gave up")),
    (EVERYBODY, gettext_lazy("All who have answered")),
]
# Beside those who answered, people without an account: of their own, since what is said to a city may not be
# for them.
GUESTS = "guests"
WRITTEN_TO = [*GROUPS, (GUESTS, gettext_lazy("Guests and speakers with a link"))]

# Beside those of `reaching`.
UNSEEN, HAS_IT, ANSWERED, PAUSES = "unseen", "has-it", "answered", "pauses"
SENTENCES: Mapping[str, Any] = {
    reaching.NO_SUCH_ADDRESS: ngettext_lazy(
        "%(n)d has an address that does not work.", "%(n)d have addresses that do not work.", "n"
    ),
    reaching.SWITCHED_OFF: ngettext_lazy(
        "%(n)d has switched such mails off.", "%(n)d have switched such mails off.", "n"
    ),
    reaching.INACTIVE: ngettext_lazy("%(n)d account is closed.", "%(n)d accounts are closed.", "n"),
    UNSEEN: ngettext_lazy("%(n)d can no longer see the event.", "%(n)d can no longer see the event.", "n"),
    HAS_IT: ngettext_lazy("%(n)d has these words already.", "%(n)d have these words already.", "n"),
    ANSWERED: ngettext_lazy("%(n)d has answered already.", "%(n)d have answered already.", "n"),
    PAUSES: ngettext_lazy("%(n)d is of a city that is paused.", "%(n)d are of cities that are paused.", "n"),
}


def said_of(without: Counter[str]) -> list[str]:
    """Return how many get no mail, a sentence for each reason."""
    return [str(say % {"n": without[reason]}) for reason, say in SENTENCES.items() if without[reason]]


@dataclass(frozen=True)
class Recipients:
    """Those who get a mail, by their rows or as guests, and how many do not, by the reason."""

    rows: list[Registration] = field(default_factory=list)
    without: Counter[str] = field(default_factory=Counter)
    guests: list[Guest] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many get one."""
        return len(self.rows) + len(self.guests)

    @property
    def left_out(self) -> list[str]:
        """Return who gets none, a sentence for each reason."""
        return said_of(self.without)


def recipients(event: Event, to: str, words: Circular | None = None) -> Recipients:
    """Return who of a group (of `WRITTEN_TO`) gets a mail about an event now.

    `words` are those that would be mailed, where they stand already: who has got them is left out.
    """
    if to == GUESTS:
        return _guests(event, words)
    answers = list(KIND_OF) if to == EVERYBODY else [to]
    rows = list(
        event.registrations.filter(answer__in=answers)
        .select_related("person", "city")
        .order_by("person__name", "pk")
    )
    reasons = _reasons(event, rows, words)
    return Recipients(
        [row for row in rows if row.pk not in reasons],
        Counter(reasons.values()),
    )


def _guests(event: Event, words: Circular | None) -> Recipients:
    """Return the guests of an event who get a mail; who said no is no guest any more."""
    guests = list(event.guests.coming().select_related("event").order_by("name", "pk"))
    lacking = keys_of(words, guests) if words else {guest.pk for guest in guests}
    told = [guest for guest in guests if guest.pk in lacking]
    return Recipients(without=Counter({HAS_IT: len(guests) - len(told)}), guests=told)


@dataclass(frozen=True)
class Readers:
    """The people who can see an event and are told of it, and how many are not, by the reason."""

    people: list[User]
    without: Counter[str]

    @property
    def in_words(self) -> str:
        """Return how many can see it, how many of them are mailed, and who is not."""
        can, told = len(self.people) + self.without.total(), len(self.people)
        said = ngettext("%(n)d person can see this.", "%(n)d people can see this.", can) % {"n": can}
        mailed = ngettext("%(n)d is mailed.", "%(n)d are mailed.", told) % {"n": told}
        return " ".join([said, mailed, *said_of(self.without)])


def readers_to_tell(event: Event) -> Readers:
    """Return who sees an event now, by whether a mail tells them of it."""
    # On the web also those see it who cannot come: without a seat, or of a city that has left.
    may_come = User.objects.in_good_standing()
    people = list(may_come.filter(pk__in=reach(event).people).order_by("name", "pk"))
    reasons = reaching.who_gets_none("event_announced", people)
    news = set(may_come.getting_news().values_list("pk", flat=True))
    reasons |= {person.pk: PAUSES for person in people if person.pk not in news}
    answered = set(event.registrations.values_list("person_id", flat=True))
    reasons |= {person.pk: ANSWERED for person in people if person.pk in answered}
    return Readers([it for it in people if it.pk not in reasons], Counter(reasons.values()))


def how_many(event: Event) -> dict[str, int]:
    """Return how many have answered, by group of `GROUPS`."""
    rows = event.registrations.order_by().values_list("answer").annotate(count=Count("pk"))
    counts = dict.fromkeys(KIND_OF, 0) | dict(rows)
    return {group: counts.get(group, sum(counts.values())) for group, _label in GROUPS}


def how_many_to_write_to(event: Event) -> dict[str, int]:
    """Return how many one can write to, by group of `WRITTEN_TO`."""
    return how_many(event) | {GUESTS: event.guests.coming().count()}


# What became of a mail that its reader never got, and never will.
DROPPED = (Message.State.CANCELLED, Message.State.SUPPRESSED, Message.State.EXPIRED, Message.State.DEAD)


def keys_of(words: Circular, rows: Sequence[Registration] | Sequence[Guest]) -> dict[int, str]:
    """Return the keys of the mails that bring these words to people, by the keys of their rows.

    The rows are of one sort: those of people who answered, or guests.

    Who has them, or is about to get them, is left out: nobody gets the same words twice.
    """
    return _keys(
        f"event-words:{words.pk}:" + ("g" if any(isinstance(row, Guest) for row in rows) else "r"), rows
    )


def keys_after(event: Event, rows: Sequence[Registration]) -> dict[int, str]:
    """Return the keys of the one mail that people get after an event, whichever it is, by their rows' keys.

    Who has got it, or is about to, is left out, for ever.
    """
    return _keys(f"event:{event.pk}:recording:r", rows)


def _keys(begin: str, rows: Sequence[Registration] | Sequence[Guest]) -> dict[int, str]:
    """Return keys that begin so, of the rows that have no such mail.

    A mail that was dropped, since somebody had given up, a recording was pulled back for a while, or an
    address was dead, is no reason against another.
    """
    dropped: Counter[str] = Counter()
    held: set[str] = set()
    mails = Message.objects.filter(dedupe_key__startswith=begin).values_list("dedupe_key", "state")
    for key, state in mails:
        row = key.removeprefix(begin).partition(":")[0]
        if state in DROPPED:
            dropped[row] += 1
        else:
            held.add(row)
    named = {row.pk: str(row.pk) for row in rows}
    return {
        pk: begin + name + (f":{dropped[name]}" if dropped[name] else "")
        for pk, name in named.items()
        if name not in held
    }


def _reasons(event: Event, rows: list[Registration], words: Circular | None) -> dict[int, str]:
    """Return why some of these rows get no mail, by their key."""
    reasons: dict[int, str] = {}
    for kind in set(KIND_OF.values()):
        people = {row.person_id: row for row in rows if KIND_OF[row.answer] == kind}
        none = reaching.who_gets_none(kind, [row.person for row in people.values()])
        reasons |= {people[person].pk: reason for person, reason in none.items()}
    may_see = entitled(event, [row.person_id for row in rows])
    lacking = keys_of(words, rows) if words else {row.pk for row in rows}
    for row in rows:
        if row.pk not in lacking:
            reasons[row.pk] = HAS_IT
        elif row.pk not in reasons and row.person_id not in may_see:
            reasons[row.pk] = UNSEEN
    return reasons
