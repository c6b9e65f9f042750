"""The pages of an import, as the secretariat presses through them, and as others may not."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.invitations.emails import token_of
from cities.invitations.models import digest_of
from cities.launch.actions import answering, importing
from cities.launch.models import LaunchRow, LaunchSheet
from cities.models import Invitation, Membership, Objection, User
from icaforum.outbox.models import Message
from icaforum.words.times import database_now
from tests.cities.launch.sheets import as_csv, row
from tests.factories import make_city, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    person = make_staff(name="Ana Ruiz")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def directory():
    for name in ("Lisbon", "Porto"):
        make_city(name=name, keys=[name.lower()], member=False, country="PT")


def address(name, *arguments):
    return reverse(f"admin:cities_launchsheet_{name}", args=arguments)


def upload(client, *rows, **facts):
    file = io.BytesIO(as_csv(*rows, **facts))
    file.name = "members.csv"
    return client.post(address("add"), {"file": file}, follow=True)


def test_a_file_is_chosen_checked_corrected_imported_and_its_invitations_sent(client, staff):
    page = Page(
        upload(client, row("Lisbn"), row("Porto", since="31 February 2024"), row("Porto", name="Rui"))
    )
    sheet = LaunchSheet.objects.get()
    assert page.texts("h1") == ["Check the file"]
    assert page.texts(".fixes__row") == ["Row 2", "Row 3"]
    assert "disabled" in page.html.select_one(".decisions button").attrs

    answer = address("answer", sheet.pk)
    client.post(answer, {"rows": "2", "column": "city", "offer": "Lisbon"})
    page = Page(client.post(answer, {"rows": "3", "column": "since", "value": "1 March 2024"}, follow=True))
    assert "nothing to fix" in page.texts(".say")[0]

    sheet.refresh_from_db()
    page = Page(client.post(address("import", sheet.pk), {"version": sheet.version}, follow=True))
    assert page.texts("h1") == ["Importing"]
    importing.go_on()
    page = Page(client.get(address("change", sheet.pk)))
    assert (page.texts("h1"), page.texts(".send__number")) == (["2 members are in"], ["Invitations ready: 3"])

    send = {"note": "Hello", "origin": "our list"}
    seen = client.post(address("send", sheet.pk), send | {"_see": "1"}).text
    assert "Ana Ruiz invites you" in seen
    assert "We have it from: our list" in seen
    assert Message.objects.count() == 0
    client.post(address("send", sheet.pk), send | {"most": "1"})
    assert Message.objects.count() == 1
    Message.objects.all().delete()
    asks = client.post(address("send", sheet.pk), send)
    assert "Yes, send 2 invitations" in asks.text
    client.post(address("send", sheet.pk), send | {"_sure": "1"})
    assert Message.objects.count() == 2
    client.post(address("stop", sheet.pk))
    assert Invitation.objects.to_send().count() == 2
    # What was typed is there for those that are sent next.
    assert "Hello" in client.get(address("change", sheet.pk)).text


def test_an_answer_leads_to_the_next_question_and_a_wrong_one_stays_to_be_corrected(client, staff):
    page = Page(upload(client, row("Lisbn"), row("Porto", since="31 February 2024", email="rui@porto")))
    sheet = LaunchSheet.objects.get()
    ids = [question["id"] for question in page.html.select(".fixes > li")]
    sent = [form["action"].partition("#")[2] for form in page.html.select(".fixes form")]
    fields = {field["aria-label"]: field["value"] for field in page.html.select(".fixes [name=value]")}

    assert list(dict.fromkeys(sent)) == ids
    assert fields == {
        "City for Row 2": "Lisbn",
        "In the Forum since for Row 3": "31 February 2024",
        "E-mail for Row 3": "rui@porto",
    }

    said = {"rows": "3", "column": "since", "value": "the first of March"}
    page = Page(client.post(address("answer", sheet.pk), said, follow=True))
    assert [question["id"] for question in page.html.select(".fixes > li")] == ids
    assert page.html.select_one(f"#{ids[1]} [name=value]")["value"] == "the first of March"

    for answer in (
        {"column": "city", "rows": "2", "offer": "Lisbon"},
        {"column": "since", "rows": "3", "value": "2024-03-01"},
    ):
        page = Page(client.post(address("answer", sheet.pk), answer, follow=True))
    assert page.html.select_one(f"#{ids[0]} [name=value]")["value"] == "rui@porto"
    said = {"rows": "3", "column": "email", "value": "rui@porto.example"}
    page = Page(client.post(address("answer", sheet.pk), said, follow=True))
    assert "Nothing to fix." in page.html.select_one(f"#{ids[0]}").get_text()


@pytest.mark.parametrize("day", ["2026-31-01", "2026-02-30", "0000-00-00"])
def test_a_day_that_does_not_exist_is_asked_for_and_breaks_no_page(client, staff, day):
    page = Page(upload(client, row("Porto", since=day)))

    assert page.texts(".fixes__row") == ["Row 2"]
    assert any(day in words for words in page.texts("table"))


def test_what_cannot_be_read_is_said_beside_the_field(client, staff):
    page = Page(client.post(address("add"), {"file": io.BytesIO(b"Name\nAna\n")}))

    assert page.html.title.get_text().startswith("Error:")
    assert any("did not find them: City" in text for text in page.texts(".errors li"))
    assert LaunchSheet.objects.count() == 0


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_template_and_corrected_file_are_downloads(client, staff, kind):
    upload(client, row("Lisbn"))
    sheet = LaunchSheet.objects.get()
    for where in (address("template", kind), address("corrected", sheet.pk, kind)):
        answer = client.get(where)
        assert (answer.status_code, answer.headers["Content-Disposition"].startswith("attachment")) == (
            200,
            True,
        )
    assert client.get(address("template", "exe")).status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"rows": "x"},
        {"rows": "2,3", "column": "city"},
        {"rows": "99", "column": "city", "value": "Lima"},
        {"rows": "9" * 400},
        {"rows": "2", "column": "sheet_id", "value": "1"},
        {"rows": "2", "right": "no_address"},
        {"days": "year"},
        {},
    ],
)
def test_a_made_up_answer_is_refused_and_breaks_nothing(client, staff, said):
    upload(client, row("Lisbn"))
    sheet = LaunchSheet.objects.get()

    assert client.post(address("answer", sheet.pk), said, follow=True).status_code == 200


def test_the_list_of_files_does_not_count_itself_in_words(client, staff):
    for city in ("Lisbon", "Porto"):
        upload(client, row(city))

    assert "2 launch import" not in " ".join(client.get(address("changelist")).text.split())


def test_the_last_invitation_is_sent_by_one_button_and_not_by_two(client, staff):
    upload(client, row(), row(name="Rui"))
    sheet = LaunchSheet.objects.get()
    importing.ask_to_import(sheet, version=sheet.version, by=staff)
    importing.go_on()
    page = Page(client.get(address("change", sheet.pk)))
    assert {"Send all 2", "Send one"} <= set(page.buttons)

    client.post(address("send", sheet.pk), {"origin": "our list", "most": "1"})
    Message.objects.all().delete()

    page = Page(client.get(address("change", sheet.pk)))
    assert [words for words in page.buttons if words.startswith("Send")] == ["Send one"]


def test_only_the_secretariat_gets_there(client, staff):
    upload(client, row())
    sheet = LaunchSheet.objects.get()
    pages = [address("changelist"), address("add"), address("change", sheet.pk), address("template", "csv")]
    pages += [address("corrected", sheet.pk, "csv")]
    deeds = [address(name, sheet.pk) for name in ("answer", "import", "take_back", "send", "stop")]
    other = Client()
    other.force_login(make_user(is_staff=True))  # a colleague without rights

    assert {client.get(page).status_code for page in pages} == {200}
    assert {other.get(page).status_code for page in pages} == {403}
    assert {other.post(deed).status_code for deed in deeds} == {403}
    assert {Client().get(page).status_code for page in pages} == {302}


def test_a_file_that_is_deleted_leaves_nothing(client, staff):
    upload(client, row())
    sheet = LaunchSheet.objects.get()

    client.post(reverse("admin:cities_launchsheet_verb", args=[sheet.pk, "drop"]))

    assert (LaunchRow.objects.count(), Membership.objects.count()) == (0, 0)
    assert "This file was deleted" in client.get(address("change", sheet.pk)).text
    assert "deleted" in client.post(address("import", sheet.pk), {"version": 1}, follow=True).text


def test_an_import_that_has_not_begun_can_be_taken_back(client, staff):
    upload(client, row())
    sheet = LaunchSheet.objects.get()
    client.post(address("import", sheet.pk), {"version": sheet.version})

    page = Page(client.post(address("take_back", sheet.pk), follow=True))

    assert page.texts("h1") == ["Check the file"]
    assert importing.go_on() == 0


def test_an_invitation_that_goes_with_another_is_not_shown_as_forgotten(client, staff):
    first = invited(staff, row(), row("Porto", email="ana.sousa@lisbon.example"))
    companion = Invitation.objects.get(city__name="Porto")
    pages = [
        reverse("admin:cities_invitation_changelist"),
        reverse("admin:cities_city_change", args=[companion.city_id]),
    ]

    said = [client.get(page).text for page in pages]
    assert [("goes with the one for Lisbon" in text, "not sent yet" in text) for text in said] == [
        (True, False)
    ] * 2

    Invitation.objects.filter(pk=first.pk).update(revoked_at=database_now())
    said = [client.get(page).text for page in pages]
    assert [("goes with the one for" in text, "not sent yet" in text) for text in said] == [(False, True)] * 2


def test_of_one_that_waits_no_link_and_no_mail_is_spoken_of(client, staff):
    upload(client, row(language="German"))
    sheet = LaunchSheet.objects.get()
    importing.ask_to_import(sheet, version=sheet.version, by=staff)
    importing.go_on()
    key = Invitation.objects.get().pk

    def page(verb):
        return reverse("admin:cities_invitation_verb", args=[key, verb])

    asked = [client.get(page(verb)).text for verb in ("correct-address", "replace", "take-back")]
    assert ["has not been mailed" in text for text in asked] == [True] * 3
    assert [text for text in asked if "link that" in text or "link in the mail" in text] == []
    text = client.post(page("take-back"), follow=True).text
    assert ("Taken back." in text, "no longer works" in text) == (True, False)
    assert Page(client.get(reverse("admin:cities_invitation_change", args=[key]))).texts(
        ".field-mail_language .readonly"
    ) == ["German"]


# The one invited decides ------------------------------------------------------------------------------------


def invited(staff, *rows):
    sheet = answering.choose_file(content=as_csv(*rows or [row()]), name="members.csv", by=staff)
    importing.ask_to_import(sheet, version=sheet.version, by=staff)
    importing.go_on()
    from cities.launch.actions.sending import send_invitations

    return Invitation.objects.get(pk=send_invitations(sheet, by=staff)[0].pk)


def test_no_thanks_deletes_what_is_held_and_is_remembered(staff):
    invitation = invited(staff)
    where = reverse("cities:invitation_no_thanks", args=[token_of(invitation)])
    visitor = Client()

    assert "Shall we delete" in visitor.get(where).text
    assert Invitation.objects.count() == 1  # looking deletes nothing
    assert "We hold nothing" in visitor.post(where).text
    assert "We hold nothing" in visitor.post(where).text  # pressed twice

    assert (Invitation.objects.count(), Message.objects.count(), Objection.objects.count()) == (0, 0, 1)
    again = answering.choose_file(content=as_csv(row()), name="members.csv", by=staff)
    assert [problem.code for problem in LaunchRow.objects.get(sheet=again).problems] == ["no_thanks"]


def test_no_thanks_names_all_cities_that_the_mail_was_for(staff):
    both = (row(), row("Porto", email="ana.sousa@lisbon.example"))
    where = reverse("cities:invitation_no_thanks", args=[token_of(invited(staff, *both))])

    assert "this invitation for Lisbon and Porto." in Client().get(where).text
    Client().post(where)
    assert not Invitation.objects.exists()


def test_no_thanks_is_remembered_when_the_secret_is_another_one(settings):
    address = "ana.sousa@lisbon.example"
    Objection.objects.create(digest=digest_of(address))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10

    assert list(Objection.objects.among([address])) == [address]


def test_no_thanks_under_an_old_link_works_and_after_accepting_does_not(staff):
    from django.utils import timezone

    invitation = invited(staff)
    where = reverse("cities:invitation_no_thanks", args=[token_of(invitation)])
    Invitation.objects.update(accepted_at=timezone.now())
    assert Client().post(where).status_code == 410
    Invitation.objects.update(accepted_at=None, revoked_at=timezone.now())

    assert "We hold nothing" in Client().post(where).text
    assert User.objects.count() == 1
    assert Client().get(reverse("cities:invitation_no_thanks", args=["nonsense"])).status_code == 404


def test_an_answer_that_was_a_slip_is_taken_back_on_the_page_for_all_its_rows(client, staff):
    page = Page(upload(client, row("Lisbn"), row("Porto")))
    sheet = LaunchSheet.objects.get()
    before = page.texts(".fixes__words")
    client.post(address("answer", sheet.pk), {"rows": "2", "column": "city", "value": "Porto"})
    client.post(address("answer", sheet.pk), {"days": "day"})
    page = Page(client.get(address("change", sheet.pk)))
    assert [it for it in page.texts(".answers span") if it] == [
        "Row 2",
        "City: Porto",
        "All rows",
        "The day first, in all rows",
    ]
    assert page.texts(".fixes__words") != before

    for form in (".answers #given-1 form", ".answers #given-days form"):
        sent = page.sent_by(form) | {
            button["name"]: button["value"] for button in page.html.select(f"{form} button")
        }
        assert client.post(address("answer", sheet.pk), sent).status_code == 302
    # Pressed twice, by two: the second is told.
    twice = {"rows": "2", "column": "city", "undo": "on"}
    again = client.post(address("answer", sheet.pk), twice, follow=True)

    assert "This answer was taken back already." in again.text
    page = Page(again)
    assert (page.texts(".fixes__words"), page.texts(".answers")) == (before, [])


def test_rows_that_are_left_out_are_not_counted_as_imported(client, staff):
    upload(client, row("Lisbon"), row("Porto"), row("Faro"))
    sheet = LaunchSheet.objects.get()
    client.post(address("answer", sheet.pk), {"out": "3"})
    LaunchSheet.objects.update(asked_at=timezone.now())

    said = Page(client.get(address("change", sheet.pk))).html.get_text()
    assert "of 2 rows imported" in " ".join(said.split())
