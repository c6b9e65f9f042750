"""Themes in the admin: one plain field a language."""

import pytest
from django.urls import reverse
from django.utils import translation

from cities.models import Theme
from tests.factories import make_staff, make_theme
from tests.pages import Page

pytestmark = pytest.mark.django_db
ADD = "/admin/cities/theme/add/"


@pytest.fixture(autouse=True)
def _staff(client):
    client.force_login(make_staff())


def test_each_language_has_its_fields_in_its_own_name(client):
    page = Page(client.get(ADD))

    labels = {"Name (English):", "Name (Deutsch):", "Description (English):", "Description (Deutsch):"}
    assert labels <= set(page.texts("label"))
    assert "{" not in str(page.html.fieldset)


def test_a_theme_is_named_in_each_language(client):
    client.post(
        ADD,
        {
            "slug": "heat",
            "name_en": "Extreme heat",
            "name_de": "Hitze",
            "description_en": "Hot.",
        },
    )

    theme = Theme.objects.get()
    assert (theme.names, theme.descriptions) == ({"en": "Extreme heat", "de": "Hitze"}, {"en": "Hot."})
    with translation.override("de"):
        assert str(theme) == "Hitze"


def test_without_an_english_name_it_says_so_and_keeps_what_was_typed(client):
    answer = client.post(ADD, {"slug": "heat", "name_en": " ", "name_de": "Hitze"})

    assert "Please fill this in." in answer.text
    assert Page(answer).typed["name_de"] == "Hitze"
    assert not Theme.objects.exists()


def test_a_change_shows_what_is_stored_and_keeps_other_languages(client):
    theme = make_theme("heat", de="Hitze", es="Calor")
    page = reverse("admin:cities_theme_change", args=[theme.pk])
    assert Page(client.get(page)).typed["name_de"] == "Hitze"

    client.post(page, {"slug": "heat", "name_en": "Heat", "name_de": ""})

    theme.refresh_from_db()
    assert theme.names == {"en": "Heat", "es": "Calor"}


def test_a_wrong_change_stores_nothing_and_keeps_what_was_typed(client):
    theme = make_theme("heat", de="Hitze")
    page = reverse("admin:cities_theme_change", args=[theme.pk])
    typed = {
        "slug": "heat",
        "name_en": "",
        "name_de": "Glut",
        "description_de": "Sehr heiß.",
    }

    answer = client.post(page, typed)

    stored = Theme.objects.get()
    assert answer.context["adminform"].form.errors == {"name_en": ["Please fill this in."]}
    kept = Page(answer).typed
    assert (kept["name_de"], kept["description_de"]) == ("Glut", "Sehr heiß.")
    assert (stored.names, stored.descriptions) == (theme.names, theme.descriptions)


def test_themes_are_put_in_order_by_the_one_before(client):
    heat, homes, work = (make_theme(slug, en=slug.title()) for slug in ("heat", "homes", "work"))
    client.post(ADD, {"slug": "air", "name_en": "Air"})
    air = Theme.objects.get(slug="air")

    def order_after(theme, place):
        address = reverse("admin:cities_theme_change", args=[theme.pk])
        client.post(address, Page(client.get(address)).typed | {"comes": place})
        return list(Theme.objects.values_list("slug", flat=True))

    assert list(Theme.objects.values_list("slug", flat=True)) == ["heat", "homes", "work", "air"]
    assert order_after(air, "first") == ["air", "heat", "homes", "work"]
    assert order_after(heat, str(work.pk)) == ["air", "homes", "work", "heat"]
    assert order_after(homes, str(air.pk)) == ["air", "homes", "work", "heat"]
