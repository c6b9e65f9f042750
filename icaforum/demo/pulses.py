"""How the demo's pairings go: one with answers, one that is paused, one that is quiet. All are samples."""

from datetime import timedelta

from django.utils import timezone

from cities.models import City, Theme, User
from icaforum.demo.cast import FAIRHAVEN, OAKVALE, RIVERPORT, SALTMARSH
from icaforum.demo.projects import SHELTERS, SORTERS
from pilots.models import Pairing, PilotProject, Pulse
from pilots.pairings.actions import course

DAY = timedelta(days=1)


def load(by: User, people: dict[str, User], pairing: Pairing) -> None:
    """Ask the cities of the pairing at work, and make one that is paused and one that is quiet."""
    now = timezone.now()
    for number, days in ((1, 66), (2, 6)):
        for city, person in zip(pairing.city_ids, ("pilot", "peer"), strict=True):
            said = {"going": Pulse.Going.YES, "next_step": Pulse.Known.YES}
            if number > 1:
                said = {"going": Pulse.Going.SO_SO, "next_step": Pulse.Known.NO} if person == "peer" else {}
            facts = {"asked_at": now - days * DAY, "mails": 1, "mailed_at": now - days * DAY}
            if said:
                facts |= {"answered_at": now - (days - 1) * DAY, "answered_by": people[person], **said}
            Pulse.objects.create(pairing=pairing, city_id=city, number=number, **facts)
    paused = _running(by, people, SORTERS, (SALTMARSH, OAKVALE), days=80)
    course.pause(paused, by=people["oakvale"], note="Sample: elections until the spring.")
    quiet = _running(by, people, SHELTERS, (RIVERPORT, FAIRHAVEN), days=155)
    told = now - 15 * DAY
    quiet.silences.create(
        since=timezone.localdate(quiet.active_since), mails=2, mailed_at=told, staff_since=now - DAY
    )


def _running(by: User, people: dict[str, User], slug: str, cities: tuple[str, str], *, days: int) -> Pairing:
    """Make a pairing of a pilot and a peer city that began so many days ago."""
    pilot, peer = (City.objects.get(name=name) for name in cities)
    pairing = course.propose(
        by=by,
        project=PilotProject.objects.get(slug=slug),
        pilot_city=pilot,
        peer_city=peer,
        theme=Theme.objects.get(slug="extreme-heat"),
        scope="Sample: who is asked first, and in which language.",
        reason="Sample: both cities have written to the same associations this year.",
        ends_on=timezone.localdate() + 300 * DAY,
    )
    words = {RIVERPORT: "pilot"}
    for name in cities:
        pairing = course.accept(pairing, by=people[words.get(name, name.lower())])
    Pairing.objects.filter(pk=pairing.pk).update(active_since=timezone.now() - days * DAY)
    pairing.refresh_from_db()
    return pairing
