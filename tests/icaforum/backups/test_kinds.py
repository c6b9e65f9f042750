"""What the ledger does again after a restore: every verb of the history is classed, and each kind does it."""

from datetime import timedelta
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from cities.advocacy.actions import commenting, outcomes, signing
from cities.directory.tiers import Level, Tier
from cities.invitations.actions.holding import hold_back
from cities.invitations.actions.inviting import invite
from cities.joining.actions.applying import withdraw_application
from cities.joining.actions.memberships import change_tier, end_membership
from cities.joining.actions.pausing import pause_membership, resume_membership
from cities.joining.actions.reopening import reopen_membership
from cities.joining.actions.tiers import set_tier, take_back_tier
from cities.launch.actions.answering import drop
from cities.launch.models import LaunchRow, LaunchSheet
from cities.measures.actions import figures, indicators, showing
from cities.measures.actions import keeping as keeping_measures
from cities.measures.actions import writing as measures
from cities.measures.gaps import Figure
from cities.models import Invitation, Objection
from cities.partners.actions import agreeing, helping
from cities.partners.actions import table as tables
from cities.people.actions import accounts, colleagues, profiles, signing_in, teams
from cities.people.presets import EVENTS, REVIEWER, group_of
from cities.sharing.actions import grant, revoke
from cities.wants import actions as wants
from events.places.actions import give_up, pass_on
from events.planning.actions.changes import cancel, move
from icaforum.audit.models import Entry
from icaforum.audit.verbs import VERBS
from icaforum.backups import ledger
from icaforum.outbox import actions as mails
from icaforum.outbox.models import Message, Optout
from icaforum.schedule import SCHEDULE
from pilots.comments.actions import take_comment_back
from pilots.interest.actions import answering as answering_peers
from pilots.interest.actions import calling as calling_peers
from pilots.pairings.actions.course import complete
from pilots.projects.actions import pull_back_project
from resources.briefs import actions as briefs
from resources.contributions.actions import writing
from resources.contributions.actions.files import take_file_out
from resources.lessons import actions as lessons
from resources.library.actions.edition import remove_edition
from resources.library.actions.resource import edit_resource, withdraw
from resources.models import Contribution
from resources.questions.actions import answering, keeping
from resources.uses.actions import coming, saying
from resources.uses.actions import keeping as keeping_uses
from resources.uses.actions import papers as papers_of_measures
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
    make_comment,
    make_edition,
    make_event,
    make_indicator,
    make_interest,
    make_lead,
    make_lesson,
    make_measure,
    make_officer,
    make_organisation,
    make_pairing,
    make_peer_call,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_staff_at_work,
    make_user,
    make_versions,
    make_want,
    open_rooms,
    send_interest,
    sign_it,
    use_it,
)

pytestmark = pytest.mark.django_db

ADDS = "It adds something. What is lost with the day is entered again, and nobody has more by it."
TEXTS = "It changes texts. Those of before stand again, and whoever wrote them finds that on the page."
WAITS = "It waits for an answer again, and nobody has a right by that."
CLOCK = "The clock does it again by itself."
ENDED = "A restore ends all sign-ins."
LOOKED = "It only looked, or gave out what was there."
ASKED = "A list that nobody asks to import does nothing; whoever asks sees all verdicts."
TOLD = "What left is settled by hand after a restore, and nothing of it is sent again by itself."
BACK = "The next mail to the address says it again."
LETTERS = "What came by mail meanwhile is gone with its text, and nobody has a right by it."
HANDED = "It says from whom an invitation is; the end of the seat, which is done again, takes it back."
ORDER = "It only sets what comes first for somebody; no mail comes or stays away by it."
LATER = "It happened with a later verb, which is classed itself."

# Why the ledger leaves out what it leaves out.
LEFT = {
    ADDS: (
        "added",
        "added a language",
        "added a step",
        "approved",
        "created",
        "granted",
        "identity linked",
        "invited",
        "invitation accepted",
        "made lead",
        "noted",
        "partner invited",
        "proposed",
        "accepted",
        "recording added",
        "feed chosen",
        "found right",
        "wrote down an exchange",
        "imported",
        "started the portal",
        "note written",
        "opened the room",
        "attendance read",
        "attendance dropped",
        "participant answered",
        "brief written",
        "brief checked",
        "brief asked about again",
        "lesson begun",
        "lesson made a paper",
        "question asked",
        "help asked",
        "help put",
        "help accepted",
        "help done",
        "help written",
        "need named",
        "question answered",
        "answer put up",
        "answer helped",
        "answer unmarked",
        "summed up",
        "opened to all",
        "question moved",
        "named a double",
        "no double",
        "want or offer said",
        "measure drafted",
        "use said",
        "use answered",
        "two questions answered",
        "use answer put up",
        "paper put to a measure",
        "organisation written down",
        "reported",
        "report settled",
        "contribution sent in",
        "project version sent in",
        "project version published",
        "came out anew",
        "contribution published",
        "presence written",
        "presence said",
        "survey changed",
        "survey answered",
        "call drafted",
        "call commented",
        "commented",
        "call shown for comments",
        "call translated",
        "call opened",
        "pair set",
        "pair kept apart",
        "pairs left open",
        "interest paired",
        "peer call opened",
        "call signed",
        "call answered",
        "call ended",
    ),
    TOLD: (
        "wrote after it",
        "written to",
        "letter written",
        "introduced",
        "wrote to people",
        "wrote to oneself",
        "readers told",
        "peer call decided",
    ),
    ORDER: (
        "measure featured",
        "measure featured no more",
        "kept a paper",
        "let a paper go",
        "shelf shown",
        "shelf taken down",
        "question heard of",
        "followed",
        "unfollowed",
        "follows chosen",
    ),
    HANDED: ("invitation taken over",),
    BACK: ("came back", "works again"),
    LETTERS: (
        "letter came",
        "help answer came",
        "use answered by mail",
        "help answer dropped",
        "letter dropped",
        "letters read",
        "answer passed on",
        "answer asked about",
        "answer dropped",
        "dealt with",
    ),
    TEXTS: (
        "changed a language",
        "changed a step",
        "comment changed",
        "changed an exchange",
        "finished a step",
        "reopened a step",
        "profile changed",
        "time zone confirmed",
        "first step put away",
        "want or offer changed",
        "use answer changed",
        "organisation changed",
        "want or offer taken away",
        "quote reworded",
        "question changed",
        "answer changed",
        "contribution changed",
        "project rewritten",
        "call changed",
        "peer call moved",
        "call text changed",
        "call reading removed",
    ),
    WAITS: (
        "access asked for",
        "access granted",
        "access declined",
        "access request corrected",
        "applied",
        "address confirmed",
        "answered",
        "asked",
        "corrected",
        "recommended",
        "confirmed for the year",
        "answer came",
        "question closed",
        "use question closed",
        *("two questions looked after", "silence looked after"),
        "reason stated",
        "need taken back",
        "need settled",
        "question reopened",
        "contribution sent again",
        "contribution returned",
        "contribution put away",
        "project version returned",
        "project version withdrawn",
        "link sent again",
        "taken up again",
        "call ready",
        "call handed over",
        "call decided later",
        "call declined",
    ),
    CLOCK: (
        "reminded to sign",
        "reminded of an interest",
        "reminded of a call",
        "signature went public",
        "access request passed on",
        "asked for the year",
        "year closed",
        "year left to staff",
        "forgotten",
        "invited person forgotten",
        "invitation renewed",
        "purged",
        "left to staff",
        "help left to staff",
        *("two questions asked", "two questions asked again", "two questions left to staff"),
        *("silence told", "silence told again", "silence left to staff"),
        "help reminded",
        "asked what came of help",
        "told unanswered",
        "question of the departed closed",
        "reminded to sum up",
        "quote asked again",
        "use asked about",
        "use asked about again",
        "use left to staff",
        "organisation asked again",
        "read a file",
        "settled",
    ),
    ENDED: ("signed in", "signed out a device", "signed out everywhere"),
    LOOKED: (
        "exported",
        "downloaded",
        "data handed out",
        "looked from outside",
        "measure looked at",
        "project looked at",
    ),
    ASKED: (
        "file chosen",
        "order of days said",
        "row answered",
        "answer taken back",
        "row called right",
        "row left out",
    ),
    LATER: (
        "colleague arrived",
        "colleague invited again",
        "invitation sent again",
        "invitations sent",
        "sending of invitations stopped",
        "confirmed as delivered",
        "said no for the year",
        "done again",
    ),
}


def test_each_verb_of_the_history_is_done_again_or_says_why_it_need_not():
    # With all pages and all that the clock does, all verbs have said their words.
    for name in (settings.ROOT_URLCONF, *(row["task"].rpartition(".")[0] for row in SCHEDULE.values())):
        import_module(name)
    again = {verb for kind in ledger.KINDS.values() for verb in kind.verbs}
    left = [verb for verbs in LEFT.values() for verb in verbs]

    assert again <= VERBS.keys()
    assert len(left) == len(set(left))
    # `granted` is read so that the last word on an exception counts; it is never done again.
    assert set(left) & again == {"granted"}
    assert set(left) | again == VERBS.keys()


class Before:
    """Rows as a backup has them: they can be put back."""

    def __init__(self, *rows):
        self.rows = [type(row)._base_manager.get(pk=row.pk) for row in rows]

    def put_back(self):
        for row in self.rows:
            row.save(force_insert=not type(row)._base_manager.filter(pk=row.pk).exists())
        Message.objects.all().delete()
        Objection.objects.all().delete()


def restored(*rows, after):
    """Do `after`, lose it with the database but for the ledger, and return what was done again."""
    before = Before(*rows)
    after()
    ledger.keep_ledger()
    before.put_back()
    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))
    for row in rows:
        if type(row)._base_manager.filter(pk=row.pk).exists():
            row.refresh_from_db()
    assert not Message.objects.exists()
    return {what: count for what, count in done.items() if count}


def test_a_membership_that_ended_is_over_and_one_that_was_opened_again_is_not():
    ana, gone, back = make_staff(), make_city(), make_city()
    make_lead(gone)
    invitation = invite(gone, email="kim@lagos.example", by=ana)
    rows = [city.memberships.get() for city in (gone, back)]

    def ends():
        for row in rows:
            end_membership(row, by=ana)
        reopen_membership(rows[1], by=ana)

    assert restored(*rows, invitation, after=ends) == {"membership ended": 1}
    assert [row.until is None for row in rows] == [False, True]
    assert not Invitation.objects.open().exists()


def test_a_tier_and_the_plan_of_one_are_what_they_were():
    ana, lower, planned = make_staff(), make_city(tier=Tier.PEER), make_city(tier=Tier.GENERAL)
    rows = [city.memberships.get() for city in (lower, planned)]
    day = timezone.now().date() + timedelta(days=9)
    set_tier(rows[1], tier=Tier.PEER, counts_from=day, by=ana)
    plan = rows[1].plan

    def changes():
        change_tier(rows[0], tier=Tier.GENERAL, by=ana)
        take_back_tier(rows[1], by=ana)

    before = Before(*rows, plan)
    changes()
    ledger.keep_ledger()
    lower.memberships.open().delete()
    before.put_back()

    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert done["membership ended"] == 2
    assert lower.memberships.open().get().tier == Tier.GENERAL
    assert not type(plan).objects.exists()


def test_a_city_pauses_or_goes_on_as_it_did():
    ana, pausing, back, lower = make_staff(), make_city(), make_city(), make_city(tier=Tier.PEER)
    rows = [city.memberships.get() for city in (pausing, back, lower)]
    for row in rows[1:]:
        pause_membership(row, by=ana, reason="An election")

    def changes():
        pause_membership(rows[0], by=ana)
        resume_membership(rows[1], by=ana)

    assert restored(*rows, after=changes) == {"membership ended": 2}
    assert [row.is_paused for row in rows] == [True, False, True]


def test_a_city_that_pauses_ends_or_changes_its_tier_as_it_did():
    ana, gone, lower = make_staff(), make_city(), make_city(tier=Tier.PEER)
    rows = [city.memberships.get() for city in (gone, lower)]
    for row in rows:
        pause_membership(row, by=ana)
    before = Before(*rows)
    end_membership(rows[0], by=ana)
    change_tier(rows[1], tier=Tier.GENERAL, by=ana)
    ledger.keep_ledger()
    lower.memberships.open().delete()
    before.put_back()

    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert done["membership ended"] == 2
    assert not gone.memberships.open().exists()
    assert (lower.memberships.open().get().tier, lower.memberships.open().get().is_paused) == (1, True)


def test_what_was_taken_back_for_the_library_and_names_taken_off_stay_so():
    person, other = make_lead(make_city(tier=2)), make_lead(make_city(tier=2))
    back = contribute(person)
    along = contribute(person, co_authors=[other.seats.get().city])

    writing.take_back(back, by=person)
    writing.leave_authors(along, city=other.seats.get().city, by=other)
    ledger.keep_ledger()
    Contribution.objects.update(state="submitted")
    along.co_authors.add(other.seats.get().city)
    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))
    back.refresh_from_db()
    assert {what: count for what, count in done.items() if count} == {"contribution taken back": 2}
    assert (back.state, list(along.co_authors.all())) == ("withdrawn", [])


def test_what_was_hidden_taken_back_or_unnamed_of_questions_is_so_again():
    ana, asked = make_staff(), ask_the_forum()
    rows = [answer_it(asked) for _number in range(2)]
    shown = ask_the_forum()
    keeping.hide_question(shown, because="An advertisement", by=ana)
    shown.refresh_from_db()

    def changes():
        keeping.hide_question(asked, because="Names a resident", by=ana)
        keeping.show_question(shown, by=ana)
        keeping.hide_answer(rows[0], because="Names a resident", by=ana)
        answering.take_back(rows[1], by=rows[1].author)

    done = restored(asked, shown, *rows, after=changes)

    assert done == {"question hidden": 2, "answer hidden or taken back": 2}
    assert [bool(row.hidden_at) for row in (asked, shown, *rows)] == [True, False, True, False]
    assert rows[1].taken_back_at


def test_no_signature_comment_or_name_of_a_joint_call_comes_back():
    ana, call, draft = make_staff(), make_call(opened=True, is_public=True), make_call()
    rows = [sign_it(call, agrees_public=True) for _number in range(2)]
    said = [comment_on(draft) for _number in range(2)]
    dropped = make_call(opened=True)

    def changes():
        signing.take_signature_back(rows[0], by=rows[0].signed_by)
        signing.choose_name_on_web(rows[1], agrees=False, by=rows[1].signed_by)
        commenting.hide_comment(said[0], because="Names a resident", by=ana)
        commenting.take_back_comment(said[1], by=said[1].author)
        outcomes.take_off_web(call, by=ana)
        outcomes.drop_call(dropped, because="The board has decided", by=ana)

    done = restored(call, draft, dropped, *rows, *said, after=changes)

    assert done == {
        "call comment hidden or taken back": 2,
        "signature taken back or off the web": 2,
        "call dropped or off the web": 2,
    }
    assert (bool(rows[0].withdrawn_at), rows[1].agrees_public) == (True, False)
    assert [comment.is_up for comment in said] == [False, False]
    assert (call.is_public, dropped.dropped_because) == (False, "The board has decided")


def test_no_interest_of_a_city_and_no_call_for_peers_comes_back():
    ana, dropped = make_staff(), make_peer_call()
    back, again = make_interest(), make_interest()

    def changes():
        answering_peers.withdraw_interest(back, by=back.author)
        answering_peers.withdraw_interest(again, by=again.author)
        send_interest(again)
        calling_peers.drop_call(dropped, because="No pilot city has room", by=ana)

    done = restored(back, again, dropped, after=changes)

    assert done == {"interest taken back": 1, "peer call dropped": 1}
    assert (back.state, again.state) == ("withdrawn", "sent")
    assert dropped.dropped_because == "No pilot city has room"


def test_what_the_secretariat_has_hidden_of_wants_and_offers_stays_hidden():
    ana, city = make_staff(), make_city()
    rows = [make_want(city=city, kind=kind) for kind in ("want", "offer")]
    wants.hide_want(rows[1], because="Too soon", by=ana)
    rows[1].refresh_from_db()

    def changes():
        wants.hide_want(rows[0], because="An advertisement", by=ana)
        wants.show_want(rows[1], by=ana)

    assert restored(*rows, after=changes) == {"want or offer hidden": 2}
    assert [row.hidden_because for row in rows] == ["An advertisement", ""]


def test_no_measure_is_read_again_that_was_hidden_taken_back_or_taken_off_the_web():
    ana = make_staff()
    rows = [make_measure(public=True) for _number in range(4)]
    leads = [row.author for row in rows]

    def changes():
        keeping_measures.hide(rows[0], because="It names tenants", by=ana)
        showing.take_back(rows[1], by=leads[1])
        showing.take_off_web(rows[2], by=leads[2])
        keeping_measures.hide(rows[3], because="By mistake", by=ana)
        keeping_measures.show_again(rows[3], by=ana)

    assert restored(*rows, after=changes) == {"measure hidden, taken back or off the web": 3}
    assert [(row.hidden_because, row.is_draft, row.is_public) for row in rows] == [
        ("It names tenants", False, False),
        ("", True, False),
        ("", False, False),
        ("", False, True),
    ]


def test_no_figure_comes_back_that_was_deleted_or_hidden_nor_replaced_ones_on_the_web():
    rows = [make_indicator() for _number in range(4)]
    measures_of, taken = [row.measure for row in rows], rows[2].observations.first()
    leads = [it.author for it in measures_of]
    for it, lead in zip(measures_of, leads, strict=True):
        showing.agree_to_web(it, seal=it.seal, by=lead)

    def changes():
        indicators.delete_indicator(rows[0], by=leads[0])
        keeping_measures.hide_indicator(rows[1], because="It names tenants", by=make_staff())
        figures.take_out_figure(taken, by=leads[2])
        figures.record_figures(rows[3], by=leads[3], figures=[(None, Figure(2025, note="No survey"))])

    done = restored(*measures_of, *rows, taken, after=changes)

    again = dict.fromkeys(("indicator hidden", "indicator deleted", "figure taken out"), 1)
    assert done == again | {"measure hidden, taken back or off the web": 3}
    assert [type(row).objects.filter(pk=row.pk).exists() for row in (*rows, taken)] == [
        *(False, True, True, True, False)
    ]
    for it in measures_of:
        it.refresh_from_db()
    assert [it.is_public for it in measures_of] == [False, True, False, False]


def test_no_use_is_read_again_that_was_hidden_taken_back_changed_or_taken_off_the_web():
    ana = make_staff()
    rows = [use_it(public=True) for _number in range(4)]

    def changes():
        keeping_uses.hide_use(rows[0], because="It names tenants", by=ana)
        saying.take_back_use(rows[1], by=rows[1].author)
        saying.take_use_off_web(rows[2], by=rows[2].author)
        saying.change_use(rows[3], changed="Ten years.", by=rows[3].author)

    assert restored(*rows, after=changes) == {"use hidden, taken back or off the web": 4}
    assert [(row.hidden_because, bool(row.taken_back_at), row.is_public) for row in rows] == [
        ("It names tenants", False, False),
        ("", True, False),
        ("", False, False),
        ("", False, False),
    ]


def test_what_was_taken_back_of_a_mail_waits_and_a_paper_stays_off_its_measure():
    lead = make_lead(make_city())
    answer, measure, paper = use_it(by=lead, asked=True).follow_ups.get(), make_measure(lead), make_resource()
    coming.say_what_came_by_mail(answer, text="31 houses.", language="en", is_own=True, by=lead)
    type(answer).objects.update(goes_up_at=timezone.now())
    answer.refresh_from_db()
    link = papers_of_measures.put_paper(measure, paper=paper, by=lead)

    def changes():
        coming.drop_what_came(answer, by=None)
        papers_of_measures.take_paper_off(measure, paper=paper, by=lead)

    done = restored(answer, link, after=changes)
    assert done == {"answer of a use dropped": 1, "paper taken off a measure": 1}
    answer.refresh_from_db()
    assert (answer.text, answer.goes_up_at, measure.paper_links.count()) == ("31 houses.", None, 0)


def test_no_measure_comes_back_that_was_deleted_nor_replaced_words_on_the_web():
    gone, changed = make_measure(shown=False), make_measure(public=True)
    kept, words = changed.author, type(gone).words_before.rel.related_model

    def changes():
        measures.delete_draft(gone, by=gone.author)
        row = measures.change_measure(changed, by=kept, text="Without the names of tenants.")
        showing.agree_to_web(row, seal=row.seal, by=kept)

    done = restored(gone, changed, after=changes)

    assert done == {"measure hidden, taken back or off the web": 1, "measure deleted": 1}
    assert not type(gone).objects.filter(pk=gone.pk).exists()
    assert not words.objects.filter(pgh_obj_id=gone.pk).exists()
    assert (changed.is_draft, changed.is_public, changed.public_seal) == (False, False, "")


def test_no_text_in_short_comes_back_that_was_declined_or_taken_back():
    rows = [make_brief(make_resource(cities=[make_city()])) for _number in range(2)]

    def changes():
        briefs.decline_brief(rows[0], because="Not so", by=make_staff_at_work())
        briefs.take_brief_back(rows[1], by=rows[1].author)

    assert restored(*rows, after=changes) == {"brief ended": 2}
    assert [(bool(row.ended_at), row.ended_because) for row in rows] == [(True, "Not so"), (True, "")]


def test_what_cities_said_to_being_quoted_is_said_again():
    asked = ask_the_forum()
    cities = [make_lead(make_city(region="europe")) for _number in range(8)]
    rows = [answer_it(asked, lead) for lead in cities[:4]]
    lesson = make_lesson(asked)
    quotes = [lesson.quotes.get(answer=row) for row in rows]
    other = make_lesson()

    def says():
        lessons.decline(quotes[0], by=rows[0].author)
        lessons.leave_out(quotes[1], by=asked.author)
        lessons.agree(quotes[2], seal=quotes[2].seal, is_named=False, by=rows[2].author)
        lessons.agree(quotes[3], seal=quotes[3].seal, words="We paid.", by=rows[3].author)
        lessons.give_up(other, by=other.made_by)

    done = restored(*quotes, other, after=says)

    # The words of the last are lost, so it is asked again.
    assert done == {"quote": 3, "lesson given up": 1}
    assert [quote.state for quote in quotes] == ["declined", "left-out", "agreed", "asked"]
    assert [quote.is_named for quote in quotes] == [True, True, False, True]
    assert other.given_up_at


def test_what_was_taken_out_of_papers_stays_out():
    asked = ask_the_forum()
    writers = [make_lead(make_city()) for _number in range(2)]
    rows = [answer_it(asked, writer, text=f"We paid {number}.") for number, writer in enumerate(writers)]
    lesson, ana = make_lesson(asked), make_staff_at_work()
    quotes = [lesson.quotes.get(answer=row) for row in rows]
    for quote, writer in zip(quotes, writers, strict=True):
        lessons.agree(quote, seal=quote.seal, by=writer)
    edition = lessons.make_a_paper(lesson, summary="Pay.", by=ana).resource.editions.get()
    first, _newer = make_versions(level=Level.GENERAL)
    file = first.files.get()

    def takes():
        lessons.take_words_out(quotes[0], by=writers[0])
        take_file_out(first, file=file, because="It names a tenant", by=ana)

    done = restored(quotes[0], edition, file, after=takes)

    assert done == {"quote": 1, "contribution file taken out": 1}
    assert "We paid 0." not in edition.body
    assert "We paid 1." in edition.body
    assert (file.file.name, file.taken_out_because, file.is_current) == ("", "It names a tenant", False)


def test_a_request_for_help_that_ended_or_was_taken_off_a_page_is_so_again():
    rows = [ask_for_help() for _number in range(3)]
    asked, declined, done = rows
    lead = done.partner.seats.get().person
    helping.accept(done, text="Yes", by=lead)
    helping.finish(done, outcome="It held.", is_shown=True, by=done.asked_by)

    def changes():
        helping.withdraw(asked, by=asked.asked_by)
        helping.decline(declined, text="No time", by=declined.partner.seats.get().person)
        helping.show(done, shown=False, by=done.asked_by)

    for row in rows:
        row.refresh_from_db()
    assert restored(*rows, after=changes) == {"help ended": 2, "help taken off": 1}
    assert [row.state for row in rows] == ["withdrawn", "declined", "done"]
    assert not done.is_shown


def test_an_answer_whose_name_was_left_out_goes_up_without_it():
    for _number in range(6):
        make_lead(make_city(tier=Tier.GENERAL, region="europe", languages=["en"]))
    asked = ask_the_forum()
    reader = make_lead(make_city(tier=Tier.GENERAL, region="europe", languages=["en"]))
    row = answering.answer_by_mail(asked, text="We did.", language="en", is_own=True, by=reader)

    assert restored(row, after=lambda: answering.do_not_name(row, by=None)) == {
        "answer hidden or taken back": 1
    }
    assert (row.is_named, row.region) == (False, "europe")


def test_the_lead_stays_with_whoever_took_it_over():
    lead = make_lead(make_city())
    seat = lead.seats.get()
    other = make_officer(seat.city).seats.get()

    assert restored(seat, other, after=lambda: teams.hand_over(seat, to=other, by=lead)) == {
        "lead handed over": 1
    }
    assert (seat.is_lead, other.is_lead) == (False, True)


def test_an_exception_that_was_taken_back_is_none_and_one_given_again_is():
    ana, gone, again = make_staff(), make_user(), make_user()
    paper = make_resource()
    grants = [grant(paper, to=person, by=ana) for person in (gone, again)]

    def takes():
        for person in (gone, again):
            revoke(paper, to=person, by=ana)
        grant(paper, to=again, by=ana)
        paper.person_grants.filter(user=again).delete()  # its row has another key in the dump

    assert restored(*grants, after=takes) == {"resources.resource person_grants": 1}
    assert [row.user for row in paper.person_grants.all()] == [again]


def test_mails_that_somebody_does_not_want_do_not_come_again():
    open_rooms()
    off, chose = make_user(), make_user()
    (kind, other) = [name for name, it in mails.kinds().items() if it.optional][:2]
    mails.switch_off(chose, other, by=None)
    before = Before(*Optout.objects.all())

    mails.switch_off(off, kind, by=None)
    profiles.choose_mails(chose, wanted=set(mails.kinds()), by=chose)
    ledger.keep_ledger()
    Optout.objects.all().delete()
    before.put_back()
    ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert list(Optout.objects.values_list("person", "kind")) == [(off.pk, kind)]


def test_rights_are_no_more_than_they_were():
    ana, less = make_staff(), make_user(is_staff=True)
    less.groups.set([group_of(REVIEWER), group_of(EVENTS)])
    more = make_user(is_staff=True)
    more.groups.set([group_of(REVIEWER)])

    colleagues.set_rights(less, presets=[EVENTS], by=ana)
    colleagues.set_rights(more, presets=[REVIEWER, EVENTS], by=ana)
    ledger.keep_ledger()
    less.groups.set([group_of(REVIEWER), group_of(EVENTS)])
    more.groups.set([group_of(REVIEWER)])
    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert done["rights taken"] == 1
    assert list(less.groups.all()) == [group_of(EVENTS)]
    assert list(more.groups.all()) == [group_of(REVIEWER)]


def test_what_opened_an_account_and_was_given_up_opens_it_no_more():
    ana, person, same = make_staff(), make_user(), make_user()
    for one in (person, same):
        one.set_password("a long old word")
        one.save()
    lost = Authenticator.objects.create(user=person, type="webauthn", data={"name": "lost"})
    kept = Authenticator.objects.create(user=person, type="totp", data={})
    addresses = EmailAddress.objects.filter(user=person)
    before = Before(person, lost, *addresses)
    was = person.email

    lost.delete()
    signing_in.note_security_change(person, what="webauthn_removed", to=person, seed="1", by=person)
    person.set_password("a long new word")
    person.save()
    for one, seed in ((person, "2"), (same, "3")):
        signing_in.note_security_change(one, what="password_changed", to=one, seed=seed, by=one)
    accounts.correct_address(person, email="new@city.example", by=ana)
    ledger.keep_ledger()
    EmailAddress.objects.filter(user=person).delete()
    before.put_back()
    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert {what: count for what, count in done.items() if count} == {
        "second step removed": 1,
        "password changed": 1,
        "address given up": 1,
    }
    for one in (person, same):
        one.refresh_from_db()
    assert list(Authenticator.objects.all()) == [kept]
    assert [one.has_usable_password() for one in (person, same)] == [False, True]
    assert person.address_to_settle
    assert not type(person).objects.with_address(was).exists()
    assert "new@city.example" not in (settings.BACKUP_DIR / ledger.LEDGER).read_text()


def test_papers_and_projects_are_shown_to_no_more_people_than_they_were():
    ana = make_staff()
    narrowed, gone = (make_resource(level=Level.PUBLIC, by=ana) for _ in range(2))
    edition = make_edition(narrowed, language="es")
    project = make_project(make_city())

    def pulls_back():
        edit_resource(narrowed, level=Level.PEER, by=ana)
        remove_edition(edition, by=ana)
        withdraw(gone, by=ana)
        pull_back_project(project, by=ana)

    assert restored(narrowed, gone, edition, project, after=pulls_back) == {
        "paper seen by fewer": 2,
        "language removed": 1,
        "project seen by fewer": 1,
    }
    assert (narrowed.level, narrowed.is_published, gone.is_published) == (Level.PEER, True, False)
    assert project.published_at is None


def test_events_stand_as_people_were_told():
    ana, off, moved = make_staff(), make_event(), make_event()
    day = moved.local_date + timedelta(days=1)

    def changes():
        cancel(off, by=ana)
        move(moved, local_date=day, local_time=moved.local_time, by=ana)

    assert restored(off, moved, after=changes) == {"event cancelled": 2}
    assert (off.is_cancelled, moved.local_date, moved.starts_at.date()) == (True, day, day)
    assert moved.sequence > 0


def test_places_that_were_given_up_or_passed_on_are_not_held_again():
    lead = make_lead(make_city())
    city = lead.seats.get().city
    event, other = make_event(), make_officer(city)
    passed = make_registration(event, person=lead, city=city)
    gone = make_registration(make_event(), person=lead, city=city)

    def leaves():
        give_up(gone.event, by=lead)
        pass_on(event, person=lead, to=other, by=lead)

    assert restored(passed, gone, after=leaves) == {"place given up": 2}
    assert [row.answer for row in (passed, gone)] == ["gave_up", "gave_up"]


def test_a_comment_between_cities_that_was_taken_back_stays_away():
    pairing = make_pairing()
    kept, gone = (make_comment(pairing) for _number in range(2))

    done = restored(kept, gone, after=lambda: take_comment_back(gone, by=gone.author))

    assert done == {"comment taken back": 1}
    assert (kept.text, gone.text, bool(gone.taken_back_at)) == ("Keys are at the desk.", "", True)


def test_pairings_applications_and_lists_that_ended_do_not_go_on():
    ana, pairing, application = make_staff(), make_pairing(), make_application()
    sheet = LaunchSheet.objects.create(file_name="cities.xlsx")
    row = LaunchRow.objects.create(sheet=sheet, number=2)
    lead = make_lead(pairing.pilot_city)

    def end():
        complete(pairing, by=lead)
        withdraw_application(application)
        drop(sheet, by=ana)

    assert restored(pairing, application, sheet, row, after=end) == {
        "pairing ended": 1,
        "application withdrawn": 1,
        "import taken back": 1,
    }
    assert (pairing.state, application.state) == ("completed", "withdrawn")
    assert not LaunchRow.objects.exists()


def test_an_organisation_that_took_its_name_back_is_not_named_again():
    ana, project = make_staff_at_work(), make_project()
    no, asked, gone, back, off, hidden, agreed, lost = (
        make_organisation(project, ana, agrees=number > 2) for number in range(8)
    )

    def answer():
        tables.take_off(agreeing.take_name_back(lost), by=ana)
        agreeing.say_no(no)
        agreeing.agree(asked, seal=asked.seal)
        agreeing.have_all_deleted(gone)
        agreeing.take_name_back(back)
        tables.take_off(off, by=ana)
        tables.hide(hidden, because="It names a tenant.", by=ana)
        # To other words, which are lost: those of before it has not agreed to by this.
        other = tables.change(agreed, changed="Eight years.", by=ana)
        agreeing.agree(other, seal=other.seal)

    email, table = gone.email, no.thing_name
    emails = [no.email, back.email, lost.email]
    assert restored(no, asked, gone, back, off, hidden, agreed, lost, after=answer) == {
        "organisation at a project": 5,
        "no of an organisation at a project": 4,
        "organisation at a project taken off": 2,
        "organisation at a project hidden": 1,
    }
    assert [row.state for row in (no, asked, gone, back)] == ["declined", "agreed", "declined", "taken-back"]
    assert [row.email for row in (no, gone, back)] == ["", "", ""]
    assert (gone.name, gone.changed, str(agreed)) == ("", "", "A tenants’ union")
    assert Objection.objects.among([email])
    assert set(Objection.objects.among(emails, of=table)) == set(emails)
    assert hidden.hidden_at
    assert not type(off).objects.filter(pk=off.pk).exists()


def test_a_mail_that_was_taken_back_is_not_sent():
    ana = make_staff()
    invitation = invite(make_city(), email="kim@lagos.example", by=ana)
    mail = Message.objects.get()
    before = Before(mail, invitation)
    hold_back([invitation.pk], by=ana)
    ledger.keep_ledger()
    Message.objects.all().delete()
    for row in before.rows:
        row.save(force_insert=not type(row).objects.filter(pk=row.pk).exists())

    done = ledger.apply_ledger([settings.BACKUP_DIR], made_at=timezone.now() - timedelta(minutes=1))

    assert done["invitation kept back"] == 1
    assert Message.objects.get().state == "cancelled"
    assert Entry.objects.filter(verb="sending stopped").count() == 2
