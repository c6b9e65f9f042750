"""Papers that somebody kept: theirs alone, shown as far as they may see them."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from icaforum.audit.models import Entry
from resources.library.actions.resource import edit_resource
from resources.models import Bookmark
from tests.factories import make_city, make_officer, make_resource, make_staff

pytestmark = pytest.mark.django_db
MINE = reverse("resources:list") + "?mine=kept"


def paper(title, **facts):
    return make_resource(editions=[{"title": title}], **facts)


@pytest.fixture
def person(client):
    person = make_officer(make_city(tier=Tier.GENERAL))
    client.force_login(person)
    return person


def press(client, resource, **sent):
    return client.post(reverse("resources:keep", args=[resource.slug]), sent, follow=True)


def test_a_paper_is_kept_and_let_go_by_a_button(client, person):
    one, other = paper("Shelter paper"), paper("Other paper")
    assert "Keep this paper" in client.get(one.get_absolute_url()).text

    kept = press(client, one)
    press(client, one)

    assert "You kept this paper." in kept.text
    assert Bookmark.objects.count() == 1
    assert "Shelter paper" in client.get(MINE).text
    assert "Other paper" not in client.get(MINE).text
    assert "Keep this paper" in press(client, one, stop="1").text
    assert "No paper kept yet" in client.get(MINE).text
    assert other.bookmarks.count() == 0


def test_what_one_may_no_longer_see_is_left_out_and_comes_back(client, person):
    one = paper("Shelter paper")
    press(client, one)
    edit_resource(one, level=Level.PILOT, by=make_staff())

    assert "Shelter paper" not in client.get(MINE).text
    assert press(client, one).status_code == 404
    edit_resource(one, level=Level.GENERAL, by=make_staff())
    assert "Shelter paper" in client.get(MINE).text


def test_of_others_and_of_visitors_nothing_is_shown(client, person):
    one = paper("Shelter paper", level=Level.PUBLIC)
    press(client, one)
    client.force_login(make_officer(make_city()))
    assert "Shelter paper" not in client.get(MINE).text
    assert "Keep this paper" in client.get(one.get_absolute_url()).text
    client.logout()

    page = client.get(one.get_absolute_url()).text

    assert "Keep this paper" not in page
    assert "Shelter paper" not in client.get(MINE).text
    assert client.post(reverse("resources:keep", args=[one.slug])).status_code == 302
    assert Bookmark.objects.count() == 1


def test_the_history_tells_of_no_paper(client, person):
    one = paper("Shelter paper")
    press(client, one)
    press(client, one, stop="1")

    said = Entry.objects.filter(verb__in=["kept a paper", "let a paper go"])

    assert said.count() == 2
    assert not said.filter(target_type="resources.resource").exists()
    assert all(entry.details == {} for entry in said)


def test_filters_and_words_work_among_kept_papers(client, person):
    press(client, paper("Shelter paper"))
    press(client, paper("Trees"))

    page = client.get(MINE + "&q=shelter").text

    assert "Shelter paper" in page
    assert ">Trees<" not in page
    assert 'name="mine" value="kept"' in page


def test_kept_papers_are_in_what_we_hold_of_a_person_and_of_nobody_else(client, person):
    press(client, paper("Shelter paper"))
    held = reverse("held")

    assert "Papers that are kept" in client.get(held).text
    client.force_login(make_officer(make_city()))
    assert "Shelter paper" not in client.get(held).text
