"""Answers to requests for help by mail: both sides read the same, and nobody writes as somebody else."""

import pytest
from django.core import mail
from django.urls import reverse

from cities.models import HelpMessage
from icaforum.forum.models import ForumSettings
from icaforum.inbound.addresses import read_address
from icaforum.inbound.receiving import receive
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from tests.factories import ask_for_help, make_user, open_rooms
from tests.icaforum.inbound.conftest import answer_by_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("door")]


@pytest.fixture
def asked():
    open_rooms()
    return ask_for_help(title="Read our tender")


@pytest.fixture
def noa(asked):
    return asked.partner.seats.get().person


def last_mail():
    drain()
    return mail.outbox[-1]


def reply_to(message):
    return message.reply_to[0].rpartition("<")[2].strip(">")


def test_a_request_is_answered_by_mail_to_and_fro(asked, noa, client):
    first = last_mail()
    assert (first.to, read_address(reply_to(first)).purpose) == ([noa.email], "h")

    arrival = receive(answer_by_mail(noa, reply_to(first), text="Which street?"))
    to_city = last_mail()

    assert (arrival.became, arrival.text, to_city.to) == ("help", "", [asked.asked_by.email])
    assert "Which street?" in to_city.body
    assert noa.email not in to_city.message().as_string()
    receive(answer_by_mail(asked.asked_by, reply_to(to_city), text="Ring street."))
    assert ("Ring street." in last_mail().body, last_mail().to) == (True, [noa.email])
    for person in (noa, asked.asked_by):
        client.force_login(person)
        page = client.get(asked.get_absolute_url()).text
        assert all(words in page for words in ("Which street?", "Ring street."))
    asked.refresh_from_db()
    assert asked.state == "asked"  # yes or no is said on the page


@pytest.mark.parametrize("does", ["pass_on", "throw_away"])
def test_an_answer_without_proof_waits_for_a_press_of_its_writer(does, asked, noa, client):
    receive(answer_by_mail(noa, reply_to(last_mail()), text="Which street?", auth=""))
    said = HelpMessage.objects.get()
    address = reverse("cities:help_message_own", args=[said.pk])

    assert (last_mail().to, address in last_mail().body) == ([noa.email], True)
    assert "Which street?" not in last_mail().body  # whoever wrote it is perhaps somebody else
    client.force_login(asked.asked_by)
    assert "Which street?" not in client.get(asked.get_absolute_url()).text
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 302)
    client.force_login(noa)
    assert "Which street?" in client.get(address).text
    client.post(address)
    assert HelpMessage.objects.get().waits  # a press that names no button decides nothing

    client.post(f"{address}?{does}=1", {does: "1"})

    assert Message.objects.filter(kind="help_message").exists() == (does == "pass_on")
    assert [it.waits for it in HelpMessage.objects.all()] == ([False] if does == "pass_on" else [])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("why", ["closed", "no seat", "taken back", "gone"])
def test_what_cannot_be_passed_on_goes_to_staff(why, asked, noa):
    to = reply_to(last_mail())
    if why == "closed":
        ForumSettings.objects.update(open_rooms=[])
    elif why == "no seat":
        noa.seats.update(person=make_user())
    elif why == "taken back":
        type(asked).objects.update(state="withdrawn")
    else:
        asked.delete()

    assert receive(answer_by_mail(noa, to)).became == "refused"
    assert not HelpMessage.objects.exists()
