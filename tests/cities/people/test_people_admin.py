"""The directory and the people in the admin: what staff see, and the verbs they press."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.invitations.actions import access_requests, inviting
from cities.models import AccessRequest, City, Invitation, Membership, Officer, User
from cities.people import locks
from cities.people.actions import accounts, colleagues
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import (
    make_city,
    make_lead,
    make_officer,
    make_staff,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db


def page(kind, verb, *args):
    return reverse(f"admin:cities_{kind}_{verb}", args=args)


def press(client, kind, obj, name, **typed):
    return client.post(page(kind, "verb", obj.pk, name), typed)


def test_every_list_and_page_opens(client, staff):
    city = make_city()
    lead = make_lead(city)
    make_theme()
    inviting.invite(city, email="new@city.example", by=lead)
    access_requests.ask_for_access(city, name="Ada", email="ada@city.example", language="en")

    for kind in ("city", "membership", "theme", "user", "officer", "invitation", "accessrequest"):
        assert client.get(page(kind, "changelist")).status_code == 200
        row = Officer if kind == "officer" else None
        model = {
            "city": City,
            "membership": Membership,
            "user": User,
            "officer": Officer,
            "invitation": Invitation,
            "accessrequest": AccessRequest,
        }.get(kind, row)
        if model:
            assert client.get(page(kind, "change", model.objects.first().pk)).status_code == 200
    assert client.get(page("city", "add")).status_code == 200
    assert client.get(page("colleague", "changelist")).status_code == 200
    assert client.get(page("colleague", "change", staff.pk)).status_code == 200
    assert client.get(page("colleague", "add")).status_code == 200


def test_nobody_else_opens_them(client):
    client.force_login(make_lead())

    answers = [client.get(page(kind, "changelist")) for kind in ("city", "user", "invitation")]

    assert [answer.status_code for answer in answers] == [302, 302, 302]


def city_facts(**facts):
    return {
        "name": "Łódź",
        "kind": "other",
        "country": "PL",
        "region": "",
        "time_zone": "Europe/Warsaw",
        "about": "",
        "website": "",
        "latitude": "",
        "longitude": "",
        "population": "",
    } | facts


def test_a_city_is_entered_let_in_and_its_lead_invited(client, staff):
    heat = make_theme()

    client.post(page("city", "add"), city_facts(themes=[heat.pk], languages=["pl", "en"]))
    city = City.objects.get()
    joined = {"tier": Tier.PEER, "since": "2024-03-01", "interest": "Heat", "commitment": "A team"}
    # Asked once what stands in for an application; a city outside C40 has to show leadership.
    press(client, "city", city, "open-other", **joined)
    assert City.objects.get().membership is None
    press(client, "city", city, "open-other", **joined, evidence="A heat plan with the unions")
    press(client, "city", city, "invite", email="lead@lodz.example", role="lead", language="en", note="Hi")

    assert (city.slug, city.languages, city.circle.cities.count()) == ("lodz", ["pl", "en"], 1)
    assert list(city.themes.all()) == [heat]
    membership = City.objects.get().membership
    assert (membership.tier, membership.since.date().isoformat()) == (Tier.PEER, "2024-03-01")
    assert membership.grounds.evidence == "A heat plan with the unions"
    assert [row.email for row in city.invitations.open()] == ["lead@lodz.example"]
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == ["added", "membership opened", "invited"]


def test_a_second_entry_is_refused_and_what_was_typed_stays(client, staff):
    make_city(name="Lodz", kind=City.Kind.OTHER, country="PL")

    answer = client.post(page("city", "add"), city_facts(name="Lodz", about="Our words"))

    assert City.objects.count() == 1
    assert "stands in the directory already" in answer.content.decode()
    assert "Our words" in answer.content.decode()


def test_an_edit_leaves_one_line_that_names_the_fields(client, staff):
    city = make_city(name="Lodz", kind=City.Kind.OTHER, country="PL", time_zone="Europe/Warsaw")

    client.post(page("city", "change", city.pk), city_facts(name="Lodz", about="We plant."))

    assert City.objects.get().about == "We plant."
    assert [entry.details for entry in Entry.objects.about(city)] == [{"fields": ["about"]}]


def test_the_tier_is_changed_by_its_verb(client, staff):
    membership = make_city(tier=Tier.GENERAL).membership

    answer = press(client, "membership", membership, "tier", tier=Tier.PILOT, reason="Its project")

    following = Membership.objects.open().get()
    assert following.tier == Tier.PILOT
    assert answer.url == page("membership", "change", following.pk)


def test_the_list_of_memberships_names_the_part_in_the_forum(client, staff):
    make_city(tier=Tier.PILOT)

    text = client.get(page("membership", "changelist")).text

    assert "Part in the Forum" in text
    assert "Pilot city" in text


def test_ending_a_membership_says_before_what_follows(client, staff):
    city = make_city()
    make_lead(city)

    before = client.get(page("membership", "verb", city.membership.pk, "end"))
    press(client, "membership", city.membership, "end")

    assert "1 person sees from now on what everyone on the web sees." in before.content.decode()
    assert (
        f"1 person of the team of {city} is told by mail. What the city shared and wrote stays under its "
        "name, with until when it was a member." in before.text
    )
    assert not Membership.objects.open().exists()


def test_a_membership_is_not_typed_over(client, staff):
    membership = make_city(tier=Tier.GENERAL).membership

    client.post(page("membership", "change", membership.pk), {"tier": 3, "until": "2020-01-01"})

    assert (Membership.objects.get().tier, Membership.objects.get().until) == (Tier.GENERAL, None)


def test_an_invitation_is_taken_back(client, staff):
    invitation = inviting.invite(make_city(), email="new@city.example", by=staff)

    press(client, "invitation", invitation, "take-back")

    assert not Invitation.objects.open().exists()


def test_the_last_lead_with_colleagues_is_removed_with_a_successor_alone(client, staff):
    city = make_city()
    lead = make_lead(city, person=make_user(name="Olive Ng"))
    colleague = make_officer(city).seats.get()
    seat = lead.seats.get()

    before = client.get(page("officer", "verb", seat.pk, "remove"))
    answer = press(client, "officer", seat, "remove")
    assert lead.seats.open().exists()
    press(client, "officer", seat, "remove", successor=colleague.pk)

    assert "Who takes over as lead contact?" in before.text
    assert "Choose a colleague." in answer.text
    colleague.refresh_from_db()
    assert (colleague.role, lead.seats.open().exists()) == ("lead", False)


def test_a_colleague_is_made_lead_and_then_the_other_can_go(client, staff):
    city = make_city()
    lead, colleague = make_lead(city), make_officer(city)

    press(client, "officer", colleague.seats.get(), "lead")
    press(client, "officer", lead.seats.get(), "remove")

    assert [seat.person for seat in city.seats.open()] == [colleague]
    kinds = ["colleague_left", "handed_over", "seat_removed"]
    assert sorted(Message.objects.values_list("kind", flat=True)) == kinds


def test_a_request_that_no_lead_answered_is_accepted_here(client, staff):
    request = access_requests.ask_for_access(make_city(), name="Ada", email="ada@city.example", language="en")

    press(client, "accessrequest", request, "accept", role="officer")

    assert AccessRequest.objects.get().granted is True
    assert Invitation.objects.open().get().email == "ada@city.example"


def test_a_search_for_a_city_finds_its_people_with_their_mails(client, staff):
    city = make_city(name="Quito")
    lead = make_lead(city, person=make_user(name="Maria Vega"))
    make_lead(person=make_user(name="Olive Ng"))
    access_requests.ask_for_access(city, name="Ada", email="ada@city.example", language="en")

    found = client.get(page("user", "changelist"), {"q": "quito"}).content.decode()
    sheet = client.get(page("user", "change", lead.pk)).content.decode()

    assert ("Maria Vega" in found, "Olive Ng" in found) == (True, False)
    assert "Quito" in sheet
    assert "Somebody asks for a place in a team" in sheet


def test_a_closed_account_is_signed_out_everywhere(client, staff):
    person = make_lead()
    theirs = client.__class__()
    theirs.force_login(person)
    assert theirs.get(reverse("cities:profile")).status_code == 200

    press(client, "user", person, "close")

    assert theirs.get(reverse("cities:profile")).status_code == 302
    assert [entry.verb for entry in Entry.objects.about(person)] == ["account closed"]


def test_a_closed_account_is_opened_again(client, staff):
    person = make_user(is_active=False)

    press(client, "user", person, "reopen")

    person.refresh_from_db()
    assert person.is_active


def test_one_cannot_close_ones_own_account(client, staff):
    answer = press(client, "user", staff, "close")

    assert "You cannot close your own account" in answer.content.decode()
    staff.refresh_from_db()
    assert staff.is_active


def test_only_a_superuser_touches_a_superuser():
    staff, superuser = make_user(is_staff=True), make_staff()

    with pytest.raises(locks.NotYours, match="Only a superuser"):
        accounts.deactivate(superuser, by=staff)
    with pytest.raises(locks.NotYours, match="Only a superuser"):
        colleagues.set_rights(staff, presets=["secretariat"], by=make_user(is_staff=True))

    superuser.refresh_from_db()
    assert superuser.is_active


def test_rights_cannot_be_posted_with_a_name(client, staff):
    person = make_user(name="Old", language="en", time_zone="UTC")
    typed = {"name": "New", "language": "de", "time_zone": "UTC", "is_superuser": "on", "is_staff": "on"}

    client.post(page("user", "change", person.pk), typed)

    person.refresh_from_db()
    assert (person.name, person.is_staff, person.is_superuser) == ("New", False, False)
