"""Rows that make every mail of the portal, in each of its ways to be said.

One generator a kind, of the kind's name. Each yields a variant once its rows are there: what is special about
it, the ids as they stand on the row of the outbox, and its reader, where that is somebody with an account.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from cities.advocacy.actions import commenting, drafting, outcomes, signing
from cities.directory.tiers import Tier
from cities.letters import actions as letters
from cities.measures.actions.keeping import hide as hide_measure
from cities.measures.actions.keeping import hide_indicator
from cities.models import (
    AccessRequest,
    Application,
    City,
    Confirmation,
    HelpRequest,
    Invitation,
    Letter,
    Membership,
    Undecided,
)
from cities.partners.actions import helping
from cities.partners.actions import table as tables
from cities.people.actions import colleagues
from cities.wants.actions import hide_want
from events.after.beginning import begin_survey
from events.models import Circular, Event, Guest, Notice, Registration, Survey
from events.programme.days import known_of
from icaforum.audit.as_read import mark_of
from icaforum.digest.models import Follow
from pilots.interest.actions import calling as dropping
from pilots.interest.actions.answering import withdraw_interest
from pilots.models import Interest, Pairing, PeerCall
from pilots.revisions import actions as rewriting
from resources.contributions.actions import deciding
from resources.contributions.actions.files import take_file_out
from resources.lessons import actions as lessons
from resources.library.actions.resource import publish
from resources.models import Answer, Brief, Question, Quote, Watch
from resources.questions.actions.answering import answer_by_mail
from resources.uses.actions import coming
from resources.uses.actions.keeping import hide_use
from tests.factories import (
    answer_it,
    ask_for_help,
    ask_the_forum,
    comment_on,
    contribute,
    make_application,
    make_brief,
    make_call,
    make_city,
    make_draft,
    make_event,
    make_indicator,
    make_interest,
    make_lead,
    make_lesson,
    make_measure,
    make_officer,
    make_organisation,
    make_pairing,
    make_partner,
    make_peer_call,
    make_project,
    make_pulse,
    make_question,
    make_registration,
    make_resource,
    make_revision,
    make_staff,
    make_staff_at_work,
    make_theme,
    make_user,
    make_versions,
    make_want,
    open_rooms,
    send_interest,
    sign_it,
    use_it,
)

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
MARKS = """*stars* and _lines_, `ticks`, ~~waves~~, a|pipe, \\back\\slashes & <b>tags</b> [so](http://else.example)
# a hash
1. one
- a dash
> a mark

    four spaces
https://else.example/?a=1&b=2"""
SCRIPTS = "مرحبا بكم في المدينة\n\n住宅の暑さ、涼しい部屋。\n\nΘερμότητα 🌡️"


# Signing in -----------------------------------------------------------------------------------------------


def sign_in_code():
    yield "", {"seed": _seed()}, make_user()


def password_reset_code():
    yield "", {"seed": _seed()}, make_user()


def email_verification_code():
    yield "", {"seed": _seed()}, make_user()


def unknown_account():
    yield "", {}, None


def security_notice():
    person = make_user(time_zone="Pacific/Auckland")
    for what in ("password_changed", "second_step_removed", "address_corrected"):
        yield what, {"person": person.pk, "what": what, "at": "2031-03-02T21:05:00+00:00"}, person


def colleague_added():
    ana = make_staff(name="Ana Ruiz")
    nadia = colleagues.add_colleague(
        email="nadia@forum.example",
        name="Nadia Lindholm",
        language="en",
        time_zone="Europe/Oslo",
        presets=["reviewer", "events"],
        by=ana,
    )
    # By the clock of the database, which is not the samples' own.
    type(nadia).objects.filter(pk=nadia.pk).update(staff_invitation_ends_at=NOW + timedelta(days=7))
    yield "", {"person": nadia.pk, "by": ana.pk}, nadia


def _seed():
    return f"{int(NOW.timestamp()):x}.seed"


# Applications ---------------------------------------------------------------------------------------------


def application_confirm():
    quito = _applied(state=Application.State.UNCONFIRMED)
    yield "a city of the directory", {"application": quito.pk}, None
    other = make_application(
        kind=City.Kind.OTHER, city_name="Küche & <Co>", state=Application.State.UNCONFIRMED
    )
    yield "another city", {"application": other.pk}, None


def draft_link():
    draft = make_draft(email="maria@quito.example")
    yield "", {"draft": draft.pk, "version": 1}, None


def application_received():
    yield "", {"application": _applied().pk}, None


def application_question():
    application = _applied(state=Application.State.ASKED)
    text = "Who would do the work?\n\nWould it be paid for?\nBy whom?"
    question = make_question(application, text=text, asked_by=make_staff(name="Ana Ruiz"))
    yield "by somebody", {"question": question.pk}, None
    question.asked_by = None
    question.save()
    yield "by somebody who has left", {"question": question.pk}, None


def application_approved():
    yield "", {"application": _applied(state=Application.State.APPROVED).pk}, None


def application_declined():
    facts = {"state": Application.State.DECLINED, "reason": "The list is full & closed.\nThat is all."}
    application = _applied(decided_by=make_staff(name="Ana Ruiz"), **facts)
    yield "by somebody", {"application": application.pk}, None
    application.decided_by = None
    application.save()
    yield "by somebody who has left", {"application": application.pk}, None


def application_taken_up():
    yield "", {"application": _applied().pk}, None


def application_withdrawn():
    application = _applied(state=Application.State.WITHDRAWN, withdrawn_at=NOW)
    yield "a city of the directory", {"application": application.pk}, None
    facts = {"kind": City.Kind.OTHER, "city_name": "Buy <now>", "country": "NP"}
    other = make_application(state=Application.State.WITHDRAWN, confirmed_at=None, withdrawn_at=NOW, **facts)
    Application.objects.filter(pk=other.pk).update(confirmed_at=None)
    yield "of an address that nobody confirmed", {"application": other.pk}, None


def partner_invitation():
    facts = {"kind": City.Kind.PARTNER, "state": Application.State.INVITED, "city_name": "Tenants' union"}
    facts |= {"need": "Retrofits without higher rents", "email": "kim@union.example"}
    application = make_application(
        **facts, person_name="", opened_by=make_staff(name="Ana Ruiz"), backed_by=[make_city(name="Accra")]
    )
    yield "to nobody by name, backed", {"application": application.pk}, None
    alone = make_application(**facts, person_name="Kim")
    yield "by somebody who has left", {"application": alone.pk}, None


def status_link():
    yield "", {"application": _applied().pk}, None


def _applied(**facts):
    city = make_city(name="Quito", slug="quito", member=False, time_zone="America/Guayaquil")
    return make_application(city=city, person_name="Maria", email="maria@quito.example", **facts)


# Pairings -------------------------------------------------------------------------------------------------


def pairing_proposed():
    yield "", *_pairing(state=Pairing.State.PROPOSED)


def pairing_active():
    yield "", *_pairing()


def pairing_declined():
    ids, reader = _pairing(state=Pairing.State.DECLINED)
    yield "without a note", ids, reader
    Pairing.objects.update(end_note="Not *this* year.")
    yield "with a note", ids, reader


def pairing_turned():
    ids, reader = _pairing()
    for state, note in (("paused", "We wait."), ("completed", ""), ("active", "")):
        Pairing.objects.update(state=state, end_note=note)
        yield state, ids | {"state": state}, reader


def _pulse(**facts):
    ids, lead = _pairing(active_since=NOW - timedelta(days=70))
    pulse = make_pulse(Pairing.objects.get(), asked_at=NOW - timedelta(days=1), **facts)
    return pulse, {"pulse": pulse.pk, "seat": ids["seat"]}, lead


def pulse_asked():
    _row, ids, lead = _pulse()
    yield "", ids | {"number": 1}, lead
    yield "once more", ids | {"number": 2}, lead


def pulse_said_no():
    facts = {"going": "so-so", "next_step": "no", "answered_at": NOW}
    pulse, ids, lead = _pulse(**facts, answered_by=make_user(name="Ada Ruiz"))
    yield "", ids, lead
    type(pulse).objects.update(answered_by=None)
    yield "of somebody who is not there any more", ids, lead


def pairing_quiet():
    pulse, ids, lead = _pulse()
    silence = pulse.pairing.silences.get()
    type(silence).objects.update(since=(NOW - timedelta(days=70)).date())
    ids = {"silence": silence.pk, "seat": ids["seat"]}
    yield "", ids | {"number": 1}, lead
    pulse.pairing.steps.create(title=MARKS[:60], owner=pulse.city, due_on=NOW.date() - timedelta(days=2))
    yield "with a step that is due", ids | {"number": 2}, lead


def pairing_withdrawn():
    ids, reader = _pairing(state=Pairing.State.WITHDRAWN, end_note="No staff.")
    yield "with a reason", ids, reader
    Membership.objects.filter(city__name="Oslo").update(until=NOW)
    Pairing.objects.update(end_note="")
    yield "of a city that left", ids, reader


def _pairing(**facts):
    lima, oslo = make_city(name="Lima", tier=Tier.PILOT), make_city(name="Oslo", tier=Tier.PEER)
    theme = make_theme(de="Extreme Hitze")
    pairing = make_pairing(make_project(lima), peer_city=oslo, theme=theme, **facts)
    lead = make_lead(lima)
    return {"pairing": pairing.pk, "city": lima.pk, "seat": lead.seats.get().pk}, lead


# Seats ----------------------------------------------------------------------------------------------------


def invitation():
    yield from _invitations()


def invitation_reminder():
    yield from _invitations()


def _invitations():
    lima = make_city(name="Lima", time_zone="America/Lima")
    ana = make_staff(name="Ana Ruiz", email="ana@forum.example")
    olive = make_lead(lima, person=make_user(name="Olive Ng", email="olive@lima.example"))
    facts = {"city": lima, "email": "new@lima.example", "expires_at": NOW + timedelta(days=14)}
    found = Invitation.objects.create(
        **facts, invited_by=ana, note="Welcome!\n\nThe next webinar is on *Friday*."
    )
    ids = {"invitation": found.pk}
    yield "by the secretariat, with a note", ids, None
    Invitation.objects.update(invited_by=olive)
    yield "by a lead, with a note", ids, None
    Invitation.objects.update(note="", invited_by=None)
    yield "by somebody who has left", ids, None

    asked = {"city": lima, "name": "Ada", "email": found.email, "granted": True, "answered_at": NOW}
    for who, by in (("a lead", olive), ("the secretariat", ana), ("somebody who has left", None)):
        Invitation.objects.update(invited_by=by)
        AccessRequest.objects.all().delete()
        AccessRequest.objects.create(**asked, answered_by=by)
        yield f"asked for, a yes of {who}", ids, None

    AccessRequest.objects.all().delete()
    make_application(city=lima, email=found.email, state=Application.State.APPROVED)
    Invitation.objects.update(invited_by=ana, note="We look forward to you.")
    yield "applied for", ids, None

    Application.objects.all().delete()
    Invitation.objects.update(note="", origin="the list of the *spring* meeting")
    Invitation.objects.create(city=make_city(name="Quito"), email=found.email, along_with=found, sent_at=None)
    yield "of an import, for two cities", ids, None


def access_request():
    asked = _asked(message="We work on *heat*.\nTogether.")
    lead = make_lead(asked.city)
    ids = {"request": asked.pk, "seat": lead.seats.get().pk}
    yield "with a message", ids, lead
    AccessRequest.objects.update(message="")
    yield "without", ids, lead


def access_request_staff():
    asked, staff = _asked(message="We work on *heat*."), make_staff()
    yield "with a message", {"request": asked.pk}, staff
    AccessRequest.objects.update(message="")
    yield "without", {"request": asked.pk}, staff


def access_received():
    asked = _asked()
    yield "a lead answers", {"request": asked.pk}, None
    AccessRequest.objects.update(escalated_at=NOW)
    yield "the secretariat answers", {"request": asked.pk}, None


def access_declined():
    yield "", {"request": _asked(granted=False, answered_at=NOW).pk}, None


def access_known():
    yield "", {"city": make_city(name="Lima").pk}, make_user()


def seat_removed():
    seat = make_officer(make_city(name="Lima"), until=NOW).seats.get()
    yield "", {"seat": seat.pk}, seat.person


def colleague_left():
    seat = make_officer(
        make_city(name="Lima", slug="lima"), person=make_user(name="Kim"), until=NOW
    ).seats.get()
    lead = make_lead(seat.city)
    yield "", {"seat": seat.pk, "lead": lead.seats.get().pk}, lead


def membership_ended():
    lima = make_city(name="Lima")
    person, membership = make_officer(lima), lima.memberships.get()
    lima.memberships.update(until=NOW)
    ids = {"membership": membership.pk, "person": person.pk}
    yield "of the only city", ids, person
    make_officer(make_city(name="Oslo"), person=person)
    yield "of one of two", ids, person


def membership_reopened():
    lima = make_city(name="Lima")
    yield "", {"membership": lima.memberships.get().pk}, make_officer(lima)


def membership_paused():
    lead = make_lead(make_city(name="Lima"))
    Membership.objects.update(paused_at=NOW)
    yield "", {"membership": Membership.objects.get().pk, "person": lead.pk}, lead


def membership_resumed():
    lead = make_lead(make_city(name="Lima"))
    yield "", {"membership": Membership.objects.get().pk, "person": lead.pk}, lead


def tier_changed():
    for was, now in ((Tier.GENERAL, Tier.PILOT), (Tier.PILOT, Tier.PEER)):
        lima = make_city(name="Lima" if now == Tier.PILOT else "Oslo", tier=now)
        person, membership = make_officer(lima), lima.memberships.get()
        Membership.objects.create(city=lima, tier=was, since=NOW - timedelta(days=99), until=NOW)
        lima.memberships.filter(pk=membership.pk).update(since=NOW)
        yield f"to {now.label}", {"membership": membership.pk, "person": person.pk}, person


def handed_over():
    lead = make_lead(make_city(name="Lima", slug="lima"))
    yield "", {"seat": lead.seats.get().pk}, lead


def still_there(number=1):
    lead = make_lead(make_city(name="Lima", slug="lima"))
    partner = make_lead(make_city(name="Warm Homes", slug="warm-homes", kind=City.Kind.PARTNER))
    for variant, person in (("a city", lead), ("a partner", partner)):
        seat = person.seats.get()
        row = Confirmation.objects.create(city=seat.city, year=2031, asked_at=NOW - timedelta(days=14))
        ids = {"confirmation": row.pk, "seat": seat.pk, "number": number}
        yield f"{variant}, alone", ids, person
        make_officer(seat.city, person=make_user(name="Ben *Okri*"))
        yield f"{variant}, with a colleague", ids, person


def still_there_reminder():
    yield from still_there(2)
    Confirmation.objects.all().delete()
    lead = make_lead(make_city(name="Oslo", slug="oslo"))
    row = Confirmation.objects.create(
        city=lead.seats.get().city, year=2031, asked_at=NOW - timedelta(days=28)
    )
    yield "the last", {"confirmation": row.pk, "seat": lead.seats.get().pk, "number": 3}, lead


def no_longer_there():
    city = make_city(name="Lima", slug="lima")
    for variant, reason in (("with a reason", MARKS), ("without", "")):
        Membership.objects.filter(city=city).update(until=NOW, reason=reason[:300])
        row, _new = Confirmation.objects.get_or_create(
            city=city,
            year=2031,
            defaults={"answered_at": NOW, "takes_part": False, "answered_by": make_user(name="Luz Paz")},
        )
        yield variant, {"confirmation": row.pk}, make_staff()


def _writes():
    luz = make_lead(make_city(name="Lima"), person=make_user(name="Luz Quispe"))
    mara = make_lead(make_city(name="Oslo"), person=make_user(name="Mara Kim", email="mara@oslo.example"))
    return luz, mara


def letter():
    luz, mara = _writes()
    lima = luz.seats.get().city
    for variant, text in (("of a member", "Hello."), ("with marks", MARKS), ("in other scripts", SCRIPTS)):
        yield variant, {"letter": letters.write_to_city(lima, text=text, by=mara).pk, "reader": luz.pk}, luz
    alone = letters.write_to_city(lima, text="Hello.", to=luz.seats.get(), by=mara)
    yield "personal", {"letter": alone.pk, "reader": luz.pk}, luz
    oslo, ana = mara.seats.get().city, make_staff(name="Ana Ruiz")
    row = letters.introduce(lima, other=oslo, text="You both plant trees.", by=ana)
    yield "of the secretariat", {"letter": row.pk, "reader": luz.pk}, luz
    row = Letter.objects.create(city=lima, from_city=oslo, sender=mara, text="Hello.")
    yield "of an earlier release", {"letter": row.pk, "seat": luz.seats.get().pk}, luz


def _answered(**facts):
    luz, mara = _writes()
    thread = letters.write_to_city(luz.seats.get().city, text="Hello.", by=mara).thread
    told = {"text": "Come on Monday.", "attachments": 0, "was_cut": False, "is_own": True} | facts
    return letters.answer_letter(thread, by=luz, **told), mara


def letter_answer():
    row, mara = _answered()
    for variant, files, was_cut in (("words alone", 0, False), ("a file, cut", 1, True), ("files", 2, False)):
        Letter.objects.filter(pk=row.pk).update(attachments=files, was_cut=was_cut)
        yield variant, {"letter": row.pk, "reader": mara.pk}, mara


def letter_answer_asked():
    row, _mara = _answered(is_own=False)
    yield "", {"letter": row.pk}, row.sender


def _asked(**facts):
    city = make_city(name="Lima", slug="lima")
    return AccessRequest.objects.create(
        city=city, name="Ada", email="ada@lima.example", sent_at=NOW - timedelta(days=6), **facts
    )


# Questions -----------------------------------------------------------------------------------------------


def _question(**facts):
    asker = make_lead(make_city(name="Riverport", slug="riverport", tier=Tier.GENERAL, region="europe"))
    asker.name = "Maia Sample"
    asker.save()
    towns = [f"Town {City.objects.count()}-{number}" for number in range(6)]
    cities = [make_city(name=name, tier=Tier.GENERAL, region="europe") for name in towns]
    readers = [make_lead(city, person=make_user(name=f"Olive of {city}")) for city in cities]
    ask_the_forum(asker, title="Who pays for guards at night?", details=MARKS, **facts)
    Question.objects.update(asked_at=NOW)
    Watch.objects.all().delete()
    return Question.objects.get(), readers


def _questions():
    open_rooms()
    for variant, facts in (("named", {}), ("not named", {"is_named": False}), ("tried", {"tried": SCRIPTS})):
        yield variant, *_question(**facts)
        Answer.objects.all().delete()
        Question.objects.all().delete()
        City.objects.filter(slug="riverport").update(slug=f"was-{variant[:3]}", sort_name=variant)


def question_asked():
    for variant, question, readers in _questions():
        yield variant, {"question": question.pk, "reader": readers[0].pk}, readers[0]


def question_answered():
    for variant, question, readers in _questions():
        for name, facts in (
            ("an answer", {}),
            ("it failed", {"did_not_work": True, "text": MARKS}),
            ("no name", {"is_named": False}),
        ):
            answer = answer_it(question, readers[1], **facts)
            yield f"{variant}, {name}", {"answer": answer.pk, "reader": readers[0].pk}, readers[0]
            Answer.objects.all().delete()
        added = answer_it(question, question.author)
        yield f"{variant}, by the asker", {"answer": added.pk, "reader": readers[0].pk}, readers[0]
        first = answer_it(question, readers[1])
        yield f"{variant}, to the asker", {"answer": first.pk, "reader": question.author_id}, question.author


def question_summed_up():
    for variant, question, readers in _questions():
        Question.objects.update(summary="Pay the hosts.", summed_up_at=NOW)
        yield variant, {"question": question.pk, "reader": readers[0].pk}, readers[0]


def question_unanswered():
    question, _readers = _opened()
    yield "", {"question": question.pk}, question.author


def question_to_sum_up():
    yield from question_unanswered()


def question_hidden():
    question, _readers = _opened()
    Question.objects.update(hidden_at=NOW, hidden_because=MARKS[:400])
    yield "", {"question": question.pk}, question.author


def answer_hidden():
    question, readers = _opened()
    answer = answer_it(question, readers[0])
    Answer.objects.update(hidden_at=NOW, hidden_because="It names a tenant.")
    yield "", {"answer": answer.pk}, readers[0]


def quote_asked():
    question, readers = _opened()
    answer_it(question, readers[0], text=MARKS)
    answer_it(question, readers[1], is_named=False)
    lesson = make_lesson(question)
    for variant, quote, again in (
        ("named", lesson.quotes.all()[1], False),
        ("again", lesson.quotes.all()[1], True),
        ("not named", lesson.quotes.all()[2], False),
    ):
        yield (
            variant,
            {
                "quote": quote.pk,
                "seal": quote.seal,
                "reader": quote.author_id,
                "again": again,
            },
            quote.author,
        )


def brief_waits():
    question, readers = _opened()
    row = make_brief(question, readers[0], text=MARKS[:500])
    for variant, again in (("first", False), ("again", True)):
        yield variant, {"brief": row.pk, "reader": question.author_id, "again": again}, question.author
    Brief.objects.update(sent_back_at=NOW)
    yield "sent back", {"brief": row.pk, "reader": question.author_id, "again": False}, question.author


def brief_answered():
    question, readers = _opened()
    row = make_brief(question, readers[0], text=MARKS[:500])
    Brief.objects.update(checked_at=NOW)
    yield "checked", {"brief": row.pk}, readers[0]
    Brief.objects.update(text_before=f"Before {MARKS[:400]}")
    yield "corrected", {"brief": row.pk}, readers[0]
    Brief.objects.update(checked_at=None, sent_back_at=NOW)
    yield "sent back", {"brief": row.pk, "back": True}, readers[0]
    Brief.objects.update(ended_at=NOW, ended_because="It was the region.")
    yield "declined", {"brief": row.pk}, readers[0]


def quote_taken_out():
    question, readers = _opened()
    for number, reader in enumerate(readers[:2]):
        answer_it(question, reader, text=f"{MARKS} {number}")
    lesson = make_lesson(question)
    Quote.objects.update(state="taken-out", taken_out_because=MARKS)
    quote = lesson.quotes.all()[1]
    for variant, reader in (("the city", quote.author), ("whoever made it", question.author)):
        yield variant, {"quote": quote.pk, "reader": reader.pk}, reader


def lesson_published():
    question, readers = _opened()
    answer_it(question, readers[0])
    answer_it(question, readers[1], is_named=False)
    lesson = make_lesson(question)
    Quote.objects.update(state="agreed")
    staff = make_staff_at_work()
    publish(lessons.make_a_paper(lesson, summary=MARKS, by=staff).resource, by=staff)
    for variant, reader in (("asked", question.author), ("named", readers[0]), ("not named", readers[1])):
        yield variant, {"lesson": lesson.pk, "reader": reader.pk}, reader


def quotes_answered():
    question, readers = _opened()
    for reader in readers[:4]:
        answer_it(question, reader)
    lesson = make_lesson(question)
    for variant, agreed, declined in (("all", 4, 0), ("some", 2, 2), ("one", 1, 1), ("none", 0, 4)):
        Quote.objects.exclude(answer=None).update(state="left-out")
        keys = list(Quote.objects.exclude(answer=None).values_list("pk", flat=True))
        Quote.objects.filter(pk__in=keys[:agreed]).update(state="agreed")
        Quote.objects.filter(pk__in=keys[agreed : agreed + declined]).update(state="declined")
        yield variant, {"lesson": lesson.pk}, question.author


def answer_as_it_stands():
    question, readers = _opened()
    answer = answer_by_mail(question, text=MARKS, language="en", is_own=True, by=readers[0])
    for variant, goes_up_at in (("first", None), ("known", NOW)):
        Answer.objects.update(goes_up_at=goes_up_at)
        yield variant, {"answer": answer.pk}, readers[0]


def _opened():
    open_rooms()
    return _question()


# Help -----------------------------------------------------------------------------------------------------


def _help(**facts):
    """A request of Lakemouth to a partner that promised five working days, with both leads."""
    open_rooms()
    city = make_city(name="Lakemouth", slug="lakemouth", tier=Tier.PEER)
    partner = make_partner(name="Shade Institute", slug="shade-institute", time_zone="Europe/Berlin")
    asker, lead = make_lead(city), make_lead(partner)
    for person, name in ((asker, "Maia Sample"), (lead, "Noa Sample")):
        person.name = name
        person.save()
    ask_for_help(asker, partner, text=MARKS, **facts)
    HelpRequest.objects.update(put_at=NOW, asked_at=NOW)
    return HelpRequest.objects.get(), asker, lead


def help_asked():
    request, _asker, lead = _help()
    for variant, day in (("", None), ("with a day", "2031-04-01")):
        HelpRequest.objects.update(needed_by=day)
        yield variant, {"request": request.pk, "reader": lead.pk}, lead


def help_reminder():
    request, _asker, lead = _help()
    yield "", {"request": request.pk, "reader": lead.pk}, lead


def help_answered():
    request, asker, lead = _help()
    HelpRequest.objects.update(answered_by=lead, answered_at=NOW, answer=MARKS)
    for state in ("accepted", "declined"):
        HelpRequest.objects.update(state=state)
        yield state, {"request": request.pk, "reader": asker.pk}, asker
    HelpRequest.objects.update(partner=None, put_at=None, answer_days=None)
    yield "nobody found", {"request": request.pk, "reader": asker.pk}, asker


def help_message():
    request, asker, lead = _help()
    said = request.messages.create(city=request.city, author=asker, text=MARKS, language="en", written_at=NOW)
    yield "of the city", {"message": said.pk, "reader": lead.pk}, lead
    said = request.messages.create(
        author=make_staff(name="Ana Ruiz"), text=MARKS, language="en", written_at=NOW
    )
    yield "of the secretariat", {"message": said.pk, "reader": asker.pk}, asker


def help_answer_asked():
    request, asker, _lead = _help()
    facts = {"attachments": 0, "was_cut": False, "is_own": False}
    said = helping.answer_by_mail(request, text="Yes.", by=asker, **facts)
    yield "", {"message": said.pk}, asker


def help_ended():
    request, _asker, lead = _help()
    HelpRequest.objects.update(ended_at=NOW, answer="The partner was silent.", outcome="Two clauses went.")
    for state in ("done", "declined", "withdrawn"):
        HelpRequest.objects.update(state=state, is_shown=state == "done")
        yield state, {"request": request.pk, "reader": lead.pk}, lead


def help_what_came():
    request, asker, _lead = _help()
    HelpRequest.objects.update(state="accepted", answered_at=NOW)
    yield "", {"request": request.pk, "reader": asker.pk}, asker


# Events ---------------------------------------------------------------------------------------------------


def place_confirmed():
    place = _place()
    yield "a webinar", _turn(place), place.person
    place.event.join_url, place.event.time_zone = "https://meet.else.example/1", "Pacific/Auckland"
    place.event.save()
    place.event.host_cities.clear()
    yield "in the zone of the reader, of a service without a name", _turn(place), place.person
    place.event.kind, place.event.place = Event.Kind.ACADEMY, "Town hall, Warsaw"
    place.event.save()
    yield "an academy", _turn(place), place.person
    _programme(place.event)
    yield "an academy with a programme", _turn(place), place.person


def place_promoted():
    place = _place()
    yield "", _turn(place), place.person


def place_waiting():
    place = _place(answer=Registration.Answer.WAITING)
    yield "", _turn(place), place.person


def place_given_up():
    place = _place(answer=Registration.Answer.GAVE_UP)
    for reason in ("self", "staff", "left", "passed", "recording", "calendar"):
        yield f"a place: {reason}", _turn(place, reason=reason, had_place=True), place.person
    for reason in ("self", "staff", "left", "passed", "recording"):
        yield f"a wait: {reason}", _turn(place, reason=reason, had_place=False), place.person


def event_moved():
    yield from _told(Notice.Kind.MOVED, Event.State.PUBLISHED)


def event_changed():
    for variant, ids, person in _told(Notice.Kind.CHANGED, Event.State.PUBLISHED):
        yield variant, ids, person
    Event.objects.update(place="Town hall, Warsaw")
    yield "with a place", ids, person
    event = Event.objects.get()
    _programme(event)
    first, second = (str(row.pk) for row in event.agenda.all())
    known = {
        first: [0, "08:00", "", "other"],
        second: known_of(event)[second],
        "0": [0, "07:00", "07:30", ""],
    }
    Notice.objects.update(before={"title": event.title, "place": event.place, "programme": known})
    yield "the programme alone", ids, person


def _programme(event):
    """Two things on the event's first day."""
    event.agenda.create(
        day=0, begins=time(9, 30), ends=time(10), title="Welcome & <coffee>", room="Hall", who="Mara Kim"
    )
    event.agenda.create(day=0, begins=time(11), title="Six homes", what="Bring shoes.")


def event_postponed():
    yield from _told(Notice.Kind.POSTPONED, Event.State.POSTPONED)


def event_cancelled():
    yield from _told(Notice.Kind.CANCELLED, Event.State.CANCELLED)


def event_resumed():
    yield from _told(Notice.Kind.RESUMED, Event.State.PUBLISHED)


def _guest(part="speaker"):
    event = make_event(title="Cool rooms & more", slug="cool-rooms", starts_in=timedelta(hours=23))
    return Guest.objects.create(event=event, name="Kofi Mensah", email="kofi@union.example", part=part)


def guest_invited():
    guest = _guest()
    yield "to speak", {"guest": guest.pk, "turn": 0}, None
    Guest.objects.update(part="guest")
    yield "as a guest", {"guest": guest.pk, "turn": 0}, None


def guest_told():
    guest = _guest()
    for kind, state in (
        (Notice.Kind.MOVED, Event.State.PUBLISHED),
        (Notice.Kind.CHANGED, Event.State.PUBLISHED),
        (Notice.Kind.RESUMED, Event.State.PUBLISHED),
        (Notice.Kind.POSTPONED, Event.State.POSTPONED),
        (Notice.Kind.CANCELLED, Event.State.CANCELLED),
    ):
        Event.objects.update(state=state)
        notice = Notice.objects.create(event=guest.event, kind=kind, why=MARKS, made_at=NOW, told_at=NOW)
        yield kind.value, {"guest": guest.pk, "notice": notice.pk}, None
    Event.objects.update(state=Event.State.PUBLISHED)
    Notice.objects.update(undone_at=NOW)
    _programme(guest.event)
    facts = {"kind": Notice.Kind.CHANGED, "before": {"programme": {}}, "made_at": NOW, "told_at": NOW}
    notice = Notice.objects.create(event=guest.event, **facts)
    yield "the programme", {"guest": guest.pk, "notice": notice.pk}, None


def guest_reminder():
    guest = _guest()
    ids = {"guest": guest.pk, "version": guest.event.schedule_version, "link": 1}
    yield "a webinar", ids, None
    Event.objects.update(kind=Event.Kind.ACADEMY, place="Town hall, Warsaw")
    _programme(guest.event)
    yield "an academy with a programme", ids, None


def guest_declined():
    guest = _guest()
    Guest.objects.update(answer=Guest.Answer.DECLINED)
    yield "", {"guest": guest.pk, "turn": 0}, None


def event_words_guest():
    guest = _guest()
    words = Circular.objects.create(event=guest.event, subject="One photo", text=MARKS)
    yield "", {"guest": guest.pk, "words": words.pk}, None


def guest_taken_back():
    guest = _guest()
    Guest.objects.update(answer=Guest.Answer.TAKEN_BACK)
    yield "", {"guest": guest.pk}, None


def event_recording():
    place = _place(answer=Registration.Answer.RECORDING, starts_in=timedelta(days=-1))
    place.event.recording = make_resource(kind="webinar-recording", slug="recording")
    place.event.save()
    yield "asked for", {"registration": place.pk}, place.person
    Registration.objects.update(answer=Registration.Answer.WAITING)
    place.event.slides = make_resource(kind="presentation", slug="slides")
    place.event.save()
    yield "waited in vain, with slides", {"registration": place.pk}, place.person
    Registration.objects.update(answer=Registration.Answer.GOING)
    yield "absent", {"registration": place.pk, "group": "absent"}, place.person
    Registration.objects.update(came=True, came_said_at=NOW, came_from="report")
    present = {"registration": place.pk, "group": "present"}
    begin_survey(place.event)
    yield "present, with the survey", present, place.person
    Survey.objects.update(closes_at=NOW)
    Event.objects.update(recording=None)
    yield "present, with slides alone, once the survey is closed", present, place.person
    Event.objects.update(slides=None)
    yield "present, with nothing yet", present, place.person


def event_announced():
    place = _place(summary="Rooms & more.", take_home="A plan\nA budget")
    Registration.objects.all().delete()
    ids = {"event": place.event.pk, "person": place.person.pk}
    yield "a webinar", ids, place.person
    Event.objects.update(kind=Event.Kind.ACADEMY, summary="", take_home="")
    yield "an academy", ids, place.person


def event_words():
    yield from _in_own_words("going", "waiting")


def event_words_aside():
    yield from _in_own_words("recording", "gave_up")


def event_words_trial():
    for _variant, ids, _person in _in_own_words("going"):
        ana = Circular.objects.get().written_by
        yield "", ids | {"person": ana.pk}, ana


def _in_own_words(*answers):
    place = _place()
    ana = make_staff(name="Ana Ruiz", email="ana@forum.example")
    text = "Bring *one* photo, <b>please</b>.\nOf your city.\n\nمرحبا بكم"
    words = Circular.objects.create(event=place.event, subject="One photo & you", text=text, written_by=ana)
    ids = {"registration": place.pk, "words": words.pk}
    for answer in answers:
        Registration.objects.update(answer=answer)
        yield answer, ids, place.person
    Event.objects.update(state=Event.State.CANCELLED)
    ana.is_active = False
    ana.save()
    yield "of one cancelled, by somebody who has left", ids, place.person


def reminder_day():
    place = _place()
    yield "", {"registration": place.pk, "version": place.event.schedule_version}, place.person


def reminder_hour():
    place = _place(starts_in=timedelta(minutes=55), kind=Event.Kind.ACADEMY)
    yield "", {"registration": place.pk, "version": place.event.schedule_version}, place.person


# What is new -----------------------------------------------------------------------------------------------


def digest():
    place = _place(starts_in=timedelta(days=2))
    host = place.event.host_cities.get()
    person = place.person
    # The database stamps papers with the time it really is.
    since = NOW - timedelta(days=9000)
    Event.objects.update(published_at=since - timedelta(days=1))
    ids = {"person": person.pk, "since": since.isoformat()}
    editions = [{"title": "Küche & <Kühle> *Räume*", "language": "de"}, {"title": "Cool & <quiet> *rooms*"}]
    theme = make_theme()
    make_resource(slug="rooms", kind="lessons-learned", themes=[theme], cities=[host], editions=editions)
    yield "one paper, nothing followed, an event that is not new", ids, person
    Follow.objects.create(person=person, theme=theme)
    Follow.objects.create(person=person, kind="toolkit")
    for number in range(6):
        title = f"Template no {number}"
        make_resource(slug=f"template-{number}", kind="template", editions=[{"title": title}])
    make_event(title="Night buses", slug="night-buses", published_at=timezone.now())
    make_project(host, title="Shade for markets", slug="shade")
    yield "more of everything, something followed", ids, person


def _place(answer=Registration.Answer.GOING, starts_in=timedelta(hours=23), **facts):
    """The place of somebody in Auckland at an event of Barcelona."""
    host = make_city(name="Barcelona", time_zone="Europe/Madrid", tier=Tier.PILOT)
    facts = {"title": "Cool rooms & more", "slug": "cool-rooms", "time_zone": "Europe/Madrid"} | facts
    event = make_event(hosts=[host], starts_in=starts_in, **facts)
    auckland = make_city(name="Auckland", time_zone="Pacific/Auckland")
    person = make_officer(auckland, person=make_user(name="Olive Tane", time_zone="Pacific/Auckland"))
    return make_registration(event, person=person, answer=answer)


def _turn(place, **more):
    return {"registration": place.pk, "turn": place.turn} | more


def _told(kind, state):
    place = _place(state=state)
    notice = Notice.objects.create(
        event=place.event,
        kind=kind,
        was_starts_at=NOW + timedelta(days=3),
        was_ends_at=NOW + timedelta(days=3, hours=1),
        why="The speaker is *ill*.\nWe are sorry.",
        made_at=NOW,
        told_at=NOW,
    )
    ids = {"registration": place.pk, "notice": notice.pk}
    yield "going, with a reason", ids, place.person
    Notice.objects.update(why="")
    Registration.objects.update(answer=Registration.Answer.WAITING)
    yield "waiting, without", ids, place.person
    Event.objects.update(kind=Event.Kind.ACADEMY, time_zone="Pacific/Auckland")
    place.event.host_cities.clear()
    yield "in the zone of the reader, without a recording", ids, place.person


def _sent_in(**facts):
    for name in ("Lakemouth", *(f"Sample {number}" for number in range(5))):
        lead = make_lead(
            make_city(name=name, tier=Tier.GENERAL, region="europe", population=2_000_000, languages=["en"]),
            person=make_user(name="Mara Kim", email=f"{name.lower().replace(' ', '')}@city.example"),
        )
        if name == "Lakemouth":
            person = lead
    return contribute(person, **facts)


def contribution_sent_in():
    sent = _sent_in()
    yield "", {"contribution": sent.pk}, sent.author


def contribution_returned():
    sent = _sent_in()
    deciding.send_back(sent, note=MARKS, by=make_staff())
    yield "", {"contribution": sent.pk}, sent.author


def contribution_published():
    named = _sent_in()
    unnamed = contribute(named.author, is_named=False)
    for variant, sent in (("named", named), ("not named", unnamed)):
        deciding.publish(sent, by=make_staff())
        yield variant, {"contribution": sent.pk}, sent.author


def contribution_file_out():
    first, _newer = make_versions(_sent_in().author)
    file = first.files.get()
    take_file_out(first, file=file, because=MARKS, by=make_staff())
    yield "", {"contribution": first.pk, "reader": first.author_id, "file": file.pk}, first.author


def contribution_names_you():
    other = make_lead(make_city(name="Hillford", tier=Tier.PEER))
    city = other.seats.get().city
    sent = _sent_in(co_authors=[city])
    yield "", {"contribution": sent.pk, "city": city.pk}, other


def _rewritten():
    lead = make_lead(make_city(name="Riverport", tier=Tier.PILOT), person=make_user(name="Paula Sample"))
    return make_revision(make_project(lead.seats.get().city, slug="cool-rooms"), by=lead)


def project_returned():
    row = rewriting.send_back(_rewritten(), note=MARKS, by=make_staff())
    yield "", {"revision": row.pk, "reader": row.author_id}, row.author


def project_published():
    row = rewriting.publish(_rewritten(), by=make_staff())
    yield "", {"revision": row.pk, "reader": row.author_id}, row.author


def _to_sign(**facts):
    open_rooms()
    city = make_city(name="Lakemouth", region="europe")
    lead = make_lead(city, person=make_user(name="Mara Kim"))
    facts = {"title": f"Loans {MARKS[:60]}", "decides": "They decide in January.", "text": MARKS} | facts
    return make_call(opened=True, sign_by=NOW + timedelta(days=30), **facts), lead


def _signed(call, lead, **facts):
    """A signature of that day, as if it had been."""
    row = sign_it(call, lead, decided_on=date(2026, 1, 1), **facts)
    public_from = NOW + timedelta(days=2)
    type(row).objects.update(signed_at=NOW, public_from=public_from)
    return row


def call_opened():
    call, lead = _to_sign()
    yield "", {"call": call.pk, "number": 1, "reader": lead.pk}, lead


def call_closes():
    yield from call_opened()


def call_reminder():
    call, lead = _to_sign()
    city, day = lead.seats.get().city, NOW.date() + timedelta(days=2)
    said = Undecided.objects.create(call=call, city=city, person=lead, remind_on=day)
    yield "", {"undecided": said.pk, "reader": lead.pk}, lead


def call_text_changed():
    call, lead = _to_sign()
    _signed(call, lead)
    colleague = make_officer(lead.seats.get().city)
    drafting.change_call(call, text="One thing.", by=make_staff_at_work())
    for variant, person in (("lead", lead), ("contact", colleague)):
        yield variant, {"call": call.pk, "number": 1, "reader": person.pk}, person


def call_changed():
    call, lead = _to_sign()
    later, decides = call.sign_by + timedelta(days=7), f"On 3 May {MARKS[:40]}"
    said = {"call": call.pk, "closed": call.sign_by.isoformat(), "closes": later.isoformat()}
    said |= {"decides": mark_of(decides), "number": 2}
    facts = {"text": "One thing.", "sign_by": later, "decides": decides}
    drafting.change_call(call, by=make_staff_at_work(), **facts)
    _signed(call, signed := make_lead())
    for variant, person in (("asked", lead), ("signed", signed)):
        yield variant, said | {"reader": person.pk}, person


def call_signed():
    call, lead = _to_sign()
    person = make_officer(lead.seats.get().city)
    row = _signed(call, lead, decided_by="other", decided_by_whom=f"The head {MARKS[:40]}")
    for variant, agrees in (("members", False), ("web", True)):
        type(row).objects.update(agrees_public=agrees)
        yield variant, {"signature": row.pk, "reader": person.pk}, person
    type(row).objects.update(signed_by=None)
    yield "erased", {"signature": row.pk, "reader": person.pk}, person


def call_signature_back():
    call, lead = _to_sign()
    person = make_officer(lead.seats.get().city)
    row = signing.take_signature_back(_signed(call, lead), by=lead)
    type(row).objects.update(withdrawn_at=NOW)
    yield "", {"signature": row.pk, "reader": person.pk}, person
    type(row).objects.update(withdrawn_by=None)
    yield "erased", {"signature": row.pk, "reader": person.pk}, person


def _handed_over():
    call, lead = _to_sign()
    _signed(call, lead)
    by_whom = f"two mayors {MARKS[:40]}"
    call = outcomes.hand_over(call, on=call.opened_at.date(), handed_over_by=by_whom, by=make_staff())
    dates = {"answer_due_on": NOW.date() + timedelta(days=60), "look_on": NOW.date() + timedelta(days=300)}
    type(call).objects.update(**dates)
    return call, lead


def call_handed_over():
    call, lead = _handed_over()
    type(call).objects.update(handed_over_on=NOW.date())
    yield "one", {"call": call.pk, "reader": lead.pk}, lead
    type(call).objects.update(answer_due_on=None)
    yield "no day", {"call": call.pk, "reader": lead.pk}, lead


def call_answered():
    call, lead = _handed_over()
    outcomes.note_answer(call, on=call.handed_over_on, answer=MARKS, by=make_staff())
    yield "", {"call": call.pk, "reader": lead.pk}, lead
    type(call).objects.update(look_on=None)
    yield "no day", {"call": call.pk, "reader": lead.pk}, lead


def call_ended():
    call, lead = _handed_over()
    outcomes.end_call(call, outcome=MARKS, by=make_staff())
    yield "", {"call": call.pk, "reader": lead.pk}, lead


def call_dropped():
    call, lead = _to_sign()
    _signed(call, lead)
    outcomes.drop_call(call, because=MARKS[:400], by=make_staff())
    yield "", {"call": call.pk, "reader": lead.pk}, lead


def measure_hidden():
    lead = make_lead(make_city(name="Riverport", slug="riverport"))
    measure = make_measure(lead, title=f"Cool homes {MARKS[:60]}")
    hide_measure(measure, because=MARKS[:400], by=make_staff())
    yield "", {"measure": measure.pk}, lead


def indicator_hidden():
    lead = make_lead(make_city(name="Riverport", slug="riverport"))
    measure = make_measure(lead, title=f"Cool homes {MARKS[:60]}")
    row = make_indicator(measure, name=f"Rooms {MARKS[:60]}")
    hide_indicator(row, because=MARKS[:400], by=make_staff())
    yield "", {"indicator": row.pk}, lead


def use_said():
    lead = make_lead(make_city(name="Hillford", slug="hillford"))
    paper = make_resource(cities=[lead.seats.get().city], editions=[{"title": f"One page {MARKS[:60]}"}])
    user = make_lead(make_city(name="Riverport", slug="riverport"))
    use = use_it(paper, user, changed=MARKS[:400], since="2026-05")
    yield "", {"use": use.pk, "reader": lead.pk}, lead


def use_asked():
    use, lead = _used()
    answer = use.follow_ups.get()
    yield "", {"answer": answer.pk, "reader": lead.pk, "number": 1}, lead
    yield "once more", {"answer": answer.pk, "reader": lead.pk, "number": 2}, lead
    type(use.paper).objects.update(level=9)
    yield (
        "of a paper that its reader may not see any more",
        {
            "answer": answer.pk,
            "reader": lead.pk,
            "number": 1,
        },
        lead,
    )


def use_answer_stands():
    use, lead = _used()
    facts = {"language": "en", "by": lead, "attachments": 1, "was_cut": True}
    answer = coming.say_what_came_by_mail(use.follow_ups.get(), text=MARKS[:400], is_own=False, **facts)
    yield "", {"answer": answer.pk, "attachments": 1, "was_cut": True}, lead
    type(answer).objects.update(goes_up_at=NOW)
    yield "goes up by itself", {"answer": answer.pk}, lead


def use_hidden():
    use, lead = _used()
    hide_use(use, because=MARKS[:400], by=make_staff())
    yield "", {"use": use.pk}, lead


def _used():
    lead = make_lead(make_city(name="Riverport", slug="riverport"))
    paper = make_resource(editions=[{"title": f"One page {MARKS[:60]}"}])
    use = use_it(paper, lead, asked=True, changed=MARKS[:400])
    use.follow_ups.update(asked_at=NOW)
    return use, lead


def want_hidden():
    lead = make_lead(make_city(name="Riverport", slug="riverport"))
    want = make_want(lead, text=MARKS[:300])
    hide_want(want, because=MARKS[:400], by=make_staff())
    yield "", {"want": want.pk}, lead


def organisation_asked():
    lead = make_lead(make_city(name="Riverport", slug="riverport", tier=Tier.PILOT))
    project = make_project(lead.seats.get().city, title=f"Cool homes {MARKS[:60]}")
    facts = {"name": "Tenants & neighbours *of* the_docks", "took_part": MARKS[:280], "changed": MARKS[:500]}
    for variant, by, more in (
        ("of a lead contact", lead, facts),
        ("of the secretariat, nothing has changed", make_staff_at_work(), {"changed": "", "place": ""}),
        ("once more", lead, {}),
    ):
        row = make_organisation(project, by, **more)
        ids = {"word": "project", "organisation": row.pk, "seal": row.seal, "link": 1}
        yield variant, ids | {"again": variant == "once more"}, None


def organisation_hidden():
    lead = make_lead(make_city(name="Riverport", slug="riverport", tier=Tier.PILOT))
    row = make_organisation(make_project(lead.seats.get().city, title="Cool homes"), lead)
    tables.hide(row, because=MARKS[:400], by=make_staff())
    yield "", {"word": "project", "organisation": row.pk, "reader": lead.pk}, lead


def call_comment_hidden():
    open_rooms()
    comment = comment_on(make_call(title=f"Loans {MARKS[:60]}"))
    commenting.hide_comment(comment, because=MARKS[:400], by=make_staff())
    yield "", {"comment": comment.pk}, comment.author


def _peer_call(**facts):
    """An open call for peers, with the lead of a city that may answer."""
    open_rooms()
    lead = make_lead(make_city(name="Lakemouth", slug="lakemouth"), person=make_user(name="Noor Sample"))
    project = make_project(make_city(name="Riverport", tier=Tier.PILOT), capacity=2)
    facts = {"title": f"Learn {MARKS[:60]}", "lead": MARKS[:500], "closes_on": date(2100, 1, 15)} | facts
    return make_peer_call(project, **facts), lead


def _of_an_interest(lead, row, **ids):
    return {"interest": row.pk, "reader": lead.pk} | ids


def peer_call_opened():
    call, lead = _peer_call()
    yield "", {"call": call.pk, "reader": lead.pk}, lead


def peer_call_moved():
    call, lead = _peer_call()
    row = make_interest(call, by=lead, sent=False)
    yield "begun", _of_an_interest(lead, row, closes_on=str(call.closes_on)), lead
    row = send_interest(row)
    yield "sent", _of_an_interest(lead, row, closes_on=str(call.closes_on)), lead
    other = make_lead(make_city(name="Oakvale", tier=Tier.PEER))
    yield "not begun", {"call": call.pk, "reader": other.pk, "closes_on": str(call.closes_on)}, other


def peer_call_dropped():
    call, lead = _peer_call()
    row = make_interest(call, by=lead)
    dropping.drop_call(call, because=MARKS[:400], by=make_staff())
    yield "", _of_an_interest(lead, row), lead


def interest_reminder():
    call, lead = _peer_call()
    row = make_interest(call, by=lead, sent=False)
    for variant, number in (("a week before", 1), ("the last one", 2)):
        yield variant, _of_an_interest(lead, row, number=number), lead


def interest_decided():
    call, lead = _peer_call()
    row = make_interest(call, by=lead)
    PeerCall.objects.filter(pk=call.pk).update(decided_at=NOW)
    Interest.objects.filter(pk=row.pk).update(unmet={str(call.projects.get().pk): "full"})
    yield "no pairing", _of_an_interest(lead, row), lead
    pairing = make_pairing(call.projects.get(), peer_city=row.city)
    Interest.objects.filter(pk=row.pk).update(pairing=pairing, unmet={})
    yield "a pairing", _of_an_interest(lead, row), lead


def interest_stands():
    call, lead = _peer_call()
    row = make_interest(call, by=lead)
    yield "sent", _of_an_interest(lead, row, state="sent"), lead
    withdraw_interest(row, by=lead)
    yield "taken back", _of_an_interest(lead, row, state="withdrawn"), lead
