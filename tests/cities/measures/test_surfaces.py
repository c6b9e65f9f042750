"""Where measures stand beside their own pages: the city, the search, the weekly mail, «Needs you»."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.measures.actions import showing, writing
from cities.sharing.viewers import viewer_of
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.pages.needs import needs_of
from tests.factories import make_city, make_lead, make_measure, make_officer, open_rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    open_rooms()
    return make_city(name="Hillford", slug="hillford")


def weekly(person):
    since = (timezone.now() - timedelta(days=8)).isoformat()
    mail = Message(pk=1, kind="digest", person=person, ids={"person": person.pk, "since": since})
    letter = written(mail)
    return letter.html if letter else ""


def test_it_stands_at_its_city_in_the_search_and_in_the_weekly_mail_while_the_room_is_open(client, city):
    lead, reader = make_lead(city), make_officer(make_city())
    make_measure(lead, title="Zebra shutters", public=True)
    make_measure(lead, title="Zebra trees", stage="planned")
    make_measure(lead, title="Zebra drafts", shown=False)
    pages = (city.get_absolute_url(), reverse("search") + "?q=zebra")

    def seen(person):
        client.logout()
        if person:
            client.force_login(person)
        words = ("shutters", "trees", "drafts")
        on_pages = [client.get(page).text for page in pages]
        return [{it for it in words if f"Zebra {it}" in text or f"</mark> {it}" in text} for text in on_pages]

    assert seen(None) == [{"shutters"}, {"shutters"}]
    assert seen(reader) == [{"shutters", "trees"}] * 2
    assert seen(lead)[0] == {"shutters", "trees", "drafts"}
    assert "2 running" in client.get(pages[0]).text
    mail = weekly(reader)
    assert ("Zebra shutters" in mail, "Zebra trees" in mail, "Zebra drafts" in mail) == (True, True, False)
    assert "Zebra" not in weekly(lead)
    open_rooms("questions")
    assert seen(reader) == [set(), set()]
    assert "Zebra" not in weekly(reader)


def test_a_city_without_one_is_asked_to_begin_and_its_visitors_are_shown_nothing(client, city):
    page, new = city.get_absolute_url(), reverse("cities:measure_new", args=["hillford"])
    assert "Measures for equitable outcomes" not in client.get(page).text
    client.force_login(make_officer(make_city()))
    assert "No measure shown yet" in client.get(page).text
    client.force_login(make_officer(city))
    assert new in client.get(page).text
    assert "Keep the draft" in client.get(new).text


def test_a_lead_is_asked_whether_the_web_may_read_other_words_until_one_says_so(client, city):
    lead, officer = make_lead(city), make_officer(city)
    row = make_measure(lead, public=True)

    def asked(person):
        said = needs_of(viewer_of(person), (), timezone.now())
        return [need.url for need in said if "may the web read it" in need.title]

    assert asked(lead) == []
    row = writing.change_measure(row, cost="3 million euros", by=officer)
    assert asked(lead) == [reverse("cities:measure_web", args=["hillford", row.slug])]
    assert asked(officer) == []
    client.force_login(lead)
    page = asked(lead)[0]
    text = client.get(page).text
    assert "3 million euros" in text
    assert "organisations that agreed to be named" in text
    assert 'id="at-the-table"' in text
    answer = client.post(page, {"seal": "of other words", "read": "on"}, follow=True)
    assert "The words have changed meanwhile" in answer.text
    client.post(page, {"seal": row.seal, "read": "on"})
    assert asked(lead) == []
    row = writing.change_measure(row, cost="4 million euros", by=officer)
    showing.take_off_web(row, by=lead)
    assert asked(lead) == []
