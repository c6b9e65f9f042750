"""What the address of a list may ask for: no field that is hidden, and nothing that breaks."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.urls import reverse

from cities.models import City, Membership, User
from icaforum.forum.models import ForumSettings
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Gate, Message
from tests.factories import make_city, make_officer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    staff = make_staff(name="Ann Lee")
    client.force_login(staff)
    return staff


def pages_of(model):
    """The list and its file."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    file = [reverse(f"{name}_export", args=["csv"])] if admin.site._registry[model].downloads else []
    return [reverse(f"{name}_changelist"), *file]


def codes(client, model, **asked):
    return {client.get(address, asked).status_code for address in pages_of(model)}


def hidden_of(model, request):
    page = admin.site._registry[model]
    shown = {"id", *page._offered(request)}
    return sorted(field.name for field in model._meta.get_fields() if field.name not in shown)


def test_no_list_is_asked_for_a_field_that_it_does_not_show(client, staff, rf):
    client.get("/")  # by now all lists are there
    request = rf.get("/")
    request.user = staff
    staff.is_verified = True
    # What is one row has no list.
    lists = [model for model in admin.site._registry if model not in {ForumSettings, Gate}]

    answers = {
        (model, name): codes(client, model, **{name: "1"})
        for model in lists
        for name in hidden_of(model, request)
    }

    assert len(answers) > 150
    assert {asked for asked, found in answers.items() if found != {400}} == set()


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (User, "password__startswith"),
        (User, "seats__city__name__startswith"),
        (Message, "text__contains"),
        (Message, "person__password__startswith"),
        (City, "membership__tier"),
        (City, "seats__person__password__startswith"),
        (Membership, "city__region__regex"),
    ],
)
def test_nothing_hidden_is_found_out_letter_by_letter(client, staff, model, asked):
    seat = make_officer(make_city(name="Lagos"), person=None)
    queue_mail("security_notice", to=seat, key="x", ids={"person": 1, "what": "", "at": ""})

    assert codes(client, model, **{asked: "a"}) == {400}


@pytest.mark.parametrize(
    "asked",
    [
        *("email__regex", "email__range", "last_login__year", "id__contained_by", "last_login__iregex"),
        *("name__icontains", "name__has_key"),
    ],
)
@pytest.mark.parametrize("value", ["(", "9" * 30])
def test_no_way_to_compare_breaks_a_list(client, staff, asked, value):
    assert codes(client, User, **{asked: value}) <= {302, 400}


def test_what_a_list_shows_and_filters_by_can_be_asked_for(client, staff):
    city = make_city(name="Lagos")

    for asked in ({"id__exact": city.pk}, {"region__exact": city.region}, {"region__in": "a,b"}, {"pk": "7"}):
        assert codes(client, City, **asked) == {200}
    assert codes(client, Membership, city__region__exact=city.region) == {200}
    # What means nothing is dropped, as everywhere in Django's lists.
    assert codes(client, City, nonsense="1") == {302}


@pytest.mark.parametrize(("field", "code"), [("", 200), ("nonsense", 400), ("\udcff", 400), ("id", 200)])
def test_a_page_is_found_by_no_field_that_is_none(client, staff, field, code):
    page = reverse("admin:cities_city_change", args=[make_city().pk])

    assert client.get(f"{page}?_to_field={quote(field, errors='surrogateescape')}").status_code == code
