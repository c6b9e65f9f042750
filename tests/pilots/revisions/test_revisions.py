"""A pilot city edits its project: others read it anew once the secretariat has published it."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Level
from cities.models import Officer
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from pilots.models import PilotProject, ProjectText, Revision
from pilots.revisions import actions
from pilots.revisions.forms import RevisionForm
from pilots.revisions.refusals import DatesInDisorder, NothingChanged, NotNow, NotYours, TextIsGone
from pilots.revisions.rules import NAMES, column
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db

State = Revision.State


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def project():
    return make.make_project(level=Level.PUBLIC, capacity=2)


@pytest.fixture
def lead(project):
    return make.make_lead(project.hosts.get())


def address(project, name="edit", *more):
    return reverse(f"pilots:{name}", args=[project.slug, *more])


def typed(page, **changes):
    """What a browser sends of the form that stands on a page, with some fields changed."""
    return Page(page).sent_by("form.form") | changes


def test_what_others_read_changes_when_the_secretariat_publishes_it(project, lead):
    client, staff = client_of(lead), make.make_staff()
    page = client.get(address(project))
    words = {"approach": "Neighbours hold the keys.", "stage": "ended-early", "offers": "A visit in May."}
    client.post(address(project), typed(page, **words))
    row = Revision.objects.get()

    def read():
        return Client().get(project.get_absolute_url()).text

    assert row.state == State.SUBMITTED
    assert "Neighbours hold the keys." not in read()
    actions.publish(row, by=staff)
    assert {"Neighbours hold the keys.", "Ended early", "A visit in May."} == {
        word for word in ("Neighbours hold the keys.", "Ended early", "A visit in May.") if word in read()
    }
    assert "Heat in rented homes." in read()
    assert list(Message.objects.values_list("kind", "person")) == [("project_published", lead.pk)]


def test_each_field_of_the_form_is_one_of_the_project():
    # As long as its column at most, so that nothing that was typed is cut off or breaks.
    assert set(RevisionForm.base_fields) == set(NAMES)
    for name, field in RevisionForm.base_fields.items():
        longest = getattr(column(name), "max_length", None)
        assert longest is None or name == "stage" or field.max_length <= longest, name


def test_a_draft_is_kept_for_the_colleagues_of_the_pilot_cities_alone(project, lead):
    colleague = make.make_officer(project.hosts.get())
    page = client_of(lead).get(address(project))
    client_of(lead).post(address(project), typed(page, approach="Half a sent", keep="1"))

    assert Revision.objects.get().state == State.DRAFT
    assert "Half a sent" in client_of(colleague).get(address(project)).text
    staff = client_of(make.make_staff())
    assert "Half a sent" not in staff.get(reverse("admin:pilots_revision_changelist")).text
    row = reverse("admin:pilots_revision_change", args=[Revision.objects.get().pk])
    assert staff.get(row).status_code == 302
    assert client_of(make.make_lead()).get(address(project)).status_code == 404
    assert Entry.objects.filter(verb="project rewritten").count() == 1


def test_two_colleagues_at_once_lose_nothing(project, lead):
    other = make.make_officer(project.hosts.get())
    first, second = (client_of(person).get(address(project)) for person in (lead, other))
    client_of(lead).post(address(project), typed(first, approach="Keys.", keep="1"))
    client_of(other).post(address(project), typed(second, took_part="Tenants.", keep="1"))

    row = Revision.objects.get()
    assert row.changes == {"approach": ["", "Keys."], "took_part": ["", "Tenants."]}
    assert row.author == other

    answer = client_of(lead).post(address(project), typed(second, took_part="Unions.", keep="1"))
    assert "Nothing is lost." in answer.text
    row.refresh_from_db()
    assert row.changes["took_part"] == ["", "Tenants."]


def test_what_staff_changed_meanwhile_stays_and_is_shown(project, lead):
    text = project.texts.get()
    text.problem, text.approach = "Heat in rented homes. Few trees.", "We ask."
    text.save()
    row = make.make_revision(
        project, by=lead, problem="Heat in old rented homes. Few trees.", approach="We pay.", stage="running"
    )
    ProjectText.objects.update(
        problem="Heat in rented homes. No trees.", approach="We plan.", offers="A call."
    )
    PilotProject.objects.update(stage="finished")
    staff = client_of(make.make_staff())

    page = staff.get(reverse("admin:pilots_revision_change", args=[row.pk])).text
    question = staff.get(reverse("admin:pilots_revision_verb", args=[row.pk, "publish"])).text

    assert page.count("Changed here meanwhile.") == 3
    assert "The problem was changed here meanwhile. Both changes are put together." in question
    assert "The approach was changed here meanwhile, in the same words." in question
    actions.publish(row, by=make.make_staff())
    text.refresh_from_db()
    project.refresh_from_db()
    assert (text.problem, text.approach) == ("Heat in old rented homes. No trees.", "We pay.")
    assert (text.offers, project.stage) == ("A call.", "running")


def test_what_changed_since_staff_read_it_is_asked_again(project, lead):
    row = make.make_revision(project, by=lead)
    staff = client_of(make.make_staff())
    url = reverse("admin:pilots_revision_verb", args=[row.pk, "publish"])
    read = Page(staff.get(url)).sent_by("form.form")
    make.make_revision(project, by=lead, approach="Other words.")

    answer = staff.post(url, read, follow=True)

    assert "The words were changed after you opened them." in answer.text
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_what_comes_back_is_needed_in_my_forum_and_sent_again(project, lead):
    row, staff = make.make_revision(project, by=lead), make.make_staff()
    assert "New version of a pilot project" in client_of(staff).get(reverse("admin:index")).text
    actions.send_back(row, note="Say who had the key.", by=staff)

    client = client_of(lead)
    assert "The new version of your project came back with a note" in client.get(reverse("desk")).text
    page = client.get(address(project))
    assert "Say who had the key." in page.text
    client.post(address(project), typed(page, approach="The library had it."))

    row.refresh_from_db()
    assert (row.state, row.changes["approach"][1]) == (State.SUBMITTED, "The library had it.")
    assert "New version of a pilot project" not in client_of(lead).get(reverse("desk")).text
    assert list(Message.objects.values_list("kind", flat=True)) == ["project_returned"]


def test_what_is_dropped_is_not_published_and_one_begins_again(project, lead):
    row = make.make_revision(project, by=lead)
    client_of(lead).post(address(project, "edit_take_back", row.pk))
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    with pytest.raises(NotNow):
        actions.publish(row, by=make.make_staff())
    with pytest.raises(NotNow):
        actions.take_back(row, by=lead)
    assert make.make_revision(project, by=lead).pk != row.pk


def test_what_the_rules_refuse(project, lead):
    with pytest.raises(NothingChanged):
        make.make_revision(project, by=lead, problem="Heat in rented homes.")
    with pytest.raises(NotYours):
        make.make_revision(project, by=make.make_lead())
    row = make.make_revision(project, by=lead, ends_on="2026-01-01")
    PilotProject.objects.update(starts_on="2026-05-01")
    with pytest.raises(DatesInDisorder):
        actions.publish(row, by=make.make_staff())
    with pytest.raises(IntegrityError):
        Revision.objects.create(project=project, language="en", city=row.city)


def test_whoever_has_left_hears_nothing_and_changes_nothing(project, lead):
    other = make.make_lead(project.hosts.get())
    row = make.make_revision(project, by=lead)
    Officer.objects.filter(person=lead).update(until=row.submitted_at)
    actions.send_back(row, note="Shorter", by=make.make_staff())

    assert list(Message.objects.values_list("person", flat=True)) == [other.pk]
    assert client_of(lead).get(address(project)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": "flying"},
        {"capacity": "100000"},
        {"starts_on": "2026-05-01", "ends_on": "2026-01-01"},
        {"title": ""},
    ],
)
def test_bad_input_keeps_what_was_typed(project, lead, wrong):
    page = client_of(lead).get(address(project))
    answer = client_of(lead).post(address(project), typed(page, approach="A long thought.", **wrong))
    assert answer.status_code == 200
    assert "A long thought." in answer.text
    assert not Revision.objects.exists()


def test_each_language_is_edited_by_itself(project, lead):
    ProjectText.objects.create(project=project, language="de", title="Kühle Räume", approach="Wir fragen.")
    page = client_of(lead).get(address(project) + "?lang=de").text
    assert "Wir fragen." in page
    actions.publish(
        make.make_revision(project, by=lead, language="de", approach="Wir zahlen."), by=make.make_staff()
    )
    assert project.texts.get(language="de").approach == "Wir zahlen."
    assert project.texts.get(language="en").approach == ""
    assert client_of(lead).get(address(project) + "?lang=xx").status_code == 200


def test_a_text_that_staff_deleted_meanwhile_is_not_written_without_a_title(project, lead):
    row, staff = make.make_revision(project, by=lead, approach="Neighbours hold the keys."), make.make_staff()
    ProjectText.objects.create(project=project, language="de", title="Kühle Räume")
    project.texts.filter(language="en").delete()

    page = client_of(staff).get(reverse("admin:pilots_revision_verb", args=[row.pk, "publish"])).text
    assert "The text in English was deleted meanwhile" in page
    with pytest.raises(TextIsGone):
        actions.publish(row, by=staff)

    # Nothing is lost: its city finds its words, adds the title and sends in a whole text.
    page = client_of(lead).get(row.get_absolute_url())
    sent = typed(page, title="Cool rooms")
    assert sent["approach"] == ["Neighbours hold the keys."]
    client_of(lead).post(row.get_absolute_url(), sent)
    actions.publish(row, by=staff)
    text = project.texts.get(language="en")
    assert (text.title, text.approach) == ("Cool rooms", "Neighbours hold the keys.")


def test_a_pilot_city_writes_the_first_text_in_a_language(project, lead):
    client = client_of(lead)
    page = client.get(address(project))
    assert '<option value="fr" lang="fr">' in page.text
    page = client.get(address(project) + "?lang=fr")
    assert "you write the first one" in page.text
    assert "Heat in rented homes." in page.text  # what it says in English, to write after
    french = {"title": "Pièces fraîches", "problem": "La chaleur dans les logements loués."}
    client.post(address(project) + "?lang=fr", typed(page, **french, keep="1"))
    row = Revision.objects.get()
    assert "?lang=fr" in client.get(address(project)).text
    client.post(row.get_absolute_url(), typed(client.get(row.get_absolute_url())))
    assert not project.texts.filter(language="fr").exists()

    actions.publish(row, by=make.make_staff())

    text = project.texts.get(language="fr")
    assert (text.title, text.problem) == (french["title"], french["problem"])
    assert project.texts.get(language="en").title != text.title


def test_mails_and_pages_say_which_city_wrote_and_who_reads_it(project, lead):
    other = make.make_lead(make.make_city(name="Lakemouth"))
    project.hosts.add(other.seats.get().city)
    row, staff = make.make_revision(project, by=lead), make.make_staff()
    actions.send_back(row, note="Shorter", by=staff)
    client = client_of(other)
    page = client.get(address(project))
    kept = client.post(address(project), typed(page, approach="Keys.", keep="1"), follow=True).text
    assert "Your colleagues and the secretariat see it here." in kept
    assert "nobody else" not in kept
    actions.publish(make.make_revision(project, by=other, approach="Keys, and rent."), by=staff)
    said = [written(it).text for it in Message.objects.filter(kind="project_published")]
    assert len(said) == 2
    assert all("what Lakemouth changed" in " ".join(text.split()) for text in said)
