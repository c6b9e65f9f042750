"""What is done to the library: it works, it refuses, and it leaves one line."""

import threading
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from cities.directory.tiers import Level
from cities.models import Circle
from cities.sharing.actions import choose, grant
from icaforum.audit.models import Entry
from resources.library.actions import edition as edition_actions
from resources.library.actions import resource as resource_actions
from resources.library.actions.edition import (
    FileOrLink,
    LanguageTaken,
    LastLanguage,
    keep_text,
    remove_edition,
    replace_edition,
)
from resources.library.actions.resource import (
    AddressIsFixed,
    AlreadyOut,
    NobodyCouldSee,
    NothingToRead,
    NotOut,
    add_resource,
    edit_resource,
    publish,
    withdraw,
)
from resources.library.tasks import read_file, read_new_files, sweep_files
from resources.models import Edition, Resource
from tests.factories import make_city, make_edition, make_officer, make_resource, make_staff, make_theme
from tests.resources.library.files import docx, pdf, upload

pytestmark = pytest.mark.django_db


def lines(resource):
    return [(entry.verb, entry.actor_id) for entry in Entry.objects.about(resource)][::-1]


def draft(**facts):
    return make_resource(published=False, **facts)


def with_file(content=None, name="paper.pdf", **facts):
    resource = make_resource(**facts)
    return replace_edition(
        resource.editions.get(), by=make_staff(), upload=upload(content or pdf("Words of the file"), name)
    )


def test_a_resource_is_entered_as_a_draft_for_nobody():
    staff = make_staff()

    resource = add_resource(kind="guide", by=staff)

    assert (resource.slug, resource.state, resource.level) == ("guide", "draft", Level.NAMED)
    assert lines(resource) == [("added", staff.pk)]


def test_a_word_in_the_address_that_is_taken_gets_a_number():
    slugs = [draft(slug=word).slug for word in ("Cool rooms", "cool-rooms", "cool-rooms", "気候", "x" * 90)]

    assert slugs == ["cool-rooms", "cool-rooms-2", "cool-rooms-3", "paper", "x" * 70]


def test_facts_are_changed_and_named_in_the_history():
    staff, theme, city = make_staff(), make_theme(), make_city()
    resource = make_resource(by=staff)

    edit_resource(
        resource, by=staff, review_by=date(2030, 1, 2), themes=[theme], cities=[city], level=Level.PEER
    )

    stored = Resource.objects.get(pk=resource.pk)
    entry = Entry.objects.about(resource).first()
    assert (stored.review_by, stored.level) == (date(2030, 1, 2), Level.PEER)
    assert ([*stored.themes.all()], [*stored.cities.all()]) == ([theme], [city])
    assert entry.details == {"fields": ["cities", "level", "review_by", "themes"], "level": 2}


def test_an_unknown_fact_is_a_mistake_in_the_code():
    with pytest.raises(TypeError, match="state"):
        edit_resource(draft(), by=make_staff(), state="published")
    with pytest.raises(TypeError, match="size"):
        replace_edition(make_resource().editions.get(), by=make_staff(), size=1)


def test_the_address_can_change_until_people_know_it():
    staff = make_staff()
    resource = draft()
    edit_resource(resource, by=staff, slug="better")
    publish(resource, by=staff)
    withdraw(resource, by=staff)

    with pytest.raises(AddressIsFixed):
        edit_resource(resource, by=staff, slug="best")

    assert Resource.objects.get(pk=resource.pk).slug == "better"


def test_it_is_published_now_or_has_been_before():
    staff, before = make_staff(), timezone.now() - timedelta(days=400)

    now = publish(draft(), by=staff)
    old = publish(draft(), by=staff, at=before)

    assert timezone.now() - now.published_at < timedelta(seconds=5)
    assert old.published_at == before
    assert lines(now)[-1] == ("published", staff.pk)
    with pytest.raises(NotOut):
        publish(draft(), by=staff, at=timezone.now() + timedelta(hours=1))


def test_nothing_is_published_twice_or_empty_or_for_nobody():
    staff = make_staff()
    bare = add_resource(kind="guide", by=staff, level=Level.GENERAL)
    empty = draft(editions=[{"body": ""}])

    with pytest.raises(AlreadyOut):
        publish(make_resource(), by=staff)
    with pytest.raises(NothingToRead, match="at least one language"):
        publish(bare, by=staff)
    with pytest.raises(NothingToRead, match="none in English"):
        publish(empty, by=staff)
    with pytest.raises(NobodyCouldSee):
        publish(draft(level=Level.NAMED), by=staff)


def test_those_chosen_or_partners_make_it_publishable():
    staff = make_staff()
    chosen, partners, ended = draft(level=9), draft(level=9, open_to_partners=True), draft(level=9)
    choose(chosen, by=staff, cities=[make_city()], people=[])
    choose(ended, by=staff, cities=[make_city()], people=[], until=timezone.now())

    publish(chosen, by=staff)
    publish(partners, by=staff)

    with pytest.raises(NobodyCouldSee):
        publish(ended, by=staff)


def test_what_is_out_is_not_narrowed_to_nobody():
    resource = make_resource()

    with pytest.raises(NobodyCouldSee):
        edit_resource(resource, by=make_staff(), level=Level.NAMED)


def test_it_is_pulled_back_once():
    staff = make_staff()
    resource = make_resource()

    withdraw(resource, by=staff)

    with pytest.raises(NotOut):
        withdraw(resource, by=staff)
    assert lines(resource)[-1] == ("withdrawn", staff.pk)
    assert publish(resource, by=staff).is_published


def test_choosing_adds_takes_away_and_leaves_pairings_alone():
    staff, kept, gone, new = make_staff(), make_city(), make_city(), make_city()
    person = make_officer()
    resource = draft()
    pairing = Circle.objects.create(group=Group.objects.create(name="a pairing")).group
    grant(resource, to=pairing, by=staff)
    choose(resource, by=staff, cities=[kept, gone], people=[person])

    choose(resource, by=staff, cities=[kept, new], people=[])

    groups = {row.group for row in resource.circle_grants.all()}
    assert groups == {kept.circle.group, new.circle.group, pairing}
    assert not resource.person_grants.exists()
    assert [verb for verb, _who in lines(resource)][2:] == [
        "granted", "granted", "granted", "granted", "granted", "revoked", "revoked",
    ]  # fmt: skip


def test_an_edition_is_added_once_a_language():
    staff = make_staff()
    resource = draft()

    edition = make_edition(resource, by=staff, language="de", title="Kühle Räume", link="https://e.org/x")

    assert (edition.language_name, edition.link) == ("German", "https://e.org/x")
    assert lines(resource)[-1] == ("added a language", staff.pk)
    with pytest.raises(LanguageTaken, match="German"):
        make_edition(resource, language="de")


def test_a_file_or_a_link_not_both():
    staff = make_staff()
    file = upload(pdf("x"))
    edition = with_file()

    with pytest.raises(FileOrLink):
        make_edition(draft(), language="de", link="https://e.org", upload=file)
    with pytest.raises(FileOrLink):
        replace_edition(edition, by=staff, link="https://e.org")

    changed = replace_edition(edition, by=staff, link="https://e.org", upload=None)
    assert (changed.link, changed.file, changed.file_name) == ("https://e.org", "", "")


def test_changing_a_text_keeps_the_file_and_its_words():
    edition = with_file()
    read_file(edition.pk)

    changed = replace_edition(edition, by=make_staff(), title="New")

    assert (changed.title, changed.text, changed.file) == ("New", "Words of the file", edition.file)


def test_a_published_resource_keeps_something_to_read():
    staff = make_staff()
    resource = make_resource()
    edition = resource.editions.get()

    with pytest.raises(LastLanguage):
        remove_edition(edition, by=staff)
    with pytest.raises(LastLanguage):
        replace_edition(edition, by=staff, link="", upload=None, body="")

    make_edition(resource, language="de")
    remove_edition(edition, by=staff)
    assert [it.language for it in resource.editions.all()] == ["de"]
    assert lines(resource)[-1] == ("removed a language", staff.pk)


def test_a_draft_may_lose_its_last_language():
    resource = draft()

    remove_edition(resource.editions.get(), by=make_staff())

    assert not resource.editions.exists()


@pytest.mark.parametrize("content", [pdf("A Zitronenbaum"), docx("A Zitronenbaum")])
def test_the_words_of_a_file_come_into_the_search_once_it_is_read(content):
    edition = with_file(content)
    found = Resource.objects.filter(search="zitronenbaum")
    assert not found.exists()

    read_file(edition.pk)

    edition.refresh_from_db()
    assert found.get() == edition.resource
    assert edition.text == "A Zitronenbaum"
    assert lines(edition.resource)[-1] == ("read a file", None)


def test_reading_twice_does_nothing_more():
    edition = with_file()

    read_file(edition.pk)
    read_file(edition.pk)
    read_file(0)

    assert [verb for verb, _who in lines(edition.resource)].count("read a file") == 1


def test_a_file_that_cannot_be_read_is_asked_once_and_is_still_there():
    edition = with_file(b"%PDF-1.4 broken")

    read_new_files()
    read_new_files()

    edition.refresh_from_db()
    assert (edition.text, edition.text_read_at is not None, edition.could_not_be_read) == ("", True, True)
    assert [verb for verb, _who in lines(edition.resource)].count("read a file") == 1


def test_a_better_file_in_its_place_is_read_anew():
    edition = with_file(b"%PDF-1.4 broken")
    read_file(edition.pk)

    replace_edition(edition, upload=upload(pdf("A Zitronenbaum")), by=make_staff())
    edition.refresh_from_db()
    waiting = (edition.text_read_at, edition.could_not_be_read)
    read_file(edition.pk)

    edition.refresh_from_db()
    assert waiting == (None, False)
    assert (edition.text, edition.could_not_be_read) == ("A Zitronenbaum", False)


def test_the_words_of_a_file_that_is_taken_away_leave_the_search():
    edition = with_file(pdf("A Zitronenbaum"))
    read_file(edition.pk)

    replace_edition(edition, upload=None, by=make_staff())

    assert not Resource.objects.filter(search="zitronenbaum").exists()
    edition.refresh_from_db()
    assert (edition.text, edition.file_name, edition.size, edition.pages) == ("", "", None, None)


def test_lost_wake_ups_are_made_good_six_files_at_a_time_the_oldest_first():
    editions = [with_file() for _number in range(8)]

    read_new_files()
    after_one = [edition.pk for edition in Edition.objects.unread().order_by("pk")]
    read_new_files()

    assert after_one == [edition.pk for edition in editions[6:]]
    assert not Edition.objects.unread().exists()


def test_a_file_that_is_gone_from_the_storage_stops_nobody():
    gone, there = with_file(), with_file()
    default_storage.delete(gone.file.name)

    read_new_files()

    there.refresh_from_db()
    gone.refresh_from_db()
    assert (there.text, gone.text, gone.text_read_at is not None) == ("Words of the file", "", True)


def test_words_of_a_file_that_was_replaced_meanwhile_are_not_kept():
    edition = with_file()
    replace_edition(edition, by=make_staff(), upload=upload(pdf("Other words")))

    keep_text(edition, text="Words of the file", pages=1)

    edition.refresh_from_db()
    assert (edition.text, edition.text_read_at) == ("", None)


def test_a_worker_is_woken_after_the_commit_and_only_then(monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(
        edition_actions.current_app, "send_task", lambda *args, **kwargs: sent.append((args, kwargs))
    )

    with django_capture_on_commit_callbacks(execute=True):
        edition = with_file()
        assert sent == []

    assert sent == [(("resources.library.tasks.read_file",), {"args": [edition.pk], "retry": False})]


def test_a_broker_that_is_away_stops_no_upload(monkeypatch, django_capture_on_commit_callbacks):
    def away(*_args, **_more):
        raise OSError("no broker")

    monkeypatch.setattr(edition_actions.current_app, "send_task", away)

    with django_capture_on_commit_callbacks(execute=True):
        edition = with_file()

    assert edition.file


def test_files_that_nothing_names_are_swept_after_a_day():
    edition = with_file()
    old = edition.file.name
    edition = replace_edition(edition, by=make_staff(), upload=upload(pdf("New")))

    today = sweep_files()
    tomorrow = sweep_files(timezone.now() + timedelta(days=1, minutes=1))

    assert (today, tomorrow >= 1) == (0, True)
    assert (default_storage.exists(old), default_storage.exists(edition.file.name)) == (False, True)


def test_a_refused_upload_leaves_no_row_and_its_file_is_swept():
    resource = make_resource()
    file = upload(pdf("x"))

    with pytest.raises(LanguageTaken):
        make_edition(resource, upload=file)
    with pytest.raises(RuntimeError):
        _rolled_back(lambda: make_edition(resource, language="fr", upload=file))

    assert [it.language for it in resource.editions.all()] == ["en"]
    assert sweep_files(timezone.now() + timedelta(days=2)) >= 1


def _rolled_back(act):
    with transaction.atomic():
        act()
        raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once():
    staff, resource = make_staff(), draft()

    assert sorted(_both(lambda: publish(resource, by=staff))) == ["done", "refused"]
    assert [verb for verb, _who in lines(resource)].count("published") == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_publish(monkeypatch):
    staff, resource = make_staff(), draft()
    gate = threading.Barrier(2, timeout=10)

    def unlocked(it):
        stored = Resource.objects.get(pk=it.pk)
        gate.wait()
        return stored

    monkeypatch.setattr(resource_actions, "_locked", unlocked)

    assert _both(lambda: publish(resource, by=staff)) == ["done", "done"]


def _both(act):
    said = []

    def run():
        try:
            act()
            said.append("done")
        except AlreadyOut:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
