"""The pages of joining: each works, refuses, and keeps what was typed."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from cities.invitations.actions import accepting
from cities.joining import emails
from cities.joining.actions import applying, deciding
from cities.joining.forms.applicant import C40Form, OtherCityForm
from cities.models import Application, ApplicationDraft, City, Invitation
from icaforum.forum.reading import the_forum
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from tests.factories import make_application, make_city, make_question, make_staff, make_theme, workdays_ago
from tests.pages import Page

pytestmark = pytest.mark.django_db

State = Application.State
EVIDENCE = "Families used warm rooms in school kitchens on cold days. " * 6


@pytest.fixture
def quito():
    return make_city(name="Quito", member=False)


@pytest.fixture
def typed(quito):
    """What a C40 city types."""
    return {
        "city": quito.pk,
        "interest": "We want to learn how others reach tenants.",
        "commitment": "Two people, four hours a month.",
        "experience": "starting",
        "themes": [make_theme().pk],
        "lessons": "",
        "person_name": "Maria Vega",
        "position": "Climate officer",
        "email": "Maria@quito.example",
        "language": "en",
    }


@pytest.fixture
def typed_outside(typed):
    """What a city outside C40 types."""
    outside = {"city_name": "Riverport", "country": "US", "website": "", "evidence": EVIDENCE}
    return (
        {name: value for name, value in typed.items() if name != "city"}
        | outside
        | {"links": "a.example/page"}
    )


def last_page(client, path, typed):
    """What the last step of an application answers, where all of this was typed before."""
    answer = client.post(path, typed)
    return client.get(answer["Location"], follow=True) if answer.status_code == 302 else answer


def send(client, path, typed):
    """Type all of an application and send it: what the last step answers, or the step that is not right."""
    shown = last_page(client, path, typed)
    if shown.status_code != 200 or "step" in shown.context:
        return shown
    return client.post(shown.request["PATH_INFO"], Page(shown).sent_by("form.actions"))


def step_of(form, field):
    """The step in which a field is asked."""
    return next(step.slug for step in form.steps if field in step.names)


def drafted():
    """What the draft holds, of which there is one."""
    return ApplicationDraft.objects.get().answers


def page(response):
    return unescape(response.content.decode())


def status_of(application):
    return reverse("cities:status", args=[sign("status", application.pk, version=application.link_version)])


# The ways in


@pytest.mark.parametrize("path", ["/join/", "/join/c40/", "/join/city/", "/join/partner/", "/join/link/"])
def test_everybody_reads_the_ways_in(client, path):
    assert client.get(path, follow=True).status_code == 200


def test_the_ways_in_say_what_each_asks_and_lead_there(client):
    answer = client.get("/join/")

    text = page(answer)
    for part in (
        "Having signed the Equity Pledge is not a condition.",
        "Partners join by invitation only",
        "My city is in already",
        "I have an invitation",
        "I lost my link",
    ):
        assert part in text
    assert {"/join/c40/", "/join/city/", "/join/partner/", "/join/link/"} <= set(Page(answer).links)


def test_an_unknown_way_in_is_no_page(client):
    assert client.get("/join/region/").status_code == 404


# A C40 city


def test_a_c40_city_chooses_itself_from_the_directory(client, quito):
    make_city(name="Lisbon")
    make_city(name="Riverport", kind=City.Kind.OTHER, member=False)

    form = client.get("/join/c40/city/").context["form"]

    groups = [
        (str(label), [name for _pk, name in cities]) for label, cities in form.fields["city"].choices[1:]
    ]
    assert groups == [("Not in the Forum yet", ["Quito"]), ("In the Forum already", ["Lisbon"])]


def test_an_application_is_taken_in_and_the_next_page_says_look_in_your_mailbox(client, typed, quito):
    response = client.get(send(client, "/join/c40/", typed)["Location"])

    application = Application.objects.get()
    assert (application.city, application.state, application.email) == (
        quito,
        State.UNCONFIRMED,
        "maria@quito.example",
    )
    assert response.status_code == 200
    assert "A link is on its way to maria@quito.example" in page(response)
    assert [message.kind for message in Message.objects.all()] == ["application_confirm"]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("city", "", "Please choose one."),
        ("city", "999999999999999999999", "Please choose one of the answers that are offered."),
        ("city", "nonsense", "Please choose one of the answers that are offered."),
        ("interest", "  ", "Please fill this in."),
        ("interest", "a\x00b", "Please type it anew."),
        ("interest", "x" * 4001, "Please use at most 4000 characters. Now it has 4001."),
        ("experience", "expert", "Please choose one of the answers that are offered."),
        ("themes", [], "Tick at least one theme."),
        ("themes", ["x"], "Please choose one of the answers that are offered."),
        ("themes", ["99999999999999999999"], "Please choose one of the answers that are offered."),
        ("person_name", "Win <b>now</b>", "Please write the name alone"),
        ("person_name", "see https://spam.example", "Please write the name alone"),
        ("person_name", "Maria\r\nBcc: all", "Please write the name alone"),
        ("position", "write to me@spam.example", "Please write the name alone"),
        ("email", "maria", "Please write a whole e-mail address"),
        ("email", "maria@quito.example\nBcc: x@y.example", "Please write a whole e-mail address"),
        ("email", "a" * 250 + "@quito.example", "at most 254 characters"),
        ("language", "tlh", "Please choose one of the answers that are offered."),
    ],
)
def test_a_field_that_is_wrong_says_why_and_the_rest_is_kept(client, typed, field, value, error):
    response = client.post(f"/join/c40/{step_of(C40Form, field)}/", typed | {field: value})

    assert response.status_code == 200
    assert error in " ".join(response.context["form"].errors[field])
    asked = response.context["form"].fields.keys() - {field}
    kept = {name: text for name, text in typed.items() if name in asked and isinstance(text, str) and text}
    assert kept.items() <= Page(response).typed.items()
    assert (Application.objects.count(), Message.objects.count()) == (0, 0)


def test_markup_and_template_signs_are_text(client, typed):
    hostile = "<script>alert(1)</script> {{ settings.SECRET_KEY }} {% load x %} ${7*7} ' OR 1=1 --"
    shown = last_page(client, "/join/c40/", typed | {"interest": hostile})
    assert b"<script>alert" not in shown.content
    assert b"{{ settings.SECRET_KEY }}" in shown.content
    send(client, "/join/c40/", typed | {"interest": hostile})
    application = Application.objects.get()
    applying.confirm_application(application)

    response = client.get(status_of(application))

    assert application.interest == hostile
    assert b"<script>alert" not in response.content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; {{ settings.SECRET_KEY }}" in response.content


def test_a_text_of_a_megabyte_gets_a_clear_message(client, typed):
    response = client.post("/join/c40/why/", typed | {"interest": "x" * 1_000_000})

    assert response.status_code == 200
    assert "it has 1000000" in page(response)


def test_a_text_as_long_as_the_browser_allows_is_taken(client, typed):
    send(client, "/join/c40/", typed | {"interest": "line\r\n" * 800})

    assert Application.objects.get().interest == ("line\n" * 800).strip()


def test_a_city_that_is_in_is_led_to_its_lead(client, typed):
    lisbon = make_city(name="Lisbon")

    for response in (
        client.post("/join/c40/city/", {"city": lisbon.pk}),
        send(client, "/join/c40/", typed | {"city": lisbon.pk}),
    ):
        assert "Lisbon is in the Forum already. Its lead contact can give you access." in page(response)
        assert reverse("cities:access") in Page(response).paths
    assert drafted()["interest"] == [typed["interest"]]


def test_a_second_application_of_a_city_is_told_so_kindly_and_no_name_is_shown(client, typed, quito):
    make_application(city=quito, person_name="Eva Rios", email="eva@quito.example")

    response = send(client, "/join/c40/", typed)

    assert "An application from Quito is with us already." in page(response)
    assert reverse("cities:join_lost") in Page(response).links
    assert typed["commitment"] in page(response)
    assert "Eva" not in page(response)


# A city outside C40


def test_a_city_outside_c40_shows_its_leadership_with_a_link(client, typed_outside):
    response = send(
        client, "/join/city/", typed_outside | {"links": "a.example/page\nhttps://b.example\n a.example/page"}
    )

    application = Application.objects.get()
    assert response.status_code == 302
    assert (application.kind, application.city, application.city_name) == (City.Kind.OTHER, None, "Riverport")
    assert application.links == ["https://a.example/page", "https://b.example"]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("evidence", "Families used the rooms on cold days last winter.", "at least 40 words. You have 9."),
        ("links", "", "Give at least one link that shows it."),
        ("links", "javascript:alert(1)", "is not the address of a page"),
        ("links", "ftp://a.example/x", "is not the address of a page"),
        ("links", "\n".join(f"https://a.example/{n}" for n in range(11)), "At most 10 links, please."),
        ("links", "https://a.example/" + "x" * 600, "longer than 500 letters"),
        ("links", "x" * 7000, "at most 6000 characters"),
        ("country", "XX", "Please choose one of the answers that are offered."),
        ("city_name", "visit www.spam.example", "Please write the name alone"),
        ("city_name", "N" * 121, "at most 120 characters"),
        ("website", "javascript:alert(1)", "Please write a whole web address"),
    ],
)
def test_what_a_city_outside_c40_types_is_checked_and_kept(client, typed_outside, field, value, error):
    response = client.post(f"/join/city/{step_of(OtherCityForm, field)}/", typed_outside | {field: value})

    assert error in " ".join(response.context["form"].errors[field])
    assert response.context["form"][field].value() in (value, value or None)
    assert Application.objects.count() == 0


def test_a_c40_city_on_the_longer_way_is_shown_the_shorter_one(client, typed_outside, quito):
    response = client.post("/join/city/city/", typed_outside | {"city_name": "Quito"})

    assert "Quito is a C40 member city." in page(response)
    assert "/join/c40/" in Page(response).links


# Limits


def test_one_address_gets_five_mails_an_hour_and_the_sixth_keeps_what_was_typed(client, typed):
    for number in range(5):
        city = make_city(member=False)
        assert (
            send(client, "/join/c40/", typed | {"city": city.pk, "position": f"Officer {number}"}).status_code
            == 302
        )

    response = send(client, "/join/c40/", typed)

    assert response.status_code == 429
    assert "You have asked for many mails in a short time." in page(response)
    assert typed["interest"] in page(response)
    assert drafted()["interest"] == [typed["interest"]]
    assert Application.objects.count() == 5
    cache.clear()
    assert send(client, "/join/c40/", typed).status_code == 302


def test_one_place_on_the_net_mails_forty_addresses_an_hour(client):
    answers = [client.post("/join/link/", {"email": f"p{n}@a.example"}).status_code for n in range(41)]

    assert answers == [200] * 40 + [429]
    assert client.post("/join/link/", {"email": "x@a.example"}, REMOTE_ADDR="10.9.9.9").status_code == 200


# The mailbox


def test_the_page_after_sending_mails_again_and_lets_correct_the_address(client, typed):
    sent = send(client, "/join/c40/", typed)["Location"]

    text = page(client.post(sent, follow=True))
    assert "It is on its way again." in text
    assert Message.objects.filter(kind="application_confirm").count() == 2

    [correct] = (address for address in Page(client.get(sent)).links if address.startswith("/join/c40/"))
    again = client.get(correct, follow=True)
    assert again.context["form"]["person_name"].value() == "Maria Vega"
    assert again.context["form"]["email"].value() == "maria@quito.example"
    why = client.get(f"/join/c40/why/?{correct.partition('?')[2]}")
    assert why.context["form"]["interest"].value() == typed["interest"]


def test_the_page_after_sending_opens_nothing_else(client):
    application = make_application(state=State.UNCONFIRMED)
    token = sign("application-sent", application.pk)

    assert client.get(reverse("cities:join_sent", args=[token])).status_code == 200
    for name in ("join_confirm", "status", "apply_partner"):
        assert client.get(reverse(f"cities:{name}", args=[token])).status_code == 404


@pytest.mark.parametrize("again", ["", "x", "\x00", "%ff", "1-1-1.AAAA", "x" * 3000])
def test_a_broken_link_to_ones_answers_gives_the_empty_form(client, again):
    assert client.get("/join/c40/city/", {"again": again}).context["form"].initial == {}
    assert client.get("/join/c40/", {"again": again})["Location"] == "/join/c40/city/"


def confirm_link(application, **facts):
    facts = {"version": application.link_version, "expires_at": timezone.now() + timedelta(days=7)} | facts
    return reverse("cities:join_confirm", args=[sign("application-confirm", application.pk, **facts)])


def test_a_program_that_opens_links_confirms_nothing_and_a_press_of_the_button_does(client):
    application = make_application(state=State.UNCONFIRMED)
    link = confirm_link(application)

    for _look in range(20):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED

    response = client.post(link, follow=True)

    application.refresh_from_db()
    assert application.state == State.WAITING
    assert "Your address is confirmed" in page(response)
    assert response.redirect_chain == [(status_of(application), 302)]
    assert client.get(link)["Location"] == status_of(application)


@pytest.mark.parametrize(
    "facts",
    [{"expires_at": timezone.now() - timedelta(seconds=1)}, {"version": 2}],
    ids=["expired", "replaced"],
)
def test_a_link_that_is_over_says_so_and_offers_a_new_one(client, facts):
    application = make_application(state=State.UNCONFIRMED)

    response = client.post(confirm_link(application, **facts))

    assert response.status_code == 404
    assert "/join/link/" in Page(response).links
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED


@pytest.mark.parametrize("token", ["x", "1-1-0.abc", "..", "%00", "é", "1" * 3000])
@pytest.mark.parametrize("page_name", ["confirm", "status", "sent", "partner"])
def test_a_link_that_was_never_ours_is_a_clear_404(client, page_name, token):
    response = client.get(f"/join/{page_name}/{token}/")

    assert response.status_code == 404


def test_a_confirmation_that_comes_second_is_told_why(client, quito):
    application = make_application(city=quito, state=State.UNCONFIRMED)
    link = confirm_link(application)
    make_application(city=quito)

    response = client.post(link)

    assert response.status_code == 200
    assert "An application from Quito is with us already." in page(response)


def test_a_lost_link_gets_the_same_answer_for_every_address(client):
    known = make_application().email

    answers = [page(client.post("/join/link/", {"email": email})) for email in (known, "nobody@else.example")]

    shown = [
        text.replace(email, "ADDRESS").split("<main")[1].split("</main")[0]
        for text, email in zip(answers, (known, "nobody@else.example"), strict=True)
    ]
    assert shown[0] == shown[1]
    assert [message.address for message in Message.objects.all()] == [known]


@pytest.mark.parametrize(
    "email", ["", "x", "a\x00@b.example", "x" * 300 + "@a.example", "<script>@a.example"]
)
def test_a_lost_link_needs_an_address(client, email):
    response = client.post("/join/link/", {"email": email})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["email"]


# Partners


@pytest.fixture
def union():
    return deciding.invite_partner(
        city_name="Tenants' union",
        email="kim@union.example",
        person_name="Kim",
        need="Retrofits without higher rents",
        backed_by=[make_city(name="Accra"), make_city(name="Warsaw")],
        by=make_staff(),
    )


def partner_link(application):
    return reverse(
        "cities:apply_partner", args=[sign("partner", application.pk, version=application.link_version)]
    )


def test_a_partner_without_an_invitation_learns_how_partners_join(client, typed):
    assert "Partners join by invitation" in page(client.get("/join/partner/"))
    assert "Partners join by invitation" in page(client.post("/join/partner/", typed))
    assert Application.objects.count() == 0


def test_an_invited_partner_reads_need_and_cities_and_applies(client, union, typed):
    link = partner_link(union)
    text = page(client.get(link, follow=True))
    for part in ("Retrofits without higher rents", "Accra, Warsaw", "kim@union.example only"):
        assert part in text

    answers = typed | {"city_name": "Tenants' union", "website": "https://union.example", "country": ""}
    response = client.get(send(client, link, answers)["Location"])

    union.refresh_from_db()
    assert (union.state, union.email, union.person_name) == (State.WAITING, "kim@union.example", "Maria Vega")
    assert response.request["PATH_INFO"] == status_of(union)
    assert "Thank you. Your application is with us." in page(response)
    assert client.get(link)["Location"] == status_of(union)
    assert not ApplicationDraft.objects.exists()


def test_a_partner_whose_invitation_was_taken_back_finds_a_closed_door(client, union):
    deciding.take_back_invitation(union, by=make_staff())

    assert client.get(partner_link(union)).status_code == 404


# The applicant's page


@pytest.mark.parametrize("state", State.values)
def test_the_applicant_reads_where_it_stands_in_every_state(client, state):
    application = make_application(state=state, reason="Full.", confirmed_at=timezone.now())

    response = client.get(status_of(application))

    assert response.status_code == 200
    assert f"The application of {application.city_name}" in page(response)
    assert application.interest in page(response)


def test_the_route_shows_what_happened_and_what_comes(client):
    sent, days = workdays_ago(3), the_forum().workdays
    application = make_application(sent_at=sent, city=make_city(time_zone="Africa/Abidjan", member=False))
    due = days.after(days.day_of(sent), 10)

    response = client.get(status_of(application))

    assert [(s.words, s.done, s.current) for s in response.context["stations"]] == [
        ("Sent", True, False),
        ("Address confirmed", True, False),
        ("We read it", False, True),
        ("Decision", False, False),
    ]
    assert response.context["stations"][-1].text == f"by {due.day} {due:%B}"
    assert "day 3 of 10" in page(response)


def test_after_a_yes_the_page_says_what_to_do_and_then_where_to_sign_in(client):
    application = make_application(city=make_city(name="Quito", member=False), email="kim@quito.example")
    deciding.approve(application, tier=1, by=make_staff())

    asked = client.get(status_of(application))
    before = page(asked)
    invitation = Invitation.objects.get()
    accepting.accept_invitation(invitation, version=1, by=None, name="Kim", language="en", time_zone="UTC")
    after = page(client.get(status_of(application)))

    assert "look into the mailbox of kim@quito.example, open our invitation and accept it" in before
    assert reverse("cities:join_lost") in Page(asked).links
    assert "Quito is in the Forum, and you are in its team." in after
    assert "open our invitation" not in after


def test_a_late_answer_is_called_late_to_the_applicant_too(client):
    application = make_application(sent_at=workdays_ago(13))

    assert "3 days late" in page(client.get(status_of(application)))


def test_notes_for_us_are_on_no_page_of_the_applicant(client):
    application = make_application(state=State.DECLINED, note="We doubt it", reason="The list is full.")

    text = page(client.get(status_of(application)))

    assert "The list is full." in text
    assert "We doubt it" not in text


def test_the_applicant_answers_our_question(client):
    question = make_question(text="Who would do the work?")
    path = status_of(question.application)
    assert "Who would do the work?" in page(client.get(path))

    empty = client.post(path, {"question": question.pk, "text": "  "})
    assert "Please write an answer." in page(empty)

    response = client.post(path, {"question": question.pk, "text": "Two of us."}, follow=True)
    question.refresh_from_db()
    assert question.answer == "Two of us."
    assert "Your answer is with us." in page(response)
    assert "Two of us." in page(response)


def test_an_answer_to_a_question_that_has_one_is_kept_on_the_page(client):
    question = make_question()
    applying.answer(question, text="Two of us.")

    response = client.post(status_of(question.application), {"question": question.pk, "text": "Three of us."})

    assert response.status_code == 200
    assert "You have answered this question." in page(response)
    assert "Three of us." in Page(response).typed.values()


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "٣", "\x00"])
def test_an_answer_with_a_hostile_question_goes_to_the_one_that_is_open(client, number):
    question = make_question()

    assert (
        client.post(status_of(question.application), {"question": number, "text": "Two"}).status_code == 302
    )
    question.refresh_from_db()
    assert question.answer == "Two"


def test_a_question_of_somebody_else_is_not_answered_through_ones_own_link(client):
    mine, theirs = make_question(), make_question()

    client.post(status_of(mine.application), {"question": theirs.pk, "text": "Ha"})

    theirs.refresh_from_db()
    assert theirs.answer == ""


def test_the_applicant_withdraws_after_one_question(client):
    application = make_application()
    path = f"{status_of(application)}withdraw/"
    assert "Withdraw the application of" in page(client.get(path))
    application.refresh_from_db()
    assert application.state == State.WAITING

    response = client.post(path, follow=True)

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert "Your application is withdrawn." in page(response)
    assert "was withdrawn already" in page(client.post(path, follow=True))


def test_a_raised_version_ends_the_links_sent_before(client):
    application = make_application()
    old = status_of(application)
    Application.objects.update(link_version=2)

    assert client.get(old).status_code == 404
    application.refresh_from_db()
    assert client.get(status_of(application)).status_code == 200


def test_the_page_costs_the_same_for_one_question_and_for_five(client, django_assert_num_queries):
    application = make_application(themes=[make_theme()])
    path = status_of(application)
    with django_assert_num_queries(4):
        client.get(path)
    for _number in range(5):
        make_question(application, answered_at=timezone.now(), answer="Yes")
    with django_assert_num_queries(4):
        client.get(path)


# Corrected, and handed on


def test_correcting_the_address_ends_the_first_application_and_its_link(client, typed):
    sent = send(client, "/join/c40/", typed | {"email": "maria@quiito.example"})["Location"]
    wrong = Application.objects.get()
    link = confirm_link(wrong)
    assert client.get(link).status_code == 200
    [correct] = (address for address in Page(client.get(sent)).links if address.startswith("/join/c40/"))

    answer = send(client, correct, typed)

    assert Application.objects.get().email == "maria@quito.example"
    assert client.get(link).status_code == 404
    assert client.get(answer["Location"]).status_code == 200
    # The mail to the wrong address, where it has not left yet, is no longer wanted.
    mail = Message.objects.get(address="maria@quiito.example")
    assert emails.application_confirm(mail.ids) is None


def test_correcting_nothing_keeps_the_application(client, typed):
    sent = send(client, "/join/c40/", typed)["Location"]
    first = Application.objects.get()
    [correct] = (address for address in Page(client.get(sent)).links if address.startswith("/join/c40/"))

    send(client, correct, typed)

    assert Application.objects.get() == first


def test_what_was_confirmed_meanwhile_is_not_corrected_away(client, typed):
    sent = send(client, "/join/c40/", typed)["Location"]
    first = Application.objects.get()
    [correct] = (address for address in Page(client.get(sent)).links if address.startswith("/join/c40/"))
    applying.confirm_application(first)

    answer = send(client, correct, typed | {"email": "other@quito.example"})

    assert "is with us already" in page(answer)
    assert Application.objects.get() == first


def test_a_refused_application_hands_its_answers_on(client, typed):
    lisbon = make_city(name="Lisbon")
    client.post("/join/c40/", typed | {"themes": []})
    answer = client.post("/join/c40/city/", {"city": lisbon.pk})
    handed = Page(answer).sent_by("form[action='/join/access/']")

    form = client.post("/join/access/", handed).context["form"]

    assert not form.is_bound
    assert {name: form[name].value() for name in form.fields} == {
        "city": str(lisbon.pk),
        "name": "Maria Vega",
        "email": "Maria@quito.example",
        "language": "en",
        "message": "Climate officer\r\n\r\nWe want to learn how others reach tenants.",
    }
    assert not Message.objects.exists()


def test_a_city_that_is_in_or_has_applied_is_told_when_it_is_chosen(client, quito):
    lisbon = make_city(name="Lisbon")
    make_application(city=make_city(name="Lima", member=False), city_name="Lima")
    make_city(name="Riverport", country="US", kind=City.Kind.OTHER)

    def said(kind, **chosen):
        return page(client.get(f"/join/{kind}/known/", chosen)).strip()

    assert said("c40", city=quito.pk) == said("c40", city="x") == said("city", city_name="Elsewhere") == ""
    assert "Lisbon is in the Forum already." in said("c40", city=lisbon.pk)
    assert "/join/access/" in said("c40", city=lisbon.pk)
    assert "An application from Lima is with us already." in said(
        "c40", city=City.objects.get(name="Lima").pk
    )
    assert "Riverport is in the Forum already." in said("city", city_name="riverport", country="US")


def test_it_is_told_of_an_unfinished_form_too(client, typed):
    lisbon = make_city(name="Lisbon")

    answer = client.post("/join/c40/city/", {"city": lisbon.pk})

    assert "Lisbon is in the Forum already." in answer.context["form"].non_field_errors()[0]
