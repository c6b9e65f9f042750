"""Used by cities: said by contacts, asked about twice, read by those who may see what is used."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.directory.viewer import Viewer
from cities.models import Report
from cities.sharing.viewers import viewer_of
from cities.talking.refusals import HasToBeNamed
from icaforum.forum.models import Room
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.pages.needs import needs_of
from resources.library.actions.resource import withdraw
from resources.models import FollowUp, Use
from resources.uses import rules
from resources.uses.actions import asking, coming, keeping, papers, saying
from resources.uses.emails import LINK, link_of
from resources.uses.refusals import NotNow, NotThere, NotYours, OtherWords, SaysNothing, ToCome
from resources.uses.timeline import in_a_sentence
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db

FACTS = {"since": "2026-05", "changed": "Nine years.", "language": "en"}


@pytest.fixture
def paper():
    make.open_rooms()
    maker = make.make_city(name="Hillford", slug="hillford")
    make.make_lead(maker)
    return make.make_resource(by=make.make_staff(), level=Level.GENERAL, cities=[maker], slug="one-page")


@pytest.fixture
def team():
    city = make.make_city(name="Riverport", slug="riverport", region="europe", tier=Tier.PEER)
    return make.make_lead(city), make.make_officer(city), city


def months_ago(number):
    return rules.months_after(timezone.now().date().replace(day=1), -number)


def test_a_contact_says_it_once_and_those_who_made_it_are_told(client, paper, team):
    _lead, officer, city = team
    client.force_login(officer)
    page = reverse("resources:paper_use", args=[paper.slug])
    since = f"{months_ago(1):%m/%Y}"

    answer = client.post(page, {"since": since, "changed": "Nine years.", "language": "en"}, follow=True)

    row = Use.objects.get()
    assert (row.city, row.author, row.tier, row.counts_from) == (city, officer, Tier.PEER, months_ago(1))
    assert "Nine years." in answer.text
    told = Message.objects.get(kind="use_said")
    assert told.person == paper.cities.get().seats.get().person
    assert "Riverport uses what you made" in written(told).subject
    assert client.get(page).status_code == 404, "its city has said so"
    with pytest.raises(NotNow):
        saying.say_use(paper, city=city, by=officer, **FACTS)
    assert "Used by cities" in client.get(paper.get_absolute_url()).text


def test_who_may_not_say_it(paper, team):
    lead, _officer, city = team
    maker = paper.cities.get()
    partner = make.make_lead(make.make_partner())
    secret = make.make_resource(by=make.make_staff(), level=Level.PILOT)
    for thing, of, by, refusal in (
        (paper, maker, maker.seats.get().person, NotYours),
        (paper, city, partner, NotYours),
        (paper, partner.seats.get().city, partner, NotYours),
        (secret, city, lead, NotThere),
        (make.make_measure(shown=False), city, lead, NotThere),
        (make.make_measure(lead), city, lead, NotYours),
    ):
        with pytest.raises(refusal):
            saying.say_use(thing, city=of, by=by, **FACTS)
    with pytest.raises(ToCome):
        saying.say_use(paper, city=city, by=lead, **FACTS | {"since": f"{timezone.now().year + 1}"})
    assert not Use.objects.exists()


def test_it_tells_of_no_paper_to_whoever_may_not_see_that(client, team):
    make.open_rooms()
    lead, _officer, city = team
    shared = make.make_resource(by=make.make_staff(), level=Level.PEER, editions=[{"title": "Zzsecret"}])
    row = make.use_it(shared, lead)
    general = make.make_lead(make.make_city(tier=Tier.GENERAL))
    peer = make.make_lead(make.make_city(tier=Tier.PEER))

    def sees(person):
        return Use.objects.visible_to(viewer_of(person) if person else Viewer.public()).exists()

    assert (sees(peer), sees(lead), sees(general), sees(None)) == (True, True, False, False)
    client.force_login(general)
    for page in (row.all_url, reverse("resources:use_report", args=[row.pk])):
        assert client.get(page).status_code == 404
    assert "Zzsecret" not in client.get(city.get_absolute_url()).text
    client.force_login(peer)
    assert "Zzsecret" in client.get(city.get_absolute_url()).text
    # Pulled back: nobody else hears of it, its own people neither read the title nor are asked.
    withdraw(shared, by=make.make_staff())
    assert not sees(peer)
    client.force_login(lead)
    own = client.get(reverse("resources:own_uses")).text
    assert ("Zzsecret" in own, "A paper that you cannot see" in own) == (False, True)
    assert not Use.objects.askable().exists()


def test_a_city_is_unnamed_only_among_five_that_could_be_meant(client, paper, team):
    lead, _officer, city = team
    with pytest.raises(HasToBeNamed):
        saying.say_use(paper, city=city, by=lead, is_named=False, **FACTS)
    others = [make.make_lead(make.make_city(region="europe", tier=Tier.PEER)) for _number in range(4)]
    row = saying.say_use(paper, city=city, by=lead, is_named=False, **FACTS)
    assert row.speaker == "A city in Europe"
    client.force_login(others[0])
    for page in (paper.get_absolute_url(), row.all_url, city.get_absolute_url()):
        text = client.get(page).text
        if page == city.get_absolute_url():
            assert "Nine years." not in text
        else:
            assert "A city in Europe" in text
            assert "Riverport" not in text
            assert "May 2026" not in text
    # One that stands there by name is no longer one of the five.
    saying.say_use(paper, city=others[0].seats.get().city, by=others[0], **FACTS)
    with pytest.raises(HasToBeNamed):
        saying.say_use(paper, city=others[1].seats.get().city, by=others[1], is_named=False, **FACTS)
    with pytest.raises(NotNow):
        saying.agree_use_to_web(row, seal=row.seal, by=lead)


def test_uses_of_measures_close_with_their_room(client, team):
    make.open_rooms()
    lead, _officer, _city = team
    measure = make.make_measure(public=True)
    row = make.use_it(measure, lead, asked=True)
    client.force_login(lead)
    assert "We use this" not in client.get(measure.get_absolute_url()).text
    assert client.get(row.all_url).status_code == 200
    make.open_rooms(Room.QUESTIONS)
    assert not Use.objects.visible_to(viewer_of(lead)).exists()
    assert not FollowUp.objects.unanswered().exists()
    for page in ("use_change", "use_came", "use_take_back"):
        assert client.get(reverse(f"resources:{page}", args=[row.pk])).status_code == 404
    assert "Nine years" not in client.get(reverse("resources:own_uses")).text


def test_the_web_reads_exactly_what_a_lead_agreed_to(client, paper, team):
    lead, officer, _city = team
    type(paper).objects.update(level=Level.PUBLIC)
    row = make.use_it(paper, officer, asked=True)
    web = reverse("resources:use_web", args=[row.pk])
    client.force_login(officer)
    assert client.get(web).status_code == 404
    with pytest.raises(NotYours):
        saying.agree_use_to_web(row, seal=row.seal, by=officer)
    with pytest.raises(OtherWords):
        saying.agree_use_to_web(row, seal="another", by=lead)
    client.force_login(lead)
    client.post(web, {"seal": row.seal, "read": "on"})
    client.logout()
    assert "Nine years" in client.get(paper.get_absolute_url()).text
    coming.say_what_came(row, outcome="goes-on", text="31 houses.", language="en", by=officer)
    text = client.get(paper.get_absolute_url()).text
    assert ("31 houses" in text, "Nine years" in text) == (False, False)
    row.refresh_from_db()
    assert row.asks_again
    saying.agree_use_to_web(row, seal=row.seal, by=lead)
    assert "31 houses" in client.get(paper.get_absolute_url()).text
    saying.take_use_off_web(row, by=lead)
    assert "31 houses" not in client.get(paper.get_absolute_url()).text


def test_it_is_asked_twice_and_then_stands_on_the_list_of_the_secretariat(paper, team):
    lead, officer, city = team
    row = make.use_it(paper, officer, since=f"{months_ago(5):%Y-%m}")
    assert row.counts_from == months_ago(5)
    start = timezone.now()
    due = timezone.make_aware(
        timezone.datetime.combine(rules.months_after(row.counts_from, 6), timezone.datetime.min.time())
    )
    assert asking.go_round(now=due - timedelta(days=1)) == 0
    assert asking.go_round(now=due) == 1
    assert asking.go_round(now=due) == 0
    # Whoever said it has left: the lead is asked the second time.
    officer.seats.update(until=start)
    assert asking.go_round(now=due + timedelta(days=13)) == 0
    assert asking.go_round(now=due + timedelta(days=14)) == 1
    told = Message.objects.filter(kind="use_asked").order_by("pk")
    assert [it.person for it in told] == [officer, lead]
    assert not FollowUp.objects.for_staff().exists()
    assert asking.go_round(now=due + timedelta(days=28)) == 1
    assert asking.go_round(now=due + timedelta(days=90)) == 0
    assert FollowUp.objects.for_staff().count() == 1
    assert Message.objects.filter(kind="use_asked").count() == 2
    keeping.close_question(row, by=make.make_staff())
    assert not FollowUp.objects.for_staff().exists()
    # A year on it is asked once more; not of a city that pauses.
    later = due + timedelta(days=190)
    city.memberships.update(paused_at=start)
    assert asking.go_round(now=later) == 0
    city.memberships.update(paused_at=None)
    assert asking.go_round(now=later) == 1
    assert list(row.follow_ups.values_list("station", flat=True)) == [6, 12]


@pytest.mark.parametrize(
    ("since", "months"), [("2026-05", 0), ("2025-01", None), ("2024", None), ("2026-06", 0), ("2026-07", 0)]
)
def test_it_counts_from_the_month_it_began_unless_the_sixth_is_over(since, months):
    now = timezone.datetime(2026, 11, 30, 12, tzinfo=timezone.get_current_timezone())
    found = rules.first_day(since, now)
    begun = since in {"2026-06", "2026-07"}
    assert f"{found:%Y-%m-%d}" == (f"{since}-01" if begun else "2026-11-30")


def test_months_are_counted_by_the_calendar():
    day = timezone.datetime(2026, 8, 31).date()
    assert str(rules.months_after(day, 6)) == "2027-02-28"
    assert str(rules.months_after(day, -6)) == "2026-02-28"
    assert str(rules.months_after(day, 12)) == "2027-08-31"
    assert rules.months_between("2026-05", day) == 3


def test_two_questions_are_answered_by_the_link_of_the_mail(client, paper, team):
    _lead, officer, _city = team
    row = make.use_it(paper, officer, asked=True)
    asked = row.follow_ups.get()
    page = link_of(asked, officer).removeprefix("http://testserver").split("//", 1)[-1]
    page = "/" + page.split("/", 1)[-1] if not page.startswith("/") else page
    assert "Do you still use it?" in client.get(page).text
    assert "What came of it" in client.post(page, {"outcome": "goes-on", "text": ""}).text
    assert not FollowUp.objects.up().exists()
    client.post(page, {"outcome": "stopped", "text": "The law forbids it."})
    row.refresh_from_db()
    assert row.stopped_at
    assert "This is answered" in client.get(page).text
    assert not Use.objects.askable().exists()
    client.force_login(make.make_lead(make.make_city()))
    text = client.get(paper.get_absolute_url()).text
    assert "stopped" in text
    assert "The law forbids it." in text
    assert LINK
    officer.seats.update(until=timezone.now())
    client.logout()
    assert client.get(page).status_code == 404


def test_an_answer_by_mail_waits_for_its_writer(client, paper, team):
    lead, officer, _city = team
    row = make.use_it(paper, officer, asked=True)
    asked = row.follow_ups.get()
    said = {"language": "en", "is_own": True, "by": officer}

    answer = coming.say_what_came_by_mail(asked, text="31 houses.", **said)

    assert (answer.goes_up_at, answer.up_at) == (None, None)  # the first one takes a click
    assert "31 houses." in written(Message.objects.get(kind="use_answer_stands")).text
    page = reverse("resources:use_answer", args=[link_of(answer, officer).rstrip("/").rsplit("/", 1)[-1]])
    assert "31 houses." in client.get(page).text
    client.post(page + "?take_back=1")
    assert not FollowUp.objects.waiting().exists()
    answer = coming.say_what_came_by_mail(asked, text="32 houses.", **said)
    client.post(page, {"outcome": "goes-on"})
    assert FollowUp.objects.up().get().text == "32 houses."
    with pytest.raises(NotNow):
        coming.say_what_came_by_mail(asked, text="33 houses.", **said)
    # The second one goes up by itself after half an hour.
    other = make.use_it(None, officer, asked=True)
    answer = coming.say_what_came_by_mail(other.follow_ups.get(), text="2 houses.", **said)
    assert answer.goes_up_at
    assert coming.put_up_due(now=answer.goes_up_at - timedelta(minutes=1)) == 0
    assert coming.put_up_due(now=answer.goes_up_at) == 1
    assert FollowUp.objects.up().count() == 2
    assert lead


def test_own_people_change_it_stop_and_take_it_back(client, paper, team):
    lead, officer, _city = team
    row = make.use_it(paper, officer)
    client.force_login(lead)
    page = reverse("resources:use_change", args=[row.pk])
    client.post(page, Page(client.get(page)).sent_by("main form") | {"changed": "Ten years."})
    row.refresh_from_db()
    assert row.changed == "Ten years."
    with pytest.raises(NotNow):
        coming.say_what_came(row, outcome="goes-on", text="All well.", language="en", by=lead)
    with pytest.raises(SaysNothing):
        coming.say_what_came(row, outcome="stopped", text=" ", language="en", by=lead)
    client.post(reverse("resources:use_came", args=[row.pk]), {"text": "No money."})
    row.refresh_from_db()
    assert row.stopped_at
    client.post(reverse("resources:use_take_back", args=[row.pk]))
    assert not Use.objects.standing().exists()
    assert make.use_it(paper, officer).pk != row.pk, "it can say so anew"


def test_what_is_hidden_is_read_by_its_city_alone(client, paper, team):
    lead, officer, _city = team
    row = make.use_it(paper, officer)
    reader = make.make_lead(make.make_city())
    client.force_login(reader)
    client.post(reverse("resources:use_report", args=[row.pk]), {"reason": "It names a tenant."})
    assert Report.objects.get().target_id == str(row.pk)
    keeping.hide_use(row, because="It names a tenant.", by=make.make_staff())
    assert Message.objects.get(kind="use_hidden").person == lead
    assert "Nine years" not in client.get(paper.get_absolute_url()).text
    client.force_login(lead)
    assert "It names a tenant." in client.get(reverse("resources:own_uses")).text
    keeping.show_use_again(row, by=make.make_staff())
    client.force_login(reader)
    assert "Nine years" in client.get(paper.get_absolute_url()).text


def test_papers_of_a_measure_are_seen_by_those_who_may_see_each(client, paper, team):
    lead, officer, _city = team
    measure = make.make_measure(lead, public=True, title="Cool homes")
    secret = make.make_resource(by=make.make_staff(), level=Level.PEER, editions=[{"title": "Zzsecret"}])
    client.force_login(lead)
    page = reverse("resources:measure_papers", args=[measure.city.slug, measure.slug])
    client.post(page, {"paper": f"https://forum.example/library/{secret.slug}/?lang=de"})
    client.post(page, {"paper": paper.slug})
    assert measure.paper_links.count() == 2
    with pytest.raises(Exception, match="lead contact"):
        papers.put_paper(measure, paper=paper, by=officer)
    general = make.make_lead(make.make_city(tier=Tier.GENERAL))
    client.force_login(general)
    text = client.get(measure.get_absolute_url()).text
    assert ("Zzsecret" in text, paper.get_absolute_url() in text) == (False, True)
    assert "Part of the measure" in client.get(paper.get_absolute_url()).text
    client.force_login(lead)
    assert "Zzsecret" in client.get(measure.get_absolute_url()).text
    client.post(reverse("resources:measure_paper_off", args=[measure.city.slug, measure.slug, secret.pk]))
    assert measure.paper_links.get().paper == paper
    make.open_rooms(Room.QUESTIONS)
    assert "Part of the measure" not in client.get(paper.get_absolute_url()).text


def test_it_stands_under_what_waits_on_today_and_in_the_weekly_mail(client, paper, team):
    lead, officer, _city = team
    row = make.use_it(paper, officer, asked=True, changed="Zebra years.")

    def asked(person):
        return [need.url for need in needs_of(viewer_of(person), (), timezone.now())]

    came, web = (reverse(f"resources:{it}", args=[row.pk]) for it in ("use_came", "use_web"))
    assert (asked(officer), asked(lead)) == ([came], [])
    officer.seats.update(until=timezone.now())
    assert asked(lead) == [came]
    FollowUp.objects.update(staff_since=timezone.now())
    client.force_login(make.make_staff_at_work())
    assert "Use of which nobody says what came" in client.get(reverse("admin:index")).text
    row = saying.agree_use_to_web(row, seal=row.seal, by=lead)
    coming.say_what_came(row, outcome="nothing-yet", text="", language="en", by=lead)
    assert asked(lead) == [web]
    since = (timezone.now() - timedelta(days=8)).isoformat()
    for reader, says in ((make.make_lead(make.make_city()), True), (lead, False)):
        ids = {"person": reader.pk, "since": since}
        letter = written(Message(pk=1, kind="digest", person=reader, ids=ids))
        assert ("nothing came of it yet" in (letter.html if letter else "")) == says
        assert "Zebra years." not in (letter.html if letter else ""), "its newest word"


def test_a_sentence_counts_regions_only_where_all_are_named():
    assert in_a_sentence([(True, "europe", False)]) == ""
    rows = [(True, "europe", False), (True, "africa", True)]
    assert in_a_sentence(rows) == "2 cities in 2 regions: 1 goes on, 1 stopped."
    assert in_a_sentence([*rows, (False, "", False)]) == "3 cities: 2 go on, 1 stopped."


def test_an_answer_that_comes_second_writes_over_none(client, paper, team):
    lead, officer, _city = team
    row = make.use_it(paper, officer, asked=True)
    page = reverse("resources:use_came", args=[row.pk])
    client.force_login(lead)
    sent = Page(client.get(page)).sent_by("main form") | {"outcome": "goes-on"}
    coming.say_what_came(row, outcome="goes-on", text="31 houses.", language="en", by=officer)

    late = client.post(page, sent | {"text": "Zebra houses."})

    assert "A colleague has answered meanwhile" in late.text
    assert "Zebra houses." in late.text
    # As sent from a page of before: it is no «we stopped».
    old = client.post(page, {"outcome": "goes-on", "text": "Zebra houses."})
    assert "A colleague has answered meanwhile" in old.text
    assert row.follow_ups.get().text == "31 houses."
    # Seen, it may take the place of what stands there; a second press of the same form makes nothing.
    seen = Page(late).sent_by("main form")
    for _press in range(2):
        assert client.post(page, seen).status_code == 302
    assert row.follow_ups.get().text == "Zebra houses."
    coming.say_what_came(row, outcome="stopped", text="No money.", language="en", by=officer)
    both_stop = client.post(page, {"text": "No staff.", "over": "stopped"})
    assert "A colleague has answered meanwhile" in both_stop.text
    assert "No staff." in both_stop.text


def test_an_answer_that_stands_is_changed_and_taken_up_again(client, paper, team):
    lead, officer, _city = team
    row = make.use_it(paper, officer, asked=True)
    coming.say_what_came(row, outcome="stopped", text="No money.", language="de", by=officer)
    client.force_login(lead)
    page = reverse("resources:use_came", args=[row.pk]) + "?station=6"
    assert page in client.get(reverse("resources:own_uses")).text
    form = Page(client.get(page)).sent_by("main form")
    assert (form["outcome"], form["text"]) == (["stopped"], ["No money."])
    client.post(page, form | {"outcome": "goes-on", "text": "Money is back."})
    row.refresh_from_db()
    answer = row.follow_ups.get()
    assert (row.stopped_at, answer.text, answer.language) == (None, "Money is back.", "de")
    for wrong in ("12", "0", "x", "²"):
        assert client.get(page.replace("station=6", f"station={wrong}")).status_code == 404


@pytest.fixture
def unnamed(paper, team):
    """A use of a city that is not named, asked, and its contact of whom mails are known."""
    _lead, officer, _city = team
    for _number in range(4):
        make.make_lead(make.make_city(region="europe", tier=Tier.PEER))
    known = make.use_it(None, officer, asked=True).follow_ups.get()
    known = coming.say_what_came_by_mail(known, text="One.", language="en", is_own=True, by=officer)
    coming.put_up_what_came(known, by=None)
    return make.use_it(paper, officer, asked=True, is_named=False).follow_ups.get()


def test_a_mailed_answer_that_tells_the_city_goes_up_only_when_said_so(client, unnamed, team):
    _lead, officer, _city = team
    said = {"language": "fr", "is_own": True, "by": officer}
    answer = coming.say_what_came_by_mail(unnamed, text="31 houses.", **said)
    assert answer.goes_up_at
    answer = coming.say_what_came_by_mail(unnamed, text=f"31 houses. {officer.name}", **said)
    assert (answer.goes_up_at, answer.tells) == (None, [officer.name])
    answer = coming.say_what_came_by_mail(unnamed, text="31 houses in Riverport.", **said)
    # In the language for which the five were counted.
    assert (answer.goes_up_at, answer.language) == (None, "en")
    mail = written(Message.objects.filter(kind="use_answer_stands").latest("pk")).text
    assert "Your text tells which city you are: Riverport" in mail
    page = reverse("resources:use_answer", args=[link_of(answer, officer).rstrip("/").rsplit("/", 1)[-1]])
    assert "Your text tells which city you are: Riverport" in client.get(page).text
    assert "press again" in client.post(page, {"outcome": "goes-on"}).text
    assert answer.mark == FollowUp.objects.waiting().get().mark
    client.post(page, Page(client.get(page)).sent_by("main form"))
    assert not FollowUp.objects.waiting().exists()


def test_a_mailed_answer_that_waits_is_asked_again_and_kept_from_colleagues(client, paper, team):
    lead, officer, _city = team
    row = make.use_it(paper, officer, asked=True)
    answer = row.follow_ups.get()
    coming.say_what_came_by_mail(answer, text="31 houses.", language="en", is_own=True, by=officer)
    assert FollowUp.objects.unanswered().count() == 1
    said = {"text": "32 houses.", "language": "en", "by": lead}
    with pytest.raises(NotNow, match="colleague"):
        coming.say_what_came_by_mail(answer, is_own=True, **said)
    with pytest.raises(NotNow, match="colleague"):
        coming.say_what_came(row, outcome="goes-on", **said)
    own = reverse("resources:own_uses")
    for person, says in ((lead, "A colleague has answered by mail"), (officer, "Look at your answer")):
        client.force_login(person)
        assert says in client.get(own).text
    now = timezone.now() + timedelta(days=15)
    assert [asking.go_round(now=now), asking.go_round(now=now + timedelta(days=15))] == [1, 1]
    assert FollowUp.objects.for_staff().get() == answer
    mail = written(Message.objects.filter(kind="use_asked").latest("pk")).text
    assert "You answered by mail" in mail
    assert "We asked on" in mail
    # Whoever wrote it has left: it waits for nobody any more.
    officer.seats.update(until=timezone.now())
    coming.say_what_came(row, outcome="goes-on", **said)
    assert FollowUp.objects.up().get().text == "32 houses."


def test_the_clock_takes_up_nothing_that_is_left_to_the_secretariat(paper, team, monkeypatch):
    row = make.use_it(paper, team[1], asked=True)
    row.follow_ups.update(mails=2, staff_since=timezone.now())
    monkeypatch.setattr(asking, "_go_on", lambda *_row: 1)
    assert asking.go_round() == 0


def test_a_city_shows_all_that_it_uses_with_titles_in_their_language(client, team):
    make.open_rooms()
    lead, _officer, city = team
    words = [{"title": f"Ein Blatt {number}", "language": "de"} for number in range(5)]
    for it in words:
        make.use_it(make.make_resource(by=make.make_staff(), level=Level.GENERAL, editions=[it]), lead)
    client.force_login(make.make_lead(make.make_city()))
    text = client.get(city.get_absolute_url()).text
    assert all(it["title"] in text for it in words)
    assert "2 more that the city uses" in text
    assert text.count('lang="de" dir="auto"><a class="title-link"') == 5
    client.force_login(lead)
    assert client.get(reverse("resources:own_uses")).text.count('lang="de" dir="auto">Ein Blatt') == 5
