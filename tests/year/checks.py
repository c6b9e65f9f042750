"""What has to hold after each day, asked of the database, of the mail server and of the pages themselves."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from tests.year.forum import LEVELS, Forum
from tests.year.people import Person

# What a mail may take from the moment from which it is wanted.
PUNCTUAL = timedelta(minutes=10)
# Five working days without the day of asking: from a Sunday to the Friday, from a Friday to the next one.
WAITS_AT_MOST, WAITS_AT_LEAST = timedelta(days=8), timedelta(days=4)


def check(forum: Forum, *, everything: bool = False) -> None:
    """Note as faults what does not hold; looks at a sample of pages, or at all of them."""
    forum.mailbox.collect()
    for find in (mails, strangers, places, reminders, clocks, history, logs):
        for words in find(forum):
            forum.fault(f"{find.__name__}: {words}")
    viewers = forum.here() if everything else forum.some(forum.here(), 0.03)
    papers = forum.papers if everything else forum.some(forum.papers, 0.1)
    for viewer in viewers:
        for words in surfaces(forum, viewer, papers):
            forum.fault(f"surfaces: {words}")


def mails(forum: Forum) -> Iterator[str]:
    """No mail is lost, doubled, late or stuck."""
    arrived = Counter(mail.message_id for mail in forum.mailbox.taken)
    with forum.portal.connect() as database:
        rows = database.execute(
            "SELECT message_id, kind, address, state, greatest(wanted_at, created_at), accepted_at, due_at"
            " FROM outbox_message WHERE created_at > %s",
            [forum.looked_at],
        ).fetchall()
    for message_id, kind, address, state, wanted, accepted, due in rows:
        mail = f"{kind} to {address}"
        if state == "sent" and not arrived[message_id]:
            yield f"{mail} was sent and did not arrive"
        elif state in ("dead", "suppressed") or (state == "uncertain" and not forum.killed):
            yield f"{mail} is {state}"
        elif state == "sent" and accepted - wanted > PUNCTUAL:
            yield f"{mail} was wanted at {wanted:%d %b %H:%M} and left at {accepted:%d %b %H:%M}"
        elif state == "pending" and due < forum.now - PUNCTUAL:
            yield f"{mail} waits since {due:%d %b %H:%M}"
    doubled = sum(times - 1 for times in arrived.values() if times > 1)
    if doubled > forum.killed:
        yield f"{doubled} mails came twice, with {forum.killed} kills"


def strangers(forum: Forum) -> Iterator[str]:
    """Nobody who left is written to afterwards, and no mail names a paper to whom may not see it."""
    for mail in forum.mailbox.taken[forum.read_to :]:
        left = forum.gone.get(mail.to)
        if left and mail.at > left + PUNCTUAL:
            yield f"“{mail.subject}” went to {mail.to}, who left on {left:%d %b %H:%M}"
        person = forum.by_address.get(mail.to)
        for paper in forum.papers:
            if person and paper.mark in mail.text and person.tier not in LEVELS[paper.level]:
                yield f"“{mail.subject}” names {paper.mark} to {person.email}, a {person.tier} city"
    forum.read_to = len(forum.mailbox.taken)


def places(forum: Forum) -> Iterator[str]:
    """Nobody stands where no place is, and nobody waits beside a free one."""
    with forum.portal.connect() as database:
        rows = database.execute(
            "SELECT event.title, event.capacity, count(*) FILTER (WHERE answer = 'going'),"
            " count(*) FILTER (WHERE answer = 'waiting')"
            " FROM events_event event JOIN events_registration place ON place.event_id = event.id"
            " WHERE event.starts_at > clock_timestamp() AND event.state = 'published' GROUP BY event.id"
        ).fetchall()
    for title, capacity, going, waiting in rows:
        if capacity is not None and going > capacity:
            yield f"{title}: {going} places of {capacity}"
        if waiting and (capacity is None or going < capacity):
            yield f"{title}: {waiting} wait beside {going} of {capacity}"


def reminders(forum: Forum) -> Iterator[str]:
    """Whoever had a place for three days got one reminder a day before, and one in the last hour."""
    with forum.portal.connect() as database:
        rows = database.execute(
            "SELECT event.title, person.email, kinds.kind, count(message.id)"
            " FROM events_event event"
            " JOIN events_registration place ON place.event_id = event.id AND place.answer = 'going'"
            " JOIN cities_user person ON person.id = place.person_id"
            " CROSS JOIN (VALUES ('reminder_day'), ('reminder_hour')) kinds (kind)"
            " LEFT JOIN outbox_message message ON message.kind = kinds.kind AND message.state = 'sent'"
            "  AND message.person_id = place.person_id"
            "  AND (message.ids ->> 'registration')::bigint = place.id"
            "  AND message.accepted_at < event.starts_at"
            " WHERE event.state = 'published' AND place.answered_at < event.starts_at - interval '3 days'"
            "  AND event.starts_at BETWEEN clock_timestamp() - interval '1 day' AND clock_timestamp()"
            " GROUP BY event.id, person.email, kinds.kind HAVING count(message.id) <> 1"
        ).fetchall()
    for title, address, kind, count in rows:
        yield f"{title}: {address} got {count} of {kind}"


def clocks(forum: Forum) -> Iterator[str]:
    """A question without an answer is the secretariat's after five working days, and not before."""
    with forum.portal.connect() as database:
        rows = database.execute(
            "SELECT question.id, question.asked_at, question.staff_since, count(answer.id)"
            " FROM resources_question question"
            " LEFT JOIN resources_answer answer ON answer.question_id = question.id"
            " WHERE question.closed_at IS NULL GROUP BY question.id"
        ).fetchall()
    for number, asked, since, answers in rows:
        if since and since - asked < WAITS_AT_LEAST:
            yield f"question {number} was the secretariat's after {since - asked}"
        if not answers and not since and forum.now - asked > WAITS_AT_MOST:
            yield f"question {number} waits since {asked:%d %b} and nobody of the secretariat knows"


def history(forum: Forum) -> Iterator[str]:
    """Each thing that was made has its line."""
    with forum.portal.connect() as database:
        for table, kind in (
            ("resources_resource", "resources.resource"),
            ("events_event", "events.event"),
            ("resources_question", "resources.question"),
            ("pilots_pairing", "pilots.pairing"),
            ("cities_membership", "cities.membership"),
        ):
            found = database.execute(
                f"SELECT count(*) FROM {table} thing WHERE NOT EXISTS (SELECT 1 FROM audit_entry entry"
                " WHERE entry.target_type = %s AND entry.target_id = thing.id::text)",
                [kind],
            ).fetchone()
            if found != (0,):
                yield f"{found} of {kind} have no line"


def logs(forum: Forum) -> Iterator[str]:
    """Nothing broke that nobody saw."""
    said = forum.portal.logs()
    for line in said[forum.logged :].splitlines():
        if "Traceback" in line or "ERROR" in line or " CRITICAL" in line:
            yield line[:300]
    forum.logged = len(said)


def surfaces(forum: Forum, viewer: Person, papers: list) -> Iterator[str]:  # type: ignore[type-arg]
    """A paper is found by its page and both searches by whom it is shared with, and by nobody else."""
    for paper in papers:
        may = viewer.tier in LEVELS[paper.level]
        page = viewer.browser.session.get(paper.path, timeout=60)
        if "/account/login/" in page.url:
            continue
        if (page.status_code == 200) != may:
            yield f"{urlsplit(paper.path).path} answers {page.status_code} to a {viewer.tier} city"
        for search in ("/library/", "/search/"):
            found = viewer.browser.session.get(
                forum.portal.address + search, params={"q": paper.mark}, timeout=60
            )
            # What was looked for stands in the box, so its title is looked for.
            if (f"Cool rooms, {paper.mark}" in found.text) != may:
                yield f"{search} shows {paper.mark} (level {paper.level}) to a {viewer.tier} city: {not may}"
