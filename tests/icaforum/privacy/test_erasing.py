"""Erasing a person: nothing of them is left in any table, and what is the cities' stays."""

from datetime import timedelta

import pghistory
import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone
from guardian.models import UserObjectPermission

from cities.advocacy.actions.drafting import write_reading
from cities.launch.actions import answering
from cities.models import (
    AccessRequest,
    Application,
    ApplicationDraft,
    CityNote,
    Confirmation,
    Grounds,
    Invitation,
    JointCall,
    LaunchRow,
    Letter,
    Measure,
    Membership,
    Officer,
    PartnerTerms,
    Recommendation,
    TierPlan,
    Undecided,
    User,
)
from cities.partners.actions import helping, needing
from cities.people.actions.accounts import Erased, correct_address, reactivate
from cities.people.actions.profiles import edit_profile
from cities.people.locks import NotYours
from cities.sharing.actions import grant
from cities.talking.actions import report
from events.feeds.actions import choose_feed
from events.models import (
    AttendanceReport,
    AttendanceRow,
    Circular,
    Guest,
    Notice,
    Registration,
    Speaker,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
)
from icaforum.audit.models import Entry, Mishap
from icaforum.audit.record import record
from icaforum.backups import ledger
from icaforum.digest.models import Follow
from icaforum.forum.models import ForumSettings
from icaforum.inbound.models import Arrival
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import (
    Attempt,
    Gate,
    Message,
    Optout,
    OwnWords,
    Returned,
    Suppression,
    address_hash,
)
from icaforum.privacy.actions import erase, erase_address
from icaforum.privacy.classes import classes_of, stored_models
from icaforum.privacy.refusals import NotYet
from icaforum.privacy.registry import FIELDS
from icaforum.privacy.rows import ACCOUNT, ROWS
from icaforum.privacy.subjects import subject_of
from pilots.models import Exchange, Interest, Milestone
from resources.contributions.actions.writing import keep_draft as keep_for_library
from resources.models import MeasurePaper, Use
from resources.questions.actions.answering import choose_hearing
from resources.questions.actions.asking import keep_draft, sum_up
from resources.uses.actions.coming import say_what_came
from tests import factories as make
from tests.cities.launch.sheets import as_csv, row

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Zaphira Canary", "canary@zaphira.example"
TEXTS = (models.CharField, models.TextField)
# An address, what is computed from one, and what belongs to a file that is not there.
HOLD_NO_WORDS = {
    *("outbox.Message.address", "outbox.Suppression.address_hash", "events.AttendanceRow.address"),
    *("resources.Edition.file_name", "resources.Edition.text"),
}


def _joint_calls(person, city):
    call, draft, staff = make.make_call(opened=True), make.make_call(), make.make_staff_at_work()
    signed = make.sign_it(call, make.make_lead(city))
    type(signed).objects.filter(pk=signed.pk).update(signed_by=person)
    make.comment_on(draft, person)
    remind_on = timezone.now().date() + timedelta(days=9)
    Undecided.objects.create(call=call, city=city, person=person, remind_on=remind_on)
    write_reading(call, language="de", title="Kredite", text="Wir bitten", by=staff)
    JointCall.objects.filter(pk=draft.pk).update(author=person)


def a_full_life():
    """Somebody of whom there is a row of every kind, beside others of whom there are some too."""
    staff, now = make.make_staff(), timezone.now()
    city = make.make_city(name="Lima")
    make.make_lead(city)
    person = make.make_officer(city, person=make.make_user(name=NAME, email=ADDRESS), position="Planner")
    make.make_want(person, city=city)
    pairing = make.make_pairing(peer_city=city)
    event, paper = make.make_event(), make.make_resource(by=staff)
    make.make_registration(event, person=person, city=city)
    _what_came_after(event)
    Speaker.objects.create(event=event, name=NAME)
    event.agenda.create(day=0, begins=event.local_time, title="Welcome")
    told = {"kind": Notice.Kind.values[0], "version": 1, "made_at": now, "told_at": now}
    Notice.objects.create(event=event, why="Rain", made_by=person, **told)
    for thing in (event, paper, pairing.project):
        grant(thing, to=person, by=staff, reason="Wrote it")
        grant(thing, to=city.circle.group, by=staff, reason="Wrote it")
    choose_feed(person, scope="visible", themes=[], by=person)
    with pghistory.context(user=person.pk):
        step = Milestone.objects.create(pairing=pairing, title="Look", owner=city, due_on=now.date())
        Exchange.objects.create(pairing=pairing, title="Call", starts_on=now.date(), people="x")
    Milestone.objects.filter(pk=step.pk).update(done_by=person, done_on=now.date())
    Letter.objects.create(city=make.make_city(), sender=person, text="Dear all")
    letter = Letter.objects.create(city=make.make_city(), sender=staff, text="Dear you")
    letter.answers.create(sender=person, to=staff, text="Dear friend")
    make.make_letter(person)
    make.make_shelf(paper)
    make.make_text(make.make_resource(by=staff), by=staff, language="fr")
    question = make.ask_the_forum(person)
    for to in (person, city.circle.group):
        grant(question, to=to, by=staff, reason="Asked")
    keep_draft(None, typed={"title": ADDRESS}, by=person)
    _joint_calls(person, city)
    choose_hearing(person, when="never", by=person)
    keep_for_library(None, shape="paper", typed={"title": ADDRESS}, by=person, upload=make.a_pdf())
    beside = make.make_lead(make.make_city(tier=2)).seats.get().city
    make.contribute(
        person,
        upload=make.a_pdf(),
        co_authors=[beside],
        themes=[make.make_theme("heat")],
    )
    make.make_revision(make.make_project(city), by=person)
    make.make_comment(pairing, by=person)
    Interest.objects.create(call=make.make_peer_call(), city=city, author=person)
    said = {"going": "no", "next_step": "yes", "answered_at": now, "answered_by": person}
    make.make_pulse(pairing, city=city, **said)
    report(make.answer_it(question), reason="Wrong", by=person)
    sum_up(question, summary="Pay them", by=person)
    make.make_lesson(question, by=person)
    for thing in (make.make_resource(), make.make_resource(cities=[city])):
        make.make_brief(thing, by=person)
    Arrival.objects.create(key="1", sender=ADDRESS, became="unknown", handled_at=now, raw=None)
    for state in (Application.State.WAITING, Application.State.DECLINED):
        asked = make.make_question(make.make_application(email=ADDRESS, state=state, note="Ask"))
        Recommendation.objects.create(application=asked.application, person=staff, says="ask", because="Why?")
    make.make_draft(answers={"email": [ADDRESS.title()]})
    term = {"sent_at": now, "expires_at": now + timedelta(days=14)}
    Invitation.objects.create(
        city=city, email="old@zaphira.example", accepted_at=now, accepted_by=person, **term
    )
    Invitation.objects.create(city=city, email=ADDRESS, name=NAME, **term)
    AccessRequest.objects.create(city=city, name=NAME, email=ADDRESS, message="Please")
    membership = Membership.objects.get(city=city)
    Grounds.objects.create(membership=membership, interest="Much")
    TierPlan.objects.create(membership=membership, tier=2, counts_from=now, reason="Asked", planned_by=staff)
    CityNote.objects.create(city=city, text="Met", written_by=staff)
    make.make_expertise(text="Shade")
    use = make.use_it(make.make_resource(level=0), person, asked=True)
    say_what_came(use, outcome="goes-on", text="31 houses", language="en", by=person)
    Use.objects.update(public_agreed_by=person)
    measure = make.make_indicator(make.make_measure(make.make_lead(city), public=True)).measure
    MeasurePaper.objects.create(measure=measure, paper=paper)
    Measure.objects.filter(pk=measure.pk).update(author=person, public_agreed_by=person)
    for thing in (event, paper, pairing.project, measure):
        facts = {"name": "Tenants", "kind": "tenants", "language": "en", "email": ADDRESS}
        thing.at_table.create(**facts, state="agreed", agreed_seal="of their words")
    helps = make.ask_for_help(person)
    needing.name_need(city=city, theme=make.make_theme("rents"), text="Leases", language="en", by=person)
    helping.write(helps, text="Which street?", language="en", by=person)
    PartnerTerms.objects.create(city=make.make_partner(), price="Free")
    Confirmation.objects.create(city=city, year=2026)
    Circular.objects.create(event=event, subject="Photo", text="Bring one", written_by=staff)
    OwnWords.objects.create(text="Thank you", writer=staff)
    Guest.objects.create(event=make.make_event(), name=NAME, email=ADDRESS)
    answering.choose_file(content=as_csv(row("Faro"), row("Evora", email=ADDRESS)), name="x.csv", by=staff)
    LaunchRow.objects.filter(number=2).update(found=[{"code": "known", "offers": [ADDRESS]}])
    queue_mail("place_waiting", to=person, key="mail", ids={})
    queue_mail("place_waiting", to=staff, key="other", ids={})
    Returned.objects.create(message=Message.objects.get(dedupe_key="mail"), words="5.1.1 No such user")
    Attempt.objects.create(message=Message.objects.get(dedupe_key="other"), outcome="refused", detail="No")
    Optout.objects.create(person=person, kind="digest")
    Follow.objects.create(person=person, kind="papers")
    Suppression.objects.create(address_hash=address_hash(ADDRESS))
    Gate.objects.update_or_create(pk=1, defaults={"reason": "Test"})
    Mishap.objects.create(planner="p", target_type="t", target_id="1", error="E")
    ForumSettings.objects.create(contact_email="desk@forum.example", signature="Us")
    right = event.person_grants.get().permission
    UserObjectPermission.objects.create(
        user=person, permission=right, content_type=right.content_type, object_pk=event.pk
    )
    LogEntry.objects.create(user=person, content_type=right.content_type, action_flag=1)
    further = EmailAddress.objects.create(user=person, email="second@zaphira.example", verified=False)
    EmailConfirmation.objects.create(email_address=further, sent=now, key="k")
    Authenticator.objects.create(user=person, type="totp", data={})
    SocialAccount.objects.create(user=person, provider="wien", uid="sub-1")
    UserSession.objects.create(user=person, ip="1.1.1.1", session_key="k1", user_agent="Firefox")
    for kept in ({"_auth_user_id": str(person.pk)}, {"typed": {"email": ADDRESS}}):
        store = SessionStore()
        store.update(kept)
        store.save()
    return person


def _what_came_after(event):
    place = event.registrations.get()
    report = AttendanceReport.objects.create(event=event, source="zoom", file_name="r.csv")
    for number, facts in enumerate(({"found": place}, {"address": ADDRESS}, {"name": NAME})):
        AttendanceRow.objects.create(report=report, number=number, verdict="unclear", **facts)
    question = SurveyQuestion.objects.create(
        survey=Survey.objects.create(event=event), position=1, kind="words", text="And?"
    )
    SurveyAnswer.objects.create(question=question, registration=place, words="Fine")


def plant(person):
    """Write name and address into every text of every row, and say into which models."""
    subject, planted = subject_of(person), set()
    for rows in ROWS:
        planted |= _plant(rows.held(subject), FIELDS[rows.model._meta.label_lower].of("personal", "private"))
    for model in stored_models():
        if not hasattr(model, "pgh_tracked_model"):
            classes = FIELDS[model._meta.label_lower]
            planted |= _plant(model._base_manager.all(), classes.of("words", "notes", "names", "works"))
    return planted


def _plant(rows, names):
    fields = [rows.model._meta.get_field(name) for name in names]
    texts = [field for field in fields if isinstance(field, TEXTS) and not field.choices]
    for field in texts:
        if f"{rows.model._meta.label}.{field.name}" not in HOLD_NO_WORDS and field.name != "email":
            words = f"{NAME}, {ADDRESS.upper()}; {NAME.upper()}"
            rows.update(**{field.name: words[: field.max_length]})
    return {rows.model._meta.label} if texts and rows.exists() else set()


def holding(*canaries):
    """The tables in which a row holds one of these words in any column."""
    found = set()
    with connection.cursor() as cursor:
        for model in stored_models():
            for word in canaries:
                table = model._meta.db_table
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.add(model._meta.label)
    return found


def with_texts(*classes):
    """Models that have a text in which somebody may stand, of these classes."""
    classes = classes or ("personal", "private", "words", "notes", "names", "works")
    for model in stored_models():
        names = classes_of(model, FIELDS).of(*classes)
        fields = [model._meta.get_field(name) for name in names]
        texts = [it for it in fields if isinstance(it, TEXTS) and not it.choices]
        if texts and not hasattr(model, "pgh_tracked_model"):
            yield model._meta.label


def test_of_canaries_in_every_text_nothing_is_left():
    person = a_full_life()
    planted = plant(person)
    everywhere = holding("zaphira")

    with pghistory.context(user=make.make_staff().pk):
        erase(person, by=make.make_staff())

    # Of works that are no plain text (titles by language, changes by field) nothing was planted.
    published = {label for label in with_texts("works") if not label.endswith("Words")}
    assert planted | {"cities.User"} == set(with_texts())
    assert everywhere >= planted
    assert holding("zaphira") == published
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert {rows.model._meta.label: rows.held(subject_of(person)).count() for rows in ROWS if rows.goes} == {
        rows.model._meta.label: 0 for rows in ROWS if rows.goes
    }
    assert ACCOUNT.model.objects.get(pk=person.pk).erased_at


# What stays ------------------------------------------------------------------------------------------------


def test_the_citys_totals_stay_and_lead_to_nobody():
    staff, city = make.make_staff(), make.make_city()
    lead = make.make_lead(city)
    person = make.make_officer(city, person=make.make_user(name=NAME, email=ADDRESS))
    past = make.make_event(starts_in=-timedelta(days=9))
    came = make.make_registration(past, person=person, city=city)
    application = make.make_application(email=ADDRESS, city=city, state="approved", interest="Heat")
    other = make.make_registration(past, person=lead, city=city)

    erase(person, by=staff)

    came.refresh_from_db()
    application.refresh_from_db()
    seat = Officer.objects.get(person=person)
    assert (came.answer, came.city, str(came.person)) == (other.answer, city, "an erased person")
    assert (bool(seat.until), seat.city) == (True, city)
    facts = (application.state, application.interest, application.person_name, application.email)
    assert facts == ("approved", "Heat", "", "erased@erased.invalid")
    found = Entry.objects.get(verb="person erased")
    assert (found.target_id, found.actor_id, found.details) == (str(person.pk), staff.pk, {})


def test_words_of_others_stay_but_for_the_name_and_the_address():
    person = make.make_user(name=NAME, email=ADDRESS)
    said = "zaphira  canary, x{0}, {0}.org; Zaphira Canaryson. Ask {0}. ZAPHIRA CANARY!"
    note = CityNote.objects.create(city=make.make_city(), text=said.format(ADDRESS))

    erase(person, by=make.make_staff())

    note.refresh_from_db()
    kept = "zaphira  canary, x{0}, {0}.org; Zaphira Canaryson. Ask …. …!"
    assert note.text == kept.format(ADDRESS)


def test_a_name_of_one_word_is_taken_out_only_where_names_stand():
    person, pairing = make.make_user(name="May"), make.make_pairing()
    meeting = Exchange.objects.create(
        pairing=pairing, title="Call in May", starts_on=timezone.now().date(), people="May Lee, Ana, May"
    )

    erase(person, by=make.make_staff())

    meeting.refresh_from_db()
    assert (meeting.title, meeting.people) == ("Call in May", "May Lee, Ana, …")


def test_an_entry_as_a_speaker_goes_with_the_name():
    person, event = make.make_user(name=NAME), make.make_event()
    for name in (NAME, f"{NAME} and Ana", "Ana"):
        Speaker.objects.create(event=event, name=name)

    erase(person, by=make.make_staff())

    assert [speaker.name for speaker in event.speakers.all()] == ["… and Ana", "Ana"]


def test_a_mail_to_somebody_else_that_names_one_is_written_anew():
    person, reader = make.make_user(name=NAME, email=ADDRESS), make.make_staff()
    for state in ("pending", "sent"):
        queue_mail("place_waiting", to=reader, key=state, ids={})
        sent = {"accepted_at": timezone.now()} if state == "sent" else {}
        facts = {"text": f"{NAME} wrote", "reply_to": ADDRESS, "frozen_at": timezone.now()}
        Message.objects.filter(dedupe_key=state).update(state=state, **facts | sent)

    erase(person, by=reader)

    found = Message.objects.filter(person=reader).order_by("pk")
    assert [(it.text, it.reply_to, it.frozen_at is None) for it in found] == [("", "", True), ("", "", False)]


def test_what_was_told_to_addresses_of_earlier_times_goes_too():
    person, other, staff = make.make_user(email=ADDRESS), make.make_user(), make.make_staff()
    for number, whose in enumerate([person, other]):
        queue_mail("place_waiting", to=whose, key=f"mail{number}", ids={})
        correct_address(whose, email=f"before-then{number}@lima.example", by=staff)
        Suppression.objects.create(address_hash=address_hash(f"before-then{number}@lima.example"))
        correct_address(whose, email=f"from-then-on{number}@lima.example", by=staff)
    # Somebody else has an address by now that was the person's for a while.
    make.make_user(email="before-then1@lima.example")

    erase(person, by=staff)
    erase(other, by=staff)

    assert holding("zaphira", "before-then0", "from-then-on0", "from-then-on1") == set()
    kept = [row.address_hash for row in Suppression.objects.all()]
    assert kept == [address_hash("before-then1@lima.example")]


def test_an_address_that_nobody_proved_leads_to_no_rows_of_its_owner():
    attacker, owner = make.make_user(), make.make_application(email="owner@lima.example")
    EmailAddress.objects.create(user=attacker, email=owner.email, verified=False)

    erase(attacker, by=attacker)

    owner.refresh_from_db()
    assert owner.email == "owner@lima.example"


def test_a_place_that_is_given_up_goes_to_whoever_waits():
    event = make.make_event(capacity=1)
    person = make.make_registration(event).person
    waiting = make.make_registration(event, answer=Registration.Answer.WAITING)

    erase(person, by=make.make_staff())

    waiting.refresh_from_db()
    assert waiting.answer == Registration.Answer.GOING
    assert set(Message.objects.values_list("person", flat=True)) == {waiting.person_id}


# What is refused -------------------------------------------------------------------------------------------


def refusal(person, by):
    with pytest.raises(NotYet) as refused:
        erase(person, by=by)
    person.refresh_from_db()
    assert person.erased_at is None
    return str(refused.value)


def test_the_last_who_may_add_colleagues_names_another_first():
    ana = make.make_staff(name="Ana")
    words = "Ana is the only one who may add colleagues. First give this right to somebody else."

    assert refusal(ana, ana) == words

    make.make_staff()
    erase(ana, by=ana)
    ana.refresh_from_db()
    assert (ana.is_staff, ana.is_superuser, ana.is_active) == (False, False, False)


def test_the_only_lead_names_a_successor_first_and_one_without_a_team_need_not():
    lead = make.make_lead(make.make_city(name="Lima"), person=make.make_user(name="Kim"))
    mate = make.make_officer(lead.seats.get().city)
    words = "Kim is the only lead contact of Lima. First name a colleague who takes over."

    assert refusal(lead, make.make_staff()) == words

    erase(mate, by=mate)
    erase(lead, by=lead)
    assert not Officer.objects.open().exists()


def test_the_contact_of_the_forum_is_named_anew_first():
    ana, other = make.make_staff(name="Ana", email="ana@forum.example"), make.make_staff()
    ForumSettings.objects.create(contact_email="ana@forum.example")

    assert refusal(ana, other).startswith("Ana is the contact of the Forum, to whom all answers go.")


def test_only_a_superuser_erases_one_and_nobody_twice():
    ana, reviewer, person = make.make_staff(), make.make_staff(is_superuser=False), make.make_user()
    make.make_staff()
    with pytest.raises(NotYours):
        erase(ana, by=reviewer)

    erase(person, by=reviewer)

    with pytest.raises(NotYet):
        erase(person, by=reviewer)
    with pytest.raises(Erased):
        reactivate(User.objects.get(pk=person.pk), by=ana)


def test_the_page_of_an_erased_person_gives_nobody_a_name_again(client):
    ana, person = make.make_staff(), make.make_user()
    erase(person, by=ana)
    client.force_login(ana)
    typed = {"name": "Kim", "greeting": "", "language": "en", "time_zone": "UTC"}

    answer = client.post(reverse("admin:cities_user_change", args=[person.pk]), typed)

    assert answer.status_code == 403
    with pytest.raises(Erased):
        edit_profile(person, name="Kim", by=ana)


# After a restored backup -----------------------------------------------------------------------------------


def test_who_was_erased_since_a_backup_is_erased_again():
    before = {"email": ADDRESS, "name": NAME, "is_active": True, "erased_at": None}
    lead = make.make_lead(make.make_city(), person=make.make_user(name=NAME, email=ADDRESS))
    erase(lead, by=make.make_staff())
    ledger.keep_ledger()
    assert NAME not in (settings.BACKUP_DIR / ledger.LEDGER).read_text()
    User.objects.filter(pk=lead.pk).update(**before)  # as the dump has it
    Officer.objects.filter(person=lead).update(until=None)
    make.make_officer(lead.seats.get().city)

    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert done["person erased"] == 1
    assert (holding("zaphira"), Officer.objects.get(person=lead).until is None) == (set(), False)


def test_an_address_that_was_erased_since_a_backup_is_erased_again():
    row = make.make_application(email=ADDRESS, person_name=NAME)
    erase_address(row, by=make.make_staff())
    ledger.keep_ledger()
    Application.objects.filter(pk=row.pk).update(email=ADDRESS, person_name=NAME)  # as the dump has it

    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert (done["address erased cities.application"], holding("zaphira")) == (1, set())


def test_an_address_is_no_part_of_another():
    person = make.make_user(email="ana@lima.gob.pe", name="Ana Ruiz")
    for address in ("mariana@lima.gob.pe", "ana@lima.gob.pe.example", "ana@lima.gob.pe"):
        ApplicationDraft.objects.create(kind="c40", email=address, answers={"email": address})

    found = next(rows for rows in ROWS if rows.model is ApplicationDraft).held(subject_of(person))

    assert [draft.email for draft in found] == ["ana@lima.gob.pe"]


@pytest.mark.parametrize("why", ["somebody else has it", "it was typed lately", "it stands"])
def test_words_are_looked_through_for_a_name_only_where_it_means_this_person(why):
    person = make.make_user(name="Climate Action")
    note = CityNote.objects.create(city=make.make_city(), text="Climate Action is on the agenda.")
    if why == "somebody else has it":
        make.make_user(name="climate action")
    elif why == "it was typed lately":
        record("profile changed", person, by=person, fields=["name"])

    erase(person, by=person)

    note.refresh_from_db()
    assert ("Climate Action" in note.text) == (why != "it stands")


def test_a_draft_that_colleagues_share_stays_theirs_without_the_name():
    city = make.make_city(tier=2)
    make.make_lead(city)
    person = make.make_officer(city, person=make.make_user(name=NAME, email=ADDRESS))
    typed = {"challenge": [f"Hot homes, says {NAME.upper()}."], "languages": ["en"], "hours": ["8"]}
    row = Interest.objects.create(call=make.make_peer_call(), city=city, author=person, typed=typed)

    erase(person, by=make.make_staff())

    row.refresh_from_db()
    assert row.typed == typed | {"challenge": ["Hot homes, says …."]}
    assert row.author.name == ""
