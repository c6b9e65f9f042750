"""What each colleague may do in the admin: role, address and answer, against one table.

The rights themselves are read from no table of the code: what stands here is what was agreed on.
"""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Level
from cities.models import Colleague, LaunchSheet, PartnerTerms, User
from cities.partners.actions import needing
from cities.people import locks
from cities.people.actions import colleagues
from cities.people.presets import group_of, write_presets
from cities.talking.actions import report
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.forum.models import ForumSettings
from icaforum.inbound.models import Arrival
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Gate, Message
from resources.library.models.searchwords import SearchWords
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
    make_event,
    make_expertise,
    make_indicator,
    make_interest,
    make_lead,
    make_lesson,
    make_letter,
    make_measure,
    make_officer,
    make_pairing,
    make_project,
    make_pulse,
    make_registration,
    make_resource,
    make_revision,
    make_shelf,
    make_staff,
    make_theme,
    make_user,
    make_want,
    open_rooms,
    sign_it,
    use_it,
)
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROLES = ("contact", "nothing", "reviewer", "events", "both", "secretariat", "first")
NOBODY, EVERYBODY = set(), {"secretariat", "first"}
REVIEWING = EVERYBODY | {"reviewer", "both"}
EVENTS = EVERYBODY | {"events", "both"}

# Of each list: who reads it, who presses its verbs or saves its pages, who enters something new.
LISTS = {
    "audit.entry": (EVERYBODY, NOBODY, NOBODY),
    "cities.accessrequest": (REVIEWING, EVERYBODY, NOBODY),
    "cities.application": (REVIEWING, REVIEWING, EVERYBODY),
    "cities.callcomment": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.jointcall": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.signature": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.city": (REVIEWING, EVERYBODY, EVERYBODY),
    "cities.colleague": (EVERYBODY, {"first"}, {"first"}),
    "cities.expertise": (EVERYBODY, EVERYBODY, EVERYBODY),
    "cities.expertiseneed": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.helprequest": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.invitation": (REVIEWING, EVERYBODY, NOBODY),
    "cities.launchsheet": (EVERYBODY, EVERYBODY, EVERYBODY),
    "cities.letter": (EVERYBODY, NOBODY, NOBODY),
    "cities.indicator": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.measure": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.measureorganisation": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.membership": (REVIEWING, EVERYBODY, NOBODY),
    "cities.officer": (REVIEWING, EVERYBODY, NOBODY),
    "cities.partnerterms": (EVERYBODY, EVERYBODY, EVERYBODY),
    "cities.report": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.theme": (EVERYBODY, EVERYBODY, EVERYBODY),
    "cities.user": (EVERYBODY, EVERYBODY, NOBODY),
    "cities.wantoffer": (EVERYBODY, EVERYBODY, NOBODY),
    "events.event": (EVENTS, EVENTS, EVENTS),
    "events.registration": (EVENTS, EVENTS, NOBODY),
    "events.guest": (EVENTS, EVENTS, NOBODY),
    "events.eventorganisation": (EVENTS, EVENTS, NOBODY),
    "pilots.projectorganisation": (EVERYBODY, EVERYBODY, NOBODY),
    "resources.paperorganisation": (EVENTS, EVENTS, NOBODY),
    "forum.forumsettings": (EVERYBODY, EVERYBODY, NOBODY),
    "inbound.arrival": (EVERYBODY, EVERYBODY, NOBODY),
    "outbox.gate": (EVERYBODY, EVERYBODY, NOBODY),
    "outbox.message": (EVERYBODY, EVERYBODY, NOBODY),
    "pilots.comment": (EVERYBODY, EVERYBODY, NOBODY),
    "pilots.interest": (EVERYBODY, EVERYBODY, NOBODY),
    "pilots.peercall": (EVERYBODY, EVERYBODY, EVERYBODY),
    "pilots.pairing": (EVERYBODY, EVERYBODY, EVERYBODY),
    "pilots.pulse": (EVERYBODY, EVERYBODY, NOBODY),
    "pilots.silence": (EVERYBODY, EVERYBODY, NOBODY),
    "pilots.pilotproject": (EVERYBODY, EVERYBODY, EVERYBODY),
    "resources.answer": (EVERYBODY, EVERYBODY, NOBODY),
    "resources.brief": (EVERYBODY, EVERYBODY, NOBODY),
    "resources.contribution": (EVENTS, EVENTS, NOBODY),
    "resources.question": (EVERYBODY, EVERYBODY, NOBODY),
    "resources.lesson": (EVERYBODY, EVERYBODY, NOBODY),
    "pilots.revision": (EVERYBODY, EVERYBODY, NOBODY),
    "resources.resource": (EVENTS, EVENTS, EVENTS),
    "resources.searchwords": (EVERYBODY, EVERYBODY, NOBODY),
    "resources.use": (EVERYBODY, EVERYBODY, NOBODY),
    "resources.shelf": (EVENTS, EVENTS, EVENTS),
}


class Cast:
    """A colleague of every kind, and a row in every list."""

    def __init__(self):
        open_rooms()
        first = make_staff(name="Ana")
        self.people = {"contact": make_lead(), "nothing": make_user(is_staff=True), "first": first}
        presets = {
            "reviewer": ["reviewer"],
            "events": ["events"],
            "both": ["reviewer", "events"],
            "secretariat": ["secretariat"],
        }
        for who, names in presets.items():
            self.people[who] = colleagues.set_rights(make_user(), presets=names, by=first)
        self.clients = {}
        for who, person in self.people.items():
            self.clients[who] = Client(raise_request_exception=True)
            self.clients[who].force_login(person)
        city = make_city(name="Lagos")
        self.member = make_officer(city, person=make_user(name="Sade Bello"))
        PartnerTerms.objects.create(city=make_expertise(theme=make_theme()).city)
        helps = ask_for_help()
        facts = {"city": helps.city, "theme": make_theme("rents"), "by": helps.asked_by}
        needing.name_need(text="Leases", language="en", **facts)
        project = make_project()
        pairing = make_pairing(project)
        make_pulse(pairing)
        make_comment(pairing)
        make_revision()
        make_interest()
        event = make_event(level=Level.NAMED, title="Quiet webinar")
        make_registration(event, person=self.member)
        event.guests.create(name="Kofi Mensah", email="kofi@union.example")
        contribute(by=self.member)
        paper = make_resource(published=False, by=first, editions=[{"title": "Quiet paper"}])
        make_shelf(paper)
        for thing in (event, project, paper):
            thing.at_table.create(name="Tenants of the Old Docks", kind="tenants", language="en")
        make_application()
        Arrival.objects.create(
            key="1", sender="x@y.example", became="unknown", handled_at="2026-11-16T09:00:00Z"
        )
        city.invitations.create(
            email="new@lagos.example", invited_by=first, expires_at="2100-01-01T00:00:00+00:00"
        )
        LaunchSheet.objects.create(file_name="members.csv", made_by=first, checked_version=1)
        city.access_requests.create(name="Kim", email="kim@lagos.example")
        queue_mail("security_notice", to=self.member, key="x", ids={"person": 1, "what": "", "at": ""})
        Gate.objects.get_or_create(pk=1)
        ForumSettings.objects.get_or_create(pk=1)
        SearchWords.objects.get_or_create(kind="case_study")
        make_want(city=make_city())
        facts = {"name": "Fitters", "kind": "labour", "language": "en"}
        make_indicator(make_measure(public=True)).measure.at_table.create(**facts)
        make_lesson()
        use_it(make_measure())
        make_brief(ask_the_forum())
        report(make_letter(), reason="It names a tenant.", by=self.member)
        report(answer_it(ask_the_forum()), reason="It names a tenant.", by=self.member)
        comment_on(make_call())
        sign_it(make_call(opened=True))

    def codes(self, address, *, method="get", data=None):
        """The answers of an address by role: True for a page, False for a refusal."""
        return {who for who in ROLES if self._opens(getattr(self.clients[who], method)(address, data or {}))}

    def _opens(self, answer):
        if answer.status_code == 302 and (answer.url.startswith("/admin/login/") or answer.url == "/admin/"):
            return False
        assert answer.status_code < 500
        return answer.status_code not in {403, 404}


@pytest.fixture(scope="module")
def cast(lasting_rows):
    return Cast()


def model_of(label):
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


def page(label, name, *arguments):
    return reverse(f"admin:{label.replace('.', '_')}_{name}", args=arguments)


def newest(label):
    return model_of(label)._default_manager.order_by("-pk").first()


def test_every_list_of_the_admin_stands_in_the_table():
    reverse("admin:index")  # the addresses take out what libraries have registered

    assert {model._meta.label_lower for model in admin.site._registry} == set(LISTS)


@pytest.mark.parametrize("label", LISTS)
def test_a_list_opens_to_those_whom_the_table_names(cast, label):
    readers, _changers, adders = LISTS[label]
    key = newest(label).pk

    assert cast.codes(page(label, "changelist")) == readers
    assert cast.codes(page(label, "change", key)) == readers
    assert cast.codes(page(label, "history", key)) == readers
    assert cast.codes(page(label, "add")) == adders
    assert cast.codes(page(label, "delete", key)) == NOBODY


@pytest.mark.parametrize(
    ("label", "verb"),
    [
        (model._meta.label_lower, verb.name)
        for model, model_admin in admin.site._registry.items()
        for verb in getattr(model_admin, "verbs", ())
    ],
)
def test_a_verb_is_pressed_by_those_whom_the_table_names(cast, label, verb):
    address = page(label, "verb", newest(label).pk, verb)

    # An empty form, and what is no longer possible, are answered with a page that says so.
    assert cast.codes(address, method="post") == LISTS[label][1]


def test_what_the_groups_hold_is_what_the_presets_say():
    rights = {
        group.name: {f"{right.content_type.app_label}.{right.codename}" for right in group.permissions.all()}
        for group in (group_of("reviewer"), group_of("events"))
    }

    assert rights == {
        "Reviewer": {
            *("cities.view_accessrequest", "cities.view_application", "cities.change_application"),
            *("cities.view_city", "cities.view_clarification", "cities.view_invitation"),
            *("cities.view_membership", "cities.view_officer"),
        },
        "Events and library": {
            *("events.view_event", "events.change_event", "events.add_event"),
            *(f"events.{right}_speaker" for right in ("view", "change", "add", "delete")),
            *("events.view_registration", "events.change_registration"),
            *("events.view_guest", "events.change_guest"),
            *("events.view_eventorganisation", "events.change_eventorganisation"),
            *("resources.view_paperorganisation", "resources.change_paperorganisation"),
            *("resources.view_resource", "resources.change_resource", "resources.add_resource"),
            *(f"resources.{right}_edition" for right in ("view", "change", "add", "delete")),
            *(f"resources.{right}_contribution" for right in ("view", "change")),
            *(f"resources.{right}_shelf" for right in ("view", "change", "add")),
            *(f"resources.{right}_shelfpaper" for right in ("view", "change", "add", "delete")),
        },
    }
    secretariat = set(group_of("secretariat").permissions.values_list("codename", flat=True))
    assert {"change_membership", "change_gate", "change_user", "view_colleague"} <= secretariat
    assert {"add_colleague", "change_colleague", "delete_user", "add_user"} & secretariat == set()


def test_after_a_migration_each_group_has_its_rights_and_no_others():
    group = group_of("reviewer")
    group.permissions.add(Permission.objects.get(codename="change_membership"))
    group.permissions.remove(Permission.objects.get(codename="view_city"))

    write_presets()

    names = set(group.permissions.values_list("codename", flat=True))
    assert ("view_city" in names, "change_membership" in names) == (True, False)


# Who may not open a thing does not learn of it -------------------------------------------------------------


def test_recent_actions_are_those_on_what_one_may_open(cast):
    first = cast.people["first"]
    record("changed", newest("events.event"), by=first, fields=["title"])
    record("changed", newest("cities.membership"), by=first, fields=["tier"])
    record("rights set", cast.member, by=first)

    shown = {
        who: {line["target"] for line in cast.clients[who].get("/admin/").context["recent"]}
        for who in ("reviewer", "events", "first")
    }

    assert {str(it) for it in shown["events"]} == {
        *("Quiet webinar", "Quiet paper", "Cool rooms without a caretaker")
    }
    assert cast.member not in shown["reviewer"]
    assert newest("cities.membership") in shown["reviewer"]
    assert newest("events.event") not in shown["reviewer"]
    assert {cast.member, newest("events.event")} <= shown["first"]


@pytest.mark.parametrize(
    ("label", "allowed"),
    [("events.event", EVENTS), ("resources.resource", EVENTS), ("pilots.pilotproject", EVERYBODY)],
)
def test_the_way_to_a_page_is_shown_to_those_who_may_open_its_list(cast, label, allowed):
    row = newest(label)
    kind = ContentType.objects.get_for_model(row)

    assert cast.codes(f"/admin/r/{kind.pk}/{row.pk}/") == allowed
    assert cast.codes(f"/admin/r/{kind.pk}/999999/") == set()
    for odd in ("²", "9" * 19, "9" * 5000):
        assert cast.codes(f"/admin/r/{odd}/{row.pk}/") == set()


@pytest.mark.parametrize(
    ("label", "allowed"),
    [("events.event", EVENTS), ("resources.resource", EVENTS), ("pilots.pilotproject", EVERYBODY)],
)
def test_who_would_see_it_is_counted_for_those_who_share_it(cast, label, allowed):
    row = newest(label)

    for address in (page(label, "audience"), f"{page(label, 'audience')}?of={row.pk}"):
        assert cast.codes(address, method="post", data={"audience": "general"}) == allowed


def given(*rights):
    """A browser of a colleague with a few rights alone."""
    person = make_staff(is_superuser=False)
    for right in rights:
        app, _, code = right.partition(".")
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=code))
    client = Client()
    client.force_login(person)
    return client


def test_a_page_leaves_out_what_it_shows_of_other_lists(cast):
    city, person = cast.member.seats.get().city, cast.member
    whole, narrow = cast.clients["first"], given("cities.view_city", "cities.view_user", "events.view_event")
    pages = {
        page("cities.city", "change", city.pk): [person.email, "new@lagos.example", "Forum member"],
        page("cities.user", "change", person.pk): ["City contact", "Quiet webinar", "A change to your sign"],
        page("events.event", "changelist"): ["registration/?event__id__exact"],
    }

    for address, words in pages.items():
        before, after = whole.get(address), narrow.get(address)
        assert (before.status_code, after.status_code) == (200, 200)
        assert [word for word in words if word not in before.text] == []
        assert [word for word in words if word in after.text] == []


def test_a_history_names_nothing_of_a_list_that_is_closed_to_its_reader(cast):
    city = cast.member.seats.get().city
    seat = cast.member.seats.get()
    record("seat ended", seat, by=cast.people["first"], city=city.pk, person=cast.member.pk)
    address = page("cities.officer", "history", seat.pk)
    whole = page("audit.entry", "changelist")
    reader = given("audit.view_entry", "cities.view_officer")

    assert "city: Lagos" in cast.clients["first"].get(address).text
    assert "city: Lagos" not in reader.get(address).text
    # The whole history holds for each what is about things they may open; its filters count no others.
    assert "Quiet webinar" not in reader.get(whole).text
    filters = reader.get(whole).context["cl"].filter_specs
    kinds = next(it.lookup_choices for it in filters if getattr(it, "parameter_name", "") == "kind")
    assert [label for label, _words in kinds] == ["cities.officer"]
    assert Entry.objects.exclude(target_type="cities.officer").exists()


def test_a_search_finds_nothing_by_what_stands_in_a_list_that_is_closed(cast):
    paper = newest("resources.resource")
    paper.cities.add(cast.member.seats.get().city)
    closed = given("cities.view_city", "cities.view_membership", "events.view_event")
    asked = [
        (cast.clients["events"], "resources.resource"),
        (closed, "cities.city"),
        (closed, "cities.membership"),
        (closed, "events.event"),
    ]

    for reader, label in asked:
        address = page(label, "changelist")
        whole, narrow = (
            browser.get(address, {"q": cast.member.email}).context["cl"].result_count
            for browser in (cast.clients["first"], reader)
        )
        assert (label, whole, narrow) == (label, 1, 0)


def test_the_contacts_of_a_city_are_shown_to_staff_who_may_open_them(cast):
    address = cast.member.seats.get().city.get_absolute_url()

    shown = {who for who in ROLES if "Sade Bello" in cast.clients[who].get(address).text}

    assert shown == REVIEWING | {"contact"}
    assert "Sade Bello" not in given("cities.view_city").get(address).text


# Adding a colleague ----------------------------------------------------------------------------------------

NADIA = {
    "email": "Nadia@Forum.example",
    "name": "Nadia Lindholm",
    "language": "en",
    "time_zone": "Europe/Oslo",
    "presets": ["events"],
}


def add(client, **typed):
    return client.post(page("cities.colleague", "add"), NADIA | typed)


def test_a_colleague_is_added_with_a_preset_and_told_by_mail(cast):
    add(cast.clients["first"])

    nadia = User.objects.get(email="nadia@forum.example")
    mail = Message.objects.get(kind="colleague_added")
    assert (nadia.is_staff, nadia.is_superuser, nadia.has_usable_password()) == (True, False, False)
    assert mail.expires_at == nadia.staff_invitation_ends_at == nadia.staff_invited_at + timedelta(days=7)
    assert [group.name for group in nadia.groups.all()] == ["Events and library"]
    assert mail.person == nadia
    assert [entry.verb for entry in Entry.objects.about(nadia)] == ["colleague added"]


def test_nothing_is_chosen_beforehand_and_adding_others_goes_with_the_secretariat_alone(cast):
    client = cast.clients["first"]

    unticked = client.post(page("cities.colleague", "add"), NADIA | {"presets": []})
    alone = client.post(page("cities.colleague", "add"), NADIA | {"adds_colleagues": "on"})
    add(client, presets=["secretariat"], adds_colleagues="on")

    assert "Tick what this colleague may do." in unticked.text
    assert "Tick Secretariat as well, or leave this out." in alone.text
    assert User.objects.get(email="nadia@forum.example").is_superuser


def test_the_mail_is_seen_before_it_is_sent(cast):
    seen = add(cast.clients["first"], _see="1", until="2031-08-31")

    assert "Nothing is saved yet." in seen.text
    assert "Your rights end by themselves at the end of 31 August 2031." in seen.text
    assert not User.objects.filter(email="nadia@forum.example").exists()


def test_who_has_an_account_is_added_to_it_unless_they_speak_for_a_city_or_it_is_closed(cast):
    client, closed = cast.clients["first"], make_user(is_active=False, name="Cleo")
    former = make_user(name="Ines Falk", language="de")

    answers = [add(client, email=person.email).text for person in (cast.member, closed, cast.people["both"])]
    add(client, email=former.email)

    assert "Sade Bello speaks for Lagos. End that place first" in answers[0]
    assert "Nadia Lindholm" in answers[0]
    assert "The account of Cleo is closed." in answers[1]
    assert "works in the secretariat already" in answers[2]
    former.refresh_from_db()
    assert (former.is_staff, former.name, former.language) == (True, "Ines Falk", "de")


def test_beneath_the_form_stand_the_colleagues_and_what_may_be_done(cast):
    add(cast.clients["first"], until="2031-08-31")
    nadia, ben = User.objects.get(email="nadia@forum.example"), cast.people["reviewer"]

    links = Page(cast.clients["first"].get(page("cities.colleague", "add"))).links

    def verbs(person):
        found = (link for link in links if f"/colleague/{person.pk}/do/" in link)
        return [link.split("/")[-2] for link in found]

    assert verbs(nadia) == ["rights", "send-again", "take-back"]
    assert verbs(ben) == ["rights", "take-away"]
    assert verbs(cast.people["first"]) == []
    crumbs = Page(cast.clients["first"].get(page("cities.colleague", "add"))).texts(".crumbs li")
    assert crumbs == ["Today", "Colleagues", "Add colleague"]


def test_what_a_colleague_may_do_is_changed_and_taken_away(cast):
    client, ben = cast.clients["first"], cast.people["reviewer"]
    ben.user_permissions.add(Permission.objects.get(codename="change_membership"))
    rights, take_away = (page("cities.colleague", "verb", ben.pk, verb) for verb in ("rights", "take-away"))

    client.post(rights, {"presets": ["events"]})
    changed = [group.name for group in User.objects.get(pk=ben.pk).groups.all()]
    client.post(take_away)

    ben.refresh_from_db()
    assert changed == ["Events and library"]
    assert (ben.is_staff, ben.is_active, ben.groups.count(), ben.user_permissions.count()) == (
        *(False, True, 0, 0),
    )
    assert not Colleague.objects.filter(pk=ben.pk).exists()
    assert [entry.verb for entry in Entry.objects.about(ben)][:2] == ["rights set", "rights set"]


def test_nobody_changes_ones_own_rights_so_one_who_adds_others_always_stays(cast):
    first = cast.people["first"]
    other = make_staff()

    with pytest.raises(locks.NotYours, match="your own rights"):
        colleagues.take_rights(first, by=first)
    colleagues.take_rights(first, by=other)
    # The page of the first was open all the while: the rights are those of the moment.
    with pytest.raises(locks.NotYours, match="Only a superuser"):
        colleagues.take_rights(other, by=first)

    superusers = User.objects.filter(is_superuser=True)
    assert other in superusers
    assert first not in superusers


def test_who_speaks_for_a_city_becomes_no_colleague(cast):
    with pytest.raises(locks.NotYours, match="speaks for Lagos"):
        colleagues.set_rights(cast.member, presets=["reviewer"], by=cast.people["first"])

    assert not User.objects.get(pk=cast.member.pk).is_staff


def test_a_person_is_not_added_among_the_people(cast):
    assert cast.codes(page("cities.user", "add"), method="post", data=NADIA) == NOBODY
    assert not User.objects.filter(email="nadia@forum.example").exists()
    assert Group.objects.filter(name="Reviewer").exists()
