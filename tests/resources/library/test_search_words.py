"""The Forum's own words: papers are found by what their themes and kinds are called, in every language."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from cities.directory.actions import edit_city
from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from cities.models import Theme
from resources.library import languages, tasks
from resources.library.actions.resource import edit_resource
from resources.library.search.index import VERSION
from resources.library.search.ownwords import fill_in, read_file
from resources.library.search.question import Question, matching
from resources.models import Kind, Resource, SearchWords
from tests.factories import make_city, make_resource, make_staff, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def themes(lasting_rows):
    call_command("load_reference", stdout=StringIO())
    return {theme.slug: theme for theme in Theme.objects.all()}


def found(words):
    rows = matching(Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Question.of(words))
    return {row.title for row in rows}


def paper(title, *themes, **facts):
    return make_resource(editions=[{"title": title, "summary": "–", "body": "–"}], themes=themes, **facts)


def test_the_file_names_every_theme_and_kind_in_every_language(themes):
    words = read_file()

    assert set(words) == {("theme", slug) for slug in themes} | {("kind", kind) for kind in Kind.values}
    assert {tuple(sorted(it)) for it in words.values()} == {tuple(sorted(languages.LANGUAGES))}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("energy poverty", "Bills"),
        ("fuel poverty", "Bills"),
        ("Energiearmut", "Bills"),
        ("pobreza energética", "Bills"),
        ("précarité énergétique", "Bills"),
        ("エネルギー貧困", "Bills"),
        ("فقر الطاقة", "Bills"),
        ("equity", "Numbers"),
        ("impact", "Numbers"),
        ("measure", "Numbers"),
        ("toolkit", "Tools"),
        ("Werkzeugkasten", "Tools"),
        ("caja de herramientas", "Tools"),
    ],
)
def test_a_paper_is_found_by_the_words_of_its_themes_and_kind(themes, typed, title):
    paper("Bills", themes["energy-poverty"])
    paper("Numbers", themes["equity-indicators"])
    paper("Tools", kind=Kind.TOOLKIT)

    assert found(typed) == {title}


def test_another_theme_or_kind_is_searched_at_once(themes):
    resource = paper("Bills", themes["energy-poverty"])

    edit_resource(resource, themes=[themes["youth"]], kind=Kind.ROADMAP, by=make_staff())

    assert (found("fuel poverty"), found("Jugend"), found("roadmap")) == (set(), {"Bills"}, {"Bills"})


def test_words_that_the_secretariat_adds_are_searched_after_the_next_run(client, themes):
    paper("Bills", themes["energy-poverty"])
    client.force_login(make_staff())
    words = SearchWords.objects.get(theme=themes["energy-poverty"])
    address = reverse("admin:resources_searchwords_change", args=[words.pk])
    typed = {f"words_{code}": words.words.get(code, "") for code in languages.LANGUAGES}

    answer = client.post(address, typed | {"words_de": "Energiearmut; Stromsperre"})
    tasks.refresh_search()

    assert answer.status_code == 302
    assert (found("Stromsperren"), found("fuel poverty")) == ({"Bills"}, {"Bills"})


def test_a_renamed_theme_or_city_is_found_by_its_new_name_after_the_next_run(themes):
    city = make_city(name="Riverport")
    paper("Bills", themes["youth"], cities=[city])
    tasks.refresh_search()
    Theme.objects.filter(slug="youth").update(names={"en": "Tomorrow's voters"})
    edit_city(city, name="Lakemouth", other_names="", by=None)

    tasks.refresh_search()

    assert (found("voters"), found("lakemouth"), found("riverport")) == ({"Bills"}, {"Bills"}, set())


def test_a_run_without_changes_makes_nothing_anew(themes):
    paper("Bills", themes["youth"])
    tasks.refresh_search()

    assert tasks.refresh_search() == 0


def test_a_new_theme_gets_its_row_and_changed_words_stay(themes):
    SearchWords.objects.filter(theme=themes["youth"]).update(words={"en": "ours"})
    make_theme(slug="new-theme")

    assert fill_in() == 1
    assert SearchWords.objects.get(theme=themes["youth"]).words == {"en": "ours"}
    assert SearchWords.objects.filter(theme__slug="new-theme").exists()


def test_the_command_makes_stale_indexes_anew_and_says_how_far_it_is(themes):
    for number in range(3):
        paper(f"Bills {number}", themes["energy-poverty"])
    Resource.objects.update(search="", search_version=VERSION - 1)
    said = StringIO()
    assert found("fuel poverty") == set()

    call_command("rebuild_search", stdout=said)

    assert found("fuel poverty") == {"Bills 0", "Bills 1", "Bills 2"}
    assert said.getvalue().splitlines() == ["3 of 3", "The index of the search is true."]
