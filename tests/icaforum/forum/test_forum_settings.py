"""The page «Forum settings»: what stands there is what pages, mails and rules go by."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.people.adapters import SecondFactorAdapter
from icaforum.audit.models import Entry
from icaforum.forum.actions import change_settings
from icaforum.forum.models import ForumSettings, Room
from icaforum.forum.reading import read_once, the_forum
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.kinds import kinds
from icaforum.outbox.letter import as_email, written
from icaforum.outbox.models import Message
from icaforum.outbox.tasks import tidy_outbox
from tests.factories import make_city, make_staff
from tests.pages import Page

pytestmark = pytest.mark.django_db

FORM = "#forumsettings_form"
ROOT, DEFAULT = Path(__file__).resolve().parents[3], 'default:"ICA Forum"'
PAGE = "/admin/forum/forumsettings/1/change/"
NO_DAY = (
    "“Christmas” is no day such as 2026-12-24, "
    "and no span of at most 60 days such as 2026-12-24 – 2027-01-01."
)
CHOSEN = {
    "name": "Fair Cities Forum",
    "contact_name": "Ana Ruiz",
    "contact_email": "ana@forum.example",
    "signature": "Ana and Ben\r\nfor the Forum",
    "time_zone": "Europe/Copenhagen",
    "promised_days": "5",
    "closed_days": "2027-01-01\r\n2026-12-24 to 2026-12-31\r\n\r\n2027-01-01",
    "max_peer_cities": "12",
    "max_other_cities": "",
    "quiet_days": "60",
    "digest_weekday": "1",
    "digest_hour": "8",
    "open_rooms": ["questions"],
}


@pytest.fixture
def ana(client):
    ana = make_staff()
    client.force_login(ana)
    return ana


def saved(client, **typed):
    return client.post(PAGE, Page(client.get(PAGE)).sent_by(FORM) | typed)


def test_it_begins_with_what_the_environment_says_and_looking_writes_nothing(client, ana, settings):
    page = Page(client.get(reverse("admin:forum_forumsettings_changelist"), follow=True))

    assert page.typed["contact_email"] == settings.CONTACT_EMAIL
    assert (page.typed["promised_days"], page.typed["quiet_days"]) == ("10", "30")
    assert not [name for name in page.typed if name == "open_rooms"]
    assert not ForumSettings.objects.exists()


def test_what_is_saved_stands_and_the_history_names_the_fields(client, ana):
    assert saved(client, **CHOSEN).status_code == 302

    forum = ForumSettings.objects.get()
    assert forum.closed_days == ["2026-12-24 – 2026-12-31", "2027-01-01"]
    assert (forum.max_peer_cities, forum.max_other_cities) == (12, None)
    assert forum.has_open(Room.QUESTIONS)
    assert not forum.has_open(Room.HELP)
    (entry,) = Entry.objects.about(forum)
    assert (entry.verb, entry.actor_id) == ("changed", ana.pk)
    assert set(entry.details["fields"]) == CHOSEN.keys() - {"max_other_cities"}

    # The same once more is no change.
    saved(client, **CHOSEN)
    assert Entry.objects.about(forum).count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("promised_days", "0", "Please write 1 or more."),
        ("promised_days", "61", "Please write 60 or less."),
        ("quiet_days", "6", "Please write 7 or more."),
        ("digest_hour", "24", "Please write 23 or less."),
        ("max_peer_cities", "-1", "Please write 0 or more."),
        ("max_other_cities", "1001", "Please write 1000 or less."),
        ("digest_weekday", "7", "Please choose one of the answers that are offered."),
        ("open_rooms", ["cellar"], "Please choose one of the answers that are offered."),
        (
            "closed_days",
            "2026-12-24\nChristmas",
            NO_DAY,
        ),
        ("closed_days", "2026-12-24\n" * 41, "At most 40 lines, please: take those away that are over."),
        ("name", "", "Please fill this in."),
        ("contact_email", "ana", "Please write a whole e-mail address, such as name@city.example."),
    ],
)
def test_what_is_out_of_bounds_is_said_at_its_field_and_kept(client, ana, field, typed, sentence):
    answer = saved(client, **CHOSEN | {field: typed})

    assert answer.context["adminform"].form.errors == {field: [sentence]}
    assert not Entry.objects.exists()


def test_the_verb_has_the_same_bounds_as_the_page(ana):
    for values in ({"promised_days": 0}, {"closed_days": ["soon"]}, {"open_rooms": ["cellar"]}):
        with pytest.raises(ValidationError):
            change_settings(by=ana, **values)
    with pytest.raises(TypeError, match="mood"):
        change_settings(by=ana, mood="good")
    assert not Entry.objects.exists()


def test_of_two_who_save_at_once_both_are_kept_and_the_same_field_is_a_choice(client, ana):
    sent = Page(client.get(PAGE)).sent_by(FORM)
    change_settings(by=make_staff(name="Ben"), quiet_days=45, promised_days=8)

    answer = client.post(PAGE, sent | {"promised_days": "6", "name": "Fair Cities"})

    (meeting,) = answer.context["adminform"].form.meetings
    assert (meeting.bound.name, meeting.theirs, meeting.mine) == ("promised_days", "8", "6")
    sent = Page(answer).sent_by(FORM) | {meeting.name: "mine"}
    assert client.post(PAGE, sent).status_code == 302
    forum = ForumSettings.the()
    assert (forum.quiet_days, forum.promised_days, forum.name) == (45, 6, "Fair Cities")


def test_who_may_not_change_the_forum_does_not_see_the_page(client, make_reviewer):
    client.force_login(make_reviewer)

    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("admin:forum_forumsettings_changelist")).status_code == 403
    assert PAGE not in Page(client.get(reverse("admin:index"))).links


@pytest.fixture
def make_reviewer():
    from cities.people.presets import REVIEWER, group_of

    person = make_staff(is_superuser=False)
    person.groups.add(group_of(REVIEWER))
    return person


# Who reads them


def test_pages_and_mails_say_the_name_the_contact_and_the_signature(client):
    change_settings(
        by=None,
        name="Fair Cities Forum",
        contact_name="Ana Ruiz",
        contact_email="ana@forum.example",
        signature="Ana and Ben\nfor the Forum",
    )
    queue_mail("access_known", to="a@city.example", key="1", ids={"city": make_city().pk})
    message = Message.objects.get()

    page, letter = Page(client.get("/contact/")), written(message)
    mail = as_email(message, letter)

    assert page.html.title.text.endswith("Fair Cities Forum")
    assert page.links["mailto:ana@forum.example"] == "ana@forum.example"
    assert (mail.from_email, mail.reply_to) == (
        "Fair Cities Forum <forum@testserver>",
        ["Ana Ruiz <ana@forum.example>"],
    )
    assert "Ana and Ben\nfor the Forum" in letter.text
    assert SecondFactorAdapter().get_totp_issuer() == "Fair Cities Forum"


def test_no_mail_calls_the_forum_by_another_name():
    """Nor do the reasons at their ends: the name is said in one place."""
    templates = (ROOT / "templates").rglob("emails/*.html")
    said = [str(kind.why) % {"forum": "Fair Cities Forum"} for kind in kinds().values()]

    named = [path.name for path in templates if "ICA Forum" in path.read_text().replace(DEFAULT, "")]
    assert (named, [why for why in said if "ICA Forum" in why]) == ([], [])


def settings_read(queries):
    return sum('FROM "forum_forumsettings"' in query["sql"] for query in queries)


def test_a_page_reads_them_once_and_an_answer_without_words_not_at_all(client):
    with CaptureQueriesContext(connection) as page:
        client.get("/join/")
    with CaptureQueriesContext(connection) as none:
        client.get("/healthz")

    assert (settings_read(page), settings_read(none)) == (1, 0)


def test_what_was_changed_meanwhile_counts_from_the_next_reading_on():
    with read_once():
        assert the_forum().quiet_days == 30
        change_settings(by=None, quiet_days=40)
        assert the_forum().quiet_days == 40
        ForumSettings.objects.update(quiet_days=50)  # by somebody else, during this request
        assert the_forum().quiet_days == 40
    assert the_forum().quiet_days == 50


def test_a_task_reads_them_once_too(monkeypatch):
    seen = []
    monkeypatch.setattr(tidy_outbox, "run", lambda: seen.append((the_forum(), the_forum())))

    tidy_outbox()

    assert seen[0][0] is seen[0][1]
