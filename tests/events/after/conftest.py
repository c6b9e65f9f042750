"""An event that was held yesterday, with people of three cities."""

from datetime import timedelta

import pytest

from events.models import Registration
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_user

Answer = Registration.Answer


class Held:
    """Ana and Paulo had a place, Kim wants the recording, Lee waited in vain, Max gave up."""

    def __init__(self):
        self.staff = make_staff(name="Ina Desk", email="ina@forum.example")
        self.event = make_event(starts_in=-timedelta(days=1), title="Waste pickers", capacity=2)
        self.ana = self.place("Ana Ruiz", "ana@lima.example")
        self.paulo = self.place("Paulo Lima", "p.lima@river.example")
        self.kim = self.place("Kim Cho", "kim@seoul.example", Answer.RECORDING)
        self.lee = self.place("Lee Wong", "lee@seoul.example", Answer.WAITING)
        self.max = self.place("Max Gone", "max@seoul.example", Answer.GAVE_UP)

    def place(self, name, email, answer=Answer.GOING, **facts):
        """A row at the event of somebody of a city of their own."""
        city = facts.pop("city", None) or make_city()
        person = make_officer(city, person=make_user(name=name, email=email))
        return make_registration(self.event, person=person, city=city, answer=answer, **facts)

    def said(self, *places):
        """What is written of these, or of all of them."""
        rows = Registration.objects.filter(event=self.event).order_by("pk")
        wanted = [place.pk for place in places]
        return [(row.came, row.minutes) for row in rows if row.pk in wanted or not wanted]


@pytest.fixture
def held(db):
    return Held()
