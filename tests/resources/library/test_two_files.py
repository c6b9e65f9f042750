"""Two colleagues and the file of one paper: neither replaces or takes away a file that they have not seen."""

import pytest

from cities.directory.tiers import Level
from resources.models import Edition
from tests.factories import make_resource, make_staff
from tests.icaforum.audit.test_merging import ADMIN_FORM, Window, admin
from tests.resources.library.files import pdf, uploaded

pytestmark = pytest.mark.django_db
UPLOAD, TAKE_AWAY, TITLE = "editions-0-upload", "editions-0-without_file", "editions-0-title"
MEANWHILE = "The file was changed meanwhile"


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def pages():
    """The page of a paper with a file, open at two colleagues."""
    paper = make_resource(level=Level.PILOT, published=False)
    assert page(paper).save(**{UPLOAD: file("first.pdf")})
    return page(paper), page(paper)


def page(paper):
    return Window(make_staff(), admin(paper), ADMIN_FORM)


def file(name):
    return uploaded(pdf(f"The words of {name}"), name)


def name_of_file():
    return Edition.objects.get().file_name


def is_said(window):
    return any(MEANWHILE in words for words in window.page.texts(".errorlist"))


def test_of_two_files_the_second_is_asked_about_and_then_taken(pages):
    ana, ben = pages
    assert ana.save(**{UPLOAD: file("ana.pdf")})

    assert not ben.save(**{UPLOAD: file("ben.pdf"), TITLE: "New title"})
    assert (is_said(ben), name_of_file(), ben.sent[TITLE]) == (True, "ana.pdf", ["New title"])
    assert ben.save(**{UPLOAD: file("ben.pdf")})

    assert (name_of_file(), Edition.objects.get().title) == ("ben.pdf", "New title")


def test_a_file_that_one_has_not_seen_is_not_taken_away_unasked(pages):
    ana, ben = pages
    assert ana.save(**{UPLOAD: file("ana.pdf")})

    assert not ben.save(**{TAKE_AWAY: "on"})
    assert (is_said(ben), name_of_file()) == (True, "ana.pdf")
    assert ben.save(**{TAKE_AWAY: "on"})

    assert name_of_file() == ""


def test_a_file_in_place_of_one_that_was_taken_away_is_asked_about(pages):
    ana, ben = pages
    assert ana.save(**{TAKE_AWAY: "on"})

    assert not ben.save(**{UPLOAD: file("ben.pdf")})

    assert (is_said(ben), name_of_file()) == (True, "")


def test_words_beside_a_file_that_was_changed_meanwhile_are_no_question(pages):
    ana, ben = pages
    assert ana.save(**{UPLOAD: file("ana.pdf")})

    assert ben.save(**{TITLE: "New title"})

    assert (name_of_file(), Edition.objects.get().title) == ("ana.pdf", "New title")


def test_a_language_whose_file_was_changed_meanwhile_is_not_deleted_unasked(pages):
    ana, ben = pages
    assert ana.save(**{UPLOAD: file("ana.pdf")})

    assert not ben.save(**{"editions-0-DELETE": "on"})

    assert name_of_file() == "ana.pdf"
