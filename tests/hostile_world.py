"""One of everything that has a page, and the addresses that no link leads to."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.contrib import admin
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from cities.advocacy.actions.drafting import change_call, write_reading
from cities.directory.tiers import Level, Tier
from cities.joining.actions.recommending import recommend
from cities.launch.actions import answering, importing, sending
from cities.letters.actions import answer_letter
from cities.measures.actions.keeping import hide as hide_measure
from cities.measures.actions.keeping import hide_indicator
from cities.measures.actions.writing import change_measure
from cities.models import AccessRequest, Application, City, Confirmation, Invitation, PartnerTerms, Signature
from cities.partners.actions import agreeing, helping, needing
from cities.talking.actions import report
from events.after.actions.reports import read_report, write_presence
from events.after.actions.surveys import answer_survey
from events.feeds.actions import choose_feed
from events.guests.actions import invite_guest
from icaforum.audit.models import Entry
from icaforum.inbound.models import Arrival
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from pilots.models import Exchange, Pairing, PeerCall
from pilots.pairings.actions import plan
from pilots.pulse.emails import LINK as PULSE
from pilots.revisions import actions as rewriting
from resources.contributions.actions import deciding
from resources.contributions.actions.writing import change
from resources.contributions.actions.writing import keep_draft as keep_for_library
from resources.questions.actions.answering import answer_by_mail
from resources.questions.actions.asking import keep_draft
from resources.questions.emails import LINK as MAILED
from resources.uses.actions import coming
from resources.uses.actions import keeping as keeping_uses
from resources.uses.actions.papers import put_paper
from resources.uses.emails import LINK as USED
from tests import factories as make
from tests.cities.launch.sheets import as_csv, row


class World:
    """People of every kind around two cities that learn together."""

    def __init__(self):
        make.open_rooms()
        self.pilot_city = make.make_city(name="Harbourtown", tier=Tier.PILOT)
        self.peer_city = make.make_city(name="Riverport", tier=Tier.PEER)
        self.lead, self.peer_lead = make.make_lead(self.pilot_city), make.make_lead(self.peer_city)
        self.officer, self.staff = make.make_officer(self.peer_city), make.make_staff()
        self.people = {
            "a visitor": None,
            "an officer": self.officer,
            "a lead": self.lead,
            "another lead": self.peer_lead,
            "staff": self.staff,
        }
        self.theme = make.make_theme()
        self.starts = [
            *self._joining(),
            *self._members(),
            *self._learning(),
            *self._sharing(),
            *self._writing(),
            *self._asking(),
            *self._helping(),
            *self._left(),
            *self._contributing(),
            *self._rewriting(),
            *self._calling_peers(),
            *self._calling(),
            *self._measuring(),
            *self._using(),
            *self._at_tables(),
            *addresses_without_arguments(),
            *admin_addresses(),
        ]

    def _joining(self):
        waiting = make.make_application(themes=[self.theme])
        asked = make.make_question().application
        unconfirmed = make.make_application(state=Application.State.UNCONFIRMED)
        invited = make.make_application(
            kind=City.Kind.PARTNER,
            state=Application.State.INVITED,
            backed_by=[self.peer_city],
            need="Legal advice",
        )
        yield from (reverse("cities:apply", args=[kind]) for kind in ("c40", "city"))
        yield from (reverse("cities:join_step", args=["city", slug]) for slug in ("why", "done", "people"))
        make.make_draft(kind=City.Kind.PARTNER, application=invited, themes=[self.theme])
        yield reverse("cities:apply_partner", args=[sign("partner", invited.pk)])
        yield reverse("cities:partner_step", args=[sign("partner", invited.pk), "city"])
        yield reverse("cities:partner_check", args=[sign("partner", invited.pk)])
        yield reverse("cities:partner_start_over", args=[sign("partner", invited.pk)])
        yield reverse("cities:join_draft", args=[sign("draft", make.make_draft().pk)])
        yield from (
            reverse(f"cities:join_{page}", args=["c40"]) for page in ("check", "start_over", "elsewhere")
        )
        yield reverse("cities:join_sent", args=[sign("application-sent", waiting.pk)])
        yield reverse("cities:join_confirm", args=[sign("confirm", unconfirmed.pk)])
        for application in (asked, waiting):
            yield reverse("cities:status", args=[sign("status", application.pk)])
            yield reverse("cities:status_withdraw", args=[sign("status", application.pk)])
        recommend(waiting, says="ask", because="Who would do it?", by=make.make_staff())
        yield reverse("admin:cities_application_paper", args=[waiting.pk])
        declined = make.make_application(state=Application.State.DECLINED, reason="The list is full.")
        yield reverse("cities:status_again", args=[sign("status", declined.pk)])

    def _members(self):
        soon = timezone.now() + timedelta(days=9)
        late = timezone.now() - timedelta(days=1)
        facts = {"city": self.pilot_city, "invited_by": self.lead}
        invitation = Invitation.objects.create(email="new@harbourtown.example", expires_at=soon, **facts)
        expired = Invitation.objects.create(email="late@harbourtown.example", expires_at=late, **facts)
        AccessRequest.objects.create(city=self.pilot_city, name="Kim", email="kim@harbourtown.example")
        yield reverse("cities:invitation", args=[sign("invitation", invitation.pk, expires_at=soon)])
        yield reverse("cities:invitation_renew", args=[sign("invitation", expired.pk, expires_at=late)])
        yield reverse("cities:invitation_no_thanks", args=[sign("invitation", expired.pk, expires_at=late)])
        yield from self._launching()
        yield from (
            reverse(f"admin:{page}", args=["person", self.officer.pk])
            for page in ("held", "held_file", "erase")
        )
        yield reverse("unsubscribe", args=[sign("unsubscribe", 1)])
        self.letter = letter = make.make_letter(self.lead, self.peer_city)
        facts = {"text": "Dear friend", "attachments": 1, "was_cut": True}
        answer = answer_letter(letter.thread, is_own=False, by=self.peer_lead, **facts)
        yield reverse("cities:letter_answer", args=[answer.pk])
        yield letter.thread.get_absolute_url()
        yield reverse("cities:letter_report", args=[letter.pk])
        report(letter, reason="It names a tenant.", by=self.peer_lead)
        Arrival.objects.create(key="1", sender="x@y.example", became="unknown", handled_at=timezone.now())
        # Offered only while mails come back, or while a list has rows.
        queue_mail("letter", to=self.officer, key="came back", ids={"letter": 0})
        Message.objects.filter(dedupe_key="came back").update(state="dead", last_error="5.1.1")
        for city in (self.pilot_city, self.peer_city):
            Confirmation.objects.get_or_create(city=city, year=2026)
            yield reverse("cities:confirm", args=[city.slug])
            yield reverse("cities:confirm_no", args=[city.slug])
        seat = self.officer.seats.get()
        yield reverse("cities:team_address", args=[seat.city.slug, seat.pk])
        yield reverse("admin:resources_searchwords_export", args=["csv"])
        yield reverse("mfa_edit_webauthn", args=[1])
        yield reverse("mfa_remove_webauthn", args=[1])
        yield reverse("cities:sign_out_device", args=[1])
        yield reverse("cities:put_away", args=[seat.city.slug, "webinar"])

    def _launching(self):
        """Files with something to fix, being imported, with invitations that wait, and that leave."""
        names = ("Faro", "Evora", "Tavira", "Sagres")
        for name in names:
            make.make_city(name=name, keys=[name.lower()], member=False)
        wrong = (row("Farro", tier="Pirate", since="03/04/2024"), row("Lagos", role=""))
        for number, name in enumerate(names):
            lines = [row(name), *wrong] if not number else [row(name)]
            content = as_csv(*lines, stated=bool(number))
            sheet = answering.choose_file(content=content, name="members.csv", by=self.staff)
            if number:
                importing.ask_to_import(sheet, version=sheet.version, by=self.staff)
            if number in {1, 2}:
                importing.go_on()
            if number == 1:
                sending.send_invitations(sheet, by=self.staff)
            yield reverse("admin:cities_launchsheet_change", args=[sheet.pk])

    def _learning(self):
        for state in (Pairing.State.PAUSED, Pairing.State.PROPOSED, Pairing.State.ACTIVE):
            project = make.make_project(self.pilot_city, title=f"Cool rooms, {state}")
            cities = {"pilot_city": self.pilot_city, "peer_city": self.peer_city}
            pairing = make.make_pairing(project, state=state, theme=self.theme, **cities)
            self.project = project
            yield reverse("pilots:pairing", args=[pairing.pk])
            yield reverse("pilots:story", args=[pairing.pk])
        step = plan.add_step(
            pairing, by=self.lead, title="Visit", owner=self.pilot_city, due_on=date(2027, 5, 5)
        )
        pulse = make.make_pulse(pairing)
        yield reverse("pilots:pulse", args=[pairing.pk, pulse.pk])
        yield reverse("pilots:pulse_link", args=[sign(PULSE, pulse.pk, version=self.lead.pk)])
        yield reverse("pilots:step_edit", args=[pairing.pk, step.pk])
        yield reverse("pilots:step_done", args=[pairing.pk, step.pk])
        yield reverse("pilots:step_move", args=[pairing.pk, step.pk])
        yield f"{reverse('pilots:steps_usual', args=[pairing.pk])}?guide=co-creating"
        yield reverse("pilots:step_reopen", args=[pairing.pk, step.pk])
        yield from (reverse("pilots:end", args=[pairing.pk, verb]) for verb in ("pause", "withdraw"))
        remark = make.make_comment(pairing, by=self.officer)
        for name in ("comment_change", "comment_take_back", "comment_report"):
            yield reverse(f"pilots:{name}", args=[remark.pk])
        meeting = Exchange.objects.create(pairing=pairing, title="Call", starts_on=date(2027, 1, 4))
        yield reverse("pilots:exchange_edit", args=[pairing.pk, meeting.pk])

    def _sharing(self):
        self.paper = resource = make.make_resource(by=self.staff)
        self.paper_at_table = make.make_resource(by=self.staff, cities=[self.pilot_city])
        self.event = event = make.make_event(hosts=[self.pilot_city])
        make.make_registration(event, person=self.officer, city=self.peer_city)
        yield reverse("resources:detail", args=[resource.slug])
        yield reverse("resources:file", args=[resource.slug, "en"])
        paper = make.make_text(resource, language="de")
        yield reverse("resources:text", args=[resource.slug, paper.language])
        yield reverse("resources:shelf", args=[make.make_shelf(resource).slug])
        yield reverse("resources:keep", args=[resource.slug])
        yield reverse("events:detail", args=[event.slug])
        yield reverse("events:place", args=[event.slug])
        yield reverse("events:join", args=[event.slug])
        yield reverse("admin:events_event_write", args=[event.pk])
        yield reverse("admin:events_event_add_person", args=[event.pk])
        event.agenda.create(day=0, begins=event.local_time, title="Welcome")
        yield reverse("admin:events_event_programme", args=[event.pk])
        self.guest = invite_guest(event, name="Kofi Mensah", email="kofi@union.example", by=self.staff)
        for name in ("guest", "guest_join", "guest_decline", "guest_calendar"):
            yield reverse(f"events:{name}", args=[self.guest.token])
        yield from self._after()
        yield urlsplit(choose_feed(self.officer, by=self.officer, scope="visible", themes=[]).url).path
        yield reverse("demo_mail", args=["1"])
        yield reverse("demo_mail_html", args=["1"])
        yield reverse("demo_answer", args=["1"])
        yield reverse("demo_mail_file", args=["1", 1])

    def _writing(self):
        """What each of two cities looks for, of which one is the reader's own."""
        for lead, city in ((self.lead, self.pilot_city), (self.peer_lead, self.peer_city)):
            own = make.make_want(lead, city=city, theme=self.theme)
            make.make_want(lead, city=city, theme=self.theme, kind="offer")
            yield reverse("cities:wants", args=[city.slug])
            for page in ("change", "take_away", "report"):
                yield reverse(f"cities:want_{page}", args=[city.slug, own.pk])

    def _asking(self):
        """A question with an answer of its own city's reader, one by mail that waits, a draft, a report."""
        self.question = make.ask_the_forum(self.lead, themes=[self.theme], details="Before summer.")
        self.answer = make.answer_it(self.question, self.officer)
        make.ask_the_forum(self.officer, themes=[self.theme], title="Who pays the hosts of cool rooms?")
        waiting = answer_by_mail(self.question, text="Yes", language="en", is_own=True, by=self.peer_lead)
        draft = keep_draft(None, typed={"title": "Who"}, by=self.officer)
        report(self.answer, reason="It names a tenant.", by=self.lead)
        yield draft.get_absolute_url()
        yield reverse("resources:question_draft_drop", args=[draft.pk])
        yield reverse("resources:ask") + "?title=Who+pays+the+hosts"
        yield reverse("resources:mailed_answer", args=[sign(MAILED, waiting.pk)])
        for name in ("question", *(f"question_{it}" for it in ("change", "sum_up", "open", "close", "hear"))):
            yield reverse(f"resources:{name}", args=[self.question.pk])
        yield reverse("resources:question_report", args=[self.question.pk])
        for name in ("change", "take_back", "helped", "report"):
            yield reverse(f"resources:answer_{name}", args=[self.answer.pk])
        yield reverse(
            "resources:lesson_new", args=[make.answer_it(make.ask_the_forum(self.officer)).question_id]
        )
        self.lesson = make.make_lesson(self.question, by=self.lead)
        yield reverse("resources:question_in_short", args=[self.question.pk])
        yield reverse("resources:answer_in_short", args=[self.answer.pk])
        yield reverse("resources:paper_in_short", args=[self.paper_at_table.slug])
        for brief in (
            make.make_brief(self.question, self.lead),
            make.make_brief(self.paper_at_table, self.officer),
        ):
            for name in ("brief", "brief_take_back", "brief_report"):
                yield reverse(f"resources:{name}", args=[brief.pk])
        for name in ("lesson", "lesson_give_up"):
            yield reverse(f"resources:{name}", args=[self.lesson.pk])
        for name in ("quote", "quote_change", "quote_leave_out", "quote_take_out"):
            yield reverse(f"resources:{name}", args=[self.lesson.quotes.latest("pk").pk])

    def _helping(self):
        """A partner with something to help with."""
        self.partner = make.make_partner(name="Shade Institute", languages=["en"])
        self.partner_lead = make.make_lead(self.partner)
        offer = make.make_expertise(self.partner, theme=self.theme)
        PartnerTerms.objects.create(city=make.make_expertise().city)
        yield reverse("cities:partner", args=[self.partner.slug])
        yield reverse("cities:partner_terms", args=[self.partner.slug])
        yield reverse("cities:expertise_add", args=[self.partner.slug])
        yield reverse("cities:expertise_change", args=[self.partner.slug, offer.pk])
        yield reverse("cities:help_ask", args=[self.partner.slug])
        self.helps = make.ask_for_help(self.officer, self.partner, themes=[self.theme])
        words = {"language": "en", "by": self.partner_lead}
        said = helping.write(self.helps, text="Which street?", **words)
        done, declined = (make.ask_for_help(self.officer, self.partner) for _number in range(2))
        helping.decline(declined, text="No time.", by=self.partner_lead)
        helping.accept(done, text="From Monday.", by=self.partner_lead)
        helping.finish(done, outcome="It held.", is_shown=True, by=self.officer)
        for helps in (self.helps, done, declined):
            yield reverse("cities:help_request", args=[helps.pk])
        for name in ("accept", "decline", "finish", "withdraw", "look_on", "show", "request_report"):
            yield reverse(f"cities:help_{name}", args=[self.helps.pk])
        yield reverse("cities:help_message_report", args=[said.pk])
        facts = {"attachments": 1, "was_cut": True, "is_own": False, "by": self.officer}
        mailed = helping.answer_by_mail(self.helps, text="Ring street.", **facts)
        yield reverse("cities:help_message_own", args=[mailed.pk])
        facts = {"city": self.peer_city, "theme": self.theme, "by": self.officer}
        need = needing.name_need(text="Who reads leases?", language="en", **facts)
        yield reverse("cities:need_take_back", args=[need.pk])

    def _left(self):
        """What somebody wrote who has left the team by now."""
        gone = make.make_officer(self.peer_city)
        answer = make.answer_it(make.ask_the_forum(), gone)
        gone.seats.update(until=timezone.now())
        seat = gone.seats.get()
        yield seat.taking_back_path
        yield f"{seat.taking_back_path}answer/{answer.pk}/"

    def _contributing(self):
        """What was sent in with a co-author and two files, and returned; a draft; and what is published."""
        sent = make.contribute(self.officer, upload=make.a_pdf(), co_authors=[self.pilot_city])
        change(sent, by=self.officer, upload=make.a_pdf("second.pdf"))
        deciding.send_back(sent, note="Good. Say who had the key.", by=self.staff)
        deciding.publish(make.contribute(self.officer, shape="paper", upload=make.a_pdf()), by=self.staff)
        make.contribute(self.officer)
        older, newer = make.make_versions(self.officer)
        again = keep_for_library(None, shape="lesson", typed={"renews": str(older.pk)}, by=self.officer)
        yield again.get_absolute_url()
        yield older.get_absolute_url()
        yield newer.paper.get_absolute_url()
        yield reverse("resources:contribution_renew", args=[older.pk])
        yield reverse("resources:earlier_file", args=[newer.paper.slug, older.pk])
        draft = keep_for_library(None, shape="lesson", typed={"title": "Keys"}, by=self.officer)
        yield draft.get_absolute_url()
        yield reverse("resources:contribution_draft_drop", args=[draft.pk])
        for shape in ("lesson", "case-study", "update", "paper"):
            yield reverse("resources:contribute_form", args=[shape])
        yield reverse("resources:contribution_keep", args=["lesson"])
        for name in ("contribution", *(f"contribution_{it}" for it in ("change", "take_back", "leave"))):
            yield reverse(f"resources:{name}", args=[sent.pk])
        yield reverse("resources:contribution_file", args=[sent.pk, sent.files.last().pk])

    def _rewriting(self):
        """A pilot project of the lead's with changes that came back, and one with a draft."""
        project, other = make.make_project(self.pilot_city), make.make_project(self.pilot_city)
        sent = make.make_revision(project, by=self.lead, stage="running", approach="We ask first.")
        rewriting.send_back(sent, note="Good. Say who had the key.", by=self.staff)
        make.make_revision(other, by=self.lead, send=False)
        for found in (project, other):
            yield reverse("pilots:edit", args=[found.slug])
            yield reverse("pilots:edit_take_back", args=[found.slug, found.revisions.get().pk])

    def _calling_peers(self):
        """A call for peers with an interest that is sent and one that is begun; a draft; one that closed."""
        call = make.make_peer_call()
        sent = make.make_interest(call, by=self.lead)
        begun = make.make_interest(call, by=make.make_lead(), sent=False)
        make.make_peer_call(opened=False)
        over = make.make_peer_call()
        make.make_interest(over, by=self.lead)
        closed = timezone.localdate() - timedelta(days=3)
        PeerCall.objects.filter(pk=over.pk).update(closes_on=closed)
        for one in (call, over):
            for name in ("peer_call", "peer_call_keep", "peer_call_take_back"):
                yield reverse(f"pilots:{name}", args=[one.slug])
        for one in (sent, begun):
            yield one.get_absolute_url()

    def _calling(self):
        """A draft with a comment, an open call with a second version and a text for reading, a signed one."""
        staff = make.make_staff_at_work()
        draft = make.make_call(self.peer_lead, city=self.peer_city)
        hidden = make.make_call(self.peer_lead, city=self.peer_city, shown=False)
        comment = make.comment_on(draft, self.officer)
        opened = make.make_call(opened=True)
        make.sign_it(opened, self.peer_lead)
        change_call(opened, text="We ask for two things.", by=staff)
        write_reading(opened, language="de", title="Kredite", text="Wir bitten.", by=staff)
        signed = make.make_call(opened=True, is_public=True)
        for lead in (self.lead, self.peer_lead):
            make.sign_it(signed, lead, agrees_public=True)
        now = timezone.now()
        Signature.objects.filter(agrees_public=True).update(public_from=now, went_public_at=now)
        yield reverse("cities:call_comment_take_back", args=[comment.pk])
        yield reverse("cities:call_comment_report", args=[comment.pk])
        for call, pages in (
            (draft, ("call", "call_change", "call_ready", "call_reading", "call_reading_remove")),
            (hidden, ("call", "call_show")),
            (opened, ("call", "call_print", "call_sign", "call_later", "call_decline", "call_change")),
            (signed, ("call", "call_print", "call_take_back", "call_name")),
        ):
            for page in pages:
                yield reverse(f"cities:{page}", args=[call.slug])
        yield reverse("cities:call_version", args=[opened.slug, 1])

    def _measuring(self):
        """Of two cities a draft, a measure of members, one on the web, one that was changed, one hidden."""
        for lead, city in ((self.lead, self.pilot_city), (self.peer_lead, self.peer_city)):
            kinds = {"draft": {"shown": False}, "shown": {"themes": [self.theme]}, "public": {}, "again": {}}
            for name, facts in kinds.items():
                public = name in {"public", "again"}
                row = make.make_measure(lead, title=f"Cool homes, {name}", public=public, **facts)
                if name == "again":
                    row = change_measure(row, stage="ended-early", ended_because="No money.", by=lead)
                pages = ("change", "show", "take_back", "web", "off_web", "looked_at", "report", "delete")
                for page in ("measure", *(f"measure_{it}" for it in pages)):
                    yield reverse(f"cities:{page}", args=[city.slug, row.slug])
                if name == "shown" and lead == self.lead:
                    self.measure = row
                    yield from self._counting(row)
            hide_measure(make.make_measure(lead, title="Hidden"), because="It names a tenant.", by=self.staff)
            for page in ("measures", "measure_new", "measures_print"):
                yield reverse(f"cities:{page}", args=[city.slug])

    def _using(self):
        """Uses of papers and a measure: asked, answered by mail, stopped, public, hidden; a paper of it."""
        paper = make.make_resource(by=self.staff, level=Level.PUBLIC)
        self.used = make.use_it(paper, self.lead, asked=True, began="First 12 houses signed.")
        others = [
            make.use_it(paper, self.peer_lead, public=True),
            make.use_it(self.measure, self.peer_lead, asked=True),
            make.use_it(by=self.lead),
        ]
        coming.say_what_came(others[1], outcome="stopped", text="No money.", language="en", by=self.peer_lead)
        keeping_uses.hide_use(others[2], because="It names a tenant.", by=self.staff)
        put_paper(self.measure, paper=paper, by=self.lead)
        yield reverse("resources:own_uses")
        for name in ("paper_uses", "paper_use"):
            yield reverse(f"resources:{name}", args=[paper.slug])
        of = [self.pilot_city.slug, self.measure.slug]
        for name in ("measure_uses", "measure_use", "measure_papers"):
            yield reverse(f"resources:{name}", args=of)
        yield reverse("resources:measure_paper_off", args=[*of, paper.pk])
        for use in (self.used, others[0]):
            for name in ("change", "came", "take_back", "web", "off_web", "report"):
                yield reverse(f"resources:use_{name}", args=[use.pk])
        asked, mailed = self.used.follow_ups.get(), make.use_it(by=self.lead, asked=True).follow_ups.get()
        facts = {"language": "en", "is_own": False, "by": self.lead}
        coming.say_what_came_by_mail(mailed, text="31 houses.", **facts)
        for answer in (asked, mailed, others[1].follow_ups.get()):
            person = self.lead if answer.use.city_id == self.pilot_city.pk else self.peer_lead
            yield reverse("resources:use_answer", args=[sign(USED, answer.pk, version=person.pk)])

    def _counting(self, measure):
        """Figures that are shown, some of few people, some that are hidden, and none yet."""
        self.indicator = make.make_indicator(measure, target_year=2030, target_gap=10)
        make.make_indicator(measure, people=(7, 900))
        make.make_indicator(measure, years={})
        hide_indicator(make.make_indicator(measure), because="It names a tenant.", by=self.staff)
        yield reverse("cities:indicator_new", args=[measure.city.slug, measure.slug])
        for page in ("change", "target", "figures", "upload", "template", "delete", "csv"):
            yield self.indicator.address(page)
        key = self.indicator.observations.first().pk
        here = [measure.city.slug, measure.slug, self.indicator.pk, key]
        yield reverse("cities:indicator_take_out", args=here)

    def _at_tables(self):
        """At each kind of thing one that is asked, one that agreed, and one that had all deleted."""
        agreeing.have_all_deleted(make.make_organisation(self.project, self.lead))
        tables = {"project": self.project, "event": self.event, "paper": self.paper_at_table}
        tables["measure"] = self.measure
        for word, thing in tables.items():
            asked = make.make_organisation(thing, self.lead)
            make.make_organisation(thing, self.lead, agrees=True, they_say="It took long.")
            yield thing.get_absolute_url()
            yield reverse("cities:table", args=[word, thing.pk])
            for page in ("change", "take_off", "report"):
                yield reverse(f"cities:table_{page}", args=[word, asked.pk])
            for page in ("answer", "say_no", "back", "delete"):
                yield reverse(f"cities:table_{page}", args=[word, asked.token])

    def _after(self):
        """An event that was held: its report has a row to decide about, and its survey is open."""
        self.held = make.make_event(starts_in=-timedelta(days=2), hosts=[self.pilot_city])
        place = make.make_registration(self.held, person=self.officer, city=self.peer_city)
        content = f"Name,Email,Duration\n{place.person.name},{place.person.email},60\nSomebody,,9\n"
        self.report = read_report(self.held, content=content.encode(), name="r.csv", by=self.staff)
        write_presence(self.held, by=self.staff)
        self.survey = self.held.survey
        answer_survey(place, given={self.survey.questions.latest("pk").pk: "Ask first."}, by=self.officer)
        for page in ("after", "survey"):
            yield reverse(f"admin:events_event_{page}", args=[self.held.pk])
        yield reverse("admin:events_event_after", args=[self.held.pk]) + "?show=people&see=absent"
        unclear = self.report.rows.to_look_at().get()
        yield reverse("admin:events_event_after_row", args=[self.held.pk, unclear.pk])
        yield reverse("admin:events_event_after_do", args=[self.held.pk, "answer"])
        yield reverse("admin:events_event_survey_answers", args=[self.held.pk, "csv"])
        yield reverse("events:survey", args=[self.held.slug])
        yield reverse("events:survey_by_link", args=[sign("survey", place.pk)])


def addresses_without_arguments():
    for name in names_of(get_resolver()):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def names_of(resolver, space=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names_of(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield space + pattern.name


def admin_addresses():
    """Every page about the newest object of every kind, and every verb's page."""
    for model, model_admin in admin.site._registry.items():
        newest = model._default_manager.order_by("-pk").first() or Entry(pk=1)
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse("admin:index") + f"{model._meta.app_label}/{model._meta.model_name}/{newest.pk}/"
        for page in ("change", "history", "delete"):
            yield reverse(f"{base}_{page}", args=[newest.pk])
        verbs = [verb.name for verb in getattr(model_admin, "verbs", ())] or ["nothing"]
        yield from (
            reverse(f"{base}_change", args=[newest.pk]).replace("change/", f"do/{verb}/") for verb in verbs
        )
