"""The pages of requests for help: asking, answering, the end, and what nobody else gets to see."""

import pytest
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.models import HelpMessage, HelpRequest, PartnerTerms, Report
from cities.partners.actions import helping
from cities.partners.views.helping import PAGE
from icaforum.forum.models import Room
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db

State = HelpRequest.State
SECRET = "Our rents are secret."
TYPED = {"title": "Read our tender", "text": "Sixty bus stops.", "language": "en"}


@pytest.fixture
def people():
    make.open_rooms(Room.HELP)
    city, partner = (
        make.make_city(name="Lakemouth", tier=Tier.PEER),
        make.make_partner(name="Shade", slug="shade"),
    )
    make.make_expertise(partner, theme=make.make_theme("heat"))
    return {
        "asker": make.make_officer(city),
        "colleague": make.make_lead(city),
        "partner": make.make_lead(partner),
        "other city": make.make_lead(make.make_city(tier=Tier.PILOT)),
        "other partner": make.make_lead(make.make_partner(name="Homes", slug="homes")),
        "nobody": make.make_user(),
        "staff": make.make_staff(),
    }


@pytest.fixture
def row(people):
    return make.ask_for_help(people["asker"], people["partner"].seats.get().city, text=SECRET)


def page(name, row, client, **posted):
    address = reverse(f"cities:{name}", args=[row.pk])
    return client.post(address, posted) if posted else client.get(address)


def test_a_city_asks_a_partner(client, people):
    client.force_login(people["asker"])
    address = reverse("cities:help_ask", args=["shade"])
    answer = client.post(address, TYPED | {"themes": ["heat"], "needed_by": "2099-01-15"})
    row = HelpRequest.objects.get()
    assert (answer.status_code, answer.url) == (302, row.get_absolute_url())
    assert (row.state, str(row.needed_by), row.partner.slug) == (State.ASKED, "2099-01-15", "shade")
    assert [theme.slug for theme in row.themes.all()] == ["heat"]
    shown = client.get(reverse("cities:partner", args=["shade"]))
    assert "Read our tender" in shown.text
    assert "A first answer is due by" in shown.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"text": " "},
        {"needed_by": "2020-01-01"},
        {"needed_by": "soon"},
        {"themes": ["\x00"]},
        {"title": "a\x00b"},
        {"title": "x" * 201},
        {"language": "xx"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, people, wrong):
    client.force_login(people["asker"])
    answer = client.post(reverse("cities:help_ask", args=["shade"]), TYPED | wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    kept = "Sixty bus stops." if "text" not in wrong else "Read our tender"
    assert kept in answer.text
    assert not HelpRequest.objects.exists()


def test_whoever_has_seats_in_two_cities_says_for_which(client, people):
    second = make.make_city(name="Northbridge", slug="northbridge", tier=Tier.PEER)
    make.make_officer(second, person=people["asker"])
    make.make_officer(make.make_partner(), person=people["asker"])
    client.force_login(people["asker"])
    form = Page(client.get(reverse("cities:help_find")))
    assert len(form.html.select("input[name=city]")) == 2
    client.post(reverse("cities:help_find"), TYPED | {"city": "northbridge"})
    assert HelpRequest.objects.get().city == second


def test_the_secretariat_finds_one(client, people):
    client.force_login(people["asker"])
    client.post(reverse("cities:help_find"), TYPED)
    row = HelpRequest.objects.get()
    assert (row.state, row.partner) == (State.LOOKING, None)
    assert "The secretariat looks for a partner." in page("help_request", row, client).text
    client.force_login(people["partner"])
    assert page("help_request", row, client).status_code == 404


def test_a_partner_that_pauses_is_not_asked(client, people):
    PartnerTerms.objects.create(city=people["partner"].seats.get().city, is_paused=True)
    client.force_login(people["asker"])
    shown = client.get(reverse("cities:partner", args=["shade"]))
    assert "/partners/shade/help/" not in shown.text
    answer = client.post(reverse("cities:help_ask", args=["shade"]), TYPED)
    assert (answer.status_code, answer.url) == (302, "/partners/shade/")
    assert not HelpRequest.objects.exists()


def test_who_reads_it_on_which_page(client, people, row):
    helping.write(row, text="Which street?", language="en", by=people["partner"])
    reads, lists = set(), set()
    for word, person in people.items():
        client.force_login(person)
        shown = page("help_request", row, client)
        if shown.status_code == 200:
            assert SECRET in shown.text
            assert "Which street?" in shown.text
            reads.add(word)
        if row.title in client.get(reverse("cities:help_requests")).text:
            lists.add(word)
        for place in ("/partners/", "/partners/shade/", row.city.get_absolute_url(), "/search/?q=tender"):
            told = client.get(place)
            assert SECRET not in told.text
            if word not in {"asker", "colleague"}:
                assert row.title not in told.text
    client.logout()
    assert page("help_request", row, client).status_code == 302
    assert reads == {"asker", "colleague", "partner", "staff"}
    assert lists == reads


def test_a_partner_says_yes_and_the_city_what_came_of_it(client, people, row):
    client.force_login(people["partner"])
    assert page("help_accept", row, client, text="").status_code == 200
    assert page("help_accept", row, client, text="Noa, from Monday.").status_code == 302
    assert page("help_accept", row, client, text="Again").status_code == 200  # refused in words
    client.force_login(people["colleague"])
    assert page("help_finish", row, client, outcome="Two clauses went.", is_shown="on").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer, row.is_shown) == (State.DONE, "Noa, from Monday.", True)

    client.force_login(people["other city"])
    shown = client.get("/partners/shade/").text
    assert "Two clauses went." in shown
    assert SECRET not in shown
    client.force_login(people["asker"])
    page("help_show", row, client, shown="no")
    client.force_login(people["other city"])
    assert "Two clauses went." not in client.get("/partners/shade/").text


def test_what_came_of_it_stands_nowhere_without_the_word_of_the_city(client, people, row):
    helping.accept(row, text="Yes", by=people["partner"])
    helping.finish(row, outcome="It failed badly.", by=people["asker"])
    client.force_login(people["other city"])
    shown = client.get("/partners/shade/").text
    assert "It failed badly." not in shown
    assert "not yet with a city of the Forum" in shown


def test_the_page_counts_the_cities_that_agreed_by_theme(client, people):
    partner = people["partner"].seats.get().city
    theme = partner.expertise.get().theme
    for asker in (people["asker"], people["asker"], people["other city"]):
        row = make.ask_for_help(asker, partner, themes=[theme])
        helping.accept(row, text="Yes", by=people["partner"])
        helping.finish(row, outcome="It held.", is_shown=True, by=asker)
    client.force_login(people["asker"])
    assert "did this with 2 cities" in client.get("/partners/shade/").text


def test_a_no_leads_on_to_the_secretariat(client, people, row):
    client.force_login(people["partner"])
    assert page("help_decline", row, client, text="No time.").status_code == 302
    client.force_login(people["asker"])
    assert "No time." in page("help_request", row, client).text
    page("help_look_on", row, client, now="1")
    page("help_look_on", row, client, now="1")
    assert sorted(HelpRequest.objects.values_list("state", flat=True)) == [State.DECLINED, State.LOOKING]


def test_both_sides_write_and_a_stranger_does_not(client, people, row):
    for word, code in (("asker", 302), ("partner", 302), ("other partner", 404), ("staff", 404)):
        client.force_login(people[word])
        assert page("help_request", row, client, text="Hello", language="en").status_code == code
    assert HelpMessage.objects.count() == 2


def test_it_is_taken_back_after_a_question(client, people, row):
    client.force_login(people["asker"])
    assert page("help_withdraw", row, client).status_code == 200
    row.refresh_from_db()
    assert row.is_open
    address = reverse("cities:help_withdraw", args=[row.pk])
    assert client.post(address).status_code == 302
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN


def test_a_side_reports_to_the_secretariat(client, people, row):
    said = helping.write(row, text="Buy our tanks.", language="en", by=people["partner"])
    client.force_login(people["asker"])
    assert page("help_message_report", said, client, reason="It sells.").status_code == 302
    assert page("help_request_report", row, client, reason="It sells.").status_code == 302
    assert Report.objects.count() == 2
    client.force_login(people["partner"])
    assert page("help_message_report", said, client).status_code == 404  # one's own
    client.force_login(people["other partner"])
    assert page("help_message_report", said, client).status_code == 404


def test_the_speed_of_a_partner_is_told_nobody_else(client, people, row):
    helping.accept(row, text="Yes", by=people["partner"])
    HelpRequest.objects.update(asked_at="2026-03-02T09:00:00Z", answered_at="2026-04-15T09:00:00Z")
    helping.finish(row, outcome="It held.", is_shown=True, by=people["asker"])
    client.force_login(people["other city"])
    shown = client.get("/partners/shade/").text
    for day in ("2 March", "15 April", "March 2026", "April 2026"):
        assert day not in shown


def test_a_long_list_has_pages(client, people):
    made = [
        HelpRequest.objects.create(
            city=people["asker"].seats.get().city,
            title=f"Request {number:02}",
            text="x",
            language="en",
            state="looking",
        )
        for number in range(PAGE + 1)
    ]
    client.force_login(people["asker"])
    first = client.get(reverse("cities:help_requests"))
    assert made[0].title not in first.text
    older = client.get(reverse("cities:help_requests") + first.context["older_url"])
    assert made[0].title in older.text
    for wrong in ("?after=x", "?after=²", "?after=" + "9" * 30):
        assert client.get(reverse("cities:help_requests") + wrong).status_code == 200


def test_my_forum_says_what_waits(client, people, row):
    client.force_login(people["partner"])
    assert "Lakemouth asks for your help" in client.get(reverse("desk")).text
    helping.accept(row, text="Yes", by=people["partner"])
    assert "Lakemouth asks for your help" not in client.get(reverse("desk")).text
    HelpRequest.objects.update(answered_at="2026-01-01T00:00:00Z")
    client.force_login(people["asker"])
    assert "What came of the help of Shade?" in client.get(reverse("desk")).text
    make.open_rooms(Room.QUESTIONS)
    assert "What came of the help of Shade?" not in client.get(reverse("desk")).text


def test_today_says_what_waits_for_the_secretariat(client, people, row):
    make.ask_for_help(people["other city"], False, title="Who knows leases?")
    HelpRequest.objects.filter(pk=row.pk).update(staff_since="2026-01-01T00:00:00Z")
    client.force_login(people["staff"])
    today = client.get("/admin/").text
    assert "Who knows leases?" in today
    assert "Shade has not answered Lakemouth" in today
    make.open_rooms(Room.QUESTIONS)
    assert "Shade has not answered Lakemouth" not in client.get("/admin/").text


def test_staff_put_a_request_to_a_partner_in_the_admin(client, people):
    row = make.ask_for_help(people["asker"], False)
    client.force_login(people["staff"])
    base = reverse("admin:cities_helprequest_change", args=[row.pk])
    partner = people["partner"].seats.get().city
    assert "Read our tender" in client.get(base).text
    client.post(base.replace("change/", "do/put/"), {"partner": partner.pk, "_confirmed": "1"})
    row.refresh_from_db()
    assert (row.state, row.partner) == (State.ASKED, partner)


def test_who_presses_again_reads_that_it_is_done_and_no_failure(client, people, row):
    said = {
        "help_accept": ("partner", {"text": "Kim, from May."}, "You have said yes already."),
        "help_finish": ("asker", {"outcome": "Sixty stops."}, "You have said already what came of it."),
    }
    for name, (who, typed, already) in said.items():
        client.force_login(people[who])
        page(name, row, client, **typed)
        again = client.post(reverse(f"cities:{name}", args=[row.pk]), typed, follow=True)
        assert again.redirect_chain[0][0] == row.get_absolute_url()
        assert already in again.text
    client.force_login(people["colleague"])
    late = client.post(reverse("cities:help_finish", args=[row.pk]), {"outcome": "Sixty."}, follow=True)
    assert "A colleague has said it already." in late.text


def test_a_request_that_was_accepted_meanwhile_is_not_taken_back_unread(client, people, row):
    client.force_login(people["asker"])
    before = Page(page("help_withdraw", row, client)).sent_by("form.form")
    helping.accept(row, text="Kim, from May.", by=people["partner"])
    address = reverse("cities:help_withdraw", args=[row.pk])

    met = client.post(address, before, follow=True)

    assert "Shade has said yes meanwhile" in met.text
    row.refresh_from_db()
    assert row.state == State.ACCEPTED
    client.post(address, Page(page("help_withdraw", row, client)).sent_by("form.form"))
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
