"""What a text says in short: who writes and checks it, who reads it when, and what it never tells."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level
from cities.sharing.viewers import viewer_of
from icaforum.forum.actions import change_settings
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from resources.briefs import actions
from resources.briefs.refusals import NoPart, NotNow, NotYours, ThereAlready, TooMany
from resources.contributions.actions import deciding
from resources.library.actions.edition import replace_edition
from resources.models import Brief
from resources.questions.actions import answering, asking
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    make.open_rooms()
    cities = {name: make.make_city(name=name) for name in ("Riverport", "Lakemouth", "Hillford")}
    leads = {name: make.make_lead(city) for name, city in cities.items()}
    paper = make.make_resource(cities=[cities["Riverport"]], editions=[{"language": "en"}])
    question = make.ask_the_forum(leads["Riverport"])
    answer = make.answer_it(question, leads["Hillford"])
    Message.objects.all().delete()
    return {"cities": cities, "leads": leads, "paper": paper, "question": question, "answer": answer}


def in_spanish(world, thing, by="Lakemouth", **facts):
    facts = {"text": "Paga la ciudad.", "language": "es", "city": world["cities"][by]} | facts
    return actions.write_brief(world[thing], by=world["leads"][by], **facts)


def seen_by(person):
    return set(Brief.objects.visible_to(viewer_of(person)))


@pytest.mark.parametrize(
    ("thing", "owner"), [("paper", "Riverport"), ("question", "Riverport"), ("answer", "Hillford")]
)
def test_it_is_read_by_all_once_the_city_that_wrote_the_text_has_checked_it(world, thing, owner, client):
    row = in_spanish(world, thing)
    stranger, checker, writer = make.make_officer(make.make_city()), world["leads"][owner], row.author
    asked = Message.objects.get()
    assert (asked.kind, asked.person) == ("brief_waits", checker)
    assert "Paga la ciudad." in written(asked).text
    assert [row in seen_by(it) for it in (stranger, checker, writer)] == [False, True, True]
    with pytest.raises(NotYours):
        actions.check_brief(row, by=writer)

    client.force_login(checker)
    page = Page(client.get(row.get_absolute_url()))
    sent = client.post(row.get_absolute_url(), page.sent_by("form.form") | {"text": "Paga la región."})
    assert sent.url == world[thing].get_absolute_url()

    row.refresh_from_db()
    assert (row.text, row.checked_by) == ("Paga la región.", checker)
    told = Message.objects.get(kind="brief_answered")
    assert told.person == writer
    said = written(told).text
    assert said.index("checked and corrected") < said.index("Paga la región.") < said.index("Paga la ciudad.")
    client.force_login(stranger)
    seen = Page(client.get(world[thing].get_absolute_url(), headers={"accept_language": "es"}))
    assert seen.texts(".in-short [lang=es]") == ["Paga la región."]
    assert written(asked) is None
    with pytest.raises(NotNow):
        actions.check_brief(row, by=checker)


@pytest.mark.parametrize(("thing", "lists"), [("paper", "list"), ("question", "questions")])
def test_what_is_said_in_short_is_found_and_counts_as_readable(world, thing, lists, client):
    client.force_login(reader := make.make_officer(make.make_city()))
    other = {
        "paper": lambda: make.make_resource(editions=[{"language": "fr"}]),
        "question": lambda: make.ask_the_forum(world["leads"]["Hillford"], language="fr"),
    }[thing]
    reader.language, reader.reads = "de", ["es"]
    reader.save()
    make.make_resource(editions=[{"language": "de"}])
    row = in_spanish(world, thing, text="Los guardias cuestan demasiado.")
    newer = other()
    address = reverse(f"resources:{lists}")

    def listed(**query):
        answer = client.get(address, query)
        page = answer.context.get("page") or answer.context["listing"]
        return [it for it in page.rows if it in (world[thing], newer)]

    assert listed() == [newer, world[thing]]
    assert listed(q="guardias demasiado") == []
    actions.check_brief(row, by=world["leads"]["Riverport"])
    assert listed() == [world[thing], newer]
    shown = Page(client.get(address)).texts("li.result [lang=es], li.question [lang=es]")
    assert shown == ["Los guardias cuestan demasiado."]
    assert listed(q="guardias demasiado") == [world[thing]]
    actions.take_brief_back(row, by=row.author)
    assert listed(q="guardias demasiado") == []


def test_what_is_of_ones_own_city_needs_no_other_to_check_it(world):
    row = in_spanish(world, "paper", by="Riverport")
    assert row in seen_by(world["leads"]["Hillford"])
    assert not Message.objects.exists()


def test_one_a_language_and_none_in_that_of_the_text(world):
    first = in_spanish(world, "question")
    for language in ("es", "en"):
        with pytest.raises(ThereAlready):
            in_spanish(world, "question", by="Hillford", language=language)
    with pytest.raises(NotYours):
        actions.take_brief_back(first, by=world["leads"]["Hillford"])
    actions.take_brief_back(first, by=first.author)
    assert first not in seen_by(world["leads"]["Lakemouth"])
    in_spanish(world, "question", by="Hillford")


def test_who_does_not_see_the_text_or_has_no_seat_writes_none(world):
    secret = make.make_resource(level=Level.PILOT, cities=[world["cities"]["Riverport"]])
    with pytest.raises(NoPart):
        in_spanish(world | {"paper": secret}, "paper")
    with pytest.raises(NoPart):
        in_spanish(world, "paper", city=world["cities"]["Hillford"])


def test_a_declined_one_is_read_by_nobody_and_its_writer_reads_why(world, client):
    row = in_spanish(world, "paper")
    client.force_login(world["leads"]["Riverport"])
    empty = client.post(row.get_absolute_url(), {"do": "decline", "because": ""})
    assert empty.status_code == 200
    assert "This field is required." in empty.text or "Please" in empty.text
    client.post(row.get_absolute_url(), {"do": "decline", "because": "It was the region."})

    row.refresh_from_db()
    assert row.ended_because == "It was the region."
    assert seen_by(row.author) == set()
    told = Message.objects.get(kind="brief_answered")
    assert "It was the region." in written(told).text
    assert client.get(row.get_absolute_url()).status_code == 404


def test_who_checks_is_asked_twice_and_then_it_is_the_secretariats(world):
    row, of_nobody = in_spanish(world, "paper"), make.make_resource(editions=[{"language": "en"}])
    waits = in_spanish(world | {"paper": of_nobody}, "paper")
    assert list(Brief.objects.for_staff()) == [waits]
    assert actions.ask_checkers_again() == 0
    Brief.objects.update(written_at=timezone.now() - timedelta(days=8))
    assert actions.ask_checkers_again() == 2
    assert actions.ask_checkers_again() == 0
    again = Message.objects.filter(kind="brief_waits")
    assert [it.person for it in again] == [world["leads"]["Riverport"]] * 2
    assert "Still open" in written(again.latest("pk")).subject
    Brief.objects.update(written_at=timezone.now() - timedelta(days=15))
    assert list(Brief.objects.for_staff()) == [row, waits]
    actions.check_brief(waits, by=make.make_staff_at_work())
    assert list(Brief.objects.for_staff()) == [row]


def test_nobody_of_a_city_that_pauses_or_left_is_asked(world):
    world["cities"]["Riverport"].memberships.update(paused_at=timezone.now())
    in_spanish(world, "paper")
    assert not Message.objects.exists()


def test_the_city_of_one_that_left_the_forum_stays_there_with_its_last_day(world, client):
    row = in_spanish(world, "paper")
    actions.check_brief(row, by=world["leads"]["Riverport"])
    row.city.memberships.update(until=timezone.now())
    client.force_login(world["leads"]["Hillford"])
    for address in (world["paper"].get_absolute_url(), row.get_absolute_url()):
        page = client.get(address, headers={"accept_language": "es"})
        assert "was a member until" in page.text


def test_a_city_that_is_not_named_is_not_told_by_what_is_said_in_short(world, client):
    for _number in range(6):
        make.make_lead(make.make_city(region="europe", population=2_000_000))
    asker = make.make_lead(make.make_city(name="Northbridge", region="europe", population=2_000_000))
    question = make.ask_the_forum(asker, is_named=False)
    world["question"] = question
    own = asker.seats.get().city
    make.make_officer(world["cities"]["Hillford"], person=asker)
    paper = deciding.publish(make.contribute(asker, city=own, is_named=False), by=make.make_staff()).paper
    for thing, city in ((question, own), (question, world["cities"]["Hillford"]), (paper, own)):
        with pytest.raises(NotYours):
            actions.write_brief(thing, city=city, language="es", text="Sí.", by=asker)
    row = in_spanish(world, "question")
    actions.check_brief(row, by=asker)

    for address in (question.get_absolute_url(), row.get_absolute_url()):
        client.force_login(row.author)
        page = client.get(address, headers={"accept_language": "es"})
        assert "Paga la ciudad." in page.text
        assert "Northbridge" not in page.text
    assert "Northbridge" not in written(Message.objects.get(kind="brief_answered")).html


def test_a_city_that_is_not_named_says_yes_or_no_and_puts_in_no_word(world, client):
    for _number in range(6):
        make.make_lead(make.make_city(region="europe", population=2_000_000))
    asker = make.make_lead(make.make_city(name="Northbridge", region="europe", population=2_000_000))
    world["question"] = make.ask_the_forum(asker, is_named=False)
    row = in_spanish(world, "question", text="Northbridge paga.")
    with pytest.raises(NotYours):
        actions.check_brief(row, by=asker, text="La ciudad paga.")
    assert "You can correct it" not in written(Message.objects.get(kind="brief_waits")).text

    client.force_login(asker)
    address = row.get_absolute_url()
    page = Page(client.get(address))
    assert "text" not in page.sent_by("form.form")
    warned = client.post(address, page.sent_by("form.form"))
    assert "which city you are: Northbridge" in warned.text
    no = {"do": "decline", "because": "We are Northbridge."}
    assert "which city you are: Northbridge" in client.post(address, no).text
    row.refresh_from_db()
    assert row.is_waiting
    client.post(address, Page(warned).sent_by("form.form"))
    row.refresh_from_db()
    assert (row.text, row.checked_by) == ("Northbridge paga.", asker)


def test_of_a_paper_without_a_city_the_secretariat_is_said_to_check_it(world, client):
    paper = make.make_resource(editions=[{"language": "en"}])
    client.force_login(world["leads"]["Lakemouth"])
    address = reverse("resources:paper_in_short", args=[paper.slug])
    page = Page(opened := client.get(address))
    assert "The secretariat checks them" in opened.text
    said = client.post(
        address, page.sent_by("form.form") | {"text": "Calor.", "language": "es"}, follow=True
    ).text
    assert "once the secretariat has checked it" in said


def test_who_sees_the_text_no_more_takes_their_own_back(world, client):
    row = in_spanish(world, "question")
    world["question"].hidden_at = timezone.now()
    world["question"].save()
    address = reverse("resources:brief_take_back", args=[row.pk])
    client.force_login(world["leads"]["Hillford"])
    assert client.get(address).status_code == 404
    client.force_login(row.author)
    assert client.get(address).status_code == 200
    assert client.post(address).url == reverse("resources:questions")
    row.refresh_from_db()
    assert row.ended_at


def test_a_closed_room_hides_those_of_its_texts_alone(world, client):
    rows = [in_spanish(world, thing) for thing in ("paper", "question", "answer")]
    change_settings(by=None, open_rooms=[])
    assert seen_by(rows[0].author) == {rows[0]}
    Brief.objects.update(written_at=timezone.now() - timedelta(days=15))
    assert list(Brief.objects.for_staff()) == [rows[0]]
    client.force_login(rows[0].author)
    assert [client.get(row.get_absolute_url()).status_code for row in rows] == [200, 404, 404]


def test_whoever_writes_many_goes_on_tomorrow(world):
    for code in ("es", "fr", "pt", "it", "nl", "de", "sv", "da", "fi", "no") * 2:
        row = in_spanish(world, "paper", language=code)
        actions.take_brief_back(row, by=row.author)
    with pytest.raises(TooMany):
        in_spanish(world, "paper")


def test_writing_one_begins_in_a_language_that_the_reader_reads_and_loses_nothing(world, client):
    client.force_login(world["leads"]["Lakemouth"])
    address = reverse("resources:paper_in_short", args=[world["paper"].slug])
    page = Page(client.get(address, headers={"accept_language": "pt-BR"}))
    assert page.typed["language"] == "pt"
    refused = Page(client.post(address, page.sent_by("form.form") | {"text": "Calor. " * 100}))
    assert refused.typed["text"].startswith("Calor.")
    sent = client.post(address, page.sent_by("form.form") | {"text": "Calor.", "language": "fil"})
    assert sent.url == world["paper"].get_absolute_url()
    assert Brief.objects.get().language == "fil"


@pytest.mark.parametrize(
    ("thing", "owner"), [("paper", "Riverport"), ("question", "Riverport"), ("answer", "Hillford")]
)
def test_after_the_text_has_changed_its_city_looks_again(world, thing, owner, client):
    row, checker = in_spanish(world, thing), world["leads"][owner]
    client.force_login(checker)
    assert "Lakemouth says your text in short: is it right?" in client.get(reverse("desk")).text
    actions.check_brief(row, by=checker)
    assert "Lakemouth says your text in short" not in client.get(reverse("desk")).text
    assert not Brief.objects.to_look_at().exists()
    # The history takes the moment at which a transaction begins, and a test is one.
    Brief.objects.update(checked_at=timezone.now() - timedelta(hours=1))
    if thing == "paper":
        replace_edition(world["paper"].editions.get(), by=make.make_staff(), summary="Other words.")
    elif thing == "question":
        asking.change_question(world["question"], by=checker, details="Other words.")
    else:
        answering.change_answer(world["answer"], text="Other words.", did_not_work=False, by=checker)

    assert "look again at what Lakemouth says in short" in client.get(reverse("desk")).text
    address = world["question" if thing == "answer" else thing].get_absolute_url()
    said = "the whole text has changed since it was checked"
    assert said in client.get(address, headers={"accept-language": "es"}).text
    page = client.get(row.get_absolute_url())
    assert "Is this still right?" in page.text
    place = "/library/" if thing == "paper" else "/questions/"
    assert f'<a href="{place}" aria-current="page">' in page.text
    client.post(row.get_absolute_url(), Page(page).sent_by("form.form"))

    assert not Brief.objects.to_look_at().exists()
    with pytest.raises(NotNow):
        actions.check_brief(row, by=checker)


def test_who_declines_on_a_page_from_before_a_colleague_said_yes_changes_nothing(world, client):
    row = in_spanish(world, "paper")
    mate = make.make_lead(world["cities"]["Riverport"], person=make.make_user(name="Mara Kim"))
    client.force_login(world["leads"]["Riverport"])
    page = Page(client.get(row.get_absolute_url()))
    no = page.sent_by("form:has([value=decline])") | {"because": "It was the region."}
    actions.check_brief(row, by=mate)

    met = client.post(row.get_absolute_url(), no, follow=True)

    assert met.redirect_chain[0][0] == row.get_absolute_url()
    assert "Mara Kim has approved it meanwhile" in met.text
    row.refresh_from_db()
    assert row.ended_at is None
    anew = Page(met).sent_by("form:has([value=decline])") | {"because": "It was the region."}
    for said in ("Its writer reads why.", "declined or taken back already"):
        assert said in client.post(row.get_absolute_url(), anew, follow=True).text
    row.refresh_from_db()
    assert row.ended_at
