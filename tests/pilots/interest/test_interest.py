"""A call for peers: cities write, send, change and take back until it closes; who reads what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Tier
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from pilots.interest.actions import answering, calling, waiting
from pilots.interest.refusals import NotFitting, NotNow, NotReady, NotYours, TooLate
from pilots.models import Interest, PeerCall
from tests import factories as make
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rooms():
    make.open_rooms()


@pytest.fixture
def lead():
    return make.make_lead(make.make_city(name="Lakemouth", tier=Tier.PEER, languages=["en", "id"]))


@pytest.fixture
def call():
    projects = [make.make_project(title=title, capacity=2) for title in ("Cool rooms", "Night buses")]
    return make.make_peer_call(*projects)


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def typed(page, **changes):
    return Page(page).sent_by("form[data-once]") | changes


def words_of(call, **changes):
    first, second = call.projects.order_by("pk")
    return {
        "challenge": "Hot flats.",
        "goals": "To reach landlords.",
        "gives_back": "Our contracts.",
        "hours": "8",
        f"wish_{second.pk}": "1",
        f"wish_{first.pk}": "3",
        "answer_0": "The council.",
        **changes,
    }


def close(call):
    """Let a call have closed everywhere."""
    PeerCall.objects.filter(pk=call.pk).update(closes_on=timezone.localdate() - timedelta(days=3))


def test_a_city_writes_in_parts_sends_changes_and_takes_back(call, lead):
    client, address = client_of(lead), call.get_absolute_url()
    page = client.get(address)
    client.post(address, typed(page, challenge="Hot flats.", keep="1"))
    row = Interest.objects.get()
    assert (row.state, row.typed["challenge"]) == ("draft", ["Hot flats."])

    assert "Hot flats." in client.get(address).text
    preview = client.get(row.get_absolute_url()).text
    assert "Hot flats." in preview
    assert "This is not sent yet." in preview
    answer = client.post(address, typed(client.get(address), **words_of(call)), follow=True)
    row.refresh_from_db()
    assert "Sent for Lakemouth" in answer.text
    assert (row.state, row.typed, row.lead, row.answers) == ("sent", {}, lead, "The council.")
    assert [(wish.number, str(wish.project)) for wish in row.wishes.all()] == [
        (1, "Night buses"),
        (2, "Cool rooms"),
    ]
    assert Message.objects.filter(kind="interest_stands").count() == 1

    client.post(address, typed(client.get(address), goals="To reach owners.", keep="1"))
    assert "Something was changed since" in client.get(address).text
    row.refresh_from_db()
    assert (row.goals, row.is_changed) == ("To reach landlords.", True)
    client.post(address, typed(client.get(address)))
    row.refresh_from_db()
    assert (row.goals, row.is_changed) == ("To reach owners.", False)

    back = reverse("pilots:peer_call_take_back", args=[call.slug])
    assert "Take back what Lakemouth sent?" in client.get(back).text
    client.post(back)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "To reach owners." in client.get(address).text
    verbs = Entry.objects.filter(target_type="pilots.interest").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["interest sent", "interest changed", "interest withdrawn"]


def test_bad_answers_keep_what_was_typed_and_say_what_is_wrong(call, lead):
    client, address = client_of(lead), call.get_absolute_url()
    first, second = call.projects.order_by("pk")
    wrong = words_of(call, **{f"wish_{first.pk}": "1", "hours": "many"})

    page = client.post(address, typed(client.get(address), **wrong)).text

    assert page.count("Two projects have this number. Change one of them.") == 4  # at both, and above
    assert "To reach landlords." in page
    assert "To reach landlords." in client.get(address).text
    none = words_of(call, **{f"wish_{first.pk}": "", f"wish_{second.pk}": ""})
    assert "Choose at least one project." in client.post(address, typed(client.get(address), **none)).text
    assert Interest.objects.get().state == "draft"


def test_what_is_late_is_refused_and_kept(call, lead):
    client, address = client_of(lead), call.get_absolute_url()
    sent = typed(client.get(address), **words_of(call))
    close(call)

    page = client.post(address, sent).text

    assert "The call has closed." in page
    assert "To reach landlords." in page
    row = Interest.objects.get()
    assert (row.state, row.typed["goals"]) == ("draft", ["To reach landlords."])
    assert "is kept, and was not sent" in client.get(address).text


def test_two_colleagues_write_at_once_and_nothing_is_lost(call, lead):
    mate = make.make_officer(lead.seats.get().city)
    address, keep = call.get_absolute_url(), reverse("pilots:peer_call_keep", args=[call.slug])
    hers, his = (client_of(person).get(address) for person in (lead, mate))

    said = client_of(lead).post(keep, typed(hers, challenge="Hot flats.")).json()
    assert said["kept"]
    assert client_of(mate).post(keep, typed(his, goals="To reach landlords.")).json()["kept"]
    assert not client_of(mate).post(keep, typed(his, challenge="Cold flats.")).json()["kept"]
    row = Interest.objects.get()
    assert (row.typed["challenge"], row.typed["goals"]) == (["Hot flats."], ["To reach landlords."])

    again = typed(hers, challenge="Very hot flats.", shown=said["shown"])
    assert client_of(lead).post(keep, again).json()["kept"]
    page = client_of(mate).post(address, typed(his, **words_of(call, challenge="Cold flats."))).text
    assert "A colleague wrote here meanwhile" in page


def test_nothing_is_sent_that_was_not_read_and_no_word_of_a_colleague_goes_unseen(call, lead):
    mate = make.make_officer(lead.seats.get().city)
    address, keep = call.get_absolute_url(), reverse("pilots:peer_call_keep", args=[call.slug])
    client, his = client_of(lead), client_of(mate)
    client.post(address, typed(client.get(address), **words_of(call)))
    hers, theirs = client.get(address), his.get(address)

    # He types goals, she the challenge: what she sends is what she has read, with his goals in it.
    assert his.post(keep, typed(theirs, goals="To reach owners.")).json()["kept"]
    page = client.post(address, typed(hers, challenge="Hot roofs."))
    row = Interest.objects.get()
    assert "A colleague wrote here meanwhile" in page.text
    assert (row.challenge, row.typed["challenge"]) == ("Hot flats.", ["Hot roofs."])
    client.post(address, typed(page))
    row.refresh_from_db()
    assert (row.challenge, row.goals, row.typed) == ("Hot roofs.", "To reach owners.", {})

    # Both type the same: hers is not sent before she has read his, and stands once she presses again.
    hers = client.get(address)
    assert his.post(keep, typed(his.get(address), goals="To reach tenants.")).json()["kept"]
    page = client.post(address, typed(hers, goals="To reach landladies."))
    assert "there it said: “To reach tenants.”" in page.text
    assert "To reach landladies." in page.text
    row.refresh_from_db()
    assert (row.goals, row.typed["goals"]) == ("To reach owners.", ["To reach tenants."])
    client.post(address, typed(page))
    row.refresh_from_db()
    assert (row.goals, row.typed) == ("To reach landladies.", {})

    # Only «Save» writes over it, and says what it was; what was sent meanwhile counts, too.
    hers = his.get(address)
    client.post(address, typed(client.get(address), goals="To reach the council."))
    saved = his.post(address, typed(hers, goals="To reach nobody.", keep="1"))
    assert "there it said: “To reach the council.”" in saved.text
    row.refresh_from_db()
    assert (row.goals, row.typed) == ("To reach the council.", {"goals": ["To reach nobody."]})


def test_a_colleague_writes_and_a_lead_sends(call, lead):
    mate, address = make.make_officer(lead.seats.get().city), call.get_absolute_url()
    client = client_of(mate)
    page = client.get(address)

    assert "A lead contact sends it:" in page.text
    assert "Send for" not in page.text
    assert "A lead contact of Lakemouth sends it." in client.post(address, typed(page, **words_of(call))).text
    client_of(lead).post(address, typed(client_of(lead).get(address)))
    assert Interest.objects.get().state == "sent"


def test_nobody_reads_it_before_the_call_has_closed_but_city_and_staff(call, lead):
    row = make.make_interest(call, by=lead)
    hosts = make.make_lead(call.projects.first().hosts.get())
    other = make.make_lead(make.make_city(tier=Tier.PILOT))
    people = {"own": lead, "host": hosts, "other": other, "staff": make.make_staff()}

    def readers():
        return {
            who for who, it in people.items() if client_of(it).get(row.get_absolute_url()).status_code == 200
        }

    assert readers() == {"own", "staff"}
    close(call)
    assert readers() == {"own", "staff", "host"}
    answering.withdraw_interest(row, by=lead)
    assert readers() == {"own"}


def test_a_city_that_learns_already_or_pauses_gets_the_reason(call, lead):
    city = lead.seats.get().city
    make.make_pairing(peer_city=city)
    page = client_of(lead).get(call.get_absolute_url()).text

    assert "Lakemouth learns in a pairing already." in page
    assert "data-keep" not in page
    with pytest.raises(NotFitting):
        make.make_interest(call, by=lead)


def test_a_pilot_city_that_takes_peers_may_learn_too(call):
    pilot = make.make_lead(make.make_city(tier=Tier.PILOT))
    make.make_pairing(pilot_city=pilot.seats.get().city)

    assert make.make_interest(call, by=pilot).is_sent


def test_members_alone_see_a_call_once_it_is_open(lead):
    draft = make.make_peer_call(opened=False)
    partner, member = make.make_lead(make.make_partner()), client_of(lead)
    listed = reverse("pilots:peer_calls")

    assert member.get(draft.get_absolute_url()).status_code == 404
    assert draft.title not in member.get(listed).text
    calling.open_call(draft, by=make.make_staff())
    assert member.get(draft.get_absolute_url()).status_code == 200
    assert draft.title in member.get(listed).text
    assert client_of(partner).get(draft.get_absolute_url()).status_code == 404
    assert client_of(partner).get(listed).status_code == 404
    make.open_rooms("questions")
    assert member.get(draft.get_absolute_url()).status_code == 404


def test_opening_asks_the_leads_of_cities_that_may_answer_once(lead):
    learning = make.make_lead()
    make.make_pairing(peer_city=learning.seats.get().city)
    project = make.make_project(capacity=1)
    draft = make.make_peer_call(project, opened=False)
    with pytest.raises(NotReady):
        calling.open_call(make.make_peer_call(make.make_project(published=False), opened=False), by=lead)

    calling.open_call(draft, by=make.make_staff())

    told = set(Message.objects.filter(kind="peer_call_opened").values_list("person", flat=True))
    assert lead.pk in told
    assert learning.pk not in told
    with pytest.raises(NotNow):
        calling.open_call(draft, by=make.make_staff())


def test_who_has_begun_is_reminded_twice_at_most_and_told_of_another_day(call, lead):
    row = make.make_interest(call, by=lead, sent=False)
    make.make_interest(call)
    # The same hour whenever the test runs: a call closes at the end of a day of its city.
    now = timezone.now().replace(hour=22)
    # Who has just written needs no reminder.
    Interest.objects.filter(pk=row.pk).update(changed_at=now + timedelta(days=13, hours=6))

    def minds(days):
        return waiting.go_round(now=now + timedelta(days=20 - days))

    assert [minds(days) for days in (9, 6, 5, 1, 1)] == [0, 0, 1, 1, 0]
    mails = Message.objects.filter(kind="interest_reminder")
    Interest.objects.filter(pk=row.pk).update(changed_at=now)
    assert {mail.person for mail in mails} == {lead}
    letter = written(mails.earliest("pk"))
    assert letter is not None
    assert "Lakemouth has begun its interest" in letter.text

    later = call.closes_on + timedelta(days=5)
    calling.move_closing(call, closes_on=later, decides_on=call.decides_on, by=make.make_staff())
    row.refresh_from_db()
    assert (row.reminded, row.call.closes_on) == (0, later)
    assert Message.objects.filter(kind="peer_call_moved", person=lead).count() == 1
    # Moved back to a day that it had, it is told once more.
    for day in (call.closes_on, later):
        calling.move_closing(call, closes_on=day, decides_on=call.decides_on, by=make.make_staff())
    assert Message.objects.filter(kind="peer_call_moved", person=lead).count() == 3
    with pytest.raises(NotReady):
        calling.move_closing(call, closes_on=call.starts_on, decides_on=call.decides_on, by=lead)


def test_other_days_are_told_to_who_has_begun_and_another_end_to_all_who_may_answer(call, lead):
    make.make_interest(call, by=lead, sent=False)
    other = make.make_lead(make.make_city(name="Oakvale", slug="oakvale", tier=Tier.PEER))
    make.make_officer(make.make_city(name="Hillford"), person=other)

    def told(person):
        return Message.objects.filter(kind="peer_call_moved", person=person).order_by("pk")

    sooner, later = call.decides_on - timedelta(days=1), call.closes_on + timedelta(days=1)
    call = calling.move_closing(call, closes_on=call.closes_on, decides_on=sooner, by=make.make_staff())
    assert (told(lead).count(), told(other).count()) == (1, 0)
    calling.move_closing(call, closes_on=later, decides_on=sooner, by=make.make_staff())
    assert (told(lead).count(), told(other).count()) == (2, 1)
    assert written(told(lead).first()) is None, "these days hold no longer"
    letter = written(told(other).get())
    assert letter is not None
    assert "Your city can answer until then." in letter.text
    assert "?city=oakvale" in letter.text


def test_links_of_who_writes_for_two_cities_name_the_city(call, lead):
    row = make.make_interest(call, by=lead)
    named = f"{call.get_absolute_url()}?city={row.city.slug}"
    mail = Message.objects.get(kind="interest_stands", person=lead.pk)
    assert named not in written(mail).text
    make.make_officer(make.make_city(name="Ashport", tier=Tier.PEER), person=lead)
    assert named in written(mail).text
    assert f'href="{named}"' in client_of(lead).get(row.get_absolute_url()).text


def test_a_dropped_call_says_why_and_takes_nothing_more(call, lead):
    row = make.make_interest(call, by=lead)
    calling.drop_call(call, because="No pilot city has room this year.", by=make.make_staff())

    assert "No pilot city has room this year." in client_of(lead).get(call.get_absolute_url()).text
    letter = written(Message.objects.get(kind="peer_call_dropped", person=lead))
    assert letter is not None
    assert "No pilot city has room this year." in letter.text
    with pytest.raises(NotNow):
        make.send_interest(row)


def test_what_is_taken_back_after_closing_is_not_sent_again_and_never_once_it_is_decided(call, lead):
    row, back = make.make_interest(call, by=lead), reverse("pilots:peer_call_take_back", args=[call.slug])
    assert "Until the call closes you can send it anew." in client_of(lead).get(back).text
    close(call)
    assert "you cannot send it again" in client_of(lead).get(back).text
    PeerCall.objects.filter(pk=call.pk).update(decided_at=timezone.now())
    with pytest.raises(NotNow):
        answering.withdraw_interest(row, by=lead)


def test_the_own_project_of_a_city_is_no_wish(call):
    project = call.projects.first()
    client = client_of(make.make_lead(project.hosts.get()))
    page = client.get(call.get_absolute_url()).text
    assert f"wish_{project.pk}" not in page
    assert f"wish_{call.projects.last().pk}" in page


def test_days_of_an_open_call_stay_in_order(call):
    client, address = client_of(make.make_staff()), reverse("admin:pilots_peercall_change", args=[call.pk])
    form = Page(client.get(address)).sent_by("#peercall_form")
    early = call.closes_on - timedelta(days=1)

    for name in ("starts_on", "ends_on", "answers_on"):
        page = client.post(address, form | {name: str(early)})
        assert (page.status_code, "field__error" in page.text or "errorlist" in page.text) == (200, True)
    assert client.post(address, form | {"places": "9"}).status_code == 302
    call.refresh_from_db()
    assert call.places == 9


def test_only_leads_of_the_city_send_and_take_back(call, lead):
    row = make.make_interest(call, by=lead)
    mate, stranger = make.make_officer(row.city), make.make_lead()

    for person in (mate, stranger):
        with pytest.raises(NotYours):
            make.send_interest(row, person)
        with pytest.raises(NotYours):
            answering.withdraw_interest(row, by=person)
    with pytest.raises(NotFitting):
        make.send_interest(row, wishes=[make.make_project()])
    close(call)
    with pytest.raises(TooLate):
        make.send_interest(row)


def test_the_secretariat_reads_what_was_sent_and_not_what_is_begun(call, lead):
    row = make.make_interest(call, by=lead)
    begun = make.make_interest(call, sent=False)
    staff = client_of(make.make_staff())
    listed = staff.get(reverse("admin:pilots_interest_changelist")).text

    assert "Lakemouth" in listed
    assert str(begun.city) not in listed
    page = staff.get(reverse("admin:pilots_interest_change", args=[row.pk])).text
    assert "Top-floor flats reach 31 degrees at night." in page
    assert "Who decides on rents in your city?" in page
    close(call)
    assert "Call for peers to decide" in staff.get(reverse("admin:index")).text
