"""The file itself: for those who may, byte by byte, always to be saved."""

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from resources.library.actions.edition import keep_text, replace_edition
from resources.library.uploads import Upload
from tests.factories import make_city, make_edition, make_officer, make_resource, make_staff
from tests.resources.library.files import JPG, PNG, docx, odt, pdf, pptx, upload, uploaded, xlsx

pytestmark = pytest.mark.django_db
CONTENT = pdf("Hello", "World")


def with_file(content=CONTENT, name="Cool rooms.pdf", **facts):
    resource = make_resource(**facts)
    edition = resource.editions.get()
    return replace_edition(edition, by=make_staff(), upload=upload(content, name))


def member(client, tier=Tier.GENERAL):
    person = make_officer(make_city(tier=tier))
    client.force_login(person)
    return person


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (CONTENT, "application/pdf"),
        (docx("x"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (xlsx("x"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (pptx("x"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (odt("x"), "application/vnd.oasis.opendocument.text"),
        (PNG, "image/png"),
        (JPG, "image/jpeg"),
    ],
)
def test_it_comes_byte_by_byte_and_only_to_be_saved(client, content, mime):
    member(client)
    edition = with_file(content)

    answer = client.get(edition.file_url)

    assert body(answer) == content
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Type"] == mime
    assert answer.headers["Content-Disposition"] == f'attachment; filename="Cool rooms.{edition.file_type}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name",
    ["Kühle Räume.pdf", "气候.pdf", 'a"b;c.pdf', "a\r\nSet-Cookie: x=1.pdf", "../../etc/passwd", "x" * 400,
     "exe\u202efdp.pdf", "%2e%2e%2f.pdf", "a\\b.pdf", "'; filename=evil.html.pdf"],
)  # fmt: skip
def test_any_name_gives_one_header_with_one_name(client, name):
    member(client)
    edition = with_file(name="x.pdf")
    edition.file_name = Upload(uploaded(CONTENT), upload(CONTENT, name).name, "pdf", 1).name
    edition.save()

    header = client.get(edition.file_url).headers["Content-Disposition"]

    assert re.fullmatch(r'attachment; filename(="(?:[^"\\]|\\.)*"|\*=utf-8\'\'[\w.%!*~()-]+)', header)
    assert len(header.splitlines()) == 1


def test_hidden_unknown_and_without_a_file_are_one_answer(client):
    hidden = with_file(level=Level.PILOT)
    no_file = make_resource()
    member(client, Tier.PILOT)
    assert client.get(hidden.file_url).status_code == 200
    member(client, Tier.PEER)

    answers = [
        client.get(address)
        for address in (
            hidden.file_url,
            hidden.file_url.replace("/en/", "/de/"),
            f"/library/{no_file.slug}/en/file/",
            "/library/unknown/en/file/",
            "/library/unknown/xx/file/",
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-3"}, {"Range": "bytes=-5", "If-Range": '"x"'}])
def test_no_method_and_no_header_opens_what_is_hidden(client, method, headers):
    edition = with_file(level=Level.PEER)
    member(client)

    assert getattr(client, method)(edition.file_url, headers=headers).status_code == 404


def test_a_visitor_gets_public_files_and_else_is_asked_to_sign_in(client):
    public, hidden = with_file(level=Level.PUBLIC), with_file()

    assert body(client.get(public.file_url)) == CONTENT
    asked = [client.get(address) for address in (hidden.file_url, "/library/unknown/en/file/")]
    assert [(it.status_code, it.url.split("?")[0]) for it in asked] == [(302, "/account/login/")] * 2


def test_a_draft_is_for_staff(client):
    edition = with_file(published=False)
    member(client)
    assert client.get(edition.file_url).status_code == 404

    client.force_login(make_staff())

    assert body(client.get(edition.file_url)) == CONTENT


@pytest.mark.parametrize(
    ("asked", "got", "said"),
    [
        ("bytes=0-3", CONTENT[:4], f"bytes 0-3/{len(CONTENT)}"),
        ("bytes=5-", CONTENT[5:], f"bytes 5-{len(CONTENT) - 1}/{len(CONTENT)}"),
        ("bytes=-7", CONTENT[-7:], f"bytes {len(CONTENT) - 7}-{len(CONTENT) - 1}/{len(CONTENT)}"),
        (f"bytes=10-{10**14}", CONTENT[10:], f"bytes 10-{len(CONTENT) - 1}/{len(CONTENT)}"),
    ],
)
def test_the_rest_of_a_broken_download_can_be_asked_for(client, asked, got, said):
    member(client)
    edition = with_file()

    answer = client.get(edition.file_url, headers={"Range": asked})

    assert (answer.status_code, answer.headers["Content-Range"]) == (206, said)
    assert (body(answer), answer.headers["Content-Length"]) == (got, str(len(got)))
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=" + "9" * 40 + "-", "\x7f"],
)
def test_a_range_that_makes_no_sense_gives_the_whole(client, asked):
    member(client)
    edition = with_file()

    answer = client.get(edition.file_url, headers={"Range": asked})

    assert (answer.status_code, body(answer)) == (200, CONTENT)


def test_a_range_beyond_the_end_is_told_so(client):
    member(client)
    edition = with_file()

    answer = client.get(edition.file_url, headers={"Range": f"bytes={len(CONTENT)}-"})

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


def test_a_range_of_another_file_gives_the_whole(client):
    member(client)
    edition = with_file()
    tag = client.get(edition.file_url).headers["ETag"]

    same = client.get(edition.file_url, headers={"Range": "bytes=0-3", "If-Range": tag})
    other = client.get(edition.file_url, headers={"Range": "bytes=0-3", "If-Range": '"other"'})

    assert (same.status_code, other.status_code, body(other)) == (206, 200, CONTENT)


def test_a_download_leaves_one_line_of_who_and_what(client):
    person = member(client)
    edition = with_file()
    before = Entry.objects.count()

    client.get(edition.file_url)

    entry = Entry.objects.first()
    assert Entry.objects.count() == before + 1
    assert (entry.verb, entry.actor_id, entry.details) == ("downloaded", person.pk, {"language": "en"})


def test_questions_about_a_file_and_its_later_parts_leave_none(client):
    member(client)
    edition = with_file()
    before = Entry.objects.count()

    client.head(edition.file_url)
    client.get(edition.file_url, headers={"Range": "bytes=9-"})
    client.logout()
    client.get(edition.file_url)

    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-"},
        {"Range": "bytes=0-1023"},
        {"Range": "bytes=-500"},
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
    ],
)
def test_a_part_and_a_fetch_in_advance_are_no_download(client, headers):
    member(client)
    edition = with_file()
    before = Entry.objects.count()

    answer = client.get(edition.file_url, headers=headers)

    assert answer.status_code in {200, 206}
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("100% shade.pdf", "attachment; filename*=utf-8''100%25%20shade.pdf"),
        ("a%20b.pdf", "attachment; filename*=utf-8''a%2520b.pdf"),
        ("می\u200cخواهم.pdf", None),
        ("Plan.pdf", 'attachment; filename="Plan.pdf"'),
    ],
)
def test_a_name_arrives_as_it_was_given(client, name, header):
    member(client)

    said = client.get(with_file(name=name).file_url).headers["Content-Disposition"]

    assert header is None or said == header
    if "*=" in said:
        assert unquote(said.partition("''")[2]) == name


def test_behind_a_proxy_the_proxy_sends_it(client, settings):
    settings.FILES_ACCEL_PREFIX = "/private/"
    member(client)
    edition = with_file(name="Räume.pdf")

    answer = client.get(edition.file_url)

    assert answer.headers["X-Accel-Redirect"] == f"/private/{edition.file.name}"
    assert answer.content == b""
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''R%C3%A4ume.pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_no_other_address_leads_to_the_file(client):
    member(client)
    edition = with_file()

    for address in (edition.file.name, f"media/{edition.file.name}", f"static/{edition.file.name}",
                    f"files/{edition.file.name}", f"private/{edition.file.name}"):  # fmt: skip
        assert client.get(f"/{address}").status_code == 404


def test_a_file_that_is_gone_from_the_storage_is_not_found(client):
    member(client)
    edition = with_file()
    edition.file.storage.delete(edition.file.name)

    assert client.get(edition.file_url).status_code == 404


def test_the_page_offers_the_file_with_its_size_and_pages(client):
    person = member(client)
    edition = with_file()
    keep_text(edition, text="x", pages=24)
    make_edition(edition.resource, language="de")

    page = client.get(edition.resource.get_absolute_url()).content.decode()

    assert viewer_of(person).is_member
    assert re.search(r"PDF, 24 pages, [\d,.]+\s(bytes|KB), in English", page)
    assert f'href="{edition.file_url}"' in page


def test_before_a_paper_is_pulled_back_one_reads_which_cities_have_a_file(client):
    edition = with_file()
    page = reverse("admin:resources_resource_verb", args=[edition.resource.pk, "pull-back"])
    staff = make_staff()
    client.force_login(staff)
    before = client.get(page).text
    client.get(edition.file_url)  # the secretariat's own
    for name in ("Riverport", "Hillford"):
        client.force_login(make_officer(make_city(name=name)))
        client.get(edition.file_url)
    client.force_login(make_officer(make_city(name="Lakemouth")))
    client.get(edition.file_url, headers={"Range": "bytes=0-9"})
    client.force_login(staff)

    after = client.get(page).text

    assert "No city has saved a file of it." in before
    assert "Cities that saved a file of it, and keep that: Hillford, Riverport." in after
