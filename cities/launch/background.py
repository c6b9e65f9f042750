"""What the portal holds beside a sheet: the directory, teams, invitations, accounts. Read in few statements.

The rules (`rules.py`) are pure, so what they need is read here before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.db.models import Q

from cities.directory.models import City
from cities.invitations.models import Invitation, Objection
from cities.joining.numbers import other_cities, selected_cities
from cities.launch.holdings import Background, Known
from cities.people.models import Officer, User
from icaforum.words.times import database_now


def read_background(addresses: Collection[str]) -> Background:
    """Return what the portal holds now beside these cleaned addresses, in eight statements for any number."""
    now = database_now()
    offered = Q(expires_at__gt=now) | Q(sent_at__isnull=True)
    invited = Invitation.objects.open().filter(offered)
    seats = Officer.objects.open().filter(person__is_active=True)
    people = [*seats.values_list("city_id", "role"), *invited.values_list("city_id", "role")]
    return Background(
        today=now.date(),
        cities={city.pk: city for city in City.objects.with_membership()},
        known=_known(addresses, invited.filter(email__in=addresses).values_list("email", "city_id")),
        peers=selected_cities(),
        others=other_cities(),
        no_thanks=Objection.objects.among(addresses),
        with_lead={city for city, role in people if role == Officer.Role.LEAD},
        with_people={city for city, _role in people},
    )


def _known(addresses: Collection[str], invited: Iterable[tuple[str, int]]) -> dict[str, Known]:
    """Return what is known of each of these addresses; of most of them nothing."""
    by_address: dict[str, int] = dict(
        EmailAddress.objects.filter(email__in=addresses, verified=True).values_list("email", "user_id")
    )
    people = {
        person.pk: person
        for person in User.objects.filter(Q(email__in=addresses) | Q(pk__in=by_address.values()))
    }
    by_address |= {person.email: person.pk for person in people.values()}
    seats: dict[int, dict[int, str]] = defaultdict(dict)
    for person, city, role in (
        Officer.objects.open().filter(person__in=people).values_list("person_id", "city_id", "role")
    ):
        seats[person][city] = role
    offers: dict[str, set[int]] = defaultdict(set)
    for email, city in invited:
        offers[email].add(city)
    return {
        email: Known(
            is_staff=bool((who := people.get(by_address.get(email, 0))) and who.is_staff),
            is_closed=bool(who and not who.is_active),
            seats=seats.get(who.pk, {}) if who else {},
            invited=offers.get(email, set()),
        )
        for email in {*by_address, *offers} & set(addresses)
    }
