"""A field of the library is declared once: form, admin page, actions and search read it there."""

import re
from dataclasses import replace

import pytest

from icaforum.words.fields import Declaration, Field, Section
from resources.library.actions.edition import replace_edition
from resources.library.actions.resource import add_resource, edit_resource
from resources.library.fields import EDITION, RESOURCE, TEXTS
from resources.library.forms.sharing import EditionForm, ResourceForm
from resources.library.search.question import Question
from resources.library.search.snippets import snippets
from resources.models import Edition, Resource
from tests.declared import a_value, each_field, forgotten, stored
from tests.factories import make_city, make_edition, make_resource, make_staff, make_theme

DECLARED = [(Resource, RESOURCE), (Edition, EDITION)]
FORMS = {Resource: ResourceForm, Edition: EditionForm}
EACH_FIELD = [pytest.param(model, it, id=it.name) for model, it in each_field(*DECLARED)]
SEARCHED = [param for param in EACH_FIELD if param.values[1].weight]


def changed(model, **facts):
    """A draft, or its edition, after the action that changes these."""
    resource = make_resource(published=False)
    if model is Resource:
        return edit_resource(resource, by=make_staff(), **facts)
    return replace_edition(resource.editions.get(), by=make_staff(), **facts)


@pytest.mark.parametrize(("model", "declared"), DECLARED)
def test_a_model_has_no_field_that_is_not_declared(model, declared):
    assert forgotten(model, declared) == set()


def test_a_field_that_is_not_declared_is_seen():
    assert forgotten(Edition, replace(EDITION, sections=EDITION.sections[:-1])) == set(TEXTS.names)
    assert forgotten(Resource, replace(RESOURCE, not_typed=("state",))) == set(RESOURCE.not_typed) - {"state"}


@pytest.mark.parametrize(("model", "field"), EACH_FIELD)
def test_the_form_asks_for_it(model, field):
    assert field.name in FORMS[model].base_fields


@pytest.mark.django_db
def test_the_admin_page_shows_each(client):
    make_theme(), make_city()
    client.force_login(make_staff())

    page = client.get("/admin/resources/resource/add/").text

    asked = set(re.findall(r'name="([\w-]+)"', page))
    assert {*RESOURCE.names, *(f"editions-0-{name}" for name in EDITION.names)} - asked == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), EACH_FIELD)
def test_it_is_entered_by_an_action(model, field):
    fact = {field.name: a_value(model, field.name)}

    if model is Resource:
        row = add_resource(by=make_staff(), **{"kind": "guide"} | fact)
    else:
        row = make_edition(make_resource(published=False), **{"language": "de"} | fact)

    assert stored(row, field.name) == fact[field.name]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), EACH_FIELD)
def test_it_is_changed_by_an_action(model, field):
    fact = {field.name: a_value(model, field.name)}

    row = changed(model, **fact)

    assert stored(row, field.name) == fact[field.name]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), SEARCHED)
def test_a_word_in_it_is_found_and_shown(model, field):
    row = changed(model, **{field.name: "The Zitronenbaum grows"})

    (found,) = Resource.objects.filter(search="zitronenbaum")
    marked = snippets([found.pk], Question.of("zitronenbaum")).get(found.pk, [])

    assert found in {row, getattr(row, "resource", None)}
    # The title stands above the snippet, so that is no place to show.
    assert [words for hit, words in marked if hit] == ([] if field.name == "title" else ["Zitronenbaum"])


# The declaration itself -------------------------------------------------------------------------------------

FOLDED = Section("Folded", (Field("notes", weight="C"),), folded=True)
SAMPLE = Declaration(
    (
        Section(
            None,
            (
                Field("shown", only_on_page=True),
                Field("starts", beside=True),
                Field("ends", beside=True),
                Field("title", weight="A"),
                Field("hosts", many=True),
            ),
        ),
        FOLDED,
    )
)


def test_what_only_stands_on_the_page_is_no_field_of_the_form():
    assert SAMPLE.names == ("starts", "ends", "title", "hosts", "notes")
    assert SAMPLE.weights == {"A": ("title",), "C": ("notes",)}


def test_the_page_has_lines_and_folds():
    assert SAMPLE.fieldsets() == [
        (None, {"fields": (("shown", "starts", "ends"), "title", "hosts")}),
        ("Folded", {"fields": ("notes",), "classes": ("collapse",)}),
    ]
    assert SAMPLE.fieldsets(without=("shown",), unfolded=(FOLDED,)) == [
        (None, {"fields": (("starts", "ends"), "title", "hosts")}),
        ("Folded", {"fields": ("notes",)}),
    ]


def test_links_to_many_are_parted_from_columns():
    assert SAMPLE.split({"title": "T", "hosts": [1]}) == ({"title": "T"}, {"hosts": [1]})
    with pytest.raises(TypeError, match="shown"):
        SAMPLE.split({"shown": 1})
