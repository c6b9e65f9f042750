"""The demo's letters, wants and offers: of cities that do not exist, marked as samples."""

from datetime import timedelta

from cities.letters.actions import mark_read, write_in_thread, write_to_city
from cities.models import City, Letter, Theme, Thread, User, WantOffer
from cities.wants.actions import say_want
from icaforum.words.times import database_now

WANT, OFFER = WantOffer.Kind.WANT, WantOffer.Kind.OFFER
HEAT, POWER, TALKING = "extreme-heat", "energy-poverty", "inclusive-engagement"

# Whose it is, what it is, on which theme, in which words.
SAID = (
    ("lakemouth", WANT, HEAT, "Who has kept cool rooms open at night, and what did it cost? (Sample)"),
    ("lakemouth", OFFER, POWER, "We can tell how rents stayed down after a retrofit with grants. (Sample)"),
    ("northbridge", OFFER, HEAT, "Three rooms open until midnight, with paid hosts of the street. (Sample)"),
    ("northbridge", WANT, TALKING, "How do you reach tenants who do not open letters? (Sample)"),
)


def load(people: dict[str, User]) -> None:
    """Let two cities say what they look for and give, and write to each other."""
    for name, kind, theme, text in SAID:
        person = people[name]
        found = Theme.objects.filter(slug=theme).first()
        if found is not None:
            say_want(_city(person), kind=kind, theme=found, text=text, language="en", by=person)
    lakemouth, northbridge = people["lakemouth"], people["northbridge"]
    first = write_to_city(
        _city(northbridge),
        text="Sample: you keep three cool rooms open at night. May two of us come and see one in June?",
        by=lakemouth,
    )
    thread = Thread.objects.get(letters=first)
    write_in_thread(
        thread, text="Sample: gladly. Thursdays are best, the hosts are there from six.", by=northbridge
    )
    mark_read(thread, by=northbridge)
    _days_ago(thread, 4)


def _city(person: User) -> City:
    return person.seats.get().city


def _days_ago(thread: Thread, days: int) -> None:
    """Move a thread into the demo's past."""
    moment = database_now() - timedelta(days=days)
    Letter.objects.filter(thread=thread).update(sent_at=moment)
    Thread.objects.filter(pk=thread.pk).update(last_at=moment)
