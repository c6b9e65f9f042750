"""What people do on the days of the year, by chance, and the same chance for the same seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.year.checks import check
from tests.year.forum import Event, Forum


@dataclass(frozen=True)
class Plan:
    """How long the year is and how much happens in it; days count from 0."""

    days: int
    cities: int
    people: int
    papers: int
    events: int
    questions: int
    applications: int
    pairings: int
    removals: int
    departures: int
    kills: int
    restores: tuple[int, ...] = ()


TWO_WEEKS = Plan(
    days=14,
    cities=16,
    people=32,
    papers=4,
    events=3,
    questions=4,
    applications=1,
    pairings=1,
    removals=1,
    departures=1,
    kills=1,
    restores=(9,),
)
YEAR = Plan(
    days=365,
    cities=97,
    people=300,
    papers=120,
    events=40,
    questions=110,
    applications=12,
    pairings=4,
    removals=10,
    departures=5,
    kills=12,
    restores=(180,),
)
# Hours of UTC at which people do something; the clock stops in between wherever something is due.
DAWN, MORNING, NOON, EVENING, NIGHT = 6, 9, 12, 17, 22


def live(forum: Forum, plan: Plan, *, told: bool = False) -> None:
    """Live through all days; says each month how far it is where that is wished for."""
    begun = forum.now.replace(minute=0, second=0, microsecond=0)
    forum.act("doors opened", forum.open_the_doors)
    forum.act("members imported", forum.import_members, plan.cities, plan.people)
    for day in range(plan.days):
        date = begun + timedelta(days=day)
        _morning(forum, plan, day, date)
        _noon(forum, plan, day, date)
        _evening(forum, plan, day, date)
        pass_to(forum, date.replace(hour=NIGHT))
        check(forum, everything=day == plan.days - 1)
        forum.days += 1
        if told and day % 7 == 6:
            print(
                f"{date:%d %B %Y}: {sum(forum.done.values())} acts, {len(forum.mailbox.taken)} mails,"
                f" {len(forum.faults)} faults",
                flush=True,
            )


def pass_to(forum: Forum, moment: datetime) -> None:
    """Let the time pass, from one due moment to the next: mails that wait, reminders, events that begin."""
    while forum.now < moment:
        due = [it for it in _due(forum) if forum.now < it < moment]
        forum.portal.pass_to(min(due, default=moment))


def _due(forum: Forum) -> list[datetime]:
    with forum.portal.connect() as database:
        row = database.execute(
            "SELECT min(due_at) FROM outbox_message WHERE state = 'pending' AND due_at > clock_timestamp()"
        ).fetchone()
    found = [row[0] + timedelta(seconds=1)] if row and isinstance(row[0], datetime) else []
    leads = (timedelta(days=1), timedelta(hours=1), timedelta(0))
    return found + [it.starts - lead + timedelta(seconds=61) for it in forum.events for lead in leads]


def numbers(total: int, plan: Plan, day: int) -> range:
    """Return which of so many things in the year fall on a day."""
    # The first days belong to arriving.
    days, day = plan.days - 2, day - 2
    return range(0) if day < 0 else range(total * day // days, total * (day + 1) // days)


def _morning(forum: Forum, plan: Plan, day: int, date: datetime) -> None:
    """Invited people accept, the secretariat publishes and announces."""
    pass_to(forum, date.replace(hour=MORNING))
    for person in forum.people:
        person.read(forum.mailbox)
        waits = person.invited_by and not person.joined and not person.left
        if waits and (day == 0 or forum.chance.random() < 0.5):
            forum.act("invitation accepted", person.accept, forum.now)
    if day == 1:
        for person in forum.here()[::6]:
            forum.act("questions wanted at once", forum.read_at_once, person)
    for number in numbers(plan.papers, plan, day):
        forum.act("paper published", forum.publish_paper, number)
    for number in numbers(plan.events, plan, day):
        starts = date.replace(hour=(8, 15, 15, 20)[number % 4]) + timedelta(days=5 + number % 3)
        forum.act("event announced", forum.announce_event, number, starts, (None, 4, 6)[number % 3])
    for number in numbers(plan.pairings, plan, day):
        _pair(forum, number)


def _pair(forum: Forum, number: int) -> None:
    pilots, peers = (
        [*dict.fromkeys(it.city for it in forum.here(tier, leads=True))] for tier in ("pilot", "peer")
    )
    free = [city for city in peers if city not in forum.paired]
    if pilots and free:
        forum.paired.add(free[0])
        forum.act("pairing made", forum.pair, pilots[number % len(pilots)], free[0])


def _noon(forum: Forum, plan: Plan, day: int, date: datetime) -> None:
    """People take places and give them up, ask and answer."""
    pass_to(forum, date.replace(hour=NOON))
    for event in _coming(forum):
        able = [
            one
            for one in forum.here()
            if one.email not in event.asked and (event.level == "1" or one.tier != "general")
        ]
        for person in forum.some(able, 0.08) if able else []:
            event.asked.add(person.email)
            forum.act("place taken", forum.take_place, person, event)
            if forum.chance.random() < 0.2:
                forum.act("place given up", forum.give_up_place, person, event)
    for number in numbers(plan.questions, plan, day):
        forum.act("question asked", forum.ask, forum.chance.choice(forum.here()), number)
    _answer(forum)


def _answer(forum: Forum) -> None:
    """Who wanted questions at once answers by mail now and then, others on the page; some get no answer."""
    forum.portal.pass_on(minutes=3)
    for person in forum.here()[::6]:
        asked = [
            mail for mail in person.read(forum.mailbox) if "+q" in mail.reply_to and "asks" in mail.subject
        ]
        if asked and forum.chance.random() < 0.3:
            forum.act("answer by mail", forum.answer_by_mail, person, asked[0])
    for question in forum.questions[-4:]:
        others = [one for one in forum.here() if one.city != question.asker.city]
        if question.asked < forum.now - timedelta(hours=20) and forum.chance.random() < 0.3:
            forum.act("answer on the page", forum.answer, forum.chance.choice(others), question)


def _evening(forum: Forum, plan: Plan, day: int, date: datetime) -> None:
    """Events move or are cancelled, cities apply, people and cities leave, processes are killed."""
    pass_to(forum, date.replace(hour=EVENING))
    coming = [it for it in _coming(forum) if it.starts > forum.now + timedelta(days=2)]
    if coming and day % 9 == 4:
        forum.act("event cancelled", forum.cancel_event, coming[0])
    elif coming and day % 9 == 7:
        forum.act("event moved", forum.move_event, coming[0], coming[0].starts + timedelta(days=1))
    for number in numbers(plan.applications, plan, day):
        forum.act("application sent", forum.apply, number)
        forum.act("application approved", forum.admit, f"Sampletown {number}")
    for _number in numbers(plan.removals, plan, day):
        seconds = [one for one in forum.here() if not one.is_lead]
        forum.act("person removed", forum.remove_person, forum.chance.choice(seconds))
    for _number in numbers(plan.departures, plan, day):
        city = forum.chance.choice([one.city for one in forum.here("general")])
        forum.act("membership ended", forum.end_membership, city)
    for _number in numbers(plan.kills, plan, day):
        forum.killed += 1
        forum.portal.kill("worker")
    if day in plan.restores:
        forum.act("backup restored", forum.lose_the_database)


def _coming(forum: Forum) -> list[Event]:
    return [it for it in forum.events if not it.is_cancelled and it.starts > forum.now + timedelta(hours=2)]
