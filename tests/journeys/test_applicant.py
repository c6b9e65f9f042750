"""From the front page to a seat: those who apply, and the people who decide."""

import pytest

from tests.factories import make_application, make_city, make_staff, make_theme
from tests.journeys.conftest import PHONE, link_in

pytestmark = pytest.mark.browser


def test_a_c40_city_applies_answers_a_question_and_is_let_in(visit, mails_to, last_mail):
    make_city(name="Quito", member=False, country="EC", time_zone="America/Guayaquil")
    make_application(city=make_city(name="Lima", member=False), person_name="Luz Paz")
    make_theme()
    staff, maria = make_staff(name="Ana Ruiz"), "maria.vega@quito.example"

    # An officer finds the way in, forgets two things, and loses nothing of what was typed.
    visit.open("/").press("Join the Forum").press("Apply as a C40 city")
    visit.choose("Which city is yours?", "Quito").press("Save and continue")
    assert visit.title == "Why Quito wants to join"
    visit.write("Why does your city want to take part?", "To reach people in informal settlements.")
    visit.write("What will your city put into it?", "Two people, four hours a month; the mayor agrees.")
    visit.tick("Experience to share").press("Save and continue")
    assert visit.errors == ["Tick at least one theme."]
    assert visit.page.evaluate("document.activeElement.className") == "errors"
    assert visit.page.get_by_label("Experience to share").is_checked()

    visit.tick("Extreme heat").press("Save and continue")
    visit.write("Your name", "Maria Vega").write("Your position", "Climate officer")
    visit.write("Your e-mail address at work", "maria.vega@")
    visit.press("Save and continue")
    assert visit.errors == [
        "Your e-mail address at work: Please write a whole e-mail address, such as name@city.example.",
    ]
    assert visit.page.get_by_label("Your name").input_value() == "Maria Vega"

    visit.write("Your e-mail address at work", maria).press("Save and continue")
    assert visit.title == "Check the application of Quito"
    visit.sees("Experience to share", "Two people, four hours a month").press("Send the application")
    assert visit.title == "One step left: look in your mailbox"

    # The mailed link asks for one press; then the application has a page of its own.
    visit.open(link_in(last_mail(maria))).press("Yes, confirm my address")
    visit.sees("Your address is confirmed", "day 1 of 10", "What happens next")
    assert visit.title == "The application of Quito"

    # The secretariat finds it under Today, and asks.
    visit.as_(staff).open("/admin/").press("Quito").press("Ask a question")
    visit.write("Your question", "Which department would do the work?").press("Ask a question")
    visit.sees("Your question to")

    visit.as_(None).open(link_in(last_mail(maria))).sees("Which department would do the work?")
    visit.write("Your answer", "The secretariat for the environment.").press("Send the answer")
    visit.sees("Your answer is with us")

    # It reads the answer, lets the city in with a tier and a note, and goes on with the next.
    visit.as_(staff).open("/admin/").press("Quito").sees("The secretariat for the environment.")
    visit.write("Your note to Maria Vega", "We look forward to it.").choose("Tier", "Peer city")
    before = len(mails_to(maria))
    visit.press("Approve and open next")
    assert visit.title == "Lima"

    # One mail brings the answer, the note and the invitation; one press accepts it, without a password.
    (answer,) = mails_to(maria)[before:]
    assert answer.subject == "Ana Ruiz invites you to the ICA Forum for Quito"
    assert "We look forward to it." in answer.body
    assert "Quito is in the Forum (Peer city)" in answer.body
    visit.as_(None).open(link_in(answer))
    assert visit.page.get_by_label("Your name").input_value() == "Maria Vega"
    assert visit.page.locator("input[type=password]").count() == 0
    visit.press("Accept")
    assert visit.path == "/desk/"
    visit.sees("Welcome. You are in the team of Quito.", "Nothing needs you today")


def test_a_city_outside_c40_is_declined_and_reads_why(visit, last_mail):
    make_theme()
    staff, lena = make_staff(name="Ana Ruiz"), "lena@malmo.example"

    # It must show what it did; too few words are counted for it.
    visit.open("/join/").press("Apply as another city")
    visit.write("Name of your city", "Malmö").choose("Country", "Sweden").press("Save and continue")
    visit.write("Why does your city want to take part?", "To learn how others reach tenants.")
    visit.write("What will your city put into it?", "One person, five hours a month.")
    visit.tick("Extreme heat", "Starting out").press("Save and continue")
    assert visit.title == "What Malmö has done"
    visit.write("What changed for people?", "Cooler homes.")
    visit.write("Where can we see it?", "malmo.example/heat").press("Save and continue")
    assert visit.errors == ["Say what changed for people, in at least 40 words. You have 2."]
    told = "We insulated four hundred rented homes and asked tenants before and after. " * 4
    visit.write("What changed for people?", told).press("Save and continue")
    visit.write("Your name", "Lena Ek").write("Your position", "Planner")
    visit.write("Your e-mail address at work", lena).press("Save and continue").press("Send the application")
    visit.open(link_in(last_mail(lena))).press("Yes, confirm my address")

    # The secretariat reads the mail before it goes, and declines with a reason.
    visit.as_(staff).open("/admin/").press("Malmö").press("Decline")
    visit.write("Reason we send", "We take up cities with two years of results.")
    visit.write("Note for us", "Ask again in spring.").press("See the mail")
    visit.press("Decline").sees("is declined. The reason is on its way")

    # The mail says why and leads to the page that says it, too; our own note stays with us.
    answer = last_mail(lena)
    assert answer.subject == "Our answer to the application of Malmö"
    assert "We take up cities with two years of results." in answer.body
    visit.as_(None).open(link_in(answer)).sees("We take up cities with two years of results.")
    assert not visit.reads("Ask again in spring.")


def test_a_partner_joins_by_a_personal_link_alone(visit, last_mail):
    make_city(name="Lagos")
    make_theme()
    staff, sam = make_staff(name="Ana Ruiz"), "sam@shade.example"

    # Nobody applies as a partner by itself.
    visit.open("/join/").press("How partners are invited")
    assert visit.title == "Partners join by invitation"

    # The secretariat invites, naming the need and the cities that back it.
    visit.as_(staff).open("/admin/").press("Applications").press("Invite a partner")
    visit.write("Organisation:", "Shade Works").write("Name of the person", "Sam Oyelaran")
    visit.write("E-mail address:", sam).write("Need of member cities", "Cool homes at low cost.")
    visit.page.get_by_role("searchbox", name="Find").fill("lag")
    visit.tick("Lagos")
    visit.press("See the mail and invite").press("Save and mail 1 person")

    invitation = last_mail(sam)
    assert "Cool homes at low cost." in invitation.body
    assert "It is backed by Lagos." in invitation.body
    visit.as_(None).open(link_in(invitation)).sees("Why we invite you")
    visit.press("Save and continue")
    visit.write("How can you help with this?", "We have cooled two thousand homes.")
    visit.write("What will your organisation put into it?", "One engineer, ten hours a month.")
    visit.tick("Extreme heat", "Experience to share").press("Save and continue")
    visit.write("Your position", "Director").press("Save and continue")
    visit.press("Send the application").sees("Your application is with us.")

    visit.as_(staff).open("/admin/").press("Shade Works").press("Approve as partner")
    visit.sees("is in the Forum. The mail to")

    visit.as_(None).open(link_in(last_mail(sam))).press("Accept")
    assert visit.path == "/desk/"
    visit.sees("Welcome. You are in the team of Shade Works.")


def test_what_is_typed_is_kept_while_one_types_and_goes_on_on_a_phone(visit, last_mail):
    make_city(name="Quito", member=False)
    make_theme()
    visit.open("/join/c40/").choose("Which city is yours?", "Quito").press("Save and continue")
    visit.write("Why does your city want to take part?", "To reach tenants.")
    visit.sees("You can close this page.")

    # Closed without a press of a button, and without a question.
    asked = []
    visit.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visit.open("/").open("/join/c40/")
    assert (asked, visit.title) == ([], "Why Quito wants to join")
    box = visit.page.get_by_label("Why does your city want to take part?")
    assert box.input_value() == "To reach tenants."

    # Another device opens it by the mailed link.
    visit.press("Continue on another device")
    visit.write("Your e-mail address", "maria@quito.example").press("Mail me the link")
    visit.sees("Look in your mailbox")
    link = link_in(last_mail("maria@quito.example"))
    visit.as_(None).page.set_viewport_size(PHONE)
    visit.open(link).press("Yes, go on here")
    assert visit.title == "Why Quito wants to join"
    assert (
        visit.page.get_by_label("Why does your city want to take part?").input_value() == "To reach tenants."
    )

    # Going back keeps what is half typed; starting over is asked first.
    visit.write("What will your city put into it?", "Two").press("Back").press("Save and continue")
    assert visit.page.get_by_label("What will your city put into it?").input_value() == "Two"
    visit.press("Start over").press("Delete them and start over")
    assert visit.title == "Your C40 city joins the Forum"
