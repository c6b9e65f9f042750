"""Whoever leaves a page with something typed and not sent is asked first, from the first letter on."""

import pytest
from django.urls import reverse

from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_pairing,
    make_staff,
    make_theme,
)

pytestmark = pytest.mark.browser


def pages():
    """Long forms of the public, of members and of staff: who opens them, where, and a box to type in."""
    make_theme()
    city, staff = make_city(), make_staff()
    lead = make_lead(city)
    pairing = make_pairing(peer_city=city)
    event, application = make_event(published=False), make_application()
    return [
        (None, reverse("cities:join_step", args=["c40", "why"]), "interest"),
        (None, reverse("cities:access"), "name"),
        (lead, reverse("cities:edit", args=[city.slug]), "about"),
        (lead, reverse("cities:write", args=[make_city().slug]), "text"),
        (lead, reverse("cities:profile"), "name"),
        (lead, reverse("pilots:step_add", args=[pairing.pk]), "title"),
        (lead, reverse("pilots:exchange_add", args=[pairing.pk]), "said"),
        (staff, reverse("admin:events_event_change", args=[event.pk]), "title"),
        (staff, reverse("admin:cities_application_change", args=[application.pk]), "note"),
        (staff, reverse("admin:cities_application_verb", args=[application.pk, "ask"]), "text"),
    ]


def test_typing_is_noticed_before_one_leaves_the_box(visit, settings):
    settings.STAFF_SECOND_FACTOR = False
    asked = []
    visit.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    for person, url, name in pages():
        visit.as_(person)
        visit.page.goto(visit.base + url)
        visit.page.goto(visit.base + "/about/")
        assert asked == [], url

        visit.page.goto(visit.base + url)
        visit.page.locator(f"[name={name}]").first.press_sequentially("a")
        visit.page.goto(visit.base + "/about/")

        assert asked == ["beforeunload"], url
        asked.clear()


def test_ticks_of_a_long_form_are_noticed_and_those_that_choose_rows_are_not(visit, settings):
    settings.STAFF_SECOND_FACTOR = False
    make_theme()
    queue_mail("unknown_account", to="ana@city.example", key="one", ids={})
    Message.objects.update(state=Message.State.DEAD)
    asked = []
    visit.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    pages = (make_lead(), reverse("mails")), (make_staff(), reverse("admin:outbox_message_changelist"))
    for person, url in pages:
        visit.as_(person)
        visit.page.goto(visit.base + url)
        visit.page.locator("input[name=wanted], input[name=_selected_action]").first.click()
        visit.page.goto(visit.base + "/about/")

    assert asked == ["beforeunload"]


def test_what_is_sent_is_not_asked_about_and_what_comes_back_is(visit):
    city = make_city()
    asked = []
    visit.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visit.as_(make_lead(city)).open(reverse("cities:edit", args=[city.slug]))
    visit.write("Website", "nothing like an address").press("Save")
    assert asked == []

    visit.page.locator("body").click()
    visit.page.goto(visit.base + "/about/")

    assert asked == ["beforeunload"]


def test_a_reload_in_the_middle_of_a_word_shows_what_was_typed(visit):
    make_theme()
    visit.open("/join/c40/why/")
    box = visit.page.get_by_label("Why does your city want to take part?")

    box.press_sequentially("To reach ten")
    visit.page.reload()

    assert box.input_value() == "To reach ten"
    visit.page.locator("[data-saved]", has_text="Saved at").wait_for()
    visit.page.reload()
    assert box.input_value() == "To reach ten"
    assert visit.page.evaluate("sessionStorage.length") == 0
