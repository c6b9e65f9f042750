"""The components as a browser shows them: to everyone, on every screen, with and without scripts."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def guide(page, live_server):
    """The styleguide, and all that the browser complained about while showing it."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints
    page.goto(f"{live_server.url}/styleguide/")
    return page


def findings(page):
    """What axe finds, but for the breadcrumb that the guide, unlike any page, shows twice."""
    options = {"runOnly": TAGS, "preload": False, "rules": {"landmark-unique": {"enabled": False}}}
    return [
        (finding["id"], [node["target"] for node in finding["nodes"]])
        for finding in Axe().run(page, options=options).response["violations"]
    ]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_each_component_says_what_it_is(path):
    head = path.read_text().removeprefix('{% extends "base.html" %}\n')

    assert head.startswith("{% comment %}")
    assert len(head.partition("{% endcomment %}")[0]) > 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(guide, scheme, width):
    guide.emulate_media(color_scheme=scheme)
    guide.set_viewport_size({"width": width, "height": 900})

    assert findings(guide) == []


def test_the_browser_has_nothing_to_complain_about(guide):
    assert guide.complaints == []


OVERLAPS = """() => [...document.querySelectorAll("svg.chart")].flatMap(svg => {
  if (!svg.checkVisibility()) return [];
  const sheet = svg.viewBox.baseVal;
  const words = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBBox()]);
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
    && a.y + a.height * 0.2 < b.y + b.height * 0.8 && b.y + b.height * 0.2 < a.y + a.height * 0.8;
  return words.flatMap(([word, box], at) => [
    ...(box.x < 0 || box.y < 0 || box.x + box.width > sheet.width ? [word] : []),
    ...words.slice(at + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${word} ${other}`),
  ]);
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_words_in_drawings_are_no_wider_than_the_room_that_was_reckoned_for_them(guide, width):
    guide.set_viewport_size({"width": width, "height": 900})

    assert guide.locator("svg.chart:visible").count() >= 8
    assert guide.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_needs_scrolling_sideways(guide, width):
    guide.set_viewport_size({"width": width, "height": 900})

    assert guide.evaluate("document.documentElement.scrollWidth") == width


def test_long_words_and_large_text_stay_inside_a_phone(guide):
    guide.set_viewport_size({"width": 390, "height": 900})
    guide.evaluate("document.documentElement.setAttribute('lang', 'de')")
    for selector in ("h2", ".button", ".badge", ".kind", ".door__title", "legend", ".steps__word"):
        guide.eval_on_selector_all(
            selector, "all => all.forEach(e => e.append(' Klimaanpassungsmaßnahmenfinanzierung'))"
        )

    assert guide.evaluate("document.documentElement.scrollWidth") == 390


def test_controls_are_large_enough_for_a_thumb(guide):
    guide.set_viewport_size({"width": 390, "height": 900})

    heights = guide.eval_on_selector_all(
        ".button:not(.button--small), .masthead summary, .choice, .facet__option, .filters > summary",
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().height)",
    )

    assert len(heights) > 20
    assert min(heights) >= 44


def test_the_focus_goes_to_what_needs_another_look(guide):
    assert guide.evaluate("document.activeElement.className") == "errors"


def test_an_error_in_the_summary_leads_to_its_field(guide):
    guide.get_by_role("link", name="Has your city signed C40’s Equity Pledge? Please choose one.").click()

    assert guide.evaluate("document.activeElement.id") == "wrong_pledge_0"


def test_words_are_counted_while_one_writes(guide):
    count = guide.locator('[data-words-of="id_change"]')
    before = count.inner_text()

    guide.locator("#id_change").fill("Families  used\nthe rooms")

    assert (before, count.inner_text()) == ("0 of at least 40 words", "4 of at least 40 words")


def test_a_form_pressed_twice_is_sent_once_and_keeps_what_its_button_says(page, live_server):
    sent = []
    page.route("**/sent/", lambda route: (sent.append(route.request.post_data), route.fulfill(status=204)))
    page.goto(f"{live_server.url}/styleguide/")
    page.evaluate(
        """() => {
          const form = document.querySelector("form[data-once]");
          form.action = "/sent/";
          const button = form.querySelector("[type=submit]");
          button.name = "verb"; button.value = "approve";
          button.click(); button.click();
        }"""
    )
    page.wait_for_timeout(300)

    assert len(sent) == 1
    assert "verb=approve" in sent[0] or 'name="verb"\r\n\r\napprove' in sent[0]


def test_the_menu_closes_with_escape_and_gives_the_focus_back(guide):
    guide.set_viewport_size({"width": 390, "height": 900})
    menu = guide.locator(".masthead__menu")
    menu.locator("summary").click()
    opened = menu.get_attribute("open") is not None

    guide.keyboard.press("Escape")

    assert (opened, menu.get_attribute("open")) == (True, None)
    assert guide.evaluate("document.activeElement.textContent.trim()") == "Menu"


def test_everything_is_there_without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/styleguide/")

    page.locator(".masthead__menu summary").click()
    page.locator(".filters > summary").click()

    assert page.locator(".masthead__menu nav a").first.is_visible()
    assert page.get_by_role("checkbox", name="Extreme heat").last.is_visible()
    context.close()


def test_beside_the_results_the_filters_are_open_from_the_start(guide):
    assert guide.locator(".filters .facet__option").first.is_visible()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_for_what_is_broken_ask_nothing_of_anybody(name):
    source = (TEMPLATES / name).read_text() + (TEMPLATES / "bare.html").read_text()

    assert "{% url" not in source
    assert "{% static " not in source
    assert "request" not in source.partition("{% endcomment %}")[2]
