"""What stands in the form of a city's interest: what was sent, and over it what was typed since."""

from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from cities.models import City, Officer, User
from pilots.interest.models import Interest
from pilots.projects.models import PilotProject


def wish_name(project: PilotProject) -> str:
    """Return the name of the field in which a project is named."""
    return f"wish_{project.pk}"


def stands(interest: Interest | None, *, city: City, by: User) -> dict[str, list[str]]:
    """Return what stands in the form of a city, by field: what was sent, and over it what was typed since.

    Before anything was sent, it begins with what is known of the city and of who writes.
    """
    seats = {seat.person_id: str(seat.pk) for seat in Officer.objects.standing().filter(city=city)}
    typed = {name: list(values) for name, values in interest.typed.items()} if interest else {}
    if interest is None or not interest.sent_at:
        begins = {"language": [by.language or "en"], "languages": list(city.languages)}
        return begins | {"lead": [seats[by.pk]] if by.pk in seats else []} | typed
    names = ("challenge", "goals", "gives_back", "backing", "language")
    # As a page sends it back, so that what nobody touched is the same: no empty one, and plain line ends.
    found = {name: normalize_newlines(getattr(interest, name)) for name in names}
    sent: dict[str, list[str]] = {name: [words] for name, words in found.items() if words}
    people = (("lead", interest.lead_id), ("deputy", interest.deputy_id))
    sent |= {name: [seats[key]] for name, key in people if key in seats}
    sent["languages"] = list(interest.languages)
    sent |= {"hours": [str(interest.hours)]} if interest.hours else {}
    answers = [normalize_newlines(words) for words in interest.answer_list]
    sent |= {f"answer_{number}": [words] for number, words in enumerate(answers) if words}
    sent |= {f"wish_{wish.project_id}": [str(wish.number)] for wish in interest.wishes.all()}
    return sent | typed


def written_meanwhile() -> str:
    """Say that a colleague has typed something that whoever sends has not read."""
    return _("A colleague wrote here meanwhile. Look at it once more, then send it.")
