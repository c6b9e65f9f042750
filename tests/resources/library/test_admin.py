"""The secretariat's pages of the library."""

import re
import resource as resource_limits
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.models import City
from cities.sharing.actions import grant
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from resources.library import tasks
from resources.library.models.resource import Resource
from resources.library.uploads import accept
from tests.factories import (
    make_city,
    make_edition,
    make_officer,
    make_pairing,
    make_resource,
    make_staff,
    make_theme,
)
from tests.pages import Page
from tests.resources.library.files import locked_pdf, pdf, uploaded

pytestmark = pytest.mark.django_db
ADD = "/admin/resources/resource/add/"


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def page_of(resource):
    return reverse("admin:resources_resource_change", args=[resource.pk])


def verb_of(resource, name):
    return reverse("admin:resources_resource_verb", args=[resource.pk, name])


def typed(*editions, **facts):
    """The form as a browser sends it."""
    form = {
        "kind": "guide",
        "slug": "",
        "level": "1",
        "review_by": "",
        "chosen_reason": "",
        "chosen_until_0": "",
        "chosen_until_1": "",
        "editions-TOTAL_FORMS": len(editions),
        "editions-INITIAL_FORMS": sum("id" in edition for edition in editions),
        "editions-MIN_NUM_FORMS": 0,
        "editions-MAX_NUM_FORMS": 1000,
    } | facts
    for number, edition in enumerate(editions):
        empty = {
            "language": "en",
            "title": "",
            "summary": "",
            "body": "",
            "what_did_not_work": "",
            "link": "",
        }
        form |= {f"editions-{number}-{name}": value for name, value in (empty | edition).items()}
    return form


def typed_again(resource, **facts):
    """The form of a stored resource, as it stands, with something changed."""
    editions = [
        {"id": it.pk, "resource": resource.pk}
        | {n: getattr(it, n) for n in ("language", "title", "summary", "body", "what_did_not_work", "link")}
        for it in resource.editions.all()
    ]
    changed = facts.pop("editions", {})
    editions = [edition | changed.get(number, {}) for number, edition in enumerate(editions)]
    same = {"kind": resource.kind, "slug": resource.slug, "level": str(resource.level)}
    return typed(*editions, **(same | facts))


def text_of(answer):
    return " ".join(answer.content.decode().split())


def verbs(resource):
    return [entry.verb for entry in Entry.objects.about(resource)][::-1]


def test_staff_enter_a_draft_with_a_file(client, staff):
    theme, city = make_theme(), make_city()
    edition = {"title": "Cool rooms", "summary": "How.", "upload": uploaded(pdf("Hello"), "Cool rooms.pdf")}

    answer = client.post(ADD, typed(edition, themes=[theme.pk], cities=[city.pk], open_to_partners="on"))

    resource = Resource.objects.get()
    stored = resource.editions.get()
    assert answer.status_code == 302
    assert (resource.slug, resource.kind, resource.state) == ("cool-rooms", "guide", "draft")
    assert (resource.level, resource.open_to_partners) == (Level.GENERAL, True)
    assert ([*resource.themes.all()], [*resource.cities.all()]) == ([theme], [city])
    assert (stored.title, stored.file_name, stored.file_type) == ("Cool rooms", "Cool rooms.pdf", "pdf")
    assert verbs(resource) == ["added", "added a language"]


def test_a_second_paper_of_the_same_title_gets_a_number(client, staff):
    edition = {"title": "Cool rooms", "summary": "How.", "body": "B"}

    answers = [client.post(ADD, typed(edition)) for _number in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    slugs = Resource.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["cool-rooms", "cool-rooms-2", "cool-rooms-3"]


def test_a_word_that_is_typed_and_taken_is_refused(client, staff):
    make_resource(slug="cool-rooms")

    answer = client.post(ADD, typed({"title": "T", "summary": "S", "body": "B"}, slug="cool-rooms"))

    assert "slug" in answer.context["adminform"].form.errors
    assert Resource.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "slug"), [("Cool rooms", "cool-rooms-2"), ("気候", "first"), ("First", "first")]
)
def test_an_address_that_is_emptied_is_made_anew_and_never_lost(client, staff, title, slug):
    make_resource(slug="cool-rooms")
    resource = make_resource(published=False, slug="first", editions=[{"title": title}])

    client.post(page_of(resource), typed_again(resource, slug=""))

    resource.refresh_from_db()
    assert resource.slug == slug


def test_the_list_says_the_day_of_publishing_short(client, staff):
    make_resource(published_at=datetime(2026, 9, 30, 12, tzinfo=UTC))

    page = client.get(reverse("admin:resources_resource_changelist")).text

    assert re.findall(r'<time [^>]*title="([^"]*)">([^<]*)</time>', page) == [
        ("30 September 2026", "30 Sep 2026")
    ]


def test_a_new_resource_is_a_draft_for_us_unless_something_is_chosen(client, staff):
    page = client.get(ADD).context["adminform"].form

    assert page["level"].value() == "draft"
    assert [str(label) for _value, label in page.fields["level"].choices] == [
        "Draft, not decided yet",
        "All members",
        "Peer and pilot cities",
        "Pilot cities",
        "Only those I choose",
        "Everyone on the web",
    ]


def test_a_draft_for_us_cannot_be_published_before_somebody_may_see_it(client, staff):
    client.post(ADD, typed({"title": "T", "summary": "S", "body": "B"}, level="draft"))
    resource = Resource.objects.get()

    answer = client.post(verb_of(resource, "publish"))

    resource.refresh_from_db()
    assert (resource.level, resource.state) == (Level.NAMED, "draft")
    assert "Nobody could see it yet" in answer.content.decode()


def test_a_new_resource_says_at_once_who_would_see_it(client, staff):
    page = text_of(client.get(ADD))

    assert "Once it is published, these see it:" in page
    assert "Nobody yet." in page
    assert "A draft is seen by the secretariat only, whatever is chosen here." in page


def test_a_refused_form_says_who_would_see_what_was_typed(client, staff):
    make_officer(make_city(kind=City.Kind.PARTNER))

    page = text_of(client.post(ADD, typed({"title": ""}, level="draft", open_to_partners="on")))

    assert "Once it is published, these see it:" in page
    assert "1 person, 1 partner." in page


def test_a_draft_opened_to_partners_alone_is_published_to_them(client, staff):
    member, partner = make_officer(), make_officer(make_city(kind=City.Kind.PARTNER))
    edition = {"title": "T", "summary": "S", "body": "B"}

    answer = client.post(ADD, typed(edition, level="draft", open_to_partners="on"), follow=True)
    resource = Resource.objects.get()
    assert "It is not published yet." in text_of(answer)
    assert not can_view(viewer_of(partner), resource)
    form = client.get(page_of(resource)).context["adminform"].form
    assert (form["level"].value(), form["open_to_partners"].value()) == (Level.NAMED, True)
    client.post(verb_of(resource, "publish"))

    assert can_view(viewer_of(partner), resource)
    assert not can_view(viewer_of(member), resource)


def said_after(client, resource, **changed):
    answer = client.post(page_of(resource), typed_again(resource, **changed), follow=True)
    return [str(message) for message in answer.context["messages"]][1:]


def test_a_change_of_who_sees_it_says_who_sees_it_now(client, staff):
    pilot, general = make_city(tier=Tier.PILOT, name="Barcelona"), make_city(name="Auckland")
    for city in (pilot, general, general):
        make_officer(city)
    chosen = make_officer(make_city(kind=City.Kind.PARTNER))
    resource = make_resource(level=Level.PILOT)

    def changed_to(level, **more):
        resource.refresh_from_db()
        return said_after(client, resource, level=str(int(level)), **more)

    assert changed_to(Level.GENERAL) == ["2 people more see it now. It is seen by: 2 cities, 3 people."]
    assert changed_to(Level.GENERAL, review_by="2030-01-02") == []
    assert changed_to(Level.PUBLIC) == ["Everyone on the web sees it now, also without signing in."]
    (said,) = changed_to(Level.PILOT, chosen_people=[chosen.pk])
    assert said == (
        "It can no longer be seen without signing in. 2 people no longer see it."
        " It is seen by: 1 city, 2 people. Not: Auckland."
    )


def test_a_change_of_a_draft_changes_nothing_for_anybody(client, staff):
    make_officer()
    resource = make_resource(level=Level.PILOT, published=False)

    assert said_after(client, resource, level=str(int(Level.GENERAL))) == []


def test_the_two_cities_of_a_pairing_are_counted_among_those_who_see_it(client, staff):
    pairing = make_pairing()
    make_officer(pairing.peer_city)
    resource = make_resource(level=Level.NAMED, published=False)
    grant(resource, to=pairing.circle.group, by=staff)

    form = client.get(page_of(resource))
    counted = count(client, of=resource, level="9").json()["sentence"]

    assert form.context["audience_now"] == counted == "1 city, 1 person."
    assert form.context["adminform"].form["level"].value() == Level.NAMED


def test_a_choice_that_has_ended_is_not_shown_as_one(client, staff):
    city = make_city()
    make_officer(city)
    resource = make_resource(published=False, level=Level.NAMED)
    past = timezone.now() - timedelta(hours=1)
    grant(resource, to=city.circle.group, by=staff, until=past)

    page = client.get(page_of(resource))
    assert page.context["audience_now"] == "Nobody yet."
    assert page.context["adminform"].form["chosen_cities"].value() == []
    client.post(page_of(resource), typed_again(resource, level="9", chosen_cities=[city.pk]))

    assert client.get(page_of(resource)).context["audience_now"] == "1 city, 1 person."


def test_the_form_asks_in_the_order_in_which_one_writes(client, staff):
    make_theme(), make_city()
    page = client.get(ADD).content.decode()

    of_edition = "language|title|summary|upload|link|body|what_did_not_work|id|resource"
    of_resource = "kind|themes|cities|level|chosen_cities|slug"
    names = re.findall(rf'name="(editions-0-(?:{of_edition})|{of_resource})"', page)
    assert list(dict.fromkeys(names)) == [
        *("editions-0-language", "editions-0-title", "editions-0-summary", "editions-0-upload"),
        *("editions-0-link", "editions-0-body", "editions-0-what_did_not_work", "editions-0-id"),
        *("editions-0-resource", "kind", "themes", "cities", "slug", "level", "chosen_cities"),
    ]
    assert page.count("<details>") == 4  # the texts (also of a language to be added), the address, the choice


def test_a_refused_form_folds_what_stayed_empty_and_opens_what_was_filled_in(client, staff):
    person = make_officer()
    empty = {
        "editions-TOTAL_FORMS": "1",
        "editions-INITIAL_FORMS": "0",
        "level": "draft",
        "chosen_reason": "",
    }

    folded = client.post(ADD, empty).text
    opened = client.post(ADD, empty | {"chosen_people": [person.pk]}).text

    assert (folded.count("<details>"), opened.count("<details>")) == (4, 3)


def test_what_is_filled_in_is_not_folded(client, staff):
    city = make_city()
    resource = make_resource(level=Level.NAMED, published=False)
    grant(resource, to=city.circle.group, by=staff)

    assert client.get(page_of(resource)).content.decode().count("<details>") == 1  # the address


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Its words are being read for the search."),
        (pdf("Cool rooms"), "Its words are in the search."),
        (pdf(""), "There are no words in it, as in a scan. The search knows only what is typed here."),
        (
            locked_pdf("x", to_read="a password"),
            "It asks for a password, so nobody could search it, and readers need the password too.",
        ),
    ],
    ids=["waiting", "read", "a scan", "locked"],
)
def test_it_says_what_the_search_knows_of_a_file(client, staff, content, said):
    upload = accept(uploaded(content or pdf("x"), "a.pdf"))
    resource = make_resource(published=False, editions=[{"upload": upload}])
    if content:
        tasks.read_file(resource.editions.get().pk)

    assert f"a.pdf</a>. {said}" in client.get(page_of(resource)).content.decode()


def test_before_publishing_it_says_who_will_see_it(client, staff):
    make_officer(make_city(tier=Tier.PILOT))
    make_officer(make_city(name="Auckland"))
    resource = make_resource(published=False, level=Level.PILOT)

    page = client.get(verb_of(resource, "publish")).content.decode()
    client.post(verb_of(resource, "publish"))

    resource.refresh_from_db()
    assert "1 city, 1 person. Not: Auckland." in page
    assert resource.state == "published"
    assert verbs(resource)[-1] == "published"


def test_pulling_back_hides_it_at_once(client, staff):
    resource = make_resource()
    member = viewer_of(make_officer())
    assert can_view(member, resource)

    client.post(verb_of(resource, "pull-back"))

    assert not can_view(member, resource)
    assert verbs(resource)[-1] == "withdrawn"


def test_cities_and_people_are_chosen_with_a_reason_and_an_end(client, staff):
    city, person = make_city(), make_officer()
    of_city = make_officer(city)
    resource = make_resource(published=False)
    tomorrow = timezone.now() + timedelta(days=1)
    form = typed_again(
        resource,
        level=str(int(Level.NAMED)),
        chosen_cities=[city.pk],
        chosen_people=[person.pk],
        chosen_reason="They asked",
        chosen_until_0=f"{tomorrow:%Y-%m-%d}",
        chosen_until_1="12:00:00",
    )

    answer = client.post(page_of(resource), form)
    client.post(verb_of(resource, "publish"))

    resource.refresh_from_db()
    grant = resource.circle_grants.get()
    assert answer.status_code == 302
    assert (grant.group.circle.city, grant.reason, grant.granted_by) == (city, "They asked", staff)
    assert resource.person_grants.get().user == person
    assert verbs(resource)[2:] == ["changed", "granted", "granted", "published"]
    seers = [who for who in (of_city, person, make_officer()) if can_view(viewer_of(who), resource)]
    assert seers == [of_city, person]


def test_what_was_chosen_is_shown_again_and_can_be_taken_back(client, staff):
    city = make_city()
    resource = make_resource(published=False)
    client.post(page_of(resource), typed_again(resource, chosen_cities=[city.pk]))
    form = client.get(page_of(resource)).context["adminform"].form
    assert form["chosen_cities"].value() == [city.pk]

    client.post(page_of(resource), typed_again(resource))

    assert not resource.circle_grants.exists()
    assert verbs(resource)[-1] == "revoked"


def test_an_edit_changes_only_what_was_changed(client, staff):
    resource = make_resource()
    edition = resource.editions.get()

    client.post(page_of(resource), typed_again(resource, editions={0: {"title": "Better"}}))

    edition.refresh_from_db()
    assert edition.title == "Better"
    assert verbs(resource)[3:] == ["changed a language"]


def test_a_page_saved_as_it_stands_leaves_no_history(client, staff):
    resource = make_resource()

    client.post(page_of(resource), typed_again(resource))

    assert verbs(resource) == ["added", "added a language", "published"]


def test_a_language_is_added_and_another_taken_away(client, staff):
    resource = make_resource()
    make_edition(resource, language="de", title="Alt")
    form = typed_again(resource, editions={1: {"DELETE": "on"}})
    form |= {
        "editions-TOTAL_FORMS": 3,
        "editions-2-language": "fr",
        "editions-2-title": "Nouveau",
        "editions-2-summary": "R",
        "editions-2-link": "https://example.org/x",
    }

    client.post(page_of(resource), form)

    assert [it.language for it in resource.editions.all()] == ["en", "fr"]
    assert verbs(resource)[-2:] == ["removed a language", "added a language"]


def test_a_file_is_replaced_and_taken_away(client, staff):
    resource = make_resource()
    client.post(
        page_of(resource), typed_again(resource, editions={0: {"upload": uploaded(pdf("a"), "a.pdf")}})
    )
    assert resource.editions.get().file_name == "a.pdf"
    client.post(
        page_of(resource), typed_again(resource, editions={0: {"upload": uploaded(pdf("b"), "b.pdf")}})
    )
    assert resource.editions.get().file_name == "b.pdf"

    client.post(page_of(resource), typed_again(resource, editions={0: {"without_file": "on"}}))

    assert resource.editions.get().file == ""


def test_a_refused_edit_keeps_what_was_typed(client, staff):
    resource = make_resource()

    answer = client.post(page_of(resource), typed_again(resource, slug="other-word", review_by="2030-01-02"))

    page = answer.content.decode()
    resource.refresh_from_db()
    assert "People know this address already" in page
    assert 'value="other-word"' in page
    assert 'value="2030-01-02"' in page
    assert resource.review_by is None


@pytest.mark.parametrize(
    ("edition", "sentence"),
    [
        ({"upload": ("x.pdf", b"<html>")}, "This is none of them"),
        ({"upload": ("x.pdf", b"")}, "empty"),
        ({"link": "https://example.org/", "upload": ("x.pdf", pdf("x"))}, "not both"),
        ({"link": "javascript:alert(1)"}, "Please write a whole web address"),
        ({"title": "a\x00b"}, "Please type it anew."),
        ({"language": "xx"}, "Please choose one of the answers"),
        ({"title": "x" * 201}, "at most 200 characters"),
    ],
)
def test_bad_input_is_told_in_a_sentence(client, staff, edition, sentence):
    if "upload" in edition:
        name, content = edition["upload"]
        edition = edition | {"upload": uploaded(content, name)}

    answer = client.post(ADD, typed({"title": "T", "summary": "S", "body": "B"} | edition))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Resource.objects.exists()


def test_two_editions_in_one_language_are_refused(client, staff):
    same = {"title": "T", "summary": "S", "body": "B"}

    answer = client.post(ADD, typed(same, same))

    assert answer.status_code == 200
    assert not Resource.objects.exists()


def count(client, *, html=False, of=None, **asked):
    accept = "text/html" if html else "application/json"
    address = reverse("admin:resources_resource_audience") + (f"?of={of.pk}" if of else "")
    return client.post(address, asked, headers={"Accept": accept})


def test_the_sentence_counts_whom_the_choice_reaches(client, staff):
    barcelona, auckland = make_city(tier=Tier.PILOT, name="Barcelona"), make_city(name="Auckland")
    others = [make_city(name=name) for name in ("Lima", "Accra", "Oslo")]
    for city in (barcelona, barcelona, auckland, *others):
        make_officer(city)
    make_city(name="Bergen, with nobody yet", tier=Tier.PEER)
    partner = make_city(kind=City.Kind.PARTNER)
    someone = make_officer(partner)

    said = [
        count(client, level=who, **more).json()["sentence"]
        for who, more in [
            ("draft", {}),
            ("1", {}),
            ("3", {}),
            ("3", {"open_to_partners": "on"}),
            ("9", {"chosen_cities": [auckland.pk], "chosen_people": [someone.pk]}),
            ("0", {}),
        ]
    ]

    assert said == [
        "Nobody yet.",
        "5 cities, 6 people.",
        "1 city, 2 people. Not: Accra, Auckland, Lima …",
        "1 city, 3 people, 1 partner. Not: Accra, Auckland, Lima …",
        "1 city, 2 people. Not: Accra, Barcelona, Lima …",
        "Everyone on the web, also without signing in.",
    ]


def test_without_scripts_the_sentence_opens_on_a_page(client, staff):
    page = count(client, html=True, level="1").content.decode()

    assert "Nobody yet." in page
    assert "Nothing was saved" in page


@pytest.mark.parametrize(
    "asked", [{}, {"level": "5"}, {"level": "\x00"}, {"level": "1", "chosen_cities": ["a", "9" * 30]}]
)
def test_a_count_of_nonsense_says_what_to_do(client, staff, asked):
    answer = count(client, **asked)

    assert answer.json() == {"sentence": "Choose who can see this."}


def test_counting_is_for_staff_and_by_post(client):
    assert count(client, level="1").status_code == 302
    client.force_login(make_officer())
    assert count(client, level="1").status_code == 302
    client.force_login(make_staff())
    assert client.get(reverse("admin:resources_resource_audience")).status_code == 405


def test_the_list_costs_the_same_for_few_and_many(client, staff, django_assert_max_num_queries):
    address = reverse("admin:resources_resource_changelist")
    make_resource()
    with django_assert_max_num_queries(20) as few:
        client.get(address)
    for _number in range(12):
        make_resource()

    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_nothing_is_deleted_in_the_admin(client, staff):
    resource = make_resource()

    assert client.post(reverse("admin:resources_resource_delete", args=[resource.pk])).status_code == 403


@pytest.fixture(params=["full from the start", "full in the middle"])
def no_room_for_uploads(request, settings, tmp_path):
    """Where files are laid aside while they come in, there is no room; the directory itself."""
    place = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR = place
    if request.param == "full from the start":
        yield place
        return
    place.mkdir()
    soft, hard = resource_limits.getrlimit(resource_limits.RLIMIT_FSIZE)
    resource_limits.setrlimit(resource_limits.RLIMIT_FSIZE, (3_000_000, hard))
    yield place
    resource_limits.setrlimit(resource_limits.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_is_full_while_a_file_comes_in_is_said_and_keeps_the_form(
    client, staff, no_room_for_uploads
):
    resource = make_resource(published=False)
    large = pdf("Hello") + b" " * 4_000_000
    edition = {"title": "New title", "body": "", "upload": uploaded(large, "a.pdf")}

    answer = client.post(
        page_of(resource), typed_again(resource, editions={0: edition}, review_by="2031-02-03")
    )

    assert answer.status_code == 200
    assert "There is no room for this file at the moment." in text_of(answer)
    assert answer.context["adminform"].form["review_by"].value() == "2031-02-03"
    assert Page(answer).typed["editions-0-title"] == "New title"
    assert list(no_room_for_uploads.rglob("*")) == []
    assert resource.editions.get().file.name == ""


def test_a_full_disk_is_said_leaves_no_half_file_and_keeps_the_form(client, staff, settings, tmp_path):
    resource = make_resource(published=False)
    before = resource.editions.get()
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "tests.resources.library.full_disk.FullDisk",
            "OPTIONS": {"location": tmp_path},
        }
    }
    edition = {"title": "New title", "body": "", "upload": uploaded(pdf("Hello"), "a.pdf")}

    answer = client.post(
        page_of(resource), typed_again(resource, editions={0: edition}, review_by="2031-02-03")
    )

    assert answer.status_code == 200
    assert "The file could not be stored" in text_of(answer)
    assert answer.context["adminform"].form["review_by"].value() == "2031-02-03"
    assert Page(answer).typed["editions-0-title"] == "New title"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    resource.refresh_from_db()
    edition = resource.editions.get()
    assert (resource.review_by, edition.title, edition.file.name) == (None, before.title, "")
