import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.models import AccessRequest, City, Membership
from icaforum.audit.record import record
from icaforum.backups.models import Backup
from icaforum.forum.reading import the_forum
from icaforum.outbox.actions import note_return, pause
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Gate, Message
from icaforum.pages.today.page import today
from pilots.models import Pairing
from pilots.pairings.timeline import plan_of
from resources.models import Resource
from tests.factories import (
    ask_the_forum,
    let_pass,
    make_application,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_registration,
    make_resource,
    make_staff,
    make_staff_at_work,
    make_user,
    make_want,
    open_rooms,
    workdays_ago,
)

pytestmark = pytest.mark.django_db


def counted(now=None):
    stations = today(now or timezone.now(), make_staff_at_work())["stations"]
    return [(station.count, station.needs) for station in stations]


def test_a_quiet_day_counts_nothing(client):
    client.force_login(make_staff())

    page = client.get(reverse("admin:index")).text

    assert counted() == [(0, False), (0, False), (0, False), (0, False)]
    assert "Nobody waits for us." in page
    assert "Every city has a lead contact who gets our mails." in page


def test_what_waits_is_counted():
    make_application(state="waiting", confirmed_at=timezone.now() - timedelta(days=12))
    make_registration(make_event(starts_in=timedelta(days=2)))
    make_event(starts_in=timedelta(days=9))
    make_city()

    # The city of the registration has a contact and no lead, the other one nobody.
    assert counted() == [(1, True), (2, True), (0, False), (1, False)]


def test_an_application_past_the_promised_days_is_said_so():
    make_application(state="waiting", confirmed_at=workdays_ago(12), city_name="Northbridge")

    found = today(timezone.now(), make_staff_at_work())

    assert found["stations"][0].remark == "1 past the days promised"
    duty = found["waiting"][0]
    named = [(one.words, one.remark, one.is_late) for one in duty.named]
    assert (duty.what, duty.is_late, named) == (
        "Application to decide",
        True,
        [("Northbridge", "2 days late", True)],
    )


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

    assert "nothing is stopped" in quiet
    assert "nothing is stopped" not in page
    assert page.index("All mails are on hold.") < page.index("applications wait")
    assert "1 mail waits." in page
    assert "The server moves." in page


def test_a_mail_that_did_not_arrive_says_to_whom_about_what_and_why(client):
    queue_mail("pairing_active", to=make_user(name="Luz Quispe"), key="pairing:1", ids={"pairing": 1})
    Message.objects.update(state="uncertain", last_error="broken-off", subject="An answer from Lima")
    client.force_login(make_staff())

    page = client.get(reverse("admin:index")).text

    assert "The connection broke before the mail server answered, so nobody knows" in page
    assert "broken-off" not in page
    assert re.search(r'<a href="/admin/outbox/message/\d+/change/">[^<]+ to Luz Quispe</a>', page)
    assert "Ask, or send again" in page


def test_many_rows_cost_what_few_cost(client, django_assert_max_num_queries):
    client.force_login(make_staff())
    make_application(state="waiting", confirmed_at=timezone.now())
    make_registration(make_event(starts_in=timedelta(days=2)))
    queue_mail("pairing_active", to=make_user(), key="first", ids={"pairing": 1})
    Message.objects.update(state="dead")
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(55) as few:
        client.get(reverse("admin:index"))
    for n in range(5):
        make_application(state="waiting", confirmed_at=timezone.now())
        queue_mail("letter", to=make_user(), key=f"more:{n}", ids={"letter": 1})
        make_registration(make_event(starts_in=timedelta(days=3)))
    Message.objects.update(state="dead")

    with django_assert_max_num_queries(55) as many:
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


def test_nothing_is_said_of_who_waits_to_who_may_not_know(client):
    make_application(state="waiting", confirmed_at=timezone.now())
    colleague = make_staff(is_superuser=False)
    colleague.user_permissions.add(Permission.objects.get(codename="view_event"))
    client.force_login(colleague)

    page = client.get(reverse("admin:index")).text

    assert "Nobody waits for us." not in page
    assert "Somebody waits for us" not in page


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
    make_application(state="approved", confirmed_at=workdays_ago(6), decided_at=now)
    long_ago = now - timedelta(days=400)
    make_application(state="approved", confirmed_at=long_ago, decided_at=long_ago)
    make_application(state="withdrawn", confirmed_at=now - timedelta(days=2), withdrawn_at=now)
    moves = ["uncertain", "dead", "sent", "pending", "suppressed", "expired", "held", "pending"]
    for number, state in enumerate(moves):
        queue_mail("pairing_active", to=make_user(), key=f"letter:{number}", ids={"pairing": number})
        moved = {"state": state, "accepted_at": now if state == "sent" else None}
        if state == "expired":
            moved["expires_at"] = now - timedelta(days=1)
        if number == len(moves) - 1:
            moved["unwritten_at"] = now
        Message.objects.filter(dedupe_key=f"letter:{number}").update(**moved)
    back = make_lead(make_city(name="Lima"))
    for number, person in enumerate((back, back, make_lead(), make_user(is_active=False))):
        queue_mail("pairing_active", to=person, key=f"back:{number}", ids={"pairing": number})
    for mail in Message.objects.filter(dedupe_key__startswith="back:"):
        Message.objects.filter(pk=mail.pk).update(state="sent", accepted_at=now)
        note_return(mail, words="5.1.1 no such user", by=None)
    for number, escalated in enumerate((now, None)):
        facts = {"name": "Ada", "email": f"ada{number}@lima.example", "escalated_at": escalated}
        AccessRequest.objects.create(city=make_city(), **facts)
    make_event(starts_in=timedelta(days=2))
    make_event(starts_in=timedelta(days=9))
    held = make_event(starts_in=timedelta(hours=-3))
    make_event(starts_in=timedelta(days=-400))
    make_event(starts_in=timedelta(days=3), published=False)
    for came in (True, False, None):
        known = {"came": came, "came_said_at": now, "came_from": "report"} if came is not None else {}
        make_registration(held, **known)
    make_pairing(state=Pairing.State.PROPOSED, active_since=None)
    make_pairing(active_since=now - timedelta(days=90))
    stepped = make_pairing(active_since=now - timedelta(days=1))
    make_pairing(active_since=now - timedelta(days=90), state=Pairing.State.PAUSED)
    for ago in (0, 0, 400):
        day = timezone.localdate() - timedelta(days=ago)
        stepped.steps.create(title="Share it", owner=stepped.peer_city, due_on=day, done_on=day)
    make_city(kind="partner")
    make_resource()
    make_resource(published=False)
    Resource.objects.filter(pk=make_resource().pk).update(published_at=now - timedelta(days=400))


def every_number(context):
    duties = [*context["waiting"], *context["cares"], *context["mails"]]
    return [(it.count, it.url) for it in (*context["stations"], *duties, *context["glance"].figures)]


def test_each_number_leads_to_exactly_the_rows_it_counts(client):
    a_day_with_all()
    client.force_login(make_staff())
    numbers = every_number(client.get(reverse("admin:index")).context)

    found = [(client.get(url).context["cl"].result_count, url) for _count, url in numbers]

    assert found == numbers
    assert [url for count, url in numbers if not count] == []


def test_the_parts_of_the_mails_are_all_that_is_to_look_at():
    a_day_with_all()

    rows = Message.objects
    parts = {name: rows.part_to_look_at(name, Now()) for name in rows.count_to_look_at(Now())}

    keys = [pk for rows in parts.values() for pk in rows.values_list("pk", flat=True)]
    assert sorted(keys) == sorted(Message.objects.to_look_at(Now()).values_list("pk", flat=True))
    assert all(rows.count() == 1 for name, rows in parts.items() if name != "undelivered")


def test_the_year_at_a_glance_says_how_it_goes():
    a_day_with_all()

    found = today(timezone.now(), make_staff_at_work())["glance"]

    said = {figure.label: (figure.shown, figure.remark) for figure in found.figures}
    assert said["to a decision"] == ("6 days", "1 decided, 10 days promised")
    assert said["pairing went on"] == ("1", "2 steps done")
    assert said["new paper"][0] == "1"
    assert said["city took part"][0] == "1"


def test_members_are_compared_with_the_beginning_of_the_year():
    last_year = timezone.now().replace(month=1, day=1) - timedelta(days=20)
    make_city()
    gone = [make_city(), make_city()]
    Membership.objects.update(since=last_year)
    Membership.objects.filter(city__in=gone).update(until=timezone.now())
    make_city()
    make_city(kind="partner")  # no city

    found = today(timezone.now(), make_staff_at_work())["glance"].figures[0]

    assert (found.shown, found.remark) == ("2", "1 fewer than at the start of the year")


def test_addresses_that_do_not_work_are_counted_by_people_and_named_by_cities(client):
    a_day_with_all()
    make_lead(City.objects.get(name="Lima"), person=Message.objects.get(dedupe_key="letter:1").person)
    client.force_login(make_staff())

    context = client.get(reverse("admin:index")).context

    care = next(care for care in context["cares"] if "address=" in care.url)
    assert (care.count, care.what) == (4, "Addresses do not work")
    assert "Lima, 2 people" in [one.words for one in care.named]


@pytest.mark.parametrize("cities", [1, 3])
def test_a_line_that_names_the_cities_of_all_its_people_says_of_no_more(cities):
    for number in range(cities):
        city = make_city(name=f"Lima {number}")
        for _each in range(2):
            queue_mail("letter", to=make_lead(city), key=f"letter:{_each}:{city.pk}", ids={"letter": 1})
    Message.objects.update(state="suppressed")

    cares = today(timezone.now(), make_staff_at_work())["cares"]

    care = next(care for care in cares if "address=" in care.url)
    assert (care.count, care.more) == (2 * cities, cities > 2)


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


@pytest.mark.parametrize("verb", ["opened the room", "survey answered", "follows chosen"])
def test_what_many_members_do_in_an_hour_pushes_nothing_out_of_the_few_lines(verb):
    staff, event = make_staff(), make_event()
    record("published", event, by=staff)
    for _each in range(40):
        record(verb, make_registration(event) if "follows" not in verb else staff, by=make_user())

    lines = today(timezone.now(), make_staff_at_work())["recent"]

    assert ("published", event) in [(line["what"], line["target"]) for line in lines]
    assert verb not in [line["what"] for line in lines]


def test_what_is_done_to_one_thing_in_one_go_is_one_line():
    staff, event, other = make_staff(), make_event(), make_event()
    for verb, thing in (("created", event), ("published", event), ("published", other), ("edited", event)):
        record(verb, thing, by=staff)

    lines = today(timezone.now(), make_staff_at_work())["recent"]

    assert [(line["what"], line["target"]) for line in lines if line["target"] in {event, other}][:3] == [
        ("edited", event),
        ("published", other),
        ("created, published", event),
    ]


def begun_by(city, how):
    person = city.seats.get().person
    if how == "introduced":
        City.objects.filter(pk=city.pk).update(about="We cool rooms.")
    elif how == "came":
        make_registration(person=person, city=city)
    elif how == "asked":
        ask_the_forum(person)
    elif how == "looks for help":
        make_want(person, city=city)
    elif how == "general":
        city.memberships.update(tier=Tier.GENERAL)
    elif how == "new":
        city.memberships.update(since=timezone.now() - timedelta(days=29))
    elif how == "new to the portal":
        city.memberships.update(entered_at=timezone.now())


@pytest.mark.parametrize(
    "how",
    ["", "introduced", "came", "asked", "looks for help", "general", "new", "new to the portal"],
)
def test_pilot_and_peer_cities_that_begin_nothing_in_a_month_are_named(how):
    open_rooms()
    city = make_city(name="Lima", tier=Tier.PEER)
    make_officer(city)
    let_pass(city.memberships.all(), timedelta(days=1), "since")
    let_pass(city.memberships.all(), timedelta(days=31), "entered_at")
    begun_by(city, how)

    cares = today(timezone.now(), make_staff_at_work())["cares"]

    named = [one for care in cares if "care=stalled" in care.url for one in care.named]
    said = "31 days here: no introduction, no webinar, no question; nobody has signed in"
    assert [(one.words, one.remark) for one in named] == ([] if how else [("Lima", said)])
