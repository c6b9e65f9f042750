"""The weekly mail: when it is queued, what it says, to whom nothing is said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now

from cities.directory.tiers import Level, Tier
from cities.models import City, Officer, User
from cities.sharing.actions import grant
from events.after.models import Survey, SurveyAnswer
from events.models import Registration
from icaforum.audit.models import Entry
from icaforum.digest.emails import digest
from icaforum.digest.models import Follow
from icaforum.digest.sections import SHOWN
from icaforum.digest.tasks import plan_digests
from icaforum.forum.models import ForumSettings
from icaforum.outbox.actions import switch_off
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from resources.library.actions.edition import replace_edition
from resources.models import Edition, Question
from tests.factories import (
    answer_it,
    ask_the_forum,
    make_city,
    make_edition,
    make_event,
    make_lead,
    make_officer,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_theme,
    make_user,
    open_rooms,
)

pytestmark = pytest.mark.django_db

MONDAY = datetime(2031, 3, 3, 7, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def _monday(database_clock):
    database_clock.move_to(MONDAY)


def reader(tier=Tier.GENERAL, **facts):
    facts = {"joined_at": MONDAY - 300 * DAY, "time_zone": "UTC"} | facts
    return make_officer(make_city(tier=tier), person=make_user(**facts))


def new_paper(title="Cool roofs", *, age=DAY, **facts):
    facts = {"editions": [{"title": title}], "published_at": MONDAY - age} | facts
    return make_resource(**facts)


def at(after_monday):
    """When an event starts, as `make_event` counts: from the time of the process."""
    return MONDAY + after_monday - datetime.now(UTC)


def mails():
    return list(Message.objects.filter(kind="digest").order_by("pk"))


def written_to(person):
    plan_digests()
    return written(Message.objects.get(kind="digest", person=person))


def sent(message, at):
    Message.objects.filter(pk=message.pk).update(state="sent", accepted_at=at, frozen_at=at)


# When ------------------------------------------------------------------------------------------------------


def test_each_reader_gets_one_a_week_at_seven_on_their_own_monday(database_clock):
    zones = ("Pacific/Auckland", "UTC", "America/Bogota")
    people = {zone: reader(time_zone=zone) for zone in zones}
    counted = {}
    for hours in range(-14, 16):
        database_clock.move_to(MONDAY + hours * HOUR)
        plan_digests()
        for zone in zones:
            key = f"digest:2031-W10:u{people[zone].pk}"
            if zone not in counted and Message.objects.filter(dedupe_key=key).exists():
                counted[zone] = hours

    assert counted == {"Pacific/Auckland": -13, "UTC": 0, "America/Bogota": 5}
    assert Message.objects.count() == len(zones)


def test_a_clock_that_is_days_late_still_queues_it_once_and_not_on_the_day_before_the_next(database_clock):
    reader()
    first = [plan_digests(MONDAY + at) for at in (5 * DAY, 5 * DAY + HOUR)]
    Message.objects.all().delete()

    assert (first, plan_digests(MONDAY + 6 * DAY)) == ([1, 0], 0)


def test_nobody_gets_two_of_a_week_by_another_zone_or_another_day_of_the_settings():
    person = reader(time_zone="Pacific/Auckland")
    plan_digests()
    User.objects.filter(pk=person.pk).update(time_zone="America/Bogota")
    ForumSettings.objects.create(digest_weekday=2, digest_hour=15)

    again = [plan_digests(MONDAY + at) for at in (6 * HOUR, 2 * DAY, 3 * DAY, 6 * DAY)]

    assert (again, [mail.dedupe_key for mail in mails()]) == ([0] * 4, [f"digest:2031-W10:u{person.pk}"])


def test_day_and_hour_are_those_of_the_settings():
    reader()
    ForumSettings.objects.create(digest_weekday=2, digest_hour=15)
    plan_digests(MONDAY + 2 * DAY + 8 * HOUR)

    [mail] = mails()
    assert (mail.wanted_at, mail.expires_at) == (
        MONDAY + 2 * DAY + 8 * HOUR,
        MONDAY + 8 * DAY + 8 * HOUR,
    )


def test_only_people_with_a_seat_who_want_it_and_were_here_at_the_hour_get_it():
    gets = reader()
    switched_off, closed, left, came = reader(), reader(), reader(), reader(joined_at=MONDAY + HOUR)
    make_staff(joined_at=MONDAY - DAY)
    switch_off(switched_off, "digest", by=None)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    Officer.objects.filter(person=left).update(until=Now())

    plan_digests(MONDAY + 2 * HOUR)

    assert [mail.person for mail in mails()] == [gets]
    assert came not in [mail.person for mail in mails()]


def test_a_week_costs_the_same_statements_but_for_its_rows(django_assert_max_num_queries):
    def cost(number):
        with django_assert_max_num_queries(500) as found:
            assert plan_digests() == number
        return len(found)

    reader(time_zone="Asia/Tokyo")
    one = cost(1)
    for zone in ("Europe/Paris", "Africa/Accra", "UTC"):
        reader(time_zone=zone)
    three = cost(3)
    each = (three - one) / 2

    assert cost(0) <= one - each


def test_named_questions_ask_once_where_their_cities_stand(django_assert_max_num_queries):
    open_rooms()
    person = reader(tier=Tier.PEER)
    lead = make_lead(make_city(tier=Tier.PEER))

    def cost(number):
        for _number in range(number):
            ask_the_forum(lead)
        since = (MONDAY - 7 * DAY).isoformat()
        with django_assert_max_num_queries(500) as found:
            parts = digest({"person": person.pk, "since": since}).context["parts"]
        assert sum(len(part.lines) for part in parts) == Question.objects.count()
        return len(found)

    assert cost(1) == cost(3)


def test_a_question_that_was_answered_before_monday_reaches_weekly_readers():
    open_rooms()
    person = reader(tier=Tier.PEER)
    answered = ask_the_forum(make_lead(make_city(tier=Tier.PEER)), title="Who pays for guards?")
    answer_it(answered)
    since = (MONDAY - 7 * DAY).isoformat()
    (part,) = digest({"person": person.pk, "since": since}).context["parts"]
    assert [(line.title, line.mark) for line in part.lines] == [("Who pays for guards?", "Answered")]


# What ------------------------------------------------------------------------------------------------------


def test_it_says_what_came_out_since_the_last_one_with_the_rights_of_now():
    person = reader(Tier.PEER)
    new_paper("Cool roofs", kind="lessons-learned")
    new_paper("For pilots", level=Level.PILOT)
    new_paper("Long ago", age=9 * DAY)
    withdrawn = new_paper("Taken back")
    project = make_project(title="Shade for markets")
    type(project).objects.update(published_at=MONDAY - DAY)
    make_event(title="Night buses", starts_in=at(20 * DAY), published_at=MONDAY - DAY)
    plan_digests()
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(state="withdrawn")

    letter = written(mails()[0])

    assert letter.subject == "New for you this week: 1 paper, 1 event, 1 pilot project"
    shown = [
        title
        for title in (
            "Cool roofs",
            "For pilots",
            "Long ago",
            "Taken back",
            "Shade for markets",
            "Night buses",
        )
        if title in letter.text
    ]
    assert shown == ["Cool roofs", "Shade for markets", "Night buses"]
    # Who is a pilot when it is sent reads what is for pilots, whatever they were when it was queued.
    person.seats.get().city.memberships.update(tier=Tier.PILOT)
    assert "For pilots" in written(mails()[0]).text


def test_no_mail_where_nothing_is_new_and_staff_see_in_a_mail_what_their_seat_gives():
    person = reader(is_staff=True, is_superuser=True)
    new_paper("Long ago", age=9 * DAY)
    new_paper("For pilots", level=Level.PILOT)
    event = make_event(title="Soon", starts_in=at(2 * DAY), published_at=MONDAY - 9 * DAY)
    make_registration(event, person=person)

    assert written_to(person) is None

    new_paper("Cool roofs")
    letter = written(mails()[0])
    assert letter.subject == "New for you this week: 1 paper"
    # What begins soon stands in a mail that comes anyway.
    assert "You have a place\n" in letter.text
    assert "For pilots" not in letter.text


def test_who_left_between_planning_and_sending_gets_none():
    person = reader()
    new_paper()
    assert written_to(person) is not None
    Officer.objects.update(until=Now())

    assert written(mails()[0]) is None


def test_each_thing_is_new_once_and_a_mail_that_did_not_leave_is_made_up_for(database_clock):
    person = reader()
    new_paper("First", age=DAY)
    plan_digests()
    sent(mails()[0], MONDAY + HOUR)
    database_clock.move_to(MONDAY + WEEK)
    new_paper("Between", age=-DAY)
    plan_digests()
    texts = [written(mail).text for mail in mails()]
    Message.objects.filter(pk=mails()[1].pk).update(state="dead")
    database_clock.move_to(MONDAY + 2 * WEEK)
    plan_digests()
    texts.append(written(mails()[2]).text)

    said = [[title for title in ("First", "Between") if title in text] for text in texts]
    assert said == [["First", "Between"], ["Between"], ["Between"]]
    assert mails()[0].person == person


def test_a_section_shows_a_few_and_names_the_page_of_all():
    person = reader()
    for number in range(SHOWN + 2):
        new_paper(f"Paper no {number}")

    letter = written_to(person)

    assert letter.subject == f"New for you this week: more than {SHOWN} papers"
    assert letter.text.count("Paper no") == SHOWN
    assert "There is more:\nhttp://testserver/library/" in letter.text


def test_times_are_the_readers_own_and_a_place_of_the_waiting_list_is_said():
    person = reader(time_zone="Pacific/Auckland")
    start = at(9 * DAY)
    event = make_event(
        title="Night buses", starts_in=start, published_at=MONDAY - DAY, time_zone="Europe/Madrid"
    )
    make_registration(event, person=person, answer=Registration.Answer.WAITING, queued_at=MONDAY - HOUR)

    text = written_to(person).text

    assert "You are on the waiting list\n" in text
    assert "Wednesday 12 March 2031, 20:00–21:15 your time, 8:00–9:15 in Madrid" in text


# What one follows ------------------------------------------------------------------------------------------


def test_what_is_followed_comes_first_with_its_reason_and_nothing_is_left_out():
    person = reader()
    theme, city = make_theme(names={"en": "Extreme heat"}), make_city(name="Lakemouth")
    new_paper("Newest", age=HOUR)
    new_paper("Of the theme", age=2 * DAY, themes=[theme])
    new_paper("Of the city", age=3 * DAY, cities=[city])
    new_paper("A toolkit", age=4 * DAY, kind="toolkit")
    for what in ({"theme": theme}, {"city": city}, {"kind": "toolkit"}):
        Follow.objects.create(person=person, **what)

    text = written_to(person).text

    places = {title: text.index(title) for title in ("Of the theme", "Of the city", "A toolkit", "Newest")}
    assert list(places) == sorted(places, key=places.get)
    assert "You follow Extreme heat." in text
    assert "You follow Toolkit." in text
    assert "What you follow comes first: Extreme heat, Lakemouth, Toolkit." in text


def test_papers_in_the_readers_language_stand_before_others_of_the_same_week():
    person = reader(language="de")
    new_paper("Newest", age=HOUR)
    new_paper("", age=2 * DAY, editions=[{"title": "Kühle Dächer", "language": "de"}])

    text = written_to(person).text

    assert text.index("Kühle Dächer") < text.index("Newest")


def part_of(letter, title):
    """What stands in one part of a mail, up to the next of these."""
    titles = (
        "Ends this week",
        "New papers",
        "Newly shared with you",
        "Now in your language",
        "Events to come",
    )
    text = letter.text.partition(f"{title}\n")[2]
    for other in (*titles, "Open My Forum"):
        text = text.partition(f"{other}\n")[0]
    return text


def granted(paper, person, *, at, by, **facts):
    """Share a paper with somebody, as at that moment: the database writes its own time."""
    grant(paper, to=person, by=by, **facts)
    paper.person_grants.update(granted_at=at)


def test_an_older_paper_that_is_newly_open_to_somebody_is_said_once(database_clock):
    staff = make_staff()
    person = reader(Tier.PEER)
    shared, lowered, for_others, seen, kept = (
        new_paper(title, age=90 * DAY, level=level, by=staff)
        for title, level in (
            ("Shared by name", Level.PILOT),
            ("Opened to peers", Level.PILOT),
            ("For pilots still", Level.PILOT),
            ("Seen before", Level.GENERAL),
            ("Shared long ago", Level.PILOT),
        )
    )
    for paper, at_ in ((shared, MONDAY - DAY), (kept, MONDAY - 10 * DAY)):
        granted(paper, person, at=at_, by=staff)
    for paper, was, now in ((lowered, Level.PILOT, Level.PEER), (seen, Level.GENERAL, Level.PUBLIC)):
        type(paper).objects.filter(pk=paper.pk).update(level=now)
        for verb, level, at_ in (("published", was, MONDAY - 90 * DAY), ("changed", now, MONDAY - DAY)):
            facts = {"target_type": "resources.resource", "target_id": str(paper.pk), "at": at_}
            Entry.objects.create(verb=verb, details={"level": int(level)}, actor_id=staff.pk, **facts)

    letter = written_to(person)

    said = part_of(letter, "Newly shared with you")
    titles = ("Shared by name", "Opened to peers", "For pilots still", "Seen before", "Shared long ago")
    assert [title for title in titles if title in said] == ["Shared by name", "Opened to peers"]
    assert letter.subject == "New for you this week: 2 papers newly shared"
    assert for_others.level == Level.PILOT
    sent(mails()[0], MONDAY)
    database_clock.move_to(MONDAY + WEEK)
    plan_digests()
    assert written(mails()[-1]) is None


def test_an_older_paper_is_said_to_partners_once_it_is_open_to_them():
    person = make_officer(
        make_city(kind=City.Kind.PARTNER), person=make_user(joined_at=MONDAY - 300 * DAY, time_zone="UTC")
    )
    papers = {
        name: new_paper(name, age=90 * DAY, level=Level.GENERAL, open_to_partners=True)
        for name in ("Open now", "Open before", "Then to all")
    }
    told(papers["Open now"], "changed", at=MONDAY - DAY, level=1, fields=["open_to_partners"])
    told(papers["Then to all"], "changed", at=MONDAY - DAY, level=0, fields=["level"])
    type(papers["Then to all"]).objects.filter(pk=papers["Then to all"].pk).update(level=Level.PUBLIC)
    reader()  # a member, who saw it all along

    said = part_of(written_to(person), "Newly shared with you")

    assert [name for name in papers if name in said] == ["Open now"]
    assert [mail for mail in mails() if written(mail)] == [Message.objects.get(person=person)]


def told(paper, verb, *, at, **details):
    """The history of a paper, as at that moment: the database writes its own time."""
    facts = {"target_type": "resources.resource", "target_id": str(paper.pk), "at": at}
    Entry.objects.create(verb=verb, details=details, **facts)


def new_language(paper, language, *, title, at=MONDAY - DAY):
    Edition.objects.create(resource=paper, language=language, title=title, summary=title, body=title)
    told(paper, "added a language", at=at, language=language)


def test_an_older_paper_is_said_once_there_is_one_in_the_readers_language():
    person = reader(language="de")
    other = reader(language="en")
    new_language(new_paper("Cool roofs", age=90 * DAY), "de", title="Kühle Dächer")

    german = written_to(person)
    english = written(Message.objects.get(kind="digest", person=other))

    assert "Kühle Dächer" in german.text
    assert english is None


def test_a_language_that_was_taken_away_and_added_anew_is_no_news():
    person = reader()
    anew = new_paper("Cool roofs", age=90 * DAY, editions=[{"language": "de"}, {"title": "Cool roofs"}])
    for verb in ("removed a language", "added a language"):
        told(anew, verb, at=MONDAY - DAY, language="en")

    assert written_to(person) is None


def test_a_language_that_was_away_for_longer_is_news_again():
    person = reader()
    paper = new_paper("", age=90 * DAY, editions=[{"language": "de"}, {"title": "Cool roofs"}])
    told(paper, "removed a language", at=MONDAY - 20 * DAY, language="en")
    told(paper, "added a language", at=MONDAY - DAY, language="en")

    assert "Cool roofs" in part_of(written_to(person), "Now in your language")


def test_a_paper_that_is_there_in_one_language_only_is_not_now_in_a_language():
    """Entered with a day of its own, long after that day."""
    person = reader()
    paper = new_paper("Cool roofs", age=90 * DAY, editions=[{"language": "de", "title": "Kühle Dächer"}])
    paper.editions.update(language="en")
    told(paper, "removed a language", at=MONDAY - 8 * DAY, language="de")
    told(paper, "added a language", at=MONDAY - DAY, language="en")

    assert written_to(person) is None


def test_a_language_that_was_chosen_by_mistake_is_news_to_the_readers_of_the_right_one():
    person = reader(language="de")
    paper = new_paper("Cool roofs", age=90 * DAY, editions=[{"title": "Cool roofs"}])
    edition = make_edition(paper, language="fr", title="Kühle Dächer")
    replace_edition(edition, language="de", by=make_staff())
    wrong = Entry.objects.filter(verb="changed a language").get()
    said = {"language": "de", "language_before": "fr", "fields": ["language"], "edition": edition.pk}
    assert wrong.details == said
    for language, was in (("fr", "de"), ("de", "fr")):
        # Wrong again before the last mail, and right after it.
        at_ = MONDAY - (20 if language == "fr" else 1) * DAY
        told(paper, wrong.verb, at=at_, language=language, language_before=was, fields=["language"])

    assert "Kühle Dächer" in written_to(person).text


def test_a_paper_stands_in_one_section_alone():
    staff = make_staff()
    person = reader()
    german = [{"title": "Kühle Dächer", "language": "de"}]
    paper = new_paper("", age=90 * DAY, level=Level.PILOT, by=staff, editions=german)
    granted(paper, person, at=MONDAY - DAY, by=staff)
    new_language(paper, "en", title="Cool roofs")

    letter = written_to(person)

    assert letter.text.count("Cool roofs") == 1
    assert "Cool roofs" in part_of(letter, "Newly shared with you")


def test_what_is_shared_for_some_days_alone_stands_where_it_says_until_when():
    staff, person = make_staff(), reader()
    paper = new_paper("Cool roofs", age=90 * DAY, level=Level.PILOT, by=staff)
    granted(paper, person, at=MONDAY - DAY, by=staff, until=MONDAY + 3 * DAY)

    letter = written_to(person)

    assert letter.subject == "New for you this week: 1 thing that ends"
    assert letter.text.count("Cool roofs") == 1


def test_nothing_ends_for_a_partner_of_what_is_open_to_partners():
    staff = make_staff()
    person = make_officer(
        make_city(kind=City.Kind.PARTNER), person=make_user(joined_at=MONDAY - 300 * DAY, time_zone="UTC")
    )
    paper = new_paper("Cool roofs", age=90 * DAY, level=Level.PILOT, open_to_partners=True, by=staff)
    granted(paper, person, at=MONDAY - 60 * DAY, by=staff, until=MONDAY + 3 * DAY)

    assert written_to(person) is None


def test_who_saw_a_paper_by_an_exception_gets_no_news_once_it_is_open_to_all():
    staff = make_staff()
    person, other = reader(), reader()
    paper = new_paper("Cool roofs", age=90 * DAY, level=Level.PILOT, by=staff)
    granted(paper, person, at=MONDAY - 60 * DAY, by=staff)
    type(paper).objects.filter(pk=paper.pk).update(level=Level.GENERAL)
    told(paper, "changed", at=MONDAY - DAY, level=int(Level.GENERAL))

    assert written_to(person) is None
    assert "Cool roofs" in written(Message.objects.get(kind="digest", person=other)).text


def test_what_ends_before_the_next_mail_is_said_until_when():
    staff = make_staff()
    person = reader()
    for title, until in (("This week", MONDAY + 4 * DAY), ("Later", MONDAY + 9 * DAY), ("Without end", None)):
        paper = new_paper(title, age=90 * DAY, level=Level.PILOT, by=staff)
        granted(paper, person, at=MONDAY - 60 * DAY, by=staff, until=until)
    asked = make_event(title="Shade for all", starts_in=at(-10 * DAY))
    unasked = make_event(title="Not there", starts_in=at(-10 * DAY))
    closed = make_event(title="For pilots by now", starts_in=at(-10 * DAY), level=Level.PILOT)
    for event in (asked, unasked, closed):
        survey = Survey.objects.create(event=event)
        survey.questions.create(position=1, kind="words", text="How was it?")
    there = {"came": True, "came_said_at": MONDAY - 9 * DAY, "came_from": "report"}
    place = make_registration(asked, person=person, **there)
    make_registration(closed, person=person, **there)

    letter = written_to(person)

    said = part_of(letter, "Ends this week")
    assert [
        title
        for title in ("This week", "Later", "Without end", "Shade for all", "Not there")
        if title in said
    ] == [
        "This week",
        "Shade for all",
    ]
    assert closed.title not in letter.text
    assert "until Friday 7 March" in said
    assert letter.subject == "New for you this week: 2 things that end"
    SurveyAnswer.objects.create(question=asked.survey.questions.get(), registration=place, words="Good")
    assert "Shade for all" not in written(mails()[0]).text
