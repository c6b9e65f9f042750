"""Letters are kept for both sides, answered on the page, and read by nobody else, staff neither."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.directory.models import City
from cities.directory.tiers import Tier
from cities.joining.actions.memberships import end_membership
from cities.leaving.actions import leave
from cities.letters.actions import introduce, mark_read, write_in_thread, write_to_city
from cities.letters.refusals import NobodyToReach, NoPart
from cities.models import Letter, Membership, Thread
from cities.people.actions.teams import hand_over
from cities.sharing.preview import sight
from cities.sharing.viewers import viewer_of, viewer_of_city
from cities.talking.actions import report
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from icaforum.outbox.send import drain
from icaforum.person.plan import plan_of
from icaforum.person.sentences import in_words
from tests.factories import make_city, make_lead, make_letter, make_officer, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db
WORDS = "We lost the money of the second year"


class World:
    """Mara of Lakemouth wrote to Riverport, whose leads are Luz and Kim; others stand around."""

    def __init__(self):
        self.lakemouth = make_city(name="Lakemouth", tier=Tier.GENERAL)
        self.riverport = make_city(name="Riverport", tier=Tier.PILOT)
        self.own_lead = make_lead(self.lakemouth)
        self.mara = make_officer(self.lakemouth)
        self.luz, self.kim = make_lead(self.riverport), make_lead(self.riverport)
        self.colleagues = [make_officer(self.lakemouth), make_officer(self.riverport)]
        self.others = [
            make_lead(make_city(tier=Tier.PILOT)),
            make_lead(make_city(kind=City.Kind.PARTNER)),
            make_user(),
            make_staff(),
        ]
        self.letter = write_to_city(self.riverport, text=WORDS, by=self.mara)
        self.thread = self.letter.thread

    def readers(self):
        everybody = [self.own_lead, self.mara, self.luz, self.kim, *self.colleagues, *self.others]
        return [person for person in everybody if sees(person, self.thread)]


@pytest.fixture
def world():
    return World()


def sees(person, thread):
    viewer = viewer_of(person, verified=person.is_staff)
    return Thread.objects.visible_to(viewer).filter(pk=thread.pk).exists()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def mailed(kind):
    return {mail.person for mail in Message.objects.filter(kind=kind)}


def test_a_thread_is_read_by_the_leads_of_both_cities_and_by_who_writes(world):
    assert world.readers() == [world.own_lead, world.mara, world.luz, world.kim]
    assert mailed("letter") == {world.luz, world.kim}

    for person in [*world.colleagues, *world.others]:
        assert client_of(person).get(world.thread.get_absolute_url()).status_code == 404
        assert WORDS not in client_of(person).get(reverse("cities:letters")).text


def test_a_personal_letter_is_read_by_its_two_people_alone(world):
    thread = write_to_city(world.riverport, text="Between us", to=world.luz.seats.get(), by=world.mara).thread

    readers = [it for it in (world.own_lead, world.mara, world.luz, world.kim) if sees(it, thread)]

    assert readers == [world.mara, world.luz]
    with pytest.raises(NoPart):
        write_in_thread(thread, text="Hello", by=world.kim)
    write_in_thread(thread, text="Yes", by=world.luz)
    assert mailed("letter_answer") == {world.mara}


def test_it_is_said_before_who_reads_a_letter(world):
    client = client_of(world.mara)
    address = reverse("cities:write", args=[world.riverport.slug])

    page = client.get(address).text
    assert "The letters belong to both cities" in page
    assert "nobody but the two of you reads it" in page
    assert "The secretariat does not read them" in page
    client.post(address, {"text": "Between us", "to": world.luz.seats.get().pk})

    assert Thread.objects.get(is_personal=True).parts.filter(person=world.luz).exists()


def test_answers_go_to_who_wrote_and_to_the_leads_where_nobody_has(world):
    write_in_thread(world.thread, text="Come in May.", by=world.luz)
    assert mailed("letter_answer") == {world.mara}

    Message.objects.all().delete()
    write_in_thread(world.thread, text="We come.", by=world.mara)

    # Kim has the page, and no mail of what Luz answers by now.
    assert mailed("letter_answer") == {world.luz}


def test_an_answer_on_the_page_stands_there_and_is_mailed(world):
    client = client_of(world.luz)
    answer = client.post(world.thread.get_absolute_url(), {"text": "Come in <b>May</b>."}, follow=True)

    assert "Come in &lt;b&gt;May&lt;/b&gt;." in answer.text
    assert WORDS in answer.text
    assert mailed("letter_answer") == {world.mara}
    assert answer.redirect_chain[0][0].endswith(f"#letter-{Letter.objects.latest('pk').pk}")
    assert client.post(world.thread.get_absolute_url(), {"text": " "}).status_code == 200
    assert Letter.objects.count() == 2


def test_what_one_has_not_read_is_new_until_one_looks(world):
    def unread(person):
        return Thread.objects.unread(viewer_of(person)).count()

    assert [unread(it) for it in (world.mara, world.own_lead, world.luz, world.kim)] == [0, 0, 1, 1]
    assert "Mark as read" in client_of(world.luz).get(world.thread.get_absolute_url()).text
    client_of(world.luz).post(reverse("cities:thread_read", args=[world.thread.pk]))
    write_in_thread(world.thread, text="Come in May.", by=world.kim)

    assert [unread(it) for it in (world.mara, world.luz, world.kim)] == [1, 0, 0]
    mark_read(world.thread, by=world.mara)
    assert unread(world.mara) == 0
    # Looking makes nobody a writer: the leads have it as leads.
    assert not world.thread.parts.get(person=world.luz).takes_part


def test_a_letter_to_two_cities_introduces_them(world):
    northbridge = make_city(name="Northbridge", tier=Tier.PEER)
    olive = make_lead(northbridge)
    Message.objects.all().delete()
    client = client_of(world.mara)
    address = reverse("cities:write", args=[world.riverport.slug])

    client.post(address, {"text": "You both plant trees.", "to": "city", "also": northbridge.slug})

    thread = Thread.objects.latest("pk")
    assert mailed("letter") == {world.luz, world.kim, olive}
    mail = written(Message.objects.get(kind="letter", person=olive))
    assert mail.subject.endswith("writes to Riverport and Northbridge")
    assert "It belongs to all three cities" in mail.text
    assert "belong to all three cities" in client_of(olive).get(thread.get_absolute_url()).text
    write_in_thread(thread, text="Hello.", by=olive)
    assert mailed("letter_answer") == {world.mara, world.luz, world.kim}
    personal = {"text": "x", "to": world.luz.seats.get().pk, "also": northbridge.slug}
    assert "A personal letter goes to one person" in client.post(address, personal).text


def test_a_city_in_which_nobody_can_be_reached_is_not_offered_to_be_introduced(world):
    make_city(name="Silent Bay", tier=Tier.PEER)
    make_lead(make_city(name="Northbridge", tier=Tier.PEER))
    page = client_of(world.mara).get(reverse("cities:write", args=[world.riverport.slug])).text
    assert "Northbridge" in page
    assert "Silent Bay" not in page


def test_the_secretariat_introduces_two_cities_and_reads_no_answer(world):
    ana = world.others[-1]
    Message.objects.all().delete()

    thread = introduce(world.riverport, other=world.lakemouth, text="You both plant trees.", by=ana).thread

    assert mailed("letter") == {world.luz, world.kim, world.own_lead}
    assert not sees(ana, thread)
    write_in_thread(thread, text="Hello.", by=world.luz)
    assert mailed("letter_answer") == {world.own_lead}
    with pytest.raises(NoPart):
        introduce(world.riverport, other=world.riverport, text="You", by=ana)
    with pytest.raises(NobodyToReach):
        introduce(world.riverport, other=make_city(), text="You", by=ana)


def test_whoever_leaves_reads_no_more_and_the_leads_go_on(world):
    write_in_thread(world.thread, text="Come in May.", by=world.luz)
    hand_over(world.luz.seats.get(), to=world.colleagues[1].seats.get(), by=world.luz)
    leave(world.luz.seats.get(), by=world.luz)
    Message.objects.all().delete()

    write_in_thread(world.thread, text="And June?", by=world.mara)

    assert not sees(world.luz, world.thread)
    # Nobody of theirs takes part by now, so the lead contacts are told, the new one too.
    assert mailed("letter_answer") == {world.kim, world.colleagues[1]}


def test_a_city_that_left_reads_no_more(world):
    Membership.objects.filter(city=world.riverport).update(until=timezone.now())

    assert world.readers() == [world.own_lead, world.mara]
    with pytest.raises(NobodyToReach):
        write_in_thread(world.thread, text="Hello?", by=world.mara)


def test_the_secretariat_sees_no_word_on_any_surface(world):
    ana = world.others[-1]
    write_in_thread(world.thread, text=f"{WORDS} too", by=world.luz)
    drain()
    client = client_of(ana)
    pages = [
        reverse("admin:cities_letter_changelist"),
        reverse("admin:cities_letter_change", args=[world.letter.pk]),
        reverse("admin:search") + "?q=second+year",
        reverse("search") + "?q=second+year",
        reverse("admin:audit_entry_changelist"),
        reverse("admin:cities_user_history", args=[world.mara.pk]),
        reverse("admin:cities_city_history", args=[world.riverport.pk]),
        reverse("admin:outbox_message_changelist"),
        reverse("admin:outbox_message_export", args=["csv"]),
        *(reverse("admin:outbox_message_change", args=[it.pk]) for it in Message.objects.all()),
        reverse("admin:held", args=["person", world.mara.pk]),
        reverse("admin:held_file", args=["person", world.mara.pk]),
        reverse("cities:letters"),
        world.riverport.get_absolute_url(),
    ]

    for address in pages:
        answer = client.get(address, follow=True)
        body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        assert WORDS not in body, address
    assert not Message.objects.exclude(subject="", text="", html="").exists()
    assert not any(WORDS in str(entry.details) for entry in Entry.objects.all())
    # The history tells of people that they wrote; to whom, it does not.
    assert not Entry.objects.about(world.riverport).filter(verb="letter written").exists()


@pytest.mark.parametrize("code", ["visitor", "general", "pilot", "city"])
def test_seeing_the_forum_as_a_city_opens_no_letter(world, code):
    seen = sight(f"city-{world.riverport.pk}" if code == "city" else code)

    assert not Thread.objects.visible_to(seen.viewer).exists()
    assert not Thread.objects.visible_to(viewer_of_city(world.riverport)).exists()


def test_reporting_shows_staff_that_one_letter_and_says_so_before(world):
    answer = write_in_thread(world.thread, text="Buy our tanks.", by=world.luz)
    client, staff = client_of(world.mara), client_of(world.others[-1])
    address = reverse("cities:letter_report", args=[answer.pk])

    assert "The secretariat then reads this one letter" in client.get(address).text
    assert address in client.get(world.thread.get_absolute_url()).text
    client.post(address, {"reason": "It sells tanks."})

    page = reverse("admin:cities_letter_change", args=[answer.pk])
    assert "Buy our tanks." in staff.get(page).text
    assert WORDS not in staff.get(page).text
    assert staff.get(reverse("admin:cities_letter_change", args=[world.letter.pk])).status_code == 302
    assert client_of(world.luz).get(address).status_code == 404  # one's own
    assert client_of(world.others[0]).get(address).status_code == 404


def test_a_report_of_something_else_with_the_same_key_opens_no_letter(world):
    want = make_officer(make_city())
    report(want, reason="A person with the key of the letter, perhaps.", by=world.mara)

    page = client_of(world.others[-1]).get(reverse("admin:cities_letter_changelist"))

    assert "You read no others here." in page.text


def test_a_mail_is_written_for_those_alone_whose_the_thread_still_is(world):
    mail = Message.objects.get(kind="letter", person=world.kim)
    assert WORDS in written(mail).text

    leave(world.kim.seats.get(), by=world.kim)

    assert written(mail) is None


def test_whoever_has_two_cities_says_for_which(world):
    second = make_city(name="Hillford")
    make_lead(second, person=world.mara)
    client = client_of(world.mara)
    address = reverse("cities:write", args=[world.riverport.slug])

    client.post(address, {"text": "Hello", "to": "city", "from_city": second.slug})

    assert Letter.objects.latest("pk").from_city == second
    assert "For which of your cities?" in client.get(address).text


def test_the_list_names_the_other_city_and_says_what_to_do_where_it_is_empty(world):
    page = client_of(world.luz).get(reverse("cities:letters")).text
    assert "Lakemouth" in page
    assert WORDS in page
    assert "No letters yet" in client_of(world.others[0]).get(reverse("cities:letters")).text


def test_a_long_thread_opens_at_its_latest_letters(world):
    Letter.objects.bulk_create(
        Letter(thread=world.thread, sender=world.mara, from_city=world.lakemouth, text=f"Letter {number}")
        for number in range(40)
    )
    client = client_of(world.luz)

    assert "Letter 39" in client.get(world.thread.get_absolute_url()).text
    assert WORDS in client.get(world.thread.get_absolute_url(), {"page": 1}).text


def test_one_answers_only_where_somebody_else_has_written(world):
    address = world.thread.get_absolute_url()
    assert "Write once more" in client_of(world.mara).get(address).text
    assert "Send the answer" in client_of(world.luz).get(address).text
    client_of(world.luz).post(address, {"text": "Thank you."})
    assert "Send the answer" in client_of(world.mara).get(address).text


def test_one_writes_for_a_city_to_another():
    lead = make_lead(make_city())
    with pytest.raises(NoPart):
        write_to_city(lead.seats.get().city, text="Hello", by=lead)
    with pytest.raises(NoPart):
        make_letter(make_user())


def test_my_forum_names_what_is_new_and_leads_to_it(world):
    page = client_of(world.luz).get(reverse("desk")).text
    assert "A letter from Lakemouth" in page
    assert "1 with something new" in page

    mark_read(world.thread, by=world.luz)

    assert "Nothing new" in client_of(world.luz).get(reverse("desk")).text


def test_whoever_leaves_is_told_before_what_becomes_of_the_letters(world):
    seat = world.mara.seats.get()
    write_to_city(world.riverport, text="Between us", to=world.luz.seats.get(), by=world.mara)

    said = in_words(seat, plan_of(seat), oneself=True)

    assert "1 exchange of letters goes on with the lead contacts of Lakemouth." in said
    assert "1 personal exchange of letters ends: nobody else can read it." in said
    assert not any("letters" in sentence for sentence in in_words(*_colleague(world), oneself=True))


def _colleague(world):
    seat = world.colleagues[0].seats.get()
    return seat, plan_of(seat)


def test_a_thread_with_a_city_that_left_says_so_in_place_of_the_form(world):
    end_membership(world.lakemouth.membership, by=None)
    page = Page(client_of(world.luz).get(world.thread.get_absolute_url()))
    assert "Lakemouth is no longer in the Forum: no letter reaches it here." in page.html.get_text()
    assert "Send the answer" not in page.buttons
    assert reverse("contact") in page.paths


def test_staff_read_nowhere_who_wrote_to_whom_unless_it_did_not_arrive(world, client):
    write_to_city(world.riverport, text="Between us", to=world.luz.seats.get(), by=world.mara)
    client.force_login(make_staff())
    history, mails = reverse("admin:audit_entry_changelist"), reverse("admin:outbox_message_changelist")
    for shown in (history + "?verb=letter+written", history, mails + "?kind__exact=letter", mails):
        listed = client.get(shown).context["cl"].result_list
        assert not [row for row in listed if "letter" in getattr(row, "verb", "") + getattr(row, "kind", "")]
    pages = [f"admin:cities_user_{page}" for page in ("change", "history")]
    for page in [reverse(page, args=[who.pk]) for page in pages for who in (world.mara, world.luz)]:
        said = client.get(page).content.decode()
        assert "wrote a letter" not in said
        assert "Message to a city" not in said
    mail = Message.objects.filter(kind="letter").latest("pk")
    assert client.get(reverse("admin:outbox_message_change", args=[mail.pk])).status_code == 302
    Message.objects.filter(pk=mail.pk).update(state="dead")
    rows = client.get(mails).context["cl"].result_list
    assert [row.pk for row in rows if row.kind == "letter"] == [mail.pk]
