"""The reports of Zoom and Teams are read in all the forms in which people have them."""

from time import monotonic

import pytest

from cities.launch.reading import Unreadable
from events.after.headings import columns_of
from events.after.reading import MOST_LINES, minutes_in, read
from events.after.rules import minutes_of, was_there
from tests.events.after.reports import ZOOM_MEETING, teams, zoom, zoom_line

ANA, TOM = ("Ana Ruiz", "ana@lima.example", 64), ("Tomas iPhone", "", 71)


def people_in(content, name="report.csv"):
    return [(it.name, it.address, minutes_of(it.parts)) for it in read(content, name=name).people]


@pytest.mark.parametrize(
    "content",
    [
        zoom(ANA, TOM),
        zoom(ANA, TOM, above=ZOOM_MEETING),
        zoom(ANA, TOM, above="\ufeff"),
        zoom(
            *("Ana Ruiz,ana@lima.example,64,Yes", "Tomas iPhone,,71,Yes"),
            head="Name (original name),Email,Total duration (minutes),Guest",
        ),
        zoom(
            *("Ana Ruiz;ana@lima.example;25.03.2026 14:00:00;25.03.2026 15:04:00;64;Ja",),
            "Tomas iPhone;;25.03.2026 14:00:00;25.03.2026 15:11:00;71;Ja",
            head="Name (Originalname);Benutzer-E-Mail;Beitrittszeit;Austrittszeit;Dauer (Minuten);Gast",
        ),
        teams(("Ana Ruiz", "ana@lima.example", "1h 4m 12s"), ("Tomas iPhone", "", "1h 11m")),
        teams(
            ("Ana Ruiz", "ana@lima.example", "1 Std. 4 Min. 12 Sek."),
            ("Tomas iPhone", "", "71 Min."),
            language="de",
        ),
        teams(
            *(("Ana Ruiz", "ana@lima.example", "1h 4m 12s"), ("Tomas iPhone", "", "1h 11m")),
            encoding="utf-16-le",  # its mark was lost on the way
        ),
        teams(
            *(("Ana Ruiz", "ana@lima.example", "64m 1s"), ("Tomas iPhone", "", "71m")),
            encoding="utf-8",
        ),
    ],
    ids=["zoom", "zoom-meeting", "zoom-bom", "zoom-unique", "zoom-de", "en", "de", "no-mark", "utf-8"],
)
def test_each_form_says_the_same_of_the_same_people(content):
    found = people_in(content)

    spans = {minutes for _name, _address, minutes in found}
    assert [(name, address) for name, address, _minutes in found] == [
        ("Ana Ruiz", "ana@lima.example"),
        ("Tomas iPhone", ""),
    ]
    # Teams' times are from the first coming to the last going; Zoom's are each one's.
    assert spans in ({64, 71}, {90})


def test_who_came_twice_is_one_and_two_devices_count_once():
    content = zoom(
        zoom_line("Paulo Lima", "p.lima@river.example", 12),
        zoom_line("Paulo", "P.Lima@River.example", 60, begin=(14, 20)),
        zoom_line("Paulo", "p.lima@river.example", 50, begin=(14, 30)),
        zoom_line("Noor", "", 5),
        zoom_line("Noor", "", 5, begin=(15, 0)),
    )

    assert people_in(content) == [("Paulo Lima", "p.lima@river.example", 72), ("Noor", "", 10)]


def test_a_webinar_of_zoom_has_several_tables_and_people_who_did_not_come():
    head = "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest"
    lines = [
        "Attendee Report",
        "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered",
        'Cool rooms,812,"Mar 25, 2026 14:00",90,2',
        "Host Details,",
        head,
        'Yes,ICA Forum,forum@c40.example,"Mar 25, 2026 13:50:00","Mar 25, 2026 15:30:00",100,No',
        "Attendee Details,",
        head,
        'Yes,Ana,ana@lima.example,"Mar 25, 2026 14:00:00","Mar 25, 2026 14:12:00",12,Yes',
        "No,Noor,noor@lake.example,--,--,--,--",
    ]

    found = read("\n".join(lines).encode(), name="a.csv").people

    assert [(it.address, it.is_host) for it in found] == [
        ("forum@c40.example", True),
        ("ana@lima.example", False),
    ]


def test_who_only_waited_before_the_door_is_not_in_it():
    head = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room"

    assert people_in(zoom("Ana,,,,3,Yes,Yes", "Ana,,,,40,Yes,No", head=head)) == [("Ana", "", 40)]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("75", 75), ("1h 27m 51s", 87), ("59 Min. 0 Sek.", 59), ("1 Std. 15 Min. 3 Sek.", 75)),
        *(("00:45:10", 45), ("40s", 0), ("2h", 120), ("", None), ("soon", None), ("-5", None)),
    ],
)
def test_spans_are_whole_minutes(text, minutes):
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    ("minutes", "length", "there"),
    [(10, 90, True), (9, 90, False), (None, 90, True), (5, 10, True), (4, 10, False), (0, 1, False)],
)
def test_ten_minutes_or_half_of_a_short_one_are_enough(minutes, length, there):
    assert was_there(minutes, length) is there


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no line with the headings"),
        (b"PK\x03\x04", "no CSV file"),
        (b"a,b\n1,2", "no line with the headings"),
        (b"Name,Duration\n", "nobody below"),
        (b"Name,Duration\n" + b"x,5\n" * (MOST_LINES + 1), "more than 10000 lines"),
        (b"Name,Duration\n" + b"".join(b"p%d,5\n" % n for n in range(2001)), "has 2001 people"),
        (b"\0" * 300, "no list of texts"),
        (b"\xff\xfe\0", "damaged"),
        (b'Name,Duration\n"' + b"x" * 300_000, "no line with the headings"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"User Name,Topic,Duration (Minutes)\nAna,Rooms,5", "no line with the headings"),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(content, said):
    with pytest.raises(Unreadable, match=said):
        read(content, name="report.csv")


def test_what_harms_stays_a_text():
    found = read(b"Name,Duration\n=cmd|' /C calc'!A0,5\n\xe2\x80\xaelive,999999999\n,5\n", name="r.csv")

    assert [it.name for it in found.people] == ["=cmd|' /C calc'!A0", "live"]
    assert found.notes == ["1 row has neither a name nor an address, and is not read."]


def test_a_cell_of_a_hundred_thousand_letters_is_read_at_once():
    """A search for a day in all of it took minutes."""
    begun = monotonic()

    found = read(b"Name,Join Time,Duration\nAna Ruiz," + b"a" * 100_000 + b",64\n", name="r.csv")

    assert monotonic() - begun < 5
    assert [(it.name, minutes_of(it.parts)) for it in found.people] == [("Ana Ruiz", 64)]


def test_a_list_of_meetings_is_no_list_of_people():
    assert columns_of(["Topic", "User Name", "Duration (Minutes)"]) == {}
    assert columns_of(["First Name", "Last Name", "Duration"]) == {}


@pytest.mark.parametrize("name", ['"Ana Ruiz', '"Ana" Ruiz', 'Ana "Ruiz'])
def test_a_quote_without_an_end_takes_nobody_away(name):
    found = read(f"Name,Duration\n{name},64\nBen,30\nCaio,20\n".encode(), name="r.csv")

    assert [it.name for it in found.people][1:] == ["Ben", "Caio"]
    assert found.people[0].name.startswith("Ana") or '"Ana' in found.people[0].name
