"""A call that has closed becomes pairings: what is proposed and why, what staff set, what cities are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from pilots.interest.actions import deciding
from pilots.interest.refusals import NotFitting, NotNow
from pilots.interest.results import proposals_of
from pilots.models import Interest, Pairing, PeerCall, PilotProject
from pilots.pairings.actions import course
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def close(call):
    PeerCall.objects.filter(pk=call.pk).update(closes_on=timezone.localdate() - timedelta(days=3))
    call.refresh_from_db()


def a_city(name, *themes, tier=Tier.PEER, **facts):
    city = make.make_city(name=name, tier=tier, **facts)
    city.themes.set(themes)
    return make.make_lead(city)


class Closed:
    """A call with one place in each of two projects, and three cities that ask."""

    def __init__(self):
        make.open_rooms()
        self.heat = make.make_theme(name="Extreme heat")
        facts = {"time_zone": "Europe/Dublin", "languages": ["en"]}
        self.port = make.make_city(name="Riverport", tier=Tier.PILOT, **facts)
        self.marsh = make.make_city(name="Saltmarsh", tier=Tier.PILOT, **facts)
        for host in (self.port, self.marsh):
            make.make_lead(host)
        self.rooms = make.make_project(self.port, title="Cool rooms", capacity=1, languages=["en"])
        self.rooms.themes.add(self.heat)
        self.sorters = make.make_project(self.marsh, title="Sorters", capacity=1, languages=["en"])
        self.call = make.make_peer_call(self.rooms, self.sorters)
        both = [self.rooms, self.sorters]
        far = {"time_zone": "America/Bogota"}
        self.lake = self._asks(a_city("Lakemouth", self.heat), both)
        self.hill = self._asks(a_city("Hillford", tier=Tier.GENERAL), [self.rooms])
        self.oak = self._asks(a_city("Oakvale", self.heat, **far), [self.rooms], languages=["es"])
        close(self.call)
        self.staff = make.make_staff_at_work()

    def _asks(self, lead, wishes, **facts):
        return make.make_interest(self.call, by=lead, wishes=wishes, **facts)

    def found(self):
        """By city what is proposed, with the reasons of the rest."""
        return {
            str(it.interest.city): (
                str(it.project) if it.project else None,
                {str(project): str(why) for project, why in it.unmet},
            )
            for it in proposals_of(self.call)
        }


@pytest.fixture
def closed():
    return Closed()


def test_as_many_cities_as_there_is_room_for_get_a_place_and_the_rest_a_reason(closed):
    assert closed.found() == {
        "Lakemouth": ("Sorters", {"Cool rooms": "more"}),
        "Oakvale": ("Cool rooms", {}),
        "Hillford": (None, {"Cool rooms": "closer"}),
    }
    by_city = {str(it.interest.city): it for it in proposals_of(closed.call)}
    assert by_city["Oakvale"].why == (
        "It is its first wish, and Oakvale and the project work on the same: Extreme heat."
    )
    assert by_city["Lakemouth"].why == (
        "It is its second wish. Lakemouth and the project have no theme in common."
    )
    needs = by_city["Oakvale"].needs
    assert (needs.interpreter, needs.early_calls) == (True, False)


def test_what_staff_set_comes_first_and_can_be_left_open_again(closed):
    before = closed.found()
    deciding.pin(closed.hill, project=closed.rooms, by=closed.staff)
    deciding.keep_apart(closed.lake, project=closed.sorters, by=closed.staff)

    assert closed.found() == {
        "Hillford": ("Cool rooms", {}),
        "Lakemouth": (None, {"Cool rooms": "set", "Sorters": "apart"}),
        "Oakvale": (None, {"Cool rooms": "set"}),
    }
    for row in (closed.hill, closed.lake):
        deciding.leave_open(row, by=closed.staff)
    assert closed.found() == before
    with pytest.raises(NotNow):
        deciding.leave_open(closed.hill, by=closed.staff)


def test_a_proposal_becomes_a_pairing_and_its_place_is_given(closed):
    facts = {"theme": closed.heat, "scope": "Keys.", "reason": "Both begin with libraries."}
    row = deciding.propose_pairing(closed.oak, by=closed.staff, **facts)

    pairing = Pairing.objects.get()
    assert (row.pairing, pairing.peer_city, pairing.pilot_city) == (pairing, closed.oak.city, closed.port)
    assert pairing.ends_on == closed.call.ends_on
    assert Message.objects.filter(kind="pairing_proposed").count() == 2
    assert "Oakvale" not in closed.found()
    assert closed.found()["Hillford"] == (None, {"Cool rooms": "closer"})
    with pytest.raises(NotNow):
        deciding.propose_pairing(closed.oak, by=closed.staff, **facts)
    with pytest.raises(NotFitting, match="tier of a peer city"):
        deciding.propose_pairing(closed.hill, by=closed.staff, **facts)


def test_with_whom_a_city_is_paired_the_pair_alone_reads(closed):
    facts = {"theme": closed.heat, "scope": "Keys.", "reason": "Both begin."}
    deciding.pin(closed.lake, project=closed.sorters, by=closed.staff)
    row = deciding.propose_pairing(closed.lake, by=closed.staff, **facts)

    for host, reads in ((closed.marsh, True), (closed.port, False)):
        client = Client()
        client.force_login(host.seats.get().person)
        page = client.get(row.get_absolute_url())
        assert page.status_code == 200
        assert (str(row.pairing) in page.text) == reads


def test_a_pilot_city_finds_what_was_sent_on_the_call_and_on_the_pairing(closed):
    facts = {"theme": closed.heat, "scope": "Keys.", "reason": "Both begin."}
    row = deciding.propose_pairing(closed.oak, by=closed.staff, **facts)

    def shown(host, address):
        client = Client()
        client.force_login(host.seats.get().person)
        return client.get(address).text

    links = {it: f'href="{it.get_absolute_url()}"' for it in (closed.lake, closed.hill, closed.oak)}
    page = shown(closed.marsh, closed.call.get_absolute_url())
    assert [it for it, link in links.items() if link in page] == [closed.lake]
    page = shown(closed.port, closed.call.get_absolute_url())
    assert [it for it, link in links.items() if link in page] == [closed.lake, closed.hill, closed.oak]
    assert links[closed.oak] in shown(closed.port, row.pairing.get_absolute_url())


def test_no_pairing_is_proposed_while_cities_may_change_what_they_sent():
    make.open_rooms()
    row, staff = make.make_interest(), make.make_staff_at_work()

    with pytest.raises(NotNow):
        deciding.propose_pairing(row, theme=make.make_theme(), scope="Keys.", reason="Both.", by=staff)
    with pytest.raises(NotNow):
        deciding.decide(row.call, by=staff)


def test_every_city_is_told_what_becomes_of_it_and_why(closed):
    facts = {"theme": closed.heat, "scope": "Keys.", "reason": "Both begin with libraries."}
    deciding.propose_pairing(closed.oak, by=closed.staff, **facts)
    deciding.decide(closed.call, by=closed.staff)

    mails = {mail.person: written(mail).text for mail in Message.objects.filter(kind="interest_decided")}
    assert "we proposed a pairing" in mails[closed.oak.author]
    assert "Cool rooms: Its places went to cities that are closer" in mails[closed.hill.author]
    # Matching found it a place that the secretariat did not propose.
    assert "Sorters: The secretariat decided against this pair." in mails[closed.lake.author]
    client = Client()
    client.force_login(closed.hill.author)
    page = client.get(closed.call.get_absolute_url()).text
    assert "No pairing came of this call for your city." in page
    assert "Its places went to cities that are closer" in page
    with pytest.raises(NotNow):
        deciding.decide(closed.call, by=closed.staff)
    with pytest.raises(NotNow):
        deciding.pin(closed.hill, project=closed.rooms, by=closed.staff)


def test_a_pairing_that_is_declined_gives_its_place_back_and_does_not_come_again(closed):
    facts = {"theme": closed.heat, "scope": "Keys.", "reason": "Both begin."}
    row = deciding.propose_pairing(closed.oak, by=closed.staff, **facts)
    course.decline(row.pairing, by=closed.oak.author, note="No staff.")

    assert closed.found() == {
        "Lakemouth": ("Sorters", {"Cool rooms": "more"}),
        "Hillford": ("Cool rooms", {}),
        "Oakvale": (None, {"Cool rooms": "declined"}),
    }
    deciding.decide(closed.call, by=closed.staff)
    mail = written(Message.objects.get(kind="interest_decided", person=closed.oak.author.pk))
    assert "Cool rooms: A pairing was proposed here, and was declined or withdrawn." in mail.text
    client = Client()
    client.force_login(closed.oak.author)
    assert "it was declined or withdrawn" in client.get(closed.call.get_absolute_url()).text


def test_a_project_that_is_over_or_pulled_back_or_ones_own_is_not_proposed(closed):
    rows = PilotProject.objects.filter(pk=closed.rooms.pk)
    for facts in ({"stage": "finished"}, {"stage": "running", "published_at": None}):
        rows.update(**facts)
        assert closed.found()["Oakvale"] == (None, {"Cool rooms": "gone"})
    deciding.pin(closed.hill, project=closed.rooms, by=closed.staff)
    note = next(it.note for it in proposals_of(closed.call) if it.interest == closed.hill)
    assert note == "The project has ended, or is not open to the city any more."
    closed.sorters.hosts.add(closed.lake.city)
    assert closed.found()["Lakemouth"] == (None, {"Cool rooms": "gone", "Sorters": "own"})


def test_of_several_pilot_cities_the_one_with_the_largest_overlap_is_proposed(closed):
    near = make.make_city(name="Ashport", tier=Tier.PILOT, time_zone="America/Lima")
    make.make_lead(near)
    closed.rooms.hosts.add(near)

    found = next(it for it in proposals_of(closed.call) if it.interest == closed.oak)
    assert found.host == near


def test_a_city_that_learns_elsewhere_by_then_gets_nothing(closed):
    make.make_pairing(peer_city=closed.oak.city)

    found = next(it for it in proposals_of(closed.call) if it.interest == closed.oak)
    assert (found.project, found.note) == (None, "Oakvale learns already, or pauses.")
    assert [str(why) for _project, why in found.unmet] == ["elsewhere"]


def test_the_secretariat_proposes_and_decides_in_the_administration(closed):
    client = Client()
    client.force_login(make.make_staff())
    page = client.get(reverse("admin:pilots_peercall_change", args=[closed.call.pk])).text
    assert "Oakvale and the project work on the same" in page
    assert "They need an interpreter." in page
    assert "give it the tier of a peer city first" in page

    address = reverse("admin:pilots_interest_verb", args=[closed.oak.pk, "propose"])
    form = Page(client.get(address)).sent_by("form.form")
    answer = client.post(address, form | {"scope": "Keys in the evening."}, follow=True)
    assert "The pairing is proposed. Both cities are asked." in answer.text
    assert Interest.objects.get(pk=closed.oak.pk).pairing.theme == closed.heat

    address = reverse("admin:pilots_peercall_verb", args=[closed.call.pk, "decide"])
    asked = client.get(address)
    assert "no pairing came of it: Hillford, Lakemouth" in asked.text
    client.post(address, Page(asked).sent_by("form.form"))
    assert PeerCall.objects.get().is_over
    assert Entry.objects.filter(verb="peer call decided").count() == 1


def test_two_proposals_never_take_the_same_place(closed):
    facts = {"theme": closed.heat, "scope": "Keys.", "reason": "Both."}
    deciding.propose_pairing(closed.oak, by=closed.staff, **facts)
    deciding.pin(closed.lake, project=closed.rooms, by=closed.staff)

    assert next(it for it in proposals_of(closed.call) if it.interest == closed.lake).note
    deciding.keep_apart(closed.lake, project=closed.sorters, by=closed.staff)
    with pytest.raises(NotFitting):
        deciding.propose_pairing(closed.lake, by=closed.staff, **facts)
