"""The talk about an application, applying once more, and what colleagues recommend."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.joining import refusals
from cities.joining.actions import applying, deciding, drafting, recommending
from cities.joining.actions.recommending import recommend
from cities.models import Application, ApplicationDraft, City, Recommendation
from icaforum.audit.models import Entry
from icaforum.outbox.links import sign
from tests.factories import make_application, make_city, make_lead, make_question, make_staff, make_theme

pytestmark = pytest.mark.django_db

State, Says = Application.State, Recommendation.Says


def page(response):
    return unescape(response.content.decode())


def token_of(application):
    return sign("status", application.pk, version=application.link_version)


def link(name, application):
    return reverse(f"cities:{name}", args=[token_of(application)])


@pytest.fixture
def ana():
    return make_staff(name="Ana Ruiz")


@pytest.fixture
def staff(ana):
    client = Client()
    client.force_login(ana)
    return client


def sheet(application):
    return reverse("admin:cities_application_change", args=[application.pk])


# The talk


def test_both_sides_read_the_same_talk_with_its_days(client, staff, ana):
    application = make_application(person_name="Lena Ek", state=State.ASKED)
    day = timezone.now().replace(month=3, day=5, hour=12)
    make_question(application, text="Who?", asked_by=ana, asked_at=day, answer="Two of us.",
                  answered_at=day + timedelta(days=3))  # fmt: skip
    make_question(application, text="Since when?", asked_by=ana, asked_at=day + timedelta(days=10))

    for text in (page(client.get(link("status", application))), page(staff.get(sheet(application)))):
        talk = text[text.index('<ol class="thread">') :].split("</ol>")[0]
        said = [talk.index(words) for words in ("Who?", "Two of us.", "Since when?")]
        assert said == sorted(said)
        assert [day in talk for day in ("5 March", "8 March", "15 March")] == [True] * 3
        assert "Ana Ruiz, secretariat" in talk


def test_each_of_several_open_questions_is_answered_in_any_order(client, ana):
    application = make_application()
    first, second = (deciding.ask(application, text=text, by=ana) for text in ("Who?", "Since when?"))

    text = page(client.get(link("status", application)))
    assert text.count("Send the answer") == 2
    client.post(link("status", application), {"question": second.pk, "text": "Since May."})

    application.refresh_from_db()
    assert application.state == State.ASKED
    text = page(client.get(link("status", application)))
    assert (text.count("Send the answer"), "Since May." in text) == (1, True)
    client.post(link("status", application), {"question": first.pk, "text": "Two of us."})
    application.refresh_from_db()
    assert application.state == State.WAITING


def test_an_answer_that_came_twice_keeps_what_was_typed_beside_its_question(client):
    question = make_question()
    applying.answer(question, text="Two of us.")

    text = page(
        client.post(link("status", question.application), {"question": question.pk, "text": "Three of us."})
    )

    assert "You have answered this question. Thank you." in text
    assert "Three of us.</textarea>" in text


# Once more


def declined(**facts):
    facts = {"interest": "We want to learn how others reach tenants.", "themes": [make_theme()]} | facts
    return deciding.decline(make_application(**facts), reason="The list is full.", by=make_staff())


def test_who_proves_the_address_by_the_link_begins_with_the_earlier_answers(client, staff):
    earlier = declined(city=make_city(name="Quito", member=False), person_name="Lena Ek")

    client.get(link("status_again", earlier))
    assert not ApplicationDraft.objects.exists()  # a program that looks at links begins nothing
    for _press in range(2):
        answer = client.post(link("status_again", earlier), follow=True)

    draft = ApplicationDraft.objects.get()
    assert (draft.answers["person_name"], draft.answers["interest"]) == (["Lena Ek"], [earlier.interest])
    assert answer.redirect_chain[-1][0] == reverse("cities:join_check", args=["c40"])
    assert earlier.interest in page(answer)
    sent = drafting.send_draft(draft, **form_of(earlier))
    assert (sent.state, sent.pk != earlier.pk) == (State.UNCONFIRMED, True)
    earlier.refresh_from_db()
    assert earlier.state == State.DECLINED
    text = page(staff.get(sheet(sent)))
    before = text[text.index("Applied before") :]
    assert sheet(earlier) in before
    assert "The list is full." in before
    assert "Possible duplicates" not in text


def form_of(application):
    names = ("person_name", "position", "email", "interest", "commitment", "experience", "language")
    return {name: getattr(application, name) for name in names} | {
        "city": application.city,
        "themes": list(application.themes.all()),
    }


def test_what_was_typed_to_correct_it_before_is_another_draft(client):
    earlier = make_application(state=State.UNCONFIRMED, city=make_city(name="Quito", member=False))
    typed = {"interest": ["Of whoever sent it, whose address it may not be."]}
    correcting, _else = drafting.keep_answers(None, kind="c40", typed=typed, shown={}, application=earlier)
    applying.withdraw_application(earlier)

    for _press in range(2):
        client.post(link("status_again", earlier))

    (draft,) = ApplicationDraft.objects.exclude(pk=correcting.pk)
    assert draft.answers["interest"] == [earlier.interest]


@pytest.mark.parametrize("purpose", ["application-sent", "application-confirm"])
def test_no_other_link_shows_the_earlier_answers(client, purpose):
    earlier = declined()
    token = sign(purpose, earlier.pk, version=earlier.link_version)

    assert client.post(reverse("cities:status_again", args=[token])).status_code == 404
    assert not ApplicationDraft.objects.exists()


def test_a_partner_applies_again_by_invitation_alone(client):
    earlier = declined(kind=City.Kind.PARTNER)

    assert "Partners join by invitation." in page(client.post(link("status_again", earlier)))
    assert link("status_again", earlier) not in page(client.get(link("status", earlier)))


def test_a_city_that_is_in_by_now_is_told_so_when_it_sends_it(client):
    earlier = declined(city=make_city(name="Quito"))

    check = client.post(link("status_again", earlier), follow=True)
    sent = client.post(check.redirect_chain[-1][0], {"shown": check.context["shown"]})

    assert "Quito is in the Forum already." in page(sent)


# What colleagues recommend


def test_each_colleague_recommends_once_and_may_change_it_until_the_decision(ana):
    application, ben = make_application(), make_staff(name="Ben")

    recommend(application, says=Says.ADMIT, because="They lead.", by=ana)
    recommend(application, says=Says.ADMIT, because="They lead.", by=ana)  # a second press
    recommend(application, says=Says.DECLINE, because="No people for it.", by=ben)
    recommend(application, says=Says.ASK, because="Who would do it?", by=ana)

    said = Recommendation.objects.values_list("person__name", "says", "because")
    assert set(said) == {("Ana Ruiz", "ask", "Who would do it?"), ("Ben", "decline", "No people for it.")}
    assert Entry.objects.filter(verb="recommended").count() == 3
    deciding.decline(application, reason="No", by=ben)
    with pytest.raises(refusals.AlreadyDecided):
        recommend(application, says=Says.ADMIT, because="After all.", by=ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(application=application, person=ana, says="admit", because="x")


def test_the_sheet_shows_it_to_who_decides_and_the_page_of_the_applicant_never(client, staff, ana):
    application = make_application()
    url = reverse("admin:cities_application_verb", args=[application.pk, "recommend"])

    refused = page(staff.post(url, {"says": "admit", "because": ""}))
    assert "Write why, for whoever decides." in refused
    staff.post(url, {"says": "admit", "because": "They lead."})

    assert "They lead." in page(staff.get(sheet(application)))
    assert "They lead.</textarea>" in page(staff.get(url))  # one changes one's own words
    other = Client()
    other.force_login(make_staff())
    assert "They lead." in page(other.get(sheet(application)))
    assert "They lead.</textarea>" not in page(other.get(url))
    assert "They lead." not in page(client.get(link("status", application)))


def test_a_contact_of_the_city_neither_recommends_nor_reads_what_others_do(staff, ana):
    # Typed in the form, so that only its name leads to the entry.
    city = make_city(name="Riverport", kind=City.Kind.OTHER, country="GB", member=False)
    application = make_application(kind=City.Kind.OTHER, city_name="RIVERPORT", country="GB")
    recommend(application, says=Says.ADMIT, because="They lead.", by=ana)
    contact = make_staff()
    make_lead(city, person=contact)
    own = Client()
    own.force_login(contact)

    for decide in (
        lambda: recommending.recommend(application, says=Says.ADMIT, because="We lead.", by=contact),
        lambda: deciding.approve(application, tier=1, by=contact),
    ):
        with pytest.raises(refusals.OwnApplication):
            decide()
    assert "They lead." in page(staff.get(sheet(application)))
    assert "They lead." not in page(own.get(sheet(application)))
    deciding.decline(application, reason="The list is full.", by=ana)
    history = reverse("admin:cities_application_history", args=[application.pk])
    for url in (sheet(application), history):
        text = page(own.get(url))
        assert "recommended" in text  # the history of both says that somebody did
        assert not [words for words in ("They lead.", "Admit") if words in text]
    assert "They lead." in page(staff.get(sheet(application)))


# On paper


def test_the_printed_sheet_says_all_of_the_application_and_nothing_of_ours(staff, ana):
    application = make_application(note="Known to us.", lessons="It reached the wrong people.")
    make_question(application, text="Who?", answer="Two of us.", answered_at=timezone.now())
    recommend(application, says=Says.ADMIT, because="They lead.", by=ana)
    url = reverse("admin:cities_application_paper", args=[application.pk])

    text = page(staff.get(url))

    said = (
        application.interest,
        application.commitment,
        "It reached the wrong people.",
        "Who?",
        "Two of us.",
    )
    for words in (
        *said,
        application.person_name,
        application.email,
        "for colleagues of the secretariat only",
    ):
        assert words in text
    for ours in ("Known to us.", "They lead.", token_of(application)):
        assert ours not in text
    assert url in page(staff.get(sheet(application)))
    assert staff.get(reverse("admin:cities_application_paper", args=[999_999])).status_code == 404
    for person in (make_lead(), make_staff(is_superuser=False)):
        outsider = Client()
        outsider.force_login(person)
        assert outsider.get(url).status_code in {302, 403}
