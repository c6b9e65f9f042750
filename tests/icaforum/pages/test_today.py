import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from cities.models import City
from icaforum.backups.models import Backup
from icaforum.forum.reading import the_forum
from icaforum.outbox.actions import note_return, pause
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Gate, Message
from icaforum.pages.today import today
from pilots.models import Pairing
from pilots.pairings.timeline import plan_of
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_pairing,
    make_registration,
    make_staff,
    make_staff_at_work,
    make_user,
    workdays_ago,
)

pytestmark = pytest.mark.django_db


def counted(now=None):
    stations = today(now or timezone.now(), make_staff_at_work())["stations"]
    return [(station.count, station.needs) for station in stations]


def test_a_quiet_day_counts_nothing():
    assert counted() == [(0, False), (0, False), (0, False), (0, False)]


def test_what_waits_is_counted():
    make_application(state="waiting", confirmed_at=timezone.now() - timedelta(days=12))
    make_registration(make_event(starts_in=timedelta(days=2)))
    make_event(starts_in=timedelta(days=9))
    make_pairing(state=Pairing.State.PROPOSED, active_since=None)

    assert counted() == [(1, True), (0, False), (1, False), (1, True)]


def test_an_application_past_the_promised_days_is_said_so():
    make_application(state="waiting", confirmed_at=workdays_ago(12))

    found = today(timezone.now(), make_staff_at_work())

    assert found["stations"][0].remark == "1 past the days promised"
    assert (found["applications"][0].clock.words, found["applications"][0].clock.tone) == (
        "2 days late",
        "need",
    )


def test_each_application_shows_how_its_rules_stand(client):
    facts = {"kind": City.Kind.OTHER, "city_name": "Northbridge"}
    first = make_application(state="waiting", confirmed_at=timezone.now() - timedelta(days=2), **facts)
    client.force_login(make_staff())
    alone = today(timezone.now(), make_staff_at_work())["applications"][0]

    make_application(state="waiting", confirmed_at=timezone.now(), **facts)

    both = today(timezone.now(), make_staff_at_work())["applications"][0]
    assert alone.application == both.application == first
    assert (both.fulfilled, both.failed) == (alone.fulfilled - 1, alone.failed + 1)
    assert f"{both.failed} not fulfilled" in client.get(reverse("admin:index")).text


def test_the_page_shows_it_all(client):
    application = make_application(state="waiting", confirmed_at=timezone.now() - timedelta(days=2))
    event = make_event(title="Cool rooms", starts_in=timedelta(days=2))
    client.force_login(make_staff())

    answer = client.get(reverse("admin:index")).content.decode()

    assert application.city_name in answer
    assert event.title in answer


def test_a_day_on_which_no_mail_leaves_says_so_first(client):
    staff = make_staff()
    client.force_login(staff)
    quiet = client.get(reverse("admin:index")).text
    pause(Gate.the(), by=staff, reason="The server moves.")
    queue_mail("letter", to=make_user(), key="letter:1", ids={"letter": 1})

    page = client.get(reverse("admin:index")).text

    assert "Every mail was accepted by the mail server." in quiet
    assert "Every mail was accepted by the mail server." not in page
    assert page.index("All mails are on hold.") < page.index("applications wait")
    assert "1 mail waits." in page
    assert "The server moves." in page


def test_a_mail_that_did_not_arrive_says_to_whom_about_what_and_why(client):
    queue_mail("letter", to=make_user(name="Luz Quispe"), key="letter:1", ids={"letter": 1})
    Message.objects.update(state="uncertain", last_error="broken-off", subject="An answer from Lima")
    client.force_login(make_staff())

    page = client.get(reverse("admin:index")).text

    assert "The connection broke before the mail server answered, so nobody knows." in page
    assert "broken-off" not in page
    assert "An answer from Lima" in page
    assert re.search(r'<td><a href="/admin/cities/user/\d+/change/">Luz Quispe</a></td>', page)
    assert "Ask the person whether it arrived" in page


def test_many_rows_cost_what_few_cost(client, django_assert_max_num_queries):
    client.force_login(make_staff())
    make_application(state="waiting", confirmed_at=timezone.now())
    make_registration(make_event(starts_in=timedelta(days=2)))
    queue_mail("letter", to=make_user(), key="first", ids={"letter": 1})
    Message.objects.update(state="dead")
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("admin:index"))
    for n in range(5):
        make_application(state="waiting", confirmed_at=timezone.now())
        queue_mail("letter", to=make_user(), key=f"more:{n}", ids={"letter": 1})
        make_registration(make_event(starts_in=timedelta(days=3)))
    Message.objects.update(state="dead")

    with django_assert_max_num_queries(40) as many:
        client.get(reverse("admin:index"))

    assert len(few) == len(many)


def test_staff_see_only_what_they_may_open(client):
    application = make_application(state="waiting", confirmed_at=timezone.now())
    make_event(title="Cool rooms", starts_in=timedelta(days=2))
    reviewer = make_staff(is_superuser=False)
    reviewer.user_permissions.add(Permission.objects.get(codename="view_application"))
    client.force_login(reviewer)

    answer = client.get(reverse("admin:index"))

    assert [station.label for station in answer.context["stations"]] == ["application waits"]
    assert application.city_name in answer.content.decode()
    assert "Cool rooms" not in answer.content.decode()


def test_the_last_backup_is_said_and_a_night_that_was_missed(client):
    client.force_login(make_staff())
    at = timezone.now() - timedelta(hours=30)
    none = client.get(reverse("admin:index")).text
    facts = {"rows": 1, "files": 0, "size": 1}
    Backup.objects.create(made_at=at, folder="portal-1", **facts)
    late = client.get(reverse("admin:index")).text
    Backup.objects.create(made_at=timezone.now(), folder="portal-2", **facts)
    fresh = client.get(reverse("admin:index")).text

    missed = "None in the last night"
    assert [missed in page for page in (none, late, fresh)] == [False, True, False]
    assert ["No backup yet" in page for page in (none, late, fresh)] == [True, False, False]


def a_day_with_all():
    """What Today counts, and beside each something that is near it and not counted."""
    now = timezone.now()
    make_application(state="waiting", confirmed_at=now - timedelta(days=2))
    make_application(state="asked", confirmed_at=now - timedelta(days=2))
    make_application(state="unconfirmed")
    for number, state in enumerate(["uncertain", "dead", "sent", "pending"]):
        queue_mail("letter", to=make_user(), key=f"letter:{number}", ids={"letter": number})
        moved = {"state": state, "accepted_at": now if state == "sent" else None}
        Message.objects.filter(dedupe_key=f"letter:{number}").update(**moved)
    back = make_lead(make_city(name="Lima"))
    for number, person in enumerate((back, back, make_lead(), make_user(is_active=False))):
        queue_mail("letter", to=person, key=f"back:{number}", ids={"letter": number})
    for mail in Message.objects.filter(dedupe_key__startswith="back:"):
        Message.objects.filter(pk=mail.pk).update(state="sent", accepted_at=now)
        note_return(mail, words="5.1.1 no such user", by=None)
    make_event(starts_in=timedelta(days=2))
    make_event(starts_in=timedelta(days=9))
    make_event(starts_in=timedelta(days=-3))
    make_event(starts_in=timedelta(days=3), published=False)
    make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    make_pairing(active_since=now - timedelta(days=90))
    make_pairing(active_since=now - timedelta(days=1))
    make_pairing(active_since=now - timedelta(days=90), state=Pairing.State.PAUSED)


def test_each_number_leads_to_exactly_the_rows_it_counts(client):
    a_day_with_all()
    client.force_login(make_staff())
    context = client.get(reverse("admin:index")).context
    numbers = [(station.count, station.url) for station in context["stations"]]
    numbers += [(care["count"], care["url"]) for care in context["cares"]]
    numbers += [(context["quiet"]["count"], context["quiet"]["url"])]

    found = [(client.get(url).context["cl"].result_count, url) for _count, url in numbers]

    assert found == numbers
    assert all(count for count, _url in numbers)


def test_addresses_that_do_not_work_are_counted_by_people_and_named_by_cities(client):
    a_day_with_all()
    make_lead(City.objects.get(name="Lima"), person=Message.objects.get(dedupe_key="letter:1").person)
    client.force_login(make_staff())

    context = client.get(reverse("admin:index")).context

    care = next(care for care in context["cares"] if "address=" in care["url"])
    assert (care["count"], care["what"], care["more"]) == (3, "addresses do not work", False)
    assert "Lima, 2 people" in [words for words, _url in care["cities"]]


@pytest.mark.parametrize("step", ["nothing", "a step", "a meeting", "a meeting to come"])
def test_a_pairing_is_quiet_here_where_its_own_page_says_so(step):
    today_ = timezone.localdate()
    pairing = make_pairing(active_since=timezone.now() - timedelta(days=90))
    lately = today_ - timedelta(days=3)
    if step == "a step":
        pairing.steps.create(title="Share it", owner=pairing.peer_city, due_on=today_, done_on=lately)
    elif step != "nothing":
        day = lately if step == "a meeting" else today_ + timedelta(days=3)
        pairing.exchanges.create(title="First call", kind="meeting", starts_on=day)
    plan = plan_of(
        Pairing.objects.prefetch_related("steps__owner", "exchanges__host").get(),
        today_,
        may_write=False,
        may_change=False,
    )

    quiet = Pairing.objects.quiet(today_, days=the_forum().quiet_days).exists()

    assert quiet == (plan.quiet is not None) == (step in {"nothing", "a meeting to come"})


def test_that_no_mail_has_left_for_two_hours_is_said_first(client):
    client.force_login(make_staff())
    for number in range(2):
        queue_mail("letter", to=make_user(), key=f"letter:{number}", ids={"letter": number})
    said = []
    for hours, sent in ((1, False), (3, False), (3, True)):
        Message.objects.update(wanted_at=timezone.now() - timedelta(hours=hours))
        if sent:
            Message.objects.filter(dedupe_key="letter:0").update(state="sent", accepted_at=timezone.now())
        said.append("No mail has left for two hours.</strong> 2 mails wait." in client.get("/admin/").text)

    assert said == [False, True, False]
