"""Drafting a joint call: who sees it, who writes it, and what each change of its text means."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.advocacy.actions import commenting, drafting
from cities.advocacy.refusals import NotForThem, NotNow, TooMany
from cities.advocacy.rules import fingerprint
from cities.directory.viewer import Viewer
from cities.models import City, JointCall, Signature
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from tests import factories as make

pytestmark = pytest.mark.django_db


def seen_by(viewer):
    return set(JointCall.objects.visible_to(viewer))


def test_who_sees_a_call_at_each_step():
    author = make.make_lead()
    city = author.seats.get().city
    viewers = {
        "own": viewer_of(make.make_officer(city)),
        "member": viewer_of(make.make_officer()),
        "partner": viewer_of(make.make_lead(make.make_city(kind=City.Kind.PARTNER))),
        "former": viewer_of(make.make_lead(make.make_city(member=False))),
        "public": Viewer.public(),
        "staff": viewer_of(make.make_staff_at_work(), verified=True),
    }

    def readers():
        return {word for word, viewer in viewers.items() if call in seen_by(viewer)}

    call, steps = make.make_call(author, city=city, shown=False), []
    steps.append(readers())
    drafting.show_for_comments(call, by=author)
    steps.append(readers())
    drafting.open_for_signing(call, by=make.make_staff())
    steps.append(readers())
    JointCall.objects.update(is_public=True)
    steps.append(readers())

    members = {"own", "staff", "member"}
    assert steps == [{"own", "staff"}, members, members | {"partner"}, {*viewers}]


def test_a_lead_of_a_city_drafts_and_nobody_else():
    partner = make.make_city(kind=City.Kind.PARTNER)
    officer = make.make_officer()

    for person, city in (
        (officer, officer.seats.get().city),
        (make.make_lead(), make.make_city()),
        (make.make_lead(), None),
        (make.make_lead(partner), partner),
    ):
        with pytest.raises(NotForThem):
            make.make_call(person, city=city, shown=False)


def test_nobody_drafts_dozens_or_with_a_day_that_is_over():
    lead = make.make_lead()
    city = lead.seats.get().city
    with pytest.raises(NotNow):
        make.make_call(lead, city=city, closes_in=-1)
    for _number in range(5):
        make.make_call(lead, city=city, shown=False)

    with pytest.raises(TooMany):
        make.make_call(lead, city=city, shown=False)


def test_opened_it_stands_in_one_text_with_its_fingerprint():
    call = make.make_call(opened=True)

    version = call.versions.get()
    words = {name: getattr(call, name) for name in ("language", "title", "addressee", "text")}
    assert (version.number, version.text) == (1, call.text)
    assert version.fingerprint == fingerprint(**words)
    with pytest.raises(NotNow):
        drafting.open_for_signing(call, by=make.make_staff())


def test_fingerprints_tell_where_one_part_ends():
    one = fingerprint(language="en", title="ab", addressee="c", text="")

    assert one != fingerprint(language="en", title="a", addressee="bc", text="")


def test_a_changed_text_is_signed_anew_and_the_old_version_stays():
    call, staff = make.make_call(opened=True), make.make_staff_at_work()
    signed = make.sign_it(call)

    call = drafting.change_call(call, text="We ask for one thing.", by=staff)

    new, old = call.versions.all()
    assert (new.number, new.text) == (2, "We ask for one thing.")
    assert (old.text, old.fingerprint != new.fingerprint) == (
        "We ask the board to decide three things.",
        True,
    )
    assert not Signature.objects.of(new).exists()
    assert list(Signature.objects.of(old)) == [signed]
    assert Entry.objects.latest("pk").verb == "call text changed"


def test_what_is_not_signed_makes_no_new_version():
    call, staff = make.make_call(opened=True), make.make_staff_at_work()

    drafting.change_call(call, decides="In January", sign_by=call.sign_by + timedelta(days=2), by=staff)
    drafting.change_call(call, title=f" {call.title} ", by=staff)

    assert call.versions.count() == 1


def test_once_open_the_city_that_wrote_it_changes_it_no_more():
    lead = make.make_lead()
    call = make.make_call(lead, city=lead.seats.get().city)
    drafting.change_call(call, text="Better.", by=lead)
    assert drafting.say_ready(call, by=lead) in JointCall.objects.to_open()
    drafting.open_for_signing(call, by=make.make_staff())

    with pytest.raises(NotForThem):
        drafting.change_call(call, text="Even better.", by=lead)


def test_a_new_text_needs_days_to_sign_it():
    call, staff = make.make_call(opened=True), make.make_staff_at_work()
    JointCall.objects.update(sign_by=timezone.now() - timedelta(days=1))

    with pytest.raises(NotNow):
        drafting.change_call(call, text="Better.", by=staff)
    drafting.change_call(call, text="Better.", sign_by=timezone.now() + timedelta(days=3), by=staff)

    assert call.versions.count() == 2


def test_a_text_in_another_language_is_for_reading_and_says_of_which_version():
    call, staff = make.make_call(opened=True), make.make_staff_at_work()

    with pytest.raises(NotNow):
        drafting.write_reading(call, language="en", title="T", text="T", by=staff)
    row = drafting.write_reading(call, language="de", title="Kredite", text="Wir bitten.", by=staff)
    drafting.change_call(call, text="Changed.", by=staff)

    row.refresh_from_db()
    assert (row.of_version, call.versions.first().number) == (1, 2)
    drafting.remove_reading(call, language="de", by=staff)
    assert not call.readings.exists()


def test_comments_stand_under_a_draft_until_taken_back_or_hidden():
    call = make.make_call()
    said, hidden = make.comment_on(call), make.comment_on(call)

    with pytest.raises(NotForThem):
        commenting.take_back_comment(said, by=hidden.author)
    commenting.take_back_comment(said, by=said.author)
    commenting.hide_comment(hidden, because="It names a tenant.", by=make.make_staff())
    assert not call.comments.up().exists()
    commenting.show_comment(hidden, by=make.make_staff())

    assert list(call.comments.up()) == [hidden]


def test_who_does_not_see_a_draft_cannot_comment_and_nobody_on_an_open_call():
    hidden, opened = make.make_call(shown=False), make.make_call(opened=True)

    with pytest.raises(NotForThem):
        make.comment_on(hidden)
    with pytest.raises(NotNow):
        make.comment_on(opened)


def test_a_text_that_changes_while_staff_are_about_to_open_it_is_not_opened():
    lead = make.make_lead()
    call = make.make_call(lead, city=lead.seats.get().city)
    client = Client()
    client.force_login(make.make_staff())
    url = reverse("admin:cities_jointcall_verb", args=[call.pk, "open"])
    read = client.get(url).context["read"]
    drafting.change_call(call, by=lead, text="We ask for something else.")

    answer = client.post(url, {"_read": read})
    assert "Meanwhile something has changed here" in answer.text
    assert not call.versions.exists()
    client.post(url, {"_read": answer.context["read"]})
    assert call.versions.get().text == "We ask for something else."
