"""The pages of joint calls: what each reader finds, signing with its tick, and what the web never shows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.advocacy.actions import drafting, outcomes
from cities.models import City, JointCall, Signature
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _room():
    make.open_rooms()


@pytest.fixture
def call():
    return make.make_call(opened=True)


def page(person, call, name="call", **more):
    return client(person).get(reverse(f"cities:{name}", args=[call.slug]), more)


def client(person):
    browser = Client()
    if person:
        browser.force_login(person)
    return browser


def signs(person, call, **more):
    typed = {
        "decided_by": "council",
        "decided_on": timezone.localdate(),
        "confirmed": "on",
        "fingerprint": call.versions.first().fingerprint,
    }
    return client(person).post(reverse("cities:call_sign", args=[call.slug]), typed | more)


def test_a_closed_room_has_no_page_and_no_link(call):
    lead = make.make_lead()
    make.open_rooms("questions")

    assert page(lead, call).status_code == 404
    assert client(lead).get(reverse("cities:calls")).status_code == 404
    assert "/calls/" not in client(lead).get(reverse("cities:list")).text


def test_a_lead_signs_on_the_page_and_finds_it_there(call):
    lead = make.make_lead(make.make_city(name="Lakemouth", region="europe"))
    version = call.versions.get()

    shown = page(lead, call).text
    assert "Sign for Lakemouth" in shown
    assert version.fingerprint in shown
    assert signs(lead, call).status_code == 302

    shown = page(lead, call).text
    assert "Lakemouth has signed" in shown
    assert "Lead contact for the council" in shown
    assert "1 city has signed" in shown


def test_without_the_tick_or_the_office_nothing_is_signed(call):
    lead = make.make_lead()

    for more in ({"confirmed": ""}, {"decided_by": "other"}, {"decided_by": "department"}):
        answer = signs(lead, call, **more)
        assert (answer.status_code, Signature.objects.exists()) == (200, False)


def test_a_day_that_does_not_do_is_said_at_its_box_and_stays_there(call):
    lead = make.make_lead()
    browser = client(lead)
    tomorrow, past = timezone.localdate() + timedelta(days=1), timezone.localdate() - timedelta(days=1)
    address = reverse("cities:call_later", args=[call.slug])
    page = browser.post(address, {"remind_on": past})
    assert page.context["form"].errors["remind_on"] == [
        "Choose a day after today, and before the list closes."
    ]
    assert f'value="{past:%Y-%m-%d}"' in page.text
    assert browser.post(address, {"remind_on": tomorrow}).url == call.get_absolute_url()
    page = signs(lead, call, decided_on=tomorrow)
    assert list(page.context["form"].errors) == ["decided_on"]


def test_whoever_read_an_earlier_text_reads_the_new_one_first_and_can_then_sign(call):
    lead = make.make_lead()
    read = call.versions.get().fingerprint
    drafting.change_call(call, text="We ask for one thing.", by=make.make_staff_at_work())

    answer = signs(lead, call, fingerprint=read)

    assert "The text was changed meanwhile" in answer.text
    assert "We ask for one thing." in answer.text
    assert f'value="{call.versions.first().fingerprint}"' in answer.text
    assert signs(lead, call).status_code == 302


def test_colleagues_learn_who_can_sign_and_see_no_form(call):
    lead = make.make_lead(person=make.make_user(name="Mara Kim"))
    colleague = make.make_officer(lead.seats.get().city)

    shown = page(colleague, call).text

    assert "Mara Kim" in shown
    assert "/sign/" not in shown


def test_partners_support_and_stand_apart(call):
    partner = make.make_lead(make.make_city(kind=City.Kind.PARTNER, name="Fair Rents Network"))

    assert "Support it for Fair Rents Network" in page(partner, call).text
    signs(partner, call, decided_by_whom="the board")

    shown = page(partner, call).text
    assert "Partners support; only cities sign." in shown
    assert "Nobody has signed yet" not in shown
    assert "1 city has signed" not in shown


def test_lists_name_who_signed_and_nobody_else():
    quiet = make.make_lead(make.make_city(name="Stillwater", region="africa"))
    declined = make.make_lead(make.make_city(name="Palmbridge", region="africa"))
    call = make.make_call(opened=True)
    make.sign_it(call, make.make_lead(make.make_city(name="Riverport", region="europe")))
    client(declined).post(reverse("cities:call_decline", args=[call.slug]))
    reader = make.make_officer()

    for name in ("call", "call_print"):
        shown = page(reader, call, name).text
        assert "Riverport" in shown
        assert not {"Stillwater", "Palmbridge", "Africa"} & set(shown.replace("<", " ").split())
    assert "does not sign. The secretariat alone" in page(declined, call).text
    assert (
        "Palmbridge"
        in client(make.make_staff()).get(reverse("admin:cities_jointcall_change", args=[call.pk])).text
    )
    assert quiet


def test_the_web_names_those_that_agreed_once_their_days_are_over():
    call = make.make_call(opened=True, is_public=True)
    for name, agrees in {"Riverport": True, "Hillford": False, "Lakemouth": True}.items():
        make.sign_it(call, make.make_lead(make.make_city(name=name)), agrees_public=agrees)
    early = timezone.now() - timedelta(minutes=1)
    due = Signature.objects.filter(city__name="Riverport")
    due.update(public_from=early, went_public_at=timezone.now())

    for name in ("call", "call_print"):
        shown = page(None, call, name).text
        assert [city in shown for city in ("Riverport", "Hillford", "Lakemouth")] == [True, False, False]
    listed = client(None).get(reverse("cities:calls")).text
    assert "1 city has signed" in listed


def test_the_web_sees_no_call_that_is_not_shown_there(call):
    answer = page(None, call)

    assert (answer.status_code, "/account/login/" in answer.url) == (302, True)
    assert call.title not in client(None).get(reverse("cities:calls")).text


def test_a_city_that_left_stays_by_name_with_its_last_day(call):
    row = make.sign_it(call, make.make_lead(make.make_city(name="Hillford")))
    row.city.memberships.update(until=timezone.now())

    shown = page(make.make_officer(), call).text

    assert "Hillford" in shown
    assert "was a member until" in shown


def test_an_edit_of_an_open_text_is_agreed_to_first():
    staff, call = make.make_staff(), make.make_call(opened=True)
    make.sign_it(call)
    address = reverse("cities:call_change", args=[call.slug])
    browser = client(staff)
    browser.get(address)
    typed = {
        "title": call.title,
        "addressee": call.addressee,
        "language": "en",
        "text": "We ask for one thing.",
        "closes": call.sign_by.date(),
    }

    asked = browser.post(address, typed)
    assert "1 signatory of version 1 is told and asked again" in asked.text
    assert call.versions.count() == 1
    assert browser.post(address, typed | {"agreed": "yes"}).status_code == 302

    assert call.versions.first().text == "We ask for one thing."
    changed = client(staff).get(reverse("cities:call_version", args=[call.slug, 1])).text
    assert "<del>" in changed
    assert "<ins>" in changed


def test_a_draft_is_made_shown_and_commented():
    lead = make.make_lead(make.make_city(name="Riverport"))
    browser, other = client(lead), make.make_officer()
    typed = {
        "title": "New",  # a word that another address has
        "addressee": "The board",
        "language": "en",
        "text": "We ask.",
        "closes": timezone.localdate() + timedelta(days=40),
    }
    assert browser.post(reverse("cities:call_new"), typed | {"closes": "2020-01-01"}).status_code == 200
    assert browser.post(reverse("cities:call_new"), typed).status_code == 302
    call = JointCall.objects.get()
    assert page(other, call).status_code == 404
    browser.post(reverse("cities:call_show", args=[call.slug]))

    client(other).post(reverse("cities:call", args=[call.slug]), {"text": "Say who pays.", "language": "en"})

    assert "Say who pays." in page(lead, call).text
    drafting.open_for_signing(call, by=make.make_staff())
    assert "Say who pays." not in page(other, call).text
    assert "Say who pays." in page(lead, call).text


def test_a_text_for_reading_says_which_one_is_signed(call):
    drafting.write_reading(
        call, language="de", title="Kredite", text="Wir bitten.", by=make.make_staff_at_work()
    )
    drafting.change_call(call, text="Changed.", by=make.make_staff_at_work())

    shown = page(make.make_officer(), call, lang="de").text

    assert "Wir bitten." in shown
    assert "Cities sign the text in English, and nothing else." in shown
    assert "This follows version 1, which has changed since." in shown


def test_the_outcome_stands_above_the_text(call):
    staff, today = make.make_staff(), timezone.now().date()
    make.sign_it(call)
    outcomes.hand_over(call, on=today, handed_over_by="two mayors", by=staff)
    outcomes.end_call(call, outcome="The bank lends to cities.", by=staff)

    shown = page(make.make_officer(), call).text

    assert "The bank lends to cities." in shown
    assert "No answer came" in shown
    assert "Closed with 1 city" in shown


def test_a_language_that_no_database_takes_is_none():
    lead = make.make_lead()
    call = make.make_call(lead, city=lead.seats.get().city)
    client = Client()
    client.force_login(lead)
    url = reverse("cities:call_reading", args=[call.slug])
    assert client.get(url, {"lang": "\x00"}).status_code == 200


def test_who_presses_on_a_page_from_before_a_colleague_signed_reads_that_it_is_so(call):
    city = make.make_city(name="Lakemouth", slug="lakemouth")
    mate = make.make_lead(city, person=make.make_user(name="Maia Kim"))
    lead = make.make_lead(city)
    make.make_lead(make.make_city(name="Ashmere"), person=lead)
    signs(mate, call)
    deeds = {
        "call_sign": "Lakemouth has signed already: Maia Kim did on",
        "call_later": "Lakemouth has signed already: Maia Kim did on",
        "call_take_back": "The signature of Lakemouth is taken back",
        "call_name": "The signature of Lakemouth was taken back meanwhile.",
    }
    typed = {"city": "lakemouth", "decided_by": "mayor", "decided_on": timezone.localdate()}
    typed |= {"confirmed": "on", "fingerprint": call.versions.get().fingerprint}

    for deed, said in deeds.items():
        address = reverse(f"cities:{deed}", args=[call.slug]) + "?city=lakemouth"
        for _ in range(2):
            met = client(lead).post(address, typed, follow=True)
            assert (met.status_code, met.redirect_chain[0][0]) == (200, call.get_absolute_url())
            assert said in met.text
    # Nothing was signed for another city of theirs in the place of the one that was chosen.
    assert not Signature.objects.filter(city__name="Ashmere").exists()


def test_a_partner_is_asked_as_an_organisation_and_supports(call):
    lead = make.make_lead(make.make_partner(name="Shade Institute"))
    shown = page(lead, call).text
    assert "Who decided it in your organisation?" in shown
    assert "The mayor" not in shown

    met = client(lead).post(
        reverse("cities:call_sign", args=[call.slug]),
        {
            "decided_by_whom": "the board",
            "decided_on": timezone.localdate(),
            "confirmed": "on",
            "fingerprint": call.versions.get().fingerprint,
        },
        follow=True,
    )

    assert "Shade Institute supports it. All its contacts are told." in met.text
    assert "Lead contact for: the board" in met.text
    assert "has signed" not in met.text.replace("Nobody has signed", "")
