"""Two people save the same thing from pages that were open at once: nothing of either is lost."""

import threading
from dataclasses import replace
from datetime import date, time

import pytest
from django.contrib.admin import site
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Level
from cities.joining.actions import memberships, tiers
from cities.models import Application, Membership
from cities.people.actions.colleagues import set_rights
from cities.people.models import Colleague
from cities.people.presets import presets_of
from cities.sharing.actions import grant
from events.models import Event, Speaker
from icaforum.audit import locks
from icaforum.audit.admin.verb_page import VerbPages
from icaforum.audit.models import Entry
from pilots.models import Milestone
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_pairing,
    make_project,
    make_resource,
    make_staff,
    make_theme,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.STAFF_SECOND_FACTOR = False


class Window:
    """A page with a form that somebody has open; it is sent as a browser would, with what is typed."""

    def __init__(self, person, url, form="form[method=post]"):
        self.client, self.url, self.form = Client(), url, form
        self.client.force_login(person)
        self._read(self.client.get(url))

    def _read(self, answer):
        self.page = Page(answer)
        found = self.page.html.select_one(self.form)
        self.sent = self.page.sent_by(self.form) if found else {}

    def save(self, **typed):
        """Send the form; True where it is saved, else the page that came back is the one that is open."""
        self.answer = self.client.post(self.url, self.sent | typed)
        if self.answer.status_code == 302:
            return True
        self._read(self.answer)
        return False

    @property
    def versions(self):
        """What the page shows of a field that both changed: before, theirs, mine."""
        return self.page.texts(".meanwhile__text")


ADMIN_FORM = "#content-main form[id$=_form]"


def admin(obj, name="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[obj.pk])


def windows(obj, one="Ana Ruiz", other="Ben Okafor"):
    """The page of one object in the admin, open at two members of the secretariat."""
    return [Window(make_staff(name=name), admin(obj), ADMIN_FORM) for name in (one, other)]


def test_two_fields_of_one_event_are_both_kept():
    event = make_event(title="Old title", summary="Old summary", published=False)
    ana, ben = windows(event)

    assert ana.save(title="New title")
    assert ben.save(summary="New summary")

    event.refresh_from_db()
    assert (event.title, event.summary) == ("New title", "New summary")
    last = Entry.objects.about(event).first()
    assert last.details["fields"] == ["summary"]


def test_a_field_that_both_changed_shows_before_theirs_and_mine():
    event = make_event(summary="Three cities tell.", published=False)
    ana, ben = windows(event)
    ana.save(summary="Four cities tell.")

    saved = ben.save(summary="Three cities tell all.", title="New title")

    assert not saved
    assert "Ana Ruiz changed this while you were writing" in ben.page.texts("h2")
    assert ben.versions == [
        "Before: Three cities tell.",
        "Three Four cities tell.",
        "Three cities tell. tell all.",
    ]
    assert ben.sent["summary"] == ["Three cities tell all."]
    event.refresh_from_db()
    assert (event.summary, event.title) != ("Three cities tell all.", "New title")


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        ("theirs", "Four cities tell."),
        ("mine", "Three cities tell all."),
        ("both", "Four cities tell all."),
    ],
)
def test_the_choice_is_what_stands_and_the_rest_is_saved_too(choice, stands):
    event = make_event(title="Old title", summary="Three cities tell.", published=False)
    ana, ben = windows(event)
    ana.save(summary="Four cities tell.")
    ben.save(summary="Three cities tell all.", title="New title")
    assert ben.sent["summary-choice"] == ["both"]  # proposed, since the changes do not touch each other

    assert ben.save(**{"summary-choice": choice})

    event.refresh_from_db()
    assert (event.summary, event.title) == (stands, "New title")


def test_both_versions_can_be_written_together_by_hand():
    event = make_event(description="Three.", published=False)
    ana, ben = windows(event)
    ana.save(description="Four.")
    ben.save(description="Five.")
    assert "description-choice" not in ben.sent
    assert ben.sent["description-choice-both"] == ["Four.\r\n\r\nFive."]

    assert ben.save(**{"description-choice": "both", "description-choice-both": "Four or five."})

    event.refresh_from_db()
    assert event.description == "Four or five."


def test_without_a_choice_it_asks_again():
    event = make_event(summary="Three.", published=False)
    ana, ben = windows(event)
    ana.save(summary="Four.")
    ben.save(summary="Five.")

    assert not ben.save()

    assert ben.versions == ["Before: Three.", "Three. Four.", "Three. Five."]
    event.refresh_from_db()
    assert event.summary == "Four."


def test_a_third_save_meanwhile_asks_again():
    event = make_event(summary="Three.", published=False)
    ana, ben = windows(event)
    cem = Window(make_staff(name="Cem"), admin(event), ADMIN_FORM)
    ana.save(summary="Four.")
    ben.save(summary="Five.")
    cem.save(summary="Six.")
    cem.save(**{"summary-choice": "mine"})

    assert not ben.save(**{"summary-choice": "mine"})

    assert ben.versions == ["Before: Three.", "Three. Six.", "Three. Five."]
    assert ben.save(**{"summary-choice": "mine"})
    event.refresh_from_db()
    assert event.summary == "Five."


def test_the_same_change_of_both_is_no_question():
    event = make_event(summary="Three.", published=False)
    ana, ben = windows(event)
    ana.save(summary="Four.")

    assert ben.save(summary="Four.")


def test_saving_an_untouched_page_changes_and_records_nothing():
    theme = make_theme()
    ana, ben = windows(theme)
    ana.save(name_en="Heat in the city")

    assert ben.save()

    theme.refresh_from_db()
    assert theme.names["en"] == "Heat in the city"
    assert [entry.verb for entry in Entry.objects.about(theme)] == ["changed"]


def test_links_to_many_rows_merge_each_by_itself():
    one, two, three = make_theme("one"), make_theme("two"), make_theme("three")
    event = make_event(published=False)
    event.themes.set([one])
    ana, ben = windows(event)

    assert ana.save(themes=[one.pk, two.pk])
    assert ben.save(themes=[three.pk])

    assert set(event.themes.all()) == {two, three}


def test_rows_within_a_page_merge_each_by_itself():
    event = make_event(published=False)
    mara, noor, tess = (Speaker.objects.create(event=event, name=name) for name in ("Mara", "Noor", "Tess"))
    ana, ben = windows(event)

    assert ana.save(**{"speakers-0-name": "Mara Kim", "speakers-2-DELETE": "on"})
    assert ben.save(**{"speakers-0-role": "Mayor", "speakers-1-name": "Noor Haddad"})

    rows = event.speakers.order_by("pk").values_list("pk", "name", "role")
    assert list(rows) == [(mara.pk, "Mara Kim", "Mayor"), (noor.pk, "Noor Haddad", "")]
    assert tess not in event.speakers.all()


def test_a_row_that_was_changed_here_and_taken_away_there_is_said():
    event = make_event(published=False)
    Speaker.objects.create(event=event, name="Mara")
    ana, ben = windows(event)
    ana.save(**{"speakers-0-DELETE": "on"})

    assert not ben.save(**{"speakers-0-name": "Mara Kim", "title": "New title"})

    assert ben.sent["speakers-0-name"] == ["Mara Kim"]
    assert ben.save()
    event.refresh_from_db()
    assert (event.title, event.speakers.get().name) == ("New title", "Mara Kim")


def test_a_row_that_was_changed_there_is_not_deleted_unseen():
    event = make_event(published=False)
    Speaker.objects.create(event=event, name="Mara")
    ana, ben = windows(event)
    ana.save(**{"speakers-0-name": "Mara Kim"})

    assert not ben.save(**{"speakers-0-DELETE": "on"})
    assert event.speakers.get().name == "Mara Kim"
    assert ben.save(**{"speakers-0-DELETE": "on"})

    assert event.speakers.count() == 0


def test_two_notes_on_one_application_are_both_seen():
    application = make_application()
    one, other = (Window(make_staff(), admin(application), "#application_form") for _ in range(2))
    one.save(note="Call them.")

    assert not other.save(note="Wait.")

    assert other.versions == ["Before: –", "Call them.", "Wait."]
    assert other.save(**{"note-choice": "both"})
    assert Application.objects.get().note == "Call them.\r\n\r\nWait."


def test_two_leads_edit_the_page_of_their_city():
    city, theme = make_city(about="Before.", website="https://old.example"), make_theme()
    url = reverse("cities:edit", args=[city.slug])
    one, other = (Window(make_lead(city), url, "form.form") for _ in range(2))

    assert one.save(about="We plant trees.", themes=[theme.pk])
    assert other.save(website="https://new.example")

    city.refresh_from_db()
    assert (city.about, city.website, list(city.themes.all())) == (
        "We plant trees.",
        "https://new.example",
        [theme],
    )


def test_the_secretariat_and_a_lead_meet_on_one_city():
    city = make_city(about="Before.")
    lead = Window(make_lead(city), reverse("cities:edit", args=[city.slug]), "form.form")
    ana = Window(make_staff(name="Ana Ruiz"), admin(city), ADMIN_FORM)
    ana.save(about="By us.")

    assert not lead.save(about="By them.")

    assert "Ana Ruiz changed this while you were writing" in lead.page.texts("h2")
    assert lead.save(**{"about-choice": "theirs"})
    city.refresh_from_db()
    assert city.about == "By us."


def test_two_cities_change_one_step():
    pairing = make_pairing()
    step = Milestone.objects.create(
        pairing=pairing, title="Visit", owner=pairing.pilot_city, due_on="2031-01-01"
    )
    url = reverse("pilots:step_edit", args=[pairing.pk, step.pk])
    one, other, third = (
        Window(make_lead(city), url, "form.form")
        for city in (pairing.pilot_city, pairing.peer_city, pairing.peer_city)
    )

    assert one.save(title="Visit Lakemouth")
    assert other.save(due_on="2031-02-02")
    assert not third.save(due_on="2031-03-03")

    step.refresh_from_db()
    assert (step.title, str(step.due_on)) == ("Visit Lakemouth", "2031-02-02")


def test_two_windows_of_one_profile():
    person = make_lead(make_city())
    one, other = (Window(person, reverse("cities:profile"), "form.form") for _ in range(2))

    assert one.save(name="Ada Byron")
    assert other.save(language="de")

    person.refresh_from_db()
    assert (person.name, person.language) == ("Ada Byron", "de")


def test_the_texts_and_hosts_of_a_project():
    one, two = make_city(), make_city()
    project = make_project(one, title="Old", published=False)
    ana, ben = windows(project)

    assert ana.save(**{"texts-0-title": "New", "hosts": [one.pk, two.pk]})
    assert ben.save(**{"texts-0-problem": "Heat.", "capacity": "5"})

    text = project.texts.get()
    project.refresh_from_db()
    assert (text.title, text.problem, project.capacity) == ("New", "Heat.", 5)
    assert set(project.hosts.all()) == {one, two}


def test_the_languages_of_a_paper():
    paper = make_resource()
    ana, ben = windows(paper)

    assert ana.save(**{"editions-0-title": "New title"})
    assert ben.save(**{"editions-0-summary": "New summary"})

    edition = paper.editions.get()
    assert (edition.title, edition.summary) == ("New title", "New summary")


def test_a_move_from_an_older_page_is_asked():
    event = make_event(duration=60)
    one, other = (
        Window(make_staff(), reverse("admin:events_event_verb", args=[event.pk, "move"]), "form.form")
        for _ in range(2)
    )
    one.save(duration="90")
    one.save()

    assert not other.save(duration="120")

    assert other.versions == ["Before: 60", "60 90", "60 120"]


# A form never takes away what it does not show -------------------------------------------------------------


def test_what_the_form_no_longer_offers_keeps_its_exception():
    gone, here = make_city(member=False), make_city()
    paper = make_resource(level=Level.NAMED, published=False)
    for city in (gone, here):
        grant(paper, to=city.circle.group, by=make_staff())
    ana = Window(make_staff(), admin(paper), ADMIN_FORM)

    assert ana.save(review_by="2031-01-01")
    assert paper.circle_grants.count() == 2
    assert Window(make_staff(), admin(paper), ADMIN_FORM).save(chosen_cities=[])

    assert [it.group for it in paper.circle_grants.all()] == [gone.circle.group]


def test_a_language_that_is_not_offered_stays():
    city = make_city(languages=["en", "tlh"])

    lead = Window(make_lead(city), reverse("cities:edit", args=[city.slug]), "form.form")
    assert lead.save(about="New.", languages=["de"])

    city.refresh_from_db()
    assert city.languages == ["tlh", "de"]


# At once ----------------------------------------------------------------------------------------------------


def at_once(*jobs):
    gate = threading.Barrier(len(jobs))

    def run(job):
        try:
            gate.wait(timeout=30)
            job()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def saved_at_once():
    """How many of two changes of one text at once were taken as saved."""
    city = make_city(about="Before.")
    url = reverse("cities:edit", args=[city.slug])
    one, other = (Window(make_lead(city), url, "form.form") for _ in range(2))
    saved = []
    at_once(lambda: saved.append(one.save(about="One.")), lambda: saved.append(other.save(about="Two.")))
    return sum(saved)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_is_asked():
    assert [saved_at_once() for _ in range(3)] == [1, 1, 1]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_are_taken_and_one_is_lost(monkeypatch):
    monkeypatch.setattr("cities.citypages.views.page.lock_row", lambda row: row)

    assert any(saved_at_once() == 2 for _ in range(20))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_in_the_admin_too():
    event = make_event(summary="Before.", published=False)
    ana, ben = windows(event)
    saved = []

    at_once(lambda: saved.append(ana.save(summary="One.")), lambda: saved.append(ben.save(summary="Two.")))

    assert sorted(saved) == [False, True]
    assert Event.objects.get().summary in {"One.", "Two."}


# Verbs that begin with what stands -----------------------------------------------------------------------


def verb(obj, name):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_verb", args=[obj.pk, name])


def test_a_move_in_two_windows_names_what_the_other_changed_and_shows_it():
    event = make_event(duration=60, local_date=date(2031, 3, 4))
    ana, ben = (
        Window(make_staff(name=name), verb(event, "move"), "form.form") for name in ("Ana Ruiz", "Ben Okafor")
    )
    ana.save(local_date="2031-03-11")
    assert ana.save()

    assert not ben.save(duration="90", why="The speaker is late.")

    assert "Ana Ruiz has changed this meanwhile: New day." in ben.page.html.text
    shown = {name: ben.sent[name] for name in ("local_date", "duration", "why")}
    assert shown == {"local_date": ["2031-03-11"], "duration": ["90"], "why": ["The speaker is late."]}
    ben.save()  # now the question whom it mails
    assert ben.save()
    event.refresh_from_db()
    assert (str(event.local_date), event.duration) == ("2031-03-11", 90)


def moved_at_once():
    """How many of two changes of an event's duration at once were taken without a question."""
    event = make_event(duration=60)
    one, other = (Window(make_staff(), verb(event, "move"), "form.form") for _ in range(2))
    one.save(duration="90")  # each has read the question about the mails, so the next press does it
    other.save(duration="120")
    saved = []
    at_once(lambda: saved.append(one.save()), lambda: saved.append(other.save()))
    return sum(saved)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_the_second_is_asked():
    assert [moved_at_once() for _ in range(3)] == [1, 1, 1]


def without_the_lock(monkeypatch):
    """Both compare what was typed with what stands before either does it."""
    gate, done = threading.Barrier(2, timeout=20), VerbPages._done

    def done_when_both_have_compared(*args):
        gate.wait()
        return done(*args)

    monkeypatch.setattr(VerbPages, "_refusal_of_lock", lambda *_: "")
    monkeypatch.setattr(VerbPages, "_done", done_when_both_have_compared)


def rights_at_once():
    """Which of two who set the presets of a colleague at once were not asked, and how many are set."""
    person = Colleague.objects.get(pk=make_staff(is_superuser=False).pk)
    one, other = (Window(make_staff(), verb(person, "rights"), "form.form") for _ in range(2))
    saved = []
    at_once(
        lambda: saved.append(one.save(presets=["reviewer"])),
        lambda: saved.append(other.save(presets=["events"])),
    )
    return sorted(saved), len(presets_of(person.groups.all()))


def tiers_at_once():
    """Which of two changes of one tier at once were taken without a question, and how many rows are open."""
    row = make_city().membership
    one, other = (Window(make_staff(), verb(row, "tier"), "form.form") for _ in range(2))
    saved = []

    def save(window, tier):
        try:
            saved.append(window.save(tier=tier))
        except IntegrityError as error:
            saved.append(type(error).__name__)

    at_once(lambda: save(one, "2"), lambda: save(other, "3"))
    return sorted(saved, key=str), Membership.objects.filter(city=row.city, until=None).count()


def test_what_is_wrong_only_together_is_shown_together_and_can_be_mended():
    event = make_event(local_time=time(9), time_zone="UTC", local_date=date(2031, 3, 1), published=False)
    ana, ben = windows(event)
    assert ana.save(local_date="2031-03-30")

    # Each is right alone: the clocks of Berlin skip that hour on that day only.
    assert not ben.save(local_time="02:30", time_zone="Europe/Berlin", summary="Mine")
    assert "Nothing is lost. Ana Ruiz has changed this meanwhile: Day." in ben.page.html.text
    assert (ben.sent["local_date"], ben.sent["local_time"]) == (["2031-03-30"], ["02:30"])
    assert ben.save(local_time="03:30")

    event.refresh_from_db()
    assert (event.local_date, event.local_time, event.summary) == (date(2031, 3, 30), time(3, 30), "Mine")


def test_rights_that_two_set_are_shown_before_they_are_given():
    person = Colleague.objects.get(pk=make_staff(is_superuser=False).pk)
    person = set_rights(person, presets=["secretariat"], by=make_staff())
    page = verb(Colleague(pk=person.pk), "rights")
    ana, ben, cleo = (
        Window(make_staff(name=name), page, "form.form") for name in ("Ana Ruiz", "Ben", "Cleo")
    )
    assert ana.save(presets=["reviewer"])

    # One ticks what goes with a box only that another has unticked: it can be mended.
    assert not ben.save(adds_colleagues="on")
    assert "Ana Ruiz has changed this meanwhile: What this colleague may do." in ben.page.html.text
    assert ben.sent["presets"] == ["reviewer"]
    assert ben.sent.pop("adds_colleagues") is not None
    assert ben.save()
    # And what is right together is seen first as well.
    assert not cleo.save(presets=["secretariat", "events"])
    assert cleo.sent["presets"] == ["reviewer", "events"]
    assert cleo.save()

    assert presets_of(person.groups.all()) == ["reviewer", "events"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_at_once_set_the_rights_of_one_colleague():
    assert rights_at_once() == ([False, True], 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_tiers_at_once_are_no_deadlock_and_make_one_row():
    assert tiers_at_once() == ([False, True], 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_of_two_is_lost_unseen(monkeypatch):
    without_the_lock(monkeypatch)

    assert moved_at_once() == 2
    assert rights_at_once() == ([True, True], 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_verbs_own_lock_one_of_two_tiers_is_an_error_and_no_sentence(monkeypatch):
    without_the_lock(monkeypatch)
    with_its_own = tiers_at_once()
    for verbs in (memberships, tiers):
        monkeypatch.setattr(verbs, "locked_membership", lambda row: row)

    assert with_its_own == ([False, True], 1)
    assert tiers_at_once() == (["IntegrityError", True], 1)


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_does_not_come_keeps_what_was_typed_for_a_verb(monkeypatch):
    person = Colleague.objects.get(pk=make_staff(is_superuser=False).pk)
    ana = Window(make_staff(), verb(person, "rights"), "form.form")
    page = site._registry[Colleague]
    rights = next(it for it in page.verbs if it.name == "rights")

    def busy(_row, _by):
        raise locks.SavedBySomebodyElse("Somebody else is saving this just now.")

    with monkeypatch.context() as patch:
        patch.setattr(type(page), "verbs", (replace(rights, lock=busy),))
        assert not ana.save(presets=["events"])
    assert "Somebody else is saving this just now." in ana.page.html.text
    assert ana.sent["presets"] == ["events"]
    assert ana.save()


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_does_not_come_keeps_what_was_typed(monkeypatch):
    event = make_event(published=False)
    ana = Window(make_staff(), admin(event), ADMIN_FORM)

    def busy(row):
        raise locks.SavedBySomebodyElse("Somebody else is saving this just now.")

    with monkeypatch.context() as patch:
        patch.setattr("icaforum.audit.admin.page.lock_row", busy)
        assert not ana.save(title="New title")
    assert ana.sent["title"] == ["New title"]
    assert ana.save()
