"""A webinar from nothing to published: the form begins with what matters, one button does both."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from events.models import Event
from icaforum.audit.models import Entry
from icaforum.forum.actions import change_settings
from tests.events.planning.test_admin import typed
from tests.factories import make_event, make_officer, make_registration, make_staff
from tests.pages import Page

pytestmark = pytest.mark.django_db
ADD = "/admin/events/event/add/"


@pytest.fixture(autouse=True)
def ana(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    staff = make_staff(name="Ana Ruiz")
    client.force_login(staff)
    return staff


def page_of(event):
    return reverse("admin:events_event_change", args=[event.pk])


def test_the_form_asks_for_title_day_and_time_first_in_the_zone_of_the_secretariat(client):
    change_settings(by=None, time_zone="Africa/Accra")

    form = client.get(ADD).context["adminform"]

    boxes = [box for part in form for line in part for box in line]
    fields = [box.field.name for box in boxes if hasattr(box.field, "name")]
    assert fields[:4] == ["title", "kind", "local_date", "local_time"]
    assert form.form["time_zone"].value() == "Africa/Accra"


def test_one_press_saves_and_publishes(client):
    answer = client.post(ADD, typed(_publish="1"))

    event = Event.objects.get()
    assert answer.url == page_of(event)
    assert event.is_published
    assert list(Entry.objects.about(event).order_by("pk").values_list("verb", flat=True)) == [
        "created",
        "published",
    ]
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == ["It is announced. Places can be taken.", "There is no joining link yet."]


def test_what_cannot_be_published_is_not_saved_either_and_nothing_typed_is_lost(client):
    past = typed(_publish="1", local_date="2020-03-18")
    asked = client.post(ADD, past).context["question"]

    again = client.post(ADD, past | {"_asked": asked.mark})

    assert "It would begin in the past. Correct the day and the time first." in again.text
    assert 'value="2020-03-18"' in again.text
    assert not Event.objects.exists()


def test_a_draft_is_saved_as_one_and_published_from_its_page(client):
    client.post(ADD, typed(_continue="1"))
    draft = Event.objects.get()
    assert draft.is_draft
    rows = {
        "speakers-TOTAL_FORMS": "1",
        "speakers-INITIAL_FORMS": "1",
        "speakers-0-id": str(draft.speakers.get().pk),
        "speakers-0-event": str(draft.pk),
    }

    client.post(page_of(draft), typed(_publish="1", title="New words", **rows))

    draft.refresh_from_db()
    assert (draft.title, draft.is_published) == ("New words", True)


def test_the_enter_key_saves_and_neither_publishes_nor_only_looks_something_up(client):
    def pressed_by_enter(address):
        button = Page(client.get(address)).html.select_one("#event_form :is(button, input)[type=submit]")
        return button["name"], button["value"], button.get("formaction")

    announced, draft = make_event(), make_event(published=False)
    assert pressed_by_enter(ADD) == pressed_by_enter(page_of(draft)) == ("_continue", "enter", None)
    assert pressed_by_enter(page_of(announced)) == ("_save", "enter", None)

    form = Page(client.get(page_of(draft))).typed
    client.post(page_of(draft), form | {"title": "New", "_continue": "enter"})
    draft.refresh_from_db()
    assert (draft.title, draft.is_draft) == ("New", True)


def test_an_event_that_is_announced_is_not_offered_to_be_published(client):
    event = make_event()
    make_registration(event)

    assert "Save and publish" in client.get(ADD).text
    assert "Save and publish" not in client.get(page_of(event)).text


def test_what_is_only_shown_is_said_in_words(client):
    event = make_event(time_zone="America/Bogota")
    person = make_officer()

    zone = Page(client.get(page_of(event))).texts(".field-time_zone .readonly")
    account = client.get(reverse("admin:cities_user_change", args=[person.pk])).text

    assert zone[0] == "Bogotá (UTC−5)"
    assert "icon-yes" not in account
    assert "icon-no" not in account
