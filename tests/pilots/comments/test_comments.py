"""Comments in a pairing: who reads, who writes, what becomes of their words."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.models import Report
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from pilots.comments.actions import change_comment, take_comment_back
from pilots.models import Comment, Pairing
from pilots.projects import refusals
from tests.factories import make_city, make_comment, make_lead, make_officer, make_pairing, make_staff

pytestmark = pytest.mark.django_db

WORDS = "Keys are at the desk."


def test_the_two_cities_and_staff_alone_read_a_comment(client):
    pairing = make_pairing()
    row = make_comment(pairing)
    other_pair = make_officer(make_pairing(pilot_city=pairing.pilot_city).peer_city)
    others = [make_officer(make_city(tier=Tier.PILOT)), make_lead(make_city(kind="partner")), other_pair]
    sees = [make_officer(pairing.peer_city), make_lead(pairing.pilot_city), make_staff()]
    both = make_officer(pairing.peer_city)
    make_officer(pairing.pilot_city, person=both)

    assert [list(Comment.objects.visible_to(viewer_of(it, verified=True))) for it in sees] == [[row]] * 3
    assert list(Comment.objects.visible_to(viewer_of(both))) == [row]
    for person in others:
        assert not Comment.objects.visible_to(viewer_of(person)).exists()
        client.force_login(person)
        assert client.get(pairing.get_absolute_url()).status_code == 404
        for name in ("comment_change", "comment_take_back", "comment_report"):
            assert client.post(reverse(f"pilots:{name}", args=[row.pk])).status_code == 404
    for person in sees:
        client.force_login(person)
        assert WORDS in client.get(pairing.get_absolute_url()).text


def test_a_comment_is_written_changed_and_taken_back_by_whoever_wrote_it(client):
    pairing = make_pairing()
    person, other = make_officer(pairing.peer_city), make_officer(pairing.pilot_city)
    client.force_login(person)
    add = reverse("pilots:comment_add", args=[pairing.pk])
    assert add in client.get(pairing.get_absolute_url()).text

    answer = client.post(add, {"text": "Wer hat *die* Schlüssel?", "language": "de"})

    row = Comment.objects.get()
    assert answer.url == f"{pairing.get_absolute_url()}#comment-{row.pk}"
    assert (row.city, row.author, row.language) == (pairing.peer_city, person, "de")
    client.post(reverse("pilots:comment_change", args=[row.pk]), {"text": "Wer?", "language": "de"})
    client.force_login(other)
    page = client.get(pairing.get_absolute_url()).text
    assert 'lang="de"' in page
    assert ", changed" in page
    with pytest.raises(refusals.NotYours):
        change_comment(row, text="x", language="en", by=other)
    client.force_login(person)
    assert "Wer?" in client.get(reverse("pilots:comment_take_back", args=[row.pk])).text
    client.post(reverse("pilots:comment_take_back", args=[row.pk]))
    page = client.get(pairing.get_absolute_url()).text
    assert "Wer?" not in page
    assert ", taken back" in page
    row.refresh_from_db()
    assert (row.text, row.taken_back_at is None) == ("", False)
    with pytest.raises(refusals.NotNow):
        take_comment_back(row, by=person)
    verbs = Entry.objects.about(row).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["commented", "comment changed", "comment taken back"]


def test_a_comment_that_cannot_be_taken_keeps_its_words(client):
    pairing = make_pairing()
    client.force_login(make_officer(pairing.peer_city))
    add = reverse("pilots:comment_add", args=[pairing.pk])

    for typed in ({}, {"text": "", "language": "xx"}, {"text": "x" * 4001, "language": "en"}):
        assert client.post(add, typed).status_code == 200
    Pairing.objects.update(state=Pairing.State.COMPLETED)
    page = client.post(add, {"text": "Too late?", "language": "en"}).text

    assert "Too late?" in page
    assert "This pairing is not running" in page
    assert not Comment.objects.exists()
    assert add not in client.get(pairing.get_absolute_url()).text


def test_who_leaves_the_city_changes_nothing_of_it_any_more():
    pairing = make_pairing()
    row = make_comment(pairing)
    row.author.seats.update(until=timezone.now())

    with pytest.raises(refusals.NotYours):
        take_comment_back(row, by=row.author)


def test_the_other_city_reports_a_comment(client):
    pairing = make_pairing()
    row = make_comment(pairing)
    client.force_login(make_officer(pairing.pilot_city))

    client.post(reverse("pilots:comment_report", args=[row.pk]), {"reason": "It names a resident."})

    assert Report.objects.get().target_id == str(row.pk)


def test_many_comments_are_read_in_pages(client):
    pairing = make_pairing()
    person = make_officer(pairing.peer_city)
    for number in range(12):
        make_comment(pairing, by=person, text=f"Word {number}.")
    client.force_login(person)

    pages = [client.get(pairing.get_absolute_url(), {"page": page}).text for page in ("1", "2", "x", "99")]

    assert ["Word 11." in page for page in pages] == [True, False, True, False]
    assert ["Word 0." in page for page in pages] == [False, True, False, True]
