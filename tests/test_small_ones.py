"""Small promises of pages: what they say to whom, and what a button leaves behind."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level
from cities.models import Theme
from cities.sharing.actions import grant
from events.models import Event
from icaforum.audit.models import Entry
from icaforum.words.forms import WebAddress
from pilots.models import Pairing
from resources.library.actions.resource import publish
from resources.library.forms.sharing import EditionForm
from tests.factories import (
    make_application,
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_project,
    make_registration,
    make_resource,
    make_staff,
    make_theme,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db


def words(answer):
    return " ".join(Page(answer).html.get_text().split())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_way_in_to_a_meeting_is_not_blocked_by_our_own_policy(client, scheme):
    now, person = timezone.now(), make_officer()
    event = make_event(join_url=f"{scheme}://meet.city.example/room")
    Event.objects.filter(pk=event.pk).update(starts_at=now, ends_at=now + timezone.timedelta(hours=1))
    make_registration(event, person=person)
    client.force_login(person)

    policy = client.get(event.get_absolute_url()).headers["Content-Security-Policy"]

    (forms,) = [part.strip() for part in policy.split(";") if "form-action" in part]
    assert forms.split() == ["form-action", "'self'", f"{scheme}:"]
    answer = client.post(reverse("events:join", args=[event.slug]))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{scheme}://meet.city.example/room")


@pytest.mark.parametrize("typed", ["ftp://city.example/plan", "ftps://city.example", "javascript:alert(1)"])
def test_no_form_takes_an_address_that_browsers_do_not_open(typed):
    form = EditionForm({"language": "en", "title": "T", "summary": "S", "link": typed})

    assert "link" in form.errors
    for model in (Event, type(make_city()), type(make_application())):
        for field in model._meta.get_fields():
            if getattr(field, "get_internal_type", lambda: "")() == "CharField" and "url" in field.name:
                with pytest.raises(Exception, match="web address"):
                    field.formfield().clean(typed)
    with pytest.raises(Exception, match="web address"):
        WebAddress().clean(typed)


@pytest.fixture
def proposal():
    barcelona, seattle = make_city(name="Barcelona", tier=3), make_city(name="Seattle", tier=2)
    return make_pairing(
        state=Pairing.State.PROPOSED, pilot_city=barcelona, peer_city=seattle, active_since=None
    )


def test_a_city_is_not_told_that_itself_is_waited_for(client, proposal):
    client.force_login(make_lead(proposal.pilot_city))

    said = words(client.get(proposal.get_absolute_url()))

    assert "Your city has not answered yet." in said
    assert "Waiting for an answer from: Seattle." in said

    client.force_login(make_officer(proposal.pilot_city))
    assert "Your lead contact answers." in words(client.get(proposal.get_absolute_url()))

    client.force_login(make_staff())
    said = words(client.get(proposal.get_absolute_url()))
    assert "Waiting for an answer from: Barcelona, Seattle." in said
    assert "Your city" not in said


def test_a_pairing_shows_the_papers_that_are_shared_with_it(client):
    pairing, staff = make_pairing(), make_staff()
    own = make_resource(by=staff, level=Level.NAMED, published=False)
    own.cities.add(pairing.pilot_city)
    grant(own, to=pairing.circle.group, by=staff)
    own = publish(own, by=staff)
    other = make_resource(by=staff)
    other.cities.add(pairing.pilot_city)
    client.force_login(make_officer(pairing.peer_city))

    links = Page(client.get(pairing.get_absolute_url())).links

    assert links[own.get_absolute_url()] == own.title
    assert other.get_absolute_url() not in links


def test_less_room_than_cities_are_here_is_said_before_it_is_saved(client):
    project = make_project(capacity=2)
    make_pairing(project, pilot_city=project.hosts.get())
    client.force_login(make_staff())
    url = reverse("admin:pilots_pilotproject_change", args=[project.pk])
    typed = {name: value for name, value in Page(client.get(url)).typed.items() if value}
    typed |= {"capacity": "0", "hosts": [project.hosts.get().pk]}

    asked = words(client.post(url, typed))

    assert "1 peer city is here, proposed or learning. It stays, and no other can come." in asked
    project.refresh_from_db()
    assert project.capacity == 2
    type(project).objects.filter(pk=project.pk).update(capacity=0)
    assert "None now, 1 city is here" in words(client.get(project.get_absolute_url()))


def test_all_applications_leads_to_all_and_begins_with_those_to_decide(client):
    states = ("withdrawn", "declined", "approved", "invited", "unconfirmed", "asked", "waiting")
    made = {state: make_application(state=state) for state in states}
    client.force_login(make_staff())
    applications = reverse("admin:cities_application_changelist")
    (link,) = [url for url, text in Page(client.get(applications)).links.items() if text == "All"]

    rows = Page(client.get(applications + link)).texts(
        "#result_list tbody th a, #result_list tbody .field-city_name a"
    )

    assert rows == [
        made[state].city_name
        for state in ("waiting", "asked", "unconfirmed", "invited", "approved", "declined", "withdrawn")
    ]


def test_saving_nothing_leaves_no_line_of_history(client):
    theme = make_theme()
    client.force_login(make_staff())
    url = reverse("admin:cities_theme_change", args=[theme.pk])
    typed = Page(client.get(url)).typed
    before = Entry.objects.count()

    client.post(url, typed)
    assert Entry.objects.count() == before

    client.post(url, typed | {"name_en": "Great heat"})
    assert Theme.objects.get().names["en"] == "Great heat"
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize("make", [make_registration, make_pairing])
def test_where_nothing_can_be_saved_there_is_no_button_for_it(client, make):
    row = make()
    client.force_login(make_staff())

    page = Page(
        client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]))
    )

    editable = page.html.select(
        "#content-main form .form-row input:not([type=hidden]), .form-row textarea, .form-row select"
    )
    assert bool(page.html.select("[name=_save]")) == bool(editable)


@pytest.mark.parametrize(
    ("query", "said", "unsaid"),
    [
        ("?q=xyzzy", "Try fewer words or another spelling.", "filter"),
        ("?kind=toolkit", "Take a filter away.", "fewer words"),
        (
            "?q=xyzzy&kind=toolkit",
            "Try fewer words, another spelling, or take a filter away.",
            "nothing else",
        ),
    ],
)
def test_no_filter_is_spoken_of_where_none_is_chosen(client, query, said, unsaid):
    client.force_login(make_officer())

    text = " ".join(Page(client.get("/library/" + query)).texts(".library-nothing"))

    assert said in text
    assert unsaid not in text
