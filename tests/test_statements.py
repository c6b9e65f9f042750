"""Every page costs as many statements with many rows behind it as with few."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.advocacy.models.call import RUNS
from cities.directory.tiers import Level, Tier
from cities.letters.actions import write_in_thread
from cities.models import AccessRequest, Invitation, JointCall
from cities.partners.actions import helping, needing
from cities.people.actions.profiles import edit_profile
from cities.talking.actions import report
from events.models import Speaker
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from pilots.models import Exchange, Pairing, PeerCall
from pilots.pairings.actions import plan
from resources.models import MeasurePaper, Question
from resources.questions.actions.answering import hear_of, mark_helpful
from resources.questions.actions.asking import keep_draft, sum_up
from resources.uses.actions import coming
from tests import factories as make
from tests.hostile_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FEW, MANY = 2, 14
# No page of ours costs more, however many rows there are: what a person waits for.
MOST = {"a visitor": 20, "an officer": 30, "a lead": 30, "staff": 45}
# A page that looks at twenty kinds of things, with what their lists say of each.
# So does Today, of which each line asks once how many and once who.
# So does the file of all that is held about somebody: a statement for each; and the plan of erasing it.
# The page that replaces somebody counts what follows for each of two colleagues.
DEARER = {
    "/admin/": 76,
    "/admin/search/?q=city": 82,
    # The history names things of each kind by one statement.
    "/admin/audit/entry/export/csv/": 55,
    "/admin/cities/officer/…/do/replace/": 69,
    "/admin/cities/officer/…/do/remove/": 59,
    # What becomes of each kind of what a city has written is a count.
    "/admin/cities/city/…/do/end/": 72,
    "/admin/cities/membership/…/do/end/": 72,
    "/cities/city-…/confirm/no/": 45,
    # Each part of the year counts another kind of thing.
    "/year/": 40,
    # An interest is read with its call, each wish with why it is met or not; a pairing is tried and undone.
    "/admin/pilots/interest/…/change/": 55,
    "/admin/pilots/interest/…/do/propose/": 120,
    "/admin/pilots/peercall/…/do/decide/": 95,
    # Each kind of row of a person is one more, and so is what names it.
    "/account/held/": 45,
    "/account/held/file/": 80,
    "/admin/data/person/…/held/file/": 80,
    "/account/erase/": 45,
}
PATTERN = re.compile(r"\d+")
PREFIXES = (
    "/events/",
    "/library/",
    "/questions/",
    "/contribute/",
    "/cities/",
    "/partners/",
    "/calls/",
    "/pilots/",
    "/letters/",
    "/desk/",
    "/account/profile/",
    "/account/mails/",
    "/join/",
    "/admin/",
)
LISTS = (
    *(
        "/",
        "/desk/",
        "/library/?q=paper",
        "/library/?kind=case-study",
        "/library/?mine=kept",
        "/questions/?q=cool+rooms",
        "/questions/?mine=followed&mine=yes",
        "/search/?q=cool+rooms",
        "/events/?when=past",
        "/cities/?q=city",
        "/partners/?q=shade&language=en&now=yes",
        "/calls/?q=loans",
        "/calls/?mine=signed&mine=written",
        "/admin/search/?q=city",
    ),
)


def talk(world, person):
    """Questions in each state and answers of each kind, of and to the cities that look."""
    cache.clear()  # nobody asks as much in a day
    told = {"themes": [world.theme], "details": f"See {world.paper.get_absolute_url()}"}
    for asker in (person, world.officer):
        for title in ("Who pays the hosts of cool rooms?", "Who keeps cool rooms open?"):
            asked = make.ask_the_forum(asker, title=title, **told)
        make.answer_it(asked, world.lead, text=f"Read {world.paper.get_absolute_url()}")
        hear_of(asked, hears=True, by=world.lead)
        make.make_lesson(asked)
        make.make_brief(asked)
        sum_up(asked, summary="Pay the hosts of cool rooms.", by=asker)
    Question.objects.waiting().update(asked_at=timezone.now() - timedelta(days=9), staff_since=timezone.now())
    helpful = make.answer_it(world.question, person)
    for thing in (world.question, world.paper, helpful):
        for code in ("fr", "pt"):
            if not thing.briefs.filter(language=code).exists():
                make.make_brief(thing, language=code)
    mark_helpful(helpful, helped=True, by=world.lead)
    make.answer_it(world.question, world.lead)
    report(helpful, reason="It names a tenant.", by=world.officer)
    keep_draft(None, typed={"title": "Who"}, by=world.officer)


def call_out(world, person):
    """Joint calls in each state, and signatures and comments of more cities under those of the world."""
    draft = make.make_call(world.peer_lead, city=world.peer_city)
    drafts = (draft, *JointCall.objects.drafts().filter(shown_at__isnull=False)[:1])
    for one in drafts:
        make.comment_on(one, person)
    opened = (make.make_call(opened=True), *JointCall.objects.filter(RUNS, opened_at__isnull=False)[:2])
    for one in opened:
        make.sign_it(one, make.make_lead(make.make_city(region="europe")), agrees_public=True)
    draft.readings.create(language=("de", "fr")[draft.pk % 2], title="Kredite", text="Wir bitten.")


def measure(world):
    """Measures of a city in each stage, with who was at the table."""
    cache.clear()
    for stage, why in (("running", ""), ("planned", ""), ("ended-early", "No money.")):
        facts = {"stage": stage, "ended_because": why, "themes": [world.theme], "strands": [1, 2]}
        row = make.make_measure(world.lead, city=world.pilot_city, public=stage == "running", **facts)
        make.make_indicator(row, people=(7, 900))
    count = world.indicator.observations.count()
    world.indicator.observations.create(year=1950 + count, group=count)
    make.make_measure(world.lead, city=world.pilot_city, shown=False)


def call_for_peers():
    """Calls for peers, and interests of more cities in those of the world; the closed one opens for them."""
    now, soon = timezone.now(), timezone.localdate() + timedelta(days=5)
    older = (*PeerCall.objects.running(now).order_by("pk")[:1], *PeerCall.objects.to_match(now)[:1])
    for one in (make.make_peer_call(), *older):
        closes_on = one.closes_on
        PeerCall.objects.filter(pk=one.pk).update(closes_on=soon)
        one.projects.add(make.make_project(capacity=2))
        row = make.make_interest(PeerCall.objects.get(pk=one.pk))
        row.rulings.create(project=row.wishes.first().project, is_apart=False)
        make.make_interest(one, sent=False)
        PeerCall.objects.filter(pk=one.pk).update(closes_on=closes_on)


def use(world):
    """Cities that use a paper and a measure, with what came of it; and more that the world's own use."""
    cache.clear()
    for thing in (world.paper, world.measure):
        user = make.make_lead(make.make_city(region="europe"))
        row = make.use_it(thing, user, asked=True, public=thing == world.measure)
        coming.say_what_came(row, outcome="goes-on", text="31 houses.", language="en", by=user)
    for lead in (world.lead, world.peer_lead):
        make.use_it(make.make_resource(level=Level.PUBLIC), lead, asked=True)
        make.use_it(make.make_measure(), lead)
    MeasurePaper.objects.create(measure=world.measure, paper=make.make_resource())


def files():
    """The address of each list of the administration as a file."""
    for model, page in admin.site._registry.items():
        if getattr(page, "downloads", False):
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export", args=["csv"])


def grow(world, size):
    """Rows of every kind around the same cities, people and theme, `size` of each."""
    now = timezone.now()
    for number in range(size):
        partner = make.make_city(tier=(Tier.PEER, Tier.PILOT, Tier.GENERAL)[number % 3])
        person = make.make_lead(partner)
        make.make_lead(world.pilot_city)
        mate = make.make_officer(world.peer_city)
        paper = make.make_resource(by=world.staff, cities=[world.pilot_city, world.peer_city])
        paper.themes.add(world.theme)
        make.make_edition(paper, language="de", by=world.staff)
        make.make_resource(by=world.staff, published=False)
        make.contribute(world.officer, co_authors=[partner], themes=[world.theme], upload=make.a_pdf())
        make.make_shelf(paper)
        paper.bookmarks.create(person=world.officer)
        for starts_in in (timedelta(days=number % 6 + 1), timedelta(days=-number - 2)):
            event = make.make_event(hosts=[world.pilot_city, partner], starts_in=starts_in, capacity=3)
            event.themes.add(world.theme)
            for answer in ("going", "waiting", "recording", "gave_up"):
                make.make_registration(event, city=partner, answer=answer)
            make.make_registration(event, person=mate, city=world.peer_city)
            make.make_registration(event, person=world.officer, city=world.peer_city)
            make.make_registration(event, person=world.lead, city=world.pilot_city)
        make.make_registration(world.event, person=person, city=partner, answer="waiting")
        there = {"came": True, "came_said_at": now, "came_from": "report", "opened_at": now}
        place = make.make_registration(world.held, person=person, city=partner, **there)
        row = {"number": 100 + world.report.rows.count(), "name": f"Row {number}", "address": person.email}
        world.report.rows.create(verdict="address", found=place, parts=[[60, None, None]], **row)
        row["number"] += 1
        world.report.rows.create(verdict="unclear", offers=[place.pk], **row)
        for question in world.survey.questions.all():
            said = {"choice": 0} if question.is_choice else {"words": f"Word {number}"}
            question.answers.create(registration=place, **said)
        project = make.make_project(partner, title=f"Project {number}", capacity=4)
        project.themes.add(world.theme)
        for state in (Pairing.State.PROPOSED, Pairing.State.ACTIVE, Pairing.State.COMPLETED):
            make.make_pairing(
                make.make_project(partner, capacity=4),
                state=state,
                pilot_city=partner,
                peer_city=world.peer_city,
            )
            make.make_pairing(
                make.make_project(world.pilot_city),
                state=state,
                pilot_city=world.pilot_city,
                peer_city=partner,
            )
        plan.add_step(world.pairing, by=world.lead, title="Step", owner=world.pilot_city, due_on=now.date())
        make.make_comment(world.pairing, by=world.lead)
        Exchange.objects.create(
            pairing=world.pairing,
            title="Visit",
            starts_on=now,
            kind=Exchange.Kind.VISIT,
            host=world.peer_city,
        )
        world.event.agenda.create(day=0, begins=world.event.local_time, title=f"Part {number}")
        Speaker.objects.create(event=world.event, name=f"Kim {number}", city=partner)
        # In turn within the promised days and past them, so that even a few are in each list.
        make.make_application(
            themes=[world.theme], confirmed_at=now - timedelta(days=number % 2 * 30 + number)
        )
        make.make_question()
        make.make_application(state="unconfirmed")
        facts = {"city": world.pilot_city, "invited_by": world.lead, "expires_at": now + timedelta(days=9)}
        Invitation.objects.create(email=f"new{size}-{number}@city.example", **facts)
        AccessRequest.objects.create(
            city=world.pilot_city, name="Kim", email=f"kim{size}-{number}@city.example", escalated_at=now
        )
        make.make_letter(world.lead)
        make.make_letter(person, world.pilot_city)
        write_in_thread(world.letter.thread, text="Come in May.", by=world.lead)
        theme = make.make_theme(f"theme-{size}-{number}")
        for kind in ("want", "offer"):
            make.make_want(city=partner, theme=world.theme, kind=kind)
            make.make_want(world.lead, city=world.pilot_city, theme=theme, kind=kind)
        make.make_expertise(make.make_partner(languages=["en", "fr"]), theme=world.theme)
        make.make_expertise(world.partner)
        cache.clear()
        make.ask_for_help(world.officer, False, themes=[world.theme])
        make.ask_for_help(world.officer, world.partner, themes=[world.theme])
        done = make.ask_for_help(world.officer, world.partner, themes=[world.theme])
        helping.accept(done, text="From Monday.", by=world.partner_lead)
        helping.finish(done, outcome="It held.", is_shown=True, by=world.officer)
        facts = {"city": world.peer_city, "theme": world.theme, "by": world.officer}
        needing.name_need(text="Who reads leases?", language="en", **facts)
        helping.write(world.helps, text="Which street?", language="en", by=world.partner_lead)
        for thing in (world.project, world.event, world.paper_at_table, world.measure):
            for agrees in (False, True):
                make.make_organisation(thing, world.staff_at_work, agrees=agrees)
        talk(world, person)
        call_out(world, person)
        call_for_peers()
        measure(world)
        use(world)
        edit_profile(person, by=world.staff, name=f"Somebody {number}")
        for state in ("dead", "pending"):
            key = f"{size}-{number}-{state}"
            queue_mail("place_waiting", to=world.officer, key=key, ids={})
            Message.objects.filter(dedupe_key=key).update(state=state)


class GrowingWorld(World):
    """As its base, with a name for what pages are about."""

    staff_at_work = property(lambda self: make.make_staff_at_work())

    def _learning(self):
        yield from super()._learning()
        self.pairing = Pairing.objects.filter(state=Pairing.State.ACTIVE).latest("pk")

    def _sharing(self):
        yield from super()._sharing()
        self.paper = make.make_resource(by=self.staff, level=Level.GENERAL, cities=[self.pilot_city])
        self.paper.themes.add(self.theme)
        yield self.paper.get_absolute_url()
        yield self.pilot_city.get_absolute_url()
        yield self.peer_city.get_absolute_url()


def cost(client, address):
    """The statements of a page; None for what is no page of this person."""
    # It holds 9,000 at most, over all pages that were looked at, and tells nothing of what comes after them.
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return [query["sql"] for query in queries] if answer.status_code == 200 else None


def shapes(statements):
    """How often each statement came, whatever its numbers and how many of them."""
    return Counter(re.sub(r"(, )+(?=[),])", "", re.sub(r"[0-9]", "", sql))[:300] for sql in statements)


def repeated(statements):
    """The statements that came more than twice, for whoever looks for the loop."""
    return [(count, shape) for shape, count in shapes(statements).most_common(3) if count > 2]


@pytest.fixture(scope="module")
def costs(lasting_rows):
    """By person and address: the statements at two sizes."""
    world = GrowingWorld()
    grow(world, 1)
    addresses = sorted({*world.starts, *LISTS, *files()})
    clients = {}
    for who in MOST:
        clients[who] = Client()
        if world.people[who]:
            clients[who].force_login(world.people[who])
    asked = {
        (who, address): clients[who]
        for who in MOST
        for address in addresses
        if who == "staff" or not address.startswith("/admin/")
    }
    # What is read once a process, or written at the first visit; and whose page it is not.
    asked = {key: client for key, client in asked.items() if client.get(key[1]).status_code == 200}
    grow(world, FEW)
    few = {key: cost(client, key[1]) for key, client in asked.items()}
    grow(world, MANY)
    many = {key: cost(client, key[1]) for key, client in asked.items()}
    return {key: (few[key], many[key]) for key in asked if few[key] is not None and many[key] is not None}


def test_the_walk_finds_the_pages(costs):
    found = {address for _who, address in costs}

    assert len(found) > 50
    assert all(any(address.startswith(prefix) for address in found) for prefix in PREFIXES)


@pytest.mark.parametrize("who", MOST)
def test_no_page_costs_more_statements_with_more_rows(costs, who):
    dearer = {
        address: shapes(many) - shapes(few)
        for (its, address), (few, many) in costs.items()
        if its == who and len(many) > len(few)
    }

    assert dearer == {}


@pytest.mark.parametrize("who", MOST)
def test_no_page_costs_more_statements_than_a_reader_waits_for(costs, who):
    dear = {
        address: (len(many), repeated(many))
        for (its, address), (_few, many) in costs.items()
        if its == who and len(many) > DEARER.get(PATTERN.sub("…", address), MOST[who])
    }

    assert dear == {}
