"""No page of the admin leads where its reader may not go, and each right alone opens its own pages."""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client

from icaforum.audit.admin import ActionAdmin
from tests.factories import make_staff
from tests.icaforum.pages.test_admin_rights import LISTS, Cast, model_of, newest, page
from tests.pages import Page

# Lists of one row, or that say it in a way of their own.
ONE_OR_OTHER = {
    *("audit.entry", "cities.launchsheet", "forum.forumsettings", "outbox.gate", "resources.searchwords"),
}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def cast(lasting_rows):
    return Cast()


def refused_links(browser, start="/admin/"):
    """Follow all links of the admin's pages from one on; return those that answer a refusal, by page."""
    seen, refused = {start: ""}, set()
    paths, ahead = {start}, [start]
    while ahead:
        address = ahead.pop()
        answer = browser.get(address)
        assert answer.status_code < 500, address
        goes_to = answer.headers.get("Location", "")
        if answer.status_code == 403 or goes_to.startswith("/admin/login/"):
            refused.add((seen[address], address))
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        if not address.startswith("/admin/"):
            continue
        # Without a tree of the whole page, of which these lists are long.
        for link in re.findall(r'<a\b[^>]*?\shref="([^"]*)"', answer.text):
            target = urljoin(address, unescape(link))
            # One address of each path: its filters and orders lead to the same page.
            path = urlsplit(target).path
            if target.startswith("/") and path not in paths:
                seen[target] = address
                paths.add(path)
                ahead.append(target)
    assert len(seen) > 3
    return refused


@pytest.mark.parametrize("who", ["reviewer", "events", "both", "secretariat"])
def test_no_link_of_a_page_answers_its_reader_with_a_refusal(cast, who):
    assert refused_links(cast.clients[who]) == set()


@pytest.mark.parametrize("label", LISTS)
def test_the_right_to_see_a_list_alone_opens_it_and_leads_nowhere_else(cast, label):
    app, _, model = label.partition(".")
    person = make_staff(is_superuser=False)
    person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=f"view_{model}"))
    browser = Client()
    browser.force_login(person)
    row = newest(label)

    for address in (page(label, "changelist"), page(label, "change", row.pk), page(label, "history", row.pk)):
        # Of what is one row the list leads to it, and an entry of the history to what it is about.
        assert (address, browser.get(address, follow=True).status_code) == (address, 200)
    assert refused_links(browser) == set()


def leads_elsewhere(browser, own):
    """The verbs on other things that stand on a page and do not lead back to it."""
    page = Page(browser.get(own))
    found = {urlsplit(link).path: parse_qs(urlsplit(link).query).get("_back") for link in page.links}
    for form in page.html.select("form[action]"):
        back = form.select_one("[name=_back]")
        found[urlsplit(form["action"]).path] = [back["value"]] if back else None
    others = {path for path in found if "/do/" in path and not path.startswith(own.removesuffix("change/"))}
    return {path for path in others if found[path] != [own]}


def test_a_verb_on_another_thing_leads_back_to_the_page_on_which_it_stands(cast):
    browser, astray = cast.clients["first"], set()
    for label in ("cities.city", "cities.user", "cities.invitation", "cities.application", "events.event"):
        for row in model_of(label)._default_manager.order_by("-pk")[:5]:
            astray |= leads_elsewhere(browser, page(label, "change", row.pk))
    assert astray == set()


def test_a_list_without_rows_says_what_to_do_next_and_offers_no_file(cast):
    browser = cast.clients["first"]
    for label in sorted(LISTS.keys() - ONE_OR_OTHER):
        address = page(label, "changelist")
        whole, nothing = Page(browser.get(address)), Page(browser.get(address, {"q": "zzzzzz"}))
        is_a_file = admin.site._registry[model_of(label)].downloads
        assert (label, bool(whole.html.select(".download"))) == (label, is_a_file)
        assert (label, nothing.texts(".nothing"), bool(nothing.html.select(".download"))) == (
            label,
            ["Nothing matches. Show all"],
            False,
        )
        assert nothing.links["?"] == "Show all"
        assert admin.site._registry[model_of(label)].nothing_yet != ActionAdmin.nothing_yet


def test_a_page_is_titled_with_the_name_of_its_thing_and_stands_before_the_navigation(cast):
    city = newest("cities.city")
    html = Page(cast.clients["first"].get(page("cities.city", "change", city.pk))).html

    assert html.title.get_text().strip() == f"{city} – ICA Forum"
    after = [it.get("id") for it in html.select_one("main").find_all_next(["main", "nav"])]
    assert "nav-sidebar" in after
    assert [it.get_text() for it in html.select(".object-tools .historylink")] == ["History", "Earlier texts"]
