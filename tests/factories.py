"""Real rows for tests, with sensible facts; a test names only what it is about."""

import itertools
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from cities.advocacy.actions import commenting, drafting, outcomes, signing
from cities.directory.tiers import Level, Tier
from cities.letters.actions import write_to_city
from cities.measures.actions import figures, indicators, showing, writing
from cities.measures.gaps import Figure
from cities.models import (
    Application,
    ApplicationDraft,
    Circle,
    City,
    Clarification,
    Expertise,
    Membership,
    Officer,
    Theme,
    User,
)
from cities.partners.actions import agreeing, helping
from cities.partners.actions import table as tables
from cities.wants.actions import say_want
from events.models import Event, Registration
from events.programme import rules
from icaforum.demo.pdf import write_pdf
from icaforum.forum.actions import change_settings
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.words.times import database_now
from pilots.interest.actions import answering as answering_peers
from pilots.interest.actions import calling as calling_peers
from pilots.models import Pairing, PeerCall, PilotProject, ProjectText
from pilots.pairings.actions.talk import comment_in
from pilots.revisions.actions import write_revision
from pilots.revisions.rules import stands
from resources.briefs.actions import write_brief
from resources.contributions.actions import deciding
from resources.contributions.actions.writing import send_in
from resources.contributions.guides import GUIDES
from resources.contributions.models import Shape
from resources.lessons.actions import Words, begin_lesson
from resources.library.actions.edition import add_edition
from resources.library.actions.resource import add_resource
from resources.library.actions.resource import publish as publish_resource
from resources.library.uploads import accept
from resources.models import Kind, Question, Shelf, Use
from resources.questions.actions import answering, asking
from resources.transcripts.writing import Layout, keep
from resources.uses.actions import saying

_number = itertools.count(1)


def make_user(**facts):
    n = next(_number)
    facts = {"email": f"person{n}@city.example", "name": f"Person {n}"} | facts
    user = User.objects.create_user(**facts)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def workdays_ago(number):
    """The moment after which so many working days have begun, today with them if it is one."""
    now = timezone.now()
    days = the_forum().workdays
    return next(
        moment
        for moment in (now - timedelta(days=passed) for passed in itertools.count())
        if days.between(days.day_of(moment), days.day_of(now)) == number
    )


def open_rooms(*rooms):
    """Open these rooms of the Forum, without names all of them."""
    change_settings(by=None, open_rooms=sorted(rooms or Room.values))


def make_staff(**facts):
    return make_user(**{"is_staff": True, "is_superuser": True} | facts)


def make_staff_at_work(**facts):
    """Somebody of the secretariat as a request with the second step has them."""
    person = make_staff(**facts)
    person.is_verified = True
    return person


def make_city(*, tier=None, member=True, **facts):
    """A city with its circle; in the Forum with a tier (a partner without), unless member=False."""
    n = next(_number)
    name = facts.pop("name", f"City {n}")
    facts = {
        "kind": City.Kind.C40,
        "slug": f"city-{n}",
        "sort_name": name.lower(),
        "time_zone": "UTC",
    } | facts
    city = City.objects.create(name=name, **facts)
    circle = Circle.objects.create(group=Group.objects.create(name=f"city {city.pk}"), city=city)
    circle.cities.add(city)
    if member:
        if tier is None and city.kind != City.Kind.PARTNER:
            tier = Tier.GENERAL
        Membership.objects.create(city=city, tier=tier, since=timezone.now() - timedelta(days=30))
    return city


def make_officer(city=None, *, role=Officer.Role.OFFICER, person=None, **facts):
    """A seat; returns the person who sits on it."""
    city = city or make_city()
    person = person or make_user()
    Officer.objects.create(
        person=person,
        city=city,
        role=role,
        since=facts.pop("since", timezone.now() - timedelta(days=20)),
        **facts,
    )
    return person


def let_pass(rows, time, *columns):
    """Move moments of rows into the past, as if that time had gone by on the database's clock."""
    rows.update(**{column: F(column) - time for column in columns})


def make_lead(city=None, **facts):
    return make_officer(city, role=Officer.Role.LEAD, **facts)


def make_theme(slug="extreme-heat", **names):
    return Theme.objects.create(slug=slug, names={"en": slug.replace("-", " ").capitalize()} | names)


def make_partner(**facts):
    """A partner in the Forum."""
    return make_city(**{"kind": City.Kind.PARTNER} | facts)


def make_expertise(partner=None, **facts):
    """What a partner can help with on one theme."""
    theme = facts.pop("theme", None) or make_theme(f"theme-{next(_number)}")
    facts = {"text": "We read tenders for shade."} | facts
    return Expertise.objects.create(city=partner or make_partner(), theme=theme, **facts)


def ask_for_help(by=None, partner=None, **facts):
    """A request of somebody's only city to a partner with a lead; `partner=False` has one looked for."""
    by = by or make_lead(make_city(tier=Tier.GENERAL))
    if partner is None:
        partner = make_lead(make_partner()).seats.get().city
    facts = {"title": "Read our tender", "text": "Sixty bus stops.", "language": "en"} | facts
    city = by.seats.exclude(city__kind=City.Kind.PARTNER).get().city
    return helping.ask(city=city, partner=partner or None, by=by, **facts)


def make_project(*hosts, title="Cool rooms", published=True, **facts):
    """A published pilot project of one pilot city, unless told otherwise."""
    n = next(_number)
    hosts = hosts or (make_city(tier=Tier.PILOT),)
    facts = {"slug": f"project-{n}", "capacity": 2, "level": Level.GENERAL} | facts
    project = PilotProject.objects.create(published_at=timezone.now() if published else None, **facts)
    project.hosts.set(hosts)
    ProjectText.objects.create(project=project, language="en", title=title, problem="Heat in rented homes.")
    return project


def make_revision(project=None, *, by=None, send=True, language="en", **changes):
    """What a lead of a pilot city wants to say anew of its project; sent in, unless told otherwise."""
    project = project or make_project()
    text = project.texts.filter(language=language).first()
    wanted = stands(project, text) | (changes or {"approach": "Keys with the neighbours."})
    by = by or make_lead(project.hosts.get())
    return write_revision(project, language=language, by=by, wanted=wanted, send=send)


def make_peer_call(*projects, opened=True, closes_in=20, by=None, **facts):
    """A call for peers of the secretariat, with a project of a pilot city; opened to cities."""
    closes_on = facts.pop("closes_on", timezone.localdate() + timedelta(days=closes_in))
    days = {"decides_on": 20, "answers_on": 40, "starts_on": 50, "ends_on": 400}
    facts = {
        "title": "Learn beside one pilot city for a year",
        "lead": "Your city and a pilot city share one plan.",
        "offers": "One named person in the pilot city\nA visit each way",
        "takes": "8 hours a month",
        "questions": "Who decides on rents in your city?",
        "places": 6,
        "closes_on": closes_on,
        **{name: closes_on + timedelta(days=number) for name, number in days.items()},
    } | facts
    call = PeerCall.objects.create(slug=f"call-{PeerCall.objects.count() + 1}", **facts)
    call.projects.set(projects or [make_project(capacity=2)])
    return calling_peers.open_call(call, by=by or make_staff_at_work()) if opened else call


def make_interest(call=None, by=None, *, sent=True, **facts):
    """The interest of a city in a call for peers, sent by one of its leads; or only begun."""
    by = by or make_lead(make_city(tier=Tier.PEER))
    city = by.seats.latest("pk").city
    row, _elsewhere = answering_peers.keep_interest(
        call or make_peer_call(), city=city, typed={"challenge": ["Hot flats."]}, shown={}, by=by
    )
    return send_interest(row, by, **facts) if sent else row


def send_interest(row, by=None, **facts):
    """Send what a city has begun, or send it again."""
    facts = {
        "challenge": "Top-floor flats reach 31 degrees at night.",
        "goals": "How to reach landlords.",
        "gives_back": "Our contracts with waste pickers.",
        "language": "en",
        "languages": ["en"],
        "hours": 8,
        "lead": by or row.author,
        "answers": "The council.",
    } | facts
    wishes = facts.pop("wishes", None) or list(row.call.projects.all()[:3])
    return answering_peers.send_interest(row.call, city=row.city, by=by or row.author, wishes=wishes, **facts)


def make_pairing(project=None, *, state=Pairing.State.ACTIVE, pilot_city=None, peer_city=None, **facts):
    """A pairing as the actions leave it, with a lead in each city."""
    pilot_city = pilot_city or (project.hosts.first() if project else make_city(tier=Tier.PILOT))
    peer_city = peer_city or make_city(tier=Tier.PEER)
    circle = Circle.objects.create(group=Group.objects.create(name=f"pairing {next(_number)}"))
    circle.cities.set([pilot_city, peer_city])
    facts = {"scope": "Choosing cool rooms", "reason": "Both begin.", "active_since": timezone.now()} | facts
    theme = facts.pop("theme", None) or Theme.objects.first() or make_theme()
    project = project or make_project(pilot_city)
    return Pairing.objects.create(
        project=project,
        pilot_city=pilot_city,
        peer_city=peer_city,
        theme=theme,
        circle=circle,
        state=state,
        **facts,
    )


def make_pulse(pairing=None, **facts):
    """The two questions to the pilot city of a pairing, asked a day ago; its silence, of which staff know."""
    pairing = pairing or make_pairing()
    now = timezone.now()
    pairing.silences.create(since=now.date() - timedelta(days=90), mails=2, mailed_at=now, staff_since=now)
    facts = {"number": 1, "city": pairing.pilot_city, "asked_at": now - timedelta(days=1), "mails": 1} | facts
    return pairing.pulses.create(mailed_at=now, **facts)


def make_comment(pairing, by=None, text="Keys are at the desk."):
    """A comment in a pairing, by an officer of its peer city."""
    by = by or make_officer(pairing.peer_city)
    city = by.seats.get().city
    return comment_in(pairing, city=city, text=text, language="en", by=by)


def make_application(**facts):
    """An application of a C40 city with a confirmed address, waiting for us since yesterday."""
    n = next(_number)
    themes = facts.pop("themes", ())
    backed_by = facts.pop("backed_by", ())
    kind = facts.get("kind", City.Kind.C40)
    if kind == City.Kind.C40 and "city" not in facts:
        facts["city"] = make_city(member=False)
    city = facts.get("city")
    yesterday = timezone.now() - timedelta(days=1)
    facts = {
        "kind": kind,
        "state": Application.State.WAITING,
        "city_name": city.name if city else f"Place {n}",
        "country": city.country if city else "",
        "person_name": f"Applicant {n}",
        "position": "Climate officer",
        "email": f"applicant{n}@place{n}.example",
        "interest": "We want to learn how cities reach people who are often left out of climate action.",
        "commitment": "Two people give four hours a month, and the deputy mayor has agreed to back the work.",
        "experience": Application.Experience.STARTING,
        "sent_at": yesterday,
    } | facts
    if facts["state"] not in {Application.State.UNCONFIRMED, Application.State.INVITED}:
        facts.setdefault("confirmed_at", facts["sent_at"])
    if facts["state"] in Application.DECIDED:
        facts.setdefault("decided_at", timezone.now())
    application = Application.objects.create(**facts)
    application.themes.set(themes)
    application.backed_by.set(backed_by)
    return application


def make_draft(**facts):
    """A draft with all answers of its kind of applicant; `themes` are rows, `answers` others than usual."""
    n = next(_number)
    kind = facts.setdefault("kind", City.Kind.C40)
    themes = facts.pop("themes", ()) or [Theme.objects.first() or make_theme()]
    typed = {
        "interest": ["We want to learn how others reach tenants."],
        "commitment": ["Two people, four hours a month."],
        "experience": ["starting"],
        "themes": [str(theme.pk) for theme in themes],
        "person_name": [f"Applicant {n}"],
        "position": ["Climate officer"],
        "language": ["en"],
    }
    if kind == City.Kind.C40:
        typed |= {"city": [str(make_city(member=False).pk)]}
    else:
        typed |= {"city_name": [f"Place {n}"], "country": ["US"], "website": ["https://place.example"]}
    if kind != City.Kind.PARTNER:
        typed |= {"email": [f"applicant{n}@place{n}.example"]}
    if kind == City.Kind.OTHER:
        typed |= {
            "evidence": ["Families used warm rooms on cold days. " * 8],
            "links": ["place.example/heat"],
        }
    return ApplicationDraft.objects.create(answers=typed | facts.pop("answers", {}), **facts)


def make_question(application=None, **facts):
    application = application or make_application(state=Application.State.ASKED)
    facts = {"text": "Who would do the work?", "asked_at": timezone.now() - timedelta(hours=2)} | facts
    return Clarification.objects.create(application=application, **facts)


def ask_the_forum(by=None, **facts):
    """A question of somebody's only city, asked of all; with a reader, since somebody must be asked."""
    by = by or make_lead(make_city(tier=Tier.GENERAL))
    if not Officer.objects.standing().exclude(city__in=by.seats.values("city")).exists():
        make_lead(make_city(tier=Tier.GENERAL))
    facts = {"title": "Who pays for guards?", "language": "en", "asked_of": Question.AskedOf.ALL} | facts
    return asking.ask(**{"city": by.seats.first().city, "by": by} | facts)


def answer_it(question, by=None, **facts):
    """An answer that stands under a question, of a city that was asked."""
    by = by or make_lead(make_city(tier=Tier.PILOT))
    facts = {"city": by.seats.first().city, "text": "We paid the hosts.", "language": "en"} | facts
    return answering.answer(question, by=by, **facts)


def make_want(by=None, *, city=None, theme=None, **facts):
    """What somebody's city looks for, on a theme; of a lead contact of its own where nobody is named."""
    city = city or by.seats.first().city
    facts = {"kind": "want", "text": "Who has paid for guards?", "language": "en"} | facts
    return say_want(
        city, theme=theme or Theme.objects.first() or make_theme(), by=by or make_lead(city), **facts
    )


def make_organisation(thing, by=None, *, agrees=False, they_say="", **facts):
    """A tenants' union at the table of something, asked by mail; named where it agrees."""
    facts = {
        "name": "Tenants of the Old Docks",
        "kind": "tenants",
        "place": "Riverport",
        "took_part": "11 meetings, paid by the hour.",
        "changed": "Six years without a rent rise.",
        "language": "en",
        "email": f"kofi{next(_number)}@union.example",
    } | facts
    row = tables.write_down(thing, by=by or make_staff_at_work(), **facts)
    return agreeing.agree(row, seal=row.seal, they_say=they_say, by=None) if agrees else row


def contribute(by=None, **facts):
    """A lesson of somebody's only city, sent in for the library and not decided yet."""
    by = by or make_lead(make_city(tier=Tier.GENERAL))
    shape = facts.setdefault("shape", Shape.LESSON)
    facts = {
        "kind": GUIDES[shape].kinds[0],
        "title": "Cool rooms without a caretaker",
        "summary": "Why ours stood empty.",
        "did_not_work": "Nobody had the key at night.",
        "language": "en",
        "residents": "nobody",
    } | facts
    return send_in(**{"city": by.seats.first().city, "by": by} | facts)


def make_versions(by=None, **facts):
    """The first version of a paper, which stood in the library, and the one that stands: each with a file."""
    staff = make_staff()
    first = deciding.publish(contribute(by, upload=a_pdf(), **facts), by=staff)
    newer = contribute(first.author, upload=a_pdf("second.pdf"), renews=first, **facts)
    return first, deciding.publish(newer, by=staff)


def make_call(by=None, *, shown=True, opened=False, is_public=False, city=None, **facts):
    """A joint call of the secretariat, or of a city by one of its leads; shown for comments, or opened."""
    by = by or make_staff_at_work()
    days = timedelta(days=facts.pop("closes_in", 20))
    facts = {
        "title": "Retrofit loans that let people stay",
        "addressee": "The board of the Sample Bank",
        "language": "en",
        "text": "We ask the board to decide three things.",
        "sign_by": timezone.now() + days,
    } | facts
    call = drafting.draft_call(city=city, by=by, **facts)
    if shown:
        call = drafting.show_for_comments(call, by=by)
    if opened:
        call = drafting.open_for_signing(call, by=make_staff_at_work())
    if is_public:
        call = outcomes.show_on_web(call, by=make_staff_at_work())
    return call


def sign_it(call, by=None, **facts):
    """A signature of a city under the text that stands, by its lead."""
    by = by or make_lead()
    city = facts.pop("city", None) or by.seats.get().city
    facts = {"decided_by": "mayor", "decided_on": timezone.now().date(), "city": city} | facts
    return signing.sign(call, by=by, fingerprint=call.versions.first().fingerprint, **facts)


def comment_on(call, by=None, **facts):
    """A comment of a city on a draft."""
    by = by or make_officer()
    facts = {"text": "Say who pays.", "language": "en", "city": by.seats.get().city} | facts
    return commenting.comment(call, by=by, **facts)


def make_measure(by=None, *, city=None, shown=True, public=False, **facts):
    """A measure of a city by one of its leads; shown to members, and to the web where it is `public`."""
    by = by or make_lead(city or make_city())
    facts = {
        "title": "Cool homes first",
        "summary": "Landlords get a third of the cost if the rent stays as it is.",
        "for_whom": "2,300 tenants on top floors",
        "text": "Shutters, vents and white roofs in 41 houses.",
        "stage": "running",
        "begins_in": "2023-04",
        "strands": [2],
        "language": "en",
    } | facts
    row = writing.draft_measure(city or by.seats.first().city, by=by, **facts)
    if shown or public:
        row = showing.show_to_members(row, by=by)
    return showing.agree_to_web(row, seal=row.seal_now, by=by) if public else row


GAP = {2022: ("33", "64"), 2024: ("41", "67"), 2026: ("51", "69")}


def make_indicator(measure=None, *, years=GAP, people=(None, None), by=None, **facts):
    """An indicator of a measure, with the figures of some years; `people` stand behind each of them."""
    measure = measure or make_measure()
    by = by or measure.author
    facts = {
        "name": "Homes below 27 °C at night",
        "group": "Top-floor tenants",
        "comparison": "City average",
        "kind": "share",
    } | facts
    row = indicators.add_indicator(measure, by=by, **facts)
    seen = [
        Figure(year, *(Decimal(it) if it else None for it in pair), group_n=people[0], comparison_n=people[1])
        for year, pair in years.items()
    ]
    figures.record_figures(row, by=by, figures=[(None, figure) for figure in seen])
    measure.refresh_from_db()
    row.measure = measure
    return row


def use_it(thing=None, by=None, *, asked=False, public=False, **facts):
    """A use of a paper or measure by somebody's first city; asked what came of it where it is `asked`."""
    by = by or make_lead(make_city())
    thing = thing or make_resource(by=make_staff(), level=0)
    begun = database_now() - timedelta(days=240 if asked else 20)
    facts = {"since": f"{begun:%Y-%m}", "changed": "Nine years instead of six.", "language": "en"} | facts
    city = facts.pop("city", None) or by.seats.first().city
    row = saying.say_use(thing, city=city, by=by, **facts)
    if asked:
        Use.objects.filter(pk=row.pk).update(counts_from=begun.date())
        now = database_now()
        row.follow_ups.create(station=6, asked_at=now, mailed_at=now, mails=1)
    if public:
        row = saying.agree_use_to_web(row, seal=row.seal, by=by)
    return row


def make_letter(by=None, city=None, **facts):
    """The first letter of a thread: of somebody to the lead contacts of a city."""
    city = city or make_lead(make_city()).seats.get().city
    return write_to_city(city, **{"by": by or make_lead(make_city()), "text": "May we visit you?"} | facts)


def make_resource(*, published=True, level=Level.GENERAL, by=None, **facts):
    """A resource in English with a text to read; published unless that is what a test is about."""
    by = by or make_staff()
    editions = facts.pop("editions", None) or [{}]
    at = facts.pop("published_at", None)
    facts = {"kind": Kind.CASE_STUDY} | facts
    resource = add_resource(by=by, level=level, **facts)
    for edition in editions:
        make_edition(resource, by=by, **edition)
    return publish_resource(resource, by=by, at=at) if published else resource


def make_edition(resource, *, by=None, **facts):
    n = next(_number)
    facts = {"language": "en", "title": f"Paper {n}", "summary": f"Summary {n}", "body": f"Text {n}"} | facts
    return add_edition(resource, by=by or make_staff(), **facts)


def a_pdf(name="paper.pdf"):
    """A PDF as a form lets it in."""
    return accept(SimpleUploadedFile(name, write_pdf("Paper", "Words")))


def make_text(resource, *, rows=((1, "text", 0, "Words of the file"),), contents=(), pages=1, **facts):
    """An edition with a PDF whose text is written; `rows` are page, kind, level and text of its blocks."""
    facts.setdefault("upload", a_pdf())
    edition = make_edition(resource, **facts)
    keep(edition, Layout(list(rows), list(contents), pages))
    return edition


def make_shelf(*papers, published=True, **facts):
    """A shelf with these papers, in this order."""
    n = next(_number)
    facts = {"slug": f"shelf-{n}", "titles": {"en": f"Shelf {n}"}} | facts
    shelf = Shelf.objects.create(is_published=published, **facts)
    for number, paper in enumerate(papers, start=1):
        shelf.places.create(resource=paper, position=number)
    return shelf


def make_event(*, hosts=(), published=True, starts_in=timedelta(days=10), **facts):
    """A webinar that is announced, some days ahead and on a whole minute, unless the test says otherwise."""
    n = next(_number)
    zone = facts.setdefault("time_zone", "UTC")
    start = (timezone.now() + starts_in).replace(second=0, microsecond=0)
    local = start.astimezone(ZoneInfo(zone))
    facts = {
        "title": f"Event {n}",
        "slug": f"event-{n}",
        "uid": f"event-{n}@forum.example",
        "local_date": local.date(),
        "local_time": local.time(),
        "duration": 75,
        "level": Level.GENERAL,
        "join_url": "https://zoom.us/j/5550001234",
    } | facts
    if published:
        facts = {"state": Event.State.PUBLISHED, "published_at": timezone.now() - timedelta(days=60)} | facts
    start = rules.utc_moment(facts["local_date"], facts["local_time"], zone)
    end = rules.end_moment(start, facts["duration"], zone)
    event = Event.objects.create(starts_at=start, ends_at=end, **facts)
    event.host_cities.set(hosts)
    return event


def make_lesson(question=None, by=None, **facts):
    """A draft of a question in which its one answer is quoted, as it stands."""
    question = question or answer_it(ask_the_forum()).question
    by = by or question.author
    quotes = [Words(None, question.title), *(Words(it, it.text) for it in question.answers.up())]
    facts = {"title": "Pay those who host", "language": "en", "quotes": quotes} | facts
    return begin_lesson(question, by=by, **facts)


def make_brief(thing=None, by=None, **facts):
    """What a paper, a question or an answer says in short, in Spanish; of a lead of another city."""
    by = by or make_lead(make_city(tier=Tier.PILOT))
    facts = {"language": "es", "text": "Paga la ciudad.", "city": by.seats.first().city} | facts
    return write_brief(thing or make_resource(), by=by, **facts)


def make_registration(event=None, *, person=None, city=None, answer=Registration.Answer.GOING, **facts):
    """A place, taken twenty days ago by a city contact."""
    event = event or make_event()
    person = person or make_officer(city)
    city = city or person.seats.get().city
    then = timezone.now() - timedelta(days=20)
    facts = {"answered_at": then, "queued_at": then, "turn": 1} | facts
    return Registration.objects.create(event=event, person=person, city=city, answer=answer, **facts)
