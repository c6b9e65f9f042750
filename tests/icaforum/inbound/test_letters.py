"""Answers to letters are passed on; nobody writes as somebody else, and no address is told."""

import pytest
from django.core import mail
from django.urls import reverse

from cities.letters.actions import write_to_city
from cities.models import Letter
from icaforum.inbound.addresses import read_address, signed_address
from icaforum.inbound.models import Arrival
from icaforum.inbound.quotes import without_quotes
from icaforum.inbound.receiving import receive
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from tests.factories import make_city, make_lead
from tests.icaforum.inbound import raws
from tests.icaforum.inbound.conftest import answer_by_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("door")]


@pytest.fixture
def letter():
    """Mara of Oslo writes to Lima; its lead is Luz."""
    lima = make_city(name="Lima")
    luz = make_lead(lima)
    luz.name = "Luz Quispe"
    luz.save()
    mara = make_lead(make_city(name="Oslo"))
    return write_to_city(lima, text="May we visit you?", by=mara)


@pytest.fixture
def luz(letter):
    return letter.city.seats.get().person


def last_mail():
    drain()
    return mail.outbox[-1]


def reply_to(message):
    return message.reply_to[0].rpartition("<")[2].strip(">")


def test_a_letter_and_its_answers_go_to_and_fro_without_an_address(letter, luz):
    first = last_mail()
    assert luz.email in first.to
    assert letter.sender.email not in first.message().as_string()

    arrival = receive(answer_by_mail(luz, reply_to(first)))
    answer = last_mail()

    assert (arrival.became, arrival.sender, arrival.text) == ("passed_on", "", "")
    assert (answer.to, answer.subject) == ([letter.sender.email], "Luz Quispe answers you")
    assert "Thank you, yes." in answer.body
    assert luz.email not in answer.message().as_string()
    assert answer.reply_to[0].startswith("Luz Quispe <")

    receive(answer_by_mail(letter.sender, reply_to(answer), text="See you then."))
    back = last_mail()
    assert (back.to, "See you then." in back.body) == ([luz.email], True)
    assert read_address(reply_to(back)).purpose == "l"
    assert [it.by_mail for it in letter.thread.letters.order_by("pk")] == [False, True, True]


def test_the_page_says_before_whether_an_address_is_told(letter, luz, client, settings):
    client.force_login(letter.sender)
    page = reverse("cities:write", args=[letter.city.slug])

    assert letter.sender.email not in client.get(page).text
    settings.INBOUND_MAILBOX = None
    assert letter.sender.email in client.get(page).text


def test_where_no_mail_comes_in_answers_go_to_the_writer_as_ever(letter, settings):
    settings.INBOUND_MAILBOX = None

    first = last_mail()

    assert reply_to(first) == letter.sender.email
    assert "##-" not in first.body
    assert "with your address" in first.body


@pytest.mark.parametrize(
    "forged",
    [
        {"auth": ""},
        {"auth": raws.FAIL},
        {"auth": raws.FAIL + raws.PASS},
        {"auth": raws.PASS.replace("mx.forum.example", "mx.evil.example")},
        {"sender": "mallory@evil.example"},
        {"sender": "mara-and-luz@city.example"},
    ],
)
def test_an_answer_without_proof_waits_for_a_press_of_its_writer(forged, letter, luz, client):
    first = last_mail()

    arrival = receive(answer_by_mail(luz, reply_to(first), **forged))

    asked = last_mail()
    assert (arrival.became, asked.to) == ("asked", [luz.email])
    assert not Message.objects.filter(kind="letter_answer").exists()
    address = reverse("cities:letter_answer", args=[Letter.objects.get(waits=True).pk])
    assert address in asked.body
    assert "Thank you" not in asked.body  # whoever wrote it is perhaps somebody else
    client.force_login(letter.sender)
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 302)
    client.force_login(luz)
    assert "Thank you, yes." in client.get(address).text

    client.post(address, {"pass_on": "1"})

    assert (last_mail().to, client.get(address).status_code) == ([letter.sender.email], 404)


def test_an_answer_that_is_not_ones_own_is_thrown_away(letter, luz, client):
    receive(answer_by_mail(luz, reply_to(last_mail()), auth=""))
    client.force_login(luz)
    address = reverse("cities:letter_answer", args=[Letter.objects.get(waits=True).pk])
    # Without either of the two buttons nothing is decided.
    assert "Is this answer yours?" in client.post(address).text

    client.post(f"{address}?throw_away=1")

    assert Letter.objects.get() == letter
    assert not Message.objects.filter(kind="letter_answer").exists()


def test_the_address_of_another_reader_passes_on_nothing_in_ones_own_name(letter, luz):
    """Somebody whom the mail was forwarded to answers with proof, but from their own address."""
    other = make_lead(letter.city)

    assert receive(answer_by_mail(other, reply_to(last_mail()))).became == "asked"
    assert Letter.objects.get(waits=True).sender == luz


@pytest.mark.parametrize("change", ["a letter", "the person", "the key", "the mark", "cut", "longer"])
def test_an_address_that_was_changed_is_nobodys(change, letter, luz):
    name, _at, domain = reply_to(last_mail()).partition("@")
    base, _plus, token = name.partition("+")
    bad = {
        "a letter": "r" + token[1:],
        "the person": token[:16] + ("a" if token[16] != "a" else "b") + token[17:],
        "the key": token[:8] + ("a" if token[8] != "a" else "b") + token[9:],
        "the mark": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "cut": token[:-1],
        "longer": token + "a",
    }[change]
    assert read_address(f"{base}+{token}@{domain}")

    assert read_address(f"{base}+{bad}@{domain}") is None
    assert read_address(f"{base}+{token}@evil.example") is None
    arrival = receive(answer_by_mail(luz, f"{base}+{bad}@{domain}"))

    assert (arrival.became, arrival.subject, arrival.text) == ("unknown", "Re: Mara Kim writes to Lima", "")


def test_an_address_fits_a_mail_survives_capitals_and_a_new_secret(settings):
    settings.INBOUND_ADDRESS = "answers@in.forum.example"
    address = signed_address("l", 2**40 - 1, 2**40 - 1)
    name, _at, domain = address.partition("@")

    assert len(name) <= 64
    assert domain == "in.forum.example"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [settings.SECRET_KEY]
    assert (read_address(address.upper()).key, read_address(address).person) == (2**40 - 1, 2**40 - 1)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_address(address) is None
    settings.INBOUND_ADDRESS = "*@in.forum.example"
    assert len(signed_address("l", 1, 1).partition("@")[0]) == 33
    assert read_address(signed_address("l", 7, 9)).key == 7


@pytest.mark.parametrize("program", raws.QUOTES)
def test_what_is_answered_is_cut_off(program):
    text, left = raws.QUOTES[program]

    assert without_quotes(text) == left


def test_files_are_left_out_and_that_is_said(letter, luz):
    to = reply_to(last_mail())
    raw = answer_by_mail(luz, to).replace(
        b"Content-Type: text/plain; charset=utf-8\n\n",
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n',
    )
    raw += (
        b'--b\nContent-Type: application/pdf; name="plan.pdf"\nContent-Disposition: attachment\n\nx\n--b--\n'
    )

    receive(raw)

    assert "1 file was left out: we pass words on. Ask Luz Quispe for it." in last_mail().body


def test_html_alone_is_read(letter, luz):
    raw = answer_by_mail(
        luz,
        reply_to(last_mail()),
        text=(
            "<div>Yes, <b>please</b>.<br>Luz</div>"
            '<div class="gmail_quote">On … wrote:<blockquote>Hello</blockquote></div>'
        ),
    ).replace(b"text/plain", b"text/html")

    receive(raw)

    assert Letter.objects.get(by_mail=True).text == "Yes, please.\nLuz"


def test_an_answer_to_a_mail_of_an_earlier_release_comes_into_the_thread(letter, luz):
    before = letter.answers.create(sender=letter.sender, to=luz, text="See you then.")

    receive(answer_by_mail(luz, signed_address("r", before.pk, luz.pk)))

    assert letter.thread.letters.get(by_mail=True).sender == luz


@pytest.mark.parametrize("why", ["empty", "gone", "no seat", "writer left", "too many"])
def test_an_answer_that_cannot_be_passed_on_goes_to_staff_by_its_head_alone(why, letter, luz):
    to, text = reply_to(last_mail()), "Thank you, yes."
    if why == "empty":
        text = "> only a quote"
    elif why == "gone":
        letter.delete()
    elif why == "no seat":
        luz.seats.all().delete()
    elif why == "writer left":
        type(luz).objects.filter(pk=letter.sender_id).update(is_active=False)
    else:
        for number in range(20):
            receive(answer_by_mail(luz, to, text=f"Answer {number}"))

    arrival = receive(answer_by_mail(luz, to, text=text))

    assert arrival in Arrival.objects.to_look_at()
    assert (arrival.sender, arrival.subject, arrival.text) == (luz.email, "Re: Mara Kim writes to Lima", "")
    assert arrival.why


def test_one_mail_to_two_of_us_answers_both(letter, luz):
    first = reply_to(last_mail())
    second = signed_address("l", write_to_city(letter.city, text="Again", by=letter.sender).pk, luz.pk)

    receive(answer_by_mail(luz, f"{first}>, <{second}"))

    assert Letter.objects.filter(by_mail=True).count() == 2
