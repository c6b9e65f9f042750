"""The core paths with the keyboard alone: one always sees where one is, and gets everywhere."""

import re
from datetime import time

import pytest
from django.urls import reverse

from tests.factories import make_city, make_event, make_officer, make_resource, make_staff, make_theme
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser

# Where the focus is, by the words there, and whether somebody who looks at the page can see it: drawn around,
# inside the window, and under nothing else.
FOCUS = """() => {
    const it = document.activeElement;
    const box = it.getClientRects()[0];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const drawn = (place) => place && getComputedStyle(place).outlineStyle !== "none";
    return {
        words: (it.labels?.[0] ?? it).innerText.trim() || it.getAttribute("aria-label"),
        drawn: drawn(it) || drawn(it.closest("label")),
        uncovered: it.contains(top) || Boolean(it.labels?.[0]?.contains(top)),
    };
}"""


def here(visit):
    return visit.page.evaluate(FOCUS)


def tab_to(visit, words, *, at_most=60):
    """Press Tab until the focus stands there; on the way, and there, it can be seen."""
    for _stop in range(at_most):
        visit.page.keyboard.press("Tab")
        focus = here(visit)
        assert (focus["drawn"], focus["uncovered"]) == (True, True), focus
        if focus["words"] == words:
            return visit.page.keyboard
    raise AssertionError(f"The focus never came to “{words}”.")


def leads_on(visit, press):
    with visit.page.expect_navigation():
        press()
    return visit.look()


def test_the_first_stop_of_a_page_skips_to_its_content(visit):
    visit.open("/join/link/")

    keys = tab_to(visit, "Skip to the content", at_most=1)
    keys.press("Enter")

    assert visit.page.evaluate("document.activeElement.id") == "main"
    keys.press("Tab")
    assert visit.page.evaluate("document.activeElement.closest('main') !== null")


def test_signing_in_and_taking_a_place_need_no_mouse(visit, last_mail):
    person = make_officer(make_city(name="Lima"))
    webinar = make_event(title="Shade for bus stops", local_time=time(18))

    # The boxes one types into have the focus already.
    visit.open(webinar.get_absolute_url())
    visit.page.keyboard.type(person.email)
    leads_on(visit, lambda: visit.page.keyboard.press("Enter"))
    visit.page.keyboard.type(re.match(r"\d{3} \d{3}", last_mail(person.email).subject).group())
    leads_on(visit, lambda: visit.page.keyboard.press("Enter"))
    assert visit.title == "Shade for bus stops"

    keys = tab_to(visit, "Take a place")
    leads_on(visit, lambda: keys.press("Space")).sees("You have a place")
    keys = tab_to(visit, "Give up my place")
    leads_on(visit, lambda: keys.press("Enter")).sees("The entry leaves your calendar.")
    keys = tab_to(visit, "Give up my place")
    leads_on(visit, lambda: keys.press("Enter")).sees("Your place is given up.")


def test_the_bar_of_who_sees_it_as_a_city_covers_nothing_one_comes_to(visit):
    event = make_event(title="Shade for bus stops")
    for _paper in range(12):
        make_resource()
    visit.page.set_viewport_size(PHONE)
    visit.as_(make_staff()).open(reverse("admin:events_event_why", args=[event.pk]) + "?who=general")
    leads_on(visit, lambda: visit.button("See it as: Forum member").click())

    visit.open("/library/").sees("You see the Forum as:")
    tab_to(visit, "Skip to the content", at_most=1)
    visit.page.locator("footer a").first.focus()
    for _stop in range(12):
        visit.page.keyboard.press("Shift+Tab")
        assert here(visit)["uncovered"], here(visit)


def test_a_filter_keeps_the_focus_when_it_applies(visit):
    theme = make_theme()
    for number in range(12):
        make_resource(themes=[theme] if number % 2 else [])
    visit.as_(make_officer()).open("/library/")

    keys = tab_to(visit, "Extreme heat\n6")
    leads_on(visit, lambda: keys.press("Space")).sees("6 results")
    assert (here(visit)["words"], here(visit)["uncovered"]) == ("Extreme heat\n6", True)
    keys = tab_to(visit, "Case study\n6", at_most=2)
    leads_on(visit, lambda: keys.press("Space"))
    assert here(visit)["words"] == "Case study\n6"

    visit.open("/library/")
    assert visit.page.evaluate("document.activeElement === document.body")


def test_a_bar_at_the_foot_covers_no_box_that_has_the_focus(visit):
    visit.as_(make_staff()).open("/admin/events/event/add/")

    covered = visit.page.evaluate("""() => {
        const bar = document.querySelector(".submit-row");
        const boxes = [...document.querySelectorAll("main :is(input, select, textarea)")];
        return boxes.filter((box) => {
            if (bar.contains(box) || !box.checkVisibility({visibilityProperty: true})) return false;
            box.focus();
            return box.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
        }).map((box) => box.name);
    }""")

    assert visit.page.evaluate("getComputedStyle(document.querySelector('.submit-row')).position") == "sticky"
    assert covered == []


def test_a_form_with_an_error_leads_to_the_box_in_question(visit, last_mail):
    make_city(name="Quito", member=False)
    make_theme()

    visit.open("/join/c40/")
    tab_to(visit, "Which city is yours?").type("Quito")
    leads_on(visit, lambda: tab_to(visit, "Save and continue").press("Enter"))
    tab_to(visit, "Why does your city want to take part?").type("To reach tenants.")
    tab_to(visit, "What will your city put into it?").type("Two people.")
    tab_to(visit, "Starting out").press("Space")
    tab_to(visit, "Extreme heat").press("Space")
    leads_on(visit, lambda: tab_to(visit, "Save and continue").press("Enter"))
    tab_to(visit, "Your name").type("Maria Vega")
    tab_to(visit, "Your position").type("Climate officer")
    keys = tab_to(visit, "Your e-mail address at work")
    keys.type("maria at quito")
    leads_on(visit, lambda: keys.press("Enter"))

    # The focus stands on the summary; its first link leads to the box, where typing goes on.
    assert visit.page.evaluate("document.activeElement.className") == "errors"
    tab_to(
        visit,
        "Your e-mail address at work: Please write a whole e-mail address, such as name@city.example.",
        at_most=1,
    ).press("Enter")
    assert here(visit)["words"] == "Your e-mail address at work"
    keys.press("Control+a")
    keys.type("maria@quito.example")
    leads_on(visit, lambda: keys.press("Enter"))
    leads_on(visit, lambda: tab_to(visit, "Send the application").press("Enter"))
    assert visit.title == "One step left: look in your mailbox"
    assert last_mail("maria@quito.example")
