"""A question becomes a lessons-learned paper, once each city quoted agreed to exactly its words."""

from datetime import timedelta

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.models import City
from cities.people import limits
from cities.talking.refusals import HasToBeNamed
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from resources.briefs import actions as briefs
from resources.lessons import actions
from resources.lessons.actions import Words
from resources.lessons.forms import LessonForm
from resources.lessons.refusals import (
    DraftThere,
    NothingToQuote,
    NotNow,
    NotYours,
    OtherWords,
    TooLong,
    TooMany,
)
from resources.lessons.rules import left_of
from resources.library.actions.edition import AgreedWords, add_edition, remove_edition, replace_edition
from resources.library.actions.resource import NotToBeNamed, StaysInside, edit_resource, publish
from resources.models import Answer, Brief, Lesson, Quote, Resource
from resources.questions.actions import answering, asking, keeping
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rooms():
    make.open_rooms()


@pytest.fixture
def town():
    """A question of Riverport with answers of eight cities, the last one not named."""
    asker = make.make_lead(make.make_city(name="Riverport", tier=Tier.GENERAL, region="europe"))
    cities = [make.make_city(name=f"Town {n}", tier=Tier.GENERAL, region="europe") for n in range(8)]
    writers = [make.make_officer(city) for city in cities]
    leads = [make.make_lead(city) for city in cities]
    question = make.ask_the_forum(asker, title="Who pays for guards?")
    for number, writer in enumerate(writers[:2]):
        make.answer_it(question, writer, text=f"We paid {number}.")
    make.answer_it(question, writers[2], text="It failed.", is_named=False)
    Message.objects.all().delete()
    return {"asker": asker, "writers": writers, "leads": leads, "question": question}


def quotes_of(lesson):
    return list(lesson.quotes.all())


def told(kind="quote_asked"):
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_every_city_quoted_is_asked_and_the_one_that_asked_is_not(town):
    lesson = make.make_lesson(town["question"])

    assert [(it.city.name, it.state) for it in quotes_of(lesson)] == [
        ("Riverport", "agreed"),
        ("Town 0", "asked"),
        ("Town 1", "asked"),
        ("Town 2", "asked"),
    ]
    # Who wrote it, and the leads of the city.
    assert told() == {it.pk for group in ("writers", "leads") for it in town[group][:3]}


def test_a_draft_begins_with_what_was_asked_apart_from_what_came_of_it(town):
    question = town["question"]
    question.details, question.summary = "Sixty stops.", "Pay the hosts."
    form = LessonForm(question=question, answers=[], language="en", person=question.author)
    assert form["own"].value() == (
        "What we asked:\n\nWho pays for guards?\n\nSixty stops.\n\nWhat we took from it:\n\nPay the hosts."
    )


def test_cities_in_a_paper_are_told_once_when_it_is_out_and_of_no_other_city(town):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    for quote, lead in zip(quotes_of(lesson)[1:], town["leads"], strict=False):
        verb = actions.decline if lead == town["leads"][1] else actions.agree
        verb(quote, by=lead, **({} if verb is actions.decline else {"seal": quote.seal}))
    paper = actions.make_a_paper(lesson, summary="Pay.", by=staff).resource
    assert actions.tell_cities() == 0
    publish(paper, by=staff)

    assert [actions.tell_cities() for _ in range(2)] == [1, 0]

    people = [town["asker"], *(town[group][n] for group in ("writers", "leads") for n in (0, 2))]
    assert told("lesson_published") == {it.pk for it in people}
    texts = {it.pk: written(Message.objects.get(kind="lesson_published", person=it)).text for it in people}
    assert "made of your question" in texts[town["asker"].pk]
    assert "as “Town 0”" in texts[town["writers"][0].pk]
    unnamed = texts[town["leads"][2].pk]
    assert "as “A city in Europe”" in unnamed
    assert not any(name in unnamed for name in ("Riverport", "Town 0", "Town 1"))
    assert paper.get_absolute_url() in unnamed


@pytest.mark.parametrize(
    ("words", "says", "language"),
    [
        ("We paid 0.", "as you wrote them", "es"),
        ("We paid", "not exactly what you wrote", "es"),
        ("Wir zahlten.", "in Deutsch: another language than you wrote in", "de"),
    ],
)
def test_whoever_agrees_reads_the_answer_and_the_words_each_in_its_language(town, words, says, language):
    Answer.objects.update(language="es")
    lesson = make.make_lesson(town["question"], language="de")
    quote = quotes_of(lesson)[1]
    Quote.objects.filter(pk=quote.pk).update(words=words)
    client, reader = Client(), town["writers"][0]
    client.force_login(reader)
    page = Page(client.get(quote.get_absolute_url()))
    assert says in page.html.get_text(" ", strip=True)
    assert page.texts(".prose[lang=es]") == ["We paid 0."]
    assert page.html.select_one("textarea[name=words]")["lang"] == language
    mail = written(Message.objects.get(kind="quote_asked", person=reader))
    assert mail is None or "We paid 0." in mail.text


def test_what_is_said_in_short_waits_again_once_words_are_taken_out_of_the_paper(town):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    for quote, lead in zip(quotes_of(lesson)[1:], town["leads"], strict=False):
        actions.agree(quote, seal=quote.seal, by=lead)
    paper = actions.make_a_paper(lesson, summary="Pay.", by=staff).resource
    publish(paper, by=staff)
    brief = make.make_brief(paper, town["leads"][5], text="Uno pagó cero.")
    briefs.check_brief(brief, by=staff)
    Message.objects.all().delete()

    actions.take_words_out(quotes_of(lesson)[1], by=staff)

    assert not Brief.objects.up().exists()
    assert not Resource.objects.filter(search=SearchQuery("pagó", config="simple")).exists()
    assert [briefs.tell_of_sent_back() for _ in range(2)] == [1, 0]
    mail = Message.objects.get(kind="brief_answered")
    assert (mail.person, "nobody else reads it" in written(mail).text) == (town["leads"][5], True)
    asked = Message.objects.filter(kind="brief_waits")
    assert asked.exists()
    assert all("taken out of the paper" in written(it).text for it in asked)
    briefs.check_brief(brief, by=staff)
    assert Brief.objects.up().exists()
    assert Message.objects.filter(kind="brief_answered").count() == 2


def test_of_a_draft_of_staff_the_city_that_asked_is_asked_too(town):
    lesson = make.make_lesson(town["question"], by=make.make_staff_at_work())

    assert {it.state for it in quotes_of(lesson)} == {"asked"}
    assert town["asker"].pk in told()


def test_nothing_is_a_paper_before_each_city_has_answered(town):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    own, first, second, unnamed = quotes_of(lesson)

    with pytest.raises(NotNow, match="has not answered"):
        actions.make_a_paper(lesson, summary="Pay.", by=staff)
    actions.agree(first, seal=first.seal, words="We paid the hosts.", by=town["leads"][0])
    actions.decline(second, by=town["writers"][1])
    assert not Lesson.objects.ready().exists()
    assert not told("quotes_answered")
    actions.agree(unnamed, seal=unnamed.seal, by=town["leads"][2])
    assert list(Lesson.objects.ready()) == [lesson]
    assert told("quotes_answered") == {town["asker"].pk}
    paper = actions.make_a_paper(lesson, summary="Pay.", by=staff).resource
    assert list(Lesson.objects.to_publish()) == [lesson]

    assert paper.state == Resource.State.DRAFT
    assert set(paper.cities.all()) == {own.city, first.city}
    assert paper.editions.get().body == (
        "Riverport:\n\nWho pays for guards?\n\nTown 0:\n\nWe paid the hosts.\n\n"
        "A city in Europe:\n\nIt failed."
    )
    # What they agreed to stays as it is, and inside the Forum.
    with pytest.raises(AgreedWords):
        replace_edition(paper.editions.get(), body="Everybody paid.", by=staff)
    with pytest.raises(StaysInside):
        edit_resource(paper, level=Level.PUBLIC, by=staff)
    with pytest.raises(NotToBeNamed):
        edit_resource(paper, cities=[*paper.cities.all(), unnamed.city], by=staff)
    edit_resource(paper, cities=[first.city], by=staff)
    replace_edition(paper.editions.get(), title="Pay guards", by=staff)
    publish(paper, by=staff)


def test_other_words_are_asked_for_again(town):
    lesson = make.make_lesson(town["question"])
    quote = quotes_of(lesson)[1]
    seal = quote.seal
    actions.agree(quote, seal=seal, by=town["leads"][0])
    Message.objects.all().delete()

    actions.reword(quote, words="We paid them all.", by=town["asker"])

    quote.refresh_from_db()
    assert (quote.state, quote.answered_by) == ("asked", None)
    assert told() == {town["leads"][0].pk, town["writers"][0].pk}
    with pytest.raises(OtherWords):
        actions.agree(quote, seal=seal, by=town["leads"][0])
    quote.refresh_from_db()
    assert quote.state == "asked"


def test_a_city_may_leave_its_name_out_where_that_hides_it(town):
    lesson = make.make_lesson(town["question"])
    first, second = quotes_of(lesson)[1:3]
    actions.agree(first, seal=first.seal, is_named=False, by=town["leads"][0])
    first.refresh_from_db()
    assert (first.speaker, first.is_named) == ("A city in Europe", False)

    # With so few members left it would hide nothing.
    City.objects.exclude(pk__in=[second.city_id, first.city_id]).update(kind=City.Kind.PARTNER)
    with pytest.raises(HasToBeNamed):
        actions.agree(second, seal=second.seal, is_named=False, by=town["leads"][1])


def test_an_unnamed_city_is_not_put_into_a_paper_that_would_tell_it(town):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    for quote, lead in zip(quotes_of(lesson)[1:], town["leads"], strict=False):
        actions.agree(quote, seal=quote.seal, by=lead)
    City.objects.filter(name__in=[f"Town {n}" for n in range(3, 8)]).update(kind=City.Kind.PARTNER)

    with pytest.raises(HasToBeNamed):
        actions.make_a_paper(lesson, summary="Pay.", by=staff)
    assert not Resource.objects.exists()
    actions.leave_out(quotes_of(lesson)[3], by=staff)
    assert "A city" not in actions.make_a_paper(lesson, summary="Pay.", by=staff).resource.editions.get().body


@pytest.mark.parametrize("gone", ["taken back", "hidden"])
def test_what_can_no_longer_be_read_is_not_quoted(town, gone):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    for quote, lead in zip(quotes_of(lesson)[1:], town["leads"], strict=False):
        actions.agree(quote, seal=quote.seal, by=lead)
    answer = quotes_of(lesson)[1].answer
    if gone == "hidden":
        keeping.hide_answer(answer, because="It names a tenant.", by=staff)
    else:
        answering.take_back(answer, by=answer.author)

    paper = actions.make_a_paper(lesson, summary="Pay.", by=staff).resource

    assert "We paid 0." not in paper.editions.get().body
    assert "Town 0" not in {city.name for city in paper.cities.all()}
    assert "We paid 1." in paper.editions.get().body


def refused(error, verb, *arguments, **options):
    """The verb is refused, and changes nothing."""
    before = list(Quote.objects.values()), list(Lesson.objects.values()), Message.objects.count()
    with pytest.raises(error), transaction.atomic():
        verb(*arguments, **options)
    assert before == (list(Quote.objects.values()), list(Lesson.objects.values()), Message.objects.count())


def test_what_is_refused_changes_nothing(town):
    question, asker, stranger = town["question"], town["asker"], town["leads"][5]
    answer = question.answers.first()
    begin = {"title": "Pay", "language": "en", "quotes": [Words(answer, "We paid.")], "by": asker}
    refused(NotYours, actions.begin_lesson, question, **begin | {"by": stranger})
    refused(NothingToQuote, actions.begin_lesson, question, **begin | {"quotes": [Words(None, "Who?")]})
    refused(NothingToQuote, actions.begin_lesson, question, **begin | {"quotes": [Words(answer, " ")]})
    refused(TooLong, actions.begin_lesson, question, **begin | {"quotes": [Words(answer, "x" * 20_001)]})
    other = make.answer_it(make.ask_the_forum())
    refused(NotNow, actions.begin_lesson, question, **begin | {"quotes": [Words(other, "x")]})
    lesson = actions.begin_lesson(question, **begin)
    quote = quotes_of(lesson)[0]
    refused(DraftThere, actions.begin_lesson, question, **begin)
    refused(NotYours, actions.agree, quote, seal=quote.seal, by=asker)
    refused(NotYours, actions.agree, quote, seal=quote.seal, by=make.make_officer(quote.city))
    refused(NotYours, actions.decline, quote, by=stranger)
    refused(NotYours, actions.reword, quote, words="All paid.", by=town["leads"][0])
    refused(NotYours, actions.leave_out, quote, by=stranger)
    refused(NotYours, actions.give_up, lesson, by=stranger)
    refused(NotYours, actions.make_a_paper, lesson, summary="Pay.", by=asker)
    refused(TooLong, actions.reword, quote, words="x" * 20_001, by=asker)
    actions.give_up(lesson, by=asker)
    refused(NotNow, actions.give_up, lesson, by=asker)
    refused(NotNow, actions.agree, quote, seal=quote.seal, by=town["leads"][0])
    actions.begin_lesson(question, **begin)  # a new one can be begun


def test_a_week_later_each_is_asked_once_more(town, database_clock):
    make.make_lesson(town["question"])
    assert actions.ask_again() == 0
    database_clock.shift(timedelta(days=8))
    Message.objects.all().delete()
    assert (actions.ask_again(), actions.ask_again()) == (3, 0)
    assert len(told()) == 6


# Pages --------------------------------------------------------------------------------------------------


def test_the_form_quotes_what_helped_and_keeps_what_was_typed(town, client):
    answers = list(town["question"].answers.all())
    answering.mark_helpful(answers[0], helped=True, by=town["asker"])
    client.force_login(town["asker"])
    address = reverse("resources:lesson_new", args=[town["question"].pk])

    page = client.get(address)
    assert [tick.value() for _answer, tick, _words in page.context["form"].rows] == [True, False, False]

    typed = {"title": "Pay", "language": "en", f"quote_{answers[1].pk}": "on", f"words_{answers[1].pk}": " "}
    page = client.post(address, typed)
    assert "Leave some words, or take the tick off." in page.content.decode()
    assert page.context["form"]["title"].value() == "Pay"
    assert not Lesson.objects.exists()

    page = client.post(address, typed | {f"words_{answers[1].pk}": "We paid."}, follow=True)
    assert "1 city has not answered yet." in page.content.decode()
    assert client.get(address).url == Lesson.objects.get().get_absolute_url()


def test_a_draft_in_which_no_other_city_is_quoted_says_what_to_do(town, client):
    lesson = make.make_lesson(town["question"])
    client.force_login(town["asker"])
    page = client.get(town["question"].get_absolute_url()).text
    assert "Look at the lessons-learned draft" in page
    lesson.quotes.exclude(city=town["question"].city_id).update(state=Quote.State.DECLINED)
    page = client.get(lesson.get_absolute_url()).text
    assert "No other city agreed to be quoted" in page
    assert "The secretariat puts it into the library" not in page


def test_what_was_summed_up_leads_to_a_paper(town, client):
    question = town["question"]
    words = "Turn this into a lessons-learned paper"
    client.force_login(town["asker"])
    assert words not in client.get(question.get_absolute_url()).text
    asking.sum_up(question, summary="Pay those who host.", by=town["asker"])
    page = client.get(question.get_absolute_url()).text
    assert words in page
    assert page.count(reverse("resources:lesson_new", args=[question.pk])) == 1
    client.force_login(town["leads"][0])
    assert words not in client.get(question.get_absolute_url()).text


def test_who_may_open_what(town, client):
    lesson = make.make_lesson(town["question"])
    quote = quotes_of(lesson)[1]
    draft, consent = lesson.get_absolute_url(), quote.get_absolute_url()
    people = {
        "asker": town["asker"],
        "quoted": town["leads"][0],
        "quoted too": town["leads"][1],
        "another": town["leads"][6],
        "staff": make.make_staff_at_work(),
    }
    opened = {}
    for who, person in people.items():
        client.force_login(person)
        opened[who] = [client.get(address).status_code for address in (draft, consent)]

    assert opened == {
        "asker": [200, 404],
        "quoted": [404, 200],
        "quoted too": [404, 404],
        "another": [404, 404],
        "staff": [200, 404],
    }


def test_a_city_says_yes_in_its_own_words_or_no(town, client):
    quote = quotes_of(make.make_lesson(town["question"]))[1]
    client.force_login(town["leads"][0])
    page = client.get(quote.get_absolute_url())
    seal = page.context["form"]["seal"].value()

    client.post(quote.get_absolute_url(), {"words": "We paid well.", "seal": seal, "show_name": "yes"})
    quote.refresh_from_db()
    assert (quote.state, quote.words, quote.is_named) == ("agreed", "We paid well.", True)

    page = client.post(quote.get_absolute_url(), {"words": "Other", "seal": seal, "show_name": "yes"})
    assert "The words have changed meanwhile." in page.content.decode()

    client.post(quote.get_absolute_url(), {"do": "decline"})
    quote.refresh_from_db()
    assert quote.state == "declined"


def test_nobody_learns_from_a_draft_who_is_not_named(town, client):
    """The page of the city that asked shows the description, beside a city that is named."""
    lesson = make.make_lesson(town["question"])
    client.force_login(town["asker"])
    page = client.get(lesson.get_absolute_url()).content.decode()

    assert "Town 1" in page
    assert "A city in Europe" in page
    assert "Town 2" not in page
    assert town["writers"][2].name not in page


def test_words_that_are_put_back_are_asked_for_anew(town):
    lesson = make.make_lesson(town["question"])
    quote = quotes_of(lesson)[1]
    before = quote.words
    actions.agree(quote, seal=quote.seal, by=town["leads"][0])
    actions.reword(quote, words="We paid nobody.", by=town["asker"])
    Message.objects.all().delete()

    actions.reword(quote, words=before, by=town["asker"])
    assert told() == {town["writers"][0].pk, town["leads"][0].pk}


def test_words_are_not_changed_so_often_that_a_city_drowns_in_mails(town, monkeypatch):
    monkeypatch.setitem(limits.MAILS_TO_OTHERS, "rewords_of_person", (2, limits.DAY))
    lesson = make.make_lesson(town["question"])
    own, other = quotes_of(lesson)[:2]
    for number in range(2):
        actions.reword(other, words=f"Version {number}", by=town["asker"])

    with pytest.raises(TooMany):
        actions.reword(other, words="Version 3", by=town["asker"])
    # The own words mail nobody, and the secretariat is not counted.
    actions.reword(own, words="We asked.", by=town["asker"])
    actions.reword(other, words="Version 4", by=make.make_staff_at_work())


def test_whoever_has_left_hears_no_more_of_the_draft(town):
    lesson = make.make_lesson(town["question"])
    for quote in quotes_of(lesson)[1:]:
        actions.decline(quote, by=quote.author)
    mail = Message.objects.get(kind="quotes_answered")
    assert written(mail) is not None
    town["asker"].seats.update(until=timezone.now())
    assert written(mail) is None


def test_the_leads_hear_of_a_draft_whose_maker_has_left(town):
    lead = town["asker"]
    maker = make.make_officer(lead.seats.get().city)
    lesson = make.make_lesson(town["question"], by=maker)
    maker.seats.update(until=lesson.made_at)
    for quote in quotes_of(lesson)[1:]:
        actions.decline(quote, by=quote.author)
    assert told("quotes_answered") == {lead.pk}


def test_other_words_of_an_own_unnamed_text_are_looked_at_for_the_name(town):
    asker = town["asker"]
    question = make.ask_the_forum(asker, title="Who pays for keys?", is_named=False)
    make.answer_it(question, town["writers"][0], text="We did.")
    own = quotes_of(make.make_lesson(question))[0]
    client, url = Client(), reverse("resources:quote_change", args=[own.pk])
    client.force_login(asker)

    answer = client.post(url, {"words": "In Riverport nobody paid."})
    assert answer.context["form"].noted == "Riverport"
    own.refresh_from_db()
    assert own.words == "Who pays for keys?"
    assert client.post(url, {"words": "In Riverport nobody paid.", "noted": "Riverport"}).status_code == 302


def test_nothing_else_is_put_beside_the_words_that_cities_agreed_to(town):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    for quote in quotes_of(lesson)[1:]:
        actions.agree(quote, seal=quote.seal, by=quote.author)
    unnamed = quotes_of(lesson)[3].city
    paper = actions.make_a_paper(lesson, summary="Pay.", by=staff).resource
    edition = paper.editions.get()

    with pytest.raises(AgreedWords):
        add_edition(paper, language="fr", title="Payez", summary="Payez.", body="Nobody paid.", by=staff)
    for name, value in (("what_did_not_work", "All of it."), ("link", "https://other.example/")):
        with pytest.raises(AgreedWords):
            replace_edition(edition, by=staff, **{name: value})
    with pytest.raises(AgreedWords):
        remove_edition(edition, by=staff)
    with pytest.raises(NotToBeNamed):
        edit_resource(paper, cities=[*paper.cities.all(), unnamed], by=staff)
    edit_resource(paper, cities=paper.cities.all()[:1], by=staff)
    assert paper.cities.count() == 1


def test_a_question_that_became_a_paper_says_so_and_offers_no_other(town, client):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    for quote, lead in zip(quotes_of(lesson)[1:], town["leads"], strict=False):
        actions.agree(quote, seal=quote.seal, by=lead)
    paper = publish(actions.make_a_paper(lesson, summary="Pay.", by=staff).resource, by=staff)
    client.force_login(town["asker"])
    page = client.get(town["question"].get_absolute_url()).text
    assert "Now a paper:" in page
    assert f'href="{paper.get_absolute_url()}"' in page
    assert reverse("resources:lesson_new", args=[town["question"].pk]) not in page


def test_a_city_takes_its_words_out_of_a_paper_that_stands_in_the_library(town, client):
    staff, lesson = make.make_staff_at_work(), make.make_lesson(town["question"])
    for quote, lead in zip(quotes_of(lesson)[1:], town["leads"], strict=False):
        actions.agree(quote, seal=quote.seal, by=lead)
    paper = publish(actions.make_a_paper(lesson, summary="Pay.", by=staff).resource, by=staff)
    _own, first, second, unnamed = quotes_of(lesson)
    Message.objects.all().delete()
    # As it is printed, whatever fits by now.
    Quote.objects.filter(pk=unnamed.pk).update(region="africa")

    client.force_login(town["leads"][0])
    assert f'href="{first.get_absolute_url()}"' in client.get(paper.get_absolute_url()).text
    page = client.get(first.get_absolute_url()).text
    address = reverse("resources:quote_take_out", args=[first.pk])
    assert address in page
    assert "The paper is rewritten without them" in client.get(address).text
    client.post(address)

    left = "Riverport:\n\nWho pays for guards?\n\nTown 1:\n\nWe paid 1.\n\nA city in Europe:\n\nIt failed."
    assert paper.editions.get().body == left
    assert {city.name for city in paper.cities.all()} == {"Riverport", "Town 1"}
    assert told("quote_taken_out") == {town["asker"].pk, town["writers"][0].pk}
    assert "We paid 0." not in client.get(first.get_absolute_url()).text

    # The secretariat, at the wish of a city: in one step, with a reason that the city alone reads.
    client.force_login(make.make_staff())
    verb = reverse("admin:resources_lesson_verb", args=[lesson.pk, "take-words-out"])
    client.post(verb, {"quote": second.pk, "because": "Its council asked for it"})
    said = {it.person_id: written(it).text for it in Message.objects.filter(ids__quote=second.pk)}
    assert "Its council asked for it" in said[town["leads"][1].pk]
    assert "Its council asked for it" not in said[town["asker"].pk]
    assert Entry.objects.about(second).filter(verb="quote taken out").exists()
    with pytest.raises(NotYours):
        actions.take_words_out(unnamed, by=town["leads"][1])

    # Without a word of another city it is no paper any more.
    actions.take_words_out(unnamed, by=town["leads"][2])
    paper.refresh_from_db()
    assert (paper.is_published, paper.editions.get().body) == (False, "Riverport:\n\nWho pays for guards?")
    with pytest.raises(NotNow):
        actions.take_words_out(unnamed, by=town["leads"][2])


def test_what_is_left_of_a_paper_is_found_word_for_word():
    body = "A:\n\none\n\nB:\n\none\n\nC:\n\ntwo\n\nthree"
    assert (
        left_of(body, ["one", "one", "never in it", "two\n\nthree"], 1) == "A:\n\none\n\nC:\n\ntwo\n\nthree"
    )
    words = ["one", "one", "never in it", "two\n\nthree"]
    assert left_of(body, words, 1) == "A:\n\none\n\nC:\n\ntwo\n\nthree"
    assert left_of(body, words, 2) is None
    assert left_of(body, ["one", "two\n\nthree"], 0) is None


def test_a_no_to_the_name_in_a_paper_is_never_taken_for_a_yes(town, client):
    quote = make.make_lesson(town["question"]).quotes.get(city__name="Town 0")
    for city in City.objects.exclude(name__in=["Town 0", "Town 1", "Riverport"]):
        city.seats.update(until=timezone.now())
    client.force_login(town["writers"][0])
    typed = {"words": quote.words, "seal": quote.seal}

    refused = client.post(quote.get_absolute_url(), typed | {"show_name": "no"})

    assert "name cannot be left off" in refused.text
    quote.refresh_from_db()
    assert quote.state == "asked"
    assert client.post(quote.get_absolute_url(), typed).status_code == 302
    quote.refresh_from_db()
    assert (quote.state, quote.is_named) == ("agreed", True)
