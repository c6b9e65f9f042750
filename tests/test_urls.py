"""Every address of the portal with its stated access. An address without a row here fails the build."""

from datetime import date

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from cities.advocacy.actions.drafting import change_call
from cities.directory.tiers import Level, Tier
from pilots.models import Exchange, Milestone
from resources.uses.actions.papers import put_paper
from tests.factories import (
    a_pdf,
    answer_it,
    ask_for_help,
    ask_the_forum,
    contribute,
    make_brief,
    make_call,
    make_city,
    make_comment,
    make_edition,
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
    make_project,
    make_pulse,
    make_resource,
    make_revision,
    make_shelf,
    make_staff,
    make_staff_at_work,
    make_versions,
    make_want,
    open_rooms,
    sign_it,
    use_it,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Who gets an answer that is a page of ours; all others are sent to sign in, or told that there is none.
PUBLIC = {"visitor", "outsider", "officer", "lead", "staff"}
SIGNED_IN = PUBLIC - {"visitor"}
TEAM = {"officer", "lead"}
LEADS = {"lead"}
PAIR = {"officer", "lead", "staff"}
VISIBLE = {"officer", "lead", "staff"}  # an object for peer cities and up; the outsider is a Forum member

ACCESS = {
    "home": PUBLIC,
    "search": PUBLIC,
    "about": PUBLIC,
    "cities:rules": PUBLIC,
    "cities:partners": SIGNED_IN,
    "cities:partner": SIGNED_IN,
    "cities:help_ask": {"outsider", "officer", "lead"},
    "cities:help_find": {"outsider", "officer", "lead"},
    "cities:help_requests": SIGNED_IN,
    "cities:needs": {"outsider", "officer", "lead"},
    "cities:help_request": PAIR,
    "cities:help_finish": TEAM,
    "cities:table": TEAM | {"staff"},
    "cities:table_change": TEAM | {"staff"},
    "cities:table_take_off": TEAM | {"staff"},
    "cities:table_report": TEAM,
    "cities:help_withdraw": TEAM,
    "cities:help_look_on": TEAM,
    "cities:help_show": TEAM,
    "cities:help_request_report": TEAM,
    "privacy": PUBLIC,
    "contact": PUBLIC,
    "set_language": PUBLIC,
    "robots": PUBLIC,
    "sitemap": PUBLIC,
    "security": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "styleguide": PUBLIC,
    "demo_inbox": PUBLIC,
    "desk": SIGNED_IN,
    "year": {"outsider", "officer", "lead", "staff"},
    "year_part": {"outsider", "officer", "lead", "staff"},
    "city_year": TEAM | {"staff"},
    "held": SIGNED_IN,
    "held_file": SIGNED_IN,
    "erase_me": SIGNED_IN,
    "cities:join": PUBLIC,
    "cities:apply": PUBLIC,
    "cities:join_known": PUBLIC,
    "cities:join_step": PUBLIC,
    "cities:join_check": PUBLIC,
    "cities:join_start_over": PUBLIC,
    "cities:join_elsewhere": PUBLIC,
    "cities:access": PUBLIC,
    "cities:confirm": LEADS,
    "cities:confirm_no": LEADS,
    "cities:join_lost": PUBLIC,
    "cities:list": PUBLIC,
    "cities:map": PUBLIC,
    "cities:detail": PUBLIC,
    "cities:edit": LEADS,
    "cities:letters": SIGNED_IN,
    "cities:thread": LEADS,
    "cities:thread_read": LEADS,
    "cities:wants": LEADS,
    "cities:want_change": LEADS,
    "cities:want_take_away": LEADS,
    "cities:want_report": {"outsider"},
    "cities:city_report": {"outsider"},
    "cities:call_report": {"outsider", "officer", "lead"},
    "resources:paper_report": TEAM,
    "pilots:report": TEAM,
    "cities:write": {"outsider"},  # not to one's own city, and only members write
    "cities:team": TEAM,
    "cities:hand_over": LEADS,
    "cities:calls": PUBLIC,
    "cities:call_new": {"lead", "staff"},
    "cities:call": SIGNED_IN,
    "cities:call_print": SIGNED_IN,
    "cities:call_version": SIGNED_IN,
    "cities:call_change": {"lead", "staff"},
    "cities:call_show": {"lead", "staff"},
    "cities:call_ready": LEADS,
    "cities:call_reading": {"lead", "staff"},
    "cities:call_reading_remove": {"lead", "staff"},
    "cities:call_sign": LEADS,
    "cities:call_take_back": LEADS,
    "cities:call_name": LEADS,
    "cities:call_later": LEADS,
    "cities:call_decline": LEADS,
    "cities:pledge": PUBLIC,
    "cities:all_measures": PUBLIC,
    "new_deal": PUBLIC,
    "cities:measures": PUBLIC,
    "cities:measures_print": PUBLIC,
    "cities:measure": SIGNED_IN,
    "cities:measure_new": TEAM,
    "cities:measure_change": TEAM,
    "cities:measure_show": LEADS,
    "cities:measure_take_back": LEADS,
    "cities:measure_web": LEADS,
    "cities:measure_off_web": LEADS,
    "cities:measure_looked_at": TEAM,
    "cities:measure_delete": TEAM,
    "cities:measure_report": {"outsider"},
    "cities:indicator_new": TEAM,
    "cities:indicator_change": TEAM,
    "cities:indicator_target": TEAM,
    "cities:indicator_figures": TEAM,
    "cities:indicator_take_out": TEAM,
    "cities:indicator_upload": TEAM,
    "cities:indicator_template": TEAM,
    "cities:indicator_delete": TEAM,
    "cities:indicator_csv": SIGNED_IN,
    "cities:profile": SIGNED_IN,
    "mails": SIGNED_IN,
    "follow": SIGNED_IN,
    "cities:confirm_zone": SIGNED_IN,
    "cities:put_away": SIGNED_IN,
    "cities:leave_preview": SIGNED_IN,
    "leave_team": TEAM,
    "pilots:list": PUBLIC,
    "pilots:detail": VISIBLE,
    "pilots:pairing": PAIR,
    "pilots:story": PAIR,
    "pilots:accept": PAIR,
    "pilots:resume": PAIR,
    "pilots:end": PAIR,
    "pilots:step_add": PAIR,
    "pilots:step_edit": PAIR,
    "pilots:step_done": PAIR,
    "pilots:step_reopen": PAIR,
    "pilots:step_move": PAIR,
    "pilots:comment_add": PAIR,
    "pilots:comment_change": {"officer"},
    "pilots:comment_take_back": {"officer"},
    "pilots:comment_report": {"lead"},
    "pilots:steps_usual": PAIR,
    "pilots:exchange_add": PAIR,
    "pilots:exchange_edit": PAIR,
    "pilots:pulse": TEAM,
    "pilots:peer_calls": SIGNED_IN,
    "pilots:peer_call": SIGNED_IN,
    "pilots:peer_call_keep": {"outsider", "officer", "lead"},
    "pilots:peer_call_take_back": set(),  # for leads of a city that has sent one
    "pilots:peer_call_interest": {"outsider", "staff"},
    "pilots:looked_at": {"outsider"},
    "pilots:edit": {"outsider"},  # whose city delivers it
    "pilots:edit_take_back": {"outsider"},
    "resources:list": PUBLIC,
    "resources:detail": VISIBLE,
    "resources:file": VISIBLE,
    "resources:text": VISIBLE,
    "resources:shelf": VISIBLE,
    "resources:keep": VISIBLE,
    "resources:contributions": {"outsider", "officer", "lead"},
    "resources:contribute": {"outsider", "officer", "lead"},
    "resources:contribute_form": {"outsider", "officer", "lead"},
    "resources:contribution_keep": {"outsider", "officer", "lead"},
    "resources:contribution": TEAM | {"staff"},
    "resources:contribution_file": TEAM | {"staff"},
    "resources:contribution_change": TEAM,
    "resources:contribution_take_back": TEAM,
    "resources:contribution_renew": TEAM,
    "resources:earlier_file": VISIBLE,
    "resources:questions": SIGNED_IN,
    "resources:ask": {"outsider", "officer", "lead"},
    "resources:question": VISIBLE,
    "resources:question_change": TEAM,
    "resources:question_sum_up": TEAM,
    "resources:question_open": TEAM,
    "resources:question_close": TEAM,
    "resources:question_hear": VISIBLE,
    "resources:question_report": TEAM,
    "resources:paper_in_short": TEAM,
    "resources:question_in_short": TEAM,
    "resources:brief": TEAM | {"staff"},  # who check it
    "resources:brief_report": TEAM,
    "resources:lesson_new": TEAM | {"staff"},
    "resources:lesson": TEAM | {"staff"},
    "resources:lesson_give_up": TEAM | {"staff"},
    "resources:quote": {"outsider"},  # it is quoted
    "resources:quote_change": TEAM | {"staff"},
    "resources:quote_leave_out": TEAM | {"staff"},
    "resources:own_uses": {"outsider", "officer", "lead"},
    "resources:paper_uses": VISIBLE,
    "resources:paper_use": TEAM,
    "resources:measure_uses": SIGNED_IN,
    "resources:measure_use": {"outsider"},
    "resources:measure_papers": LEADS,
    "resources:measure_paper_off": LEADS,
    "resources:use_change": TEAM,
    "resources:use_came": TEAM,
    "resources:use_take_back": TEAM,
    "resources:use_web": LEADS,
    "resources:use_off_web": LEADS,
    "resources:use_report": TEAM,
    "events:list": PUBLIC,
    "events:detail": VISIBLE,
    "events:place": VISIBLE,
    "events:join": VISIBLE,
    "events:public_feed": PUBLIC,
    "events:own_feed": SIGNED_IN,
    "events:own_feed_renew": SIGNED_IN,
    "events:own_feed_end": SIGNED_IN,
}
POSTED = {
    "resources:contribution_keep",
    "resources:contribution_renew",
    "cities:thread_read",
    "cities:help_look_on",
    "cities:help_show",
    "resources:keep",
    "resources:question_close",
    "resources:question_hear",
    "cities:leave_preview",
    "cities:measure_looked_at",
    "resources:measure_paper_off",
    *("cities:call_ready", "cities:call_reading_remove", "cities:call_name", "cities:call_later"),
    "pilots:peer_call_keep",
    "pilots:accept",
    "pilots:looked_at",
    "pilots:resume",
    "pilots:step_done",
    "pilots:step_reopen",
    "pilots:step_move",
}
# A link in somebody's mail is the key; what it opens is tested with its page.
BY_LINK = {
    # Or the short name of a city that signs its people in itself: tests/cities/identities.
    "openid_connect_login",
    "openid_connect_callback",
    "unsubscribe",
    "cities:apply_partner",
    "cities:partner_step",
    "cities:partner_check",
    "cities:partner_start_over",
    "cities:join_draft",
    "cities:join_sent",
    "cities:join_confirm",
    "cities:status",
    "cities:status_withdraw",
    "cities:status_again",
    "cities:invitation",
    "cities:invitation_renew",
    "cities:invitation_no_thanks",
    "events:feed",
    "events:survey_by_link",
    "resources:mailed_answer",
    "pilots:pulse_link",  # tests/pilots/pulse
    "resources:use_answer",  # tests/resources/uses
    "left",  # tests/icaforum/person/test_left.py
    "left_back",
    "cities:table_answer",
    "cities:table_say_no",
    "cities:table_back",
    "cities:table_delete",
    "events:guest",
    "events:guest_join",
    "events:guest_decline",
    "events:guest_calendar",
    "demo_mail",
    "demo_mail_html",
    "demo_answer",
}
# Rows of a team that must exist first: tested in tests/cities.
WITH_ROWS = {
    "cities:letter_report",  # tests/test_posts.py
    "remove_colleague",
    "cities:team_address",
    "cities:invitation_resend",
    "cities:invitation_revoke",
    "cities:access_answer",
    # tests/test_posts.py
    "cities:partner_terms",
    "cities:expertise_add",
    "cities:expertise_change",
    "resources:contribution_draft_drop",
    "resources:contribution_leave",
    "cities:call_comment_take_back",
    "cities:call_comment_report",
    "cities:help_accept",
    "cities:help_decline",
    "cities:help_message_report",
    "cities:need_take_back",
    "resources:question_draft_drop",
    "resources:answer_change",
    "resources:answer_take_back",
    "resources:answer_helped",
    "resources:answer_report",
    "resources:answer_in_short",
    "resources:quote_take_out",  # tests/resources/lessons
    "resources:brief_take_back",
    "cities:letter_answer",  # tests/icaforum/inbound/test_letters.py
    "cities:help_message_own",  # tests/icaforum/inbound/test_helps.py
    "cities:sign_out_device",
    "events:calendar",
    "events:survey",  # tests/events/after
    "demo_mail_file",  # tests/icaforum/test_inbox.py
}
# allauth's pages: open to visitors, or behind a sign-in (and often a second look at who it is); and where a
# mail provider posts what came in (tests/icaforum/inbound/test_provider.py).
ENTRANCES = {
    "inbound:arrived",
    "inbound:arrived_mime",
    "inbound:told",
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_login_password",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "account_email_verification_sent",
    "mfa_login_webauthn",
    "mfa_authenticate",
}
OWN_ACCOUNT = {
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "usersessions_list",
}


def names(resolver=None, space=""):
    """Every address by its name, but for Django's administration, which has its own gate."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLResolver):
            yield f"{space}{pattern.name}"
        elif pattern.namespace != "admin":
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


class Cast:
    """Five people who ask for everything, and one row of each kind to ask for."""

    def __init__(self):
        self.city = make_city(name="Seattle", tier=Tier.PEER, slug="seattle")
        self.people = {
            "visitor": None,
            "outsider": make_officer(make_city(tier=Tier.GENERAL)),
            "officer": make_officer(self.city),
            "lead": make_lead(self.city),
            "staff": make_staff(),
        }
        open_rooms()
        make_lead(make_city(tier=Tier.PILOT))  # a question has to have a reader
        question = ask_the_forum(self.people["lead"], asked_of="peers")
        # One of which a draft is made, and one of which none is.
        answered, quoted = (ask_the_forum(self.people["lead"]) for _number in range(2))
        for row in (answered, quoted):
            answer_it(row, self.people["outsider"])
        lesson = make_lesson(quoted)
        brief = make_brief(question)
        helps = ask_for_help(self.people["lead"], make_expertise().city)
        pairing = make_pairing(peer_city=self.city)
        step = Milestone.objects.create(
            pairing=pairing, title="Look", owner=self.city, due_on=date(2027, 1, 1)
        )
        comment = make_comment(pairing, by=self.people["officer"])
        exchange = Exchange.objects.create(pairing=pairing, title="Call", starts_on=date(2027, 1, 4))
        thread = make_letter(self.people["lead"]).thread
        want = make_want(self.people["lead"])
        calls = self._calls()
        measures = self._measures()
        resource = make_resource(level=Level.PEER, slug="paper", by=self.people["staff"])
        uses = self._uses(resource)
        make_edition(resource, language="de", by=self.people["staff"])
        sent = contribute(self.people["lead"], upload=a_pdf())
        event, project = make_event(level=Level.PEER, hosts=[self.city]), make_project(level=Level.PEER)
        organisation = make_organisation(event, self.people["lead"])
        older, newer = make_versions(self.people["lead"], level=Level.PEER)
        own = make_project(self.people["outsider"].seats.get().city, level=Level.PEER)
        revision = make_revision(own, by=self.people["outsider"])
        peers = make_interest(by=make_lead(self.people["outsider"].seats.get().city))
        slug, pk = {"slug": self.city.slug}, {"pk": pairing.pk}
        self.arguments = (
            {name: slug for name in ACCESS if name.startswith("cities:")}
            | {name: pk for name in ACCESS if name.startswith("pilots:")}
            | {name: {"pk": question.pk} for name in ACCESS if name.startswith("resources:question")}
            | {name: {"pk": lesson.pk} for name in ACCESS if name.startswith("resources:lesson")}
            | {"resources:lesson_new": {"pk": answered.pk}}
            | {
                name: {"pk": lesson.quotes.latest("pk").pk}
                for name in ACCESS
                if name.startswith("resources:quote")
            }
            | {
                name: {"slug": event.slug}
                for name in ACCESS
                if name.startswith("events:") and "feed" not in name
            }
            | {
                name: pk | {"step": step.pk}
                for name in ("pilots:step_edit", "pilots:step_done", "pilots:step_reopen", "pilots:step_move")
            }
            | {
                **{f"pilots:comment_{it}": {"pk": comment.pk} for it in ("change", "take_back", "report")},
                "pilots:exchange_edit": pk | {"exchange": exchange.pk},
                "pilots:pulse": pk | {"pulse": make_pulse(pairing, city=self.city).pk},
                "leave_team": slug,
                "cities:put_away": slug | {"step": "webinar"},
                "cities:thread": {"pk": thread.pk},
                "cities:thread_read": {"pk": thread.pk},
                "cities:want_change": slug | {"pk": want.pk},
                "cities:want_take_away": slug | {"pk": want.pk},
                "cities:want_report": slug | {"pk": want.pk},
                **calls,
                **measures,
                **uses,
                "cities:table": {"word": "event", "pk": event.pk},
                **{
                    f"cities:table_{it}": {"word": "event", "pk": organisation.pk}
                    for it in ("change", "take_off")
                },
                "cities:table_report": {
                    "word": "project",
                    "pk": make_organisation(project, agrees=True).pk,
                },
                "cities:partner": {"slug": helps.partner.slug},
                "cities:help_ask": {"slug": helps.partner.slug},
                **{
                    f"cities:help_{it}": {"pk": helps.pk}
                    for it in ("request", "finish", "withdraw", "look_on", "show", "request_report")
                },
                "cities:apply": {"kind": "c40"},
                "cities:join_known": {"kind": "c40"},
                "cities:join_step": {"kind": "c40", "slug": "why"},
                "cities:join_check": {"kind": "c40"},
                "cities:join_start_over": {"kind": "c40"},
                "cities:join_elsewhere": {"kind": "c40"},
                "pilots:peer_calls": {},
                **{
                    f"pilots:{it}": {"slug": peers.call.slug}
                    for it in ("peer_call", "peer_call_keep", "peer_call_take_back")
                },
                "pilots:peer_call_interest": {"slug": peers.call.slug, "pk": peers.pk},
                "pilots:end": pk | {"verb": "pause"},
                "pilots:detail": {"slug": project.slug},
                "pilots:report": {"slug": project.slug},
                "pilots:edit": {"slug": own.slug},
                "pilots:looked_at": {"slug": own.slug},
                "pilots:edit_take_back": {"slug": own.slug, "pk": revision.pk},
                "resources:detail": {"slug": "paper"},
                "resources:paper_report": {"slug": "paper"},
                "resources:file": {"slug": "paper", "language": "de"},
                "resources:text": {"slug": "paper", "language": "de"},
                "resources:keep": {"slug": "paper"},
                "resources:paper_in_short": {"slug": "paper"},
                "resources:brief": {"pk": brief.pk},
                "resources:brief_report": {"pk": brief.pk},
                "resources:contribute_form": {"shape": "lesson"},
                "resources:contribution_keep": {"shape": "lesson"},
                "resources:contribution": {"pk": sent.pk},
                "resources:contribution_file": {"pk": sent.pk, "file": sent.file_now.pk},
                "resources:contribution_change": {"pk": sent.pk},
                "resources:contribution_take_back": {"pk": sent.pk},
                "resources:contribution_renew": {"pk": older.pk},
                "resources:earlier_file": {"slug": newer.paper.slug, "pk": older.pk},
                "resources:shelf": {"slug": make_shelf(resource).slug},
            }
        )

    def _calls(self):
        """A joint call that nobody has signed, a signed one, and two drafts; what each address is about."""
        lead, staff = self.people["lead"], make_staff_at_work()
        opened, signed = make_call(opened=True), make_call(opened=True)
        change_call(opened, text="One thing.", by=staff)
        sign_it(signed, lead)
        about = {
            "shown": make_call(lead, city=self.city),
            "draft": make_call(lead, city=self.city, shown=False),
        }
        about |= {"": opened, "signed": signed}
        names = {
            "signed": ("take_back", "name"),
            "shown": ("change", "ready", "reading", "reading_remove"),
            "draft": ("show",),
            "": ("print", "sign", "later", "decline", "report"),
        }
        arguments = {
            f"cities:call_{name}": {"slug": about[which].slug} for which in names for name in names[which]
        }
        of_version = {"slug": opened.slug, "number": 1}
        return arguments | {"cities:call": {"slug": opened.slug}, "cities:call_version": of_version}

    def _measures(self):
        """A measure that members read, and a draft; what each address is about."""
        shown, draft = (make_measure(self.people["lead"], shown=it) for it in (True, False))
        names = ("", "_change", "_take_back", "_web", "_off_web", "_looked_at", "_report")
        about = {f"cities:measure{it}": shown for it in names}
        about |= {f"cities:measure_{it}": draft for it in ("show", "delete")}
        of = {name: {"slug": "seattle", "word": row.slug} for name, row in about.items()}
        indicator = make_indicator(shown)
        here = of["cities:measure"] | {"pk": indicator.pk}
        pages = ("change", "target", "figures", "upload", "template", "delete", "csv")
        of |= {f"cities:indicator_{it}": here for it in pages}
        of["cities:indicator_take_out"] = here | {"key": indicator.observations.first().pk}
        return of | {"cities:indicator_new": of["cities:measure"]}

    def _uses(self, paper):
        """What a city uses, and what another one does; a measure with a paper."""
        own = use_it(by=self.people["lead"], asked=True)
        other = use_it(make_resource(level=Level.PEER), make_lead(make_city(tier=Tier.PEER)))
        measure = make_measure(self.people["lead"])
        put_paper(measure, paper=paper, by=self.people["lead"])
        of = {"slug": "seattle", "word": measure.slug}
        names = ("change", "came", "take_back", "web", "off_web")
        about = {f"resources:use_{it}": {"pk": own.pk} for it in names}
        about |= {f"resources:{it}": of for it in ("measure_uses", "measure_use", "measure_papers")}
        return about | {
            "resources:use_report": {"pk": other.pk},
            "resources:paper_uses": {"slug": "paper"},
            "year_part": {"key": "members"},
            "city_year": {"slug": "seattle"},
            "resources:paper_use": {"slug": "paper"},
            "resources:measure_paper_off": of | {"pk": paper.pk},
        }

    def address(self, name):
        arguments = self.arguments.get(name, {})
        try:
            return reverse(name)
        except Exception:  # noqa: BLE001 -- it needs arguments
            return reverse(name, kwargs=arguments)

    def client(self, who):
        client = Client()
        if self.people[who]:
            client.force_login(self.people[who])
        return client


@pytest.fixture(scope="module")
def cast(lasting_rows):
    return Cast()


def answers(client, url, *, posted=False):
    """Whether somebody gets a page of their own: not the way to sign in, not «there is no such page»."""
    answer = client.post(url) if posted else client.get(url)
    if answer.status_code == 302 and "/account/login/" in answer.url:
        return False
    assert answer.status_code < 500
    return answer.status_code not in {403, 404}


def test_every_address_has_a_stated_access():
    stated = set(ACCESS) | BY_LINK | WITH_ROWS | ENTRANCES | OWN_ACCOUNT

    assert set(names()) == stated


@pytest.mark.parametrize("name", ACCESS)
def test_an_address_answers_to_those_it_is_for(cast, name):
    url = cast.address(name)

    found = {who for who in cast.people if answers(cast.client(who), url, posted=name in POSTED)}

    # A file of a resource without one is a 404 for all; who may have a file is in test_access.
    assert found == (set() if name in {"resources:file", "resources:text"} else ACCESS[name])


def test_nothing_that_people_wrote_goes_without_a_question(cast):
    ends = ("_drop", "_remove", "_leave_out", "_take_back", "_take_away", "_take_off", "_give_up")
    client = cast.client("lead")
    asked = {name for name in names() if name.endswith(ends)}
    addresses = {it: cast.address(it) if it in ACCESS else reverse(it, kwargs={"pk": 1}) for it in asked}

    # A page that asks; an address that takes a POST alone would do it at one click.
    assert {name for name, url in addresses.items() if client.get(url).status_code == 405} == set()
    assert "resources:contribution_draft_drop" in asked


@pytest.mark.parametrize("name", sorted(ENTRANCES))
def test_an_entrance_is_open_to_visitors(name):
    answer = Client().get(reverse(name))

    # While no provider is chosen, nothing is at its addresses.
    assert answer.status_code in ({404} if name.startswith("inbound:") else {200, 302, 405})


@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_the_pages_of_an_account_ask_visitors_to_sign_in(name):
    arguments = [1] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else []

    answer = Client().get(reverse(name, args=arguments))

    assert (answer.status_code, "/account/login/" in answer.headers.get("Location", "")) == (302, True)


@pytest.mark.parametrize("name", sorted(BY_LINK))
def test_a_link_that_is_none_of_ours_gets_a_page(name):
    more = {"cities:partner_step": ["why"], "left_back": ["answer", 1]}.get(name, [])
    word = ["event"] if name.startswith("cities:table") else []
    answer = Client().get(reverse(name, args=[*word, "not.one.of.ours", *more]))

    assert answer.status_code in {200, 404, 405, 410}


def test_the_administration_is_for_staff_only(cast):
    url = reverse("admin:index")

    assert {who for who in cast.people if cast.client(who).get(url).status_code == 200} == {"staff"}
