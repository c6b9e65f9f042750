"""Every kind of thing that a city does is counted as a beginning, or said to be none."""

import pytest
from django.apps import apps

from cities.citypages.beginnings import BEGINNINGS, has_begun
from cities.directory.tiers import Tier
from cities.models import City
from tests import factories as make

# Rows that are a city's and no beginning of its own.
BY_THE_SECRETARIAT = "The secretariat writes it, or it was written before the city came in."
ADDRESSED = "Others name the city in it, or write to it."
BY_PARTNERS = "Partners alone have it, and of them nobody asks what they begin."
OWED = "It is asked of every city, also of one that has begun nothing."
PART_OF = "It belongs to a row that is counted."
NONE = {
    BY_THE_SECRETARIAT: {
        *("cities.Circle", "cities.CityNote", "cities.CityWords", "cities.Grounds", "cities.LaunchRow"),
        *("cities.Membership", "cities.Officer", "cities.Invitation", "cities.Application"),
        *("events.Event", "events.Speaker", "pilots.PilotProject", "resources.Resource"),
    },
    ADDRESSED: {"cities.AccessRequest", "digest.Follow"},
    BY_PARTNERS: {"cities.Expertise", "cities.PartnerTerms"},
    OWED: {"cities.Confirmation"},
    PART_OF: {"cities.Side", "cities.Part", "pilots.Pulse"},
}


def test_every_kind_of_row_that_is_a_city_s_is_classed():
    of_cities = {
        model._meta.label
        for model in apps.get_models()
        for relation in (*model._meta.fields, *model._meta.many_to_many)
        if relation.related_model is City
    }
    counted = {it.model for it in BEGINNINGS} - {"resources.Watch"}
    none = set().union(*NONE.values())

    assert of_cities - counted - none == set()
    assert (counted | none) - of_cities == set()
    assert counted & none == set()


@pytest.mark.django_db
def test_a_city_that_does_one_of_these_has_begun():
    make.open_rooms()

    def lead(tier=Tier.PEER):
        return make.make_lead(make.make_city(tier=tier))

    begun = [lead() for _number in range(4)]
    make.contribute(begun[0])
    make.sign_it(make.make_call(opened=True), begun[1])
    make.ask_for_help(begun[2])
    make.answer_it(make.ask_the_forum(), begun[3])
    pilot = lead(Tier.PILOT)
    make.make_revision(make.make_project(pilot.seats.get().city), by=pilot)
    pairing = make.make_pairing()
    proposed = make.make_pairing(state="proposed")
    nothing = lead().seats.get().city

    found = set(City.objects.filter(has_begun()))

    assert {it.seats.get().city for it in (*begun, pilot)} | {pairing.peer_city, pairing.pilot_city} <= found
    assert found.isdisjoint({nothing, proposed.peer_city})
