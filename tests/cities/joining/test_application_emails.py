"""What applicants read: each mail as its reader gets it, and when it is no longer wanted."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cities.invitations.actions import inviting
from cities.joining.actions import applying, deciding, links
from cities.models import Application, City
from icaforum.forum.reading import the_forum
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import make_application, make_city, make_question, make_staff

pytestmark = pytest.mark.django_db

State = Application.State
LINK = re.compile(r"http://testserver(/\S+)")


def letter():
    """The last mail that was queued, as its reader gets it."""
    return written(Message.objects.latest("pk"))


def link(text):
    (path,) = set(LINK.findall(text))
    return path


@pytest.fixture
def ana():
    return make_staff(name="Ana Ruiz")


def apply_for(**facts):
    answers = {
        "kind": City.Kind.OTHER,
        "city_name": "Buy cheap pills",
        "person_name": "Win now",
        "position": "x",
        "email": "victim@else.example",
        "language": "en",
        "interest": "Buy",
        "commitment": "Buy",
        "evidence": "Buy",
    }
    return applying.apply_to_join(themes=[], **(answers | facts))


def test_the_first_mail_asks_whether_the_address_is_ours_and_repeats_nothing_a_stranger_typed(client):
    apply_for()

    mail = letter()

    assert mail.subject == "Confirm your address for the ICA Forum"
    assert "Somebody, probably you, applied to join the ICA Forum, with this address." in mail.text
    for words in ("Buy", "Win"):
        assert words not in mail.text + mail.html + mail.subject
    assert client.get(link(mail.text), follow=True).status_code == 200
    assert link(mail.text) in mail.html


def test_the_first_mail_names_a_city_of_the_directory():
    apply_for(kind=City.Kind.C40, city=make_city(name="Quito", member=False))

    assert "applied for Quito to join" in letter().text


def test_the_link_of_the_first_mail_lives_as_long_as_the_application(client):
    application = apply_for()
    path = link(letter().text)
    Application.objects.update(sent_at=timezone.now() - timedelta(days=7, seconds=1))
    assert client.get(path).status_code == 200

    token_expiry = application.sent_at + timedelta(days=7)
    assert Message.objects.get().expires_at == token_expiry
    late = written(Message.objects.get())
    assert client.get(link(late.text)).status_code == 404


def test_a_confirmed_applicant_reads_when_we_answer_and_where_to_follow_it(client):
    application = make_application(
        state=State.UNCONFIRMED, city=make_city(name="Quito", member=False), person_name="Maria"
    )
    applying.confirm_application(application)

    mail = letter()

    days = the_forum().workdays
    due = days.after(days.day_of(timezone.now()), 10)
    assert mail.subject == "We have the application of Quito"
    assert "Dear Maria," in mail.text
    assert f"you have our answer by {due:%A} {due.day} {due:%B}" in mail.text
    assert b"The application of Quito" in client.get(link(mail.text)).content


def test_a_question_is_in_the_mail_and_is_answered_on_the_page(client, ana):
    application = make_application(city=make_city(name="Quito", member=False))
    deciding.ask(application, text="Who would do the work?", by=ana)

    mail = letter()

    assert mail.subject == "A question about the application of Quito"
    assert mail.sender_name == "Ana Ruiz"
    assert "> Who would do the work?\n\nAna Ruiz" in mail.text
    client.post(link(mail.text), {"text": "Two of us."})
    application.refresh_from_db()
    assert application.state == State.WAITING


def test_a_decline_gives_the_reason_and_none_of_our_notes(ana):
    application = make_application(city=make_city(name="Quito", member=False), note="Old note")
    deciding.decline(application, reason="The list is full & closed.", note="We doubt it.", by=ana)

    mail = letter()

    assert mail.subject == "Our answer to the application of Quito"
    assert "The list is full & closed." in mail.text
    assert "The list is full &amp; closed." in mail.html
    for words in ("doubt", "Old note"):
        assert words not in mail.text + mail.html


def test_an_approval_is_one_mail_the_invitation_with_the_news_and_the_note(ana):
    application = make_application(city=make_city(name="Quito", member=False))
    deciding.approve(application, tier=1, note="Your first webinar is on Friday.", by=ana)

    assert Message.objects.count() == 1
    mail = letter()
    assert mail.subject == "Ana Ruiz invites you to the ICA Forum for Quito"
    assert "Your application is approved\n" in mail.text
    assert "\nQuito is in the Forum (Forum member)." in mail.text
    assert "Your first webinar is on Friday." in mail.text
    assert "because you applied with this address" in mail.text
    assert "Your application is approved" in mail.html


def test_an_invitation_by_a_lead_says_nothing_of_an_application(ana):
    inviting.invite(make_city(), email="new@city.example", by=ana)

    assert "application" not in letter().text


def test_a_partner_reads_the_need_and_who_backs_it(client, ana):
    deciding.invite_partner(
        city_name="Tenants' union",
        email="kim@union.example",
        need="Retrofits without higher rents",
        backed_by=[make_city(name="Accra"), make_city(name="Warsaw")],
        by=ana,
    )

    mail = letter()

    assert mail.subject == "Ana Ruiz invites Tenants' union to apply to the ICA Forum"
    for words in (
        "Good day,",
        "Retrofits without higher rents",
        "It is backed by Accra, Warsaw.",
        "kim@union.example",
    ):
        assert words in mail.text
    assert client.get(link(mail.text), follow=True).status_code == 200


def test_a_lost_link_comes_back(client):
    application = make_application(city=make_city(name="Quito", member=False))
    links.resend_links(email=application.email)

    mail = letter()

    assert mail.subject == "The link to the application of Quito"
    assert client.get(link(mail.text), follow=True).status_code == 200


def test_a_mail_is_written_in_the_language_of_its_reader_and_keeps_signs_readable(ana):
    application = make_application(kind=City.Kind.OTHER, city_name="Küche & Söhne <Stadt>")
    deciding.ask(application, text="Wer & wann?", by=ana)

    mail = letter()

    assert mail.subject == "A question about the application of Küche & Söhne <Stadt>"
    assert "Küche &amp; Söhne &lt;Stadt&gt;" in mail.html


@pytest.mark.parametrize(
    ("state", "later"),
    [
        (State.UNCONFIRMED, State.WAITING),
        (State.UNCONFIRMED, State.WITHDRAWN),
        (State.INVITED, State.WITHDRAWN),
    ],
)
def test_a_link_that_is_no_longer_wanted_is_not_mailed(state, later):
    application = make_application(state=state)
    links.resend_links(email=application.email)
    assert letter() is not None

    Application.objects.update(state=later)
    assert letter() is None


def test_a_question_that_was_answered_meanwhile_is_not_mailed(ana):
    question = deciding.ask(make_application(), text="Why?", by=ana)
    applying.answer(question, text="So.")

    assert letter() is None


def test_a_purged_application_gets_no_mail():
    apply_for()
    Application.objects.update(sent_at=timezone.now() - timedelta(days=8))
    applying.purge_unconfirmed()

    assert letter() is None


def test_no_mail_to_applicants_is_kept_with_its_link():
    for application in (make_application(), make_application(state=State.UNCONFIRMED)):
        links.resend_links(email=application.email)
    make_question()

    assert [message.sensitive for message in Message.objects.all()] == [True, True]
