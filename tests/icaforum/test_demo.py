from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from cities.directory.tiers import Tier
from cities.models import Application, City, Confirmation, Membership, Signature, User
from cities.sharing.viewers import viewer_of
from events.models import Event, Registration
from icaforum.demo.cast import ACCOUNTS, ASHMERE, ELMSWORTH, PASSWORD, PILOTS
from icaforum.inbound.models import Arrival
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.pages.desk import desk_of
from pilots.models import Pairing, PilotProject
from resources.library.models.resource import Resource
from resources.models import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows(lasting_rows):
    """The demo's rows, which last for all tests of this file."""
    call_command("load_reference", stdout=StringIO())
    with override_settings(DEMO=True):
        call_command("demo", stdout=StringIO())


@pytest.fixture
def demo(rows, settings):
    settings.DEMO = True


def test_it_refuses_to_run_where_people_work():
    before = User.objects.count()

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")

    assert User.objects.count() == before


def test_it_loads_everybody_and_everything(demo):
    people = User.objects.filter(erased_at__isnull=True)
    assert {user.email for user in people} == {account.email for account in ACCOUNTS}
    assert User.objects.exclude(pk__in=people).count() == 1
    assert User.objects.get(email="peer@demo.example").check_password(PASSWORD)
    assert Application.objects.to_decide().count() == 3
    paused = Membership.objects.pausing().get()
    assert str(paused.city) == "Stonebridge"
    assert paused.city_id not in Confirmation.objects.values_list("city", flat=True)
    assert {p.state for p in Pairing.objects.all()} == {"active", "paused", "proposed"}
    assert Registration.objects.waiting().count() == 2
    came_back = Message.objects.that_came_back()
    assert {mail.person.email for mail in came_back} == {"fairhaven@demo.example", "oakvale@demo.example"}
    came_in = dict(Arrival.objects.values_list("became", "subject"))
    assert came_in == {"bounce": "", "declined": "", "unknown": "Who is our contact now?"}
    assert Registration.objects.filter(answer="gave_up").get().person.email == "general@demo.example"


def test_one_city_is_new_and_one_has_left(demo):
    new, left = (City.objects.get(name=name) for name in (ASHMERE, ELMSWORTH))

    assert Membership.objects.of_first_days().filter(city=new, tier=Tier.PEER).exists()
    assert (left.membership, left.is_sample, new.is_sample) == (None, True, True)
    assert Answer.objects.up().filter(city=left).exists()
    assert Signature.objects.on_the_web().filter(city=left).exists()
    lead = User.objects.get(email="elmsworth@demo.example")
    mail = written(Message.objects.get(kind="membership_ended", person=lead))
    assert lead.seats.get().taking_back_path in mail.text


def test_what_is_invented_says_so_and_is_in_no_real_citys_name(demo):
    assert not Resource.objects.filter(is_sample=False).exists()
    assert not Event.objects.filter(is_sample=False).exists()
    real = City.objects.filter(is_sample=False)
    assert not Resource.objects.filter(cities__in=real).exists()
    assert not real.exclude(about="").exists()


# What stands of real cities: that they are in the directory and in the Forum, each with its circle; the
# pledge is a column. The five projects and their themes are public, as their sources say.
KNOWN = {
    *("cities.Membership.city", "cities.Circle.city", "cities.Circle_cities.city"),
    *("cities.City_themes.city", "pilots.PilotProject_hosts.city"),
}


def leads_to_cities():
    """The relations of all models that lead to a city, by the name of model and field."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            # Earlier wordings are of the row itself.
            if field.is_relation and field.related_model is City and field.name != "pgh_obj":
                yield f"{model._meta.label}.{field.name}", model, field.name


def test_nothing_invented_belongs_to_a_real_city(demo):
    real = City.objects.filter(is_sample=False)
    held = {
        name: list(model._base_manager.filter(**{f"{field}__in": real})[:3])
        for name, model, field in leads_to_cities()
    }

    assert {name for name, rows in held.items() if rows} == KNOWN
    assert set(map(str, held)) >= {"cities.Officer.city", "pilots.Pairing.peer_city"}
    # What is real of the projects: these five, and no pairing in any.
    projects = PilotProject.objects.filter(hosts__in=real).distinct()
    assert (projects.count(), projects.filter(is_sample=True).count()) == (5, 0)
    assert not Pairing.objects.filter(project__in=projects).exists()


def test_each_way_of_taking_part_is_shown_by_an_invented_city(demo):
    tiers = {
        account.word: Membership.objects.open().get(city__name=account.city).tier
        for account in ACCOUNTS
        if account.word in {"pilot", "peer", "general"}
    }

    assert tiers == {"pilot": Tier.PILOT, "peer": Tier.PEER, "general": Tier.GENERAL}


def test_of_a_real_city_the_themes_of_its_pilot_project_are_known_and_no_others(demo):
    real = City.objects.filter(is_sample=False, themes__isnull=False).distinct()

    assert sorted(city.name for city in real) == sorted(PILOTS)
    for city in real:
        projects = city.pilot_projects.values_list("themes", flat=True)
        assert set(city.themes.values_list("pk", flat=True)) == set(projects)


def test_no_event_of_the_days_to_come_falls_on_a_weekend(demo):
    for event in Event.objects.filter(starts_at__gt=timezone.now() + timedelta(days=1)):
        days = {
            event.starts_at.astimezone(event.zone).weekday(),
            event.ends_at.astimezone(event.zone).weekday(),
        }
        assert days <= set(range(5)), event


def test_leads_find_something_that_needs_them(demo):
    needs = {word: desk_of(person, viewer_of(person)).needs for word, person in leads()}

    # The list of the sample call closes in two weeks, whatever day that is.
    assert [need.title.partition(" on ")[0] for need in needs["peer"]] == [
        "Noor Sample asks to join your team",
        "A letter from Northbridge",
        "Northbridge says your text in short: is it right?",
    ]
    assert [need.title.partition(" on ")[0] for need in needs["pilot"]] == [
        "Say if your city wants this pairing",
        "The new version of your project came back with a note",
        "A joint call closes",
    ]


def leads():
    for word in ("peer", "pilot"):
        yield word, User.objects.get(email=f"{word}@demo.example")


def test_a_second_run_changes_nothing(demo, capsys):
    before = User.objects.count(), Resource.objects.count()

    call_command("demo")

    assert (User.objects.count(), Resource.objects.count()) == before
    assert "loaded already" in capsys.readouterr().out
