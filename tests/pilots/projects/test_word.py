"""How fresh a project is, until when it is full, and its milestones: as its cities say it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.sharing.viewers import viewer_of
from icaforum.pages.needs import needs_of
from icaforum.pages.today.cares import projects_to_look_after
from pilots.models import PilotProject
from pilots.pairings.actions.course import propose
from pilots.projects.refusals import NoRoom
from pilots.revisions.actions import publish
from tests.factories import (
    make_city,
    make_lead,
    make_project,
    make_revision,
    make_staff_at_work,
    make_theme,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_lead(make_city(name="Riverport", tier=Tier.PILOT))


@pytest.fixture
def project(lead):
    return make_project(lead.seats.get().city, level=Level.GENERAL)


def silent(project, days):
    PilotProject.objects.filter(pk=project.pk).update(looked_at=timezone.now() - timedelta(days=days))


def waits_for(person):
    return [need.title for need in needs_of(viewer_of(person), [], timezone.now())]


def test_after_90_days_without_a_word_staff_and_its_cities_are_asked(client, lead, project):
    staff, other = make_staff_at_work(), make_lead(make_city())
    make_project()
    silent(make_project(published=False), 400)
    silent(project, 89)
    assert projects_to_look_after(staff) == []
    assert waits_for(lead) == []
    silent(project, 91)

    (duty,) = projects_to_look_after(staff)
    assert (duty.count, [named.words for named in duty.named]) == (1, ["Cool rooms"])
    client.force_login(staff)
    assert len(Page(client.get(duty.url)).html.select("#result_list tbody tr")) == 1
    assert waits_for(lead) == ["Is all of it still so?"]
    assert waits_for(other) == []
    client.force_login(other)
    assert client.post(reverse("pilots:looked_at", args=[project.slug])).status_code == 404
    client.force_login(lead)
    assert client.post(reverse("pilots:looked_at", args=[project.slug])).status_code == 302
    assert (projects_to_look_after(staff), waits_for(lead)) == ([], [])


def test_of_a_finished_project_no_word_is_asked(project):
    silent(project, 200)
    rows = PilotProject.objects.filter(pk=project.pk)
    today = timezone.now().date()

    for facts, asked in (
        ({"stage": "finished"}, False),
        ({"stage": "ended-early"}, False),
        ({"stage": "running", "ends_on": today - timedelta(days=2)}, False),
        ({"stage": "running", "ends_on": today + timedelta(days=2)}, True),
    ):
        rows.update(**facts)
        assert rows.silent().exists() == asked


def test_whatever_its_cities_write_is_a_word(lead, project):
    silent(project, 200)

    make_revision(project, by=lead, send=False, approach="We ask and pay.")

    assert not PilotProject.objects.silent().exists()


def test_full_until_a_day_to_come_nobody_else_is_taken_on(client, lead, project):
    today = timezone.now().date()
    peer = make_city(tier=Tier.PEER)
    make_lead(peer)
    full = {"pilot_city": lead.seats.get().city, "peer_city": peer, "project": project, "scope": "Heat."}
    full |= {"theme": make_theme(), "reason": "Both look for cool rooms."}

    def shown():
        return [row.room for row in PilotProject.objects.for_list()]

    def found():
        return Page(client.get(reverse("pilots:list"), {"room": "on"})).texts(".result h2")

    client.force_login(lead)
    assert (shown(), found()) == ([2], ["Cool rooms"])
    revision = make_revision(project, by=lead, full_until=today + timedelta(days=30))
    publish(revision, by=make_staff_at_work())
    project.refresh_from_db()
    assert (shown(), found()) == ([0], [])
    page = Page(client.get(project.get_absolute_url()))
    assert any(said.startswith("Full until") for said in page.texts("dd"))
    with pytest.raises(NoRoom, match="full until"):
        propose(**full, by=make_staff_at_work())
    PilotProject.objects.update(full_until=today - timedelta(days=2))
    assert (shown(), found()) == ([2], ["Cool rooms"])
    assert propose(**full, by=make_staff_at_work()).pk


def test_milestones_are_read_once_they_are_published(client, lead, project):
    client.force_login(lead)
    address = reverse("pilots:edit", args=[project.slug])
    typed = Page(client.get(address)).sent_by("main form.form")
    assert (
        client.post(address, typed | {"milestones": "- May 2027: plan\n- June 2027: pay"}).status_code == 302
    )
    assert "Milestones" not in Page(client.get(project.get_absolute_url())).texts("h2")

    publish(project.revisions.get(), by=make_staff_at_work())

    page = Page(client.get(project.get_absolute_url()))
    heading = page.html.find("h2", string="Milestones")
    assert [item.get_text() for item in heading.parent.select("li")] == ["May 2027: plan", "June 2027: pay"]
