"""Files for an import, as people make them."""

import io
from datetime import date

from openpyxl import Workbook

HEADINGS = ("City", "Tier", "In the Forum since", "Name", "E-mail", "Role", "Language")
# What an application would have said, so that nothing is left to look at.
STATED = {"Why it takes part": "Heat", "What it puts into it": "A team"}


def row(
    city="Lisbon", tier="Peer city", since="2024-03-01", name="Ana Sousa", email="", role="Lead", language=""
):
    email = email or f"{name.lower().replace(' ', '.')}@{city.lower().replace(' ', '')}.example"
    return (city, tier, since, name, email, role, language)


def table(*rows, headings=HEADINGS, stated=True):
    more = STATED if stated else {}
    return [[*headings, *more], *([*cells, *more.values()] for cells in rows)]


def as_csv(*rows, delimiter=",", encoding="utf-8", **facts):
    lines = [delimiter.join(str(cell) for cell in cells) for cells in table(*rows, **facts)]
    return "\r\n".join(lines).encode(encoding)


def as_xlsx(*rows, change=None, **facts):
    book = Workbook()
    sheet = book.active
    for cells in table(*rows, **facts):
        sheet.append(cells)
    if change:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def day(text="2024-03-01"):
    return date.fromisoformat(text)
