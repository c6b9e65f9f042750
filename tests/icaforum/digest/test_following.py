"""One page of mails and follows, and the buttons on the pages of what can be followed."""

import pytest
from django.urls import reverse

from cities.models import City
from cities.people.actions.profiles import choose_mails
from cities.sharing.viewers import viewer_of
from icaforum import mails
from icaforum.audit.models import Entry
from icaforum.digest.actions import follow
from icaforum.digest.models import Follow
from icaforum.digest.sections import kind_choices
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.letter import Letter, as_email, unsubscribe_url
from icaforum.outbox.models import Message, Optout
from icaforum.pages.desk import desk_of
from tests.factories import make_city, make_officer, make_resource, make_theme, make_user, open_rooms
from tests.pages import Page

pytestmark = pytest.mark.django_db

OPTIONAL = sorted(name for name, kind in mails.KINDS.items() if kind.optional)


@pytest.fixture
def person(client):
    open_rooms()  # so that every optional kind is offered
    person = make_officer()
    client.force_login(person)
    return person


def form(client):
    return client.get(reverse("mails")).context["form"]


def off(person):
    return sorted(Optout.objects.of(person).values_list("kind", flat=True))


def followed(person):
    return [str(row) for row in Follow.objects.of(person)]


def verbs(person):
    return [entry.verb for entry in Entry.objects.about(person)]


def test_each_optional_mail_has_its_tick_with_a_sentence_of_when_it_comes(client, person):
    choose_mails(person, wanted=OPTIONAL[1:], by=person)
    shown = form(client)

    assert sorted(shown["wanted"].value()) == OPTIONAL[1:]
    assert dict(shown.fields["wanted"].choices) == {
        name: f"{mails.KINDS[name].title}. {mails.KINDS[name].when}" for name in OPTIONAL
    }
    assert all(mails.KINDS[name].when for name in OPTIONAL)


def test_mails_are_switched_off_and_on_again(client, person):
    client.post(reverse("mails"), {"wanted": OPTIONAL[1:]})
    first = off(person)
    client.post(reverse("mails"), {"wanted": OPTIONAL})

    assert (first, off(person)) == (OPTIONAL[:1], [])
    assert verbs(person) == ["mails chosen", "mails chosen"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (field, value)
        for field in ("wanted", "themes", "kinds", "cities")
        for value in ("invitation", "0", "\x00")
    ],
)
def test_what_is_not_offered_cannot_be_chosen(client, person, field, value):
    answer = client.post(reverse("mails"), {"wanted": OPTIONAL, field: [value]})

    assert list(answer.context["form"].errors) == [field]
    assert (off(person), followed(person)) == ([], [])


def test_a_kind_that_no_page_offers_stays_switched_off(client, person):
    Optout.objects.create(person=person, kind="of_another_version")

    for wanted in (OPTIONAL[1:], OPTIONAL):
        client.post(reverse("mails"), {"wanted": wanted})

    assert off(person) == ["of_another_version"]


def test_follows_are_chosen_on_the_page_and_what_it_does_not_offer_stays(client, person):
    heat, flood, city = make_theme(), make_theme("floods"), make_city(name="Lakemouth")
    follow(person, theme=heat, by=person)
    page = Page(client.get(reverse("mails")))
    follow(person, city=city, by=person)  # in another window, after this one was shown
    shown = {"_shown": page.html.select_one("[name=_shown]")["value"], "wanted": OPTIONAL}

    client.post(reverse("mails"), shown | {"themes": [flood.pk], "kinds": ["toolkit", "webinar"]})
    first = followed(person)
    client.post(reverse("mails"), {"wanted": OPTIONAL, "cities": [city.pk]})

    assert sorted(first) == ["Floods", "Lakemouth", "toolkit", "webinar"]
    assert followed(person) == ["Lakemouth"]
    assert off(person) == []


def test_what_can_be_followed_are_the_kinds_of_all_sections():
    names = [name for name, _words in kind_choices()]

    assert {"case-study", "webinar", "academy", "pilot-project"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("what", ["city", "theme", "kind", "kind of event"])
def test_its_page_has_a_button_to_follow_and_one_to_stop(client, person, what):
    theme, city = make_theme(), make_city(name="Lakemouth")
    make_resource(themes=[theme], kind="toolkit")
    address, name = {
        "city": (city.get_absolute_url(), "Lakemouth"),
        "theme": (f"/library/?theme={theme.slug}", "Extreme heat"),
        "kind": ("/library/?kind=toolkit", "Toolkit"),
        "kind of event": ("/events/?kind=webinar", "Webinar"),
    }[what]
    seen = []
    for _step in range(2):
        page = Page(client.get(address))
        sent = page.html.select_one(f'form[action="{reverse("follow")}"]')
        fields = {it["name"]: it.get("value", "") for it in sent.select("[name]")}
        seen.append(page.texts(f'form[action="{reverse("follow")}"] button')[0])
        answer = client.post(reverse("follow"), fields)
        seen.append(len(followed(person)))
        assert answer.url == address

    assert seen == [f"Follow {name}", 1, f"Stop following {name}", 0]
    assert verbs(person) == ["unfollowed", "followed"]


def test_visitors_and_people_who_left_are_offered_no_button(client):
    city = make_city()
    pages = [client.get(city.get_absolute_url())]
    client.force_login(make_user())
    pages.append(client.get(city.get_absolute_url()))

    assert [page.status_code for page in pages] == [200, 200]
    assert all(reverse("follow") not in page.text for page in pages)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "nothing"},
        {"theme": "\x00"},
        {"city": "nowhere"},
        {"kind": "toolkit", "theme": "extreme-heat"},
    ],
)
@pytest.mark.parametrize("back", ["/cities/", "https://else.example/", "//else.example", ""])
def test_what_cannot_be_followed_changes_nothing(client, person, sent, back):
    make_theme()
    answer = client.post(reverse("follow"), sent | {"next": back})

    assert (answer.status_code, followed(person)) == (302, [])
    assert answer.url == ("/cities/" if back == "/cities/" else reverse("mails"))


def test_following_twice_is_following_once(client, person):
    city = City.objects.first()

    assert [follow(person, city=city, by=person) for _ in range(2)] == [True, False]
    assert verbs(person) == ["followed"]


def test_my_forum_shows_what_is_followed_first_and_hides_nothing(person):
    theme = make_theme()
    older, newer = make_resource(themes=[theme]), make_resource()
    before = desk_of(person, viewer_of(person)).news
    follow(person, theme=theme, by=person)

    assert (before, desk_of(person, viewer_of(person)).news) == ([newer, older], [older, newer])


# Of every kind ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OPTIONAL)
def test_every_optional_kind_is_stopped_with_one_click_by_person_and_by_program(client, kind):
    reader = make_officer()
    queue_mail(kind, to=reader, key="k", ids={})
    message = Message.objects.get()
    url = unsubscribe_url(message).removeprefix("http://testserver")
    head = as_email(message, Letter("Subject", "Text", "<p>Text</p>")).message()

    shown = client.get(url)
    before = off(reader)
    # As RFC 8058 has it: no cookie, no token, this one field.
    clicked = client.post(url, {"List-Unsubscribe": "One-Click"})

    assert head["List-Unsubscribe"].strip() == f"<http://testserver{url}>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (shown.status_code, before, clicked.status_code, off(reader)) == (200, [], 200, [kind])
