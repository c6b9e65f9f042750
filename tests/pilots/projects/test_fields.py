"""A field of a pilot project is declared once: form and admin page read it there."""

import re
from dataclasses import replace

import pytest
from django.db import models

from cities.directory.tiers import Tier
from pilots.models import PilotProject, ProjectText
from pilots.projects.fields import PROJECT, PROJECT_TEXT
from pilots.projects.forms import ProjectForm, ProjectTextForm
from tests.declared import a_value, each_field, forgotten, stored
from tests.factories import make_city, make_project, make_staff, make_theme

DECLARED = [(PilotProject, PROJECT), (ProjectText, PROJECT_TEXT)]
FORMS = {PilotProject: ProjectForm, ProjectText: ProjectTextForm}
EACH_FIELD = [pytest.param(model, it.name, id=it.name) for model, it in each_field(*DECLARED)]
ADD = "/admin/pilots/pilotproject/add/"


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def typed(value):
    """A value as a browser sends it."""
    is_rows = isinstance(value, list) and isinstance(value[0], models.Model)
    return [row.pk for row in value] if is_rows else value


def sent(model, name, value, *, project=None):
    """The form of a new project, or of this stored one, with one field set."""
    text = project and project.texts.get()
    host = project.hosts.get() if project else make_city(tier=Tier.PILOT)
    field = f"texts-0-{name}" if model is ProjectText else name
    return {
        "slug": "cool-rooms",
        "hosts": [host.pk],
        "capacity": "2",
        "level": "1",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "1" if text else "0",
        "texts-0-id": text.pk if text else "",
        "texts-0-project": project.pk if project else "",
        "texts-0-language": "en",
        "texts-0-title": "Cool rooms",
        field: typed(value),
    }


@pytest.mark.parametrize(("model", "declared"), DECLARED)
def test_a_model_has_no_field_that_is_not_declared(model, declared):
    assert forgotten(model, declared) == set()


@pytest.mark.parametrize(("model", "declared"), DECLARED)
def test_a_field_that_is_not_declared_is_seen(model, declared):
    fewer = replace(declared, sections=declared.sections[1:])

    assert forgotten(model, fewer) == set(declared.sections[0].names)


@pytest.mark.parametrize(("model", "name"), EACH_FIELD)
def test_the_form_asks_for_it(model, name):
    assert name in FORMS[model].base_fields


@pytest.mark.django_db
def test_the_admin_page_shows_each(client, staff):
    make_theme(), make_city(tier=Tier.PILOT)

    page = client.get(ADD).text

    asked = set(re.findall(r'name="([\w-]+)"', page))
    assert {*PROJECT.names, *(f"texts-0-{name}" for name in PROJECT_TEXT.names)} - asked == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), EACH_FIELD)
def test_it_is_entered_on_the_page(client, staff, model, name):
    value = a_value(model, name)

    client.post(ADD, sent(model, name, value))

    assert stored(model.objects.get(), name) == value


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), EACH_FIELD)
def test_it_is_changed_on_the_page(client, staff, model, name):
    project, value = make_project(), a_value(model, name)

    client.post(f"/admin/pilots/pilotproject/{project.pk}/change/", sent(model, name, value, project=project))

    assert stored(model.objects.get(), name) == value


@pytest.mark.django_db
def test_a_second_text_in_one_language_is_refused(client, staff):
    # The declaration leaves the project out, and the constraint is one of project and language.
    project = make_project()
    second = {"texts-1-project": project.pk, "texts-1-language": "en", "texts-1-title": "Again"}
    facts = sent(PilotProject, "capacity", 3, project=project) | second | {"texts-TOTAL_FORMS": "2"}

    answer = client.post(f"/admin/pilots/pilotproject/{project.pk}/change/", facts)

    assert answer.status_code == 200
    assert 'value="Again"' in answer.text
    assert project.texts.get().language == "en"
