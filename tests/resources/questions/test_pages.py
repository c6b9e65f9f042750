"""The pages of questions: what may answer one, what each choice asks, drafts, a room that is closed."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from icaforum.words.languages import LANGUAGE_CHOICES
from resources.models import Question, QuestionDraft
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker(client):
    make.open_rooms()
    person = make.make_lead(make.make_city(name="Lakemouth", tier=Tier.GENERAL))
    client.force_login(person)
    return person


def found(client, title):
    page = Page(client.get(reverse("resources:ask"), {"title": title}))
    return [link.get_text() for link in page.html.select(".before h3 a")]


@pytest.mark.parametrize(
    ("title", "answers"),
    [
        ("How do you keep cool rooms open at night?", True),
        ("Cool room, night", True),
        ("tenants", False),
        ("Who pays for the trees?", False),
        ("How do you?", False),
        ("", False),
    ],
)
def test_questions_that_share_words_are_shown_and_fillers_are_no_words(client, asker, title, answers):
    make.ask_the_forum(title="Who has kept cool rooms open at night without guards?")
    assert bool(found(client, title)) is answers


def test_one_word_that_says_something_is_enough_where_there_is_one(client, asker):
    make.ask_the_forum(title="How do you reach tenants?")
    assert found(client, "tenants") == ["How do you reach tenants?"]


def test_a_paper_that_may_answer_is_shown_to_those_who_may_see_it(client, asker):
    staff = make.make_staff()
    make.make_resource(by=staff, editions=[{"title": "Cool rooms at night"}])
    make.make_resource(by=staff, level=3, editions=[{"title": "Cool rooms at night for pilots"}])
    assert found(client, "Cool rooms at night") == ["Cool rooms at night"]


def test_the_button_says_whom_one_asks(client, asker):
    other = make.make_lead(make.make_city(name="Northbridge", tier=Tier.PEER)).seats.get().city
    typed = {"title": "Who pays?", "language": "en", "check": "1"}
    for choice, said in (
        ({"asked_of": "city", "one_city": other.slug}, "Ask Northbridge"),
        ({"asked_of": "peers"}, "Ask 1 city"),
    ):
        assert said in Page(client.post(reverse("resources:ask"), typed | choice)).buttons
    assert not Question.objects.exists()


def test_only_cities_with_somebody_to_ask_are_offered(client, asker):
    make.make_city(name="Nobody", tier=Tier.PEER)
    make.make_lead(make.make_city(name="Northbridge", tier=Tier.PEER))
    page = Page(client.get(reverse("resources:ask"), {"title": "Who pays?"}))
    assert page.texts("select[name=one_city] option[value]:not([value=''])") == ["Northbridge"]


@pytest.mark.parametrize("name", ["title", "themes", "one_city", "language", "show_name", "asked_of", "city"])
def test_signs_that_no_text_holds_are_refused_with_a_page(client, asker, name):
    for check in ({}, {"check": "1"}):
        typed = {"title": "Who pays?", "asked_of": "all", "language": "en"} | {name: "\x00"} | check
        assert client.post(reverse("resources:ask"), typed).status_code == 200


def test_a_draft_keeps_what_was_typed_and_stands_in_the_form_again(client, asker):
    theme = make.make_theme()
    typed = {"title": "Who pays?", "details": "Sixty stops.", "themes": [theme.slug], "asked_of": "peers"}
    client.post(reverse("resources:ask"), typed | {"keep": "1"})
    page = Page(client.get(QuestionDraft.objects.get().get_absolute_url()))
    assert (page.typed["details"], page.typed["themes"], page.typed["asked_of"]) == (
        "Sixty stops.",
        theme.slug,
        "peers",
    )


def test_a_closed_room_is_neither_in_the_menu_nor_on_the_page_of_mails(client, asker):
    asked, mails = reverse("resources:questions"), reverse("mails")
    kinds = "input[name=wanted][value^=question_]"
    page = Page(client.get(mails))
    assert asked in page.paths
    assert page.html.select(kinds)
    make.open_rooms("help")
    page = Page(client.get(mails))
    assert asked not in page.paths
    assert not page.html.select(kinds)
    # What is not asked is not switched off.
    client.post(mails, page.sent_by("form.form"))
    make.open_rooms()
    assert [box.has_attr("checked") for box in Page(client.get(mails)).html.select(kinds)] == [True] * 3


def test_questions_in_the_readers_languages_come_first_on_all_pages(client, asker):
    city = make.make_city()
    asked = [
        make.ask_the_forum(lead, language=code)
        for lead in [make.make_lead(city) for _number in range(7)]
        for code in ("en", "es", "fr", "pt")
    ]
    asker.reads = ["es", "pt"]
    asker.save()
    own = [row for row in reversed(asked) if row.language != "fr"]
    foreign = [row for row in reversed(asked) if row.language == "fr"]

    def parts(address):
        page = client.get(address).context["listing"]
        return [(are_others, [row.pk for row in rows]) for are_others, rows in page.parts], page.next_url

    first, more = parts(reverse("resources:questions"))
    second, no_more = parts(reverse("resources:questions") + more)
    assert first == [(False, [row.pk for row in own[:20]])]
    assert second == [
        (False, [row.pk for row in own[20:]]),
        (True, [row.pk for row in foreign]),
    ]
    assert no_more == ""
    # The row a page goes on from may be gone from the list meanwhile.
    Question.objects.filter(pk=own[19].pk).update(hidden_at=own[19].asked_at)
    assert parts(reverse("resources:questions") + more)[0] == second


def test_one_can_ask_answer_and_be_found_in_every_language_that_is_offered(client, asker):
    city = make.make_city()
    for number, (code, _name) in enumerate(LANGUAGE_CHOICES):
        if number % 4 == 0:
            writer = make.make_lead(city)
        question = make.ask_the_forum(writer, language=code, title=f"Sombra{code}")
        make.answer_it(question, asker, language=code, text=f"kx{code}kx")
    for code in ("am", "zu", "de"):
        found = client.get(reverse("resources:questions"), {"q": f"kx{code}kx"}).context["listing"].rows
        assert [row.language for row in found] == [code]
