"""What can be done by POST, by whom: every address as every role, against one table.

A verb that went through leaves an entry in the history; one that did not leaves every row as it was. Where a
page offers the verb, it offers it to exactly those whom the verb lets through.
"""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Permission
from django.core import signing
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.advocacy.actions.drafting import write_reading
from cities.directory.tiers import Level, Tier
from cities.letters.actions import answer_letter
from cities.models import AccessRequest, Confirmation, Invitation
from cities.partners.actions import helping, needing
from icaforum.audit.models import Entry
from pilots.models import Exchange, Milestone, Pairing
from resources.contributions.actions.writing import keep_draft as keep_for_library
from resources.questions.actions.asking import keep_draft
from resources.uses.actions.papers import put_paper
from tests.cities.people.test_staff_rights import SECRET, app_code, by_password
from tests.factories import (
    a_pdf,
    answer_it,
    ask_for_help,
    ask_the_forum,
    comment_on,
    contribute,
    make_brief,
    make_call,
    make_city,
    make_comment,
    make_event,
    make_expertise,
    make_indicator,
    make_interest,
    make_lead,
    make_lesson,
    make_letter,
    make_measure,
    make_officer,
    make_organisation,
    make_pairing,
    make_partner,
    make_peer_call,
    make_project,
    make_pulse,
    make_resource,
    make_revision,
    make_staff,
    make_theme,
    make_user,
    make_want,
    open_rooms,
    sign_it,
    use_it,
)
from tests.hostile import count_rows
from tests.test_urls import BY_LINK, ENTRANCES, OWN_ACCOUNT, names

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROLES = (
    "visitor",
    "seatless",  # an account without a seat
    "outsider",  # the lead contact of a Forum member
    "officer",  # a city contact of the peer city
    "lead",  # its lead contact
    "pilot lead",  # the lead contact of the pilot city it learns from
    "reader",  # staff who may look at all of it and change nothing
    "unverified",  # staff with all rights, signed in by password alone
    "partner lead",  # the lead contact of a partner
    "secretariat",
)
SIGNED_IN = set(ROLES) - {"visitor"}
PAIR = {"officer", "lead", "pilot lead"}
LEADS = {"lead", "pilot lead"}

# Each deed: who may do it. The page in brackets is the one that offers it, where one does.
TABLE = {
    "cities:edit": ({"lead"}, "cities:detail"),
    "cities:team": ({"lead"}, None),
    "cities:hand_over": ({"lead"}, "cities:team"),
    "cities:confirm": ({"lead"}, None),
    "cities:confirm_no": ({"lead"}, "cities:confirm"),
    "cities:invitation_resend": ({"lead"}, "cities:team"),
    "cities:invitation_revoke": ({"lead"}, "cities:team"),
    "cities:access_answer": ({"lead"}, "cities:team"),
    "remove_colleague": ({"lead"}, "cities:team"),
    "leave_team": ({"officer", "lead"}, "cities:profile"),
    "cities:write": ({"outsider", "pilot lead", "partner lead"}, "cities:detail"),
    "cities:letter_answer": ({"lead"}, None),
    "cities:thread": ({"outsider", "lead"}, None),
    "cities:thread_read": ({"outsider", "lead"}, None),
    "cities:letter_report": ({"lead"}, "cities:thread"),
    "cities:wants": ({"lead"}, "cities:detail"),
    "cities:want_change": ({"lead"}, "cities:wants"),
    "cities:want_take_away": ({"lead"}, "cities:wants"),
    "cities:want_report": ({"outsider", "pilot lead", "partner lead"}, "cities:detail"),
    "cities:city_report": ({"outsider", "pilot lead", "partner lead"}, "cities:detail"),
    "cities:call_report": (PAIR | {"outsider", "partner lead"}, "cities:call open"),
    "resources:paper_report": (PAIR | {"outsider", "partner lead"}, "resources:detail"),
    "pilots:report": ({"outsider", "officer", "lead"}, "pilots:detail"),
    "cities:partner_terms": ({"partner lead"}, "cities:partner"),
    "cities:expertise_add": ({"partner lead"}, "cities:partner"),
    "cities:expertise_change": ({"partner lead"}, "cities:partner"),
    "cities:call_new": (LEADS | {"outsider", "secretariat"}, "cities:calls"),
    "cities:call": (PAIR | {"outsider"}, None),
    "cities:call_change": ({"lead", "secretariat"}, "cities:call"),
    "cities:call_show": ({"lead", "secretariat"}, "cities:call hidden"),
    "cities:call_ready": ({"lead"}, "cities:call"),
    "cities:call_reading": ({"lead", "secretariat"}, "cities:call"),
    "cities:call_reading_remove": ({"lead", "secretariat"}, "cities:call in German"),
    "cities:call_comment_take_back": ({"officer"}, "cities:call"),
    "cities:call_comment_report": ({"outsider", "lead", "pilot lead"}, "cities:call"),
    "cities:call_sign": (LEADS | {"outsider", "partner lead"}, "cities:call open"),
    "cities:call_later": (LEADS | {"outsider", "partner lead"}, "cities:call open"),
    "cities:call_decline": (LEADS | {"outsider", "partner lead"}, None),
    "cities:call_take_back": ({"lead"}, None),
    "cities:call_name": ({"lead"}, None),
    "cities:measure_new": ({"officer", "lead"}, "cities:measures"),
    "cities:measure_change": ({"officer", "lead"}, "cities:measure"),
    "cities:measure_show": ({"lead"}, "cities:measure draft"),
    "cities:measure_take_back": ({"lead"}, "cities:measure"),
    "cities:measure_web": ({"lead"}, "cities:measure"),
    "cities:measure_off_web": ({"lead"}, "cities:measure public"),
    "cities:measure_looked_at": ({"officer", "lead"}, "cities:measure"),
    "cities:measure_delete": ({"officer", "lead"}, "cities:measure draft"),
    "cities:measure_report": ({"outsider", "pilot lead", "partner lead"}, "cities:measure"),
    "cities:indicator_new": ({"officer", "lead"}, "cities:measure"),
    "cities:indicator_change": ({"officer", "lead"}, "cities:measure"),
    "cities:indicator_target": ({"officer", "lead"}, "cities:measure"),
    "cities:indicator_figures": ({"officer", "lead"}, "cities:measure"),
    "cities:indicator_take_out": ({"officer", "lead"}, "cities:indicator_figures"),
    "cities:indicator_upload": ({"officer", "lead"}, "cities:indicator_figures"),
    "cities:indicator_delete": ({"officer", "lead"}, "cities:measure"),
    "cities:table measure": ({"officer", "lead", "secretariat"}, "cities:measure"),
    "cities:table_change measure": ({"officer", "lead", "secretariat"}, "cities:table measure"),
    "cities:table_take_off measure": ({"officer", "lead", "secretariat"}, "cities:table measure"),
    "cities:table_report measure": ({"outsider", "pilot lead", "partner lead"}, "cities:measure"),
    "cities:help_ask": (PAIR | {"outsider"}, "cities:partner"),
    "cities:help_find": (PAIR | {"outsider"}, "cities:partners"),
    "cities:help_request": ({"officer", "lead", "partner lead"}, None),
    "cities:help_accept": ({"partner lead"}, "cities:help_request"),
    "cities:help_decline": ({"partner lead"}, "cities:help_request"),
    "cities:help_withdraw": ({"officer", "lead"}, "cities:help_request"),
    "cities:help_finish": ({"officer", "lead"}, "cities:help_request accepted"),
    "cities:help_look_on": ({"officer", "lead"}, "cities:help_request declined"),
    "cities:help_show": ({"officer", "lead"}, "cities:help_request done"),
    "cities:help_request_report": ({"officer", "lead", "partner lead"}, "cities:help_request"),
    "cities:needs": (PAIR | {"outsider"}, "cities:partners"),
    "cities:need_take_back": ({"officer", "lead"}, "cities:needs"),
    "cities:help_message_own": ({"officer"}, None),
    "cities:help_message_report": ({"officer", "lead"}, "cities:help_request"),
    "cities:table project": ({"pilot lead", "secretariat"}, "pilots:detail"),
    "cities:table_change project": ({"pilot lead", "secretariat"}, "cities:table project"),
    "cities:table_take_off project": ({"pilot lead", "secretariat"}, "cities:table project"),
    "cities:table_report project": ({"outsider", "officer", "lead"}, "pilots:detail"),
    "cities:table event": ({"officer", "lead", "secretariat"}, "events:detail"),
    "cities:table_change event": ({"officer", "lead", "secretariat"}, "cities:table event"),
    "cities:table_take_off event": ({"officer", "lead", "secretariat"}, "cities:table event"),
    "cities:table_report event": ({"pilot lead"}, "events:detail"),
    "cities:table paper": ({"officer", "lead", "secretariat"}, "resources:detail"),
    "cities:table_change paper": ({"officer", "lead", "secretariat"}, "cities:table paper"),
    "cities:table_take_off paper": ({"officer", "lead", "secretariat"}, "cities:table paper"),
    "cities:table_report paper": ({"outsider", "pilot lead", "partner lead"}, "resources:detail"),
    "cities:profile": (SIGNED_IN, None),
    "mails": (SIGNED_IN, None),
    "follow": (SIGNED_IN, None),
    "resources:keep": (SIGNED_IN, "resources:detail"),
    "cities:confirm_zone": (SIGNED_IN, None),
    "cities:put_away": ({"officer", "lead"}, None),
    "cities:sign_out_device": (set(), None),  # of somebody else's
    "pilots:accept": (LEADS, "proposal"),
    "pilots:end decline": (LEADS, "proposal"),
    "pilots:end withdraw proposal": ({"secretariat"}, "proposal"),
    "pilots:end pause": (PAIR, "pilots:pairing"),
    "pilots:resume": (PAIR, "paused"),
    "pilots:end complete": (LEADS, "pilots:pairing"),
    "pilots:end withdraw": (LEADS | {"secretariat"}, "pilots:pairing"),
    "pilots:step_add": (PAIR, "pilots:pairing"),
    "pilots:step_edit": (PAIR | {"secretariat"}, "pilots:pairing"),
    # A step of the city of the officer and the lead.
    "pilots:step_done": ({"officer", "lead"}, "pilots:pairing"),
    "pilots:step_reopen": ({"officer", "lead"}, "pilots:pairing"),
    # Staff move a step by its form, which they are offered.
    "pilots:step_move": (PAIR | {"secretariat"}, None),
    "pilots:steps_usual": (PAIR, "pilots:pairing"),
    "pilots:comment_add": (PAIR, "pilots:pairing"),
    "pilots:comment_change": ({"officer"}, "pilots:pairing"),
    "pilots:comment_take_back": ({"officer"}, "pilots:pairing"),
    "pilots:comment_report": ({"lead", "pilot lead"}, "pilots:pairing"),
    "pilots:step_reopen of an earlier day": (set(), "pilots:pairing"),
    "pilots:pulse": ({"officer", "lead"}, "pilots:pairing"),
    "pilots:exchange_add": (PAIR, "pilots:pairing"),
    "pilots:exchange_edit": (PAIR | {"secretariat"}, "pilots:pairing"),
    # The lead’s city is in a pairing; that of the pilot lead has sent one, and changes what its page shows.
    "pilots:peer_call": ({"outsider"}, None),
    "pilots:peer_call_take_back": ({"pilot lead"}, "pilots:peer_call"),
    "pilots:edit": ({"pilot lead"}, "pilots:detail"),
    "pilots:looked_at": ({"pilot lead"}, "pilots:detail"),
    "pilots:edit_take_back": ({"pilot lead"}, "pilots:edit"),
    "resources:ask": (PAIR | {"outsider", "partner lead"}, "resources:questions"),
    "resources:question": (PAIR, None),
    "resources:question_change": ({"officer", "lead"}, "resources:question"),
    "resources:question_sum_up": ({"officer", "lead"}, "resources:question"),
    "resources:question_open": ({"officer", "lead"}, "resources:question"),
    "resources:question_close": ({"officer", "lead"}, "resources:question"),
    "resources:question_hear": (PAIR | {"reader", "secretariat"}, "resources:question"),
    "resources:question_report": (PAIR, "resources:question"),
    "resources:question_draft_drop": (set(), None),  # of somebody else's
    "resources:contribute_form": (PAIR | {"outsider", "partner lead"}, "resources:contribute"),
    "resources:contribution_draft_drop": (set(), None),  # of somebody else's
    "resources:contribution_change": ({"officer", "lead"}, "resources:contribution"),
    "resources:contribution_take_back": ({"officer", "lead"}, "resources:contribution"),
    "resources:contribution_leave": ({"pilot lead"}, "resources:contribution"),
    "resources:answer_change": ({"pilot lead"}, "resources:question"),
    "resources:answer_take_back": ({"pilot lead"}, "resources:question"),
    "resources:answer_helped": ({"officer", "lead"}, "resources:question"),
    "resources:answer_report": ({"officer", "lead"}, "resources:question"),
    "resources:paper_in_short": (PAIR | {"outsider", "partner lead"}, "resources:detail"),
    "resources:question_in_short": (PAIR, "resources:question"),
    "resources:answer_in_short": (PAIR, "resources:question"),
    "resources:brief": ({"officer", "lead", "secretariat"}, None),
    "resources:brief_take_back": ({"pilot lead"}, "resources:brief"),
    "resources:brief_report": ({"officer", "lead"}, "resources:brief"),
    "resources:lesson_new": ({"officer", "lead", "secretariat"}, "resources:question"),
    "resources:lesson_give_up": ({"officer", "lead", "secretariat"}, "resources:lesson"),
    "resources:quote": ({"pilot lead"}, None),
    "resources:quote_change": ({"officer", "lead", "secretariat"}, "resources:lesson"),
    "resources:quote_take_out": (set(), None),  # of a paper that is made: tests/resources/lessons
    "resources:quote_leave_out": ({"officer", "lead", "secretariat"}, "resources:lesson"),
    "resources:paper_use": ({"outsider", "pilot lead"}, "resources:detail"),
    "resources:measure_use": ({"outsider", "pilot lead"}, "cities:measure"),
    "resources:measure_papers": ({"lead"}, "cities:measure"),
    "resources:measure_paper_off": ({"lead"}, "resources:measure_papers"),
    "resources:use_change": ({"officer", "lead"}, "resources:own_uses"),
    "resources:use_came": ({"officer", "lead"}, "resources:own_uses"),
    "resources:use_take_back": ({"officer", "lead"}, "resources:own_uses"),
    "resources:use_web": ({"lead"}, "resources:own_uses"),
    "resources:use_off_web": ({"lead"}, "resources:own_uses"),
    "resources:use_report": ({"outsider", "officer", "lead", "partner lead"}, "resources:paper_uses"),
    "events:place": (PAIR, "events:detail"),
    "events:survey": (set(), None),  # once somebody was there: tests/events/after
    "events:own_feed": (SIGNED_IN, None),
    "events:own_feed_renew": (set(), None),  # of one that is not there: tests/events/feeds
    "events:own_feed_end": (set(), None),
}
ORGANISATION = {"name": "Fitters", "kind": "labour", "took_part": "3 meetings.", "language": "en"}
INDICATOR = {"name": "Trees", "group": "Old Docks", "against": "whole", "kind": "share", "good": "high"}
INDICATOR |= {"comparison": "City average"}
MEASURE = {
    "title": "Cool homes first",
    "summary": "Shutters, and no rise of the rent.",
    "for_whom": "2,300 tenants",
    "stage": "running",
    "strands": ["2"],
    "language": "en",
}
CALL = {
    "title": "Loans that let people stay",
    "addressee": "The board of the Sample Bank",
    "language": "en",
    "text": "We ask the board to decide three things.",
    "closes": timezone.localdate() + timedelta(days=40),
}
USES_READ = ("resources:own_uses", "resources:paper_uses", "resources:measure_uses")
USES = ("resources:own_uses", "resources:paper_use", "resources:measure_", "resources:use_")
# They lead on and change nothing; who gets there is in tests/events and tests/cities/sharing.
# A draft is its writer's own and leaves no line of history: tests/resources/contributions.
DRAFTS = {"pilots:peer_call_keep", "resources:contribution_keep", "resources:contribution_renew"}
LEADS_ELSEWHERE = {"events:join", "cities:team_address", "cities:leave_preview"}
# Whoever does it is nobody from then on: tests/icaforum/privacy.
ENDS_THE_SIGN_IN = {"erase_me"}
# For everybody, whoever they are: what an address or an answer in the form decides has tests of its own.
FOR_ALL = {
    "demo_answer",  # tests/icaforum/pages/test_demo_inbox.py
    *("set_language", "cities:apply", "cities:access", "cities:join_lost"),
    *("cities:join_step", "cities:join_check", "cities:join_start_over", "cities:join_elsewhere"),
}
READ_ONLY = {
    *("home", "about", "privacy", "contact", "desk", "healthz", "readyz", "styleguide"),
    *("year", "year_part", "city_year"),
    *("robots", "search", "sitemap", "resources:lesson", "security", "held", "held_file"),
    *("demo_inbox", "demo_mail", "demo_mail_html", "demo_mail_file"),
    *("cities:join", "cities:join_known", "cities:list", "cities:map", "cities:detail"),
    *("cities:partners", "cities:partner", "cities:help_requests"),
    *("pilots:list", "pilots:detail", "pilots:pairing", "pilots:peer_calls", "pilots:peer_call_interest"),
    *("cities:pledge", "cities:all_measures", "new_deal"),
    *("pilots:list", "pilots:detail", "pilots:pairing", "pilots:story"),
    *("resources:list", "resources:detail", "resources:file", "resources:text", "resources:shelf"),
    *("resources:questions", "cities:letters", "cities:rules"),
    *("resources:contributions", "resources:contribute"),
    *("resources:contribution", "resources:contribution_file", "resources:earlier_file"),
    *("resources:questions", "cities:rules", "cities:calls", "cities:call_print", "cities:call_version"),
    *("cities:measures", "cities:measures_print", "cities:measure"),
    *USES_READ,
    *("cities:indicator_template", "cities:indicator_csv"),
    *("events:list", "events:detail", "events:calendar", "events:feed", "events:public_feed"),
}


def figures_taken(row):
    """What a page sends along that has looked at a file with one figure."""
    figure = [None, 2023, None, "35", "66", None, None, "", None, ""]
    said = {"of": row.pk, "seal": row.measure.figures_seal, "rows": [figure]}
    return signing.dumps(said, salt="cities.measures.figures")


class Cast:
    """One person of every role, and one row of each kind that something can be done to."""

    def __init__(self):
        self.city = make_city(name="Seattle", tier=Tier.PEER, slug="seattle")
        self.paper = make_resource(level=Level.PUBLIC, cities=[self.city])
        self.pilot_city = make_city(name="Barcelona", tier=Tier.PILOT)
        self.partner = make_partner(name="Shade Institute", slug="shade")
        self.people = {
            "visitor": None,
            "seatless": make_user(),
            "outsider": make_lead(make_city(tier=Tier.GENERAL)),
            "officer": make_officer(self.city),
            "lead": make_lead(self.city),
            "pilot lead": make_lead(self.pilot_city),
            "partner lead": make_lead(self.partner),
            "reader": make_staff(is_superuser=False),
            "unverified": make_staff(),
            "secretariat": make_staff(),
        }
        self.people["reader"].user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
        self.clients = {who: self._client(who) for who in ROLES}
        self._rows()

    def _client(self, who):
        client = Client()
        person = self.people[who]
        if who in {"reader", "secretariat"}:
            TOTP.activate(person, SECRET)
            client = by_password(person, code=app_code())
        elif person:
            client.force_login(person)
        return client

    def _rows(self):
        self.theme = make_theme()
        cities = {"pilot_city": self.pilot_city, "peer_city": self.city, "theme": self.theme}
        states = {"pilots:pairing": "active", "paused": "paused", "proposal": "proposed"}
        self.pairings = {
            page: make_pairing(make_project(self.pilot_city), state=Pairing.State(state), **cities)
            for page, state in states.items()
        }
        self.revision = make_revision(make_project(self.pilot_city), by=self.people["pilot lead"])
        today = timezone.localdate()
        self.steps = {
            name: Milestone.objects.create(
                pairing=self.pairings["pilots:pairing"],
                title=name,
                owner=self.city,
                due_on=date(2027, 1, 1),
                done_on=done,
            )
            for name, done in (("open", None), ("done", today), ("long done", today - timedelta(days=3)))
        }
        self.remark = make_comment(self.pairings["pilots:pairing"], by=self.people["officer"])
        self.exchange = Exchange.objects.create(
            pairing=self.pairings["pilots:pairing"], title="First call", starts_on=date(2027, 1, 4)
        )
        self.pulse = make_pulse(self.pairings["pilots:pairing"], city=self.city)
        self.want = make_want(self.people["lead"], theme=self.theme)
        self.event = make_event(level=Level.PEER, hosts=[self.city])
        facts = {"": {}, "draft": {"shown": False}, "public": {"public": True}}
        self.measures = {it: make_measure(self.people["lead"], **facts[it]) for it in facts}
        self.indicator = make_indicator(self.measures[""])
        things = {
            "project": (self.revision.project, "pilot lead"),
            "event": (self.event, "lead"),
            "measure": (self.measures[""], "lead"),
            "paper": (self.paper, "lead"),
        }
        self.tables = {
            word: make_organisation(thing, self.people[who], agrees=True)
            for word, (thing, who) in things.items()
        }
        open_rooms()
        self.interest = make_interest(make_peer_call(), by=self.people["pilot lead"])
        self.expertise = make_expertise(self.partner)
        self._using()
        self._helping()
        self.question = ask_the_forum(self.people["lead"], asked_of="peers")
        self.reply = answer_it(self.question, self.people["pilot lead"])
        along = self.people["pilot lead"].seats.get().city
        self.sent = contribute(self.people["lead"], upload=a_pdf(), co_authors=[along])
        self.brief = make_brief(self.question, self.people["pilot lead"])
        self.kept = keep_for_library(None, shape="lesson", typed={}, by=make_user())
        self.lesson = make_lesson(
            answer_it(ask_the_forum(self.people["lead"]), self.people["pilot lead"]).question
        )
        self.draft = keep_draft(None, typed={"title": "Who"}, by=make_user())
        lead = self.people["lead"]
        self._calls(lead)
        self.invitation = Invitation.objects.create(
            city=self.city,
            email="new@seattle.example",
            invited_by=lead,
            sent_at=timezone.now() - timedelta(days=5),
            expires_at=timezone.now() + timedelta(days=9),
        )
        self.asked = AccessRequest.objects.create(city=self.city, name="Kim", email="kim@seattle.example")
        self.letter = make_letter(self.people["outsider"], self.city)
        facts = {"text": "Yes", "attachments": 0, "was_cut": False}
        self.answer = answer_letter(self.letter.thread, is_own=False, by=lead, **facts)
        self.seat = self.people["officer"].seats.get()
        Confirmation.objects.create(city=self.city, year=2026)
        self.device = self.clients["lead"].get(reverse("usersessions_list")) and lead.usersession_set.get()

    def _using(self):
        """What the city uses, once on the web; what another city does; a paper of the city's measure."""
        lead, paper = self.people["lead"], make_resource(level=Level.PUBLIC)
        theirs = use_it(paper, self.people["pilot lead"])
        self.uses = {
            "": use_it(by=lead, asked=True),
            "use_off_web": use_it(by=lead, public=True),
            "use_report": theirs,
        }
        put_paper(self.measures[""], paper=self.paper, by=lead)

    def _of_a_use(self, name):
        word = name.removeprefix("resources:")
        if word == "own_uses":
            return reverse(name)
        if word == "paper_uses":
            return reverse(name, args=[self.uses["use_report"].paper.slug])
        if word == "paper_use":
            return reverse(name, args=[self.paper.slug])
        if word.startswith("use_"):
            return reverse(name, args=[self.uses.get(word, self.uses[""]).pk])
        more = [self.paper.pk] if word == "measure_paper_off" else []
        return reverse(name, args=[self.city.slug, self.measures[""].slug, *more])

    def _calls(self, lead):
        self.calls = {
            "": make_call(lead, city=self.city),
            "hidden": make_call(lead, city=self.city, shown=False),
            "open": make_call(opened=True),
            "signed": make_call(opened=True),
        }
        sign_it(self.calls["signed"], lead)
        words = {"title": "Kredite", "text": "Wir bitten."}
        write_reading(self.calls[""], language="de", by=lead, **words)
        self.comment = comment_on(self.calls[""], self.people["officer"])

    def _of_a_call(self, deed):
        name, _, which = deed.partition(" ")
        if name in {"cities:call_new", "cities:calls"}:
            return reverse(name)
        if name.startswith("cities:call_comment"):
            return reverse(name, args=[self.comment.pk])
        last = name.removeprefix("cities:call_")
        of = {"show": "hidden", "sign": "open", "later": "open", "decline": "open"}
        of |= {"take_back": "signed", "name": "signed", "report": "open"}
        found = self.calls[of.get(last, which if which in self.calls else "")]
        more = [1] if last == "version" else []
        return reverse(name, args=[found.slug, *more]) + ("?lang=de" if which == "in German" else "")

    def _helping(self):
        """A request in each state, asked by the officer and put to the partner."""
        by, partner = self.people["officer"], self.people["partner lead"]
        self.helps = {state: ask_for_help(by, self.partner) for state in ("", "accepted", "declined", "done")}
        for state in ("accepted", "done"):
            helping.accept(self.helps[state], text="Yes", by=partner)
        helping.decline(self.helps["declined"], text="No", by=partner)
        helping.finish(self.helps["done"], outcome="It held.", by=by)
        facts = {"city": self.city, "theme": self.theme, "by": by}
        self.need = needing.name_need(text="Leases", language="en", **facts)
        self.said = helping.write(self.helps[""], text="Which street?", language="en", by=partner)
        facts = {"attachments": 0, "was_cut": False, "is_own": False}
        self.mailed = helping.answer_by_mail(self.helps[""], text="Ring street.", by=by, **facts)

    def address(self, deed):
        """The address of a deed, or of a page that offers one."""
        name, _, more = deed.partition(" ")
        rows = ("partner", "expertise", "call", "help", "need", "table", "measure", "indicator")
        of_rows = (
            "resources:",
            "pilots:edit",
            "pilots:looked_at",
            "pilots:detail",
            "pilots:report",
            *(f"pilots:comment_{it}" for it in ("change", "take_back", "report")),
            "pilots:peer",
            *(f"cities:{it}" for it in rows),
        )
        if deed in self.pairings or name.startswith(of_rows):
            return self._of_a_row(deed)
        if name.startswith("pilots:"):
            page = TABLE[deed][1] or "pilots:pairing"
            arguments = [self.pairings[page].pk]
            if name == "pilots:end":
                arguments.append(more.split()[0])
            elif name.startswith("pilots:step_") and name != "pilots:step_add":
                step = "open" if "reopen" not in name else "long done" if more else "done"
                arguments.append(self.steps[step].pk)
            elif name == "pilots:pulse":
                arguments.append(self.pulse.pk)
            elif name == "pilots:exchange_edit":
                arguments.append(self.exchange.pk)
            return reverse(name, args=arguments)
        if name.startswith("events:") and "feed" not in name:
            return reverse(name, args=[self.event.slug])
        rows = {
            "cities:invitation_resend": self.invitation,
            "cities:invitation_revoke": self.invitation,
            "cities:access_answer": self.asked,
            "remove_colleague": self.seat,
            "cities:want_change": self.want,
            "cities:want_take_away": self.want,
            "cities:want_report": self.want,
        }
        if name in rows:
            return reverse(name, args=[self.city.slug, rows[name].pk])
        by_key = {"cities:sign_out_device": self.device, "cities:letter_answer": self.answer}
        by_key |= dict.fromkeys(("cities:thread", "cities:thread_read"), self.letter.thread)
        by_key["cities:letter_report"] = self.letter
        if name in by_key:
            return reverse(name, args=[by_key[name].pk])
        alone = name in {"cities:profile", "mails", "follow", "cities:confirm_zone"} or "feed" in name
        step = ["webinar"] if name == "cities:put_away" else []
        return reverse(name) if alone else reverse(name, args=[self.city.slug, *step])

    def _at_a_table(self, deed):
        name, _, word = deed.partition(" ")
        row = self.tables[word]
        return reverse(name, args=[word, row.thing_id if name == "cities:table" else row.pk])

    def _of_a_measure(self, deed):
        name, _, which = deed.partition(" ")
        if name in {"cities:measures", "cities:measures_print", "cities:measure_new"}:
            return reverse(name, args=[self.city.slug])
        of = {"show": "draft", "delete": "draft", "off_web": "public"}
        found = self.measures[which or of.get(name.removeprefix("cities:measure_"), "")]
        return reverse(name, args=[self.city.slug, found.slug])

    def _of_an_indicator(self, deed):
        name, row = deed.partition(" ")[0], self.indicator
        if name == "cities:indicator_new":
            return reverse(name, args=[self.city.slug, row.measure.slug])
        key = [row.observations.first().pk] if name == "cities:indicator_take_out" else []
        return reverse(name, args=[self.city.slug, row.measure.slug, row.pk, *key])

    def _of_help(self, deed):
        name, _, state = deed.partition(" ")
        if name in {"cities:help_find", "cities:help_requests", "cities:needs"}:
            return reverse(name)
        if name == "cities:need_take_back":
            return reverse(name, args=[self.need.pk])
        if name == "cities:help_ask":
            return reverse(name, args=[self.partner.slug])
        of = {"cities:help_finish": "accepted", "cities:help_look_on": "declined", "cities:help_show": "done"}
        messages = {"cities:help_message_report": self.said, "cities:help_message_own": self.mailed}
        row = messages.get(name) or self.helps[state or of.get(name, "")]
        return reverse(name, args=[row.pk])

    def _of_a_partner(self, name):
        if name == "cities:partners":
            return reverse(name)
        more = [self.expertise.pk] if name == "cities:expertise_change" else []
        return reverse(name, args=[self.partner.slug, *more])

    def _of_a_row(self, name):
        of = {
            "cities:call": self._of_a_call,
            "cities:measure": self._of_a_measure,
            "cities:indicator": self._of_an_indicator,
            "cities:help": self._of_help,
            "cities:need": self._of_help,
            "cities:table": self._at_a_table,
            "cities:": self._of_a_partner,
            "pilots:comment": lambda name: reverse(name, args=[self.remark.pk]),
            "pilots:peer_call": lambda name: reverse(name, args=[self.interest.call.slug]),
            **dict.fromkeys(USES, self._of_a_use),
        }
        for beginning, address in of.items():
            if name.startswith(beginning):
                return address(name)
        if name in {
            "pilots:detail",
            "pilots:edit",
            "pilots:looked_at",
            "pilots:edit_take_back",
            "pilots:report",
        }:
            more = [self.revision.pk] if "take_back" in name else []
            return reverse(name, args=[self.revision.project.slug, *more])
        if name in self.pairings:
            return reverse("pilots:pairing", args=[self.pairings[name].pk])
        if name in {"resources:ask", "resources:questions"}:
            return reverse(name)
        if name.startswith("resources:contribut"):
            return reverse(name, args=self._of_what_was_sent_in(name))
        rows = {
            "brief": self.brief,
            "lesson_new": self.question,
            "lesson": self.lesson,
            "quote": self.lesson.quotes.last(),
            "question_draft": self.draft,
            "question": self.question,
            "answer": self.reply,
        }
        word = name.removeprefix("resources:")
        row = next((row for begin, row in rows.items() if word.startswith(begin)), None)
        return reverse(name, args=[row.pk if row else self.paper.slug])

    def _of_what_was_sent_in(self, name):
        if name in {"resources:contribute", "resources:contributions"}:
            return []
        if name == "resources:contribute_form":
            return ["lesson"]
        return [self.kept.pk if "draft" in name else self.sent.pk]

    def typed(self, deed):
        """What is sent, filled in as it should be."""
        step = {"title": "Meet", "owner": self.city.pk, "due_on": "2027-03-01"}
        exchange = {"kind": "meeting", "title": "Call", "starts_on": "2027-01-05"}
        return {
            "cities:edit": {"about": "We plant trees.", "languages": ["en"]},
            "cities:team": {"email": "ann@seattle.example", "role": "officer", "language": "en"},
            "cities:hand_over": {"successor": self.seat.pk},
            "cities:confirm": {"seats": list(self.city.seats.open().values_list("pk", flat=True))},
            "leave_team": {"successor": self.seat.pk},
            "cities:partner_terms": {"answer_days": 4, "language": "en"},
            "cities:expertise_add": {"theme": self.theme.pk, "text": "Trees", "language": "en"},
            "cities:help_ask": {"title": "Read our tender", "text": "Sixty stops.", "language": "en"},
            "cities:help_find": {"title": "Read our tender", "text": "Sixty stops.", "language": "en"},
            "cities:help_request": {"text": "Which street?", "language": "en"},
            "cities:help_accept": {"text": "Noa, from Monday."},
            "cities:help_decline": {"text": "No time."},
            "cities:needs": {"theme": self.theme.pk, "text": "Leases", "language": "en"},
            "cities:help_finish": {"outcome": "Two clauses went."},
            "cities:help_show": {"shown": "yes"},
            "cities:help_request_report": {"reason": "It sells tanks."},
            "cities:help_message_own": {"pass_on": "1"},
            "cities:help_message_report": {"reason": "It sells tanks."},
            "cities:expertise_change": {
                "theme": self.expertise.theme_id,
                "text": "Trees",
                "language": "en",
            },
            "cities:access_answer": {"answer": "accept"},
            "cities:write": {"text": "We would like to learn how you plant trees. " * 3, "to": "city"},
            "cities:call_new": CALL,
            "cities:call": {"text": "Say who pays.", "language": "en"},
            "cities:call_change": CALL | {"text": "We ask for one thing."},
            "cities:call_reading": {"language": "fr", "title": "Crédits", "text": "Nous demandons."},
            "cities:call_reading_remove": {"language": "de"},
            "cities:call_comment_report": {"reason": "It names a tenant."},
            "cities:call_sign": {
                "decided_by": "mayor",
                "decided_by_whom": "the board",  # which a partner is asked
                "decided_on": "2026-01-01",
                "confirmed": "on",
                "fingerprint": self.calls["open"].versions.get().fingerprint,
            },
            "cities:call_later": {"remind_on": timezone.localdate() + timedelta(days=5)},
            "cities:call_name": {"agrees": "yes"},
            "cities:profile": {"name": "New Name", "language": "en", "time_zone": "Europe/Berlin"},
            "cities:letter_answer": {"pass_on": "1"},
            "cities:thread": {"text": "Come in May."},
            "cities:letter_report": {"reason": "It sells tanks."},
            "cities:measure_new": MEASURE,
            "cities:indicator_new": INDICATOR,
            "cities:indicator_change": INDICATOR,
            "cities:indicator_target": {"target_year": "2030", "target_gap": "10", "every": "1"},
            "cities:indicator_figures": {"n0-when": "2025", "n0-note": "No survey"},
            "cities:indicator_upload": {"taken": figures_taken(self.indicator)},
            "cities:measure_change": MEASURE | {"cost": "3 million euros"},
            "cities:measure_web": {"seal": self.measures[""].seal, "read": "on"},
            "cities:measure_report": {"reason": "It names a tenant."},
            "cities:wants": {"kind": "offer", "theme": self.theme.slug, "text": "We did.", "language": "en"},
            "cities:want_change": {"text": "We paid.", "language": "en"},
            "cities:want_report": {"reason": "It sells tanks."},
            "cities:city_report": {"reason": "It sells tanks."},
            "cities:call_report": {"reason": "It sells tanks."},
            "resources:paper_report": {"reason": "It sells tanks."},
            "pilots:report": {"reason": "It sells tanks."},
            "cities:table": ORGANISATION,
            "cities:table_change": ORGANISATION,
            "cities:table_report": {"reason": "It sells tanks."},
            "follow": {"kind": "toolkit"},
            "pilots:step_add": step,
            "pilots:pulse": {"going": "yes", "next_step": "no"},
            "pilots:step_edit": step,
            "pilots:step_move": {"was": "2027-01-01", "days": "7"},
            "pilots:comment_add": {"text": "Keys?", "language": "en"},
            "pilots:comment_change": {"text": "Which keys?", "language": "en"},
            "pilots:comment_report": {"reason": "It names a resident."},
            "pilots:steps_usual": {"guide": "co-creating", "start": str(timezone.localdate())},
            "pilots:exchange_add": exchange,
            "pilots:exchange_edit": exchange,
            "pilots:peer_call": {
                "challenge": "Hot flats.",
                "goals": "How to reach landlords.",
                "gives_back": "A method.",
                "language": "en",
                "hours": "8",
                f"wish_{self.interest.wishes.get().project_id}": "1",
            },
            "pilots:edit": {"title": "Cool rooms", "problem": "Heat.", "stage": "running", "capacity": 3},
            "resources:ask": {"title": "Who pays?", "asked_of": "all", "language": "en"},
            "resources:question": {"text": "We paid the hosts.", "language": "en"},
            "resources:question_change": {"title": "Who pays the hosts?"},
            "resources:question_sum_up": {"summary": "Pay them."},
            "resources:question_hear": {"hears": "yes"},
            "resources:question_report": {"reason": "It sells tanks."},
            "resources:contribute_form": {
                "title": "Cool rooms",
                "summary": "Why ours stood empty.",
                "did_not_work": "Nobody had the key.",
                "language": "en",
                "level": "1",
                "residents": "nobody",
            },
            "resources:contribution_change": {
                "title": "Keys",
                "summary": "Why ours stood empty.",
                "did_not_work": "Nobody had the key.",
                "level": "1",
                "residents": "nobody",
            },
            "resources:answer_change": {"text": "We paid well."},
            "resources:answer_helped": {"helped": "yes"},
            "resources:answer_report": {"reason": "It names a tenant."},
            "resources:paper_use": {"since": "2026", "changed": "Ten years.", "language": "en"},
            "resources:measure_use": {"since": "2026", "changed": "Ten years.", "language": "en"},
            "resources:measure_papers": {"paper": self.uses["use_report"].paper.slug},
            "resources:use_change": {"since": "2026", "changed": "Ten years."},
            "resources:use_came": {"outcome": "goes-on", "text": "31 houses."},
            "resources:use_web": {"seal": self.uses[""].seal, "read": "on"},
            "resources:use_report": {"reason": "It names a tenant."},
            "resources:paper_in_short": {"language": "fr", "text": "La ville paie."},
            "resources:question_in_short": {"language": "fr", "text": "Qui paie ?"},
            "resources:answer_in_short": {"language": "fr", "text": "La ville paie."},
            "resources:brief": {"text": "Paga la ciudad."},
            "resources:brief_report": {"reason": "It names a tenant."},
            "resources:lesson_new": {
                "title": "Pay those who host",
                "language": "en",
                f"quote_{self.reply.pk}": "on",
                f"words_{self.reply.pk}": "We paid.",
            },
            "resources:quote": {"words": "We paid.", "seal": self.lesson.quotes.last().seal},
            "resources:quote_change": {"words": "We paid well."},
            "events:place": {"answer": "take"},
            "events:own_feed": {"scope": "visible"},
            "pilots:end": {"note": "Thank you."},
        }.get(deed.partition(" ")[0], {})


@pytest.fixture(scope="module")
def cast(lasting_rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.STAFF_SECOND_FACTOR", True)
        yield Cast()


def attempt(cast, who, deed):
    """Whether the deed goes through for somebody; all of it is taken back. If not, no row has changed."""
    with transaction.atomic():
        before, entries = count_rows(), Entry.objects.count()
        answer = cast.clients[who].post(cast.address(deed), cast.typed(deed))
        assert answer.status_code < 500
        done = Entry.objects.count() > entries
        if not done:
            assert count_rows() == before
        transaction.set_rollback(True)
    return done


def test_every_address_stands_in_the_table():
    stated = {deed.partition(" ")[0] for deed in TABLE} | LEADS_ELSEWHERE | FOR_ALL | READ_ONLY | DRAFTS
    stated |= ENDS_THE_SIGN_IN
    # Links in mails, and what allauth does to one's own account.
    stated |= BY_LINK | ENTRANCES | OWN_ACCOUNT

    assert set(names()) == stated


@pytest.mark.parametrize("deed", TABLE)
def test_a_deed_is_done_by_those_whom_the_table_names(cast, deed):
    done = {who for who in ROLES if attempt(cast, who, deed)}

    assert done == TABLE[deed][0]


def test_no_second_press_of_the_same_answers_that_there_is_no_such_page(cast):
    gone = set()
    for deed, (allowed, _page) in TABLE.items():
        with transaction.atomic():
            for who in sorted(allowed)[:1]:
                # As a browser sends it: each page that is shown has a token of its own.
                typed = cast.typed(deed) | {"csrfmiddlewaretoken": f"of one page: {deed}"}
                codes = [cast.clients[who].post(cast.address(deed), typed).status_code for _ in range(2)]
                gone |= {deed} if 404 in codes else set()
            transaction.set_rollback(True)

    assert gone == set()


@pytest.mark.parametrize("deed", [deed for deed, (_, page) in TABLE.items() if page])
def test_a_page_offers_a_deed_to_those_who_may_do_it(cast, deed):
    allowed, page = TABLE[deed]
    # In quotes, as that of a link or form: it may be the beginning of another.
    address, where = f'"{cast.address(deed)}"', cast.address(page)

    offered = {who for who in ROLES if address in cast.clients[who].get(where).text}

    assert offered == allowed


@pytest.mark.parametrize("name", sorted(READ_ONLY - {"demo_mail", "demo_mail_html", "demo_mail_file"}))
def test_what_is_only_read_takes_no_post(cast, name):
    arguments = {
        "resources:detail": ["paper"],
        "resources:file": ["paper", "en"],
        "resources:text": ["paper", "en"],
        "resources:shelf": ["shelf"],
        "cities:partner": ["shade"],
        "resources:contribution": [1],
        "resources:lesson": [1],
        "resources:contribution_file": [1, 1],
        "resources:earlier_file": ["paper", 1],
        "cities:join_known": ["c40"],
        "pilots:peer_call_interest": ["call-1", 1],
        "pilots:story": [1],
        "events:feed": ["token"],
        "year_part": ["members"],
        "city_year": ["seattle"],
    }
    if name in {
        "cities:call_print",
        "cities:call_version",
        "cities:measure",
        "cities:measures",
        "cities:measures_print",
        *USES_READ,
        "cities:indicator_template",
        "cities:indicator_csv",
        "cities:detail",
        "events:detail",
        "events:calendar",
        "pilots:pairing",
    }:
        address = cast.address(name)
    elif name == "pilots:detail":
        address = reverse(name, args=[cast.pairings["paused"].project.slug])
    else:
        address = reverse(name, args=arguments.get(name, []))

    codes = {cast.clients[who].post(address).status_code for who in ROLES}

    assert codes <= {405, 302, 404}


@pytest.mark.parametrize("name", sorted(FOR_ALL))
def test_what_is_for_all_answers_everybody_alike(cast, name):
    # What a draft is begun with stands on one device: it is opened by its cookie, not by who somebody is.
    of_kind = name == "cities:apply" or (name.startswith("cities:join_") and name != "cities:join_lost")
    more = {"slug": "why"} if name == "cities:join_step" else {}
    given = {"kind": "c40"} | more if of_kind else {"name": "1"} if name == "demo_answer" else {}
    address = reverse(name, kwargs=given)

    codes = {cast.clients[who].post(address, {}).status_code for who in ROLES}

    assert len(codes) == 1
