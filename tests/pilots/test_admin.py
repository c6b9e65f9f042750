import pytest
from django.urls import reverse

from cities.tiers import Tier
from icaforum.audit.models import Entry
from pilots.models import Pairing
from tests.factories import make_city, make_lead, make_pairing, make_project, make_staff, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def test_staff_propose_a_pairing_with_the_reason(client, staff):
    pilot, peer = make_city(tier=Tier.PILOT), make_city(tier=Tier.PEER)
    make_lead(pilot)
    make_lead(peer)
    project = make_project(pilot)

    answer = client.post(
        reverse("admin:pilots_pairing_add"),
        {
            "project": project.pk,
            "pilot_city": pilot.pk,
            "peer_city": peer.pk,
            "theme": make_theme().pk,
            "scope": "Cool rooms",
            "reason": "Both begin.",
            "ends_on": "",
        },
    )

    pairing = Pairing.objects.get()
    assert answer.status_code == 302
    assert (pairing.state, pairing.proposed_by) == (Pairing.State.PROPOSED, staff)
    assert [entry.verb for entry in Entry.objects.about(pairing)] == ["proposed"]


def test_a_proposal_that_does_not_fit_says_why_and_keeps_what_was_typed(client, staff):
    project = make_project(capacity=0)
    pilot, peer = project.hosts.get(), make_city(tier=Tier.PEER)
    make_lead(pilot)
    make_lead(peer)

    answer = client.post(
        reverse("admin:pilots_pairing_add"),
        {
            "project": project.pk,
            "pilot_city": pilot.pk,
            "peer_city": peer.pk,
            "theme": make_theme().pk,
            "scope": "A sentence worth keeping",
            "reason": "Both begin.",
        },
    ).content.decode()

    assert "This pilot project has room for 0 peer cities" in answer
    assert "A sentence worth keeping" in answer
    assert Pairing.objects.count() == 0


def test_a_pairing_is_taken_back_by_a_verb_that_says_whom_it_mails(client, staff):
    pairing = make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    url = reverse("admin:pilots_pairing_verb", args=[pairing.pk, "withdraw"])
    assert b"This mails the lead contacts of both cities." in client.get(url).content

    client.post(url, {"note": "Proposed by mistake."})

    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_note) == (Pairing.State.WITHDRAWN, "Proposed by mistake.")


def test_a_project_is_published_and_pulled_back(client, staff):
    project = make_project(published=False)

    client.post(reverse("admin:pilots_pilotproject_verb", args=[project.pk, "publish"]))
    project.refresh_from_db()
    assert project.published_at is not None

    client.post(reverse("admin:pilots_pilotproject_verb", args=[project.pk, "pull-back"]))
    project.refresh_from_db()
    assert project.published_at is None
    assert [e.verb for e in Entry.objects.about(project)] == ["pulled back", "published"]


def test_nothing_is_deleted_in_the_admin(client, staff):
    pairing = make_pairing()

    assert client.get(reverse("admin:pilots_pairing_delete", args=[pairing.pk])).status_code == 403


def test_the_history_shows_who_did_what(client, staff):
    project = make_project(published=False)
    client.post(reverse("admin:pilots_pilotproject_verb", args=[project.pk, "publish"]))

    answer = client.get(reverse("admin:pilots_pilotproject_history", args=[project.pk])).content.decode()

    assert "published" in answer
    assert staff.name in answer
