"""Joint calls beyond their pages: Today, My Forum, both searches and the weekly mail."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cities.advocacy.actions import commenting, drafting, outcomes, signing
from cities.models import JointCall
from cities.sharing.viewers import viewer_of
from icaforum.pages.needs import needs_of
from icaforum.search.public import search
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _room():
    make.open_rooms()


def client(person):
    browser = Client()
    browser.force_login(person)
    return browser


def needs(person):
    return [need.text for need in needs_of(viewer_of(person), (), timezone.now())]


def test_today_names_what_waits_for_the_secretariat():
    staff, lead, today = make.make_staff(), make.make_lead(), timezone.now().date()
    ready = make.make_call(lead, city=lead.seats.get().city, title="Ready to open")
    drafting.say_ready(ready, by=lead)
    closed, awaited = (make.make_call(opened=True, title=title) for title in ("Closed list", "Awaited"))
    JointCall.objects.filter(pk=closed.pk).update(sign_by=timezone.now() - timedelta(hours=1))
    outcomes.hand_over(awaited, on=today, handed_over_by="Two mayors", by=staff)

    shown = client(staff).get(reverse("admin:index")).text

    for words in (
        "Joint call to open for signing",
        "Joint call to hand over",
        "Joint call without its outcome",
    ):
        assert words in shown
    for title in ("Ready to open", "Closed list", "Awaited"):
        assert title in shown
    outcomes.end_call(awaited, outcome="Nothing.", by=staff)
    assert "Joint call without its outcome" not in client(staff).get(reverse("admin:index")).text
    make.open_rooms("questions")
    assert "Joint call to" not in client(staff).get(reverse("admin:index")).text


def test_a_lead_that_has_not_answered_finds_what_closes_soon():
    lead = make.make_lead()
    contact = make.make_officer(lead.seats.get().city)
    far, soon = (
        make.make_call(opened=True, title="Far"),
        make.make_call(opened=True, title="Soon", closes_in=9),
    )

    assert (needs(lead), needs(contact)) == (["Soon"], [])
    make.sign_it(soon, lead)
    assert needs(lead) == []
    drafting.change_call(soon, text="Changed.", by=make.make_staff_at_work())
    assert needs(lead) == ["Soon"]
    make.open_rooms("questions")
    assert needs(lead) == []
    assert far


def test_whoever_signed_an_earlier_text_finds_the_new_one_also_where_it_closes_late():
    lead, partner = make.make_lead(), make.make_lead(make.make_partner())
    call, other = (make.make_call(opened=True, title=title) for title in ("Signed", "Not signed"))
    for person in (lead, partner):
        make.sign_it(call, person)
    assert needs(lead) == []

    drafting.change_call(call, text="Changed.", by=make.make_staff_at_work())

    assert (needs(lead), needs(partner), needs(make.make_lead())) == (["Signed"], ["Signed"], [])
    signing.decline(call, city=lead.seats.get().city, by=lead)
    make.sign_it(call, partner)
    assert (needs(lead), needs(partner)) == ([], [])
    assert other


def test_who_opens_a_draft_reads_on_its_sheet_what_cities_said():
    call = make.make_call()
    make.comment_on(call, make.make_lead(), text="Say who pays.")
    commenting.hide_comment(make.comment_on(call, text="Nonsense."), because="It is.", by=make.make_staff())

    page = client(make.make_staff()).get(reverse("admin:cities_jointcall_change", args=[call.pk])).text

    assert ("Say who pays." in page, "Nonsense." in page) == (True, False)


def test_a_list_closes_with_the_same_day_on_every_clock():
    staff, lead = make.make_staff(), make.make_lead()
    for person, zone in ((staff, "Europe/Berlin"), (lead, "Pacific/Auckland")):
        person.time_zone = zone
        person.save()
    day = timezone.now().date() + timedelta(days=9)
    call = make.make_call(opened=True, sign_by=datetime.combine(day, time(23, 59), UTC))

    sheet = reverse("admin:cities_jointcall_change", args=[call.pk])
    for person, address in (
        (staff, reverse("admin:cities_jointcall_changelist")),
        (staff, sheet),
        (lead, call.get_absolute_url()),
        (lead, reverse("desk")),
    ):
        page = client(person).get(address).text
        assert date_format(day, "j F") in page, address
        assert date_format(day + timedelta(days=1), "j F") not in page, address


def test_searches_find_what_their_reader_may_open():
    lead = make.make_lead()
    draft = make.make_call(lead, city=lead.seats.get().city, shown=False, title="Zebra draft")
    opened = make.make_call(opened=True, title="Zebra loans")

    def found(person):
        parts = search(viewer_of(person), "zebra")
        return {row.name for part in parts for row in part.found}

    assert found(make.make_officer()) == {opened.title}
    assert found(lead) == {opened.title, draft.title}
    shown = client(make.make_staff()).get(reverse("admin:index") + "search/?q=zebra").text
    assert "Zebra draft" in shown
    make.open_rooms("questions")
    assert found(lead) == set()
