"""A PDF becomes headings, points and paragraphs, within limits, whatever is in it."""

import json
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfWriter

from resources.transcripts.page_lines import Line, with_edges
from resources.transcripts.paragraphs import TURN, blocks_of, plain_blocks
from resources.transcripts.writing import Layout, layout_of
from tests.resources.library.files import locked_pdf, pdf, pdf_bomb, pdf_of


def column(*texts, page=1, top=700, step=14, size=11.0, x=56.0, **facts):
    return [
        Line(page, text, size=size, x=x, y=top - step * number, **facts) for number, text in enumerate(texts)
    ]


FULL = "the people who live nearby know which room stays cool in the"


def said(lines, titles=()):
    return [(it.kind, it.text) for it in blocks_of(with_edges(lines), titles)]


def test_lines_become_one_paragraph_and_a_cut_word_is_mended():
    lines = column(
        "Before a room is chosen, the people who live near by are in-", "vited, " + FULL, "summer."
    )

    assert said(lines) == [
        ("text", f"Before a room is chosen, the people who live near by are invited, {FULL} summer.")
    ]


@pytest.mark.parametrize(
    ("elsewhere", "word"),
    [
        ("climate-resilient cities, and what else there is to say here", "climate-resilient"),
        ("nothing of it, since the word stands nowhere else in the text", "climateresilient"),
    ],
)
def test_a_hyphen_of_the_word_itself_stays(elsewhere, word):
    lines = column(elsewhere, "more of this, and of all that makes a city more climate-", "resilient today.")

    assert word in said(lines)[-1][1]


def test_a_gap_a_short_last_line_and_a_point_begin_something_new():
    lines = [
        *column(FULL, FULL, "end of it."),
        *column(FULL, "New.", top=640),
        *column("• Before you choose", "– After you open", "1. First of all", top=600),
    ]

    assert [kind for kind, _text in said(lines)] == ["text", "text", "point", "point", "text"]
    assert said(lines)[2:4] == [("point", "Before you choose"), ("point", "After you open")]


def page_of(number, *texts):
    return [
        *column("ICA Forum, a guide", page=number, top=820),
        *column(*texts, page=number),
        *column(str(number + 2), page=number, top=40),
    ]


def test_running_heads_and_page_numbers_go_and_a_paragraph_turns_the_page():
    lines = [
        *page_of(1, "One " + FULL, FULL),
        *page_of(2, "evening, and " + FULL, "It ends.", FULL.capitalize()),
        *page_of(3, "Another begins here, since the one before has come to its end."),
    ]

    blocks = blocks_of(with_edges(lines))

    assert "guide" not in "".join(it.text for it in blocks)
    assert not any(it.text.strip().isdigit() for it in blocks)
    assert f"{FULL}{TURN}evening" in blocks[0].text
    assert [it.page for it in blocks] == [1, 2, 3]


def test_a_number_that_does_not_count_pages_stays():
    lines = [
        *column(FULL),
        *column("42", top=40),
        *column(FULL.title(), page=2),
        *column("17", page=2, top=40),
    ]

    assert [text for _kind, text in said(lines) if text.isdigit()] == ["42", "17"]


def test_larger_letters_are_headings_by_their_sizes():
    lines = [
        *column("A guide to cool rooms", size=24.0, top=800),
        *column("Why rooms stay", "empty", size=16.0, top=760, step=18),
        *column(*[FULL] * 8),
        *column("Hours", bold=True, top=560),
        *column(*[FULL] * 8, top=540),
    ]

    found = [(it.level, it.text) for it in blocks_of(lines) if it.kind == "heading"]

    assert found == [(1, "A guide to cool rooms"), (2, "Why rooms stay empty"), (3, "Hours")]


def test_the_files_own_list_says_what_is_a_heading():
    lines = [*column("1  Cool rooms", FULL, FULL), *column("Cool rooms", FULL, page=2)]

    found = blocks_of(lines, [(1, "1 Cool Rooms", 1)])

    assert (found[0].kind, found[0].text) == ("heading", "1  Cool rooms")
    assert sum(it.kind == "heading" for it in found) == 1


def test_words_without_places_become_paragraphs_without_pages():
    found = plain_blocks(f"{FULL}\n{FULL}\nend.\nNew {FULL}")

    assert [(it.page, it.kind) for it in found] == [(0, "text"), (0, "text")]


def test_a_block_without_end_is_cut():
    assert max(len(it.text) for it in plain_blocks("word " * 20_000)) <= 6_000
    assert max(len(it.text) for it in plain_blocks("x" * 20_000)) <= 6_000


# Whole files, by the limited program ------------------------------------------------------------------------


def laid_out(content):
    return layout_of(ContentFile(content))


def test_a_file_is_laid_out_page_by_page():
    found = laid_out(pdf("Cool rooms for all", "Zweite Seite: Hitze"))

    assert found.pages == 2
    assert [(row[0], row[3]) for row in found.rows] == [(1, "Cool rooms for all"), (2, "Zweite Seite: Hitze")]


def test_the_files_own_contents_lead_to_headings():
    writer = PdfWriter()
    writer.append(BytesIO(pdf("Cool rooms", "Warm rooms")))
    chapter = writer.add_outline_item(title="Cool rooms", page_number=0)
    writer.add_outline_item(title="Warm rooms", page_number=1, parent=chapter)
    out = BytesIO()
    writer.write(out)

    found = laid_out(out.getvalue())

    assert [list(it) for it in found.contents] == [[1, "Cool rooms", 1, 0], [2, "Warm rooms", 2, 1]]


def nested_outline(depth, *, circle=False):
    """A list of contents that goes down without end, or leads back to its beginning."""
    font = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %b >> >>" % font,
        b"<< /Length 40 >>\nstream\nBT /F1 12 Tf 40 700 Td (Words) Tj ET      \nendstream",
        b"<< /Type /Outlines /First 6 0 R /Last 6 0 R >>",
    ]
    for number in range(depth):
        following = 6 if circle and number == depth - 1 else 7 + number
        link = b"/First %d 0 R" % following if circle or number < depth - 1 else b""
        title = b"<< /Title (T) /Parent 5 0 R /Dest [3 0 R /Fit]"
        objects.append(title + b" /Next %d 0 R %b >>" % (following, link))
    return pdf_of(objects)


@pytest.mark.parametrize("content", [nested_outline(3_000), nested_outline(40, circle=True)])
def test_a_hostile_list_of_contents_costs_the_list_alone(content):
    found = laid_out(content)

    assert [row[3] for row in found.rows] == ["Words"]
    assert len(found.contents) <= 400


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4 and nothing more", b"no file at all", pdf("", ""), locked_pdf("Words", to_read="a password")],
)
def test_what_has_no_text_has_no_layout(content):
    assert laid_out(content).rows == []


@pytest.mark.slow
def test_a_bomb_gives_nothing():
    assert laid_out(pdf_bomb()).rows == []


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"{}", b'{"blocks": 3, "contents": [], "pages": 1, "partly": false}',
     b'{"blocks": [[1, "script", 0, "x"]], "contents": [], "pages": 1, "partly": false}',
     b'{"blocks": [[1]], "contents": [], "pages": 1, "partly": false}', b"[" * 100_000],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_no_text(monkeypatch, answer):
    from resources.transcripts import writing

    monkeypatch.setattr(writing.reader, "run_limited", lambda *_: (0, answer))

    assert laid_out(b"x") == Layout()


def test_numbers_of_the_answer_are_bounded(monkeypatch):
    from resources.transcripts import writing

    answer = {"blocks": [[-5, "text", 99, "a\0b"]], "contents": [[50, "T" * 900, 10**9, 7]], "pages": 10**12}
    monkeypatch.setattr(
        writing.reader, "run_limited", lambda *_: (0, json.dumps(answer | {"partly": 1}).encode())
    )

    found = laid_out(b"x")

    assert found.rows == [(0, "text", 9, "a b")]
    assert found.contents == [(9, "T" * 200, 100_000, None)]
    assert (found.pages, found.partly) == (100_000, False)
