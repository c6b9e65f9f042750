"""Read as text: the page of a file's words, and the clock that writes them."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from resources.library.actions.edition import keep_text, replace_edition
from resources.models import Edition, Transcript
from resources.transcripts.paragraphs import TURN
from resources.transcripts.tasks import write_texts
from resources.transcripts.writing import Layout, keep
from tests.factories import make_city, make_edition, make_officer, make_resource, make_staff, make_text
from tests.resources.library.files import docx, locked_pdf, pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    client.force_login(make_officer(make_city(tier=Tier.GENERAL)))
    return client


def page_of(client, edition, **query):
    return client.get(reverse("resources:text", args=[edition.resource.slug, edition.language]), query)


def with_text(*rows, contents=(), pages=1, language="de", **facts):
    return make_text(make_resource(**facts), rows=rows, contents=contents, pages=pages, language=language)


def test_headings_points_paragraphs_and_pages_are_said_in_their_language(member):
    edition = with_text(
        (1, "heading", 1, "Kühle Räume"),
        (1, "heading", 3, "Stunden"),
        (1, "text", 0, f"Ein Satz geht{TURN}weiter."),
        (2, "point", 0, "Wasser"),
        (2, "point", 0, "Schatten"),
        (4, "text", 0, "Ende."),
        contents=[(1, "Kühle Räume", 1, 0), (2, "Ohne Text", 3, None)],
        pages=4,
    )

    page = page_of(member, edition)

    assert 'lang="de" dir="ltr"' in page.text
    assert '<h2 id="b-0">Kühle Räume' in page.text
    assert '<h3 id="b-1">Stunden' in page.text  # no rank is left out
    assert [f'id="page-{n}"' in page.text for n in (1, 2, 3, 4)] == [True, True, False, True]
    assert page.text.count("<ul>") >= 1
    assert '<a href="#b-0"' in page.text
    assert '<a href="#page-3"' in page.text


def test_a_language_that_runs_the_other_way_does(member):
    assert 'lang="ar" dir="rtl"' in page_of(member, with_text((1, "text", 0, "x"), language="ar")).text


def test_markup_in_a_file_is_text(member):
    bad = "<script>alert(1)</script>"
    edition = with_text((1, "heading", 1, bad), (1, "text", 0, bad), contents=[(1, bad, 1, 0)] * 2)

    page = page_of(member, edition).text

    assert bad not in page
    assert page.count("&lt;script&gt;alert(1)") == 4


def test_a_long_text_comes_in_parts_that_a_page_is_found_in(member, django_assert_max_num_queries):
    rows = [(number // 4, "text", 0, f"P{number} " + "word " * 400) for number in range(4, 404)]
    edition = with_text(*rows, contents=[(1, "A", 2, 4), (1, "B", 90, 360)], pages=100)
    transcript = Transcript.objects.get()

    first = page_of(member, edition)
    with django_assert_max_num_queries(12):
        last = page_of(member, edition, part=transcript.parts)
    found = page_of(member, edition, page=90)

    assert transcript.parts > 10
    assert len(first.content) < 150_000
    assert ("P4 " in first.text, "P403 " in first.text, "P403 " in last.text) == (True, False, True)
    assert found.url.endswith("#page-90")
    assert "P360 " in member.get(found.url).text
    assert 'href="#b-4"' in first.text
    assert f'href="{found.url.partition("/text/")[2].partition("#")[0]}#b-360"' in first.text


@pytest.mark.parametrize(
    "query", [{"part": "x"}, {"part": "999"}, {"part": "-1"}, {"page": "0"}, {"page": "9" * 30}]
)
def test_what_names_no_part_is_the_beginning(member, query):
    page = page_of(member, with_text((1, "text", 0, "Anfang")), **query)

    assert (page.status_code, "Anfang" in page.text) == (200, True)


def test_a_page_beyond_the_end_is_the_last_one(member):
    assert page_of(member, with_text((1, "text", 0, "x"), pages=3), page=77).url.endswith("?part=1#page-3")


def test_hidden_unknown_and_no_pdf_are_not_found(member):
    hidden = with_text((1, "text", 0, "Geheim"), level=Level.PILOT)
    word = make_edition(make_resource(), language="de", upload=upload(docx("x"), "paper.docx"))
    for edition in (hidden, word, make_resource().editions.get()):
        page = page_of(member, edition)
        assert (page.status_code, "Geheim" in page.text) == (404, False)


def test_the_page_of_a_paper_leads_to_the_text_with_its_size(member):
    edition = with_text((1, "text", 0, "x" * 3000), language="fr")

    page = member.get(edition.resource.get_absolute_url(), {"lang": "fr"}).text

    assert reverse("resources:text", args=[edition.resource.slug, "fr"]) in page
    assert "2.9\xa0KB, for phones" in page


def new_file(content, **facts):
    edition = make_edition(make_resource(), language="de", upload=upload(content, "paper.pdf"))
    keep_text(edition, **({"text": "", "pages": 2} | facts))
    return edition


def test_a_new_file_is_said_to_be_coming_and_written_by_the_clock(member):
    edition = new_file(pdf("Kühle Räume", "Wasser"), text="Kühle Räume\nWasser")
    address = edition.resource.get_absolute_url()
    assert "is being written" in page_of(member, edition).text
    assert "is there within minutes" in member.get(address, {"lang": "de"}).text

    assert write_texts() == 1
    assert write_texts() == 0

    assert "Kühle Räume" in page_of(member, edition).text


def test_a_scan_says_that_it_is_one(member):
    edition = new_file(pdf("", ""))
    write_texts()

    assert "pictures of pages and no text" in page_of(member, edition).text
    assert "A scan" in member.get(edition.resource.get_absolute_url(), {"lang": "de"}).text


def test_a_file_with_a_password_and_a_broken_one_say_so(member):
    locked = new_file(locked_pdf("x", to_read="secret"), pages=None, failed=True, reading="locked")
    broken = new_file(b"%PDF-1.4 nothing", pages=None, failed=True)
    write_texts()

    assert "asks for a password" in page_of(member, locked).text
    assert "could not be read" in page_of(member, broken).text


def test_where_no_layout_is_found_the_words_of_the_search_stand_in(member):
    edition = new_file(b"%PDF-1.4 nothing", text="Words that the search knows", pages=9)
    write_texts()

    page = page_of(member, edition).text

    assert "Words that the search knows" in page
    assert 'id="page-' not in page


def test_of_a_file_that_was_replaced_nothing_is_shown_and_the_clock_writes_anew(member):
    edition = with_text((1, "text", 0, "Alt und falsch"))
    replace_edition(edition, upload=upload(pdf("Neu"), "new.pdf"), by=make_staff())

    assert "Alt und falsch" not in page_of(member, edition).text
    keep_text(Edition.objects.get(pk=edition.pk), text="Neu", pages=1)
    assert write_texts() == 1
    assert "Neu" in page_of(member, edition).text


def test_a_file_that_is_gone_from_the_storage_is_tried_once():
    edition = new_file(pdf("x"), text="")
    edition.file.storage.delete(edition.file.name)

    assert (write_texts(), write_texts()) == (1, 0)
    assert Transcript.objects.get().state == "unreadable"


def test_writing_again_takes_the_place_of_what_was():
    edition = with_text((1, "text", 0, "a"), (1, "text", 0, "b"))
    keep(edition, Layout([(1, "text", 0, "c")], [], 1))

    assert [part.blocks for part in Transcript.objects.get().stored_parts.all()] == [[[1, "text", 0, "c"]]]
