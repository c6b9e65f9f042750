"""Every language that can be chosen has a name of its own and one in each language of the portal."""

import pytest
from django.conf import settings
from django.utils import translation

from cities.citypages.forms import CityPageForm
from cities.directory.forms import CityForm
from cities.invitations.forms import InviteForm
from cities.joining.forms.applicant import JoinForm
from cities.models import User
from events.planning.forms import EventForm
from icaforum.words import languages
from pilots.projects.forms import ProjectForm, ProjectTextForm
from resources.library.models.edition import Edition

CHOICES = {
    "a city on its page": CityPageForm.base_fields["languages"].choices,
    "a city in the admin": CityForm.base_fields["languages"].choices,
    "an edition": Edition._meta.get_field("language").choices,
    "an event": EventForm.base_fields["languages"].choices,
    "a project": ProjectForm.base_fields["languages"].choices,
    "the words of a project": ProjectTextForm.base_fields["language"].choices,
    "a reader": settings.LANGUAGES,
    "a person": User._meta.get_field("language").choices,
    "an applicant": JoinForm.base_fields["language"].choices,
    "an invitation": InviteForm.base_fields["language"].choices,
}


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("reader", dict(settings.LANGUAGES))
def test_every_language_that_can_be_chosen_has_its_names(choices, reader):
    with translation.override(reader):
        nameless = [
            code
            for code, _name in choices
            if code in {languages.own_name(code), languages.translated_name(code)}
        ]
        small = [code for code, _name in choices if languages.translated_name(code).islower()]

    assert (nameless, small) == ([], [])


ALIKE = "Bengali Filipino Hindi Marathi Sesotho Swahili Urdu Wolof Yoruba isiXhosa isiZulu".split()  # noqa: SIM905
"""What German calls as English does."""


def test_german_calls_all_other_languages_otherwise():
    """A name that is left in English shows that nobody translated it."""
    called = {}
    for reader in ("en", "de"):
        with translation.override(reader):
            called[reader] = [languages.translated_name(code) for code in languages.NAMES]

    assert sorted({*called["en"]} & {*called["de"]}) == ALIKE


def test_own_names_do_not_follow_the_reader_and_translated_ones_do():
    with translation.override("de"):
        assert [languages.own_name(code) for code in ("ca", "zu", "en")] == ["Català", "isiZulu", "English"]
        assert languages.translated_names(["ca", "zu", "en"]) == "Katalanisch, isiZulu, Englisch"
    assert languages.translated_names(["zh", "am", "fil"]) == "Chinese, Amharic, Filipino"


def test_a_code_that_nobody_knows_stays_itself():
    assert languages.own_name("tlh") == "tlh"
    assert languages.translated_names(["en", "tlh"]) == "English, tlh"


@pytest.mark.parametrize(
    ("texts", "shown"), [({"en": "Heat", "de": "Hitze"}, "Hitze"), ({"en": "Heat"}, "Heat"), ({}, "")]
)
def test_a_text_is_said_in_the_readers_language_or_in_english(texts, shown):
    with translation.override("de-at"):
        assert languages.in_language(texts) == shown


def test_languages_to_choose_from_are_called_by_their_own_names():
    """Whoever reads no English finds theirs; German readers too see «English»."""
    named = {}
    for reader in ("en", "de"):
        with translation.override(reader):
            named[reader] = {
                (title, code, str(name))
                for title, choices in CHOICES.items()
                for code, name in choices
                if str(name) != languages.own_name(code)
            }

    assert named == {"en": set(), "de": set()}
