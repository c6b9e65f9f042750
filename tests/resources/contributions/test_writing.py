"""Sending in for the library, changing it, taking it back; and what the secretariat decides."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.joining.actions import memberships
from cities.talking.refusals import HasToBeNamed
from resources.contributions.actions import deciding, writing
from resources.contributions.losses import what_becomes
from resources.contributions.models import Contribution, ContributionDraft, ContributionFile, Shape
from resources.contributions.refusals import (
    HasLeft,
    NobodyToAsk,
    NoPart,
    NothingToRead,
    NotNow,
    NotYours,
    WouldTell,
)
from resources.models import Resource
from tests import factories as make

pytestmark = pytest.mark.django_db


def member(**facts):
    return make.make_lead(
        make.make_city(**{"tier": Tier.GENERAL, "region": "europe", "languages": ["en"]} | facts)
    )


def test_a_draft_keeps_what_was_typed_and_its_file_until_it_is_sent_in():
    person = member()
    draft = writing.keep_draft(
        None, shape="paper", typed={"title": "A pl"}, by=person, upload=make.a_pdf("cool rooms.pdf")
    )
    writing.keep_draft(draft, shape="paper", typed={"title": "A plan"}, by=person)
    sent = make.contribute(person, shape=Shape.PAPER, draft=draft, did_not_work="")
    assert not ContributionDraft.objects.exists()
    assert sent.file_now.file_name == "cool rooms.pdf"
    assert sent.state == "submitted"


def test_a_new_file_of_a_draft_takes_the_place_of_the_one_before():
    person = member()
    draft = writing.keep_draft(None, shape="paper", typed={}, by=person, upload=make.a_pdf("a.pdf"))
    writing.keep_draft(draft, shape="paper", typed={}, by=person, upload=make.a_pdf("b.pdf"))
    assert [file.file_name for file in draft.files.all()] == ["b.pdf"]


def test_the_oldest_drafts_give_way():
    person = member()
    for number in range(writing.MOST_DRAFTS + 2):
        writing.keep_draft(None, shape="paper", typed={"title": str(number)}, by=person)
    assert ContributionDraft.objects.count() == writing.MOST_DRAFTS


def test_nobody_sends_the_file_of_somebody_elses_draft():
    draft = writing.keep_draft(
        None, shape="paper", typed={}, by=member(), upload=make.a_pdf("cool rooms.pdf")
    )
    with pytest.raises(Exception, match="is not there any more"):
        make.contribute(member(), draft=draft)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"did_not_work": " "}, NothingToRead),
        ({"is_named": False, "language": "bn"}, HasToBeNamed),
        ({"city": "another"}, NoPart),
    ],
)
def test_what_is_not_sent_in(facts, error):
    if "city" in facts:
        facts["city"] = make.make_city(tier=Tier.GENERAL)
    with pytest.raises(error):
        make.contribute(member(), **facts)


@pytest.mark.parametrize("what", ["file", "co-author", "project"])
def test_nothing_that_tells_comes_with_a_city_that_is_not_named(what):
    people = [member() for _number in range(6)]
    city = people[0].seats.get().city
    facts = {
        "file": {"upload": make.a_pdf("cool rooms.pdf")},
        "co-author": {"co_authors": [people[1].seats.get().city]},
        "project": {"project": make.make_project(city)},
    }[what]
    with pytest.raises(WouldTell):
        make.contribute(people[0], is_named=False, **facts)
    assert not Contribution.objects.exists()
    assert not ContributionFile.objects.exists()


def test_returned_with_a_note_changed_and_sent_in_again_it_keeps_the_earlier_file():
    staff, person = make.make_staff(), member()
    sent = make.contribute(person, shape=Shape.PAPER, upload=make.a_pdf("first.pdf"))
    deciding.send_back(sent, note="Good. Take the photo out.", by=staff)
    sent.refresh_from_db()
    assert (sent.state, sent.note) == ("returned", "Good. Take the photo out.")
    colleague = make.make_officer(sent.city)
    writing.change(sent, by=colleague, upload=make.a_pdf("second.pdf"), title="Keys")
    sent.refresh_from_db()
    assert (sent.state, sent.title, sent.file_now.file_name) == ("submitted", "Keys", "second.pdf")
    assert [file.file_name for file in sent.files.all()] == ["second.pdf", "first.pdf"]


def test_what_was_returned_can_be_changed_without_sending_it_in():
    sent = make.contribute(member())
    deciding.send_back(sent, note="Shorter", by=make.make_staff())
    writing.change(sent, by=sent.author, send=False, title="Keys")
    sent.refresh_from_db()
    assert (sent.state, sent.title) == ("returned", "Keys")


def test_published_it_is_a_paper_with_credit_to_its_cities():
    person, other = member(), member().seats.get().city
    theme = make.make_theme()
    sent = make.contribute(
        person, context="Hot nights", co_authors=[other], themes=[theme], level=Level.PEER, language="pt"
    )
    deciding.publish(sent, by=make.make_staff())
    paper = Resource.objects.get()
    edition = paper.editions.get()
    assert set(paper.cities.all()) == {sent.city, other}
    assert (paper.level, paper.kind, list(paper.themes.all())) == (Level.PEER, "lessons-learned", [theme])
    assert (edition.title, edition.language, edition.what_did_not_work) == (
        "Cool rooms without a caretaker",
        "pt",
        "Nobody had the key at night.",
    )
    assert edition.body == "Hot nights"
    sent.refresh_from_db()
    assert (sent.state, sent.resource, paper.is_published) == ("published", paper, True)


def test_a_file_is_copied_into_the_library():
    sent = make.contribute(member(), shape=Shape.PAPER, upload=make.a_pdf("cool rooms.pdf"), did_not_work="")
    deciding.publish(sent, by=make.make_staff())
    edition = Resource.objects.get().editions.get()
    assert (edition.file_name, edition.file_type) == ("cool rooms.pdf", "pdf")
    assert edition.file.name != sent.file_now.file.name
    with edition.file.open("rb") as copy, sent.file_now.file.open("rb") as own:
        assert copy.read() == own.read()


def test_of_a_city_that_is_not_named_the_paper_names_none():
    people = [member(population=2_000_000) for _number in range(5)]
    sent = make.contribute(people[0], is_named=False, use="named")
    deciding.publish(sent, by=make.make_staff())
    assert not Resource.objects.get().cities.exists()
    sent.refresh_from_db()
    assert (sent.speaker, sent.use) == ("A city of 1 to 3 million in Europe", "unattributed")


def test_it_is_not_published_unnamed_once_too_few_could_have_written_it():
    people = [member() for _number in range(5)]
    sent = make.contribute(people[0], is_named=False)
    people[1].seats.get().city.memberships.update(until=timezone.now())
    with pytest.raises(HasToBeNamed):
        deciding.publish(sent, by=make.make_staff())
    assert not Resource.objects.exists()


def test_taken_back_it_leaves_the_library():
    sent = make.contribute(member())
    deciding.publish(sent, by=make.make_staff())
    writing.take_back(sent, by=sent.author)
    sent.refresh_from_db()
    assert (sent.state, sent.resource.state) == ("withdrawn", "withdrawn")
    with pytest.raises(NotNow):
        writing.take_back(sent, by=sent.author)


def test_a_city_takes_its_name_off_what_it_wrote_along():
    other = member()
    sent = make.contribute(member(), co_authors=[other.seats.get().city])
    deciding.publish(sent, by=make.make_staff())
    writing.leave_authors(sent, city=other.seats.get().city, by=other)
    sent.refresh_from_db()
    assert list(sent.resource.cities.all()) == [sent.city]


def test_others_change_and_decide_nothing():
    sent, stranger, staff = make.contribute(member()), member(), make.make_staff()
    with pytest.raises(NotYours):
        writing.change(sent, by=stranger, title="Mine")
    with pytest.raises(NotYours):
        writing.take_back(sent, by=stranger)
    deciding.publish(sent, by=staff)
    for verb, facts in ((deciding.publish, {}), (deciding.send_back, {"note": "No"})):
        with pytest.raises(NotNow):
            verb(sent, by=staff, **facts)
    with pytest.raises(NotNow):
        writing.change(sent, by=sent.author, title="Other")


def test_a_city_that_took_its_name_off_is_not_put_back_by_another():
    person, other = member(), member()
    city = other.seats.get().city
    sent = make.contribute(person, co_authors=[city])
    writing.leave_authors(sent, city=city, by=other)

    with pytest.raises(HasLeft, match=city.name):
        writing.change(sent, by=person, co_authors=[city])
    assert not sent.co_authors.exists()
    # One that its writer took off by mistake is put back.
    second = member().seats.get().city
    for cities in ([second], [], [second]):
        writing.change(sent, by=person, co_authors=cities)
    assert list(sent.co_authors.all()) == [second]


def test_what_describes_an_unnamed_city_never_comes_closer_than_what_it_agreed_to():
    person = member(population=2_000_000)
    for _ in range(5):
        member(region="asia")
    sent = make.contribute(person, is_named=False)
    assert (sent.band, sent.region) == ("", "")
    for _ in range(5):
        member(population=2_000_000)

    deciding.publish(sent, by=make.make_staff())
    assert (Resource.objects.get().band, Resource.objects.get().region) == ("", "")


def test_what_a_city_sent_in_that_left_is_published_or_put_away():
    sent, staff = make.contribute(), make.make_staff()
    memberships.end_membership(sent.city.membership, by=None)
    assert "1 text that it has sent in is the secretariat’s to publish or to put away." in what_becomes(
        sent.city
    )
    with pytest.raises(NotNow, match="nobody there would change it"):
        deciding.send_back(sent, note="Shorter, please.", by=staff)
    client = Client()
    client.force_login(staff)
    page = client.get(reverse("admin:resources_contribution_change", args=[sent.pk])).text
    assert "/do/put-away/" in page
    assert "/do/return/" not in page
    deciding.put_away(sent, by=staff)
    sent.refresh_from_db()
    assert sent.state == Contribution.State.WITHDRAWN


def test_a_city_of_which_nobody_would_hear_it_is_not_named_as_an_author():
    person, sent = member(), make.contribute(member())
    silent = make.make_officer(make.make_city(tier=Tier.GENERAL)).seats.get().city

    with pytest.raises(NobodyToAsk):
        make.contribute(person, co_authors=[silent])
    with pytest.raises(NobodyToAsk):
        writing.change(sent, by=sent.author, co_authors=[silent])
    assert not sent.co_authors.exists()
