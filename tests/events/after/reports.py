"""Reports as Zoom and Teams write them, with people of our own."""

ZOOM_HEAD = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent"
ZOOM_MEETING = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\r\n"
    '"812 3456 7890",Cool rooms,03/25/2026 02:00:00 PM,03/25/2026 03:30:00 PM,host@forum.example,90,3\r\n\r\n'
)
TEAMS = {
    "en": (
        ("1. Summary", "Meeting title", "Attended participants", "Meeting duration"),
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
        "3. In-Meeting Activities",
        "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
    ),
    "de": (
        ("1. Zusammenfassung", "Besprechungstitel", "Teilnehmer", "Besprechungsdauer"),
        "2. Teilnehmer",
        "Name\tErster Beitritt\tLetztes Verlassen\tDauer der Besprechung\tE-Mail\tTeilnehmer-ID (UPN)\tRolle",
        "3. Aktivitäten in der Besprechung",
        "Name\tBeitrittszeit\tVerlassenszeit\tDauer\tE-Mail\tRolle",
    ),
}


def zoom(*rows, head=ZOOM_HEAD, above=""):
    """The participants report of Zoom; each row is a name, an address and minutes, or a line as it stands."""
    lines = [row if isinstance(row, str) else zoom_line(*row) for row in rows]
    return (above + "\r\n".join([head, *lines]) + "\r\n").encode()


def zoom_line(name, address, minutes, begin=(14, 0)):
    start = begin[0] * 60 + begin[1]
    clock = [f"03/25/2026 {at // 60 % 12 or 12:02}:{at % 60:02}:00 PM" for at in (start, start + minutes)]
    return f'"{name}",{address},{clock[0]},{clock[1]},{minutes},Yes,'


def teams(*rows, language="en", encoding="utf-16"):
    """The attendance report of Teams; each row is a name, an address and how long, in its own words."""
    summary, second, head, third, inner = TEAMS[language]
    lines = [*summary, "", second, head]
    lines += [
        f"{name}\t3/25/26, 2:00:00 PM\t3/25/26, 3:30:00 PM\t{span}\t{mail}\t{mail}\tAttendee"
        for name, mail, span in rows
    ]
    lines += ["", third, inner]
    lines += [
        f"{name}\t3/25/26, 2:00:00 PM\t3/25/26, 2:10:00 PM\t10m\t{mail}\tAttendee"
        for name, mail, _span in rows
    ]
    return "\r\n".join(lines).encode(encoding)
