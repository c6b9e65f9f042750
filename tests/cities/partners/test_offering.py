"""What partners offer: who finds it, who writes it, and what two who write at once get."""

from threading import Thread

import pytest
from django.db import connection

from cities.models import City, Expertise, Membership, PartnerTerms
from cities.partners.actions import offering
from cities.partners.models import works_in
from cities.partners.refusals import NoPartner, SaidAlready
from icaforum.audit.models import Entry
from tests.factories import make_city, make_expertise, make_partner, make_staff, make_theme

pytestmark = pytest.mark.django_db


def test_only_what_is_offered_by_partners_that_pause_nothing_stands():
    stands = make_expertise(text="stands")
    make_expertise(is_offered=False)
    make_expertise(make_partner(member=False))
    paused = make_expertise(make_partner())
    PartnerTerms.objects.create(city=paused.city, is_paused=True)
    resting = make_expertise(make_partner())
    Membership.objects.filter(city=resting.city).update(paused_at="2026-01-01T00:00:00Z")

    assert list(Expertise.objects.standing()) == [stands]
    assert set(Expertise.objects.shown()) == {stands, paused, resting}
    assert list(Expertise.objects.standing().partners()) == [stands.city]
    assert list(Expertise.objects.standing().on([stands.theme])) == [stands]
    assert not Expertise.objects.standing().on([make_theme("housing")]).exists()


def test_a_partner_that_names_no_region_works_everywhere():
    everywhere, here, there = make_partner(), make_partner(), make_partner()
    PartnerTerms.objects.create(city=here, regions=["europe"])
    PartnerTerms.objects.create(city=there, regions=["africa", "north-america"])

    assert set(City.objects.filter(works_in("europe"))) == {everywhere, here}
    assert set(City.objects.filter(works_in("europe", "africa"))) == {everywhere, here, there}


def test_a_change_is_one_line_of_history_and_no_change_is_none():
    staff, partner = make_staff(), make_partner()
    expertise = offering.add_expertise(
        city=partner, theme=make_theme(), text="Shade", language="en", by=staff
    )
    offering.change_expertise(expertise, text="Shade and trees", by=staff)
    offering.change_expertise(expertise, text="Shade and trees", by=staff)
    offering.set_terms(city=partner, answer_days=3, by=staff)
    offering.set_terms(city=partner, answer_days=3, by=staff)

    lines = Entry.objects.order_by("pk").values_list("verb", "target_type", "details__fields")
    assert list(lines) == [
        ("added", "cities.expertise", None),
        ("changed", "cities.expertise", ["text"]),
        ("changed", "cities.partnerterms", ["answer_days"]),
    ]
    assert expertise.words_before.count() == 2


def test_a_city_offers_no_expertise_and_a_theme_comes_once():
    staff, theme, expertise = make_staff(), make_theme(), make_expertise()
    with pytest.raises(NoPartner):
        offering.add_expertise(city=make_city(), theme=theme, text="Shade", by=staff)
    with pytest.raises(NoPartner):
        offering.set_terms(city=make_city(), answer_days=3, by=staff)
    with pytest.raises(SaidAlready):
        offering.add_expertise(city=expertise.city, theme=expertise.theme, text="Shade", by=staff)
    other = make_expertise(expertise.city, theme=theme)
    with pytest.raises(SaidAlready):
        offering.change_expertise(other, theme=expertise.theme, by=staff)


@pytest.mark.django_db(transaction=True)
def test_two_who_say_the_same_theme_at_once_leave_one_row():
    staff, partner, theme = make_staff(), make_partner(), make_theme()
    became = []

    def say():
        try:
            offering.add_expertise(city=partner, theme=theme, text="Shade", language="en", by=staff)
            became.append("said")
        except SaidAlready:
            became.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=say) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(became) == ["refused", "said"]
    assert Expertise.objects.count() == 1
