"""Launch: 92 members and 143 people from one file with three mistakes, counted in clicks and loaded pages."""

import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from cities.launch.actions import importing
from cities.models import Invitation, LaunchRow, LaunchSheet, Membership
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
    make_harbours(MEMBERS)
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


ROWS = 2000
# Slips of four languages, by their place in the file: what stands in tier, first day, role and language, and
# what the page says of it or offers.
SLIPS = {
    105: (("Pilotstdat", "2025-03-01", "City contact", ""), "Pilot city"),
    505: (("Peer city", "31. Februar 2025", "City contact", "Deutsch"), "this day does not exist"),
    905: (
        ("Peer city", "12 de marso de 2025", "City contact", "Português"),
        "“12 de marso de 2025” is not a day",
    ),
    1305: (("Peer city", "1er mars 2025", "Contact de la ville", "Français"), "Role “Contact de la ville”"),
    1705: (("Peer city", "2025-03-01", "City contact", "Inglés"), "Language “Inglés”"),
}


def two_thousand_rows():
    rows = []
    for number in range(ROWS):
        role = "City contact" if number % 20 else "Lead contact"
        tier, since, role, language = SLIPS.get(number, [("Peer city", "2025-03-01", role, "")])[0]
        city = f"Harbour {letters(number // 20)}"
        rows.append((city, tier, since, f"Ana {number}", f"ana{number}@harbour.example", role, language))
    return rows


def make_harbours(count):
    for number in range(count):
        name = f"Harbour {letters(number)}"
        make_city(name=name, sort_name=name.lower(), keys=[name.lower().replace(" ", "")], member=False)


def test_two_thousand_rows_are_checked_while_the_page_says_how_far(visit, tmp_path):
    make_harbours(100)
    file, too_long = tmp_path / "all.xlsx", tmp_path / "more.xlsx"
    rows = two_thousand_rows()
    file.write_bytes(as_xlsx(*rows))
    too_long.write_bytes(as_xlsx(*rows, rows[-1]))
    visit.as_(make_staff(name="Ana Ruiz")).open("/admin/cities/launchsheet/")

    visit.page.get_by_label("Your list").set_input_files(too_long)
    visit.press("Check the file").sees("This file has 2,001 rows, and at most 2,000 are read at once.")
    assert not LaunchSheet.objects.exists()
    visit.page.get_by_label("Your list").set_input_files(file)
    began = time.monotonic()
    visit.press("Check the file").sees("0 of 2000 rows checked")
    sheet, answers = visit.page.url, []
    visit.page.on("request", lambda it: it.is_navigation_request() and answers.append(it.url))
    with transaction.atomic():
        # Held here the check cannot be over before anybody has seen how far it is.
        LaunchRow.objects.select_for_update().order_by("-number").first()
        worker = threading.Thread(target=work)
        worker.start()
        visit.sees("1900 of 2000 rows checked")
        assert (visit.page.locator("progress").get_attribute("value"), answers) == ("1900", [])
        visit.open(sheet).sees("1900 of 2000 rows checked")
    worker.join(timeout=60)
    visit.sees("5 to fix.")
    took = time.monotonic() - began

    verdicts = Counter(LaunchRow.objects.values_list("verdict", flat=True))
    assert verdicts == {"new": ROWS - len(SLIPS), "fix": len(SLIPS)}
    for _typed, words in SLIPS.values():
        visit.sees(words)
    visit.look()
    assert answers == [sheet]
    assert took < 30


def work():
    """What a worker does, in a thread of its own."""
    try:
        importing.go_on()
    finally:
        connection.close()
