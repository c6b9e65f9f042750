"""The queue and the sheet: what the secretariat sees, decides and previews."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from cities.joining.actions import deciding
from cities.models import Application, City, Clarification, Invitation, Membership
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.asking import read_and_save
from tests.factories import (
    make_application,
    make_city,
    make_question,
    make_staff,
    make_user,
    workdays_ago,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

State = Application.State
QUEUE = "/admin/cities/application/"


@pytest.fixture
def ana():
    return make_staff(name="Ana Ruiz", email="ana@secretariat.example")


@pytest.fixture
def staff(client, ana):
    client.force_login(ana)
    return client


def sheet(application):
    return reverse("admin:cities_application_change", args=[application.pk])


def verb(application, name):
    return reverse("admin:cities_application_verb", args=[application.pk, name])


def page(response):
    return unescape(response.content.decode())


def listed(response):
    return list(response.context["cl"].result_list)


# The queue


def test_the_queue_shows_the_longest_waiting_first_and_what_is_unconfirmed_apart(staff):
    now = timezone.now()
    young, middle, late = (make_application(sent_at=workdays_ago(number)) for number in (2, 6, 13))
    asked = make_application(state=State.ASKED, sent_at=now - timedelta(days=30))
    unconfirmed = make_application(state=State.UNCONFIRMED)
    make_application(state=State.DECLINED)

    response = staff.get(QUEUE)

    assert listed(response) == [late, middle, young, asked]
    assert list(response.context["unconfirmed"]) == [unconfirmed]
    for words in ("3 days late", "day 6 of 10 promised", "day 2 of 10 promised", "Waiting for the applicant"):
        assert words in page(response)


@pytest.mark.parametrize(
    ("stands", "states"),
    [
        ("unconfirmed", [State.UNCONFIRMED]),
        ("invited", [State.INVITED]),
        ("decided", [State.APPROVED, State.DECLINED, State.WITHDRAWN]),
        ("all", State.values),
        ("nonsense", [State.WAITING, State.ASKED]),
    ],
)
def test_the_queue_is_filtered_by_where_things_stand(staff, stands, states):
    made = {state: make_application(state=state) for state in State.values}

    response = staff.get(QUEUE, {"stands": stands})

    assert set(listed(response)) == {made[state] for state in states}


def test_a_search_finds_decided_ones_too(staff):
    found = make_application(state=State.DECLINED, person_name="Maria Vega")
    make_application()

    assert listed(staff.get(QUEUE, {"q": "vega"})) == [found]
    assert staff.get(QUEUE, {"q": "a\x00b"}).status_code == 200


def test_the_queue_costs_the_same_for_one_and_for_ten(staff, django_assert_max_num_queries):
    make_question(make_application(state=State.ASKED))
    staff.get(QUEUE)
    with django_assert_max_num_queries(14) as few:
        staff.get(QUEUE)
    for _number in range(10):
        make_question(make_application(state=State.ASKED))
    with django_assert_max_num_queries(len(few)):
        staff.get(QUEUE)


# The sheet


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("kind", City.Kind.values)
def test_the_sheet_opens_in_every_state_and_kind(staff, state, kind):
    application = make_application(kind=kind, state=state, need="A need", links=["https://a.example"])

    assert staff.get(sheet(application)).status_code == 200


def test_the_sheet_shows_rules_answers_people_and_where_it_stands(staff):
    quito = make_city(name="Quito", member=False)
    application = make_application(
        city=quito, person_name="Maria Vega", email="maria@quito.example", lessons="A measure too late"
    )
    begun = make_application(city=quito, state=State.UNCONFIRMED, person_name="Eva Rios")

    text = page(staff.get(sheet(application)))

    for words in (
        "day 1 of 10 promised",
        "Quito is a C40 member city.",
        "No other application from here is open.",
        "This is not a condition.",
        application.interest,
        "A measure too late",
        "Maria Vega",
        "Eva Rios",
        f'href="{sheet(begun)}"',
        "You read it",
        "This mails Maria Vega (maria@quito.example) in this language: English.",
        "Approve and open next",
    ):
        assert words in text


def test_what_strangers_wrote_is_text_on_the_sheet(staff):
    hostile = "<script>alert(1)</script>{{ 7|add:7 }}"
    application = make_application(
        city=None,
        kind=City.Kind.OTHER,
        city_name=hostile,
        interest=hostile,
        person_name=hostile,
        evidence=hostile,
        links=["https://a.example/?<script>"],
    )
    make_question(application, text=hostile, answer=hostile, answered_at=timezone.now())

    response = staff.get(sheet(application))

    assert b"<script>alert" not in response.content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in response.content


def test_the_sheet_of_an_unknown_application_leads_back(staff):
    assert staff.get(f"{QUEUE}999999/change/").status_code == 302


def test_notes_for_us_are_kept_and_leave_a_line(staff, ana):
    application = make_application()

    staff.post(sheet(application), {"note": "Known from the academy.", "_continue": "1"})

    application.refresh_from_db()
    assert (application.note, application.state) == ("Known from the academy.", State.WAITING)
    assert [(entry.verb, entry.actor_id) for entry in Entry.objects.about(application)] == [
        ("note written", ana.pk)
    ]


def test_notes_are_the_only_thing_that_is_edited(staff):
    application = make_application()

    staff.post(sheet(application), {"note": "x", "state": "approved", "email": "a@b.example", "tier": "3"})

    stored = Application.objects.get()
    assert (stored.state, stored.email, stored.tier) == (State.WAITING, application.email, None)


# Deciding


def test_one_press_approves_with_tier_and_note(staff, ana):
    quito = make_city(name="Quito", member=False)
    application = make_application(city=quito)

    response = staff.post(verb(application, "approve"), {"tier": "2", "note": "Welcome!"}, follow=True)

    application.refresh_from_db()
    assert (application.state, application.decided_by) == (State.APPROVED, ana)
    assert quito.memberships.get().tier == 2
    assert Invitation.objects.get().note == "Welcome!"
    assert response.redirect_chain == [(sheet(application), 302)]
    assert f"Quito is in the Forum. The mail to {application.email} is on its way." in page(response)


def test_a_partner_is_approved_without_a_tier(staff):
    application = make_application(kind=City.Kind.PARTNER, city_name="Union", need="A need")
    assert "Approve as partner" in page(staff.get(sheet(application)))

    staff.post(verb(application, "approve-partner"), {"note": ""})

    assert Membership.objects.get().tier is None


def test_approve_and_open_next_opens_the_next_and_at_the_end_the_queue(staff):
    first = make_application(sent_at=timezone.now() - timedelta(days=6))
    second = make_application()

    response = staff.post(verb(first, "approve"), {"tier": "1", "_next": "1"})
    assert response["Location"] == sheet(second)

    response = staff.post(verb(second, "approve"), {"tier": "1", "_next": "1"})
    assert response["Location"] == QUEUE


@pytest.mark.parametrize("tier", ["", "9", "-1", "x", "9" * 40, "\x00"])
def test_a_tier_that_does_not_exist_is_refused_and_the_note_kept(staff, tier):
    application = make_application()

    response = staff.post(verb(application, "approve"), {"tier": tier, "note": "Welcome, all of you!"})

    assert response.status_code == 200
    assert "Welcome, all of you!" in page(response)
    assert (Membership.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(("name", "field"), [("decline", "reason"), ("ask", "text")])
def test_the_bar_hands_the_typed_note_to_the_page_of_another_verb(staff, name, field):
    application = make_application()

    response = staff.post(verb(application, name), {"note": "Typed already", "tier": "1", "_open": field})

    assert response.context["form"][field].value() == "Typed already"
    assert not response.context["form"].errors
    assert Application.objects.get().state == State.WAITING
    assert staff.post(verb(application, name), {"note": "x", "_open": "nonsense"}).status_code == 200


def test_declining_needs_the_reason_we_send(staff):
    application = make_application()
    missing = staff.post(verb(application, "decline"), {"reason": " ", "note": "Keep me"})
    assert list(missing.context["form"].errors) == ["reason"]
    assert Page(missing).typed["note"] == "Keep me"

    staff.post(verb(application, "decline"), {"reason": "The list is full.", "note": "In May again."})

    application.refresh_from_db()
    assert (application.state, application.reason, application.note) == (
        State.DECLINED,
        "The list is full.",
        "In May again.",
    )


def test_a_question_is_asked_from_the_sheet(staff, ana):
    application = make_application()

    staff.post(verb(application, "ask"), {"text": "Who would do the work?"})

    question = Clarification.objects.get()
    assert (question.text, question.asked_by) == ("Who would do the work?", ana)


def test_the_second_of_two_staff_is_told_and_keeps_what_was_typed(staff):
    application = make_application()
    deciding.decline(application, reason="No", by=make_staff(name="Ben Okri"))

    response = staff.post(verb(application, "approve"), {"tier": "1", "note": "Welcome!"})

    assert response.status_code == 200
    assert "Ben Okri has decided this on" in page(response)
    assert "Welcome!" in page(response)
    assert Membership.objects.count() == 0


def test_nobody_decides_about_an_application_from_their_own_address(staff, ana):
    application = make_application(email=ana.email)

    text = page(staff.get(sheet(application)))
    assert "This application is your own, so somebody else has to decide it." in text
    assert "Approve as" not in text

    response = staff.post(verb(application, "approve"), {"tier": "1", "note": ""})
    assert "somebody else has to decide it" in page(response)
    assert Membership.objects.count() == 0


def test_a_decided_sheet_offers_no_decision(staff):
    text = page(staff.get(sheet(make_application(state=State.DECLINED, reason="Full."))))

    assert "Reason we sent" in text
    assert "Approve and open next" not in text


def test_what_was_done_is_said_of_the_city(staff):
    asked, declined = (
        make_application(city=make_city(name=name, member=False)) for name in ("Quito", "Lima")
    )

    question = staff.post(verb(asked, "ask"), {"text": "Who?"}, follow=True)
    refusal = staff.post(verb(declined, "decline"), {"reason": "Full."}, follow=True)

    assert "Your question to Quito is on its way." in page(question)
    assert "The application of Lima is declined." in page(refusal)


def test_a_decided_sheet_leads_on(staff):
    quito = make_city(name="Quito", member=False)
    application, next_one = make_application(city=quito), make_application(city_name="Lima")

    answer = staff.post(verb(application, "approve"), {"tier": "2"}, follow=True)

    links = Page(answer).links
    assert reverse("admin:cities_city_change", args=[quito.pk]) in links
    assert reverse("admin:cities_membership_change", args=[quito.membership.pk]) in links
    assert sheet(next_one) in links
    assert "Lima, day 1 of 10 promised" in page(answer)


def test_after_the_last_one_the_sheet_leads_to_the_list(staff):
    answer = staff.get(sheet(make_application(state=State.DECLINED, reason="Full.")))

    assert "No other application waits." in page(answer)
    # And not to those to decide, of which there are none.
    assert reverse("admin:cities_application_changelist") + "?stands=all" in Page(answer).links


def test_an_approved_city_in_the_forum_is_no_rule_that_failed(staff):
    application = make_application(city=make_city(name="Quito", member=False))

    text = page(staff.post(verb(application, "approve"), {"tier": "2"}, follow=True))

    assert "Quito is in the Forum." in text
    assert "Quito is not in the Forum yet." not in text


# See the mail


def test_the_mail_is_seen_before_it_is_sent_and_nothing_is_done(staff):
    application = make_application(person_name="Maria Vega")

    response = staff.post(
        verb(application, "approve"),
        {"tier": "1", "note": "Your first webinar is on Friday.", "_preview": "1"},
    )

    (mail,) = response.context["mails"]
    assert mail.to == application.email
    assert "Your first webinar is on Friday." in mail.text
    assert "Your first webinar is on Friday." in page(response)
    assert Application.objects.get().state == State.WAITING
    assert (Membership.objects.count(), Invitation.objects.count(), Message.objects.count()) == (0, 0, 0)
    assert Entry.objects.count() == 0


def test_the_preview_shows_nobody_the_applicants_personal_link(staff):
    application = make_application()

    response = staff.post(verb(application, "decline"), {"reason": "The list is full.", "_preview": "1"})

    (mail,) = response.context["mails"]
    assert "The list is full." in mail.text
    assert "/join/status/…" in mail.text


def test_a_preview_of_what_would_be_refused_says_why(staff, ana):
    application = make_application(email=ana.email)

    response = staff.post(verb(application, "ask"), {"text": "Why?", "_preview": "1"})

    assert response.context["mails"] == []
    assert "somebody else has to decide it" in page(response)


# Partners


def test_staff_invite_a_partner_from_the_list(staff, ana):
    accra = make_city(name="Accra")
    make_city(name="Lima", member=False)
    add = f"{QUEUE}add/"
    assert [city.name for city in staff.get(add).context["adminform"].form.fields["backed_by"].queryset] == [
        "Accra"
    ]

    typed = {
        "city_name": "Tenants' union",
        "email": "kim@union.example",
        "person_name": "Kim",
        "country": "",
        "website": "",
        "language": "en",
        "need": "Retrofits without higher rents",
        "backed_by": [accra.pk],
        "note": "",
    }
    question, answer = read_and_save(staff, add, typed)

    assert [(mail.title, mail.readers) for mail in question.mails] == [
        ("Invitation of a partner", ("kim@union.example",))
    ]
    assert "/join/partner/…" in question.mails[0].text
    application = Application.objects.get()
    assert (application.state, application.opened_by) == (State.INVITED, ana)
    assert list(application.backed_by.all()) == [accra]
    assert [message.kind for message in Message.objects.all()] == ["partner_invitation"]

    assert answer.url == sheet(application)
    told = page(staff.get(answer.url))
    assert "Tenants' union is invited to apply. The mail to kim@union.example is on its way" in told
    assert "its link works until you take the invitation back" in told

    again = staff.post(add, typed)
    assert again.status_code == 200
    assert "is with us already" in page(again)
    assert "Retrofits without higher rents" in page(again)


def test_a_partner_is_invited_with_a_need_and_a_city(staff):
    response = staff.post(
        f"{QUEUE}add/", {"city_name": "Union", "email": "kim@union.example", "language": "en"}
    )

    assert set(response.context["adminform"].form.errors) == {"need", "backed_by"}


def test_what_may_stay_empty_about_a_partner_is_marked(staff):
    form = staff.get(f"{QUEUE}add/").context["adminform"].form

    marked = {name for name, field in form.fields.items() if field.label.endswith("(if you like)")}
    assert marked == {name for name, field in form.fields.items() if not field.required}
    assert marked == {"country", "website", "person_name", "note", "own_words"}


def test_the_cities_behind_a_partner_are_found_by_typing_and_the_button_says_what_follows(staff):
    make_city()
    answer = staff.get(f"{QUEUE}add/")

    shown = Page(answer)
    assert {field["name"] for field in shown.html.select(".pick input")} == {"backed_by"}
    assert "Hold down" not in page(answer)
    assert "See the mail and invite" in shown.buttons
    assert "Save" not in shown.buttons


def test_an_invitation_to_apply_is_taken_back(staff):
    application = make_application(kind=City.Kind.PARTNER, state=State.INVITED, city_name="Union")
    assert "Take the invitation back" in page(staff.get(sheet(application)))

    staff.post(verb(application, "take-back"))

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


# Who comes here


def test_others_than_staff_find_no_queue(client):
    application = make_application()
    client.force_login(make_user())

    for path in (QUEUE, sheet(application), verb(application, "approve")):
        assert client.get(path).status_code in {302, 403, 404}
    assert client.post(verb(application, "approve"), {"tier": "1"}).status_code in {302, 403, 404}
    assert Application.objects.get().state == State.WAITING


def test_staff_who_may_only_look_decide_nothing(client):
    reader = make_user(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_application"))
    client.force_login(reader)
    application = make_application(note="Ours")

    text = page(client.get(sheet(application)))

    assert "Approve" not in text.split("The rules")[1]
    assert "Ours" in text
    assert client.post(verb(application, "approve"), {"tier": "1"}).status_code == 403


def test_the_history_of_an_application_names_who_did_what(staff, ana):
    application = make_application()
    deciding.ask(application, text="Why?", by=ana)

    text = page(staff.get(reverse("admin:cities_application_history", args=[application.pk])))

    assert "asked" in text
    assert "Ana Ruiz" in text
