"""The portal in German: one press, and it stays so, on pages and in mails."""

import pytest

from tests.factories import make_event, make_lead

pytestmark = pytest.mark.browser

# Pages, and what each must say in German.
PAGES = {
    "/": "Städte lernen von Städten, wie Klimaschutz gerecht wird.",
    "/join/": "Dem Forum beitreten",
    "/join/c40/": "Welche ist Ihre Stadt?",
    "/cities/": "Städte",
    "/library/": "Was Städte füreinander aufgeschrieben haben, auch das Gescheiterte.",
    "/events/": "Zurzeit ist keine öffentliche Veranstaltung geplant",
    "/pilots/": "Kein Projekt passt zu diesen Filtern",
    "/privacy/": "",
    "/account/login/": "Code zusenden",
    "/nowhere/": "",
}

WEEKDAYS = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]


def language(visit):
    return visit.page.locator("html").get_attribute("lang")


def test_one_press_and_the_pages_stay_german(visit):
    visit.open("/join/link/")
    assert language(visit) == "en"

    visit.press("Deutsch")
    assert (visit.path, language(visit)) == ("/join/link/", "de")
    visit.page.locator("main form button").click()
    visit.sees("Bitte füllen Sie das aus.")
    for path, words in PAGES.items():
        assert language(visit.open(path)) == "de"
        assert visit.reads(words)

    visit.press("English")
    assert language(visit) == "en"


def test_who_chose_german_is_written_to_in_german_and_reads_so_anywhere(visit, last_mail):
    person, webinar = make_lead(), make_event()
    visit.as_(person).open(webinar.get_absolute_url()).press("Deutsch")
    with visit.page.expect_navigation():
        visit.page.locator("button[value=take]").click()
    assert WEEKDAYS[webinar.starts_at.weekday()] in last_mail(person.email).subject

    # Another browser knows nothing of it: signed in, the person's own language wins.
    visit.as_(person).open("/desk/")
    assert language(visit) == "de"
    visit.as_(None).open("/account/login/")
    assert language(visit) == "en"
