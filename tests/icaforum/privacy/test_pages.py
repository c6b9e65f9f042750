"""What we hold about you: read, taken along and erased, by oneself and by the secretariat."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.models import CityNote, Letter, Officer, User
from cities.people import sessions
from cities.people.presets import PRESETS, group_of
from events.models import Survey, SurveyAnswer
from icaforum.audit.models import Entry
from icaforum.privacy.plan import plan_for
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_registration,
    make_resource,
    make_staff,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

ERASE, HELD, FILE = (reverse(name) for name in ("erase_me", "held", "held_file"))


@pytest.fixture
def person():
    """A city contact with a letter, a place and a city in which others stay."""
    city = make_city(name="Lima")
    make_lead(city)
    person = make_officer(city, person=make_user(name="Kim Sample", email="kim@lima.example"))
    Letter.objects.create(city=make_city(), sender=person, text="Dear Quito")
    make_registration(make_event(title="Shade"), person=person, city=city)
    return person


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_what_one_chose_in_a_survey_stands_in_its_words(person):
    survey = Survey.objects.create(event=make_event())
    place = make_registration(survey.event, person=person, city=person.seats.get().city)
    question = survey.questions.create(position=1, kind="choice", text="Useful?", choices=["Yes", "A little"])
    for choice, at_ in ((0, "Yes"), (1, "A little")):
        mine = {"question": question, "registration": place}
        SurveyAnswer.objects.update_or_create(**mine, defaults={"choice": choice})
        values = Page(signed_in(person).get(HELD)).texts("main dd")
        assert values[values.index("Useful?") + 1] == at_


def test_one_reads_what_is_held_and_takes_it_along(person):
    client, other = signed_in(person), signed_in(make_user())

    page, answer = client.get(HELD).text, client.get(FILE)

    for words in ("kim@lima.example", "Lima", "Shade", "Dear Quito", "Erasing deletes it."):
        assert words in page
        assert words not in other.get(HELD).text.replace("Erasing deletes it.", "")
    found = answer.json()
    assert (answer["Content-Disposition"], answer["Cache-Control"]) == (
        f'attachment; filename="held-about-{person.pk}.json"',
        "no-store",
    )
    assert found["person"] == {"name": "Kim Sample", "addresses": ["kim@lima.example"]}
    assert found["held"]["cities.letter"]["rows"][0]["text"] == "Dear Quito"
    assert found["held"]["cities.officer"]["rows"][0]["city"]["name"] == "Lima"
    assert found["history"][0]["by_this_person"] is True
    assert Entry.objects.get(verb="data handed out").actor_id == person.pk


def test_no_key_and_no_note_of_the_secretariat_is_handed_out(person):
    make_application(email=person.email, note="Secret note")
    person.set_password("correct horse battery")
    person.save()
    CityNote.objects.create(city=person.seats.get().city, text="Secret note")

    answer = signed_in(make_staff()).get(reverse("admin:held_file", args=["person", person.pk]))

    assert "Secret note" not in answer.text
    assert person.password not in answer.text
    assert answer.json()["held"]["cities.user"]["rows"][0].keys() >= {"email", "name", "last_login"}
    assert "password" not in answer.json()["held"]["cities.user"]["rows"][0]


def test_the_secretariat_reads_all_but_letters(person):
    client = signed_in(make_staff())

    page = client.get(reverse("admin:held", args=["person", person.pk])).text
    found = client.get(reverse("admin:held_file", args=["person", person.pk])).json()

    assert ("kim@lima.example" in page, "Dear Quito" in page) == (True, False)
    assert [row.keys() & {"text", "city"} for row in found["held"]["cities.letter"]["rows"]] == [{"city"}]


def test_erasing_oneself_shows_what_follows_and_signs_out(person):
    client = signed_in(person)
    before = plan_for(person, own=True)
    page = client.get(ERASE).text

    answer = client.post(ERASE, follow=True)

    assert "You leave the team of Lima." in " ".join(before.ends)
    assert {str(title): count for title, count in before.goes} == {"Letters": 1, "Addresses": 1}
    assert "Erase all that we hold about you?" in page
    assert "All that we held about you is erased." in answer.text
    assert "_auth_user_id" not in client.session
    assert not Officer.objects.open().filter(person=person).exists()
    assert Entry.objects.get(verb="person erased").actor_id == person.pk


def test_the_plan_counts_what_then_goes(person):
    make_application(email=person.email)
    plan = plan_for(person, own=False)

    signed_in(make_staff()).post(reverse("admin:erase", args=["person", person.pk]))

    left = plan_for(User.objects.get(pk=person.pk), own=False)
    assert [len(plan.goes) > 0, left.goes] == [True, []]
    assert "1 application that is not decided is withdrawn." in plan.ends
    assert "1 place at a coming event is given up. What stands in a calendar stays there." in plan.ends


def test_the_plan_names_published_texts_that_stay(person):
    paper = make_resource(editions=[{"title": "Shade", "summary": "By Kim Sample"}])

    page = reverse("admin:resources_resource_change", args=[paper.pk])
    assert [(str(it), url) for it, url in plan_for(person, own=False).naming] == [
        (str(paper.editions.get()), page)
    ]
    with CaptureQueriesContext(connection) as few:
        plan_for(person, own=False)
    for _ in range(4):
        make_resource(editions=[{"title": "More shade", "summary": "By Kim Sample"}])
    with CaptureQueriesContext(connection) as many:
        assert len(plan_for(person, own=False).naming) == 5
    assert len(many) == len(few)
    # The person chooses their name: it would find the words of any draft.
    assert plan_for(person, own=True).naming == []


def test_the_only_lead_is_told_what_to_do_first_and_offered_no_button():
    lead = make_lead(make_city(name="Lima"), person=make_user(name="Kim"))
    make_officer(lead.seats.get().city)
    client = signed_in(lead)
    reason = "Kim is the only lead contact of Lima. First name a colleague who takes over."

    shown, pressed = client.get(ERASE), client.post(ERASE)

    assert (reason in shown.text, reason in pressed.text) == (True, True)
    assert 'name="csrfmiddlewaretoken"' not in shown.text.partition("<main")[2].partition("</main>")[0]
    assert User.objects.get(pk=lead.pk).erased_at is None


@pytest.mark.parametrize("own", [True, False])
def test_nothing_is_erased_that_the_page_did_not_show(person, own):
    client = signed_in(person if own else make_staff())
    address = ERASE if own else reverse("admin:erase", args=["person", person.pk])

    old = Page(client.get(address)).sent_by("main form.form" if own else "#content-main form")
    make_registration(person=person)
    again = client.post(address, old)

    assert "Meanwhile something has changed here." in again.text
    assert "Places at events: 2" in again.text
    assert User.objects.get(pk=person.pk).erased_at is None
    client.post(address, Page(again).sent_by("main form.form" if own else "#content-main form"))
    assert User.objects.get(pk=person.pk).erased_at


def test_whoever_has_a_password_is_asked_for_it_again(person):
    person.set_password("correct horse battery")
    person.save()
    client = signed_in(person)

    asked = client.post(ERASE)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert client.get(FILE).url.startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=person.pk).erased_at is None

    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery", "next": ERASE})
    client.post(ERASE)
    assert User.objects.get(pk=person.pk).erased_at


def test_staff_are_asked_again_who_they_are_when_it_is_about_themselves():
    ana, _other = make_staff(), make_staff()
    client = signed_in(ana)

    for name, own in (("erase", ERASE), ("held_file", FILE)):
        assert client.post(reverse(f"admin:{name}", args=["person", ana.pk])).url == own
    assert User.objects.get(pk=ana.pk).erased_at is None


def test_whoever_has_none_signs_in_again_unless_that_was_a_moment_ago(person):
    client = signed_in(person)
    client.get(HELD)
    session = client.session
    session[sessions.SIGNED_IN_AT] -= 16 * 60
    session.save()

    asked = client.post(ERASE)

    assert "Before this, please sign in once more" in asked.text
    assert User.objects.get(pk=person.pk).erased_at is None
    out = client.post(reverse("account_logout"), {"next": f"/account/login/?next={ERASE}"})
    assert out.url == f"/account/login/?next={ERASE}"


@pytest.mark.parametrize("name", ["held", "held_file", "erase"])
def test_only_who_may_change_people_opens_it_in_the_administration(person, name):
    address = reverse(f"admin:{name}", args=["person", person.pk])
    codes = {}
    for preset in PRESETS:
        colleague = make_staff(is_superuser=False)
        colleague.groups.set([group_of(preset)])
        codes[preset] = signed_in(colleague).get(address).status_code

    assert codes == {"secretariat": 200, "reviewer": 403, "events": 403}
    assert signed_in(person).get(address).status_code in {302, 404}


def test_nobody_is_a_404(person):
    client = signed_in(make_staff())

    codes = {client.get(reverse("admin:held", args=["person", pk])).status_code for pk in (999_999, 10**25)}

    assert codes == {404}


def test_the_secretariat_erases_somebody(person):
    client = signed_in(make_staff())

    answer = client.post(reverse("admin:erase", args=["person", person.pk]), follow=True)

    assert "Erased. What is left is a number without a name." in answer.text
    assert (
        reverse("admin:erase", args=["person", person.pk])
        not in client.get(reverse("admin:held", args=["person", person.pk])).text
    )


def test_the_page_of_a_person_leads_there_until_they_are_erased(person):
    client = signed_in(make_staff())
    page = reverse("admin:cities_user_change", args=[person.pk])
    address = reverse("admin:erase", args=["person", person.pk])
    before = client.get(page)

    after = client.post(address, follow=True)

    assert (address in before.text, address in after.text) == (True, False)
    assert ("an erased person" in after.text, "kim@lima.example" in after.text) == (True, False)


# Without an account ----------------------------------------------------------------------------------------


def test_the_secretariat_erases_an_applicant_without_an_account():
    client = signed_in(make_staff())
    row = make_application(email="lee@quito.example", person_name="Lee Sample", state="declined")
    note = CityNote.objects.create(city=make_city(), text="Met Lee Sample")
    other = make_application(email="kim@quito.example", person_name="Kim Sample")
    held, erase = (reverse(f"admin:{name}", args=["application", row.pk]) for name in ("held", "erase"))
    page = reverse("admin:cities_application_change", args=[row.pk])

    before = (held in client.get(page).text, "Lee Sample" in client.get(held).text)
    answer = client.post(erase, follow=True)

    for it in (row, note, other):
        it.refresh_from_db()
    assert (before, "Erased." in answer.text) == ((True, True), True)
    assert (row.email, row.person_name, row.state) == ("erased@erased.invalid", "", "declined")
    assert (note.text, other.email) == ("Met …", "kim@quito.example")
    assert "This person is erased already." in client.post(erase).text


def test_an_address_with_an_account_is_erased_on_the_page_of_the_person(person):
    row = make_application(email=person.email)
    client = signed_in(make_staff())

    answer = client.post(reverse("admin:erase", args=["application", row.pk]))

    assert "belongs to the account of Kim Sample." in answer.text
    row.refresh_from_db()
    assert row.email == person.email


def test_an_invited_person_is_gone_and_no_other_kind_of_thing_is_found():
    client, city = signed_in(make_staff()), make_city()
    row = city.invitations.create(email="lee@quito.example", sent_at=None)

    client.post(reverse("admin:erase", args=["invitation", row.pk]), follow=True)

    assert not city.invitations.exists()
    assert client.get(reverse("admin:held", args=["letter", 1])).status_code == 404
