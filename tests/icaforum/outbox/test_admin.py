"""The administration of mails: what needs somebody on top, in plain words, with a way to help."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from icaforum.audit.models import Entry
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Attempt, Gate, Message
from tests.factories import make_staff, make_user
from tests.icaforum.outbox.kinds import unwanted

pytestmark = pytest.mark.django_db

LIST = "/admin/outbox/message/"


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def make_mail(n=1, kind="plain", to=None, **facts):
    queue_mail(kind, to=to or make_user(name=f"Reader {n}"), key=str(n), ids={"n": n})
    Message.objects.filter(dedupe_key=str(n)).update(**facts)
    return Message.objects.get(dedupe_key=str(n))


def page_of(mail):
    return f"{LIST}{mail.pk}/change/"


def do(client, mail, verb):
    return client.post(reverse("admin:outbox_message_verb", args=[mail.pk, verb]), follow=True)


def test_mails_that_did_not_arrive_stand_on_top_in_plain_words(client, staff):
    make_mail(1, state="dead", last_error="5.1.1 no such mailbox")
    make_mail(2, state="uncertain", last_error="broken-off")
    make_mail(3)

    page = client.get(LIST)

    assert [mail.dedupe_key for mail in page.context["cl"].result_list] == ["1", "2", "3"]
    for words in (
        "could not be delivered",
        "may not have arrived",
        "The address does not exist, as its own mail server told us.",
        "The connection broke before the mail server answered, so nobody knows.",
        "Plain mail",
        "Reader 2",
    ):
        assert words in page.text


@pytest.mark.parametrize("mails", [2, 30])
def test_the_list_costs_the_same_for_few_and_for_many_mails(
    client, staff, mails, django_assert_max_num_queries
):
    for n in range(mails):
        make_mail(n, state="dead")
    client.get(LIST)

    with django_assert_max_num_queries(14):
        client.get(LIST)


def test_mails_are_found_by_state_kind_name_and_address(client, staff):
    make_mail(1, state="dead")
    make_mail(2, kind="code", to="mara@city.example")

    def found(query):
        return [mail.dedupe_key for mail in client.get(LIST, query).context["cl"].result_list]

    assert found({"state__exact": "dead"}) == ["1"]
    assert found({"kind": "code"}) == ["2"]
    assert found({"kind": "nonsense"}) == ["1", "2"]
    assert found({"q": "reader 1"}) == ["1"]
    assert found({"q": "mara@city.example"}) == ["2"]


def test_the_text_is_shown_as_text_and_its_personal_link_is_left_out(client, staff):
    reader = make_user()
    queue_mail("bulk", to=reader, key="1", ids={"name": "<script>alert(1)</script>"})
    mail = Message.objects.get()

    page = client.get(page_of(mail))

    assert "Yes, &lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text
    assert "/unsubscribe/" not in page.text


def test_the_words_of_a_confidential_mail_are_shown_to_nobody(client, staff):
    queue_mail("code", to=make_user(), key="1", ids={"name": "123456"})

    page = client.get(page_of(Message.objects.get()))

    assert "only its reader may see" in page.text
    assert "123456" not in page.text


def test_a_mail_that_cannot_be_written_says_why_on_its_page(client, staff):
    page = client.get(page_of(make_mail(kind="broken")))

    assert (page.status_code, "nothing of that name" in page.text) == (200, True)


def test_a_mail_of_a_kind_that_we_took_out_is_still_shown(client, staff):
    page = client.get(page_of(make_mail(kind="plain", state="dead", text="Long ago"))).text
    Message.objects.update(kind="forgotten")

    assert "Long ago" in page
    assert "Long ago" in client.get(page_of(Message.objects.get())).text
    assert "forgotten" in client.get(LIST).text


def test_the_page_of_a_mail_shows_what_was_tried(client, staff):
    mail = make_mail(state="dead")
    Attempt.objects.create(message=mail, outcome="refused", code=550, detail="5.1.1 no such mailbox")

    page = client.get(page_of(mail))

    assert "5.1.1 no such mailbox" in page.text
    assert "refused" in page.text


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("dead", {"send-again", "cancel"}),
        ("uncertain", {"send-again", "was-delivered", "cancel"}),
        ("pending", {"send-now", "hold", "cancel"}),
        ("held", {"send-again", "cancel"}),
        ("suppressed", {"send-again", "cancel"}),
        ("sent", {"once-more"}),
        ("cancelled", set()),
        ("expired", set()),
    ],
)
def test_a_page_offers_what_can_be_done_now(client, staff, state, offered):
    moment = timezone.now() if state == "sent" else None
    page = client.get(page_of(make_mail(state=state, accepted_at=moment)))

    assert {item["verb"].name for item in page.context["verbs"]} == offered


@pytest.mark.parametrize(
    ("said", "why", "advice"),
    [
        ("5.1.1 no such mailbox", "The address does not exist", "for the right address, correct it"),
        ("5.2.2 mailbox full", "The mailbox is full.", "Tell the person in another way."),
        ("5.2.1 this account is disabled", "The mailbox is closed.", "Perhaps the person has left."),
        ("5.7.133 not for outsiders", "took no mail from us", "let our mails through"),
    ],
)
def test_a_dead_mail_leads_to_the_person_and_to_what_to_do_in_words(client, staff, said, why, advice):
    mail = make_mail(state="dead", last_error=said)

    page = client.get(page_of(mail)).text
    listed = client.get(LIST).text

    assert reverse("admin:cities_user_change", args=[mail.person_id]) in page
    assert why in page
    assert advice in page
    assert (why in listed, said in listed) == (True, False)


def test_sending_again_goes_to_the_address_that_was_corrected(client, staff):
    mail = make_mail(state="dead", last_error="5.1.1 no such mailbox")
    mail.person.email = "right@city.example"
    mail.person.save()

    do(client, mail, "send-again")

    mail.refresh_from_db()
    assert (mail.state, mail.address) == ("pending", "right@city.example")


def test_a_mail_that_was_sent_is_sent_a_second_time_as_another_mail(client, staff):
    mail = make_mail(state="sent", accepted_at=timezone.now())

    pages = [do(client, mail, "once-more") for _ in range(2)]

    first, *more = Message.objects.order_by("pk")
    assert all("A second mail is on its way." in page.text for page in pages)
    assert [(again.state, again.person_id, again.ids) for again in more] == [
        ("pending", mail.person_id, mail.ids)
    ] * 2
    assert len({it.message_id for it in (first, *more)}) == 3
    assert [entry.actor_id for entry in Entry.objects.about(mail)] == [staff.pk] * 2


def test_a_sent_mail_that_nobody_wants_any_more_is_not_sent_a_second_time(client, staff):
    mail = make_mail(state="sent", accepted_at=timezone.now())
    unwanted.add(1)

    page = do(client, mail, "once-more")

    assert "This mail is no longer wanted" in page.text
    assert Message.objects.count() == 1


def test_sending_again_is_said_first_and_done_then(client, staff):
    mail = make_mail(state="dead")
    before = client.get(reverse("admin:outbox_message_verb", args=[mail.pk, "send-again"]))

    after = do(client, mail, "send-again")

    mail.refresh_from_db()
    assert "Reader 1 gets this mail." in before.text
    assert ("The mail is on its way again." in after.text, mail.state) == (True, "pending")
    assert [(entry.verb, entry.actor_id) for entry in Entry.objects.about(mail)] == [("sent again", staff.pk)]


def test_a_verb_that_came_too_late_is_refused_in_words(client, staff):
    mail = make_mail(state="sent", accepted_at=timezone.now())

    page = do(client, mail, "cancel")

    mail.refresh_from_db()
    assert mail.state == "sent"
    assert "This mail cannot be taken back: it is “sent”." in page.text


def test_several_mails_are_sent_again_at_once(client, staff):
    mails = [make_mail(n, state="dead") for n in range(3)]
    sent = make_mail(9, state="sent", accepted_at=timezone.now())
    chosen = {"action": "send_these_again", "_selected_action": [mail.pk for mail in (*mails, sent)]}

    page = client.post(LIST, chosen, follow=True)

    assert "3 mails are on their way again." in page.text
    assert "1 mail stays as it is: it cannot be sent again." in page.text
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["pending"] * 3 + ["sent"]


def test_a_list_offers_sending_for_those_mails_alone_that_can_be_sent(client, staff):
    dead = make_mail(1, state="dead")
    make_mail(2, state="dead", expires_at=timezone.now())
    make_mail(3, state="sent", accepted_at=timezone.now())
    make_mail(4)

    page, of_sent = client.get(LIST), client.get(LIST, {"state__exact": "sent"})

    assert re.findall(r'name="_selected_action" value="(\d+)"', page.text) == [str(dead.pk)]
    assert "send_these_again" in page.text
    assert "send_these_again" not in of_sent.text
    assert "action-toggle" not in of_sent.text


def test_a_page_offers_no_sending_of_what_is_no_longer_true(client, staff):
    page = client.get(page_of(make_mail(state="dead", expires_at=timezone.now())))

    assert {item["verb"].name for item in page.context["verbs"]} == {"cancel"}


def test_a_row_says_what_the_mail_is_about_in_its_language(client, staff):
    make_mail(1, subject="Morgen: Kühle Räume", language="de")

    page = client.get(LIST).text

    assert 'Plain mail<br><span class="soft" lang="de">Morgen: Kühle Räume</span>' in page


@pytest.mark.parametrize(
    ("mails", "said"), [(0, "No mail waits."), (1, "1 mail waits."), (2, "2 mails wait.")]
)
def test_the_door_says_in_a_sentence_how_many_mails_wait(client, staff, mails, said):
    for n in range(mails):
        make_mail(n)

    page = client.get(reverse("admin:outbox_gate_changelist"), follow=True)

    assert said in page.text


def test_nothing_is_written_added_or_deleted_by_hand(client, staff):
    mail = make_mail()

    answers = [
        client.post(page_of(mail), {"state": "sent"}).status_code,
        client.get(f"{LIST}add/").status_code,
        client.post(f"{LIST}{mail.pk}/delete/", {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]
    assert (Message.objects.get().state, Entry.objects.count()) == ("pending", 0)


def test_all_mails_are_put_on_hold_with_a_reason_and_the_list_says_so(client, staff):
    Gate.objects.update_or_create(pk=1)
    pause = reverse("admin:outbox_gate_verb", args=[1, "pause"])

    without_reason = client.post(pause, {"reason": ""})
    client.post(pause, {"reason": "A wrong date"})
    page = client.get(LIST)
    asked = client.get(reverse("admin:outbox_gate_verb", args=[1, "resume"]))
    resumed = client.post(reverse("admin:outbox_gate_verb", args=[1, "resume"]), follow=True)

    assert "No mail waits." in asked.text
    assert "leave now" not in asked.text
    assert without_reason.context["form"].errors["reason"]
    assert "All mails are on hold." in page.text
    assert "Mails are being sent again." in resumed.text
    assert Gate.the().is_open


def test_the_one_door_has_no_list_but_its_page(client):
    client.force_login(make_staff())

    answer = client.get(reverse("admin:outbox_gate_changelist"), follow=True)

    assert answer.redirect_chain == [(reverse("admin:outbox_gate_change", args=[1]), 302)]
    assert "Mails are being sent." in answer.text


def test_a_key_that_is_none_is_refused_in_a_list(client):
    client.force_login(make_staff())
    queue_mail("bulk", to=make_user(), key="one", ids={})
    Message.objects.update(state="dead")
    chosen = {"action": "send_again", "_selected_action": "'><script>"}

    assert client.post(reverse("admin:outbox_message_changelist"), chosen).status_code == 400
