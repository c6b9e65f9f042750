"""All that happens by the clock: each row on its own, by the database's time, and one wake a run."""

import os
import threading
from datetime import timedelta

import pytest
import time_machine
from celery.app.trace import build_tracer
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.launch.actions import answering
from cities.models import (
    AccessRequest,
    Application,
    ApplicationDraft,
    City,
    Confirmation,
    HelpRequest,
    Invitation,
    LaunchSheet,
    Signature,
    TierPlan,
    User,
)
from events.models import Event, Guest, Registration
from icaforum.audit.models import Mishap
from icaforum.celery import app
from icaforum.forum.models import ForumSettings
from icaforum.outbox import compose, spans, waking
from icaforum.outbox import tasks as outbox_tasks
from icaforum.outbox.models import Gate, Message, Optout
from icaforum.outbox.planners import row_by_row
from icaforum.outbox.waking import Planner
from icaforum.privacy.actions import erase
from icaforum.schedule import SCHEDULE
from pilots.models import Interest, Pairing, Pulse
from resources.lessons.actions import make_a_paper
from resources.library.actions.edition import replace_edition
from resources.library.actions.resource import publish
from resources.models import Answer, Brief, Edition, FollowUp, Lesson, Question, Quote, Resource, Transcript
from resources.questions.actions.answering import answer_by_mail
from resources.uses.actions.coming import say_what_came_by_mail
from tests.cities.launch.sheets import as_csv, row
from tests.factories import (
    ask_for_help,
    ask_the_forum,
    make_application,
    make_brief,
    make_call,
    make_city,
    make_draft,
    make_event,
    make_interest,
    make_lead,
    make_lesson,
    make_officer,
    make_organisation,
    make_pairing,
    make_peer_call,
    make_pulse,
    make_registration,
    make_resource,
    make_staff,
    make_staff_at_work,
    make_user,
    open_rooms,
    sign_it,
    use_it,
)
from tests.resources.library.files import pdf, upload

DAY = timedelta(days=1)
app.loader.import_default_modules()  # as a worker does
# They go through no rows: tests/icaforum/backups/test_ledger.py, tests/icaforum/ready/test_ready.py.
NO_ROWS = {
    "icaforum.backups.tasks.keep_ledger",
    "icaforum.ready.tasks.look_from_outside",
    "icaforum.inbound.tasks.look_for_mail",  # tests/icaforum/inbound/test_receiving.py, test_mailbox.py
    "icaforum.inbound.tasks.forget_arrivals",
    "icaforum.privacy.tasks.forget_sign_ins",  # tests/icaforum/privacy/test_keeping.py
}
OUTBOX = {f"icaforum.outbox.tasks.{name}_outbox" for name in ("drain", "sweep", "tidy")}


def spoil(row, event="UPDATE", when=""):
    """Let the database refuse every change of one row, or some changes."""
    table, name = row._meta.db_table, f"spoilt_{row._meta.db_table}_{row.pk}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'spoilt'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW"
            f" WHEN (OLD.id = {row.pk} {when}) EXECUTE FUNCTION {name}()"
        )


def spoil_mails(person):
    """Let the database refuse every mail to one person."""
    name = f"spoilt_mail_{person}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'spoilt'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER {name} BEFORE INSERT ON outbox_message FOR EACH ROW"
            f" WHEN (NEW.person_id = {person}) EXECUTE FUNCTION {name}()"
        )


class Purge:
    task = "cities.joining.tasks.purge_unconfirmed_applications"

    def row(self, age=8 * DAY):
        sent = timezone.now() - age
        return make_application(state=Application.State.UNCONFIRMED, sent_at=sent, confirmed_at=None)

    def fresh(self):
        return self.row(timedelta(minutes=5))

    def spoil(self, row):
        spoil(row, "DELETE")

    def done(self, row):
        return not Application.objects.filter(pk=row.pk).exists()


class PurgeDrafts(Purge):
    """The same task throws away old drafts."""

    def row(self, age=31 * DAY):
        row = make_draft()
        ApplicationDraft.objects.filter(pk=row.pk).update(changed_at=timezone.now() - age)
        return row

    def fresh(self):
        # Within eight days of its end: a process whose clock is wrong by as much must not take it for old.
        return self.row(29 * DAY)

    def done(self, row):
        return not ApplicationDraft.objects.filter(pk=row.pk).exists()


class RemindOfInvitations:
    task = "cities.invitations.tasks.remind_invitations"

    def row(self, age=8 * DAY, **facts):
        city, sent = make_city(), timezone.now() - age
        facts = {
            "email": f"new{city.pk}@city.example",
            "sent_at": sent,
            "expires_at": sent + 14 * DAY,
        } | facts
        return Invitation.objects.create(city=city, **facts)

    def fresh(self):
        return self.row(timedelta(minutes=5))

    def spoil(self, row):
        Invitation.objects.filter(pk=row.pk).update(email="nobody")

    def done(self, row):
        return Message.objects.filter(dedupe_key__startswith=f"invitation_reminder:{row.pk}:").exists()


class EndWork:
    task = "cities.people.tasks.end_work"

    def row(self, age=8 * DAY):
        person = make_user(is_staff=True)
        ends = timezone.now() - age + 7 * DAY
        User.objects.filter(pk=person.pk).update(
            staff_invited_at=ends - 7 * DAY, staff_invitation_ends_at=ends
        )
        return person

    def fresh(self):
        return self.row(timedelta(minutes=5))

    spoil = staticmethod(spoil)

    def done(self, row):
        return not User.objects.get(pk=row.pk).is_staff


class ForgetInvited(RemindOfInvitations):
    task = "cities.invitations.tasks.forget_unanswered_invitations"

    def row(self, age=99 * DAY, **facts):
        return super().row(age, **facts)

    def fresh(self):
        return self.row(80 * DAY)

    def spoil(self, row):
        spoil(row, "DELETE")

    def done(self, row):
        return not Invitation.objects.filter(pk=row.pk).exists()


class ForgetSheets:
    task = "cities.launch.tasks.forget_old_sheets"

    def row(self, age=39 * DAY):
        return LaunchSheet.objects.create(
            file_name="members.csv", made_at=timezone.now() - age, checked_version=1
        )

    def fresh(self):
        return self.row(20 * DAY)

    def spoil(self, row):
        spoil(row, "DELETE")

    def done(self, row):
        return not LaunchSheet.objects.filter(pk=row.pk).exists()


class ForgetOldRows:
    task = "icaforum.privacy.tasks.forget_old_rows"

    def row(self, age=374 * DAY):
        state = Application.State.DECLINED
        return make_application(state=state, decided_at=timezone.now() - age)

    def fresh(self):
        return self.row(356 * DAY)

    def spoil(self, row):
        spoil(row, "DELETE")

    def done(self, row):
        return not Application.objects.filter(pk=row.pk).exists()


class FinishErasing:
    task = "icaforum.privacy.tasks.finish_erasing"

    def row(self):
        person = make_user()
        erase(person, by=make_staff())
        Optout.objects.create(person=person, kind="digest")
        return person

    def fresh(self):
        return None

    def spoil(self, row):
        spoil(Optout.objects.get(person=row), "DELETE")

    def done(self, row):
        return row is not None and not Optout.objects.filter(person=row).exists()


class GoOnWithImports:
    task = "cities.launch.tasks.go_on_with_imports"

    def row(self):
        sheet = self.fresh()
        LaunchSheet.objects.filter(pk=sheet.pk).update(asked_at=timezone.now())
        return sheet

    def fresh(self):
        city = make_city(member=False)
        City.objects.filter(pk=city.pk).update(keys=[f"city{city.slug[5:]}"])
        content = as_csv(row(city.name, email=f"ana{city.pk}@city.example"))
        return answering.choose_file(content=content, name="members.csv", by=make_staff())

    spoil = staticmethod(spoil)

    def done(self, row):
        return LaunchSheet.objects.get(pk=row.pk).done_at is not None


class PutUpAnswers:
    task = "resources.questions.tasks.put_up_answers"

    def row(self, age=DAY):
        open_rooms()
        writer = make_lead(make_city(tier=Tier.PILOT))
        answer = answer_by_mail(ask_the_forum(), text="Yes", language="en", is_own=True, by=writer)
        Answer.objects.filter(pk=answer.pk).update(goes_up_at=timezone.now() - age)
        return answer

    def fresh(self):
        return self.row(-timedelta(minutes=20))

    spoil = staticmethod(spoil)

    def done(self, row):
        return Answer.objects.get(pk=row.pk).is_up


class PutUpWhatCame:
    task = "resources.uses.tasks.put_up_what_came"

    def row(self, age=DAY):
        answer = use_it(by=make_lead(make_city()), asked=True).follow_ups.get()
        facts = {"language": "en", "is_own": True, "by": answer.use.author}
        say_what_came_by_mail(answer, text="31 houses.", **facts)
        FollowUp.objects.filter(pk=answer.pk).update(goes_up_at=timezone.now() - age)
        return answer

    def fresh(self):
        return self.row(-timedelta(minutes=20))

    spoil = staticmethod(spoil)

    def done(self, row):
        return FollowUp.objects.get(pk=row.pk).up_at is not None


class AskWhatCame:
    task = "resources.uses.tasks.ask_what_came"

    def row(self, age=20 * DAY):
        asked = use_it(by=make_lead(make_city()), asked=True).follow_ups.get()
        FollowUp.objects.filter(pk=asked.pk).update(mailed_at=timezone.now() - age)
        return asked

    def fresh(self):
        return self.row(DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return FollowUp.objects.get(pk=row.pk).mails == 2


class LookAfterPeerCalls:
    task = "pilots.interest.tasks.look_after_peer_calls"

    def row(self, closes_in=5):  # at any hour less than six days
        open_rooms()
        begun = make_interest(make_peer_call(closes_in=closes_in), sent=False)
        Interest.objects.filter(pk=begun.pk).update(changed_at=timezone.now() - 2 * DAY)
        return begun

    def fresh(self):
        return self.row(closes_in=30)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Interest.objects.get(pk=row.pk).reminded == 1


class LookAfterPairings:
    task = "pilots.pulse.tasks.look_after_pairings"

    def row(self, age=20 * DAY):
        pulse = make_pulse()
        make_lead(pulse.city)
        Pulse.objects.filter(pk=pulse.pk).update(mailed_at=timezone.now() - age)
        return pulse

    def fresh(self):
        return self.row(DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Pulse.objects.get(pk=row.pk).mails == 2


class LookAfterQuestions:
    task = "resources.questions.tasks.look_after_questions"

    def row(self, age=30 * DAY):
        open_rooms()
        question = ask_the_forum()
        Question.objects.filter(pk=question.pk).update(asked_at=timezone.now() - age)
        return question

    def fresh(self):
        return self.row(DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Question.objects.get(pk=row.pk).staff_since is not None


class AskCheckersAgain:
    task = "resources.briefs.tasks.ask_checkers_again"

    def row(self, age=8 * DAY):
        brief = make_brief(make_resource(cities=[make_lead().seats.get().city]))
        Brief.objects.filter(pk=brief.pk).update(written_at=timezone.now() - age)
        return brief

    def fresh(self):
        return self.row(DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Brief.objects.get(pk=row.pk).reminded_at is not None


class AskCitiesAgain:
    task = "resources.lessons.tasks.ask_cities_again"

    def row(self, age=8 * DAY):
        open_rooms()
        quote = make_lesson().quotes.latest("pk")
        Quote.objects.filter(pk=quote.pk).update(asked_at=timezone.now() - age)
        return quote

    def fresh(self):
        return self.row(DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Quote.objects.get(pk=row.pk).reminded_at is not None


class TellCities:
    task = "resources.lessons.tasks.tell_cities_of_papers"

    def row(self, is_out=True):
        open_rooms()
        lesson, staff = make_lesson(), make_staff_at_work()
        Quote.objects.filter(lesson=lesson).update(state=Quote.State.AGREED)
        lesson = make_a_paper(lesson, summary="Pay.", by=staff)
        if is_out:
            publish(lesson.resource, by=staff)
        return lesson

    def fresh(self):
        return self.row(is_out=False)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Lesson.objects.get(pk=row.pk).told_at is not None


class TellOfSentBack:
    task = "resources.briefs.tasks.tell_of_sent_back"

    def row(self, since=DAY):
        brief = make_brief(make_resource(cities=[make_lead().seats.get().city]))
        Brief.objects.filter(pk=brief.pk).update(sent_back_at=since and timezone.now() - since)
        return brief

    def fresh(self):
        return self.row(None)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Brief.objects.get(pk=row.pk).told_back_at is not None


class LookAfterCalls:
    task = "cities.advocacy.tasks.look_after_calls"

    def row(self, age=DAY):
        open_rooms()
        signature = sign_it(make_call(opened=True), agrees_public=True)
        Signature.objects.filter(pk=signature.pk).update(public_from=timezone.now() - age)
        return signature

    def fresh(self):
        return self.row(-DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Signature.objects.get(pk=row.pk).went_public_at is not None


class LookAfterHelp:
    task = "cities.partners.tasks.look_after_help"

    def row(self, age=30 * DAY):
        open_rooms()
        row = ask_for_help()
        HelpRequest.objects.filter(pk=row.pk).update(put_at=timezone.now() - age)
        return row

    def fresh(self):
        return self.row(DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return HelpRequest.objects.get(pk=row.pk).staff_since is not None


class LookAfterTables:
    task = "cities.partners.tasks.look_after_tables"

    def row(self, age=15 * DAY):
        row = make_organisation(make_resource())
        type(row).objects.filter(pk=row.pk).update(asked_at=timezone.now() - age)
        return row

    def fresh(self):
        return self.row(DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return type(row).objects.get(pk=row.pk).reminded_at is not None


class ForgetAddresses(LookAfterTables):
    """The same task deletes the addresses of those that never answer."""

    def row(self, age=91 * DAY):
        row = super().row(age)
        type(row).objects.filter(pk=row.pk).update(reminded_at=timezone.now() - DAY)
        return row

    def done(self, row):
        return not type(row).objects.get(pk=row.pk).email


class ChangeTiers:
    task = "cities.joining.tasks.change_planned_tiers"

    def row(self, counts_from=-DAY):
        row = make_city(tier=Tier.PEER).membership
        TierPlan.objects.create(membership=row, tier=Tier.PILOT, counts_from=timezone.now() + counts_from)
        return row

    def fresh(self):
        return self.row(9 * DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return row.city.memberships.open().get().tier == Tier.PILOT


class AskForTheYear:
    task = "cities.yearly.tasks.ask_for_the_year"

    def row(self, age=23 * DAY):
        city, then = make_city(), timezone.now() - age
        make_officer(city, role="lead")
        return Confirmation.objects.create(city=city, year=2020, asked_at=then, mails=1, mailed_at=then)

    def fresh(self):
        return self.row(5 * DAY)

    spoil = staticmethod(spoil)

    def done(self, row):
        return Confirmation.objects.get(pk=row.pk).mails > 1


class Escalate:
    task = "cities.invitations.tasks.escalate_access_requests"

    def row(self, age=6 * DAY):
        city = make_city()
        facts = {"name": "Ada", "email": f"ada{city.pk}@city.example", "sent_at": timezone.now() - age}
        return AccessRequest.objects.create(city=city, **facts)

    def fresh(self):
        return self.row(timedelta(minutes=5))

    spoil = staticmethod(spoil)

    def done(self, row):
        return AccessRequest.objects.get(pk=row.pk).escalated_at is not None


class EndPairings:
    task = "pilots.pairings.tasks.end_pairings_of_departed"

    def row(self):
        pairing = make_pairing()
        pairing.peer_city.memberships.update(until=timezone.now() - timedelta(hours=1))
        return pairing

    def fresh(self):
        return make_pairing()

    spoil = staticmethod(spoil)

    def done(self, row):
        return Pairing.objects.get(pk=row.pk).state == Pairing.State.WITHDRAWN


class Remind:
    task = "events.places.tasks.send_reminders"

    def row(self, starts_in=timedelta(hours=20)):
        event = make_event(starts_in=starts_in, published_at=timezone.now() - 9 * DAY)
        return make_registration(event, answered_at=timezone.now() - 8 * DAY)

    def fresh(self):
        return self.row(7 * DAY)

    def spoil(self, row):
        spoil_mails(row.person_id)

    def done(self, row):
        return Message.objects.filter(kind__startswith="reminder", ids__registration=row.pk).exists()


class RemindOfOneEvent(Remind):
    """The same, where both people come to one event."""

    def __init__(self):
        self.event = None

    def row(self):
        self.event = self.event or make_event(
            starts_in=timedelta(hours=20), published_at=timezone.now() - 9 * DAY
        )
        return make_registration(self.event, answered_at=timezone.now() - 8 * DAY)

    def fresh(self):
        return Remind().fresh()


class RemindGuests:
    task = "events.guests.tasks.send_guest_reminders"

    def row(self, starts_in=timedelta(hours=20)):
        event = make_event(starts_in=starts_in, published_at=timezone.now() - 9 * DAY)
        facts = {"name": "Kofi", "email": "kofi@union.example", "invited_at": timezone.now() - 8 * DAY}
        return event.guests.create(**facts)

    def fresh(self):
        return self.row(7 * DAY)

    def spoil(self, row):
        Guest.objects.filter(pk=row.pk).update(email="nobody")

    def done(self, row):
        return Message.objects.filter(kind="guest_reminder", ids__guest=row.pk).exists()


class SendDigests:
    task = "icaforum.digest.tasks.send_digests"

    def row(self, age=99 * DAY):
        # The hour may have come just now, or be nearly a week ago: then no mail is due, so it is set to now.
        now = timezone.now() - timedelta(hours=1)
        ForumSettings.objects.update_or_create(
            pk=1, defaults={"digest_weekday": now.weekday(), "digest_hour": now.hour}
        )
        return make_officer(person=make_user(joined_at=timezone.now() - age))

    def fresh(self):
        return self.row(timedelta(minutes=-5))

    def spoil(self, row):
        spoil_mails(row.pk)

    def done(self, row):
        return Message.objects.filter(kind="digest", person=row).exists()


class Settle:
    task = "events.places.tasks.settle_places"

    def row(self):
        return make_registration(
            make_event(capacity=1), answer=Registration.Answer.WAITING, queued_at=timezone.now()
        )

    def fresh(self):
        row = make_registration(make_event(), answer=Registration.Answer.WAITING, queued_at=timezone.now())
        start = timezone.now() - timedelta(hours=2)
        Event.objects.filter(pk=row.event_id).update(starts_at=start, ends_at=start + timedelta(hours=1))
        return row

    def spoil(self, row):
        spoil_mails(row.person_id)

    def done(self, row):
        return Registration.objects.get(pk=row.pk).answer == Registration.Answer.GOING


class Read:
    task = "resources.library.tasks.read_new_files"

    def row(self):
        edition = make_resource().editions.get()
        return replace_edition(edition, by=make_staff(), upload=upload(pdf("Words"), "paper.pdf"))

    def fresh(self):
        return None

    spoil = staticmethod(spoil)

    def done(self, row):
        return row is not None and Edition.objects.get(pk=row.pk).text_read_at is not None


class Write:
    task = "resources.transcripts.tasks.write_texts"

    def row(self):
        edition = make_resource().editions.get()
        edition = replace_edition(edition, by=make_staff(), upload=upload(pdf("Words"), "paper.pdf"))
        Edition.objects.filter(pk=edition.pk).update(text_read_at=timezone.now())
        # Of the file before.
        Transcript.objects.create(edition=edition, file="editions/old", rules=1, state="pictures")
        return edition

    def fresh(self):
        return None

    def spoil(self, row):
        spoil(row.transcript)

    def done(self, row):
        return row is not None and Transcript.objects.filter(edition=row.pk, state="written").exists()


class Sweep:
    task, folder = "resources.library.tasks.sweep_files", "editions"

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def row(self, age=9 * DAY):
        name = default_storage.save(f"{self.folder}/aa/paper.pdf", ContentFile(b"x"))
        then = (timezone.now() - age).timestamp()
        os.utime(default_storage.path(name), (then, then))
        return name

    def fresh(self):
        return self.row(timedelta(minutes=5))

    def spoil(self, name):
        delete = FileSystemStorage.delete

        def refuse(storage, given):
            if given == name:
                raise PermissionError("spoilt")
            delete(storage, given)

        self.monkeypatch.setattr(FileSystemStorage, "delete", refuse)

    def done(self, name):
        return not default_storage.exists(name)


class SweepSentIn(Sweep):
    task, folder = "resources.contributions.tasks.sweep_files_sent_in", "contributions"


class Index:
    task = "resources.library.tasks.refresh_search"

    def row(self):
        resource = make_resource()
        Resource.objects.filter(pk=resource.pk).update(search_version=0)
        return resource

    def fresh(self):
        return None

    def spoil(self, row):
        spoil(row, when="AND NEW.search_version <> 0")

    def done(self, row):
        return row is not None and Resource.objects.get(pk=row.pk).search_version != 0


PLANNERS = [
    PutUpWhatCame,
    AskWhatCame,
    LookAfterPeerCalls,
    LookAfterPairings,
    Index,
    Purge,
    PurgeDrafts,
    RemindOfInvitations,
    EndWork,
    ForgetInvited,
    ForgetSheets,
    ForgetOldRows,
    FinishErasing,
    GoOnWithImports,
    AskForTheYear,
    PutUpAnswers,
    LookAfterHelp,
    LookAfterTables,
    ForgetAddresses,
    LookAfterQuestions,
    AskCheckersAgain,
    AskCitiesAgain,
    TellCities,
    TellOfSentBack,
    LookAfterCalls,
    ChangeTiers,
    Escalate,
    EndPairings,
    Remind,
    RemindOfOneEvent,
    RemindGuests,
    SendDigests,
    Settle,
    Read,
    Write,
    Sweep,
    SweepSentIn,
]


@pytest.fixture(params=PLANNERS, ids=lambda planner: planner.__name__)
def planner(request, monkeypatch):
    return request.param(monkeypatch) if issubclass(request.param, Sweep) else request.param()


def run(planner):
    app.tasks[planner.task]()


def test_every_planner_of_the_schedule_is_tried_here():
    scheduled = {entry["task"] for entry in SCHEDULE.values()}

    assert {planner.task for planner in PLANNERS} == scheduled - OUTBOX - NO_ROWS
    assert all(isinstance(app.tasks[name], Planner) for name in scheduled)


@pytest.mark.django_db
def test_a_spoilt_row_keeps_no_other_back_and_stands_on_today(planner, client, caplog):
    spoilt, whole = planner.row(), planner.row()
    planner.spoil(spoilt)

    run(planner)
    run(planner)

    assert (planner.done(spoilt), planner.done(whole)) == (False, True)
    [mishap] = Mishap.objects.all()
    assert mishap.count == 2
    assert [record.exc_info is not None for record in caplog.records if "failed at" in record.message] == [
        True
    ] * 2
    client.force_login(make_staff())
    page = client.get(reverse("admin:index")).text
    assert "What the portal could not do by itself" in page
    assert mishap.planner in page
    assert "failed 2 times" in page


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-8, 0, 8])
def test_a_wrong_clock_of_the_process_changes_nothing(planner, days):
    due, fresh = planner.row(), planner.fresh()

    with time_machine.travel(timezone.now() + days * DAY, tick=True):
        run(planner)

    assert (planner.done(due), planner.done(fresh)) == (True, False)
    assert not Mishap.objects.exists()


# The helper -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_row_that_goes_well_again_is_no_mishap_any_more(client):
    row, well = make_user(), []

    def do(_row):
        if not well:
            raise ValueError("not yet\nand more")
        return 1

    failed = row_by_row("try", [row], do)
    noted = Mishap.objects.values_list("planner", "target_type", "target_id", "error").get()
    well.append(True)

    assert (failed, row_by_row("try", [row], do)) == (0, 1)
    assert noted == ("try", "cities.user", str(row.pk), "ValueError: not yet")
    assert not Mishap.objects.exists()
    client.force_login(make_staff())
    assert "could not do by itself" not in client.get(reverse("admin:index")).text


@pytest.mark.django_db
def test_what_a_failed_row_wrote_is_undone():
    people = [make_user(), make_user()]

    def rename(person):
        User.objects.filter(pk=person.pk).update(name="renamed")
        if person == people[0]:
            raise ValueError

    row_by_row("rename", people, lambda person: rename(person) or 1)

    assert [User.objects.get(pk=person.pk).name == "renamed" for person in people] == [False, True]


@pytest.mark.django_db
def test_the_end_of_a_tasks_time_ends_the_task():
    with pytest.raises(SoftTimeLimitExceeded):
        row_by_row("wait", ["a", "b"], lambda _row: (_ for _ in ()).throw(SoftTimeLimitExceeded()))

    assert not Mishap.objects.exists()


@pytest.mark.django_db
def test_a_planner_that_fails_as_a_whole_is_noted_too():
    task = app.tasks["events.places.tasks.settle_places"]

    task.on_failure(RuntimeError("no table"), "1", (), {}, None)

    assert Mishap.objects.values_list("planner", "target_id", "error").get() == (
        task.name,
        "",
        "RuntimeError: no table",
    )


# Waking -----------------------------------------------------------------------------------------------------


@pytest.fixture
def queue():
    with app.connection_for_write() as broker:
        waiting = broker.SimpleQueue(app.conf.task_default_queue)
        waiting.clear()
        yield waiting
        waiting.clear()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_reminders_wake_the_sender_once(queue):
    event = make_event(starts_in=timedelta(hours=20), published_at=timezone.now() - 9 * DAY)
    city = make_city()
    for _ in range(200):
        make_registration(event, city=city, answered_at=timezone.now() - 8 * DAY)
    queue.clear()
    waking.begins(compose.DRAIN)

    run(Remind)

    assert (Message.objects.count(), queue.qsize()) == (200, 1)


def test_one_drain_waits_at_most_and_no_wake_is_lost(queue):
    drain = app.tasks[compose.DRAIN]
    for _ in range(50):
        compose.wake()
        drain.apply_async()  # as the clock does
    first = queue.qsize()

    drain.before_start(turn_of(queue), (), {})  # a worker takes it, and has not looked at a row yet
    compose.wake()

    assert (first, queue.qsize()) == (1, 1)


def turn_of(queue):
    """Take the next task from the queue, as a worker does; return which it is."""
    message = queue.get(timeout=5)
    message.ack()
    return message.headers["id"]


def test_after_hours_without_a_worker_one_of_those_that_wait_works(queue, monkeypatch):
    drain, runs = app.tasks[compose.DRAIN], []
    monkeypatch.setattr(outbox_tasks, "drain", lambda: runs.append(1))
    for _minute in range(60):
        drain.apply_async()
        cache.delete(f"waits:{drain.name}")  # it is over after a minute
    drain.apply_async()

    work = build_tracer(drain.name, drain, app=app)
    states = [work(turn, (), {}, {"id": turn}).info for turn in [turn_of(queue) for _ in range(61)]]

    assert len(runs) == 1
    assert [info and info.state for info in states] == ["IGNORED"] * 60 + [None]
    compose.wake()
    assert queue.qsize() == 1  # the place is free again


def test_a_broker_that_is_away_leaves_the_waiting_place_free(queue, monkeypatch):
    def fail(*_args, **_more):
        raise ConnectionError

    with monkeypatch.context() as away:
        away.setattr(app, "send_task", fail)
        compose.wake()

    compose.wake()

    assert queue.qsize() == 1


def wake_all_at_once(wake):
    start, threads = threading.Barrier(8), []
    for _ in range(8):
        threads.append(threading.Thread(target=lambda: (start.wait(), wake())))
        threads[-1].start()
    for thread in threads:
        thread.join()


def test_of_many_who_wake_at_once_one_does(queue):
    wake_all_at_once(compose.wake)

    assert queue.qsize() == 1


def test_without_the_atomic_place_several_would(queue, monkeypatch):
    taken, gate = [], threading.Barrier(8)

    def look_then_take(_task, _turn):
        free = not taken
        gate.wait()
        taken.append(1)
        return free

    monkeypatch.setattr(compose, "may_wait", look_then_take)

    wake_all_at_once(compose.wake)

    assert queue.qsize() == 8


# After a restore --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind", [Remind, RemindGuests, RemindOfInvitations, Escalate, AskForTheYear, SendDigests]
)
def test_what_was_due_before_a_breakdown_is_settled_though_it_is_planned_again_after_it(kind):
    planner = kind()
    planner.row()
    run(planner)
    first = Message.objects.values_list("message_id", flat=True).get()
    breakdown = timezone.now()

    # The backup knows neither the mail nor what the planner wrote beside it.
    Message.objects.all().delete()
    AccessRequest.objects.update(escalated_at=None)
    Confirmation.objects.update(mails=1, mailed_at=timezone.now() - 23 * DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")
    run(planner)
    again = Message.objects.values_list("message_id", flat=True).get()
    spans.deliver_span(Gate.the(), since=breakdown - 99 * DAY, until=breakdown, by=None)

    assert (Message.objects.get().state, again) == ("sent", first)


@pytest.mark.django_db
def test_a_city_that_is_asked_again_after_a_restore_gets_the_same_mail():
    city = make_city()
    make_officer(city, role="lead")
    joined = timezone.now() - timedelta(days=366)
    city.memberships.update(since=joined, entered_at=joined)
    run(AskForTheYear)
    first = Message.objects.values_list("message_id", flat=True).get()

    Message.objects.all().delete()
    Confirmation.objects.all().delete()
    run(AskForTheYear)

    assert Message.objects.values_list("message_id", flat=True).get() == first
