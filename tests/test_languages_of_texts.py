"""Everything that people of cities and partners write says in which language it is, or here why not."""

import pytest
from django.db import models

from cities.advocacy.actions import outcomes
from cities.partners.actions import helping
from icaforum.privacy.classes import classes_of, stored_models
from icaforum.privacy.registry import FIELDS
from tests import factories as make

STAFF = "the secretariat writes it, for itself or in the language of the Forum"
PAIR = "a note of two cities in the language that they work in, which their project names"
OF_MEASURE = "it is in the language of its measure"
NAME = "it is a name, a number or an address"
TYPED = "what stands in a form that is not sent, with the answer on the language among it"
JOINING = "the secretariat reads it with the application, which has a language"
# Texts beside which no language stands, by model, and why.
WITHOUT = {
    "resources.ResourcePersonGrant": (STAFF, "reason"),
    "resources.ResourceCircleGrant": (STAFF, "reason"),
    "resources.QuestionPersonGrant": (STAFF, "reason"),
    "resources.QuestionCircleGrant": (STAFF, "reason"),
    "resources.QuestionDraft": (TYPED, "typed"),
    "resources.ContributionDraft": (TYPED, "typed"),
    "resources.ContributionFile": (STAFF, "taken_out_because file_name"),
    "resources.Shelf": ("one text for each language", "titles sentences"),
    "resources.Transcript": ("it is in the language of its file", "contents"),
    "resources.TranscriptPart": ("it is in the language of its file", "blocks"),
    "pilots.PilotProject": (STAFF, "sources"),
    "pilots.PilotProjectPersonGrant": (STAFF, "reason"),
    "pilots.PilotProjectCircleGrant": (STAFF, "reason"),
    "pilots.Pairing": (STAFF, "scope reason end_note"),
    "pilots.Milestone": (PAIR, "title"),
    "pilots.Exchange": (PAIR, "title said next"),
    "cities.Membership": (STAFF, "reason pause_reason"),
    "cities.City": ("one text for each language stands in its words", "about"),
    "cities.Report": ("the secretariat alone reads it", "reason outcome"),
    "cities.Signature": (NAME, "decided_by_whom"),
    "cities.CityNote": (STAFF, "text"),
    "cities.Officer": (NAME, "position"),
    "cities.Clarification": (JOINING, "text answer"),
    "cities.ApplicationDraft": (JOINING, "answers email"),
    "cities.Grounds": (JOINING, "interest commitment evidence need"),
    "cities.TierPlan": (STAFF, "reason"),
    "cities.Recommendation": (STAFF, "because"),
    "cities.LaunchSheet": (STAFF, "file_name note origin stopped"),
    "cities.LaunchRow": (STAFF, "cells answers found"),
    "cities.LetterAnswer": ("an answer of an earlier release; they are letters now", "text"),
    "cities.Indicator": (OF_MEASURE, "hidden_because name group comparison definition target_source"),
    "cities.Observation": (OF_MEASURE, "source note"),
}


def test_each_text_says_its_language_or_stands_above():
    found = {}
    for model in stored_models():
        label, fields = model._meta.label, {field.name for field in model._meta.concrete_fields}
        if model._meta.app_label not in {"cities", "pilots", "resources"} or hasattr(
            model, "pgh_tracked_model"
        ):
            continue
        for name in classes_of(model, FIELDS).of("words", "notes", "works", "personal", "private"):
            field = model._meta.get_field(name)
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if is_text and not field.choices and not {"language", f"{name}_language"} & fields:
                found.setdefault(label, set()).add(name)

    assert found == {label: set(names.split()) for label, (_why, names) in WITHOUT.items()}


@pytest.mark.django_db
def test_answers_and_outcomes_keep_the_language_that_is_chosen_else_that_of_the_profile():
    make.open_rooms()
    asks, helps = make.make_lead(make.make_city(tier=1)), make.make_lead(make.make_partner())
    helps.language = "de"
    asked = make.ask_for_help(asks, partner=helps.seats.get().city)
    accepted = helping.accept(asked, text="Lena.", by=helps)
    done = helping.finish(asked, outcome="Salió bien.", language="es", by=asks)
    staff = make.make_staff_at_work()
    call = outcomes.drop_call(make.make_call(by=staff), because="Demasiado tarde.", language="es", by=staff)

    assert (accepted.answer_language, done.outcome_language, call.dropped_language) == ("de", "es", "es")
