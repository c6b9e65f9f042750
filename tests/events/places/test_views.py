import re
from datetime import date, time, timedelta
from urllib.parse import unquote, urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.sharing.actions import grant
from events.models import Event, Registration, Speaker
from events.places import actions
from events.planning.actions import changes
from icaforum.outbox.models import Message
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_registration,
    make_staff,
    make_theme,
    make_user,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

Answer = Registration.Answer
AT_SIX_IN_MADRID = {"local_date": date(2031, 3, 18), "local_time": time(18)}


@pytest.fixture
def olive():
    """A city contact in Auckland."""
    city = make_city(name="Auckland", time_zone="Pacific/Auckland")
    person = make_officer(city)
    person.time_zone = "Pacific/Auckland"
    person.email = "olive.tane@auckland.example"
    person.save()
    return person


@pytest.fixture
def barcelona():
    return make_city(name="Barcelona", time_zone="Europe/Madrid", tier=Tier.PILOT)


def text_of(response):
    return " ".join(response.content.decode().split())


def titles(response):
    return [row.event.title for row in response.context["listing"].rows]


# The list -------------------------------------------------------------------------------------------------


def test_the_list_shows_what_one_may_see_and_no_more(client, olive):
    make_event(title="For everyone", level=Level.PUBLIC, starts_in=timedelta(days=1))
    make_event(title="For members", level=Level.GENERAL, starts_in=timedelta(days=2))
    make_event(title="For pilots", level=Level.PILOT, starts_in=timedelta(days=3))
    make_event(title="A draft", published=False)
    make_event(title="Cancelled", state=Event.State.CANCELLED)
    make_event(title="Over", level=Level.PUBLIC, starts_in=-timedelta(days=3))

    visitor = client.get(reverse("events:list"))
    client.force_login(olive)
    member = client.get(reverse("events:list"))
    past = client.get(reverse("events:list"), {"when": "past"})

    assert titles(visitor) == ["For everyone"]
    assert titles(member) == ["For everyone", "For members"]
    assert titles(past) == ["Over"]


def test_the_day_in_the_list_is_the_readers_own(client, olive, barcelona):
    start = timezone.now().replace(hour=17, minute=0) + timedelta(days=10)
    make_event(
        hosts=[barcelona],
        level=Level.PUBLIC,
        starts_in=start - timezone.now(),
        time_zone="Europe/Madrid",
    )
    event = Event.objects.get()
    here = event.starts_at.astimezone(event.zone)

    visitor = text_of(client.get(reverse("events:list")))
    client.force_login(olive)
    member = text_of(client.get(reverse("events:list")))

    assert f'<span class="day__number">{here.day}</span>' in visitor
    assert "your time" not in visitor
    next_day = (event.starts_at.astimezone(timezone.get_fixed_timezone(13 * 60))).day
    assert f'<span class="day__number">{next_day}</span>' in member
    assert "your time" in member
    assert "in Barcelona" in member


def test_filters_narrow_the_list_and_stay_in_its_links(client, olive):
    heat, waste = make_theme("extreme-heat"), make_theme("waste")
    both = make_event(title="Heat and waste", starts_in=timedelta(days=1))
    both.themes.set([heat, waste])
    make_event(title="Heat", kind=Event.Kind.ACADEMY).themes.set([heat])
    make_event(title="Neither")
    client.force_login(olive)

    themed = client.get(reverse("events:list"), {"theme": ["extreme-heat", "waste"]})
    academies = client.get(reverse("events:list"), {"theme": "extreme-heat", "kind": "academy"})

    assert titles(themed) == ["Heat and waste", "Heat"]
    assert titles(academies) == ["Heat"]
    assert academies.context["listing"].tabs[1]["url"] == "?kind=academy&theme=extreme-heat&when=past"


def test_pages_follow_each_other_without_a_gap_even_at_the_same_hour(client, olive):
    start = timedelta(days=5)
    for number in range(45):
        make_event(title=f"No {number}", starts_in=start if number < 30 else timedelta(days=number))
    client.force_login(olive)

    seen, address = [], reverse("events:list")
    while address:
        response = client.get(address)
        seen += titles(response)
        following = response.context["listing"].next_url
        address = following and reverse("events:list") + following

    assert seen == [f"No {number}" for number in range(45)]


def test_past_events_run_backwards_over_their_pages(client, olive):
    for number in range(25):
        make_event(title=f"No {number}", starts_in=-timedelta(days=number + 1))
    client.force_login(olive)

    first = client.get(reverse("events:list"), {"when": "past"})
    second = client.get(reverse("events:list") + first.context["listing"].next_url)

    assert titles(first) + titles(second) == [f"No {number}" for number in range(25)]
    assert second.context["listing"].first_url == "?when=past"


@pytest.mark.parametrize(
    "query",
    [
        {"after": "0-0"},
        {"after": "99999999999-999999999999999999"},
        {"after": "x"},
        {"after": "1\x00"},
        {"theme": "\x00"},
        {"theme": b"\xed\xa0\x80"},
        {"theme": "<script>"},
        {"kind": "x" * 100_000},
        {"when": b"\xed\xa0\x80"},
        {"when": "never"},
        {"theme": ["a"] * 900},
    ],
)
def test_any_query_gives_a_page(client, olive, query):
    make_event(title="The only one")
    client.force_login(olive)

    response = client.get(reverse("events:list") + "?" + urlencode(query, doseq=True))

    assert response.status_code == 200


def test_the_list_costs_the_same_for_one_and_for_many(client, olive, django_assert_max_num_queries):
    client.force_login(olive)
    client.get(reverse("about"))
    hosts = [make_city() for _ in range(3)]
    counts = []
    for _ in range(2):
        for _ in range(9):
            event = make_event(hosts=hosts)
            make_registration(event, person=olive, answer=Answer.WAITING)
        with django_assert_max_num_queries(12) as queries:
            client.get(reverse("events:list"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_empty_list_says_what_to_do_next(client, olive):
    visitor = text_of(client.get(reverse("events:list")))
    client.force_login(olive)
    member = text_of(client.get(reverse("events:list")))
    filtered = text_of(client.get(reverse("events:list"), {"kind": "academy"}))

    assert "No public event is planned just now" in visitor
    assert "No event is planned just now" in member
    assert "No event fits these filters" in filtered


# The page -------------------------------------------------------------------------------------------------


def test_hidden_and_unknown_are_the_same_page(client, olive):
    event = make_event(level=Level.PILOT)
    client.force_login(make_officer(make_city(tier=Tier.PILOT)))
    assert client.get(event.get_absolute_url()).status_code == 200
    client.force_login(olive)

    hidden = client.get(event.get_absolute_url())
    unknown = client.get(reverse("events:detail", args=["nothing"]))

    assert hidden.status_code == unknown.status_code == 404


@pytest.mark.parametrize("name", ["detail", "place", "join", "calendar"])
def test_visitors_are_led_to_sign_in_and_back(client, name):
    event = make_event(level=Level.GENERAL)
    address = reverse(f"events:{name}", args=[event.slug])
    missing = reverse(f"events:{name}", args=["nothing"])

    answers = [client.get(address), client.get(missing)]

    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, f"/account/login/?next={address}"),
        (302, f"/account/login/?next={missing}"),
    ]


def test_a_visitor_reads_a_public_event_and_may_sign_in_for_a_place(client, barcelona):
    event = make_event(hosts=[barcelona], level=Level.PUBLIC, time_zone="Europe/Madrid")

    answer = client.get(event.get_absolute_url())

    assert f"/account/login/?next=/events/{event.slug}/" in Page(answer).links
    assert "in Barcelona" in text_of(answer)
    assert Page(answer).html.select("[name=answer]") == []


def test_the_readers_own_time_is_named_after_their_city_not_after_its_zone(client):
    city = make_city(name="Seattle", time_zone="America/Los_Angeles")
    person = make_officer(city, person=make_user(time_zone="America/Los_Angeles"))
    event = make_event(time_zone="Europe/Madrid")
    client.force_login(person)
    assert "your time, Seattle" in text_of(client.get(event.get_absolute_url()))

    type(person).objects.filter(pk=person.pk).update(time_zone="America/Vancouver")

    assert "your time, Vancouver" in text_of(client.get(event.get_absolute_url()))


def test_the_page_says_both_times_and_the_places_left(client, olive, barcelona):
    event = make_event(hosts=[barcelona], time_zone="Europe/Madrid", capacity=60, title="Cool rooms")
    for _ in range(2):
        make_registration(event)
    client.force_login(olive)

    page = text_of(client.get(event.get_absolute_url()))

    assert "your time, Auckland" in page
    assert "in Barcelona" in page
    assert "58 places left" in page
    assert "You take this place for Auckland." in page


def test_taking_a_place_needs_one_press(client, olive):
    event = make_event()
    client.force_login(olive)

    answer = client.post(reverse("events:place", args=[event.slug]), {"answer": "take"}, follow=True)

    assert answer.redirect_chain == [(event.get_absolute_url(), 302)]
    page = text_of(answer)
    assert "You have a place" in page
    assert Page(answer).texts(".booking__address") == ["o…@auckland.example"]
    assert "Give up my place" in page
    assert "mailto:?subject=" in page


def test_pressing_ten_times_is_one_place_and_one_mail(client, olive):
    event = make_event()
    client.force_login(olive)

    for _ in range(10):
        client.post(reverse("events:place", args=[event.slug]), {"answer": "take"})

    assert Registration.objects.count() == 1
    assert Message.objects.count() == 1


def test_when_it_is_full_the_page_says_which_one_would_be(client, olive):
    event = make_event(capacity=1)
    make_registration(event)
    make_registration(event, answer=Answer.WAITING)
    make_registration(event, answer=Answer.WAITING)
    client.force_login(olive)

    before = text_of(client.get(event.get_absolute_url()))
    client.post(reverse("events:place", args=[event.slug]), {"answer": "take"})
    after = text_of(client.get(event.get_absolute_url()))

    assert "Join the waiting list" in before
    assert "You would be 3rd." in before
    assert "You are 3rd on the waiting list." in after


def test_giving_up_asks_once(client, olive):
    event = make_event()
    registration = make_registration(event, person=olive)
    client.force_login(olive)
    address = reverse("events:place", args=[event.slug]) + "?answer=give_up"

    asked = client.get(address)
    still = Registration.objects.get(pk=registration.pk).answer
    done = client.post(address, follow=True)

    assert "Give up your place?" in text_of(asked)
    assert still == Answer.GOING
    assert Registration.objects.get(pk=registration.pk).answer == Answer.GAVE_UP
    assert "Your place is given up." in text_of(done)


def test_reading_never_changes_a_place(client, olive):
    event = make_event()
    client.force_login(olive)

    for answer in ("take", "recording", "give_up", "nonsense", ""):
        response = client.get(reverse("events:place", args=[event.slug]), {"answer": answer})
        assert (response.status_code, response.url) == (302, event.get_absolute_url())

    assert not Registration.objects.exists()


def test_only_people_with_two_seats_are_asked_for_which_city(client, olive):
    event = make_event()
    client.force_login(olive)
    alone = text_of(client.get(event.get_absolute_url()))
    wellington = make_city(name="Wellington")
    make_officer(wellington, person=olive)

    asked = text_of(client.get(event.get_absolute_url()))
    refused = client.post(reverse("events:place", args=[event.slug]), {"answer": "take"}, follow=True)
    client.post(reverse("events:place", args=[event.slug]), {"answer": "take", "city": wellington.pk})

    assert "For which city?" not in alone
    assert "For which city?" in asked
    assert "Say which of your cities you take the place for." in text_of(refused)
    assert Registration.objects.get().city == wellington


def test_the_recording_is_asked_for_and_let_be(client, olive):
    event = make_event()
    client.force_login(olive)
    place = reverse("events:place", args=[event.slug])

    offered = text_of(client.get(event.get_absolute_url()))
    asked = text_of(client.post(place, {"answer": "recording"}, follow=True))
    let_be = text_of(client.post(place, {"answer": "give_up"}, follow=True))

    assert 'value="recording"' in offered
    assert "You get the recording. No place is kept for you." in asked
    assert "I no longer need it" in asked
    assert "We do not write to you about the recording." in let_be
    assert 'value="recording"' in let_be


def test_an_academy_offers_no_recording(client, olive):
    event = make_event(kind=Event.Kind.ACADEMY)
    client.force_login(olive)

    before = text_of(client.get(event.get_absolute_url()))
    actions.take_place(event, by=olive)
    after = text_of(client.get(event.get_absolute_url()))

    assert "Take a place" in before
    assert "Recording only" not in before + after


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"answer": "x"},
        {"answer": "take\x00"},
        {"answer": b"\xed\xa0\x80"},
        {"answer": "take", "city": "\x00"},
        {"answer": "take", "city": "9" * 400},
        {"answer": "take", "city": "-1"},
        {"answer": "take", "city": b"\xed\xa0\x80"},
        {"answer": "t" * 1_000_000},
    ],
)
def test_bad_input_leads_back_with_a_word(client, olive, typed):
    event = make_event()
    client.force_login(olive)

    response = client.post(
        reverse("events:place", args=[event.slug]),
        urlencode(typed),
        content_type="application/x-www-form-urlencoded",
        follow=True,
    )

    assert response.status_code == 200
    assert "That did not work. Please choose again." in text_of(response)
    assert not Registration.objects.exists()


def test_a_refusal_is_said_on_the_page(client, olive):
    event = make_event(starts_in=-timedelta(minutes=5))
    client.force_login(olive)

    response = client.post(reverse("events:place", args=[event.slug]), {"answer": "take"}, follow=True)

    assert "This event has begun; places stay as they are now." in text_of(response)


def test_staff_without_a_seat_are_not_offered_a_place(client):
    event = make_event()
    client.force_login(make_staff())

    answer = client.get(event.get_absolute_url())

    assert Page(answer).html.select("[name=answer]") == []
    assert "Places are for people of the Forum" in text_of(answer)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": Event.State.CANCELLED}, "This event does not take place."),
        ({"state": Event.State.POSTPONED}, "A new date will be announced."),
        ({"starts_in": -timedelta(days=2)}, "It is over."),
        ({"starts_in": -timedelta(minutes=5)}, "Places are no longer given."),
    ],
)
def test_the_card_says_what_has_become_of_the_event(client, olive, facts, words):
    event = make_event(**facts)
    client.force_login(olive)

    answer = client.get(event.get_absolute_url())

    assert words in text_of(answer)
    assert Page(answer).html.select("[value=take]") == []


def the_time_it_was(client, person, event):
    client.force_login(person)
    page = text_of(client.get(event.get_absolute_url()))
    return re.findall(r"<del>(.*?)</del>", page)


def test_a_move_strikes_the_old_time_on_the_page_on_both_clocks(client, olive, barcelona):
    event = make_event(hosts=[barcelona], time_zone="Europe/Madrid", **AT_SIX_IN_MADRID)
    changes.move(event, by=make_staff(), local_date=date(2031, 3, 20), local_time=time(9))

    assert the_time_it_was(client, olive, event) == [
        "Wednesday 19 March 2031, 6:00–7:15 your time, Tuesday 18 March 2031, 18:00–19:15 in Barcelona"
    ]


@pytest.mark.parametrize("act", [changes.postpone, changes.cancel])
def test_what_does_not_take_place_strikes_both_times_on_the_page(client, olive, barcelona, act):
    event = make_event(hosts=[barcelona], time_zone="Europe/Madrid", **AT_SIX_IN_MADRID)
    act(event, by=make_staff())

    assert the_time_it_was(client, olive, event) == [
        "Wednesday 19 March 2031, 6:00–7:15 your time, Tuesday 18 March 2031, 18:00–19:15 in Barcelona"
    ]


def test_why_it_was_moved_stands_on_the_page(client, olive):
    event = make_event()
    changes.postpone(event, by=make_staff(), why="The speaker is ill.")
    client.force_login(olive)

    page = text_of(client.get(event.get_absolute_url()))

    assert "The speaker is ill." in page


def test_speakers_stand_with_their_city_and_its_tier(client, olive, barcelona):
    event = make_event(hosts=[barcelona])
    Speaker.objects.create(event=event, name="Sample Person", city=barcelona)
    Speaker.objects.create(event=event, name="Lena Sample", role="A partner of the Forum", position=1)
    client.force_login(olive)

    response = client.get(event.get_absolute_url())

    assert [(voice.name, voice.role, voice.tone) for voice in response.context["speakers"]] == [
        ("Sample Person", "Barcelona, Pilot city", "pilot"),
        ("Lena Sample", "A partner of the Forum", ""),
    ]


def test_the_page_costs_the_same_with_few_and_with_many(client, olive, django_assert_max_num_queries):
    event = make_event(hosts=[make_city()], capacity=100)
    client.force_login(olive)
    client.get(reverse("about"))
    counts = []
    for _ in range(2):
        for number in range(5):
            Speaker.objects.create(event=event, name=f"Voice {number}", city=make_city())
            event.themes.add(make_theme(f"theme-{len(counts)}-{number}"))
            make_registration(event)
        with django_assert_max_num_queries(20) as queries:
            client.get(event.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


# The way in -----------------------------------------------------------------------------------------------


def test_before_its_time_the_page_says_when_the_door_opens(client, olive):
    event = make_event(starts_in=timedelta(hours=11, minutes=35))
    make_registration(event, person=olive)
    client.force_login(olive)

    answer = client.get(event.get_absolute_url())

    assert "Join on Zoom" in text_of(answer)
    assert "your time, in 11 hours." in text_of(answer)
    assert f"/{event.slug}/join/" not in text_of(answer)


def test_in_its_time_a_door_that_leads_nowhere_says_so(client, olive):
    event = make_event(starts_in=timedelta(minutes=20), join_url="")
    make_registration(event, person=olive)
    client.force_login(olive)

    text = text_of(client.get(event.get_absolute_url()))

    assert "The joining link is missing. Please write to us." in text
    assert "Come back to this page" not in text


def test_in_its_time_one_press_leads_in(client, olive):
    event = make_event(starts_in=timedelta(minutes=20), passcode="482913", dial_in="+64 9 555 0100")
    make_registration(event, person=olive)
    client.force_login(olive)

    page = client.get(event.get_absolute_url())
    answer = client.post(reverse("events:join", args=[event.slug]))

    text = text_of(page)
    assert f"/events/{event.slug}/join/" in Page(page).paths
    assert "482913" in text
    assert "+64 9 555 0100" in text
    assert "form-action 'self' https:" in page["Content-Security-Policy"]
    assert (answer.status_code, answer["Location"]) == (303, event.join_url)


def test_the_policy_of_every_other_page_stays_closed(client, olive):
    event = make_event(starts_in=timedelta(minutes=20))
    client.force_login(olive)

    page = client.get(event.get_absolute_url())

    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"
    assert "https:" not in page["Content-Security-Policy"]


def test_a_visit_to_the_door_by_link_shows_the_page(client, olive):
    event = make_event(starts_in=timedelta(minutes=20))
    make_registration(event, person=olive)
    client.force_login(olive)

    answer = client.get(reverse("events:join", args=[event.slug]))

    assert (answer.status_code, answer.url) == (302, event.get_absolute_url())


def test_the_calendar_file_is_for_people_with_a_place(client, olive):
    event = make_event()
    client.force_login(olive)
    without = client.get(reverse("events:calendar", args=[event.slug]))
    place = make_registration(event, person=olive)

    with_place = client.get(reverse("events:calendar", args=[event.slug]))

    assert without.status_code == 404
    assert with_place["Content-Type"] == "text/calendar; charset=utf-8"
    assert with_place["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    assert place.uid in with_place.content.decode().replace("\r\n ", "")


CANARIES = ("canary-room", "canary-passcode", "canary-dial-in")


@pytest.mark.parametrize(
    ("starts_in", "open_for_place"),
    [
        (timedelta(days=3), False),
        (timedelta(minutes=35), False),
        (timedelta(minutes=27), True),
        (-timedelta(minutes=60), True),
        (-timedelta(minutes=76), False),
    ],
)
def test_the_way_in_is_nowhere_but_behind_the_door_in_its_time(client, olive, starts_in, open_for_place):
    """Every surface, for every sort of reader, before, during and after."""
    event = make_event(
        starts_in=starts_in,
        level=Level.PUBLIC,
        capacity=1,
        join_url="https://zoom.us/j/canary-room",
        passcode="canary-passcode",
        dial_in="canary-dial-in",
    )
    readers = {"visitor": None}
    for answer in (Answer.GOING, Answer.WAITING, Answer.RECORDING, Answer.GAVE_UP):
        readers[answer] = make_registration(event, answer=answer).person
    readers["no answer"] = olive
    grant(event, to=olive, by=make_staff())

    shown = {}
    for name, person in readers.items():
        client.logout()
        if person:
            client.force_login(person)
        surfaces = {
            "page": client.get(event.get_absolute_url()),
            "list": client.get(reverse("events:list")),
            "past": client.get(reverse("events:list"), {"when": "past"}),
            "confirm": client.get(reverse("events:place", args=[event.slug]), {"answer": "give_up"}),
            "door by link": client.get(reverse("events:join", args=[event.slug])),
            "calendar": client.get(reverse("events:calendar", args=[event.slug])),
            "home": client.get(reverse("home")),
            "door": client.post(reverse("events:join", args=[event.slug])),
        }
        shown[name] = {
            surface
            for surface, response in surfaces.items()
            if any(word in response.content.decode() + str(response.headers) for word in CANARIES)
        }

    assert shown == {
        name: {"page", "door"} if name == Answer.GOING and open_for_place else set() for name in readers
    }


def test_a_mail_to_a_colleague_says_when_it_is_at_each_place(client, olive, barcelona):
    event = make_event(hosts=[barcelona], time_zone="Europe/Madrid", **AT_SIX_IN_MADRID)
    make_registration(event, person=olive)
    client.force_login(olive)

    links = Page(client.get(event.get_absolute_url())).links
    (mail,) = [unquote(address) for address in links if address.startswith("mailto:?")]

    assert f"body={event.title}\n\n" in mail
    assert "Wednesday 19 March 2031, 6:00–7:15 in Auckland\nTuesday 18 March 2031, 18:00–19:15 in" in mail
    assert event.get_absolute_url() in mail
