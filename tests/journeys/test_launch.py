"""Launch: 92 members and 143 people from one file with three mistakes, counted in clicks and loaded pages."""

import pytest

from cities.launch.actions import importing
from cities.models import Invitation, LaunchSheet, Membership
from icaforum.outbox.models import Message
from tests.cities.launch.sheets import as_xlsx, row
from tests.factories import make_city, make_staff
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser

MEMBERS, PEOPLE = 92, 143


def file_with_three_mistakes():
    rows = []
    for number in range(MEMBERS):
        tier = "Pilot city" if number < 9 else "Peer city" if number < 23 else "Forum member"
        city, domain = f"Harbour {letters(number)}", f"harbour{number}.example"
        rows.append(row(city, tier, "2025-03-01", f"Ana {letters(number)}", f"ana@{domain}", "Lead contact"))
        if number < PEOPLE - MEMBERS:
            rows.append((city, "", "", f"Rui {letters(number)}", f"rui@{domain}", "City contact", "German"))
    rows[-2] = ("Harbor ja", *rows[-2][1:])
    rows[3] = (*rows[3][:4], "rui@harbour1", *rows[3][5:])
    rows[-1] = (*rows[-1][:2], "31 February 2025", *rows[-1][3:])
    return as_xlsx(*rows)


def letters(number):
    return "".join("abcdefghij"[digit] for digit in divmod(number, 10))


class Counted:
    """Clicks and loaded pages, as somebody at the desk makes them."""

    def __init__(self, visit):
        self.visit, self.clicks, self.loads = visit, 0, 0

    def press(self, name, *, loads=1):
        self.clicks, self.loads = self.clicks + 1, self.loads + loads
        self.visit.press(name)


def test_ninety_two_members_are_in_within_twelve_clicks_and_six_pages(visit, tmp_path):
    for number in range(MEMBERS):
        name = f"Harbour {letters(number)}"
        make_city(name=name, sort_name=name.lower(), keys=[name.lower().replace(" ", "")], member=False)
    file = tmp_path / "members.xlsx"
    file.write_bytes(file_with_three_mistakes())
    desk = Counted(visit.as_(make_staff(name="Ana Ruiz")).open("/admin/"))

    desk.press("Launch import")
    with visit.page.expect_download():
        visit.button("Download template (Excel)").click()
    desk.clicks += 1
    visit.page.get_by_label("Your list").set_input_files(file)
    desk.clicks += 1
    desk.press("Check the file")
    visit.sees("3 to fix.")
    desk.press("Harbour ja")
    desk.press("Use rui@harbour1.example")
    visit.page.get_by_label("In the Forum since for Row 144").fill("28 February 2025")
    desk.clicks += 1
    desk.press("Use it")
    visit.sees("nothing to fix.")
    sheet = LaunchSheet.objects.get()
    visit.page.set_viewport_size(PHONE)
    visit.look()
    # The same page goes on by itself once it is done.
    with visit.page.expect_navigation():
        visit.button("Import 92 members").click()
    desk.clicks += 1
    visit.look()
    importing.go_on()
    visit.sees("92 members are in", "Invitations ready: ").look()

    sheet.refresh_from_db()
    assert (sheet.summary["members"], sheet.summary["people"]) == (MEMBERS, PEOPLE)
    assert Membership.objects.count() == MEMBERS
    assert desk.clicks <= 12
    assert desk.loads + 1 <= 6

    visit.press("See one").sees("Ana Ruiz invites you")
    visit.write("Your note", "From today all of it has one address.").press("Send to 20 first")
    visit.sees("20 of 143 invitations sent")
    assert Message.objects.count() == 20
    visit.press("Stop sending").sees("Invitations ready: ")
    assert Invitation.objects.to_send().count() == PEOPLE
