"""No page breaks, whatever is sent to it: every page and form is found from the resolver and the pages."""

import logging
import re
import time
from collections import Counter
from encodings.aliases import aliases
from http import HTTPStatus
from urllib.parse import unquote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve, reverse
from django.utils.html import escape

from tests.hostile import (
    LONG,
    NEVER_KEPT,
    PAYLOADS,
    Visitor,
    all_routes,
    as_read,
    count_rows,
    refused,
    route,
)
from tests.hostile_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Beside what forms and links show, each page is asked with these.
PARAMETERS = ["q", "page", "after", "before", "kind", "theme", "sort", "next", "month", "language", "format"]
ADMIN_PARAMETERS = [
    "q",
    "o",
    "p",
    "e",
    "all",
    "id__exact",
    "city__name",
    "_popup",
    "_to_field",
    "_changelist_filters",
]
ODD_PARTS = [
    "%00",
    "%ED%A0%80",
    "a" * 3000,
    "%2e%2e%2fetc",
    "%3Cscript%3Ealert(4711)%3C",
    "-1",
    "0",
    "9" * 40,
]
# Not reached from any page: only scripts ask for these, and each answers with data or leads elsewhere.
NOT_VISITED = {
    "admin/(?P<url>.*)$",
    "admin/autocomplete/",
    "^join/(?P<kind>c40|city)/known/$",
    "admin/r/<path:content_type_id>/<path:object_id>/",
    # Only where a city signs its people in: tests/cities/identities sends odd things there.
    "account/login/with/<str:provider_id>/",
    "account/login/with/<str:provider_id>/back/",
}


@pytest.fixture
def visitors():
    """Readers of every kind who have seen every page; each keeps what none before has seen."""
    logging.disable(logging.CRITICAL)
    world, found = World(), []
    for name, person in world.people.items():
        visitor = Visitor(name, person)
        visitor.explore(world.starts)
        visitor.leave_out(found)
        found.append(visitor)
    yield found
    logging.disable(logging.NOTSET)


def test_every_page_is_found_and_neither_parameters_nor_forms_break_it(visitors):
    """One test, since finding all pages takes longer than many a test."""
    seen = set().union(*(visitor.seen for visitor in visitors))
    before = count_rows()
    wrong = []

    for visitor in visitors:
        for pattern, address in visitor.pages.items():
            wrong += ask_oddly(visitor, pattern, address.partition("?")[0])
    wrong += ask_for_odd_addresses(visitors[-1])
    for visitor in visitors:
        for form in (form for form in visitor.forms.values() if form.method == "post"):
            for fields, label in attacks(form):
                answer, after = visitor.send(form, {k: v for k, v in fields.items() if v is not None})
                wrong += complaints(visitor, form, fields, label, answer, before, after)

    assert wrong[:40] == []
    assert sorted(set(all_routes()) - seen - NOT_VISITED) == []


def attacks(form):
    """All fields hostile, each payload once in each field; then each alone, the rest as readers fill them."""
    usual = {name: usual_value(field) for name, field in form.fields.items() if "__prefix__" not in name}
    names = [name for name in usual if name != "csrfmiddlewaretoken"]
    seen = [name for name in names if form.fields[name].kind != "hidden"]
    # The admin's pages are many and alike, and made by one hand: the first payloads do for them.
    labels = list(PAYLOADS)[: 8 if route(form.action).startswith("admin/") else None]

    def payload(number):
        return PAYLOADS[labels[number % len(labels)]]

    for turn in range(len(labels) if seen else 0):
        yield usual | {name: payload(turn + place) for place, name in enumerate(seen)}, labels[turn]
    for place, name in enumerate(names_alone(form, names)):
        yield usual | {name: payload(place)}, f"only {name}: {labels[place % len(labels)]}"
    if texts := [name for name in seen if form.fields[name].kind not in NEVER_KEPT]:
        yield usual | {texts[-1]: LONG}, f"1 MB in {texts[-1]}"


def names_alone(form, names):
    """The fields that are hostile alone, so that a form that is right but for one of them reaches its verb.

    The admin's fields of one kind are read by the same code: two of each do, all are hostile at once above.
    """
    if re.fullmatch(r"admin/.*/add/", route(form.action)):
        return []  # the form of a new row is that of an old one, with nothing in it yet
    if not route(form.action).startswith("admin/"):
        return names
    kinds = Counter()
    chosen = []
    for name in names:
        kind = form.fields[name].kind
        kinds[kind] += 1
        if kinds[kind] <= 2:
            chosen.append(name)
    return chosen


def usual_value(field):
    if field.kind == "file":
        return SimpleUploadedFile("plan\u202efdp.exe", b"%PDF-1.4 not one")
    # Of a row that is to go nothing is checked and nothing has to come back: rows stay, as most do.
    if field.name.endswith("-DELETE") or (field.kind == "checkbox" and not field.choices):
        return None
    return field.usual


def complaints(visitor, form, fields, label, answer, before, after):
    where = f"{visitor.name}, {route(form.page)} -> {route(form.action)} [{label}]"
    if answer.status_code >= 500:
        yield f"{where}: {said(answer)}"
        return
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return
    text = answer.text
    if "<script>alert(4711)" in text or "<img src=x" in text:
        yield f"{where}: markup came back as markup"
    if "5234" in text:
        yield f"{where}: a template was executed"
    if form.method == "post" and refused(answer):
        yield from lost(where, form, fields, text)
        if after != before:
            changed = {
                table: after[table] - before[table] for table in after if after[table] != before[table]
            }
            yield f"{where}: refused, and yet rows changed: {changed}"


def lost(where, form, fields, text):
    """The fields whose value the page forgot; a group whose hidden count was spoilt cannot be kept."""
    counts = [name for name in fields if name.endswith("-TOTAL_FORMS")]
    spoilt = {name.partition("-")[0] for name in counts if not str(fields[name]).isdigit()}
    for name, sent in fields.items():
        if form.fields[name].kind in NEVER_KEPT or not isinstance(sent, (str, bytes)) or not sent:
            continue
        if name.partition("-")[0] in spoilt:
            continue
        value = as_read(sent)
        if escape(value) not in text and escape(value.strip()) not in text:
            yield f"{where}: what was typed into {name} is gone"


def ask_oddly(visitor, pattern, path):
    """A page with all its parameters, each payload once in each that a form sends; a few in any other."""
    own = visitor.asked(pattern)
    names = [*own, *(ADMIN_PARAMETERS if pattern.startswith("admin/") else PARAMETERS)]
    labels = list(PAYLOADS)
    for turn in range(len(labels) if own else 2):
        data = {name: PAYLOADS[labels[(turn + place) % len(labels)]] for place, name in enumerate(names)}
        yield from broken(visitor, f"{path}?{urlencode(data)}", labels[turn])
    for place, name in enumerate(own):
        label = labels[place % len(labels)]
        yield from broken(visitor, f"{path}?{urlencode({name: PAYLOADS[label]})}", f"{label} in {name}")


def ask_for_odd_addresses(visitor):
    """Every pattern with something odd where an argument belongs; what none takes once for each part."""
    refused_by_all = set()
    for pattern in (pattern for pattern in all_routes() if "<" in pattern):
        for part in ODD_PARTS:
            path = "/" + re.sub(r"<[^>]+>|\(\?P[^)]*\)", part, pattern).strip("^$")
            if not leads_to_a_view(path):
                if part in refused_by_all:
                    continue
                refused_by_all.add(part)
            yield from broken(visitor, path, part[:20])


def leads_to_a_view(path):
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True


def broken(visitor, address, label):
    answer = visitor.ask(address)
    if answer.status_code >= 500:
        yield f"{visitor.name}, {route(address)} [{label}]: {said(answer)}"
    elif "<script>alert(4711)" in getattr(answer, "text", ""):
        yield f"{visitor.name}, {route(address)} [{label}]: markup came back as markup"


def said(answer):
    error = (getattr(answer, "exc_info", None) or (None, None))[1]
    return f"{answer.status_code} {type(error).__name__}: {str(error)[:200]}"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nabc',
        ),
        ("multipart/form-data; boundary=\xff", b"--"),
        ("application/json", b"{"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"email=%2BADw-"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"email=a"),
        ("text/plain", b"\x00" * 1000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(1500))),
        ("application/x-www-form-urlencoded", b"email=" + b"x" * 10_000_000),
    ],
)
@pytest.mark.parametrize("name", ["account_login", "cities:access", "set_language"])
def test_no_odd_body_breaks_a_form(client, name, content_type, body):
    client.raise_request_exception = False
    began = time.monotonic()

    answer = client.generic("POST", reverse(name), body, content_type=content_type)

    assert answer.status_code < 500
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "charset", [*sorted(set(aliases.values())), "undefined", "nonsense", "unicode_escape"]
)
@pytest.mark.parametrize("name", ["account_login", "cities:access"])
def test_no_charset_breaks_a_form(client, name, charset):
    client.raise_request_exception = False
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800 +AGE-\r\n--x--'
    kinds = ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]

    answers = [
        client.generic("POST", reverse(name), body, content_type=f"{it}; charset={charset}") for it in kinds
    ]

    refused = [HTTPStatus.BAD_REQUEST] * 2
    assert [it.status_code for it in answers] == refused or charset == "utf_8"
    assert max(it.status_code for it in answers) < 500
