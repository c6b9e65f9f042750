"""What a text said before is kept, can be brought back, and goes when its person is erased."""

from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.db import connection
from django.test import Client
from django.urls import reverse

from cities.letters.models import Letter
from cities.models import Application, City, Clarification, Theme, User
from events.models import Event
from icaforum.audit.admin import ActionAdmin
from icaforum.audit.wording import earlier_words, words_kept_of
from icaforum.words.languages import own_name
from pilots.models import Exchange, Milestone
from resources.models import Edition, SearchWords
from tests import factories as make
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_resource,
    make_staff,
    make_theme,
)
from tests.icaforum.audit.test_merging import ADMIN_FORM, Window, admin
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.STAFF_SECOND_FACTOR = False


def edit_url(city):
    return reverse("cities:edit", args=[city.slug])


def history_url(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_history", args=[obj.pk])


def texts(*rows):
    return [(version.field, version.text, version.person) for version in earlier_words(rows)]


def bring_back_links(answer):
    return [url for url, words in Page(answer).links.items() if words.startswith("Bring back")]


def test_every_version_is_kept_with_who_wrote_it():
    city = make_city(about="First.")
    ada, ben = make_lead(city), make_lead(city)
    Window(ada, edit_url(city), "form.form").save(about="Second.")
    Window(ben, edit_url(city), "form.form").save(about="Third.")

    city.refresh_from_db()
    assert texts(city) == [("about", "Second.", str(ada)), ("about", "First.", "")]


def test_what_is_not_a_change_of_the_text_is_no_version():
    city = make_city(about="First.")
    city.website = "https://city.example"
    city.save()

    assert texts(city) == []


def test_a_change_that_passes_by_every_action_is_kept_too():
    city = make_city(about="First.")
    City.objects.filter(pk=city.pk).update(about="Second.")

    city.refresh_from_db()
    assert texts(city) == [("about", "First.", "")]


def test_staff_bring_an_older_text_back_into_its_field_and_save_it():
    event = make_event(title="First", summary="Kept", published=False)
    ana = make_staff()
    Window(ana, admin(event), ADMIN_FORM).save(title="Second")
    client = Window(ana, history_url(event)).client
    [link] = bring_back_links(client.get(history_url(event)))

    window = Window(ana, link, ADMIN_FORM)
    assert window.sent["title"] == ["First"]
    event.refresh_from_db()
    assert event.title == "Second"
    assert window.save()

    event.refresh_from_db()
    assert (event.title, event.summary) == ("First", "Kept")


def test_the_texts_of_the_rows_within_a_page_too():
    paper = make_resource()
    edition = paper.editions.get()
    before = edition.summary
    ana = make_staff()
    Window(ana, admin(paper), ADMIN_FORM).save(**{"editions-0-summary": "Second"})
    client = Window(ana, history_url(paper)).client
    [link] = bring_back_links(client.get(history_url(paper)))

    assert Window(ana, link, ADMIN_FORM).save()

    edition.refresh_from_db()
    assert edition.summary == before


def test_a_lead_brings_back_the_words_of_the_own_city_alone():
    city, other = make_city(about="First."), make_city(about="Of others.")
    lead = make_lead(city)
    other.about = "Changed by others."
    other.save()
    Window(lead, edit_url(city), "form.form").save(about="Second.")
    window = Window(lead, edit_url(city), "form.form")
    [link] = [url for url, words in window.page.links.items() if words.startswith("Bring back")]
    foreign = earlier_words([other])[0].token

    assert Window(lead, f"{edit_url(city)}?words={foreign}", "form.form").sent["about"] == ["Second."]
    assert Window(lead, link, "form.form").save()

    city.refresh_from_db()
    assert city.about == "First."


@pytest.mark.parametrize("words", ["", "x", "cities.city:1:about", "\x00", "a:b:c:d", "9" * 5000])
def test_a_broken_address_shows_what_stands(words):
    city = make_city(about="First.")
    client = Window(make_lead(city), edit_url(city), "form.form").client

    answer = client.get(edit_url(city), {"words": words})

    assert Page(answer).sent_by("form.form")["about"] == ["First."]


def test_a_step_of_a_plan_by_either_city():
    pairing = make_pairing()
    step = Milestone.objects.create(
        pairing=pairing, title="Visit", owner=pairing.pilot_city, due_on="2031-01-01"
    )
    url = reverse("pilots:step_edit", args=[pairing.pk, step.pk])
    Window(make_officer(pairing.pilot_city), url, "form.form").save(title="Call")
    window = Window(make_officer(pairing.peer_city), url, "form.form")
    [link] = [url for url, words in window.page.links.items() if words.startswith("Bring back")]

    assert Window(make_officer(pairing.peer_city), link, "form.form").save()

    step.refresh_from_db()
    assert step.title == "Visit"


def test_a_meeting_is_changed_by_either_city_and_its_words_brought_back_by_staff():
    pairing = make_pairing()
    ada, ben = make_officer(pairing.pilot_city), make_officer(pairing.peer_city)
    meeting = Exchange.objects.create(
        pairing=pairing, title="Call", starts_on="2026-11-02", said="Heat.", next="A list.", written_by=ada
    )
    url = reverse("pilots:exchange_edit", args=[pairing.pk, meeting.pk])
    one, other = (Window(person, url, "form.form") for person in (ada, ben))

    assert one.save(said="Heat, and shade.", title="First call")
    assert other.save(next="A list by May.")
    late = Window(ben, url, "form.form")
    Window(ada, url, "form.form").save(said="Shade.")
    assert not late.save(said="Heat alone.")

    assert late.versions[0] == "Before: Heat, and shade."
    meeting.refresh_from_db()
    assert (meeting.title, meeting.said, meeting.next) == ("First call", "Shade.", "A list by May.")
    assert set(texts(meeting)) == {
        ("said", "Heat, and shade.", str(ada)),
        ("next", "A list.", ""),
        ("title", "Call", ""),
        ("said", "Heat.", ""),
    }
    staff = make_staff()
    history = Window(staff, history_url(pairing))
    assert "changed: in a few words, what was said" in history.page.html.get_text()
    [first] = [version.token for version in earlier_words([meeting]) if version.text == "Heat."]
    links = bring_back_links(history.client.get(history_url(pairing)))
    [link] = [link for link in links if link.endswith(quote(first))]
    assert Window(staff, link, "form.form").save()
    meeting.refresh_from_db()
    assert meeting.said == "Heat."


@pytest.mark.parametrize(
    ("make", "column", "field"),
    [
        (make_theme, "names", "name_de"),
        (make_theme, "descriptions", "description_en"),
        (lambda **_: SearchWords.objects.create(kind="map", words={}), "words", "words_de"),
    ],
)
def test_names_by_language_are_kept_each_and_brought_back(make, column, field):
    code = field[-2:]
    row, ana = make(), make_staff()
    type(row).objects.filter(pk=row.pk).update(**{column: {"en": "Plan", code: "First"}})
    Window(ana, admin(row), ADMIN_FORM).save(**{field: "Second"})
    row.refresh_from_db()
    assert getattr(row, column)[code] == "Second"
    history = Window(ana, history_url(row))
    [link] = [
        url
        for url, words in history.page.links.items()
        if words.startswith("Bring back") and f"({own_name(code)})" in words
    ][:1]

    assert Window(ana, link, ADMIN_FORM).save()

    row.refresh_from_db()
    assert getattr(row, column)[code] == "First"
    ana.delete()
    assert "Second" not in [text for _field, text, _who in texts(row)]


def test_other_names_of_a_city_are_kept_for_staff_alone():
    city = make_city(name="Cologne", other_names="Köln")
    City.objects.filter(pk=city.pk).update(other_names="Colonia")
    city.refresh_from_db()

    assert texts(city) == [("other_names", "Köln", "")]
    assert not bring_back_links(Window(make_lead(city), edit_url(city)).client.get(edit_url(city)))
    assert bring_back_links(Window(make_staff(), history_url(city)).client.get(history_url(city)))


def test_old_words_go_when_their_person_is_erased():
    city = make_city(about="First.")
    ada, ben = make_lead(city), make_lead(city)
    for person, text in ((ada, "By Ada."), (ben, "By Ben."), (ada, "By Ada again.")):
        Window(person, edit_url(city), "form.form").save(about=text)
    city.refresh_from_db()
    assert [text for _field, text, _who in texts(city)] == ["By Ben.", "By Ada.", "First."]
    ada.seats.all().delete()

    ada.delete()

    city.refresh_from_db()
    assert city.about == "By Ada again."
    assert [text for _field, text, _who in texts(city)] == ["By Ben.", "First."]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cities_citywords WHERE about LIKE 'By Ada%'")
        assert cursor.fetchone() == (0,)


def test_old_words_go_from_the_versions_of_others_that_held_them_too():
    event, ada, ben = make_event(title="First", summary="Sum", published=False), make_staff(), make_staff()
    Window(ada, admin(event), ADMIN_FORM).save(summary="By Ada.")
    Window(ben, admin(event), ADMIN_FORM).save(title="By Ben.")
    Event.objects.update(title="Third", summary="Third")
    event.refresh_from_db()
    assert ("summary", "By Ada.", str(ada)) in texts(event)

    ada.delete()

    assert "By Ada." not in [text for _field, text, _who in texts(event)]
    assert {("title", "By Ben.", str(ben)), ("title", "First", "")} <= set(texts(event))
    assert not Event.words_before.rel.related_model.objects.filter(summary="By Ada.").exists()


def test_the_same_for_several_people_at_once():
    city = make_city(about="First.")
    ada = make_lead(city)
    Window(ada, edit_url(city), "form.form").save(about="By Ada.")
    City.objects.update(about="Third.")
    ada.seats.all().delete()

    User.objects.filter(pk=ada.pk).delete()

    city.refresh_from_db()
    assert texts(city) == [("about", "First.", "")]


def test_letters_and_applications_are_outside():
    kept = {model for model in apps.get_models() if words_kept_of(model)}

    assert {City, Event, Edition, Milestone, Exchange, Theme, SearchWords} <= kept
    assert not kept & {Letter, Application, Clarification, User}


def test_the_history_costs_the_same_for_one_version_and_for_thirty(django_assert_max_num_queries):
    event = make_event(summary="0", published=False)
    client = Window(make_staff(), history_url(event)).client
    for number in range(1, 30):
        Event.objects.filter(pk=event.pk).update(summary=str(number))

    with django_assert_max_num_queries(20):
        assert len(bring_back_links(client.get(history_url(event)))) == 29


# Those whose words are typed on a sheet, or on the plan of a pairing: of all others a sheet only shows what
# they said before.
TYPED_BY_STAFF = {
    *("cities.Theme", "cities.City", "cities.Expertise", "cities.PartnerTerms", "cities.WantOffer"),
    *(
        "events.Event",
        "pilots.PeerCall",
        "pilots.PilotProject",
        "pilots.ProjectText",
        "pilots.Exchange",
        "pilots.Milestone",
    ),
    *("resources.Edition", "resources.SearchWords", "resources.Shelf"),
}
READ_BY_STAFF = {
    "resources.Question": make.ask_the_forum,
    "resources.Answer": lambda: make.answer_it(make.ask_the_forum()),
    "resources.Contribution": make.contribute,
    "resources.Lesson": make.make_lesson,
    "cities.JointCall": make.make_call,
}


def test_staff_bring_back_only_what_a_sheet_has_a_field_for(rf):
    request = rf.get("/")
    request.user = make.make_staff_at_work()
    offered = set()
    for model, page in site._registry.items():
        if not isinstance(page, ActionAdmin):
            continue
        for kind in (model, *(it.model for it in page.get_inline_instances(request, model(pk=1)))):
            words = words_kept_of(kind)
            if words and page.has_change_permission(request, model(pk=1)):
                fields = page.fields_of_words(request, model(pk=1), kind)
                if any(name.startswith(word.rstrip("s")) for name in fields for word in words):
                    offered.add(kind._meta.label)
    assert offered == TYPED_BY_STAFF


@pytest.mark.parametrize("kind", READ_BY_STAFF)
def test_a_sheet_that_is_only_read_offers_to_bring_nothing_back(kind):
    make.open_rooms()
    row = READ_BY_STAFF[kind]()
    field = words_kept_of(type(row))[0]
    type(row).objects.filter(pk=row.pk).update(**{field: "Other words."})
    client = Client()
    client.force_login(make_staff())
    answer = client.get(history_url(row))
    assert "Other words." in answer.text
    assert bring_back_links(answer) == []
    assert "Bringing back puts" not in answer.text
