"""Files for tests, written by hand: honest ones of every kind that comes in, and hostile ones."""

import io
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from resources.library.uploads import accept


def pdf(*pages):
    """A PDF that says these words, a page each."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for words in pages:
        safe = words.encode("cp1252", "replace").decode("latin-1")
        safe = safe.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        stream = f"BT /F1 12 Tf 40 700 Td ({safe}) Tj ET"
        kids.append(len(objects) + 1)
        font = "<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Contents {len(objects) + 2} 0 R /Resources << /Font {font} >> >>"
        )
        objects.append(f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    return pdf_of([it.encode("latin-1") for it in objects])


def pdf_of(objects):
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def locked_pdf(words, *, to_read):
    """A PDF that asks for a password before one may read it; with none, only before one may change it."""
    out = io.BytesIO()
    writer = PdfWriter(io.BytesIO(pdf(words)))
    writer.encrypt(to_read, "for changes", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def pdf_bomb(layers=3, size=30_000_000):
    """A small PDF whose one page unpacks, layer by layer, to very much."""
    data = b"0 0 m " * (size // 6)
    for _layer in range(layers):
        data = zlib.compress(data, 9)
    filters = " ".join(["/FlateDecode"] * layers)
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d /Filter [%b] >>\nstream\n%b\nendstream" % (len(data), filters.encode(), data),
        ]
    )


def package(parts, *, stored=()):
    """A zip with these parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name), content, kind)
    return out.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."


def types(**parts):
    """The list of a package: the end of the content type of each part, by its name."""
    named = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}{kind}+xml"/>' for name, kind in parts.items()
    )
    return f'<Types><Default Extension="xml" ContentType="application/xml"/>{named}</Types>'


TYPES = types(**{"word/document.xml": "wordprocessingml.document.main"})
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(words):
    body = f'<w:document xmlns:w="{WORD}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:document>'
    return package({"[Content_Types].xml": TYPES, "word/document.xml": body})


def pptx(*slides):
    page = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>{}</a:t></a:p></p:sld>'
    pages = {f"ppt/slides/slide{number}.xml": page.format(words) for number, words in enumerate(slides, 1)}
    listed = types(
        **{"ppt/presentation.xml": "presentationml.presentation.main"},
        **dict.fromkeys(pages, "presentationml.slide"),
    )
    return package({"[Content_Types].xml": listed, "ppt/presentation.xml": "<p/>", **pages})


def xlsx(words):
    strings = f"<sst><si><t>{words}</t></si></sst>"
    listed = types(
        **{
            "xl/workbook.xml": "spreadsheetml.sheet.main",
            "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
        }
    )
    return package(
        {"[Content_Types].xml": listed, "xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": strings}
    )


def odt(words):
    content = f'<o:doc xmlns:o="o" xmlns:text="t"><text:p>{words}</text:p></o:doc>'
    return package(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}, stored=("mimetype",)
    )


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 64


def uploaded(content, name="paper.pdf"):
    return SimpleUploadedFile(name, content)


def upload(content, name="paper.pdf"):
    """As it comes out of a form."""
    return accept(uploaded(content, name))
