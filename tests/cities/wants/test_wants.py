"""What cities look for and can give: said by their leads, mended by staff, read by members alone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.models import City, Report, WantOffer
from cities.sharing.viewers import viewer_of
from cities.wants.actions import NotNow, SaidAlready, change_want, hide_want, say_want, show_want
from icaforum.audit.models import Entry
from icaforum.audit.wording import earlier_words
from icaforum.outbox.models import Message
from tests.factories import make_city, make_lead, make_officer, make_staff, make_theme, make_user, make_want
from tests.pages import Page

pytestmark = pytest.mark.django_db


def typed(**changes):
    facts = {"kind": "offer", "theme": "extreme-heat", "text": "We pay hosts.", "language": "es"}
    return facts | {"quotable": "on"} | changes


def test_a_lead_says_what_the_city_can_give_with_its_language_and_use(client):
    city, theme = make_city(), make_theme()
    lead = make_lead(city)
    client.force_login(lead)

    answer = client.post(reverse("cities:wants", args=[city.slug]), typed(text="We pay\nhosts."), follow=True)

    row = WantOffer.objects.get()
    assert (row.city, row.theme, row.author) == (city, theme, lead)
    assert (row.kind, row.text, row.language, row.use) == ("offer", "We pay hosts.", "es", "named")
    assert "We pay hosts." in answer.text
    assert Entry.objects.about(city).first().details == {"theme": theme.pk}


@pytest.mark.parametrize("wrong", [{"kind": "gift"}, {"theme": "x"}, {"text": " "}, {"language": "xx"}])
def test_a_wrong_answer_changes_nothing_and_stays_on_the_page(client, wrong):
    city = make_city()
    make_theme()
    client.force_login(make_lead(city))

    answer = client.post(reverse("cities:wants", args=[city.slug]), typed(**wrong))

    assert answer.status_code == 200
    assert not WantOffer.objects.exists()
    assert ("We pay hosts." in answer.text) == ("text" not in wrong)


def test_a_theme_is_said_once_of_each_kind(client):
    lead = make_lead(make_city())
    want = make_want(lead)

    make_want(lead, theme=want.theme, kind="offer")
    with pytest.raises(SaidAlready, match="already"):
        say_want(want.city, kind="want", theme=want.theme, text="Who?", language="en", by=lead)
    client.force_login(lead)
    answer = client.post(reverse("cities:wants", args=[want.city.slug]), typed(kind="want"))

    assert "Change that sentence" in answer.text
    assert WantOffer.objects.count() == 2


def test_a_sentence_is_changed_its_earlier_words_are_kept_and_nothing_is_said_of_no_change():
    want = make_want(make_lead(make_city()), text="Who pays?")
    change_want(want, by=want.author, text="Who pays the hosts?")
    change_want(want, by=want.author, text="Who pays the hosts?")

    assert [version.text for version in earlier_words([WantOffer.objects.get()])] == ["Who pays?"]
    assert Entry.objects.filter(verb="want or offer changed").count() == 1


def test_two_leads_who_change_one_sentence_lose_nothing(client):
    city = make_city()
    lead, want = make_lead(city), make_want(city=city)
    client.force_login(lead)
    address = reverse("cities:want_change", args=[city.slug, want.pk])
    shown = client.get(address).context["form"].shown
    change_want(want, by=lead, text="What does it cost?")

    token = {"_shown": shown.split('value="')[1].split('"')[0]}
    answer = client.post(address, token | {"text": "Who pays?", "language": "en"})

    assert answer.status_code == 200
    assert "What does it cost?" in answer.text
    want.refresh_from_db()
    assert want.text == "What does it cost?"


def test_it_is_taken_away_after_a_question(client):
    want = make_want(make_lead(make_city()))
    client.force_login(want.author)
    address = reverse("cities:want_take_away", args=[want.city.slug, want.pk])

    assert client.get(address).status_code == 200
    assert WantOffer.objects.exists()
    client.post(address)

    assert not WantOffer.objects.exists()


def test_members_and_partners_read_it_and_nobody_else(client):
    want = make_want(make_lead(make_city(tier=Tier.GENERAL)), text="Who has guards at night?")
    readers = {
        "visitor": None,
        "stranger": make_user(),
        "member": make_officer(make_city(tier=Tier.GENERAL)),
        "partner": make_officer(make_city(kind=City.Kind.PARTNER)),
    }

    shown = {}
    for name, person in readers.items():
        client.logout()
        if person:
            client.force_login(person)
        shown[name] = want.text in client.get(want.city.get_absolute_url()).text
        rows = WantOffer.objects.visible_to(viewer_of(person)) if person else WantOffer.objects.none()
        assert rows.exists() == shown[name]

    assert shown == {"visitor": False, "stranger": False, "member": True, "partner": True}


def test_what_a_city_that_left_looked_for_is_read_no_more():
    want = make_want(make_lead(make_city()))
    reader = make_officer(make_city())
    assert WantOffer.objects.visible_to(viewer_of(reader)).exists()

    want.city.memberships.update(until=timezone.now())

    assert not WantOffer.objects.visible_to(viewer_of(reader)).exists()


def test_a_member_reports_a_sentence_of_another_city(client):
    want = make_want(make_lead(make_city()))
    client.force_login(make_officer(make_city()))
    address = reverse("cities:want_report", args=[want.city.slug, want.pk])

    assert address in client.get(want.city.get_absolute_url()).text
    client.post(address, {"reason": "It sells tanks."})

    assert Report.objects.get().target_id == str(want.pk)


def test_staff_mend_a_sentence(client, staff):
    want = make_want(make_lead(make_city()), text="Buy our tanks, who pays?")

    client.post(
        reverse("admin:cities_wantoffer_change", args=[want.pk]), {"text": "Who pays?", "language": "en"}
    )

    want.refresh_from_db()
    assert want.text == "Who pays?"
    assert Entry.objects.about(want.city).first().actor_id == staff.pk


def test_a_hidden_one_is_read_by_its_city_alone_which_is_told_why_until_it_is_shown_again(client):
    theme, city = make_theme(), make_city(name="Riverport")
    lead = make_lead(city)
    offer = make_want(lead, theme=theme, kind="offer", text="Buy our pumps")
    reader = make_officer(make_city())
    found = reverse("cities:list") + f"?gives={theme.slug}"
    client.force_login(make_staff())
    page = reverse("admin:cities_wantoffer_change", args=[offer.pk]).removesuffix("change/")

    def seen():
        client.force_login(reader)
        on_page = "Buy our pumps" in client.get(city.get_absolute_url()).text
        return on_page, "Riverport" in client.get(found).text

    typed_in = Page(client.get(f"{page}do/hide/")).sent_by("#content form") | {"because": "An advertisement"}
    client.post(f"{page}do/hide/", typed_in)

    assert WantOffer.objects.get().hidden_because == "An advertisement"
    assert list(Message.objects.filter(kind="want_hidden").values_list("person", flat=True)) == [lead.pk]
    assert seen() == (False, False)
    client.force_login(lead)
    own = client.get(reverse("cities:wants", args=[city.slug])).text
    assert "nobody else reads it: An advertisement" in own
    client.force_login(staff := make_staff())
    assert "Buy our pumps" in client.get(reverse("admin:cities_wantoffer_changelist") + "?look=hidden").text
    with pytest.raises(NotNow):
        hide_want(offer, because="Again", by=staff)
    client.post(f"{page}do/show/", Page(client.get(f"{page}do/show/")).sent_by("#content form"))
    assert seen() == (True, True)
    with pytest.raises(NotNow):
        show_want(offer, by=staff)
