"""A small PDF of plain text, for the demo's papers: enough to download, and to be found by its words."""

from textwrap import wrap

LINES, COLUMNS = 42, 84


def write_pdf(title: str, text: str) -> bytes:
    """Return a PDF with a title and a text, one page for each 42 lines.

    In Helvetica, which every reader has, so no font is embedded; signs outside of cp1252 become «?».
    """
    lines = [title, "", *(line for part in text.splitlines() for line in (wrap(part, COLUMNS) or [""]))]
    pages = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    first = 4  # after catalogue, list of pages and font: a page and its text in turn
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        stream = _stream(page)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (first + 2 * number + 1),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    return _file(objects)


def _stream(lines: list[str]) -> bytes:
    # Size 11, 16 points from line to line, from the upper left corner of an A4 page (595 by 842 points).
    rows = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    return f"BT /F1 11 Tf 16 TL 56 780 Td\n{rows}ET".encode("cp1252", "replace")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: list[bytes]) -> bytes:
    """Return the file: the objects, numbered from 1, and the table of where each of them begins."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail
