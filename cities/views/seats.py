"""What pages about seats share."""

from cities.models import Officer


def others(seat: Officer) -> list[str]:
    """The other cities in the Forum where the same person has a seat."""
    elsewhere = Officer.objects.standing().filter(person=seat.person_id).exclude(city=seat.city_id)
    return list(elsewhere.values_list("city__name", flat=True))
