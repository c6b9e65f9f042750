"""After an event: recording and slides in one form, and everybody who wanted the recording is told once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from events.models import Registration
from events.planning.actions.afterwards import add_recording
from events.programme import refusals
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from resources.models import Kind, Resource
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
from tests.resources.library.files import pdf, upload, uploaded

pytestmark = pytest.mark.django_db
Answer = Registration.Answer
LINK = "https://video.example/1"


def past_event(**facts):
    return make_event(starts_in=-timedelta(days=1), title="Cool rooms", languages=["en"], **facts)


def told():
    return [(mail.person_id, mail.kind) for mail in Message.objects.order_by("pk")]


def test_everybody_who_wanted_it_or_waited_in_vain_is_told_once():
    event, staff = past_event(), make_staff()
    wanted = [make_registration(event, answer=answer) for answer in (Answer.RECORDING, Answer.WAITING)]
    for answer in (Answer.GOING, Answer.GAVE_UP):
        make_registration(event, answer=answer)
    make_registration(
        event, answer=Answer.RECORDING, person=make_officer(make_city(), person=make_user(is_active=False))
    )

    add_recording(event, recording=LINK, by=staff)

    assert told() == [(row.person_id, "event_recording") for row in wanted]
    text = written(Message.objects.order_by("pk").first()).text
    recording = Resource.objects.get()
    assert recording.get_absolute_url() in text
    assert (recording.kind, recording.level, recording.is_published) == (
        Kind.WEBINAR_RECORDING,
        event.level,
        True,
    )
    assert recording.editions.get().link == LINK


def test_slides_may_come_first_or_later_and_tell_nobody():
    event, staff = past_event(), make_staff()
    event.themes.add(make_theme())
    make_registration(event, answer=Answer.RECORDING)

    add_recording(event, slides=upload(pdf("Slides"), "slides.pdf"), by=staff)
    first = told()
    add_recording(event, recording=LINK, by=staff)
    event.refresh_from_db()

    assert (first, len(told())) == ([], 1)
    assert {event.recording.kind, event.slides.kind} == {Kind.WEBINAR_RECORDING, Kind.PRESENTATION}
    assert set(event.slides.themes.all()) == set(event.themes.all())
    with pytest.raises(refusals.AddedAlready):
        add_recording(event, recording=LINK, by=staff)
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("facts", "given", "refusal"),
    [
        ({"starts_in": timedelta(days=1)}, {"recording": LINK}, refusals.NotOver),
        ({"state": "cancelled"}, {"recording": LINK}, refusals.NotOver),
        ({}, {}, refusals.NothingToAdd),
    ],
)
def test_it_is_refused_before_the_end_and_with_nothing_to_add(facts, given, refusal):
    event = make_event(**{"starts_in": -timedelta(days=1)} | facts)

    with pytest.raises(refusal):
        add_recording(event, **given, by=make_staff())

    assert not Resource.objects.exists()


def test_who_may_no_longer_see_the_event_gets_no_mail():
    event = past_event(level=Level.PILOT)
    pilot = make_registration(event, answer=Answer.RECORDING, city=make_city(tier=Tier.PILOT))
    left = make_registration(event, answer=Answer.RECORDING, city=make_city(tier=Tier.GENERAL))

    add_recording(event, recording=LINK, by=make_staff())

    letters = {mail.person_id: written(mail) for mail in Message.objects.all()}
    assert letters[pilot.person_id] is not None
    assert letters[left.person_id] is None


def test_staff_add_both_in_one_form_and_see_the_mail_before(client):
    client.force_login(make_staff())
    event = past_event()
    make_registration(event, answer=Answer.RECORDING)
    url = reverse("admin:events_event_verb", args=[event.pk, "add-recording"])

    asked = client.get(url)
    empty = client.post(url, {})
    seen = client.post(url, {"recording": LINK, "_preview": "1"})
    client.post(url, {"recording": LINK, "slides_link": "https://slides.example/1"})

    assert "With the recording 1 person is mailed" in asked.text
    assert empty.context["form"].errors["recording"]
    assert "The recording is there: Cool rooms" in seen.text
    event.refresh_from_db()
    assert (event.recording is not None, event.slides is not None, len(told())) == (True, True, 1)


@pytest.mark.parametrize("full", ["while it comes in", "where it is kept"])
def test_a_full_disk_is_said_beside_the_slides_and_keeps_the_rest(client, settings, tmp_path, full):
    client.force_login(make_staff())
    event = past_event()
    if full == "where it is kept":
        disk = {"BACKEND": "tests.resources.library.full_disk.FullDisk", "OPTIONS": {"location": tmp_path}}
        settings.STORAGES = settings.STORAGES | {"default": disk}
    else:
        settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = tmp_path / "none", 10
    url = reverse("admin:events_event_verb", args=[event.pk, "add-recording"])

    answer = client.post(url, {"recording": LINK, "slides": uploaded(pdf("Slides"), "slides.pdf")})

    said = {"while it comes in": "There is no room for this file", "where it is kept": "could not be stored"}
    assert said[full] in answer.text
    assert Page(answer).typed["recording"] == LINK
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    event.refresh_from_db()
    assert (event.recording, event.slides, Resource.objects.count()) == (None, None, 0)


def test_the_event_leads_to_them_for_those_who_may_see_them(client):
    event = past_event(level=Level.PUBLIC)
    add_recording(event, recording=LINK, by=make_staff())
    address = Resource.objects.get().get_absolute_url()

    public = client.get(event.get_absolute_url()).text
    Resource.objects.update(level=Level.PILOT)
    pulled_back = client.get(event.get_absolute_url()).text

    assert (address in public, address in pulled_back) == (True, False)
