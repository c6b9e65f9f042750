"""Measures of cities: written by contacts, shown by leads, on the web in exactly the words agreed to."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cities.directory.viewer import Viewer
from cities.measures.actions import keeping, showing, writing
from cities.measures.listing import course_in_words, times_in_words
from cities.measures.refusals import NotNow, NotYours, OtherWords, OutOfOrder, SaysNoReason, TooMany
from cities.measures.rules import is_in_order, read_time, time_in_words
from cities.models import Measure, Report
from cities.people import limits
from icaforum.audit.models import Entry
from icaforum.audit.wording import earlier_words
from icaforum.outbox.models import Message
from tests.factories import (
    make_city,
    make_lead,
    make_measure,
    make_officer,
    make_organisation,
    make_partner,
    make_staff,
    make_staff_at_work,
    make_theme,
    make_user,
    open_rooms,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Cool homes first",
    "summary": "Shutters, and no rise of the rent.",
    "for_whom": "2,300 tenants",
    "stage": "running",
    "begins_in": "04/2023",
    "strands": ["3", "2"],
    "language": "en",
}


@pytest.fixture
def team():
    open_rooms()
    city = make_city(name="Hillford", slug="hillford")
    return make_lead(city), make_officer(city), city


def on_the_web():
    return set(Measure.objects.visible_to(Viewer.public()))


def test_a_contact_drafts_it_and_leads_alone_show_it_and_let_the_web_read_it(client, team):
    lead, officer, city = team
    theme = make_theme()
    client.force_login(officer)

    client.post(reverse("cities:measure_new", args=[city.slug]), WORDS | {"themes": [theme.slug]})

    row = Measure.objects.get()
    assert (row.slug, row.begins_in, row.strands, row.author) == (
        "cool-homes-first",
        "2023-04",
        [2, 3],
        officer,
    )
    assert list(row.themes.all()) == [theme]
    assert row.is_draft
    for verb in (showing.show_to_members, showing.take_back, showing.take_off_web):
        with pytest.raises(NotYours):
            verb(row, by=officer)
    with pytest.raises(NotNow):
        showing.agree_to_web(row, seal=row.seal, by=lead)
    row = showing.show_to_members(row, by=lead)
    with pytest.raises(NotYours):
        showing.agree_to_web(row, seal=row.seal, by=officer)
    assert on_the_web() == set()
    showing.agree_to_web(row, seal=row.seal, by=lead)
    assert on_the_web() == {row}
    told = ["measure agreed to the web", "measure shown to members", "measure drafted"]
    assert list(Entry.objects.about(row).values_list("verb", flat=True)) == told
    assert "2023" in client.get(row.get_absolute_url()).text


@pytest.mark.parametrize(
    "change",
    [dict.fromkeys((word,), "Other") for word in ("title", "summary", "text", "for_whom", "cost")]
    + [{"did_not_work": "The letters."}, {"stage": "finished"}, {"strands": [1]}, {"ends_in": "2030"}],
)
def test_whatever_word_is_changed_the_web_reads_it_no_more_until_a_lead_agrees(team, change):
    lead, officer, _city = team
    row = make_measure(lead, public=True)
    seal = row.seal

    row = writing.change_measure(row, by=officer, **change)

    assert on_the_web() == set()
    assert (row.asks_again, row.is_public) == (True, False)
    with pytest.raises(OtherWords):
        showing.agree_to_web(row, seal=seal, by=lead)
    showing.agree_to_web(row, seal=row.seal, by=lead)
    assert on_the_web() == {row}


def test_a_lead_is_asked_for_the_web_by_a_tick_that_is_never_set_beforehand(client, team):
    lead, officer, _city = team
    row = make_measure(lead, public=True, strands=[2])
    page = reverse("cities:measure_change", args=["hillford", row.slug])

    def sends(person, **typed):
        client.force_login(person)
        shown = client.get(page)
        answer = client.post(page, Page(shown).sent_by("#content form, main form") | typed, follow=True)
        return shown.text, answer.text

    shown, answer = sends(officer, cost="3 million euros")
    assert "on_web" not in shown
    assert "members alone read it, until a lead contact" in shown
    assert "once a lead of your city agrees" in answer
    shown, answer = sends(lead, cost="4 million euros")
    assert 'name="on_web"' in shown
    assert "checked" not in shown.partition('name="on_web"')[2].partition(">")[0]
    assert on_the_web() == set()
    sends(lead, cost="5 million euros", on_web="on")
    assert on_the_web() == {row}
    # Saved once more without a change, it stays there.
    sends(lead)
    assert on_the_web() == {row}
    assert [it.text for it in earlier_words([Measure.objects.get()])] == [
        "4 million euros",
        "3 million euros",
    ]


def test_two_colleagues_lose_nothing_and_nobody_agrees_to_words_unseen(client, team):
    lead, officer, _city = team
    row = make_measure(lead)
    page = reverse("cities:measure_change", args=["hillford", row.slug])
    client.force_login(lead)
    sent = Page(client.get(page)).sent_by("main form") | {"cost": "3 million euros", "on_web": "on"}
    writing.change_measure(row, by=officer, text="We paid tenants.")

    answer = client.post(page, sent)

    assert (answer.status_code, on_the_web()) == (200, set())
    assert "We paid tenants." in answer.text
    # The tick is off again: it is for words that were seen.
    again = Page(answer).sent_by("main form")
    assert "on_web" not in again
    client.post(page, again | {"on_web": "on"})
    assert on_the_web() == {Measure.objects.get(text="We paid tenants.", cost="3 million euros")}


def test_what_contradicts_itself_is_refused_on_the_page_and_by_the_verb(client, team):
    lead, _officer, city = team
    row = make_measure(lead)
    client.force_login(lead)
    page = reverse("cities:measure_new", args=[city.slug])
    for wrong, said in (
        ({"stage": "ended-early"}, "Say why it ended early"),
        ({"ends_in": "2022"}, "This is before it begins"),
        ({"begins_in": "spring"}, "Write a year"),
        ({"begins_in": "2023-٠٤"}, "Write a year"),
        ({"ended_because": "Four signed."}, "Choose “Ended early” as its stage"),
        ({"strands": ["1", "2", "3"]}, "the two that it serves most"),
    ):
        answer = client.post(page, WORDS | wrong)
        assert (answer.status_code, said in answer.text, WORDS["summary"] in answer.text) == (200, True, True)
    with pytest.raises(SaysNoReason):
        writing.change_measure(row, stage="ended-early", by=lead)
    with pytest.raises(OutOfOrder):
        writing.change_measure(row, ends_in="2023-03", by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=row.pk).update(stage="ended-early")
    ended = writing.change_measure(row, stage="ended-early", ended_because="Four of 310 signed.", by=lead)
    assert ended.ended_because == "Four of 310 signed."
    assert writing.change_measure(row, stage="running", by=lead).ended_because == ""
    assert make_measure(lead, ended_because="Four signed.").ended_because == ""
    entries = Entry.objects.about(row).count()
    writing.change_measure(row, stage="running", by=lead)
    assert Entry.objects.about(row).count() == entries


def test_drafts_are_bounded_and_deleted_with_the_addresses_they_hold(team, monkeypatch):
    lead, officer, city = team
    for stranger in (make_user(), make_lead(make_city()), make_staff_at_work()):
        with pytest.raises(NotYours):
            make_measure(stranger, city=city)
    partner = make_partner()
    with pytest.raises(NotYours):
        make_measure(make_lead(partner), city=partner)
    row = make_measure(lead)
    make_organisation(row, officer)
    with pytest.raises(NotNow):
        writing.delete_draft(row, by=lead)
    showing.take_back(row, by=lead)
    writing.delete_draft(row, by=officer)
    assert not Measure.objects.exists()
    assert not Measure.words_before.rel.related_model.objects.exists()
    assert not Message.objects.filter(kind="organisation_asked").exists()
    monkeypatch.setitem(limits.MAILS_TO_OTHERS, "measures_of_person", (0, 60))
    with pytest.raises(TooMany):
        make_measure(lead)


def test_the_secretariat_features_hides_with_a_reason_and_takes_off_the_web_for_a_city(client, team):
    lead, officer, _city = team
    row = make_measure(lead, public=True)
    staff = make_staff_at_work()
    client.force_login(make_staff())
    page = reverse("admin:cities_measure_change", args=[row.pk]).removesuffix("change/")

    def presses(verb, **typed):
        asked = client.get(f"{page}do/{verb}/")
        return client.post(f"{page}do/{verb}/", Page(asked).sent_by("#content form") | typed, follow=True)

    presses("feature")
    assert Measure.objects.get().featured_at
    presses("stop-featuring")
    presses("hide", because="It names a tenant")
    row.refresh_from_db()
    assert (row.featured_at, row.hidden_because, on_the_web()) == (None, "It names a tenant", set())
    told = Message.objects.filter(kind="measure_hidden").values_list("person", flat=True)
    assert list(told) == [lead.pk]
    client.force_login(officer)
    assert "nobody else reads it:</strong> It names a tenant" in client.get(row.get_absolute_url()).text
    with pytest.raises(NotNow):
        keeping.hide(row, because="Again", by=staff)
    keeping.show_again(row, by=staff)
    assert on_the_web() == {row}
    showing.take_off_web(row, by=staff)
    assert on_the_web() == set()
    for verb in (keeping.show_again, keeping.stop_featuring, showing.take_off_web):
        with pytest.raises(NotNow):
            verb(row, by=staff)


def test_a_hidden_draft_is_not_shown_and_no_name_is_lost_by_another_title_unasked(team):
    lead, officer, _city = team
    row = make_measure(lead, shown=True)
    asked = make_organisation(row, officer, agrees=True)
    Message.objects.all().delete()
    showing.take_back(row, by=lead)

    writing.change_measure(row, title="A budget that residents decide", by=officer)

    asked.refresh_from_db()
    assert (asked.state, Message.objects.filter(kind="organisation_asked").exists()) == ("not-asked", False)
    keeping.hide(row, because="It names a tenant", by=make_staff_at_work())
    with pytest.raises(NotNow):
        showing.show_to_members(row, by=lead)
    keeping.show_again(row, by=make_staff_at_work())
    assert not Message.objects.filter(kind="organisation_asked").exists()
    showing.show_to_members(row, by=lead)
    asked.refresh_from_db()
    assert (asked.state, Message.objects.filter(kind="organisation_asked").count()) == ("asked", 1)


@pytest.mark.parametrize(
    ("stage", "since", "course"),
    [
        ("running", "Since 2021", "Running since 2021"),
        ("planned", "Begins in 2021", "Planned: begins in 2021"),
        ("finished", "Begun in 2021", "Finished: begun in 2021"),
        ("ended-early", "Begun in 2021", "Ended early: begun in 2021"),
    ],
)
def test_when_it_runs_is_said_as_it_is(stage, since, course):
    row = Measure(stage=stage, begins_in="2021")
    assert (times_in_words(row), course_in_words(row)) == (since, course)


def test_looking_again_says_how_fresh_it_is_and_changes_nothing(client, team):
    lead, officer, _city = team
    row = make_measure(lead, public=True)
    Measure.objects.update(looked_at="2020-05-05T12:00Z")
    client.force_login(officer)
    assert "5 May 2020" in client.get(row.get_absolute_url()).text

    client.post(reverse("cities:measure_looked_at", args=["hillford", row.slug]))

    assert "5 May 2020" not in client.get(row.get_absolute_url()).text
    assert on_the_web() == {row}


def test_lists_count_by_stage_what_their_reader_may_see(client, team):
    lead, _officer, _city = team
    make_measure(lead, title="Public one", public=True)
    make_measure(lead, title="Planned one", stage="planned")
    make_measure(lead, title="Draft one", shown=False)
    page = reverse("cities:measures", args=["hillford"])

    def read(person, query=""):
        client.logout()
        if person:
            client.force_login(person)
        text = client.get(page + query).text
        return {it for it in ("Public", "Planned", "Draft") if f"{it} one" in text}, "All 2" in text

    assert read(None) == ({"Public"}, False)
    assert read(make_officer(make_city())) == ({"Public", "Planned"}, True)
    assert read(lead) == ({"Public", "Planned", "Draft"}, False)
    assert read(lead, "?stage=planned")[0] == {"Planned"}
    assert read(lead, "?stage=nonsense&page=x")[0] == {"Public", "Planned", "Draft"}
    text = client.get(reverse("cities:measures_print", args=["hillford"])).text
    assert ("Public one" in text, "Draft one" in text) == (True, False)


def test_a_member_reports_it_and_a_closed_room_leaves_no_trace(client, team):
    lead, _officer, _city = team
    row = make_measure(lead, public=True)
    reader = make_officer(make_city())
    client.force_login(reader)
    client.post(
        reverse("cities:measure_report", args=["hillford", row.slug]), {"reason": "It names a tenant."}
    )
    assert Report.objects.get().target_id == str(row.pk)
    asked = make_organisation(row, lead)
    open_rooms("questions")

    for person in (reader, lead, make_staff()):
        client.force_login(person)
        for address in (
            row.get_absolute_url(),
            row.city.get_absolute_url() + "measures/",
            asked.writing_path,
        ):
            assert client.get(address).status_code == 404
    client.logout()
    assert client.get(asked.answer_path).status_code == 200  # its name is its own, whatever is open


def test_times_are_read_as_people_type_them():
    typed = {"2023": "2023", " 2023-4 ": "2023-04", "04/2023": "2023-04", "4.2023": "2023-04", "": ""}
    assert {it: read_time(it) for it in typed} == typed
    for wrong in ("April", "13/2023", "23", "2023-04-05", "20234"):
        with pytest.raises(ValueError, match=wrong):
            read_time(wrong)
    assert (time_in_words("2023"), time_in_words("2023-04")) == ("2023", "April 2023")
    spans = [("2023-04", "2023"), ("", "2023"), ("2023-04", "2022")]
    assert [is_in_order(*span) for span in spans] == [True, True, False]
