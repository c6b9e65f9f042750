"""Organisations at the table: named by their own word alone, at each of the things they may be at."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.invitations.models import digest_of
from cities.models import Objection
from cities.partners.actions import agreeing, table
from cities.partners.models import TABLES
from cities.partners.numbers import Confirmed, confirmed_between
from cities.partners.refusals import AskedAlready, NotNow, NotYours, Objected, OtherWords, OwnAddress, TooMany
from events.planning.actions import entries
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from resources.contributions.actions import deciding
from resources.contributions.admin import before_publishing
from resources.library.actions.edition import replace_edition
from tests.factories import (
    contribute,
    make_city,
    make_event,
    make_lead,
    make_measure,
    make_officer,
    make_organisation,
    make_project,
    make_resource,
    make_staff,
    make_staff_at_work,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


def things(city):
    return {
        "project": make_project(city),
        "event": make_event(hosts=[city]),
        "paper": make_resource(cities=[city]),
        "measure": make_measure(city=city),
    }


@pytest.fixture
def city():
    return make_city(tier=Tier.PILOT)


@pytest.mark.parametrize("word", TABLES)
def test_it_is_named_while_it_agrees_to_exactly_these_words(word, city):
    lead = make_lead(city)
    thing = make_measure(lead) if word == "measure" else things(city)[word]
    row = make_organisation(thing, lead)

    assert (row.state, str(row), row.city) == ("asked", "A tenants’ union", city)
    agreed = agreeing.agree(row, seal=row.seal, they_say="It took long.", by=None)
    assert (agreed.is_named, str(agreed)) == (True, "Tenants of the Old Docks")

    changed = table.change(agreed, changed="Eight years without a rent rise.", by=lead)

    assert (changed.state, str(changed), changed.they_say) == ("asked", "A tenants’ union", "")
    assert Message.objects.filter(kind="organisation_asked").count() == 2
    with pytest.raises(OtherWords):
        agreeing.agree(changed, seal=agreed.agreed_seal, by=None)
    assert table.change(changed, changed="Eight years without a rent rise.", by=lead).state == "asked"
    assert Message.objects.filter(kind="organisation_asked").count() == 2
    # Past every verb a word more is no agreement either.
    type(row).objects.filter(pk=row.pk).update(state="agreed", agreed_seal=row.seal)
    row.refresh_from_db()
    assert not row.is_named


def test_a_no_a_name_taken_back_and_all_deleted_leave_the_kind_alone(city):
    lead, project = make_lead(city), make_project(city)
    no, back, gone = (make_organisation(project, lead, agrees=number > 0) for number in range(3))
    address = gone.email

    no, back = agreeing.say_no(no), agreeing.take_name_back(back)
    gone = agreeing.have_all_deleted(gone)

    assert [row.state for row in (no, back, gone)] == ["declined", "taken-back", "taken-back"]
    assert {(str(row), row.email) for row in (no, back, gone)} == {("A tenants’ union", "")}
    assert [row.name for row in (back, gone)] == ["Tenants of the Old Docks", ""]
    assert not Message.objects.filter(kind="organisation_asked").exists()
    assert Objection.objects.among([address])
    with pytest.raises(Objected):
        make_organisation(project, lead, email=address)
    with pytest.raises(NotNow):
        table.change(no, email="other@union.example", by=lead)
    with pytest.raises(NotNow):
        table.change(gone, name="Tenants", by=lead)
    # Its link stays good: it may change its mind, and nobody asks it.
    assert table.change(no, changed="Nothing else.", by=lead).state == "declined"
    no.refresh_from_db()
    assert agreeing.agree(no, seal=no.seal).is_named


def test_a_no_holds_for_this_address_at_this_table_until_the_organisation_takes_it_back(city):
    lead, of = make_lead(city), things(city)
    row = make_organisation(of["project"], lead, email="kofi@union.example")
    table.take_off(agreeing.say_no(row), by=lead)

    with pytest.raises(Objected):
        make_organisation(of["project"], lead, email="kofi@union.example")
    # Without its address, and at another table, it may be written down.
    assert make_organisation(of["project"], lead, email="").state == "not-asked"
    back = agreeing.take_name_back(
        make_organisation(of["event"], lead, email="kofi@union.example", agrees=True)
    )
    agreeing.agree(back, seal=back.seal)
    assert table.change(back, email="kofi@union.example", by=lead).state == "asked"
    assert Objection.objects.count() == 1


def test_a_row_is_the_city_s_that_wrote_it(city):
    other = make_city(tier=Tier.PILOT)
    lead, another = make_lead(city), make_lead(other)
    both = make_officer(other, person=make_lead(city), role="lead")
    project = make_project(city, other)
    row = make_organisation(project, lead)

    for verb in (table.take_off, table.change):
        with pytest.raises(NotYours):
            verb(row, by=another)
    assert make_organisation(project, both).city == city
    assert make_organisation(project, both, city=other).city == other
    assert "has written" in written(Message.objects.order_by("-pk").first()).text
    assert table.change(row, changed="", by=make_staff_at_work()).city == city


def test_another_address_is_asked_anew_and_ends_the_link_of_before(city):
    lead = make_lead(city)
    row = make_organisation(make_project(city), lead, agrees=True)

    moved = table.change(row, email="kim@union.example", by=lead)

    assert (moved.state, moved.link_version, moved.is_named) == ("asked", 2, False)
    assert Message.objects.get(kind="organisation_asked").address == "kim@union.example"
    with pytest.raises(OwnAddress):
        table.change(moved, email=lead.email, by=lead)
    alone = table.change(moved, email="", by=lead)
    assert (alone.state, alone.link_version) == ("not-asked", 3)


def test_who_has_all_deleted_is_deleted_at_every_table_and_asked_at_none(city):
    lead = make_lead(city)
    here, there = (
        make_organisation(thing, lead, email="kofi@union.example")
        for thing in list(things(city).values())[:2]
    )

    agreeing.have_all_deleted(here)

    there.refresh_from_db()
    assert (there.name, there.email, there.took_part) == ("", "", "")
    assert not Message.objects.filter(kind="organisation_asked").exists()


def test_after_a_no_it_can_still_have_all_deleted_and_is_asked_nowhere(city):
    lead, of = make_lead(city), things(city)
    no, elsewhere = (
        make_organisation(of[word], lead, email="kofi@union.example") for word in ("project", "event")
    )
    back = make_organisation(of["paper"], lead, email="kofi+forum@union.example", agrees=True)
    no, back = agreeing.say_no(no), agreeing.take_name_back(back)

    agreeing.have_all_deleted(no)

    for row in (no, elsewhere, back):
        row.refresh_from_db()
        assert (row.name, row.email, row.took_part, row.mailbox_digest) == ("", "", "", "")
    for thing in (make_project(city), make_event(hosts=[city])):
        with pytest.raises(Objected):
            make_organisation(thing, lead, email="kofi+2@union.example")


def test_no_stranger_is_flooded_and_the_writer_reads_why(city):
    lead, project = make_lead(city), make_project(city)
    cache.clear()
    row = make_organisation(project, lead, email="kofi@union.example")
    with pytest.raises(AskedAlready):
        make_organisation(project, lead, email="kofi+2@union.example")
    for _number in range(2):
        make_organisation(make_project(city), lead, email="kofi@union.example")
    with pytest.raises(TooMany, match="three times today"):
        make_organisation(make_project(city), lead, email="kofi+3@union.example")
    cache.clear()
    for word in ("Rents fell.", "Rents rose.", "Rents fell.", "Rents stand."):
        row = table.change(row, changed=word, by=lead)
    first, bundled = Message.objects.filter(ids__organisation=row.pk, ids__word="project").order_by("pk")
    assert written(first) is None
    assert "Rents stand." in written(bundled).text
    assert bundled.due_at - first.due_at > timedelta(hours=23)


def test_one_that_agreed_is_asked_anew_while_its_address_is_asked_about_another(city):
    lead, project = make_lead(city), make_project(city)
    agreed = make_organisation(project, lead, email="kofi@union.example", agrees=True)
    other = make_organisation(project, lead, email="kofi@union.example")
    third = make_organisation(project, lead, email="kim@union.example")

    for row in (agreed, other):
        asked = table.change(row, changed="Rents fell.", by=lead)
        assert (asked.state, asked.changed) == ("asked", "Rents fell.")
    with pytest.raises(AskedAlready, match="leave the address as it was"):
        table.change(third, email="kofi@union.example", by=lead)
    third.refresh_from_db()
    assert (third.state, third.email) == ("asked", "kim@union.example")


def test_an_own_address_is_known_also_with_a_plus(city):
    lead = make_lead(city)
    name, _at, host = lead.email.partition("@")
    with pytest.raises(OwnAddress):
        make_organisation(make_project(city), lead, email=f"{name}+union@{host}")


def test_one_row_taken_off_leaves_the_mails_of_another_city(city):
    other = make_city(tier=Tier.PILOT)
    lead, another = make_lead(city), make_lead(other)
    row = make_organisation(make_project(city), lead, email="kofi@union.example")
    theirs = make_organisation(make_project(other), another, email="kofi@union.example")
    table.take_off(row, by=lead)
    assert Message.objects.get(kind="organisation_asked").ids["organisation"] == theirs.pk


def test_who_objects_elsewhere_or_is_asked_by_a_city_that_left_is_not_mailed(city):
    lead, later = make_lead(city), timezone.now() + timedelta(days=15)
    of = things(city)
    row = make_organisation(of["project"], lead, email="kofi@union.example")
    gone = make_organisation(of["event"], lead)
    asked = {it.ids["organisation"]: it for it in Message.objects.order_by("pk")}
    Objection.objects.create(digest=digest_of("kofi@union.example"))
    city.memberships.update(until=timezone.now())

    assert written(Message.objects.get(ids__word="project")) is None
    assert written(Message.objects.get(ids__word="event")) is None
    assert agreeing.ask_again(now=later) == 0
    city.memberships.update(until=None)
    assert agreeing.ask_again(now=later) == 2
    row.refresh_from_db()
    assert (row.email, len(asked)) == ("", len({row.pk, gone.pk}))


def test_a_hidden_one_stays_its_city_s_and_is_asked_once_it_is_shown(city):
    lead, staff = make_lead(city), make_staff_at_work()
    row = table.hide(make_organisation(make_project(city), lead), because="Wrong", by=staff)
    with pytest.raises(NotNow):
        table.take_off(row, by=lead)
    row = table.change(row, email="kim@union.example", by=lead)
    assert (row.state, Message.objects.filter(address="kim@union.example").count()) == ("not-asked", 0)
    later = timezone.now() + timedelta(days=91)
    assert type(row).objects.unanswered_since(later - agreeing.ADDRESS_KEPT).get() == row
    assert table.show(row, by=staff).state == "asked"
    assert Message.objects.filter(address="kim@union.example").count() == 1


def test_what_changed_is_said_to_one_that_had_agreed(city, client):
    lead = make_lead(city)
    row = make_organisation(make_project(city), lead, agrees=True, they_say="It took long.")
    Message.objects.all().delete()
    row = table.change(row, took_part="12 meetings.", by=lead)

    letter = written(Message.objects.get(kind="organisation_asked"))
    assert "may we still name you" in letter.subject
    assert "Changed since: how it took part." in letter.text
    page = client.get(row.answer_path).text
    assert "Changed since: how it took part." in page
    assert "It took long." in page
    assert agreeing.agree(row, seal=row.seal).before is None


def test_another_title_or_a_new_version_is_agreed_to_anew(city, client):
    lead, staff = make_lead(city), make_staff_at_work()
    event = make_event(hosts=[city], title="Cool rooms at night")
    row = make_organisation(event, lead, agrees=True)
    entries.edit(event, title="Cool rooms by night", by=staff)
    row.refresh_from_db()
    assert row.is_named
    entries.edit(event, title="Selling social housing", by=staff)
    row.refresh_from_db()
    assert (row.state, row.is_named) == ("asked", False)
    assert "another title, or a new version" in row.changed_since[0]

    project = make_project(city, title="Cool homes")
    at_project = make_organisation(project, lead, agrees=True)
    client.force_login(make_staff())
    address = reverse("admin:pilots_pilotproject_change", args=[project.pk])
    for title, named in (("Cool home", True), ("Selling social housing", False)):
        sent = Page(client.get(address)).typed | {"texts-0-title": title, "_save": "1"}
        assert client.post(address, sent).status_code == 302
        at_project.refresh_from_db()
        assert at_project.is_named is named

    paper = make_resource(
        cities=[city], editions=[{"title": "Cool homes"}, {"language": "de", "title": "Kühl"}]
    )
    at_edition = make_organisation(paper, lead, agrees=True)
    for title, named in (("Cool homes!", True), ("Selling social housing", False)):
        replace_edition(paper.editions.get(language="en"), title=title, by=staff)
        at_edition.refresh_from_db()
        assert at_edition.is_named is named

    first = deciding.publish(contribute(lead), by=staff)
    at_paper = make_organisation(first.paper, lead, agrees=True)
    newer = contribute(lead, renews=first)
    assert "1 organisation at its table agreed" in before_publishing(newer)
    deciding.publish(newer, by=staff)
    at_paper.refresh_from_db()
    assert (at_paper.state, at_paper.is_named) == ("asked", False)


def test_one_that_is_hidden_is_mailed_by_nobody(city):
    lead = make_lead(city)
    row = table.hide(make_organisation(make_project(city), lead), because="Wrong", by=make_staff_at_work())
    asked = Message.objects.get(kind="organisation_asked")
    assert written(asked) is None
    table.change(row, changed="Rents fell.", by=lead)
    type(row).objects.update(asked_at=timezone.now() - timedelta(days=15), state="asked")
    assert agreeing.ask_again() == 0
    assert Message.objects.filter(kind="organisation_asked").count() == 1


def test_those_write_who_did_it_and_the_secretariat(city):
    lead, officer = make_lead(city), make_officer(city)
    stranger = make_lead(make_city(tier=Tier.PILOT))
    of = things(city)

    for word, thing in of.items():
        with pytest.raises(NotYours):
            make_organisation(thing, stranger)
        assert make_organisation(thing, make_staff_at_work()).city is None
        if word == "project":
            with pytest.raises(NotYours):
                make_organisation(thing, officer)
        else:
            assert make_organisation(thing, officer).city == city
    row = make_organisation(of["project"], lead)
    for verb in (table.take_off, table.change):
        with pytest.raises(NotYours):
            verb(row, by=stranger)
    with pytest.raises(NotNow):
        make_organisation(make_project(city, published=False), lead)


def test_a_person_has_so_many_asked_a_day_and_a_table_so_many_seats(city):
    lead, project = make_lead(city), make_project(city)
    cache.clear()
    for _number in range(20):
        make_organisation(project, lead)
    with pytest.raises(TooMany):
        make_organisation(project, lead)
    for _number in range(20):
        make_organisation(project, lead, email="")
    with pytest.raises(TooMany):
        make_organisation(project, lead, email="")


def test_it_is_asked_twice_and_then_its_address_is_deleted(city):
    row = make_organisation(make_project(city), make_lead(city))
    later = timezone.now() + timedelta(days=15)

    assert [agreeing.ask_again(now=timezone.now()), agreeing.ask_again(now=later)] == [0, 1]
    assert agreeing.ask_again(now=later + timedelta(days=60)) == 0
    assert Message.objects.filter(kind="organisation_asked").count() == 2
    assert agreeing.forget_addresses(now=later) == 0
    assert agreeing.forget_addresses(now=later + timedelta(days=80)) == 1

    row.refresh_from_db()
    assert (row.email, row.state) == ("", "asked")
    assert not Message.objects.filter(kind="organisation_asked").exists()
    assert agreeing.agree(row, seal=row.seal).is_named


def test_what_the_secretariat_hides_is_told_and_neither_shown_nor_counted(city):
    lead = make_lead(city)
    row = make_organisation(make_project(city), lead, agrees=True)
    staff = make_staff_at_work()

    hidden = table.hide(row, because="It names a tenant.", by=staff)

    assert not type(row).objects.standing().exists()
    assert Message.objects.get(kind="organisation_hidden").person == lead
    with pytest.raises(NotNow):
        table.hide(hidden, because="Again.", by=staff)
    table.show(hidden, by=staff)
    assert type(row).objects.confirmed().get() == row


def test_the_year_counts_what_organisations_confirmed_themselves(city):
    now, lead, of = timezone.now(), make_lead(city), things(city)
    year = (now - timedelta(days=1), now + timedelta(days=1))
    for thing in of.values():
        make_organisation(thing, lead)
        make_organisation(thing, lead, agrees=True)
    quiet = make_organisation(of["event"], lead)
    agreeing.agree(quiet, seal=quiet.seal, nothing_so_far=True)
    make_organisation(of["paper"], lead, changed="", agrees=True)
    agreeing.take_name_back(make_organisation(of["paper"], lead, agrees=True))

    assert confirmed_between(*year) == Confirmed(organisations=6, changed=4)
    assert confirmed_between(*year).unchanged == 2
    assert confirmed_between(now + timedelta(days=1), now + timedelta(days=2)) == Confirmed(0, 0)


def test_the_history_holds_keys_and_says_who_did_it(city):
    row = make_organisation(make_project(city), make_lead(city), agrees=True)
    agreeing.take_name_back(row)

    said = Entry.objects.filter(target_type=row._meta.label_lower)
    assert [entry.verb for entry in said.order_by("pk")] == [
        "organisation written down",
        "organisation agreed",
        "organisation took its name back",
    ]
    assert "Tenants" not in str(list(said.values()))
