"""The page after an event: for whom it is, what it shows, and each thing that is done on it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cities.people.presets import EVENTS, REVIEWER, group_of
from events.after.actions.reports import read_report, write_presence
from events.after.models import AttendanceRow, Survey, SurveyAnswer
from events.after.numbers import cities_that_came, presence_between
from events.models import Registration
from events.planning.actions.afterwards import add_recording
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.events.after.reports import zoom
from tests.factories import make_event, make_registration, make_staff

ANA, TOM = ("Ana R", "ana@lima.example", 64), ("Paulo iPhone", "", 71)


@pytest.fixture
def desk(held, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(held.staff)
    held.page = reverse("admin:events_event_after", args=[held.event.pk])
    held.do = lambda what: reverse("admin:events_event_after_do", args=[held.event.pk, what])
    return held


def a_file(*rows, name="report.csv"):
    return SimpleUploadedFile(name, zoom(*rows))


def test_from_the_report_to_the_mails_on_one_page(desk, client):
    read = client.post(desk.page, {"file": a_file(ANA, TOM)}, follow=True)
    row = AttendanceRow.objects.get(name="Paulo iPhone")
    written = client.post(desk.do("write"), follow=True)
    seen = client.get(desk.page, {"see": "absent"})
    yes = {"row": row.pk, "answer": "person", "place": desk.paulo.pk}
    answered = client.post(desk.do("answer"), yes, follow=True)
    sent = client.post(desk.do("send"), {"agreed": ":2"}, follow=True)

    assert "Nothing is written down yet." in read.text
    assert "1 present, 1 absent, 1 to look at." in read.text
    assert "The one to look at counts as absent until you decide." in written.text
    assert "We missed you: Waste pickers" in seen.text
    assert "2 present, 0 absent, 0 to look at." in answered.text
    assert "2 mails are on their way." in sent.text
    assert Message.objects.filter(kind="event_recording").count() == 2
    assert Survey.objects.filter(event=desk.event).exists()


def test_a_row_of_a_moment_says_present_where_another_device_of_the_person_stayed(desk, client):
    client.post(desk.page, {"file": a_file(("Paulo Lima", "", 3), ("Paulo", "p.lima@river.example", 60))})
    both = client.get(desk.page)
    other = AttendanceRow.objects.get(name="Paulo")
    client.post(desk.do("answer"), {"row": other.pk, "answer": "out"})

    assert [line.is_present for line in both.context["lines"]] == [True, True]
    assert "absent: too short" in client.get(desk.page).text


def test_of_those_asked_nobody_goes_missing_when_presence_is_corrected(desk, client):
    client.post(desk.do("say"), {"place": desk.ana.pk, "came": "yes"})
    words = Survey.objects.get().questions.get(standard="monday")
    SurveyAnswer.objects.create(question=words, registration_id=desk.ana.pk, words="Ask.")
    client.post(desk.do("say"), {"place": desk.ana.pk, "came": "no"})

    assert "1 of 1 have answered." in client.get(desk.page).text


def test_mails_are_not_done_while_two_groups_wait_for_theirs(desk, client):
    add_recording(desk.event, recording="https://video.example/1", by=desk.staff)

    stations = client.get(desk.page).context

    assert (stations["done"]["mails"], stations["next"]) == (False, "slides")


def test_mails_are_done_where_a_recording_never_comes(desk, client):
    client.post(desk.do("say"), {"place": desk.ana.pk, "came": "yes"})
    client.post(desk.do("send"), {"agreed": ":2"})

    assert client.get(desk.page).context["done"]["mails"] is True


def test_nobody_else_can_open_the_survey_of_a_reader_from_the_list_of_mails(desk, client):
    client.post(desk.do("say"), {"place": desk.ana.pk, "came": "yes"})
    client.post(desk.do("send"), {"agreed": ":2"})
    mail = Message.objects.get(person=desk.ana.person)
    link = re.search(r"/events/survey/([^/]+)/", written(mail).text)

    shown = client.get(reverse("admin:outbox_message_change", args=[mail.pk])).text

    assert ("Tell us how it was" in shown, link[1] in shown) == (True, False)


def test_the_tenth_of_a_crowd_can_be_chosen_by_a_search(desk, client):
    client.post(desk.page, {"file": a_file(TOM)})
    row = AttendanceRow.objects.get()
    url = reverse("admin:events_event_after_row", args=[desk.event.pk, row.pk])

    first, other = client.get(url), client.get(url, {"find": "p.lima"})
    chosen = {"row": row.pk, "answer": "person", "place": other.context["found"][0].pk}
    client.post(desk.do("answer"), chosen)
    taken = client.get(desk.page)
    client.post(desk.do("answer"), {"row": row.pk, "answer": ""})

    assert [place.pk for place in first.context["found"]] == [desk.paulo.pk]
    assert [place.pk for place in other.context["found"]] == [desk.paulo.pk]
    assert "as you said" in taken.text
    assert AttendanceRow.objects.get().is_unclear


def test_presence_is_said_by_hand_and_taken_back(desk, client):
    for came in ("yes", "no", ""):
        client.post(desk.do("say"), {"place": desk.ana.pk, "came": came})
        desk.ana.refresh_from_db()
        assert desk.ana.came is {"yes": True, "no": False}.get(came)
    entries = Entry.objects.about(desk.ana).filter(verb="presence said").order_by("pk")
    assert [entry.details.get("came") for entry in entries] == [True, False, None]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Choose a file."),
        (SimpleUploadedFile("r.csv", b""), "This file is empty."),
        (SimpleUploadedFile("r.xlsx", b"PK\x03\x04xx"), "This is no CSV file."),
        (SimpleUploadedFile("r.csv", b"x" * 2_000_001), "larger than 2 MB"),
    ],
    ids=["none", "empty", "other", "large"],
)
def test_a_file_that_is_none_is_said_beside_it(desk, client, file, said):
    answer = client.post(desk.page, {"file": file} if file else {})

    assert said in answer.text
    assert answer.context["form"].errors.keys() == {"file"}


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("answer", {"row": "9" * 30, "answer": "person"}),
        ("answer", {"row": "²"}),
        ("say", {"place": "-1", "came": "yes"}),
        ("send", {"agreed": "\0:x"}),
        ("send", {"agreed": "present:" + "9" * 40}),
        ("write", {}),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(desk, client, what, typed):
    answer = client.post(desk.do(what), typed, follow=True)

    assert answer.redirect_chain[0][1] == 302
    assert 'class="error"' in answer.text or "messagelist" in answer.text
    assert not Message.objects.exists()
    assert not Registration.objects.filter(came__isnull=False).exists()


def test_before_the_end_it_says_when_it_opens_and_for_a_cancelled_one_that_nothing_comes(desk, client):
    pages = {
        state: client.get(reverse("admin:events_event_after", args=[make_event(state=state).pk])).text
        for state in ("published", "cancelled")
    }

    assert "Opens on" in pages["published"]
    assert "Nothing comes after an event that did not take place." in pages["cancelled"]


@pytest.mark.parametrize(
    ("rights", "looks", "may"),
    [
        (EVENTS, 200, 302),
        (REVIEWER, 403, 403),
        (("view_event",), 403, 403),
        (("view_event", "view_registration"), 200, 403),
        (("change_event", "view_event", "view_registration"), 200, 403),
    ],
)
def test_limited_staff_see_and_do_what_their_rights_say(desk, client, rights, looks, may):
    person = make_staff(is_superuser=False)
    if isinstance(rights, str):
        person.groups.add(group_of(rights))
    else:
        person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    content = zoom(ANA, TOM)
    read_report(desk.event, content=content, name="r.csv", by=desk.staff)
    client.force_login(person)
    survey = reverse("admin:events_event_survey", args=[desk.event.pk])
    row = reverse("admin:events_event_after_row", args=[desk.event.pk, AttendanceRow.objects.first().pk])

    shown = client.get(desk.page)

    assert shown.status_code == looks
    assert (desk.do("write") in shown.text) is (may == 302)
    done = [client.post(desk.do(what)).status_code for what in ("write", "drop", "answer", "say", "send")]
    assert done == [may] * 5
    assert client.post(desk.page, {"file": a_file(ANA)}).status_code == may
    assert {client.get(url).status_code for url in (survey, row)} == ({200, 404} if may == 302 else {403})


def test_the_survey_is_edited_on_a_page_of_its_own(desk, client):
    url = reverse("admin:events_event_survey", args=[desk.event.pk])
    page = client.get(url)
    day = (desk.event.ends_at + timedelta(days=5)).date()
    typed = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    typed |= {"closes_on": day.isoformat(), "text_3": "Who was missing?", "text_4": "One?", "choices_4": "A"}

    wrong = client.post(url, typed)
    client.post(url, typed | {"choices_4": "A\nB\n"})

    questions = list(Survey.objects.get(event=desk.event).questions.all())
    assert wrong.context["form"].errors.keys() == {"choices_4"}
    assert [it.standard for it in questions] == ["useful", "hour", "monday", "", ""]
    assert [(it.words, it.labels) for it in questions[3:]] == [("Who was missing?", []), ("One?", ["A", "B"])]
    assert Survey.objects.get().ends_at.date() == day


def test_questions_typed_while_somebody_answered_are_refused_and_stay(desk, client):
    client.post(desk.do("say"), {"place": desk.ana.pk, "came": "yes"})
    url = reverse("admin:events_event_survey", args=[desk.event.pk])
    page = client.get(url)
    typed = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    typed |= {"closes_on": page.context["form"]["closes_on"].initial.isoformat()}
    words = Survey.objects.get().questions.get(standard="monday")
    SurveyAnswer.objects.create(question=words, registration=desk.ana, words="Walk.")

    refused = client.post(url, typed | {"text_3": "Who was missing?"})
    unchanged = client.post(url, typed)

    assert "Somebody has answered already" in str(refused.context["form"].non_field_errors())
    assert 'value="Who was missing?"' in refused.text
    assert unchanged.status_code == 302
    assert Survey.objects.get().questions.count() == 3


def test_the_answers_can_be_taken_along_without_names(desk, client):
    desk.ana.came, desk.ana.came_said_at, desk.ana.came_from = True, timezone.now(), "hand"
    desk.ana.save()
    write_page = reverse("admin:events_event_survey_answers", args=[desk.event.pk, "csv"])
    none = client.get(write_page).status_code
    client.post(desk.do("say"), {"place": desk.ana.pk, "came": "yes"})
    client.force_login(desk.ana.person)
    words = Survey.objects.get().questions.get(standard="monday")
    client.post(reverse("events:survey", args=[desk.event.slug]), {f"q{words.pk}": "=Pay them."})
    client.force_login(desk.staff)

    file = client.get(write_page)

    assert none == 404
    assert "'=Pay them." in file.text
    assert "Ana" not in file.text


def test_who_came_stands_in_the_lists_their_files_and_in_the_numbers_of_a_year(desk, client):
    read_report(desk.event, content=zoom(ANA), name="r.csv", by=desk.staff)
    write_presence(desk.event, by=desk.staff)
    unknown = make_event(starts_in=-timedelta(days=2))
    make_registration(unknown)

    events = client.get(reverse("admin:events_event_export", args=["csv"])).text
    places = client.get(reverse("admin:events_registration_export", args=["csv"])).text
    year = presence_between(desk.event.local_date - timedelta(days=300), desk.event.local_date)

    heads = [line.split(",") for line in (events.splitlines()[0], places.splitlines()[0])]
    assert "came" in [head.strip("\ufeff").lower() for head in heads[0]]
    assert {"came", "minutes there"} <= {head.lower() for head in heads[1]}
    assert any("Ana Ruiz" in line and ",64" in line for line in places.splitlines())
    assert (year.events, year.with_presence, year.places, year.came, year.cities) == (2, 1, 3, 1, 1)
    assert cities_that_came(desk.event.local_date, desk.event.local_date) == {desk.ana.city_id: 1}


def test_no_city_sees_who_was_there(desk, client):
    read_report(desk.event, content=zoom(ANA), name="r.csv", by=desk.staff)
    write_presence(desk.event, by=desk.staff)
    client.force_login(desk.paulo.person)

    other = client.get(desk.event.get_absolute_url()).text

    assert "64" in client.get(reverse("held")).text or "Ana Ruiz" not in other
    assert "Ana Ruiz" not in other
    assert client.get(desk.page).status_code in {302, 403}
