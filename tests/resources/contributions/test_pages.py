"""The pages of contributions: choose, write, keep, send in, see where it stands, change, take back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Tier
from icaforum.demo.pdf import write_pdf
from resources.contributions.actions import deciding, writing
from resources.contributions.models import Contribution, ContributionDraft
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db

LESSON = {
    "title": "Cool rooms\n without a caretaker",
    "summary": "Why ours stood empty.",
    "did_not_work": "Nobody had the key at night.",
    "language": "en",
    "level": "1",
    "residents": "nobody",
}


def member(**facts):
    facts = {"tier": Tier.GENERAL, "region": "europe", "population": 2_000_000, "languages": ["en"]} | facts
    return make.make_lead(make.make_city(**facts))


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def form_of(shape):
    return reverse("resources:contribute_form", args=[shape])


def file(name="plan.pdf"):
    return SimpleUploadedFile(name, write_pdf("Plan", "Words"))


def test_what_did_not_work_is_offered_first():
    page = client_of(member()).get(reverse("resources:contribute")).text
    others = [page.index(form_of(shape)) for shape in ("case-study", "paper")]
    assert page.index(form_of("lesson")) < min(others)
    assert form_of("update") not in page


def test_a_pilot_city_tells_news_of_its_project():
    person = member(tier=Tier.PILOT)
    project = make.make_project(person.seats.get().city)
    client = client_of(person)
    assert form_of("update") in Page(client.get(reverse("resources:contribute"))).paths
    client.post(form_of("update"), LESSON | {"steps": "We hired guards.", "project": project.slug})
    sent = Contribution.objects.get()
    assert (sent.project, sent.kind, sent.is_named) == (project, "learning-note", True)


def test_a_lesson_is_sent_in_and_its_city_sees_where_it_stands():
    person = member()
    client = client_of(person)
    answer = client.post(form_of("lesson"), LESSON)
    sent = Contribution.objects.get()
    assert answer.url == sent.get_absolute_url()
    assert sent.title == "Cool rooms without a caretaker"
    page = client_of(make.make_officer(sent.city)).get(answer.url)
    assert "The secretariat reads it" in page.text
    assert client_of(member()).get(answer.url).status_code == 404


def test_what_is_wrong_keeps_what_was_typed_and_the_file_that_was_chosen():
    client = client_of(member())
    page = client.post(form_of("paper"), {"title": "A plan", "upload": file()})
    draft = ContributionDraft.objects.get()
    assert (draft.title, draft.files.get().file_name) == ("A plan", "plan.pdf")
    typed = Page(page).typed
    assert typed["draft"] == str(draft.pk)
    client.post(form_of("paper"), LESSON | {"kind": "city-plan", "draft": draft.pk})
    assert Contribution.objects.get().file_now.file_name == "plan.pdf"
    assert not ContributionDraft.objects.exists()


def test_a_file_that_may_not_come_in_is_said_and_not_kept():
    page = client_of(member()).post(
        form_of("paper"), {"title": "A plan", "upload": SimpleUploadedFile("plan.exe", b"MZ" * 40)}
    )
    assert "This is none of them" in page.text
    assert not ContributionDraft.objects.get().files.exists()


def test_without_words_and_without_a_file_nothing_is_sent_in():
    page = client_of(member()).post(form_of("paper"), LESSON | {"kind": "city-plan"})
    assert "Choose a file, or write a text." in page.text
    assert not Contribution.objects.exists()


def test_a_draft_is_kept_while_one_types_resumed_and_deleted_by_its_owner():
    person = member()
    client = client_of(person)
    kept = client.post(reverse("resources:contribution_keep", args=["lesson"]), {"title": "K"}).json()
    again = client.post(
        reverse("resources:contribution_keep", args=["lesson"]), {"title": "Keys", "draft": kept["draft"]}
    ).json()
    assert again == {"shown": "", "kept": True, "draft": kept["draft"]}
    draft = ContributionDraft.objects.get()
    assert Page(client.get(draft.get_absolute_url())).typed["title"] == "Keys"
    stranger = client_of(member())
    assert stranger.get(draft.get_absolute_url()).status_code == 404
    drop = reverse("resources:contribution_draft_drop", args=[draft.pk])
    assert stranger.post(drop).status_code == 404
    assert drop in Page(client.get(reverse("resources:contributions"))).paths
    assert "Delete this draft?" in client.get(drop).text
    assert ContributionDraft.objects.exists()
    client.post(drop)
    assert not ContributionDraft.objects.exists()


def test_the_file_of_a_draft_can_be_left_out():
    person = member()
    draft = writing.keep_draft(None, shape="paper", typed={}, by=person, upload=make.a_pdf())
    typed = LESSON | {"kind": "city-plan", "text": "Our plan", "draft": draft.pk, "without_file": "on"}
    client_of(person).post(form_of("paper"), typed)
    assert Contribution.objects.get().file_now is None


def test_an_unnamed_city_is_told_once_where_its_text_names_it_and_sends_no_file():
    person = member()
    for _number in range(4):
        member()
    city, client = person.seats.get().city, client_of(person)
    unnamed = LESSON | {"show_name": "no", "steps": f"In {city} we rented them."}
    page = client.post(form_of("lesson"), unnamed)
    noted = Page(page).typed["noted"]
    assert noted == str(city)
    page = client.post(form_of("lesson"), unnamed | {"noted": noted, "upload": file()})
    assert "A file tells who you are" in page.text
    assert not Contribution.objects.exists()
    draft = ContributionDraft.objects.latest("pk")
    client.post(form_of("lesson"), unnamed | {"noted": noted, "draft": draft.pk, "without_file": "on"})
    sent = Contribution.objects.get()
    assert (sent.is_named, sent.speaker, sent.file_now) == (
        False,
        "A city of 1 to 3 million in Europe",
        None,
    )


def test_a_no_is_never_taken_for_a_yes():
    person = member()
    client = client_of(person)

    refused = client.post(form_of("lesson"), LESSON | {"show_name": "no"})

    assert "name cannot be left off" in refused.text
    assert not Contribution.objects.exists()
    draft = ContributionDraft.objects.create(
        author=person, shape="lesson", typed=LESSON | {"show_name": "no"}
    )
    opened = Page(client.get(f"{form_of('lesson')}?draft={draft.pk}"))
    assert opened.sent_by("main form:has([name=title])")["show_name"] == ["no"]


@pytest.mark.parametrize("others", [0, 4])
def test_that_a_city_need_not_be_named_is_said_only_where_it_need_not(others):
    client = client_of(member())
    for _number in range(others):
        member()
    begin, write = client.get(reverse("resources:contribute")).text, client.get(form_of("lesson")).text
    assert ["need not be named" in page for page in (begin, write)] == [bool(others)] * 2
    assert ("its name is shown" in write) is not bool(others)


@pytest.mark.parametrize("level", ["1", "3"])
def test_it_says_who_else_would_see_it_as_chosen(level):
    person = member(tier=Tier.PEER)
    client = client_of(person)
    make.make_lead(make.make_city(tier=Tier.PILOT))
    page = client.post(form_of("lesson"), LESSON | {"level": level, "check": "1"}, follow=True)
    assert "1 city, 1 person." in page.text
    assert not Contribution.objects.exists()
    assert (
        "1 city, 1 person." in client.get(make.contribute(person, level=int(level)).get_absolute_url()).text
    )


def test_counting_keeps_what_was_typed_with_its_file_and_finds_no_fault_with_what_is_not_filled_in_yet():
    client = client_of(member())
    typed = {"title": "Keys", "level": "2", "language": "en", "check": "1"}
    page = client.post(form_of("lesson"), typed | {"upload": file()}, follow=True)
    assert page.redirect_chain[0][0].endswith("#readers")
    assert "Kept with your draft: plan.pdf" in page.text
    assert "another look" not in page.text
    shown = Page(page).typed
    assert (shown["title"], shown["level"]) == ("Keys", "2")
    wrong = SimpleUploadedFile("plan.exe", b"MZ" * 40)
    page = client.post(form_of("lesson"), typed | {"upload": wrong, "draft": shown["draft"]}, follow=True)
    assert "This is none of them" in page.text
    assert ContributionDraft.objects.get().files.get().file_name == "plan.pdf"


def test_a_form_without_a_word_makes_no_draft():
    page = client_of(member()).post(form_of("lesson"), {"language": "en", "level": "1"})
    assert "4 answers need another look" in page.text
    assert not ContributionDraft.objects.exists()


def test_a_returned_one_shows_its_note_and_is_sent_in_again():
    sent = make.contribute(member(), upload=make.a_pdf("first.pdf"))
    deciding.send_back(sent, note="Who had the key?", by=make.make_staff())
    client = client_of(sent.author)
    address = reverse("resources:contribution_change", args=[sent.pk])
    page = Page(client.get(address))
    assert "Who had the key?" in str(page.html)
    client.post(address, page.typed | {"title": "Keys", "later": "1", "upload": file("second.pdf")})
    sent.refresh_from_db()
    assert (sent.state, sent.title) == ("returned", "Keys")
    page = client.post(address, Page(client.get(address)).typed, follow=True)
    assert "It is sent in again" in page.text
    sent.refresh_from_db()
    assert sent.state == "submitted"
    page = client.get(sent.get_absolute_url())
    earlier = sent.files.get(file_name="first.pdf")
    there = reverse("resources:contribution_file", args=[sent.pk, earlier.pk])
    assert there in page.text
    assert client.get(there).status_code == 200
    assert client_of(member()).get(there).status_code == 404


def test_two_who_change_it_at_once_lose_nothing():
    sent = make.contribute(member())
    client = client_of(sent.author)
    address = reverse("resources:contribution_change", args=[sent.pk])
    older = Page(client.get(address)).typed
    writing.change(sent, by=make.make_officer(sent.city), title="Keys")
    client.post(address, older | {"summary": "Shorter."})
    sent.refresh_from_db()
    assert (sent.title, sent.summary) == ("Keys", "Shorter.")


def test_it_is_taken_back_after_a_page_that_says_what_that_means():
    sent = make.contribute(member())
    deciding.publish(sent, by=make.make_staff())
    client, address = client_of(sent.author), reverse("resources:contribution_take_back", args=[sent.pk])
    assert "It leaves the library" in client.get(address).text
    client.post(address)
    sent.refresh_from_db()
    assert (sent.state, sent.resource.is_published) == ("withdrawn", False)
    assert client.get(reverse("resources:contribution_change", args=[sent.pk])).status_code == 302


def test_a_city_that_wrote_along_takes_its_name_off():
    other = member()
    sent = make.contribute(member(), co_authors=[other.seats.get().city])
    client = client_of(other)
    address = reverse("resources:contribution_leave", args=[sent.pk])
    assert address in client.get(sent.get_absolute_url()).text
    client.post(address)
    assert not sent.co_authors.exists()
    assert client.get(sent.get_absolute_url()).status_code == 404


def test_somebody_without_a_city_writes_nothing():
    client = client_of(make.make_user())
    for address in (reverse("resources:contribute"), form_of("lesson"), reverse("resources:contributions")):
        assert client.get(address).status_code == 404


def test_what_changes_while_staff_are_about_to_publish_it_is_read_again_first():
    sent = make.contribute()
    client = Client()
    client.force_login(make.make_staff())
    url = reverse("admin:resources_contribution_verb", args=[sent.pk, "publish"])
    read = client.get(url).context["read"]
    writing.change(sent, by=sent.author, did_not_work="Our mayor.")

    answer = client.post(url, {"_read": read})
    assert "Meanwhile something has changed here" in answer.text
    sent.refresh_from_db()
    assert sent.is_waiting
    client.post(url, {"_read": answer.context["read"]})
    sent.refresh_from_db()
    assert not sent.is_waiting
