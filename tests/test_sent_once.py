"""One form makes one thing: sent twice without scripts, the second time it leads to what the first made."""

import pytest
import redis
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.models import Indicator, Letter
from pilots.models import ProjectOrganisation
from resources.models import Answer, Contribution, Question, QuestionDraft
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def a_question(_city):
    typed = {"title": "Who pays for guards?", "details": "At night.", "asked_of": "all", "language": "en"}
    make.make_lead(make.make_city(tier=Tier.GENERAL))
    return Question, f"{reverse('resources:ask')}?title=Who+pays", typed


def an_answer(_city):
    question = make.ask_the_forum()
    return Answer, question.get_absolute_url(), {"text": "The city pays.", "language": "en"}


def a_contribution(_city):
    typed = {"title": "Keys", "summary": "Who has them.", "did_not_work": "Nobody.", "residents": "nobody"}
    return Contribution, reverse("resources:contribute_form", args=["lesson"]), typed


def a_letter(_city):
    other = make.make_lead(make.make_city(tier=Tier.GENERAL)).seats.get().city
    return Letter, reverse("cities:write", args=[other.slug]), {"subject": "Guards", "text": "Who pays?"}


def an_organisation(city):
    project = make.make_project(city)
    typed = {
        "name": "Tenants of Riverport",
        "kind": "tenants",
        "place": "Riverport",
        "took_part": "11 meetings, paid by the hour.",
        "changed": "Six years without a rent rise.",
        "language": "en",
        "email": "kofi@union.example",
    }
    return ProjectOrganisation, reverse("cities:table", args=["project", project.pk]), typed


def an_indicator(city):
    measure = make.make_measure(make.make_lead(city))
    typed = {"name": "Trees", "group": "Old Docks", "against": "whole", "kind": "share", "good": "high"}
    return Indicator, reverse("cities:indicator_new", args=[city.slug, measure.slug]), typed


@pytest.mark.parametrize(
    "begin", [a_question, an_answer, a_contribution, a_letter, an_organisation, an_indicator]
)
def test_the_same_form_sent_twice_makes_one_thing(begin):
    make.open_rooms()
    city = make.make_city(tier=Tier.PILOT)
    rows, address, typed = begin(city)
    client = Client()
    client.force_login(make.make_lead(city))
    count = rows.objects.count()
    form = Page(client.get(address)).sent_by("form.form[method=post]")
    sent = form | typed
    first, second = (client.post(address, sent) for _ in range(2))

    assert rows.objects.count() == count + 1, first.text
    assert second.status_code == 302
    assert second["Location"] == first["Location"]
    # Other words are another thing.
    other = {
        "title": "Who opens?",
        "text": "The union pays.",
        "name": "Another",
        "email": "else@union.example",
    }
    client.post(address, form | typed | other)
    assert rows.objects.count() == count + 2


class Away:
    """A cache that nobody reaches."""

    def __getattr__(self, name):
        def fail(*_args, **_options):
            raise redis.ConnectionError

        return fail


def test_without_a_cache_no_form_is_closed(monkeypatch):
    make.open_rooms()
    rows, address, typed = a_question(None)
    client = Client()
    client.force_login(make.make_lead(make.make_city(tier=Tier.PILOT)))
    form = Page(client.get(address)).sent_by("form.form[method=post]")
    monkeypatch.setattr("icaforum.words.decorators.cache", Away())

    answer = client.post(address, form | typed)

    assert (answer.status_code, rows.objects.count()) == (302, 1)


def test_a_draft_that_is_kept_twice_is_kept_twice():
    make.open_rooms()
    client = Client()
    client.force_login(make.make_lead(make.make_city(tier=Tier.PILOT)))
    address = f"{reverse('resources:ask')}?title=Who"
    form = Page(client.get(address)).sent_by("form.form[method=post]") | {"title": "Who?", "keep": "1"}
    client.post(address, form)
    QuestionDraft.objects.all().delete()

    client.post(address, form)

    assert QuestionDraft.objects.count() == 1
