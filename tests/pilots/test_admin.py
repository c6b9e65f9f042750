from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from pilots.models import Consent, Pairing, PilotProject
from pilots.pairings.actions import course
from pilots.projects.refusals import NotNow, NotYours
from tests.asking import read_and_save
from tests.factories import (
    make_city,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_staff,
    make_staff_at_work,
    make_theme,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def test_staff_propose_a_pairing_with_the_reason(client, staff):
    pilot, peer = make_city(tier=Tier.PILOT), make_city(tier=Tier.PEER)
    leads = make_lead(pilot), make_lead(peer)
    project = make_project(pilot)

    question, answer = read_and_save(
        client,
        reverse("admin:pilots_pairing_add"),
        {
            "delivery": f"{project.pk}-{pilot.pk}",
            "peer_city": peer.pk,
            "theme": make_theme().pk,
            "scope": "Cool rooms",
            "reason": "Both begin.",
            "ends_on": "",
        },
    )

    pairing = Pairing.objects.get()
    assert [(mail.title, mail.readers) for mail in question.mails] == [
        ("Pairing proposed", tuple(lead.name for lead in leads))
    ]
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
            "delivery": f"{project.pk}-{pilot.pk}",
            "peer_city": peer.pk,
            "theme": make_theme().pk,
            "scope": "A sentence worth keeping",
            "reason": "Both begin.",
        },
    ).content.decode()

    assert "This pilot project has room for 0 peer cities" in answer
    assert "A sentence worth keeping" in answer
    assert Pairing.objects.count() == 0


def options(page, name):
    """The choices of a select as the page shows them, by the headings they stand under."""
    groups = page.html.select(f"select[name={name}] optgroup")
    return {group["label"]: [option.text for option in group.select("option")] for group in groups}


def test_a_proposal_offers_cities_that_fit_and_says_what_is_in_the_way(client, staff):
    pilot, without_lead = make_city(tier=Tier.PILOT, name="Aix"), make_city(tier=Tier.PILOT, name="Bex")
    project = make_project(pilot, without_lead, title="Cool rooms")
    peer, _member = make_city(tier=Tier.PEER, name="Cuxhaven"), make_city(tier=Tier.GENERAL, name="Dax")
    make_lead(pilot)
    make_lead(peer)
    make_pairing(project, pilot_city=pilot, peer_city=make_city(tier=Tier.PEER, name="Elba"))

    page = Page(client.get(reverse("admin:pilots_pairing_add")))

    assert options(page, "delivery") == {
        "Cool rooms (1 of 2 peer cities)": ["Aix", "Bex (no lead contact yet)"]
    }
    assert options(page, "peer_city") == {
        "Peer city": ["Cuxhaven", "Elba (no lead contact yet)"],
        "Pilot city": ["Aix", "Bex (no lead contact yet)"],
    }


def test_a_city_that_became_a_plain_member_meanwhile_is_refused_with_the_reason(client, staff):
    project = make_project()
    member = make_city(tier=Tier.GENERAL, name="Dax")

    answer = client.post(
        reverse("admin:pilots_pairing_add"),
        {
            "delivery": f"{project.pk}-{project.hosts.get().pk}",
            "peer_city": member.pk,
            "theme": make_theme().pk,
            "scope": "Cool rooms",
            "reason": "Both begin.",
        },
    )

    assert "Dax is neither a peer city nor a pilot city now." in answer.text


def test_a_proposal_says_who_has_answered(client, staff):
    pairing = make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    Consent.objects.create(pairing=pairing, city=pairing.peer_city)
    said = f"{pairing.pilot_city} has not answered yet. {pairing.peer_city} has accepted."

    shown = client.get(reverse("admin:pilots_pairing_change", args=[pairing.pk])).text
    listed = client.get(reverse("admin:pilots_pairing_changelist")).text

    assert (said in shown, said in listed) == (True, True)


def test_a_pairing_is_taken_back_by_a_verb_that_says_whom_it_mails(client, staff):
    pairing = make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    url = reverse("admin:pilots_pairing_verb", args=[pairing.pk, "withdraw"])
    assert b"This mails the lead contacts of both cities." in client.get(url).content

    client.post(url, {"note": "Proposed by mistake."})

    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_note) == (Pairing.State.WITHDRAWN, "Proposed by mistake.")


def test_a_pairing_that_ended_without_a_word_is_listed_until_a_reason_is_stated(client, staff):
    ended = {"state": Pairing.State.COMPLETED, "ended_at": timezone.now()}
    unsaid, planned, _said, departed, _proposal, running = (
        make_pairing(**ended),
        make_pairing(**ended),
        make_pairing(**ended, end_note="One page to sign."),
        make_pairing(**ended | {"state": Pairing.State.WITHDRAWN}),
        make_pairing(**ended | {"state": Pairing.State.WITHDRAWN}, active_since=None),
        make_pairing(),
    )
    planned.steps.create(title="Visit", owner=planned.peer_city, due_on=date(2027, 1, 8))
    record("withdrawn", departed, by=None)
    assert list(Pairing.objects.without_a_word()) == [unsaid]
    listed = client.get(reverse("admin:pilots_pairing_changelist"), {"look": "unsaid"}).text
    assert (str(unsaid) in listed, str(planned) in listed) == (True, False)
    url = reverse("admin:pilots_pairing_verb", args=[unsaid.pk, "reason"])

    empty = client.post(url, {"reason": " "}).status_code
    client.post(url, {"reason": "Both mayors changed."})

    unsaid.refresh_from_db()
    assert (empty, unsaid.end_note) == (200, "Both mayors changed.")
    assert not Pairing.objects.without_a_word().exists()
    with pytest.raises(NotNow):
        course.state_reason(running, by=make_staff_at_work(), reason="Too early.")
    with pytest.raises(NotYours):
        course.state_reason(planned, by=make_lead(planned.peer_city), reason="Not mine to say.")


def test_a_project_is_published_and_pulled_back(client, staff):
    project = make_project(published=False)

    client.post(reverse("admin:pilots_pilotproject_verb", args=[project.pk, "publish"]))
    project.refresh_from_db()
    assert project.published_at is not None

    client.post(reverse("admin:pilots_pilotproject_verb", args=[project.pk, "pull-back"]))
    project.refresh_from_db()
    assert project.published_at is None
    assert [e.verb for e in Entry.objects.about(project)] == ["pulled back", "published"]


def page_of(project):
    return reverse("admin:pilots_pilotproject_change", args=[project.pk])


def typed(project=None, **facts):
    """The form of a project as a browser sends it: of a stored one as it stands, with something changed."""
    text = project and project.texts.get()
    return {
        "slug": project.slug if project else "cool-rooms",
        "hosts": [city.pk for city in project.hosts.all()] if project else [],
        "capacity": "2",
        "level": str(project.level if project else int(Level.GENERAL)),
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "1" if text else "0",
        "texts-0-id": text.pk if text else "",
        "texts-0-project": project.pk if project else "",
        "texts-0-language": "en",
        "texts-0-title": "Cool rooms",
        "texts-0-problem": "Heat in rented homes.",
    } | facts


def lines(project):
    return [entry.verb for entry in Entry.objects.about(project)][::-1]


def test_a_project_is_entered_with_those_who_can_see_it(client, staff):
    host, invited = make_city(tier=Tier.PILOT), make_city()
    facts = {"hosts": [host.pk], "level": str(int(Level.PILOT)), "open_to_partners": "on"}

    answer = client.post(reverse("admin:pilots_pilotproject_add"), typed(**facts, chosen_cities=[invited.pk]))

    project = PilotProject.objects.get()
    assert answer.status_code == 302
    assert (project.level, project.open_to_partners, str(project)) == (Level.PILOT, True, "Cool rooms")
    assert [*project.hosts.all()] == [host]
    assert project.circle_grants.get().group == invited.circle.group
    assert lines(project) == ["added", "granted"]


def test_the_choices_are_those_of_everything_shared(client, staff):
    form = client.get(page_of(make_project(level=Level.PEER))).context["adminform"].form

    assert form["level"].value() == Level.PEER
    assert [str(label) for _value, label in form.fields["level"].choices] == [
        "All members",
        "Peer and pilot cities",
        "Pilot cities",
        "Only those I choose",
        "Everyone on the web",
    ]


def test_a_project_is_shown_to_a_city_and_a_person_with_a_reason_and_an_end(client, staff):
    city, person = make_city(), make_officer()
    of_city, other = make_officer(city), make_officer()
    project = make_project(level=Level.NAMED)
    facts = {
        "chosen_cities": [city.pk],
        "chosen_people": [person.pk],
        "chosen_reason": "They asked",
        "chosen_until_0": "2100-01-01",
        "chosen_until_1": "12:00:00",
    }

    client.post(page_of(project), typed(project, **facts))

    grant = project.circle_grants.get()
    assert (grant.reason, grant.granted_by, grant.until.year) == ("They asked", staff, 2100)
    seers = [who for who in (of_city, person, other) if can_view(viewer_of(who), project)]
    assert seers == [of_city, person]
    assert sorted(lines(project)) == ["changed", "granted", "granted"]


def test_who_is_no_longer_chosen_sees_it_no_longer(client, staff):
    city = make_city()
    member, project = make_officer(city), make_project(level=Level.NAMED)
    client.post(page_of(project), typed(project, chosen_cities=[city.pk]))
    assert client.get(page_of(project)).context["adminform"].form["chosen_cities"].value() == [city.pk]
    assert can_view(viewer_of(member), project)

    client.post(page_of(project), typed(project))

    assert not can_view(viewer_of(member), project)
    assert lines(project)[-1] == "revoked"


def test_an_edit_of_its_facts_leaves_the_choice_and_one_line(client, staff):
    project = make_project()

    client.post(page_of(project), typed(project, capacity="3", level=str(int(Level.PILOT))))

    project.refresh_from_db()
    entry = Entry.objects.about(project).get()
    assert (project.capacity, project.level) == (3, Level.PILOT)
    assert (entry.verb, sorted(entry.details["fields"])) == ("changed", ["capacity", "level"])


def test_a_moment_that_has_passed_is_refused_and_what_was_typed_stays(client, staff):
    project, city = make_project(), make_city()
    facts = {"chosen_cities": [city.pk], "chosen_until_0": "2001-01-01", "chosen_until_1": "12:00:00"}

    answer = client.post(page_of(project), typed(project, **facts, chosen_reason="Worth keeping"))

    assert "This moment has passed." in answer.content.decode()
    assert "Worth keeping" in answer.content.decode()
    assert not project.circle_grants.exists()


def test_before_publishing_it_says_who_will_see_the_project(client, staff):
    make_officer(make_city(tier=Tier.PILOT))
    make_officer(make_city(name="Auckland"))
    project = make_project(published=False, level=Level.PILOT)
    sentence = "1 city, 1 person. Not: Auckland."

    before = client.get(reverse("admin:pilots_pilotproject_verb", args=[project.pk, "publish"]))
    count = reverse("admin:pilots_pilotproject_audience")
    counted = client.post(count, {"level": "3"}, headers={"Accept": "application/json"})

    assert f"Will see it: {sentence} Nobody is mailed." in before.content.decode()
    assert counted.json() == {"sentence": sentence}
    assert client.get(page_of(project)).context["audience_now"] == sentence


def test_nothing_is_deleted_in_the_admin(client, staff):
    pairing = make_pairing()

    assert client.get(reverse("admin:pilots_pairing_delete", args=[pairing.pk])).status_code == 403


def test_the_history_shows_who_did_what(client, staff):
    project = make_project(published=False)
    client.post(reverse("admin:pilots_pilotproject_verb", args=[project.pk, "publish"]))

    answer = client.get(reverse("admin:pilots_pilotproject_history", args=[project.pk])).content.decode()

    assert "published" in answer
    assert staff.name in answer


def test_a_city_is_not_paired_with_itself_and_the_page_says_so(client, staff):
    project = make_project()
    pilot = project.hosts.get()
    make_lead(pilot)

    answer = client.post(
        reverse("admin:pilots_pairing_add"),
        {
            "delivery": f"{project.pk}-{pilot.pk}",
            "peer_city": pilot.pk,
            "theme": make_theme().pk,
            "scope": "Cool rooms",
            "reason": "Both begin.",
            "ends_on": "",
        },
    )

    assert "A city cannot be paired with itself." in answer.text
    assert "pairing_joins_two_cities" not in answer.text
    assert "Cool rooms" in answer.text
    assert not Pairing.objects.exists()


def test_a_choice_has_no_icons_beside_it_and_needs_no_control_key(client, staff):
    project, pairing = (
        client.get(reverse(f"admin:pilots_{kind}_add")).text for kind in ("pilotproject", "pairing")
    )

    assert "Hold down" not in project
    assert "related-widget-wrapper" not in pairing
