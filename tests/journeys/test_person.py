"""One page for a person: what the secretariat does there, counted in clicks and loaded pages from Today."""

import pytest
from django.urls import reverse

from cities.models import Invitation
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_lead, make_officer, make_staff, make_user
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser


class Counted:
    """Clicks and loaded pages, from Today on."""

    def __init__(self, visit):
        self.visit, self.clicks, self.loads = visit.open("/admin/"), 0, 0

    def search(self, words):
        field = self.visit.page.get_by_role("searchbox", name="Search everything")
        field.fill(words)
        with self.visit.page.expect_navigation():
            field.press("Enter")
        return self.counts()

    def press(self, name):
        self.visit.press(name)
        return self.counts()

    def choose(self, label, option):
        self.visit.choose(label, option)
        return self

    def counts(self):
        self.clicks, self.loads = self.clicks + 1, self.loads + 1
        return self

    @property
    def told(self):
        return self.clicks, self.loads


def on_a_phone(visit):
    visit.page.set_viewport_size(PHONE)
    visit.look()
    visit.page.set_viewport_size(DESK)


def test_what_is_done_for_a_person_takes_few_clicks_and_pages(visit):
    city = make_city(name="Lakemouth")
    person = make_lead(city, person=make_user(name="Samira Adeyemi", email="samira@wrong.example"))
    colleague = make_officer(city, person=make_user(name="Tomás Berg"))
    event = make_event(title="Shade for all")
    queue_mail("handed_over", to=person, key="a", ids={"seat": person.seats.get().pk})
    Message.objects.update(state="dead", last_error="5.2.2 mailbox full")
    visit.as_(make_staff(name="Ana Ruiz"))

    # By the whole address, her page opens at once; by a name, she is on the page of what is found.
    desk = Counted(visit).search("samira@wrong.example")
    assert (visit.title, desk.told) == ("Samira Adeyemi", (1, 1))
    on_a_phone(visit)
    visit.sees("Mails come back.")

    desk = Counted(visit).search("samira")
    visit.sees("Samira Adeyemi")
    desk.press("Samira Adeyemi").press("Send again : New lead contact")
    visit.sees("The mail is on its way again.")
    assert (visit.title, desk.clicks) == ("Samira Adeyemi", 3)
    Message.objects.update(state="dead", last_error="5.2.2 mailbox full")

    desk = Counted(visit).search("samira").press("Correct address : Samira Adeyemi")
    on_a_phone(visit)
    visit.write("E-mail address", "samira@right.example")
    desk.press("Correct address")
    person.refresh_from_db()
    assert (person.email, desk.told) == ("samira@right.example", (3, 3))

    desk = Counted(visit).search("samira").press("Samira Adeyemi")
    desk.choose("Event", str(event.pk)).press("Add to this event")
    visit.sees("Has a place")
    assert (event.registrations.get().person, desk.told) == (person, (3, 3))

    desk = Counted(visit).search("samira").press("Samira Adeyemi").press("Replace by…")
    visit.sees("1 place Samira Adeyemi took at a coming webinar is given up.")
    on_a_phone(visit)
    visit.write("Or somebody new: e-mail address at work", "peter@lakemouth.example")
    desk.press("Replace by…")
    assert (Invitation.objects.get().role, desk.told) == ("lead", (4, 4))
    assert not person.seats.open().exists()

    lead = make_lead(city, person=make_user(name="Lena Sample", email="lena@lakemouth.example"))
    desk = Counted(visit).search("lena").press("Lena Sample").press("Replace by…")
    visit.sees("If Tomás Berg takes over:")
    # Chosen by the keyboard, as the address above is typed: neither is a click that leads on.
    desk.choose("A colleague takes over", "Tomás Berg").press("Replace by…")
    assert (colleague.seats.get().role, desk.told) == ("lead", (4, 4))
    assert not lead.seats.open().exists()

    visit.open(reverse("admin:cities_invitation_change", args=[Invitation.objects.get().pk]))
    visit.sees("peter@lakemouth.example")
    on_a_phone(visit)


def test_leaving_is_a_handover_on_one_page(visit):
    city = make_city(name="Lakemouth")
    lead = make_lead(city, person=make_user(name="Samira Adeyemi"))
    colleague = make_officer(city, person=make_user(name="Tomás Berg"))
    event = make_event(title="Shade for all")
    event.registrations.create(
        person=lead, city=city, answer="going", answered_at=event.starts_at, queued_at=event.starts_at
    )

    visit.as_(colleague).open(reverse("cities:team", args=[city.slug])).sees("Who looks after the team")
    on_a_phone(visit)
    visit.as_(lead).open(reverse("cities:profile")).press("I am leaving Lakemouth")
    on_a_phone(visit)
    visit.tick("Tomás Berg")
    visit.page.get_by_role("combobox").last.select_option("Tomás Berg")
    visit.press("Leave").sees("You have left the team of Lakemouth.")

    assert (colleague.seats.get().role, event.registrations.get(answer="going").person) == ("lead", colleague)
