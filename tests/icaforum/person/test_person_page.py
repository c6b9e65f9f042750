"""The page of a person: what it shows to whom, and what one does on it in one press."""

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from events.models import Registration
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from icaforum.privacy.actions import erase
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_registration,
    make_staff,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page_of(person):
    return reverse("admin:cities_user_change", args=[person.pk])


def verb(person, name):
    return reverse("admin:cities_user_verb", args=[person.pk, name])


def mail_to(person, state="sent", kind="place_waiting", ids=None, **facts):
    """A mail in a state, of somebody with this address."""
    key = f"{kind}:{Message.objects.count()}"
    queue_mail(kind, to=person, key=key, ids=ids or {})
    facts |= {"accepted_at": Now()} if state == "sent" else {}
    Message.objects.filter(dedupe_key=key).update(state=state, **facts)
    return Message.objects.get(dedupe_key=key)


@pytest.fixture
def staff(client):
    client.force_login(make_staff(name="Ana Ruiz"))
    return client


@pytest.fixture
def samira():
    """The lead contact of a peer city, with something in every part of the page."""
    city = make_city(name="Lakemouth", tier=Tier.PEER)
    person = make_lead(city, person=make_user(name="Samira Adeyemi", email="samira@lakemouth.example"))
    make_officer(make_city(name="Oldtown"), person=person, until=timezone.now() - DAY)
    make_officer(city, person=make_user(name="Tomás Berg"))
    make_registration(make_event(title="Cool rooms"), person=person, city=city)
    make_registration(make_event(title="The retrofit"), person=person, city=city, answer="recording")
    make_registration(make_event(title="Long ago", starts_in=-9 * DAY), person=person, city=city)
    make_registration(make_event(title="Given back"), person=person, city=city, answer="gave_up")
    mail_to(person, state="dead", last_error="5.2.2 mailbox full")
    return person


PARTS = {
    "view_message": ("On the waiting list", "The mailbox is full."),
    "view_registration": ("Cool rooms", "The retrofit"),
    "view_officer": ("Lakemouth", "Oldtown", "Tomás Berg"),
    "view_entry": ("What happened",),
}


def test_all_about_a_person_stands_on_one_page(staff, samira):
    answer = staff.get(page_of(samira))

    page = Page(answer)
    assert page.texts("h1") == ["Samira Adeyemi"]
    for words in (*sum(PARTS.values(), ()), "Peer city", "address not working", "samira@lakemouth.example"):
        assert words in answer.text
    assert page.texts(".places li .state") == ["Has a place", "Recording only"]
    assert "Long ago" not in answer.text


@pytest.mark.parametrize("right", PARTS)
def test_a_part_stands_there_for_who_may_open_its_list(client, samira, right):
    person = make_user(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=("view_user", right)))
    client.force_login(person)

    text = client.get(page_of(samira)).text

    for its, words in PARTS.items():
        # The names of events stand in no other part; nor does a city.
        assert [it in text for it in words] == [its == right] * len(words), its
    assert "Add to this event" not in text
    assert 'class="link-button"' not in text.partition('class="ledger"')[2]


def test_the_mails_to_an_address_with_a_plus_are_found_from_its_pages(staff):
    person = make_lead(make_city(), person=make_user(email="kim+forum&more@lagos.example"))
    mail_to(person, state="dead")
    pages = [page_of(person), reverse("admin:cities_city_change", args=[person.seats.get().city_id])]

    links = [Page(staff.get(page)).html.select_one('a[href*="/message/?"]')["href"] for page in pages]

    for link in links:
        assert "kim+forum&amp;more@lagos.example" in staff.get(link).text
        assert len(Page(staff.get(link)).html.select("#result_list tbody tr")) == 1


def sends(page):
    """By the title of each mail with a button: where it sends."""
    forms = page.html.select(".ledger form")
    return {form.find_parent("li").b.text: form["action"] for form in forms}


def test_a_mail_is_sent_again_in_one_press_on_the_page(staff, samira):
    samira.seats.filter(until=None).update(role="lead")
    seat = samira.seats.get(until=None)
    arrived = mail_to(samira, kind="handed_over", ids={"seat": seat.pk})
    mail_to(samira, state="dead", kind="sign_in_code", ids={"seed": "1.x"})
    mail_to(samira, state="cancelled", kind="place_confirmed", last_error="unwanted")
    dead = Message.objects.get(kind="place_waiting")

    page = Page(staff.get(page_of(samira)))
    answers = [staff.post(address, {"_back": page_of(samira)}) for address in sends(page).values()]

    # No code is sent twice, nor what is no longer right.
    assert list(sends(page)) == ["New lead contact", "On the waiting list"]
    assert [answer.url for answer in answers] == [page_of(samira)] * 2
    dead.refresh_from_db()
    assert dead.state == "pending"
    assert Message.objects.filter(dedupe_key__startswith=f"{arrived.dedupe_key}:again:").count() == 1


def test_a_code_is_not_sent_twice_by_any_way(staff, samira):
    code = mail_to(samira, kind="sign_in_code", ids={"seed": "1.x"})

    answer = staff.post(reverse("admin:outbox_message_verb", args=[code.pk, "once-more"]))

    assert "A code is never sent twice." in answer.text
    assert Message.objects.filter(kind="sign_in_code").count() == 1


@pytest.mark.parametrize(
    ("states", "works"),
    [
        (["dead"], False),
        (["sent", "dead", "dead"], False),
        (["dead", "sent"], True),
        (["suppressed"], False),
        (["dead", "cancelled"], False),
        (["sent"], True),
    ],
)
def test_an_address_works_once_a_mail_was_accepted_again(staff, states, works):
    person = make_lead()
    for state in states:
        mail_to(person, state=state)

    assert ("address not working" in staff.get(page_of(person)).text) is not works


def test_what_our_own_sender_did_to_a_mail_says_nothing_of_the_address(staff):
    person = make_lead()
    mail_to(person, state="dead", last_error="sender-died")

    assert "address not working" not in staff.get(page_of(person)).text


def test_a_place_is_taken_for_somebody_in_one_press_and_given_up_again(staff, samira):
    event = make_event(title="Shade for all")
    form = Page(staff.get(page_of(samira))).html.select_one("form.places__add")
    choices = {option.text.partition(": ")[2]: option["value"] for option in form.select("option")}

    # Not at one where they have a place; at one of which only the recording was wanted.
    assert set(choices) == {"", "Shade for all", "The retrofit", "Given back"}
    added = staff.post(form["action"], {"event": choices["Shade for all"], "_back": page_of(samira)})
    place = event.registrations.get()
    assert (added.url, place.person, place.answer) == (page_of(samira), samira, "going")
    assert Message.objects.filter(kind="place_confirmed", person=samira).count() == 1

    out = next(
        url for url in Page(staff.get(page_of(samira))).links if f"registration/{place.pk}/do/give-up" in url
    )
    before = Page(staff.get(out))
    assert before.links[page_of(samira)] == "Leave it as it is"
    assert staff.post(urlsplit(out).path, before.sent_by("form.form")).url == page_of(samira)
    place.refresh_from_db()
    assert place.answer == Registration.Answer.GAVE_UP


def test_whoever_is_added_to_a_full_event_waits_or_gets_a_place_beyond_the_limit(staff, samira):
    event, other = (make_event(capacity=1) for _ in range(2))
    first, _full = make_registration(event, answer="waiting"), make_registration(event)
    make_registration(other)

    staff.post(verb(samira, "add-to-event"), {"event": event.pk})
    mine = event.registrations.get(person=samira)
    assert mine.is_waiting
    staff.post(verb(samira, "add-to-event"), {"event": other.pk, "beyond": "on"})
    assert other.registrations.get(person=samira).is_going

    give = next(url for url in Page(staff.get(page_of(samira))).links if f"{mine.pk}/do/give-place" in url)
    before = Page(staff.get(give))
    assert "1 person has waited longer, and still waits." in str(before.html)
    staff.post(urlsplit(give).path, before.sent_by("form.form"))

    answers = dict(event.registrations.values_list("person", "answer"))
    assert (answers[samira.pk], answers[first.person_id]) == ("going", "waiting")
    assert sorted(answers.values()) == ["going", "going", "waiting"]


def test_who_has_seats_in_two_cities_is_asked_for_which(staff, samira):
    other = make_city(name="Riverport")
    make_officer(other, person=samira)
    event = make_event()

    missing = staff.post(verb(samira, "add-to-event"), {"event": event.pk})
    staff.post(verb(samira, "add-to-event"), {"event": event.pk, "city": other.pk})

    assert "For which city?" in missing.text
    assert [place.city for place in event.registrations.all()] == [other]


def test_no_event_is_offered_that_somebody_may_not_see(staff, samira):
    hidden = make_event(title="For pilot cities", level=3)

    answer = staff.post(verb(samira, "add-to-event"), {"event": hidden.pk})

    assert "For pilot cities" not in staff.get(page_of(samira)).text
    assert answer.status_code == 200
    assert not hidden.registrations.exists()


def test_the_recording_is_no_longer_wanted(staff, samira):
    wish = samira.registrations.get(answer="recording")

    staff.post(reverse("admin:events_registration_verb", args=[wish.pk, "give-up"]))

    wish.refresh_from_db()
    assert wish.answer == "gave_up"
    assert not Message.objects.filter(kind="place_given_up").exists()


def test_sessions_end_in_one_press(staff, samira, client):
    theirs = client.__class__()
    theirs.force_login(samira)
    assert theirs.get(reverse("cities:profile")).status_code == 200
    assert "1 open session" in staff.get(page_of(samira)).text

    answer = staff.post(verb(samira, "end-sessions"), {"_back": page_of(samira)})

    assert answer.url == page_of(samira)
    assert theirs.get(reverse("cities:profile")).status_code == 302
    assert not UserSession.objects.filter(user=samira).exists()


def test_a_lost_second_step_is_reset_from_the_page(staff, samira):
    Authenticator.objects.create(user=samira, type="totp", data={})

    links = Page(staff.get(page_of(samira))).links
    staff.post(verb(samira, "second-step"))

    assert links[verb(samira, "second-step")] == "Reset…"
    assert "None. Not asked of city contacts." in staff.get(page_of(samira)).text


def test_the_way_back_leads_to_no_other_site(staff, samira):
    answer = staff.post(verb(samira, "end-sessions"), {"_back": "https://elsewhere.example/"})

    assert answer.url == page_of(samira)
    links = Page(staff.get(verb(samira, "end-sessions") + "?_back=//elsewhere.example")).links
    assert "//elsewhere.example" not in links


def test_somebody_without_anything_has_a_page_too(staff):
    text = staff.get(page_of(make_user())).text

    for words in (
        "No mail has been sent yet.",
        "No coming places.",
        "In no team so far.",
        "has never signed",
    ):
        assert words in text


def test_somebody_who_is_erased_has_words_in_place_of_a_name_in_the_list(staff):
    erase(make_user(name="Samira Adeyemi"), by=make_staff())

    page = Page(staff.get(reverse("admin:cities_user_changelist")))

    assert "an erased person" in page.texts("#result_list th a")


def test_an_event_on_site_is_said_by_the_clock_of_its_place(client):
    client.force_login(make_staff(time_zone="America/Los_Angeles"))
    city = make_city(name="Lima")
    person, _colleague = make_lead(city), make_lead(city)
    start = {"time_zone": "Africa/Nairobi", "starts_in": 20 * DAY}
    event = make_event(kind="academy", title="Coal stoves", hosts=[make_city()], **start)
    make_registration(event, person=person, city=city)
    there = event.starts_at.astimezone(ZoneInfo("Africa/Nairobi"))
    clock = f"{there.hour}:{there.minute:02}"

    page = client.get(page_of(person)).text
    ending = client.get(reverse("admin:cities_officer_verb", args=[person.seats.get().pk, "remove"])).text
    of_city = client.get(reverse("admin:cities_city_change", args=[city.pk])).text

    assert f"{clock} in Nairobi</span>" in page
    assert f"{clock} in Nairobi: Coal stoves" in ending
    assert f"{clock} Nairobi</td>" in of_city
