"""Who hears of a contribution by mail: whoever sent it in, and the cities that wrote along."""

from collections.abc import Iterable

from cities.models import City, Officer, User
from icaforum.outbox.compose import NewMail, queue_mails
from resources.contributions.models import Contribution


def writers_of(contribution: Contribution) -> list[User]:
    """Return whoever sent it in; where that person has left the city, its lead contacts."""
    seats = Officer.objects.standing().filter(city=contribution.city_id, person__is_active=True)
    own = [seat.person for seat in seats.filter(person=contribution.author_id).select_related("person")[:1]]
    return own or leads_of(contribution.city)


def tell(kind: str, contribution: Contribution, *, about: str = "", **ids: int) -> None:
    """Queue a mail of this kind to those who wrote it; `about` tells several of a kind apart.

    `ids` are what the mail is written from beside the contribution and its reader.
    """
    queue_mails(
        NewMail(
            kind,
            person,
            f"{kind}:{contribution.pk}:{person.pk}:{about}".rstrip(":"),
            {"contribution": contribution.pk, "reader": person.pk, **ids},
        )
        for person in writers_of(contribution)
    )


def tell_co_authors(contribution: Contribution, cities: Iterable[City]) -> None:
    """Tell the lead contacts of these cities that another names theirs as an author beside it."""
    queue_mails(
        NewMail(
            "contribution_names_you",
            person,
            f"contribution:{contribution.pk}:names:{city.pk}:{person.pk}",
            {"contribution": contribution.pk, "city": city.pk, "reader": person.pk},
        )
        for city in cities
        for person in leads_of(city)
    )


def leads_of(city: City) -> list[User]:
    """Return the lead contacts of a city that can be reached now."""
    seats = Officer.objects.standing().filter(city=city, role=Officer.Role.LEAD, person__is_active=True)
    return [seat.person for seat in seats.select_related("person").order_by("person")]
