"""Asking the Forum: who is asked may see it, nobody else, and who hears of it when."""

import pytest

from cities.directory.tiers import Level, Tier
from cities.models import City
from cities.sharing.audience import audience
from cities.sharing.viewers import viewer_of
from cities.talking.refusals import HasToBeNamed
from icaforum.audit.locks import NotThere
from icaforum.audit.models import Entry
from icaforum.digest.models import Follow
from icaforum.outbox.models import Message, Optout
from resources.models import Hearing, Question, QuestionDraft
from resources.questions.actions import asking
from resources.questions.asked import Put, cities_that_see, count, readers_of
from resources.questions.refusals import NobodyAsked, NoPart, NotNow, NotYours
from tests import factories as make

pytestmark = pytest.mark.django_db

AskedOf = Question.AskedOf


@pytest.fixture
def people():
    """One lead of each sort of city, by word; «warm» works on the theme, which the partner knows."""
    theme = make.make_theme()
    cities = {
        "asker": make.make_city(tier=Tier.GENERAL),
        "general": make.make_city(tier=Tier.GENERAL),
        "warm": make.make_city(tier=Tier.GENERAL),
        "peer": make.make_city(tier=Tier.PEER),
        "pilot": make.make_city(tier=Tier.PILOT),
        "partner": make.make_city(kind=City.Kind.PARTNER),
        "other partner": make.make_city(kind=City.Kind.PARTNER),
        "former": make.make_city(member=False),
    }
    cities["warm"].themes.add(theme)
    make.make_expertise(cities["partner"], theme=theme)
    return {word: make.make_lead(city) for word, city in cities.items()}


def city_of(person):
    return person.seats.get().city


def readers(people, question):
    seen = Question.objects.visible_to
    return {
        word for word, person in people.items() if seen(viewer_of(person)).filter(pk=question.pk).exists()
    }


@pytest.mark.parametrize(
    ("asked_of", "partners", "read_it"),
    [
        (AskedOf.ALL, False, {"general", "warm", "peer", "pilot"}),
        (AskedOf.ALL, True, {"general", "warm", "peer", "pilot", "partner"}),
        (AskedOf.PEERS, False, {"peer", "pilot"}),
        (AskedOf.PEERS, True, {"peer", "pilot", "partner"}),
        (AskedOf.THEMES, False, {"warm"}),
        (AskedOf.THEMES, True, {"warm", "partner"}),
        (AskedOf.CITY, False, {"general"}),
        (AskedOf.CITY, True, {"general", "partner"}),
    ],
)
def test_whom_it_is_put_to_sees_it_and_nobody_else(people, asked_of, partners, read_it):
    themes = [*city_of(people["warm"]).themes.all()]
    chosen = {"asked_of": asked_of, "asks_partners": partners, "themes": themes}
    chosen["one_city"] = city_of(people["general"]) if asked_of == AskedOf.CITY else None
    put = Put(city_of(people["asker"]), asked_of, tuple(themes), chosen["one_city"], partners)
    counted = count(put)

    question = make.ask_the_forum(people["asker"], **chosen)

    assert readers(people, question) == read_it | {"asker"}
    # The other reading of the same rule, and what was said before it was asked.
    assert {*readers_of(question), people["asker"]} == {people[word] for word in read_it | {"asker"}}
    assert counted.people == len(read_it)
    assert counted.cities + counted.partners == len(read_it)
    assert {*cities_that_see(question)} - {city_of(people["asker"])} == {
        city_of(people[it]) for it in read_it
    }
    assert not Question.objects.visible_to(viewer_of(make.make_user())).exists()
    assert Question.objects.visible_to(viewer_of(make.make_staff(), verified=True)).get() == question
    assert not Question.objects.visible_to(viewer_of(make.make_staff())).exists()


def test_a_tier_that_changes_later_changes_who_sees_it(people):
    question = make.ask_the_forum(people["asker"], asked_of=AskedOf.PEERS)
    city_of(people["peer"]).memberships.update(tier=Tier.GENERAL)
    assert readers(people, question) == {"asker", "pilot"}


def test_it_is_opened_to_all_and_never_narrowed(people):
    theme = city_of(people["warm"]).themes.all()
    question = make.ask_the_forum(people["asker"], asked_of=AskedOf.THEMES, themes=theme, asks_partners=True)

    with pytest.raises(NotYours):
        asking.open_to_all(question, by=people["warm"])
    asking.open_to_all(question, by=people["asker"])

    assert readers(people, question) == {"asker", "general", "warm", "peer", "pilot", "partner"}
    with pytest.raises(NotNow):
        asking.open_to_all(question, by=people["asker"])


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"asked_of": AskedOf.THEMES}, NobodyAsked),
        ({"asked_of": AskedOf.CITY}, NobodyAsked),
        ({"is_named": False, "language": "zu"}, HasToBeNamed),
    ],
)
def test_what_cannot_be_asked_leaves_nothing(people, facts, refusal):
    with pytest.raises(refusal):
        make.ask_the_forum(people["asker"], **facts)
    assert not Question.objects.exists()
    assert not Entry.objects.filter(target_type="resources.question").exists()


@pytest.mark.parametrize("word", ["former", "general"])
def test_one_asks_for_a_city_in_which_one_has_a_seat(people, word):
    with pytest.raises(NoPart):
        make.ask_the_forum(people["former"], city=city_of(people[word]))


def test_who_chose_so_hears_at_once_and_only_on_followed_themes(people):
    theme, other = city_of(people["warm"]).themes.get(), make.make_theme("housing")
    for word in ("general", "warm", "peer", "pilot", "partner"):
        Hearing.objects.create(person=people[word], when=Hearing.When.AT_ONCE)
    Follow.objects.create(person=people["general"], theme=theme)
    Follow.objects.create(person=people["warm"], theme=other)
    Follow.objects.create(person=people["peer"], theme=theme)
    Optout.objects.create(person=people["peer"], kind="question_asked")
    Hearing.objects.filter(person=people["pilot"]).update(when=Hearing.When.NEVER)

    put = Put(city_of(people["asker"]), AskedOf.ALL, (theme,))
    counted = count(put)
    make.ask_the_forum(people["asker"], themes=[theme])

    assert [mail.person for mail in Message.objects.filter(kind="question_asked")] == [people["general"]]
    assert (counted.people, counted.at_once, counted.weekly, counted.on_page) == (4, 1, 2, 1)


def test_a_draft_is_its_authors_alone_and_goes_when_it_is_asked(people):
    asker = people["asker"]
    colleague = make.make_officer(city_of(asker))
    draft = asking.keep_draft(None, typed={"title": "Who"}, by=asker)

    with pytest.raises(NotThere):
        asking.keep_draft(draft, typed={"title": "Mine"}, by=colleague)
    assert asking.keep_draft(draft, typed={"title": "Who pays?"}, by=asker).typed == {"title": "Who pays?"}
    make.ask_the_forum(asker, draft=draft)
    assert not QuestionDraft.objects.exists()


def test_words_are_changed_by_the_city_that_asked_and_say_so(people):
    question = make.ask_the_forum(people["asker"])
    colleague = make.make_officer(city_of(people["asker"]))

    with pytest.raises(NotYours):
        asking.change_question(question, title="Mine", by=people["peer"])
    assert asking.change_question(question, title=question.title, by=colleague).edited_at is None
    assert asking.change_question(question, title="Who pays the hosts?", by=colleague).edited_at


def test_the_level_of_a_question_follows_from_whom_it_is_put_to(people):
    question = make.ask_the_forum(people["asker"], asked_of=AskedOf.PEERS)
    assert (question.level, question.open_to_partners) == (Level.PEER, False)
    assert {*audience(level=question.level, open_to_partners=False)} == {people["peer"], people["pilot"]}
