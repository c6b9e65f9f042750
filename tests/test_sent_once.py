"""One form makes one thing: sent twice without scripts, the second time it leads to what the first made."""

import pytest
import redis
from django.test import Client
from django.urls import reverse

from cities.advocacy.models import CallComment
from cities.directory.tiers import Tier
from cities.models import ExpertiseNeed, HelpMessage, HelpRequest, Indicator, Letter, Measure, WantOffer
from cities.wants.actions import take_want_away
from pilots.models import Milestone, ProjectOrganisation
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


def a_comment(_city):
    call = make.make_call()
    return CallComment, call.get_absolute_url(), {"text": "Who pays?", "language": "en"}


def a_want(city):
    typed = {"kind": "want", "theme": make.make_theme("heat").slug, "text": "Cool rooms.", "language": "en"}
    return WantOffer, reverse("cities:wants", args=[city.slug]), typed


def a_request_for_help(_city):
    return HelpRequest, reverse("cities:help_find"), {"title": "Guards", "text": "Who?", "language": "en"}


def something_added_to_it(city):
    asked = make.ask_for_help(make.make_lead(city))
    return HelpMessage, asked.get_absolute_url(), {"text": "By May.", "language": "en"}


def a_need(_city):
    typed = {"theme": make.make_theme("heat").pk, "text": "Tenders.", "language": "en"}
    return ExpertiseNeed, reverse("cities:needs"), typed


def a_step(city):
    pairing = make.make_pairing(pilot_city=city)
    typed = {"title": "Meet", "due_on": "2030-01-01", "owner": city.pk}
    return Milestone, reverse("pilots:step_add", args=[pairing.pk]), typed


def a_measure(city):
    typed = {"title": "Trees", "summary": "Shade.", "for_whom": "Tenants", "stage": "running", "text": "Six."}
    return Measure, reverse("cities:measure_new", args=[city.slug]), typed


MAKERS = [
    *(a_question, an_answer, a_contribution, a_letter, an_organisation, an_indicator, a_comment, a_want),
    *(a_request_for_help, something_added_to_it, a_need, a_step, a_measure),
]


@pytest.mark.parametrize("begin", MAKERS)
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
    # «Back» loads the page anew, and the browser puts into it what was typed.
    again = Page(client.get(address)).sent_by("form.form[method=post]") | typed
    assert again["csrfmiddlewaretoken"] != sent["csrfmiddlewaretoken"]
    back = client.post(address, again)
    assert (back.status_code, back["Location"]) == (302, first["Location"])
    assert rows.objects.count() == count + 1
    # Other words are another thing.
    other = {
        "title": "Who opens?",
        "text": "The union pays.",
        "name": "Another",
        "email": "else@union.example",
    }
    if rows is WantOffer:
        other["kind"] = "offer"  # once a theme
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
    for module in ("icaforum.words.decorators", "icaforum.audit.sending"):
        monkeypatch.setattr(f"{module}.cache", Away())

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


def test_what_was_taken_away_can_be_said_again_in_the_same_words():
    make.open_rooms()
    city = make.make_city(tier=Tier.PILOT)
    rows, address, typed = a_want(city)
    client = Client()
    client.force_login(make.make_lead(city))

    def send():
        return client.post(address, Page(client.get(address)).sent_by("form.form[method=post]") | typed)

    send()
    take_want_away(rows.objects.get(), by=city.seats.get().person)

    assert (send().status_code, rows.objects.count()) == (302, 1)
