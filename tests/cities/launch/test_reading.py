"""Files as people have them: every way of writing letters, cells and days, and what is made to do harm."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from django.utils import translation
from openpyxl import Workbook

from cities.launch import reading
from cities.launch.columns import COLUMNS, column_of
from cities.launch.reading import BROKEN, FORMULA, MOST_BYTES, Unreadable, read
from cities.launch.writing import corrected, template
from tests.cities.launch.sheets import HEADINGS, as_csv, as_xlsx, row

SAO = row("São Paulo", name="Zoë Müller", email="zoe@sp.example")


def cells(content, name="list.csv"):
    return [found.cells for found in read(content, name=name).rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_letters_and_separators_of_every_office(encoding, delimiter):
    content = as_csv(SAO, delimiter=delimiter, encoding=encoding.removesuffix("-bom"))
    content = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}.get(encoding, b"") + content

    sheet = read(content, name="list.csv")

    assert (sheet.rows[0].cells["city"], sheet.rows[0].cells["name"]) == ("São Paulo", "Zoë Müller")
    # What is a guess is said, with words of the file.
    assert any("Western European: São" in note for note in sheet.notes) == (encoding == "cp1252")


def test_the_headings_may_stand_below_a_title_in_any_order_case_and_language():
    lines = [
        "sep=;",
        "Mitglieder, Stand März;;;",
        ";;;",
        "E-MAIL ;  stadt;Beitritt;Since",
        "a@b.example;Lima;x;2024-01-01",
    ]

    sheet = read("\n".join(lines).encode(), name="list.csv")

    assert [(found.number, found.cells) for found in sheet.rows] == [
        (5, {"email": "a@b.example", "city": "Lima", "since": "2024-01-01"})
    ]
    assert sheet.notes == ["Not read, since we do not know these headings: Beitritt."]


def test_mistyped_headings_are_taken_and_said_where_no_other_column_is_that_one():
    sheet = read(b"Citty,Tier,Emial,Email\nLisbon,Peer,a@b.example,c@d.example\n", name="list.csv")

    assert sheet.rows[0].cells == {"city": "Lisbon", "tier": "Peer", "email": "c@d.example"}
    assert sheet.notes == [
        "Read “Citty” as City.",
        "Not read, since we do not know these headings: Emial.",
    ]


def test_of_headings_without_the_city_it_says_which_were_found_and_which_is_missing():
    with pytest.raises(Unreadable) as refusal:
        read(b"Name,Mail\nAna,ana@city.example\n", name="list.csv")

    assert (
        str(refusal.value) == "We found Name, E-mail, and no column “City”. Name the column of the cities so."
    )


def test_spaces_of_every_kind_empty_rows_and_long_ones():
    content = "City,Name\r\n\u00a0 Lima \u200b,  Ana \u3000 Ruiz \r\n,\r\nQuito,Ben,,too much\r\n"

    assert cells(content.encode()) == [
        {"city": "Lima", "name": "Ana Ruiz"},
        {"city": "Quito", "name": "Ben", "more": "1"},
    ]


def test_a_text_in_quotes_may_hold_commas_and_lines():
    content = 'City,Why it takes part\n"Washington, D.C.","Heat,\nand floods"\n'

    assert cells(content.encode()) == [{"city": "Washington, D.C.", "interest": "Heat,\nand floods"}]


def test_days_numbers_formulas_and_errors_of_a_workbook():
    def change(book):
        sheet = book.active
        sheet["C2"], sheet["C3"], sheet["C4"] = datetime(2024, 3, 1), date(2023, 5, 1), 45000
        sheet["D2"], sheet["D3"] = '=CONCATENATE("Ana"," Ruiz")', "#REF!"
        sheet["D3"].data_type = "e"
        sheet.row_dimensions[3].hidden = True

    sheet = read(as_xlsx(row(), row(), row(), change=change), name="list.xlsx")

    assert [found.cells["since"] for found in sheet.rows] == ["2024-03-01", "2023-05-01", "45000"]
    assert [found.cells["name"] for found in sheet.rows[:2]] == [FORMULA, BROKEN + "#REF!"]
    assert [found.is_hidden for found in sheet.rows] == [False, True, False]


def test_of_a_merged_cell_the_others_are_empty():
    sheet = read(
        as_xlsx(row(), row(name="Rui"), change=lambda book: book.active.merge_cells("A2:A3")), name="x.xlsx"
    )

    assert [found.cells.get("city") for found in sheet.rows] == ["Lisbon", None]


def test_the_first_visible_part_with_headings_is_read_and_said():
    def change(book):
        book.active.title = "Members"
        hidden, other = book.create_sheet("Old", 0), book.create_sheet("Notes", 0)
        hidden.append(HEADINGS)
        hidden.sheet_state = "hidden"
        other.append(["Please read"])
        book.create_sheet("Partners").append(HEADINGS)

    sheet = read(as_xlsx(row(), change=change), name="list.xlsx")

    assert [found.cells["city"] for found in sheet.rows] == ["Lisbon"]
    assert sheet.notes == [
        "Read from the part “Members” of the file.",
        "These parts have such headings too, and are not read: Partners.",
    ]


def test_of_a_line_of_a_million_cells_only_the_first_are_read(monkeypatch):
    seen = []
    whole = reading.tidy
    monkeypatch.setattr(reading, "tidy", lambda text: seen.append(1) or whole(text))

    sheet = read(b"City,Tier\nLima,Peer city" + b"," * 1_000_000 + b"x\n", name="list.csv")

    assert sheet.rows[0].cells == {"city": "Lima", "tier": "Peer city"}
    assert len(seen) < 200


def bomb(name="xl/workbook.xml", size=60_000_000):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return packed.getvalue()


def with_entities():
    """A workbook whose part unfolds an entity into itself."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(row()))) as source, zipfile.ZipFile(packed, "w") as archive:
        for part in source.infolist():
            text = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>' + text.replace(b"Lisbon", b"&b;")
            archive.writestr(part, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "did not find them: City"),
        (b"Name,Phone\nAna,1\n", "a.csv", "did not find them: City"),
        (b"City,Tier\n", "a.csv", "no row below"),
        (b"City,Name,E-mail,Email\nLima,Ana,a@b.c,a@b.c\n", "a.csv", "mean the same: E-mail"),
        (b"\xff\xfeC", "a.csv", "damaged"),
        (b"City\x00,Tier\x00", "a.csv", "no list of texts"),
        (b"%PDF-1.7", "a.pdf", "save the list as"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "old Excel file, or one with a password"),
        (b"PK\x03\x04 nothing", "a.xlsx", "damaged"),
        (b"x" * (MOST_BYTES + 1), "a.csv", "larger than 5 MB"),
        (as_csv(*[row()] * 2001), "a.csv", "has 2,001 rows"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content, name, said):
    with pytest.raises(Unreadable, match=said):
        read(content, name=name)


def test_the_number_of_rows_is_written_as_the_reader_writes_numbers():
    with translation.override("de"), pytest.raises(Unreadable, match=r"2\.001 Zeilen.*2\.000"):
        read(as_csv(*[row()] * 2001), name="a.csv")


def swollen(part, before, element, count):
    """A workbook with this element many times before an end of one of its parts."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(row()))) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for each in source.infolist():
            text = source.read(each)
            if each.filename == part:
                text = text.replace(before, element * count + before)
            archive.writestr(each, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("part", "before", "element", "count"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"<row/>", 650_000),
        ("xl/worksheets/sheet1.xml", b"</row></sheetData>", b"<c/>", 650_000),
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>", 110_000),
    ],
)
def test_some_kilobytes_that_would_be_read_for_minutes_are_refused(part, before, element, count):
    content = swollen(part, before, element, count)

    assert len(content) < 100_000
    with pytest.raises(Unreadable, match="unpacks into far more"):
        read(content, name="list.xlsx")


def test_two_thousand_full_rows_are_not_too_many_elements():
    texts = [f"text {at}" for at in range(len(COLUMNS))]
    book = Workbook()
    book.active.append([str(column.heading) for column in COLUMNS])
    for number in range(2000):
        book.active.append([f"{text} of {number}" for text in texts])
    written = io.BytesIO()
    book.save(written)

    assert len(read(written.getvalue(), name="list.xlsx").rows) == 2000


def test_of_other_parts_only_the_first_lines_are_read(monkeypatch):
    def change(book):
        for title in ("Notes", "More"):
            other = book.create_sheet(title)
            other.append(["Please read"])
            other["A40000"] = "the end"

    seen = []
    whole = reading._text_of
    monkeypatch.setattr(reading, "_text_of", lambda *pair: seen.append(1) or whole(*pair))

    assert len(read(as_xlsx(row(), change=change), name="list.xlsx").rows) == 1
    assert len(seen) < 5000


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (bomb, "unpacks into far more"),
        (lambda: bomb("word/document.xml", 10), "no Excel file"),
        (with_entities, "damaged"),
    ],
)
def test_workbooks_that_would_do_harm_are_refused(make, said):
    with pytest.raises(Unreadable, match=said):
        read(make(), name="list.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_understood_and_its_example_is_no_row(kind):
    with pytest.raises(Unreadable, match="no row below"):
        read(template(kind), name=f"template.{kind}")

    assert all(column_of(str(column.heading)) == column.key for column in COLUMNS)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_written_is_read_as_the_same_and_is_no_formula(kind):
    from cities.launch.models import LaunchRow

    typed = {"city": "Lima", "interest": '=HYPERLINK("http://x")', "name": "-Ana", "commitment": "+1\n-2;=3"}
    rows = [
        LaunchRow(number=2, cells=typed, answers={"name": "@Ben"}),
        LaunchRow(number=3, cells={"city": "Out"}, left_out=True),
    ]

    content = corrected(kind, rows)

    assert cells(content, f"x.{kind}") == [typed | {"name": "@Ben"}]
    if kind == "csv":
        assert not re.search(r'[",;\n][=+@-]', content.decode())


@pytest.mark.parametrize("text", ["_x0000_", "a\x01b\x7f\ue000"])
def test_signs_that_no_database_keeps_are_taken_out(text):
    content = as_xlsx(row(text.replace("\x01", "").replace("\x7f", "")))

    assert not any(ord(sign) < 32 or sign == "\ue000" for sign in cells(content, "x.xlsx")[0]["city"])


def test_a_quote_without_an_end_takes_no_row_away():
    content = 'City,Name,Mail address\nLima,"Ana,a@x.example\nAccra,Kofi,k@x.example\nOslo,Ida,i@x.example\n'

    assert [cell["city"] for cell in cells(content.encode(), "x.csv")] == ["Lima", "Accra", "Oslo"]
