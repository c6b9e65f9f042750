"""A new version of something published: it takes its place, and what stood there before stays reachable."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from icaforum.outbox.models import Message
from resources.contributions.actions import deciding, writing
from resources.contributions.models import Contribution
from resources.contributions.refusals import HasLeft, NotNow, NotYours, WouldTell
from resources.library.actions.resource import withdraw
from resources.models import Resource
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def published(by=None, **facts):
    return deciding.publish(make.contribute(by, upload=make.a_pdf(), **facts), by=make.make_staff())


def renew(first, by=None, **facts):
    facts = {"upload": make.a_pdf("second.pdf"), "renews": first} | facts
    return make.contribute(by or first.author, **facts)


def test_it_takes_the_place_of_what_stands_and_the_first_file_stays_reachable():
    first = published(title="Keys", themes=[make.make_theme("heat")])
    Resource.objects.update(published_at=first.decided_at - timedelta(days=90))
    reader, address = client_of(make.make_lead()), first.paper.get_absolute_url()
    newer = renew(first, title="Keys, a year later", themes=[make.make_theme("rents")])
    assert "Keys, a year later" not in reader.get(address).text

    deciding.publish(newer, by=make.make_staff())

    paper = Resource.objects.get()
    page = reader.get(address)
    file = reverse("resources:earlier_file", args=[paper.slug, first.pk])
    assert paper.title == "Keys, a year later"
    assert [theme.slug for theme in paper.themes.all()] == ["rents"]
    assert list(paper.cities.all()) == [first.city]
    assert paper.published_at > first.decided_at  # it stands first, and in the mails of who follows
    assert paper.editions.get().file_name == "second.pdf"
    assert file in Page(page).paths
    sent = b"".join(reader.get(file).streaming_content)
    assert sent.startswith(b"%PDF")
    newest = reverse("resources:earlier_file", args=[paper.slug, newer.pk])
    assert reader.get(newest).status_code == 404
    assert Message.objects.filter(kind="contribution_published", person=first.author).count() == 2


def test_its_city_begins_with_the_words_that_stand():
    first = published(make.make_lead(make.make_city(tier=Tier.PEER)), title="Keys", level=Level.PEER)
    client = client_of(make.make_officer(first.city))
    assert "Send in a new version" in client.get(first.get_absolute_url()).text
    assert first.get_absolute_url() in Page(client.get(first.paper.get_absolute_url())).paths

    form = client.post(reverse("resources:contribution_renew", args=[first.pk]), follow=True)
    typed = Page(form).sent_by("form.form")
    assert (typed["title"], typed["level"]) == (["Keys"], [str(int(Level.PEER))])
    assert "residents" not in typed  # asked anew
    # Kept and opened again it is still a new version.
    client.post(form.request["PATH_INFO"], typed | {"keep": "1", "title": "Keys again"})
    draft = form.context["draft"]
    typed = Page(client.get(draft.get_absolute_url())).sent_by("form.form")
    client.post(form.request["PATH_INFO"], typed | {"residents": "nobody"})

    newer = Contribution.objects.get(renews=first)
    assert (newer.title, newer.city, newer.level) == ("Keys again", first.city, Level.PEER)


def test_nobody_else_renews_it():
    first = published()
    other = make.make_lead(make.make_city(tier=Tier.GENERAL))
    client = client_of(other)
    assert client.post(reverse("resources:contribution_renew", args=[first.pk])).status_code == 404
    form = reverse("resources:contribute_form", args=["lesson"])
    assert client.post(form, {"renews": str(first.pk)}).status_code == 404
    with pytest.raises(NotYours):
        renew(first, by=other)


def test_what_the_rules_refuse():
    friend = make.make_lead(make.make_city(tier=Tier.GENERAL))
    city = friend.seats.get().city
    first = published(co_authors=[city])
    writing.leave_authors(first, city=city, by=friend)
    with pytest.raises(HasLeft):
        renew(first, co_authors=[city])
    with pytest.raises(WouldTell):
        renew(first, is_named=False, upload=None)
    newer = renew(first)
    with pytest.raises(NotNow):
        renew(first)
    deciding.publish(newer, by=make.make_staff())
    newer.refresh_from_db()
    with pytest.raises(NotNow):
        writing.take_back(newer, by=first.author)
    last = renew(first)
    withdraw(first.paper, by=make.make_staff())
    with pytest.raises(NotNow):
        deciding.publish(last, by=make.make_staff())


def test_what_was_for_fewer_readers_is_not_opened_by_a_new_version():
    first = published(level=Level.PILOT)
    deciding.publish(renew(first, level=Level.GENERAL), by=make.make_staff())
    reader = client_of(make.make_lead())
    paper = Resource.objects.get()
    assert "Earlier versions" not in reader.get(paper.get_absolute_url()).text
    file = reverse("resources:earlier_file", args=[paper.slug, first.pk])
    assert reader.get(file).status_code == 404


def test_the_next_version_begins_with_the_words_of_the_last_one():
    first = published(make.make_lead(make.make_city(tier=Tier.PEER)), title="Keys", level=Level.PEER)
    deciding.publish(renew(first, title="Keys, a year later", level=Level.GENERAL), by=make.make_staff())
    client = client_of(first.author)

    form = client.post(reverse("resources:contribution_renew", args=[first.pk]), follow=True)
    typed = Page(form).sent_by("form.form")
    assert (typed["title"], typed["level"]) == (["Keys, a year later"], [str(int(Level.GENERAL))])
    client.post(form.request["PATH_INFO"], typed | {"residents": "nobody"})

    assert Contribution.objects.latest("pk").renews == first


@pytest.mark.parametrize("leaves", [0, 1])
def test_a_city_that_took_its_name_off_one_version_is_named_by_none(leaves):
    friend = make.make_lead(make.make_city(tier=Tier.GENERAL))
    city = friend.seats.get().city
    first = published(co_authors=[city])
    second = renew(first, co_authors=[city])
    writing.leave_authors((first, second)[leaves], city=city, by=friend)

    deciding.publish(second, by=make.make_staff())

    assert list(Resource.objects.get().cities.all()) == [first.city]
    assert [row.authors for row in Contribution.objects.order_by("pk")] == [[first.city]] * 2
    with pytest.raises(HasLeft):
        renew(first, co_authors=[city])
