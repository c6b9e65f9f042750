"""Who hears of a contribution, and what the secretariat and its city see of what waits."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.people import limits
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from resources.contributions.actions import deciding, writing
from resources.contributions.refusals import TooMany
from tests import factories as make

pytestmark = pytest.mark.django_db


def told():
    return list(Message.objects.order_by("pk").values_list("kind", "person__email"))


def member():
    return make.make_lead(make.make_city(tier=Tier.GENERAL))


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_whoever_sent_it_in_hears_of_each_step_and_nobody_else():
    sent, staff = make.contribute(member()), make.make_staff()
    make.make_officer(sent.city)
    deciding.send_back(sent, note="Shorter", by=staff)
    writing.change(sent, by=sent.author, title="Keys")
    deciding.publish(sent, by=staff)
    kinds = ["contribution_sent_in", "contribution_returned", "contribution_published"]
    assert told() == [(kind, sent.author.email) for kind in kinds]


def test_the_lead_hears_of_it_where_whoever_sent_it_in_has_left():
    lead = member()
    person = make.make_officer(lead.seats.get().city)
    sent = make.contribute(person)
    person.seats.update(until=sent.submitted_at)
    deciding.send_back(sent, note="Shorter", by=make.make_staff())
    assert told()[-1] == ("contribution_returned", lead.email)


def test_a_city_that_is_named_along_hears_of_it_once():
    other = member()
    sent = make.contribute(member(), co_authors=[other.seats.get().city])
    writing.change(sent, by=sent.author, co_authors=[other.seats.get().city], title="Keys")
    assert told().count(("contribution_names_you", other.email)) == 1


def test_what_waits_stands_on_today_and_what_came_back_in_my_forum():
    sent, staff = make.contribute(member()), make.make_staff()
    assert "Text sent in for the library" in client_of(staff).get("/admin/").text
    deciding.send_back(sent, note="Shorter", by=staff)
    assert "Text sent in for the library" not in client_of(staff).get("/admin/").text
    assert sent.get_absolute_url() in client_of(sent.author).get(reverse("desk")).text
    assert sent.get_absolute_url() not in client_of(member()).get(reverse("desk")).text


def test_today_shows_it_to_nobody_without_the_right():
    sent = make.contribute(member())
    nobody = make.make_user(is_staff=True)
    assert sent.title not in client_of(nobody).get("/admin/").text


def test_a_mail_that_waits_is_not_for_somebody_who_has_left_meanwhile():
    other, staff = member(), make.make_staff()
    sent = make.contribute(member(), co_authors=[other.seats.get().city])
    deciding.send_back(sent, note="Shorter", by=staff)
    kinds = ("contribution_returned", "contribution_names_you")
    mails = list(Message.objects.filter(kind__in=kinds))
    assert len(mails) == 2
    assert all(written(mail) is not None for mail in mails)

    for person in (sent.author, other):
        person.seats.update(until=timezone.now())
    assert [written(mail) for mail in mails] == [None, None]


def test_no_member_mails_the_leads_of_all_cities_by_naming_them(monkeypatch):
    monkeypatch.setitem(limits.MAILS_TO_OTHERS, "co_authors_of_person", (2, limits.DAY))
    person, cities = member(), [member().seats.get().city for _ in range(3)]
    with pytest.raises(TooMany):
        make.contribute(person, co_authors=cities)
    person = member()
    sent = make.contribute(person, co_authors=cities[:2])
    with pytest.raises(TooMany):
        writing.change(sent, by=person, co_authors=cities)
    # Those that stand there already are not told again.
    writing.change(sent, by=person, co_authors=cities[:2], title="Keys")
