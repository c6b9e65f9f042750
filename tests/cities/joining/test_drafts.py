"""An application that is being written: it is kept, on this device and on others; nobody else reads it."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cities.joining import emails
from cities.joining.actions import deciding, drafting
from cities.models import Application, ApplicationDraft, City
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from tests.factories import make_application, make_city, make_draft, make_staff, make_theme
from tests.pages import Page

pytestmark = pytest.mark.django_db

WHY = {"interest": "To reach tenants.", "commitment": "Two people.", "experience": "starting"}
COOKIE = "draft-c40"


@pytest.fixture
def quito():
    return make_city(name="Quito", member=False)


@pytest.fixture
def begun(client, quito):
    """The draft of this device, whose first step is answered."""
    client.post("/join/c40/city/", {"city": quito.pk})
    return ApplicationDraft.objects.get()


def words(answer):
    return unescape(answer.content.decode())


def on_device(draft, client=None):
    """A device on which this draft is written."""
    client = client or Client()
    client.cookies[f"draft-{draft.kind}"] = sign("draft-device", draft.pk, version=draft.link_version)
    return client


def answers():
    return ApplicationDraft.objects.get().answers


def mailed_link():
    message = Message.objects.filter(kind="draft_link").latest("pk")
    return emails.draft_link(message.ids).context["url"].removeprefix("http://testserver")


# Steps


def test_the_steps_lead_from_one_to_the_next_and_to_the_page_that_shows_all(client, quito):
    theme = make_theme()
    who = {"person_name": "Maria", "position": "Officer", "email": "m@quito.example", "language": "en"}
    steps = [
        ("/join/c40/city/", {"city": quito.pk}),
        ("/join/c40/why/", WHY | {"themes": [theme.pk]}),
        ("/join/c40/people/", who),
    ]
    went = [client.get("/join/c40/")["Location"]]

    for path, typed in steps:
        assert path == went[-1]
        went.append(client.post(path, typed)["Location"])

    assert went[-1] == "/join/c40/check/"
    page = Page(client.get("/join/c40/check/"))
    assert page.texts("h1") == ["Check the application of Quito"]
    changes = page.html.select(".checked__head a")
    assert [link["href"] for link in changes] == [path for path, _typed in steps]
    assert changes[0].get_text() == "Change: Your city"
    assert page.texts(".answers dd") == [
        "Quito", "To reach tenants.", "Two people.", "Starting out", str(theme), "No answer",
        "Maria", "Officer", "m@quito.example", "English",
    ]  # fmt: skip
    assert "the secretariat of the Forum, to decide, and nobody else" in words(client.get("/join/c40/check/"))
    assert page.buttons.count("Send the application") == 1


def test_a_step_says_where_one_stands_and_for_which_city(client, begun):
    make_theme()
    answer = client.get("/join/c40/why/")

    page = Page(answer)
    assert page.texts("h1") == ["Why Quito wants to join"]
    assert "Step 2 of 4" in words(answer)
    assert page.texts(".steps [aria-current]") == ["Why you want to join"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_step_validates_its_own_questions_alone(client, begun):
    answer = client.post("/join/c40/why/", WHY)

    assert list(answer.context["form"].errors) == ["themes"]


def test_the_last_page_leads_to_the_first_open_answer_and_says_what_is_missing(client, begun):
    assert client.get("/join/c40/check/")["Location"] == "/join/c40/why/?open"

    assert "interest" in client.get("/join/c40/check/", follow=True).context["form"].errors
    # Whoever comes there on the way is not told so before an answer.
    assert not client.get("/join/c40/why/").context["form"].errors


@pytest.mark.parametrize("path", ["/join/c40/done/", "/join/c40/other/", "/join/city/x/"])
def test_a_step_that_this_way_does_not_have_is_no_page(client, path):
    assert client.get(path).status_code == 404


# Nothing typed is lost


def test_what_is_wrong_is_kept_as_it_was_typed(client, begun):
    client.post("/join/c40/people/", {"person_name": "see www.spam.example", "email": "maria at quito"})

    typed = Page(client.get("/join/c40/people/")).typed
    assert (typed["person_name"], typed["email"]) == ("see www.spam.example", "maria at quito")


def test_going_back_keeps_what_was_typed(client, begun):
    answer = client.post("/join/c40/people/?then=back", {"person_name": "Maria", "email": "half"})

    assert answer["Location"] == "/join/c40/why/"
    assert Page(client.get("/join/c40/people/")).typed["email"] == "half"


def test_the_page_offers_to_go_back_but_for_the_first(client, begun):
    for slug, back in (("city", None), ("why", "/join/c40/why/?then=back")):
        button = Page(client.get(f"/join/c40/{slug}/")).html.select_one("button[formaction]")
        assert (button and button["formaction"]) == back


def test_coming_back_leads_to_where_one_stopped(client, begun):
    make_theme()
    assert client.get("/join/c40/")["Location"] == "/join/c40/why/"
    assert Client().get("/join/c40/")["Location"] == "/join/c40/city/"


def test_a_script_keeps_a_step_without_going_on(client, quito):
    answer = client.post("/join/c40/why/?then=keep", {"interest": "To rea"})

    assert answer.json()["kept"] is True
    assert answers() == {"interest": ["To rea"]}
    client.post("/join/c40/why/?then=keep", {"interest": "To reach", "shown": answer.json()["shown"]})
    assert answers() == {"interest": ["To reach"]}
    assert "You can close this page." in words(client.get("/join/c40/why/"))


@pytest.mark.parametrize("typed", [{}, {"interest": ""}, {"language": "de"}, {"other": "x"}])
def test_nothing_typed_begins_nothing(client, typed):
    for slug in ("why", "people"):
        client.post(f"/join/c40/{slug}/?then=keep", typed)
        client.post(f"/join/c40/{slug}/", typed)

    assert not ApplicationDraft.objects.exists()
    assert COOKIE not in client.cookies


def test_a_form_that_was_sent_whole_is_kept_and_shown(client, quito):
    answer = client.post("/join/c40/", WHY | {"city": quito.pk}, follow=True)

    assert answer.redirect_chain[-1][0] == "/join/c40/why/?open"
    assert answers()["interest"] == ["To reach tenants."]


# Two windows


def test_an_answer_that_was_not_touched_here_stays_as_another_window_left_it(client, begun):
    here = Page(client.get("/join/c40/why/")).sent_by()
    client.post("/join/c40/why/", {"interest": "From the other window"})

    client.post("/join/c40/why/", here | {"commitment": "From here"})

    assert (answers()["interest"], answers()["commitment"]) == (["From the other window"], ["From here"])


def test_an_answer_that_both_changed_is_shown_in_both_versions(client, begun):
    here = Page(client.get("/join/c40/why/")).sent_by()
    client.post("/join/c40/why/", WHY | {"interest": "From the other window"})

    kept = client.post("/join/c40/why/?then=keep", here | {"interest": "From here"})
    assert kept.json()["kept"] is False
    assert answers()["interest"] == ["From the other window"]

    for then in ("?then=back", ""):
        answer = client.post(f"/join/c40/why/{then}", here | {"interest": f"From here{then}"})
        assert "there it said: “From the other window”" in words(answer) or not then
    assert Page(answer).typed["interest"] == "From here"
    again = client.post("/join/c40/why/", Page(answer).sent_by() | {"themes": [make_theme().pk]} | WHY)
    assert again["Location"] == "/join/c40/people/"


def test_what_another_window_changed_is_not_sent_unread(client):
    draft = make_draft()
    on_device(draft, client)
    sent = Page(client.get("/join/c40/check/")).sent_by("form.actions")
    people = Page(client.get("/join/c40/people/")).sent_by("form[data-keep]")
    client.post("/join/c40/people/", people | {"position": "Mayor"})

    answer = client.post("/join/c40/check/", sent)

    assert not Application.objects.exists()
    assert answer["Location"] == "/join/c40/check/"
    assert "An answer was changed in another window." in words(client.get("/join/c40/people/"))


def test_a_draft_that_was_sent_from_another_window_is_not_sent_again(client):
    draft = make_draft()
    on_device(draft, client)
    sent = Page(client.get("/join/c40/check/")).sent_by("form.actions")
    first = client.post("/join/c40/check/", sent)
    on_device(draft, client)

    again = client.post("/join/c40/check/", sent)

    assert first["Location"].startswith("/join/sent/")
    assert again["Location"] == "/join/c40/city/"
    assert Application.objects.count() == 1
    assert client.cookies[COOKIE].value


def test_typing_on_after_the_draft_is_gone_keeps_what_is_typed(client, begun):
    ApplicationDraft.objects.all().delete()

    client.post("/join/c40/why/", WHY)

    assert answers()["interest"] == ["To reach tenants."]


@pytest.mark.parametrize("then", ["", "?then=back"])
def test_what_a_window_shows_is_kept_whole_where_its_draft_is_gone(client, begun, then):
    client.post("/join/c40/why/", WHY)
    shown = Page(client.get("/join/c40/why/")).sent_by("form[data-keep]")
    ApplicationDraft.objects.all().delete()

    answer = client.post(f"/join/c40/why/{then}", shown | {"lessons": "The first flyers."})

    assert answer.status_code in {200, 302}
    kept = {name: values[-1] for name, values in answers().items() if values}
    assert kept == WHY | {"lessons": "The first flyers."}


@pytest.mark.parametrize("after", ["sent", "thrown away", "another begun"])
def test_a_script_that_is_late_begins_nothing_and_writes_into_nothing_else(client, after):
    draft = on_device(make_draft(), client) and ApplicationDraft.objects.get()
    page = Page(client.get("/join/c40/why/")).sent_by("form[data-keep]")
    if after == "sent":
        client.post("/join/c40/check/", Page(client.get("/join/c40/check/")).sent_by("form.actions"))
    else:
        drafting.throw_away(draft)
    if after == "another begun":
        client.post("/join/c40/why/", {"interest": "Of another"})

    kept = client.post("/join/c40/why/?then=keep", page | {"interest": "Late"})

    assert kept.json()["kept"] is False
    texts = [each.answers["interest"] for each in ApplicationDraft.objects.all()]
    assert texts == ([["Of another"]] if after == "another begun" else [])


def test_two_first_answers_of_one_browser_at_once_are_one_draft(client, quito):
    client.get("/join/c40/city/")
    twin = Client()
    twin.cookies.update(client.cookies)
    stranger = Client()
    stranger.get("/join/c40/city/")

    for device in (client, twin, stranger):
        device.post("/join/c40/city/", {"city": quito.pk})

    assert ApplicationDraft.objects.count() == 2
    assert client.cookies[COOKIE].value == twin.cookies[COOKIE].value != stranger.cookies[COOKIE].value
    # Whoever begins another one later means another one.
    ApplicationDraft.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    del twin.cookies[COOKIE]
    twin.post("/join/c40/city/", {"city": quito.pk})
    assert ApplicationDraft.objects.count() == 3


def test_a_form_that_lacks_answers_takes_none_away(client, begun):
    client.post("/join/c40/why/", WHY)

    client.post("/join/c40/", {"lessons": "The first flyers."})

    assert {name: values for name, values in answers().items() if values} == {
        "city": begun.answers["city"],
        "lessons": ["The first flyers."],
    } | {name: [value] for name, value in WHY.items()}


def test_names_are_kept_without_signs_that_nobody_sees(client):
    draft = make_draft(kind=City.Kind.OTHER, answers={"city_name": ["Par\u202eis\u200b Two"]})
    draft.answers["position"] = ["Off\u202eicer"]
    draft.save()

    page = Page(on_device(draft).get("/join/city/check/"))

    assert {"Paris Two", "Officer"} <= set(page.texts(".answers dd"))


# The device


def test_the_cookie_is_signed_names_the_draft_alone_and_is_for_the_server_alone(client, settings, quito):
    settings.SESSION_COOKIE_SECURE = True
    answer = client.post("/join/c40/city/", {"city": quito.pk}, secure=True)

    cookie = answer.cookies[COOKIE]
    draft = ApplicationDraft.objects.get()
    assert cookie.value == sign("draft-device", draft.pk, version=1)
    facts = {name: cookie[name] for name in ("httponly", "samesite", "secure", "path", "max-age", "domain")}
    assert facts == {
        "httponly": True,
        "samesite": "Lax",
        "secure": True,
        "path": "/",
        "max-age": 30 * 24 * 3600,
        "domain": "",
    }


def foreign_values(draft):
    yield from ("", "x", "1-1-0", f"{draft.pk:x}-1-0.AAAA", "\x00", "é", "1" * 4000)
    yield sign("draft", draft.pk)  # the mailed link is no cookie
    yield sign("status", draft.pk)
    yield sign("draft-device", draft.pk, version=2)
    yield sign("draft-device", draft.pk + 1)


def test_a_forged_or_foreign_cookie_opens_nothing(client):
    draft = make_draft(answers={"interest": ["A secret of Quito"]})
    shown = on_device(draft).get("/join/c40/why/")
    assert "A secret of Quito" in words(shown)

    for value in foreign_values(draft):
        client.cookies[COOKIE] = value
        answer = client.get("/join/c40/why/")
        assert (answer.status_code, "A secret of Quito" in words(answer)) == (200, False), value
    # That of one kind of city does not open another's page.
    client.cookies["draft-other"] = sign("draft-device", draft.pk)
    assert "A secret of Quito" not in words(client.get("/join/city/why/"))


def test_a_lost_cookie_shows_nothing_of_the_draft_and_begins_another(client, begun):
    client.post("/join/c40/why/", WHY)
    assert "To reach tenants." in words(client.get("/join/c40/why/"))
    del client.cookies[COOKIE]

    assert "To reach tenants." not in words(client.get("/join/c40/why/"))
    client.post("/join/c40/why/", {"interest": "Anew"})
    assert ApplicationDraft.objects.count() == 2


def test_starting_over_is_asked_once_and_deletes_the_draft(client, begun):
    page = Page(client.get("/join/c40/why/"))
    assert "/join/c40/start-over/" in page.links

    client.get("/join/c40/start-over/")
    assert ApplicationDraft.objects.exists()
    answer = client.post("/join/c40/start-over/", follow=True)

    assert not ApplicationDraft.objects.exists()
    assert answer.redirect_chain[-1][0] == "/join/c40/city/"
    assert "What you had typed is deleted." in words(answer)
    assert not client.cookies[COOKIE].value


def test_sending_deletes_the_draft_and_its_cookie(client):
    on_device(make_draft(), client)

    answer = client.post("/join/c40/check/", Page(client.get("/join/c40/check/")).sent_by("form.actions"))

    assert Application.objects.get().state == Application.State.UNCONFIRMED
    assert not ApplicationDraft.objects.exists()
    assert (client.cookies[COOKIE].value, client.get(answer["Location"]).status_code) == ("", 200)
    # Whoever comes back is told, and led to it, until another one is begun.
    page = Page(client.get("/join/c40/", follow=True))
    assert "is sent. What you write here begins another one." in " ".join(page.html.text.split())
    assert answer["Location"] in page.links
    assert "begins another one" not in words(Client().get("/join/c40/city/"))
    assert "begins another one" not in words(client.get("/join/city/city/"))
    client.post("/join/c40/why/", WHY)
    assert "begins another one" not in words(client.get("/join/c40/city/"))


def test_a_city_that_begins_both_ways_finds_both_again(client, begun):
    client.post("/join/city/city/", {"city_name": "Riverport", "country": "US"})

    assert Page(client.get("/join/c40/city/")).typed["city"] == begun.answers["city"][0]
    assert Page(client.get("/join/city/city/")).typed["city_name"] == "Riverport"


# Another device


def test_a_mailed_link_opens_the_draft_on_another_device_after_one_press(client, begun):
    client.post("/join/c40/why/", WHY)
    answer = client.post("/join/c40/elsewhere/", {"email": "Maria@Quito.example"})
    assert "A link is on its way to maria@quito.example." in words(answer)
    link, other = mailed_link(), Client()

    for _look in range(3):
        assert other.get(link).status_code == other.head(link).status_code == 200
    assert (COOKIE in other.cookies, ApplicationDraft.objects.get().confirmed_at) == (False, None)
    assert "To reach tenants." not in words(other.get(link))
    opened = other.post(link, follow=True)

    assert ApplicationDraft.objects.get().confirmed_at is not None
    assert opened.redirect_chain[-1][0] == "/join/c40/why/"
    assert Page(other.get("/join/c40/why/")).typed["interest"] == "To reach tenants."
    # Both go on; the first device needs no link.
    other.post("/join/c40/why/", WHY | {"interest": "From the phone"})
    assert Page(client.get("/join/c40/why/")).typed["interest"] == "From the phone"


def test_a_link_says_when_it_takes_the_place_of_another_draft(client, begun):
    client.post("/join/c40/elsewhere/", {"email": "m@quito.example"})
    other = make_draft()

    bare, same, writing = (Page(device.get(mailed_link())) for device in (Client(), client, on_device(other)))

    assert [bool(page.html.select(".banner--need")) for page in (bare, same, writing)] == [False, False, True]
    assert writing.html.select_one(".banner--need a")["href"] == "/join/c40/elsewhere/"


def test_the_mail_holds_nothing_that_was_typed(client, begun):
    client.post("/join/c40/people/", {"person_name": "Buy now", "position": "Buy now"})
    client.post("/join/c40/elsewhere/", {"email": "somebody@else.example"})

    message = Message.objects.get(kind="draft_link")
    content = emails.draft_link(message.ids)
    assert message.ids == {"draft": begun.pk, "version": 1}
    assert content.context.keys() == {"url", "days"}


def test_another_address_ends_the_link_and_the_cookies_of_the_first(client, begun):
    client.post("/join/c40/elsewhere/", {"email": "wrong@else.example"})
    wrong, stranger = mailed_link(), Client()
    stranger.post(wrong)
    assert stranger.get("/join/c40/")["Location"] == "/join/c40/why/"
    queued = Message.objects.get(kind="draft_link")

    client.post("/join/c40/elsewhere/", {"email": "maria@quito.example"})

    assert stranger.get("/join/c40/")["Location"] == "/join/c40/city/"
    assert stranger.get(wrong).status_code == 404
    assert emails.draft_link(queued.ids) is None
    assert client.get("/join/c40/")["Location"] == "/join/c40/why/"
    assert Client().get(mailed_link()).status_code == 200


def test_the_same_address_is_mailed_once_in_ten_minutes_and_five_times_an_hour(client, begun):
    codes = [
        client.post("/join/c40/elsewhere/", {"email": "maria@quito.example"}).status_code for _ in range(6)
    ]

    assert codes == [200] * 5 + [429]
    assert Message.objects.count() == 1
    cache.clear()
    assert client.post("/join/c40/elsewhere/", {"email": "maria@quito.example"}).status_code == 200


@pytest.mark.parametrize("end", ["sent", "start over", "old", "another purpose"])
def test_a_link_to_a_draft_that_is_over_says_so(client, end):
    draft = make_draft(email="maria@quito.example")
    link = f"/join/draft/{sign('draft', draft.pk)}/"
    assert client.get(link).status_code == 200
    if end == "sent":
        sender = on_device(draft)
        sender.post("/join/c40/check/", Page(sender.get("/join/c40/check/")).sent_by("form.actions"))
    elif end == "start over":
        on_device(draft).post("/join/c40/start-over/")
    elif end == "old":
        ApplicationDraft.objects.update(changed_at=timezone.now() - timedelta(days=30, minutes=1))
    else:
        link = f"/join/draft/{sign('draft-device', draft.pk)}/"

    for answer in (client.get(link), client.post(link)):
        assert (answer.status_code, "This link does not work any more" in words(answer)) == (404, True)


def test_the_link_opens_no_other_draft(client):
    mine, other = make_draft(), make_draft(answers={"interest": ["Of another city"]})
    client.post(f"/join/draft/{sign('draft', mine.pk)}/")

    assert "Of another city" in words(on_device(other).get("/join/c40/why/"))
    assert "Of another city" not in words(client.get("/join/c40/why/"))


def test_without_a_draft_there_is_nothing_to_go_on_with(client):
    for page in ("check", "elsewhere", "start-over"):
        for answer in (
            client.get(f"/join/c40/{page}/"),
            client.post(f"/join/c40/{page}/", {"email": "a@b.example"}),
        ):
            assert answer["Location"] == "/join/c40/city/"
    assert not Message.objects.exists()


# Partners, and corrections


@pytest.fixture
def invited():
    return make_application(
        kind=City.Kind.PARTNER, state=Application.State.INVITED, city_name="Tenants' union", person_name="Kim"
    )


def test_a_partner_finds_its_draft_by_its_link_on_every_device(invited):
    link = f"/join/partner/{sign('partner', invited.pk)}/"
    first, second = Client(), Client()
    assert Page(first.get(link, follow=True)).typed["city_name"] == "Tenants' union"

    first.post(f"{link}why/", {"interest": "We know how."})

    assert Page(second.get(f"{link}why/")).typed["interest"] == "We know how."
    assert Page(second.get(f"{link}people/")).typed["person_name"] == "Kim"
    assert not first.cookies.keys() & {"draft-partner", "draft-c40", "draft-other"}
    elsewhere = Page(second.get(f"{link}why/")).links
    assert f"{link}start-over/" in elsewhere
    second.post(f"{link}start-over/")
    assert "We know how." not in words(first.get(f"{link}why/"))


@pytest.mark.parametrize("page", ["", "why/", "check/", "start-over/"])
def test_an_invitation_that_was_taken_back_closes_every_page(client, invited, page):
    link = f"/join/partner/{sign('partner', invited.pk)}/"
    client.post(f"{link}why/", {"interest": "We know how."})
    assert client.get(link + page, follow=True).status_code == 200
    deciding.take_back_invitation(invited, by=make_staff())

    for answer in (client.get(link + page), client.post(link + page, {"interest": "x"})):
        assert answer.status_code == 404


def test_looking_at_an_application_to_correct_it_writes_nothing(client):
    wrong = make_application(state=Application.State.UNCONFIRMED, themes=[make_theme()])
    again = f"?again={sign('application-sent', wrong.pk)}"

    client.get(f"/join/c40/{again}", follow=True)
    assert not ApplicationDraft.objects.exists()
    page = Page(client.get(f"/join/c40/people/{again}"))
    client.post(
        page.html.select_one("form[data-keep]")["action"],
        page.sent_by("form[data-keep]") | {"email": "right@quito.example"},
    )

    draft = ApplicationDraft.objects.get()
    assert (draft.application, draft.answers["email"]) == (wrong, ["right@quito.example"])
    assert draft.answers["interest"] == [wrong.interest]
    assert client.get("/join/c40/")["Location"] == "/join/c40/check/"


def test_a_correction_takes_another_draft_aside_and_brings_it_back(client, begun):
    wrong = make_application(state=Application.State.UNCONFIRMED, themes=[make_theme()])
    again = f"?again={sign('application-sent', wrong.pk)}"
    mine = client.cookies[COOKIE].value

    page = Page(client.get(f"/join/c40/people/{again}"))
    assert "stands on this device. It waits" in " ".join(page.html.text.split())
    form = page.html.select_one("form[data-keep]")
    client.post(form["action"], page.sent_by("form[data-keep]") | {"email": "right@quito.example"})
    assert client.cookies[COOKIE].value != mine
    client.post("/join/c40/check/", Page(client.get("/join/c40/check/")).sent_by("form.actions"))

    assert client.cookies[COOKIE].value == mine
    assert "stands on this device again." in words(client.get("/join/c40/city/"))


def test_the_address_that_a_link_proved_is_filled_in(client):
    draft = drafting.mail_link(make_draft(answers={"email": []}), email="m@quito.example")
    other = drafting.mail_link(
        make_draft(answers={"email": ["typed@quito.example"]}), email="m@quito.example"
    )

    for each in (draft, other):
        client.post(f"/join/draft/{sign('draft', each.pk)}/")

    for each in (draft, other):
        each.refresh_from_db()
    assert draft.answers["email"] == ["m@quito.example"]
    assert other.answers["email"] == ["typed@quito.example"]


# Hostile sizes


@pytest.mark.parametrize("value", ["be\x00fore", "x" * 200_000], ids=["nul", "long"])
@pytest.mark.parametrize("then", ["", "?then=back"])
def test_an_answer_that_cannot_be_kept_stays_on_the_page_with_a_sentence(client, begun, value, then):
    answer = client.post(f"/join/c40/why/{then}", {"interest": value, "commitment": "Two"})

    assert (answers()["commitment"], answers().get("interest")) == (["Two"], None)
    assert answer.status_code == 200
    assert answer.context["form"].errors["interest"]
    assert value in words(answer)


@pytest.mark.parametrize("body", [b"interest=be%ED%A0%80fore", b"interest=%FF%FE"])
def test_what_is_no_text_is_kept_as_far_as_it_can_be_read(client, begun, body):
    kind = "application/x-www-form-urlencoded"

    answer = client.generic("POST", "/join/c40/why/?then=keep", body, content_type=kind)

    assert answer.status_code == 200
    assert "\ufffd" in answers()["interest"][0]


def test_a_kept_row_is_bounded_whatever_is_sent(client, begun):
    long = dict.fromkeys(("interest", "commitment", "lessons"), "x" * 9999)

    client.post("/join/c40/why/?then=keep", long | {"themes": ["1"] * 900, "more": "x" * 9_999})
    kept = answers()
    client.post("/join/c40/why/?then=keep", dict.fromkeys(long, "y" * 10_000) | {"themes": ["1"] * 900})

    assert kept == {"city": begun.answers["city"], "themes": ["1"] * 900} | {
        name: [value] for name, value in long.items()
    }
    assert answers() == kept


@pytest.mark.parametrize(
    "typed",
    [{"interest": "x" * 5_000_000}, {f"field{number}": "x" for number in range(10_000)}],
    ids=["5 MB", "10,000 fields"],
)
def test_what_no_form_sends_is_refused_and_changes_nothing(client, begun, typed):
    for then in ("", "?then=keep"):
        answer = client.post(f"/join/c40/why/{then}", typed)
        assert answer.status_code in {400, 413}
    assert answers() == begun.answers


def test_one_network_begins_sixty_drafts_an_hour_and_goes_on_with_them(quito):
    devices = [Client() for _ in range(61)]
    codes = [device.post("/join/c40/city/", {"city": quito.pk}).status_code for device in devices]

    assert codes == [302] * 60 + [429]
    assert devices[0].post("/join/c40/why/", WHY).status_code == 200
    refused = devices[-1].post("/join/c40/why/", WHY)
    assert "Please try again in an hour." in words(refused)
    assert Page(refused).typed["interest"] == WHY["interest"]


def test_a_city_that_is_in_finds_its_colleagues_when_no_draft_may_begin(quito):
    inside = make_city(name="Warsaw")
    for _ in range(60):
        Client().post("/join/c40/city/", {"city": quito.pk})

    page = Page(Client().post("/join/c40/city/", {"city": inside.pk}))

    assert page.html.select('form[action="/join/access/"]')
    assert "Please try again in an hour." not in page.html.text


# The clock


@pytest.mark.parametrize("days", [-8, 0, 8])
def test_the_age_of_a_draft_is_told_by_the_clock_of_the_database(client, begun, days):
    ApplicationDraft.objects.update(changed_at=timezone.now() - timedelta(days=29))

    with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
        assert client.get("/join/c40/")["Location"] == "/join/c40/why/"
        assert drafting.purge_drafts() == 0
        client.post("/join/c40/why/", WHY)

    assert timezone.now() - ApplicationDraft.objects.get().changed_at < timedelta(minutes=1)


def test_an_old_draft_is_shown_to_nobody_before_it_is_purged(client, begun):
    ApplicationDraft.objects.update(changed_at=timezone.now() - timedelta(days=31))

    assert client.get("/join/c40/")["Location"] == "/join/c40/city/"
    assert drafting.purge_drafts() == 1
