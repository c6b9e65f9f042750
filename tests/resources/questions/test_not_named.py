"""Nothing tells which city it is that asks or answers without its name: every surface, read by others.

Each surface is first shown to tell a city that is named.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.sharing.viewers import viewer_of
from cities.talking.refusals import HasToBeNamed
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.search.public import search
from resources.briefs.actions import check_brief, write_brief
from resources.models import Answer, Brief, Question
from resources.questions.actions import answering, asking
from resources.questions.asked import AskedOf, Put, cities_that_see, count, reached, readers_of
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db

ASKS, ANSWERS = "Zanzigrad", "Quorvale"
TITLE, TEXT = "Who pays the hosts of cool rooms?", "Ours are paid by the evening."


def lead(name, **facts):
    facts = {"tier": Tier.GENERAL, "region": "europe", "population": 2_000_000, "languages": ["en"]} | facts
    city = make.make_city(name=name, slug=name.lower(), **facts)
    return make.make_lead(
        city, person=make.make_user(name=f"Ana {name}", email=f"ana@{name.lower()}.example")
    )


@pytest.fixture(params=[True, False], ids=["named", "not named"])
def told(request):
    """Make a talk between two cities; return whether they are named, the question, and somebody who reads."""
    make.open_rooms()
    asker, writer = lead(ASKS), lead(ANSWERS)
    readers = [lead(f"Reader{number}") for number in range(6)]
    question = make.ask_the_forum(asker, title=TITLE, is_named=request.param, details="Before summer.")
    for reader in readers:
        answering.hear_of(question, hears=True, by=reader)
    answer = make.answer_it(question, writer, text=TEXT, is_named=request.param)
    make.answer_it(question, asker, text="And who pays for the insurance?")
    answering.mark_helpful(answer, helped=True, by=asker)
    asking.sum_up(question, summary="Hosts are paid.", by=asker)
    return request.param, question, readers[0]


def pages(question, reader):
    client = Client()
    client.force_login(reader)
    addresses = {
        "list": reverse("resources:questions"),
        "list, newest": reverse("resources:questions") + "?state=summed-up",
        "page": question.get_absolute_url(),
        "public search": reverse("search") + "?q=cool+rooms",
        "report": reverse("resources:question_report", args=[question.pk]),
        "report of an answer": reverse("resources:answer_report", args=[question.answers.first().pk]),
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def mails(reader):
    found = {}
    for message in Message.objects.filter(person=reader):
        letter = written(message)
        if letter is not None:
            found[message.kind, message.pk] = " ".join(
                [letter.subject, letter.html, letter.text, letter.reply_to or "", letter.sender_name or ""]
            )
    return found


def digest(reader):
    since = (timezone.now() - timedelta(days=3)).isoformat()
    message = Message(pk=1, kind="digest", person=reader, ids={"person": reader.pk, "since": since})
    return written(message)


def make_brief(question, *, readers_own):
    city = readers_own.seats.get().city
    row = write_brief(question, city=city, language="de", text="Ja.", by=readers_own)
    return check_brief(row, by=question.author)


def telling(text):
    return [it for name in (ASKS, ANSWERS) for it in (name, name.lower()) if it in text]


def test_no_page_and_no_mail_tells_a_city_that_is_not_named(told):
    named, question, reader = told
    surfaces = pages(question, reader) | mails(reader)
    assert len(surfaces) >= 8
    hits = {where: telling(text) for where, text in surfaces.items() if telling(text)}
    if named:
        assert {"list", "page", "public search"} <= hits.keys()
    else:
        assert hits == {}
        assert "A city of 1 to 3 million in Europe" in surfaces["page"]


def test_the_weekly_mail_does_not_tell_it(told):
    named, _question, reader = told
    Question.objects.update(first_answer_at=None, summed_up_at=None, summary="")
    html = digest(reader).html
    assert TITLE in html
    assert bool(telling(html)) is named


@pytest.mark.parametrize("words", [ASKS, ANSWERS, "ana@zanzigrad.example", "Ana Zanzigrad"])
def test_no_search_finds_it_by_the_name(told, words):
    named, _question, reader = told
    client = Client()
    client.force_login(reader)
    page = client.get(reverse("resources:questions"), {"q": words}).content.decode()
    found = [part.name for part in search(viewer_of(reader), words) if part.name == "questions"]
    expected = named and words == ASKS
    assert (TITLE in page, bool(found)) == (expected, expected)


def test_following_the_city_does_not_tell_it(told):
    _named, _question, reader = told
    city = Question.objects.get().city
    client = Client()
    client.force_login(reader)
    client.post(reverse("follow"), {"city": city.slug})
    Question.objects.update(first_answer_at=None, summed_up_at=None, summary="")
    named_by_follow = f"follow {city}" in digest(reader).text
    assert not named_by_follow


def test_the_day_is_the_same_on_every_reader_s_clock(told):
    """A reader who changes their zone would see between which hours it was written, and so where."""
    named, question, reader = told
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    Question.objects.update(asked_at=late, edited_at=late, summed_up_at=late, closed_at=late)
    Answer.objects.update(up_at=late, edited_at=late)
    brief = make_brief(question, readers_own=reader)
    Brief.objects.update(checked_at=late)
    shown = set()
    for zone in ("UTC", "Asia/Tokyo"):
        reader.time_zone = zone
        reader.save()
        for where, text in pages(question, reader).items():
            shown |= {day for day in ("2 March", "3 March") if day in text}
            assert named or "3 March" not in text, where
    assert shown == ({"2 March", "3 March"} if named else {"2 March"})
    assert brief.whole.is_named is named


def test_its_own_people_and_the_secretariat_see_who_it_is(told):
    named, question, _reader = told
    staff = Client()
    staff.force_login(make.make_staff())
    page = staff.get(reverse("admin:resources_question_change", args=[question.pk])).content.decode()
    assert ASKS in page
    own = Client()
    own.force_login(question.author)
    assert ("Your city, not named" in own.get(question.get_absolute_url()).content.decode()) is not named


def test_the_description_stays_as_it_was_written(told):
    named, question, _reader = told
    question.city.population = 12_000_000
    question.city.save()
    for _number in range(9):
        lead(f"Later{_number}", population=12_000_000)
    question.refresh_from_db()
    assert question.speaker == (ASKS if named else "A city of 1 to 3 million in Europe")


def test_the_history_is_the_secretariats(told):
    _named, _question, reader = told
    client = Client()
    client.force_login(reader)
    assert Entry.objects.filter(verb="question asked").exists()
    assert client.get(reverse("admin:audit_entry_changelist")).status_code in {302, 403, 404}


@pytest.mark.parametrize("asked_of", Question.AskedOf.values)
def test_the_numbers_are_the_same_whichever_city_asks(asked_of):
    """Of how many were asked, people and cities: a sum that lacks one, or has one more, would tell which."""
    make.open_rooms()
    theme = make.make_theme()
    tiers = [Tier.GENERAL] * 5 + [Tier.PEER] * 3
    leads = [lead(f"City{number}", tier=tier) for number, tier in enumerate(tiers)]
    for number, person in enumerate(leads):
        city = person.seats.get().city
        for _colleague in range(number):
            make.make_officer(city)
        if number % 2:
            city.themes.add(theme)
    target = lead("Target", tier=Tier.PEER).seats.get().city
    one_city = target if asked_of == Question.AskedOf.CITY else None
    numbers = set()
    for person in leads:
        facts = {"asked_of": asked_of, "themes": [theme], "one_city": one_city, "is_named": False}
        question = make.ask_the_forum(person, **facts)
        numbers.add((readers_of(question).count(), cities_that_see(question).count()))
        # The asker counts the others before asking and afterwards alike; another city leaves itself out.
        own = person.seats.get().city
        put = Put(own, AskedOf(asked_of), (theme,), one_city)
        before, after = count(put), reached(question, but=[own.pk])
        assert (before.cities, before.people) == (after.cities, after.people)
    assert len(numbers) == 1


def test_what_the_unnamed_asker_adds_is_in_the_language_of_the_question(told):
    named, question, _reader = told
    added = make.answer_it(question, question.author, text="Obrigado", language="pt")
    assert added.language == ("pt" if named else "en")


def test_a_paper_of_its_own_is_neither_linked_nor_listed(told):
    named, question, reader = told
    answer = question.answers.filter(is_of_asker=False).get()
    own, other = make.make_resource(cities=[answer.city]), make.make_resource()
    text = " ".join(f"https://forum.example{paper.get_absolute_url()}" for paper in (own, other))
    answering.change_answer(answer, text=text, did_not_work=False, by=answer.author)

    page = Page(client_of(reader).get(question.get_absolute_url()))

    assert (own.get_absolute_url() in page.paths) is named
    assert other.get_absolute_url() in page.paths


def test_a_text_that_tells_the_city_is_sent_only_when_that_was_seen(told):
    _named, question, reader = told
    for number in range(5):
        lead(f"More{number}")
    client, city = client_of(reader), reader.seats.get().city
    paper = make.make_resource(cities=[city])
    typed = {"language": "en", "show_name": "no"}
    for address, texts in (
        (reverse("resources:ask"), {"title": f"Trams in {city}?", "asked_of": "all"}),
        (question.get_absolute_url(), {"text": f"We in {city} paid."}),
        (question.get_absolute_url(), {"text": f"See {paper.get_absolute_url()}"}),
    ):
        first = client.post(address, typed | texts)
        assert first.status_code == 200
        noted = Page(first).typed["noted"]
        assert noted in {str(city), paper.title}
        assert client.post(address, typed | texts | {"noted": noted}).status_code == 302


def test_whether_one_can_be_unnamed_does_not_tell_who_asked():
    """The offer to leave the name out counts the asking city among the others, where that is not named."""
    make.open_rooms()
    cities = [lead(f"City{number}", languages=["en", "pt"][: 1 + (number < 4)]) for number in range(8)]
    offers = set()
    for asker in cities[1:]:
        question = make.ask_the_forum(asker, is_named=False)
        for language in ("en", "pt"):
            page = client_of(cities[0]).post(question.get_absolute_url(), {"text": "", "language": language})
            offers.add((language, *Page(page).texts("input[name=show_name] + span")))
    assert len(offers) == 2


def test_a_summary_of_the_city_names_nobody_who_joins_the_secretariat(told):
    named, question, reader = told
    question.author.is_staff = True
    question.author.save()
    page = client_of(reader).get(question.get_absolute_url()).content.decode()
    assert "secretariat, on" not in page
    assert (question.author.name in page) is named


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_a_no_is_never_taken_for_a_yes_and_a_language_may_make_it_possible(client):
    """With too few cities that write Spanish «No» is refused; pressed again the name stands there."""
    make.open_rooms()
    people = [lead(f"City{number}") for number in range(6)]
    question = make.ask_the_forum(people[0])
    client.force_login(people[1])
    for address, texts, rows in (
        (reverse("resources:ask"), {"title": "Who pays the drivers?", "asked_of": "all"}, Question.objects),
        (question.get_absolute_url(), {"text": "Ours are paid by the evening."}, Answer.objects),
    ):
        before = rows.count()
        typed = texts | {"language": "es", "show_name": "no"}

        refused = client.post(address, typed)

        assert refused.status_code == 200
        assert "name cannot be left off" in refused.text
        assert rows.count() == before
        again = Page(refused).sent_by("main form:has([name=language])")
        assert "show_name" not in again
        assert client.post(address, again | {"language": "en", "show_name": "no"}).status_code == 302
        assert rows.latest("pk").speaker == "A city of 1 to 3 million in Europe"
        assert client.post(address, again | {"text": "More of it.", "title": "More?"}).status_code == 302
        assert rows.latest("pk").is_named


def test_cities_of_whom_nobody_can_write_hide_nobody(client):
    make.open_rooms()
    asker, *_others = [lead(f"City{number}") for number in range(4)]
    for number in range(9):
        make.make_city(name=f"Silent{number}", region="europe", population=2_000_000, languages=["en"])
    with pytest.raises(HasToBeNamed):
        make.ask_the_forum(asker, is_named=False)
    lead("City9")
    assert make.ask_the_forum(asker, is_named=False).speaker == "A city of 1 to 3 million in Europe"


def test_whoever_reads_the_portal_in_another_language_may_be_unnamed_too(client):
    make.open_rooms()
    people = [lead(f"City{number}") for number in range(6)]
    question = make.ask_the_forum(people[0])
    people[1].language = "de"
    people[1].save()
    client.force_login(people[1])

    for address in (reverse("resources:ask") + "?title=Who", question.get_absolute_url()):
        assert Page(client.get(address)).html.select("input[name=show_name]"), address


def test_a_mailed_text_that_tells_an_unnamed_city_does_not_go_up_by_the_clock():
    make.open_rooms()
    asker, *_others = [lead(f"City{number}") for number in range(5)]
    question = make.ask_the_forum(asker, is_named=False)

    def mailed(text):
        row = answering.answer_by_mail(question, text=text, language="en", is_own=True, by=asker)
        return row, written(Message.objects.filter(kind="answer_as_it_stands").latest("pk"))

    answering.put_up(mailed("We ask of schools.")[0], by=None)
    calm, mail = mailed("And of halls.")
    assert calm.goes_up_at is not None
    assert "tells which city" not in mail.text
    tells, mail = mailed("The council of City0 appeals.")

    assert tells.goes_up_at is None
    assert "Your text tells which city you are: City0." in mail.text
    answering.put_up_due(now=timezone.now() + timedelta(days=9))
    tells.refresh_from_db()
    assert tells.up_at is None
    signed, mail = mailed(f"And of schools. Regards, {asker.name}")
    assert signed.goes_up_at is None
    assert f"{asker.name}." in mail.text


def test_a_name_left_off_a_mailed_answer_that_tells_it_takes_a_click():
    make.open_rooms()
    asker, writer, *_others = [lead(f"City{number}") for number in range(7)]
    question = make.ask_the_forum(asker)

    def mailed(text):
        return answering.answer_by_mail(question, text=text, language="en", is_own=True, by=writer)

    answering.put_up(mailed("By the evening."), by=None)
    named = mailed("City1 pays them by the evening.")
    assert named.goes_up_at is not None

    assert answering.do_not_name(named, by=None).goes_up_at is None
