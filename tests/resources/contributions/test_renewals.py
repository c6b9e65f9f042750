"""A new version of something published: it takes its place, and what stood there before stays reachable."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from icaforum.audit.models import Entry
from icaforum.demo.pdf import write_pdf
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from resources.contributions.actions import deciding, writing
from resources.contributions.actions.files import take_file_out
from resources.contributions.models import Contribution
from resources.contributions.refusals import HasLeft, NotNow, NotYours, WouldTell
from resources.contributions.tags import earlier_versions_of
from resources.library.actions.edition import remove_edition, replace_edition
from resources.library.actions.resource import edit_resource, withdraw
from resources.library.uploads import accept
from resources.models import Resource
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def published(by=None, **facts):
    return deciding.publish(make.contribute(by, upload=make.a_pdf(), **facts), by=make.make_staff())


def renew(first, by=None, **facts):
    facts = {"upload": make.a_pdf("second.pdf"), "renews": first} | facts
    return make.contribute(by or first.author, **facts)


def test_it_takes_the_place_of_what_stands_and_the_first_file_stays_reachable():
    first = published(title="Keys", themes=[make.make_theme("heat")])
    Resource.objects.update(published_at=first.decided_at - timedelta(days=90))
    reader, address = client_of(make.make_lead()), first.paper.get_absolute_url()
    newer = renew(first, title="Keys, a year later", themes=[make.make_theme("rents")])
    assert "Keys, a year later" not in reader.get(address).text

    deciding.publish(newer, by=make.make_staff())

    paper = Resource.objects.get()
    page = reader.get(address)
    file = reverse("resources:earlier_file", args=[paper.slug, first.pk])
    assert paper.title == "Keys, a year later"
    assert [theme.slug for theme in paper.themes.all()] == ["rents"]
    assert list(paper.cities.all()) == [first.city]
    assert paper.published_at > first.decided_at  # it stands first, and in the mails of who follows
    assert paper.editions.get().file_name == "second.pdf"
    assert file in Page(page).paths
    sent = b"".join(reader.get(file).streaming_content)
    assert sent.startswith(b"%PDF")
    assert Entry.objects.about(paper).filter(verb="downloaded").count() == 1  # as of the present file
    newest = reverse("resources:earlier_file", args=[paper.slug, newer.pk])
    assert reader.get(newest).status_code == 404
    assert Message.objects.filter(kind="contribution_published", person=first.author).count() == 2


def test_its_city_begins_with_the_words_that_stand():
    first = published(make.make_lead(make.make_city(tier=Tier.PEER)), title="Keys", level=Level.PEER)
    client = client_of(make.make_officer(first.city))
    assert "Send in a new version" in client.get(first.get_absolute_url()).text
    assert first.get_absolute_url() in Page(client.get(first.paper.get_absolute_url())).paths

    form = client.post(reverse("resources:contribution_renew", args=[first.pk]), follow=True)
    typed = Page(form).sent_by("form.form")
    assert (typed["title"], typed["level"]) == (["Keys"], [str(int(Level.PEER))])
    assert "residents" not in typed  # asked anew
    # Kept and opened again it is still a new version.
    client.post(form.request["PATH_INFO"], typed | {"keep": "1", "title": "Keys again"})
    draft = form.context["draft"]
    typed = Page(client.get(draft.get_absolute_url())).sent_by("form.form")
    client.post(form.request["PATH_INFO"], typed | {"residents": "nobody"})

    newer = Contribution.objects.get(renews=first)
    assert (newer.title, newer.city, newer.level) == ("Keys again", first.city, Level.PEER)


def test_nobody_else_renews_it():
    first = published()
    other = make.make_lead(make.make_city(tier=Tier.GENERAL))
    client = client_of(other)
    assert client.post(reverse("resources:contribution_renew", args=[first.pk])).status_code == 404
    form = reverse("resources:contribute_form", args=["lesson"])
    assert client.post(form, {"renews": str(first.pk)}).status_code == 404
    with pytest.raises(NotYours):
        renew(first, by=other)


def test_what_the_rules_refuse():
    friend = make.make_lead(make.make_city(tier=Tier.GENERAL))
    city = friend.seats.get().city
    first = published(co_authors=[city])
    writing.leave_authors(first, city=city, by=friend)
    with pytest.raises(HasLeft):
        renew(first, co_authors=[city])
    with pytest.raises(WouldTell):
        renew(first, is_named=False, upload=None)
    newer = renew(first)
    with pytest.raises(NotNow):
        renew(first)
    deciding.publish(newer, by=make.make_staff())
    last = renew(first)
    withdraw(first.paper, by=make.make_staff())
    with pytest.raises(NotNow):
        deciding.publish(last, by=make.make_staff())


def test_what_was_for_fewer_readers_is_not_opened_by_a_new_version():
    first = published(level=Level.PILOT)
    deciding.publish(renew(first, level=Level.GENERAL), by=make.make_staff())
    reader = client_of(make.make_lead())
    paper = Resource.objects.get()
    assert "Earlier versions" not in reader.get(paper.get_absolute_url()).text
    file = reverse("resources:earlier_file", args=[paper.slug, first.pk])
    assert reader.get(file).status_code == 404


def test_the_next_version_begins_with_the_words_of_the_last_one():
    first = published(make.make_lead(make.make_city(tier=Tier.PEER)), title="Keys", level=Level.PEER)
    deciding.publish(renew(first, title="Keys, a year later", level=Level.GENERAL), by=make.make_staff())
    client = client_of(first.author)

    form = client.post(reverse("resources:contribution_renew", args=[first.pk]), follow=True)
    typed = Page(form).sent_by("form.form")
    assert (typed["title"], typed["level"]) == (["Keys, a year later"], [str(int(Level.GENERAL))])
    client.post(form.request["PATH_INFO"], typed | {"residents": "nobody"})

    assert Contribution.objects.latest("pk").renews == first


@pytest.mark.parametrize("leaves", [0, 1])
def test_a_city_that_took_its_name_off_one_version_is_named_by_none(leaves):
    friend = make.make_lead(make.make_city(tier=Tier.GENERAL))
    city = friend.seats.get().city
    first = published(co_authors=[city])
    second = renew(first, co_authors=[city])
    writing.leave_authors((first, second)[leaves], city=city, by=friend)

    deciding.publish(second, by=make.make_staff())

    assert list(Resource.objects.get().cities.all()) == [first.city]
    assert [row.authors for row in Contribution.objects.order_by("pk")] == [[first.city]] * 2
    with pytest.raises(HasLeft):
        renew(first, co_authors=[city])


def test_a_file_that_staff_had_replaced_is_not_served_again():
    first, staff = published(), make.make_staff()
    paper = Resource.objects.get()
    blackened = accept(SimpleUploadedFile("blackened.pdf", write_pdf("Paper", "Without names")))
    replace_edition(paper.editions.get(), by=staff, upload=blackened)
    deciding.publish(renew(first), by=staff)
    [(version, kept)] = earlier_versions_of(paper)
    assert (version, kept.file_name) == (first, "blackened.pdf")
    # In another language nothing takes its place.
    second = renew(first, language="de", upload=make.a_pdf("zweite.pdf"))
    deciding.publish(second, by=staff)
    assert [row for row, _file in earlier_versions_of(paper)] == [first]
    # What they took away altogether is not served either.
    remove_edition(paper.editions.get(language="de"), by=staff)
    deciding.publish(renew(first, language="de"), by=staff)
    assert [(row, file and file.file_name) for row, file in earlier_versions_of(paper)] == [
        (second, None),
        (first, "blackened.pdf"),
    ]


def test_staff_take_one_earlier_file_out_with_a_reason():
    first, newer = make.make_versions()
    client = Client()
    client.force_login(make.make_staff())
    page = reverse("admin:resources_contribution_verb", args=[first.pk, "take-file-out"])
    assert "a day later it is deleted" in client.get(page).text
    file = first.files.get()
    client.post(page, {"file": file.pk, "because": "It names a tenant"})
    reader = client_of(make.make_lead())
    address = reverse("resources:earlier_file", args=[first.paper.slug, first.pk])
    assert address not in Page(reader.get(first.paper.get_absolute_url())).paths
    own = client_of(first.author)
    assert reader.get(address).status_code == 404
    assert own.get(reverse("resources:contribution_file", args=[first.pk, file.pk])).status_code == 404
    assert "It names a tenant" in own.get(first.get_absolute_url()).text
    assert Entry.objects.about(first).filter(verb="contribution file taken out").exists()
    assert "It names a tenant" in written(Message.objects.get(kind="contribution_file_out")).text
    with pytest.raises(NotNow):  # what stands in the library now
        take_file_out(newer, file=newer.files.get(), because="No", by=make.make_staff())


def test_each_version_says_what_is_true_of_it():
    first = published()
    newer = renew(first)
    client, library = client_of(first.author), "Read it in the library"
    for address in (first.get_absolute_url(), first.paper.get_absolute_url()):
        page = client.get(address)
        assert newer.get_absolute_url() in Page(page).paths
        assert "Send in a new version" not in page.text
    renewing = client.post(reverse("resources:contribution_renew", args=[first.pk]))
    assert renewing.url == newer.get_absolute_url()
    assert not first.author.contribution_drafts.exists()
    page = client_of(make.make_staff()).get(newer.get_absolute_url()).text
    assert library not in page
    assert "This version is not in the library." in page

    deciding.publish(newer, by=make.make_staff())

    older, page = client.get(first.get_absolute_url()), client.get(newer.get_absolute_url()).text
    assert "A newer version has taken its place." in older.text
    assert newer.get_absolute_url() in Page(older).paths
    assert library in page
    said = {
        it.ids["contribution"]: written(it).text
        for it in Message.objects.filter(kind="contribution_published")
    }
    assert "leaves the library with all its versions" in said[newer.pk]
    assert "You can take it back at any time." in said[first.pk]


def test_what_one_does_with_a_paper_is_done_where_its_newest_version_stands():
    first, newer = make.make_versions()
    client = client_of(first.author)
    older, page = client.get(first.get_absolute_url()), client.get(newer.get_absolute_url())
    renew_url = reverse("resources:contribution_renew", args=[newer.pk])
    back_url = reverse("resources:contribution_take_back", args=[newer.pk])
    assert "Send in a new version" in page.text
    assert back_url in Page(page).paths
    assert "Send in a new version" not in older.text
    assert "Take it back" not in older.text
    listed = client.get(reverse("resources:contributions")).text
    assert "New version of “Cool rooms without a caretaker”" in listed
    assert listed.count("A newer version has taken its place.") == 1
    assert client.post(renew_url, follow=True).context["renews"] == first

    client.post(back_url)

    assert set(Contribution.objects.values_list("state", flat=True)) == {Contribution.State.WITHDRAWN}
    assert not Resource.objects.get().is_published


def test_the_file_stays_unless_the_writer_takes_it_off():
    first, staff = published(), client_of(make.make_staff())
    client = client_of(first.author)

    def send(**typed):
        form = client.post(reverse("resources:contribution_renew", args=[first.pk]), follow=True)
        typed = Page(form).sent_by("form.form") | {"residents": "nobody"} | typed
        client.post(form.request["PATH_INFO"], typed)
        row = Contribution.objects.latest("pk")
        plan = staff.get(reverse("admin:resources_contribution_verb", args=[row.pk, "publish"])).text
        deciding.publish(row, by=make.make_staff())
        return form.text, plan

    form, plan = send()
    name = first.files.get().file_name
    assert f"Kept with your draft: {name}" in form
    assert "is taken off" not in plan
    assert Resource.objects.get().editions.get().file_name == name
    form, plan = send(without_file="on")
    assert f"The file that stands there is taken off: {name}." in plan
    assert not Resource.objects.get().editions.get().file


def test_what_staff_let_fewer_people_read_is_not_opened_by_a_new_version():
    first, staff = published(level=Level.GENERAL, open_to_partners=True), make.make_staff()
    edit_resource(first.paper, by=staff, level=Level.PILOT, open_to_partners=False)
    newer = renew(first, level=Level.GENERAL, open_to_partners=True)
    page = reverse("admin:resources_contribution_verb", args=[newer.pk, "publish"])
    assert "has let fewer people read" in client_of(staff).get(page).text
    deciding.publish(newer, by=staff)
    paper = Resource.objects.get()
    assert (paper.level, paper.open_to_partners) == (Level.PILOT, False)
