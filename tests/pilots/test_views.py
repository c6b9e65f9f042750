from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.states import Stage
from cities.directory.tiers import Level, Tier
from pilots.models import Exchange, Milestone, Pairing
from tests.factories import (
    make_city,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_pulse,
    make_staff,
    make_theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return make_pairing(
        pilot_city=make_city(name="Barcelona", tier=Tier.PILOT),
        peer_city=make_city(name="Seattle", tier=Tier.PEER),
    )


def page(client, pairing, name="pairing", *args):
    return client.get(reverse(f"pilots:{name}", args=[pairing.pk, *args]))


def test_the_catalogue_shows_each_reader_their_own(client):
    make_project(title="For everybody", level=Level.PUBLIC)
    make_project(title="For peers", level=Level.PEER)
    client.force_login(make_officer(make_city(tier=Tier.PEER)))
    assert b"For peers" in client.get(reverse("pilots:list")).content

    client.logout()

    answer = client.get(reverse("pilots:list")).content
    assert b"For everybody" in answer
    assert b"For peers" not in answer


def test_the_catalogue_filters_by_theme_and_room(client):
    heat = make_theme("extreme-heat")
    warm, full = (
        make_project(title="Warm rooms", level=0),
        make_project(title="Full house", level=0, capacity=0),
    )
    warm.themes.add(heat)
    full.themes.add(heat)
    make_project(title="Other theme", level=0)

    found = client.get(reverse("pilots:list"), {"theme": "extreme-heat", "room": "on"}).content

    assert b"Warm rooms" in found
    assert b"Full house" not in found
    assert b"Other theme" not in found


def test_the_catalogue_filters_by_stage(client):
    make_project(title="Warm rooms", level=0, stage=Stage.ENDED_EARLY)
    make_project(title="Nobody said", level=0)

    found = client.get(reverse("pilots:list"), {"stage": "ended-early"}).text

    assert "Warm rooms" in found
    assert "Nobody said" not in found
    assert client.get(reverse("pilots:list"), {"stage": "no such"}).status_code == 200


def test_the_catalogue_costs_the_same_for_few_and_for_many(client, django_assert_max_num_queries):
    for _ in range(5):
        make_project(level=Level.PUBLIC)
    with django_assert_max_num_queries(7) as few:
        client.get(reverse("pilots:list"))
    for _ in range(14):
        make_project(level=Level.PUBLIC)

    with django_assert_max_num_queries(7) as many:
        client.get(reverse("pilots:list"))

    assert len(few) == len(many)


def test_a_hidden_project_is_a_404_for_members_and_a_sign_in_for_visitors(client):
    project = make_project(level=Level.PILOT)
    url = reverse("pilots:detail", args=[project.slug])
    client.force_login(make_officer(make_city(tier=Tier.PILOT)))
    assert client.get(url).status_code == 200

    client.force_login(make_officer(make_city(tier=Tier.PEER)))
    assert client.get(url).status_code == 404

    client.logout()
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"


def test_the_pair_sees_its_workspace_and_no_other_city_does(client, pairing):
    client.force_login(make_officer(pairing.peer_city))
    assert b"Barcelona and Seattle" in page(client, pairing).content

    for person in (make_officer(make_city(tier=Tier.PILOT)), make_officer(make_city(kind="partner"))):
        client.force_login(person)
        assert page(client, pairing).status_code == 404

    client.force_login(make_staff())
    assert page(client, pairing).status_code == 200


def test_the_story_is_one_sheet_for_the_pair_alone(client, pairing):
    pairing.steps.create(title="Read the contract", owner=pairing.peer_city, due_on=date(2027, 1, 8))
    pairing.exchanges.create(title="First call", starts_on=date(2027, 1, 4), said="Eleven pages are many.")
    make_pulse(pairing)
    Pairing.objects.filter(pk=pairing.pk).update(
        state=Pairing.State.COMPLETED, ended_at=timezone.now(), end_note="Two districts sign one page."
    )
    said = ("Read the contract", "Eleven pages are many.", "Two districts sign one page.", "Both begin.")

    client.force_login(make_officer(pairing.peer_city))
    sheet = page(client, pairing, "story").text
    client.force_login(make_officer(make_city(tier=Tier.PILOT)))
    others = page(client, pairing, "story").status_code

    assert [it for it in said if it not in sheet] == []
    assert "Is it going well?" not in sheet
    assert others == 404


def test_a_lead_accepts_with_one_button(client):
    pairing = make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    client.force_login(make_lead(pairing.peer_city))

    answer = client.post(reverse("pilots:accept", args=[pairing.pk]), follow=True)

    assert b"You said yes" in answer.content
    assert list(pairing.consents.values_list("city", flat=True)) == [pairing.peer_city_id]


def test_somebody_who_is_no_lead_is_told_why(client):
    pairing = make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    client.force_login(make_officer(pairing.peer_city))

    answer = client.post(reverse("pilots:accept", args=[pairing.pk]), follow=True)

    assert b"A lead contact of a city" in answer.content
    assert pairing.consents.count() == 0


def test_declining_asks_first_and_keeps_the_words(client):
    pairing = make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    client.force_login(make_lead(pairing.pilot_city))
    url = reverse("pilots:end", args=[pairing.pk, "decline"])
    assert b"Decline this pairing?" in client.get(url).content

    client.post(url, {"note": "No people for it this year."})

    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_note) == (Pairing.State.DECLINED, "No people for it this year.")


def test_an_unknown_ending_is_a_404(client, pairing):
    client.force_login(make_lead(pairing.pilot_city))

    assert page(client, pairing, "end", "explode").status_code == 404


def test_a_step_is_added_changed_and_done(client, pairing):
    client.force_login(make_officer(pairing.peer_city))
    form = {"title": "Walk ten rooms", "owner": pairing.peer_city_id, "due_on": "2027-01-15"}
    client.post(reverse("pilots:step_add", args=[pairing.pk]), form)
    step = pairing.steps.get()

    client.post(reverse("pilots:step_edit", args=[pairing.pk, step.pk]), form | {"title": "Walk five rooms"})
    client.post(reverse("pilots:step_done", args=[pairing.pk, step.pk]))

    step.refresh_from_db()
    assert (step.title, step.done_on) == ("Walk five rooms", timezone.localdate())


def test_a_step_marked_by_mistake_is_opened_again_the_same_day(client, pairing):
    client.force_login(make_officer(pairing.peer_city))
    step = Milestone.objects.create(
        pairing=pairing, title="Walk ten rooms", owner=pairing.peer_city, due_on=date(2027, 1, 1)
    )
    client.post(reverse("pilots:step_done", args=[pairing.pk, step.pk]))
    again = reverse("pilots:step_reopen", args=[pairing.pk, step.pk])
    assert again in client.get(pairing.get_absolute_url()).text

    page = client.post(again, follow=True).text

    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (None, None)
    assert "Open again: Walk ten rooms" in page
    assert again not in page
    assert "This step is open already." in client.post(again, follow=True).text


def test_a_template_shows_its_days_before_one_press_writes_them(client, pairing):
    client.force_login(make_officer(pairing.peer_city))
    url = reverse("pilots:steps_usual", args=[pairing.pk])
    assert f"{url}?guide=getting-started" in client.get(pairing.get_absolute_url()).text
    day = timezone.localdate() + timedelta(days=10)
    asked = {"guide": "getting-started", "start": day.isoformat()}

    shown = client.get(url, asked).text

    assert "Invite everybody who takes part to a first call" in shown
    assert "Write these 6 steps into the plan" in shown
    assert not pairing.steps.exists()
    plan = client.post(url, asked, follow=True).text
    assert "Invite everybody who takes part to a first call" in plan
    assert pairing.steps.first().due_on == day + timedelta(days=7)
    assert "Steps of this template stand in your plan already." in client.post(url, asked).text
    for bad in ({"guide": "no such"}, asked | {"start": "9999-12-31"}, asked | {"start": "soon"}, {}):
        assert client.post(url, bad).status_code == client.get(url, bad).status_code == 200
    assert pairing.steps.count() == 6


def test_a_step_is_moved_by_buttons_and_done_by_its_city_alone(client, pairing):
    step = Milestone.objects.create(
        pairing=pairing, title="Walk", owner=pairing.peer_city, due_on=date(2030, 1, 1)
    )
    done, move = (reverse(f"pilots:step_{it}", args=[pairing.pk, step.pk]) for it in ("done", "move"))
    client.force_login(make_officer(pairing.peer_city))
    assert done in client.get(pairing.get_absolute_url()).text

    client.force_login(make_officer(pairing.pilot_city))

    shown = client.get(pairing.get_absolute_url()).text
    assert (done in shown, move in shown) == (False, True)
    answer = client.post(move, {"was": "2030-01-01", "days": "-7"})
    assert answer.url == f"{pairing.get_absolute_url()}#step-{step.pk}"
    for bad in ({}, {"was": "x", "days": "7"}, {"was": "2029-12-25", "days": "100"}):
        assert client.post(move, bad).status_code == 302
    step.refresh_from_db()
    assert step.due_on == date(2029, 12, 25)


def test_a_faulty_step_says_so_and_keeps_what_was_typed(client, pairing):
    client.force_login(make_officer(pairing.peer_city))

    answer = client.post(
        reverse("pilots:step_add", args=[pairing.pk]),
        {"title": "Walk <ten> rooms", "owner": make_city().pk, "due_on": "2027-02-31"},
    ).content.decode()

    assert pairing.steps.count() == 0
    assert 'value="Walk &lt;ten&gt; rooms"' in answer
    assert "Please write a day as year, month, day: 2031-03-18." in answer


def test_a_step_of_another_pairing_is_out_of_reach(client, pairing):
    other = make_pairing()
    step = Milestone.objects.create(
        pairing=other, title="Theirs", owner=other.peer_city, due_on=date(2027, 1, 1)
    )
    client.force_login(make_officer(pairing.peer_city))

    assert client.post(reverse("pilots:step_done", args=[pairing.pk, step.pk])).status_code == 404
    assert client.post(reverse("pilots:step_done", args=[other.pk, step.pk])).status_code == 404
    assert client.post(reverse("pilots:step_reopen", args=[pairing.pk, step.pk])).status_code == 404


def test_a_visit_needs_a_host_and_its_days_in_order(client, pairing):
    client.force_login(make_officer(pairing.pilot_city))
    form = {"kind": "visit", "title": "Three days", "starts_on": "2027-01-23", "ends_on": "2027-01-21"}

    refused = client.post(reverse("pilots:exchange_add", args=[pairing.pk]), form).content.decode()
    assert "The last day is before the first." in refused
    assert "Say which of the two cities hosted the visit." in refused

    fine = form | {"ends_on": "2027-01-25", "host": pairing.pilot_city_id}
    client.post(reverse("pilots:exchange_add", args=[pairing.pk]), fine)
    assert [e.kind for e in pairing.exchanges.all()] == [Exchange.Kind.VISIT]


def test_a_quiet_pair_is_told_so_with_the_one_thing_to_do(client, pairing):
    Pairing.objects.filter(pk=pairing.pk).update(active_since=timezone.now() - timedelta(days=34))
    client.force_login(make_officer(pairing.peer_city))

    answer = page(client, pairing).content.decode()

    assert "It has been quiet for 34 days." in answer
    assert "Write down a meeting" in answer


def test_an_ended_pairing_offers_nothing_to_change(client):
    pairing = make_pairing(state=Pairing.State.COMPLETED, end_note="Done in a year.")
    client.force_login(make_lead(pairing.peer_city))

    answer = page(client, pairing).content.decode()

    assert "Done in a year." in answer
    assert "Add a step" not in answer
    assert "Leave the pairing" not in answer
