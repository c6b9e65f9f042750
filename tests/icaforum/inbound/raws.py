"""Mails as mail servers, calendars and people's programs write them; `{…}` is filled in by the tests."""

# What the mail server of the tests says of a sender whose domain vouches for it, and of one that it does not.
PASS = (
    "Authentication-Results: mx.forum.example; dkim=pass header.d={domain};\n"
    " dmarc=pass (p=REJECT) header.from={domain}\n"
)
FAIL = "Authentication-Results: mx.forum.example; spf=none; dmarc=fail (p=NONE) header.from={domain}\n"

# Mails that came back -------------------------------------------------------------------------------------

_ORIGINAL = """From: ICA Forum <forum@testserver>
To: {address}
Subject: You have a place
Message-ID: {message_id}
Auto-Submitted: auto-generated
Content-Type: text/plain

Hello
"""
BOUNCES = {
    "Postfix": (
        "5.1.1",
        """Return-Path: <>
Received: by mx.city.example (Postfix) id 9F2; Mon, 16 Nov 2026 09:14:02 +0000 (UTC)
Date: Mon, 16 Nov 2026 09:14:02 +0000 (UTC)
From: MAILER-DAEMON@mx.city.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: forum@testserver
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9F2.1/mx.city.example"
Message-Id: <20261116091402.9F2@mx.city.example>

This is a MIME-encapsulated message.

--9F2.1/mx.city.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.city.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{address}>: host mail.city.example said: 550 5.1.1 <{address}>: Recipient
    address rejected: User unknown (in reply to RCPT TO command)

--9F2.1/mx.city.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.city.example
X-Postfix-Queue-ID: 9F2
Arrival-Date: Mon, 16 Nov 2026 09:14:01 +0000 (UTC)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.city.example
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected: User
    unknown

--9F2.1/mx.city.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

"""
        + _ORIGINAL
        + "\n--9F2.1/mx.city.example--\n",
    ),
    "Exim, without the standard": (
        "550 Unrouteable",
        """Return-path: <>
Date: Mon, 16 Nov 2026 10:00:00 +0100
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@gate.city.example>
To: forum@testserver
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1kZ-0001@gate.city.example>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {address}
    550 Unrouteable address

------ This is a copy of the message, including all the headers. ------

"""
        + _ORIGINAL,
    ),
    "Exchange": (
        "5.1.10",
        """Date: Mon, 16 Nov 2026 09:20:11 +0000
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@city.example>
To: forum@testserver
Subject: Undeliverable: You have a place
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="_000_x_"
X-MS-Exchange-Message-Is-Ndr:
In-Reply-To: {message_id}

--_000_x_
Content-Type: multipart/alternative; differences=Content-Type; boundary="_001_x_"

--_001_x_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:

{address}
The email address you entered couldn't be found.

--_001_x_
Content-Type: text/html; charset="us-ascii"

<html><body>Delivery has failed</body></html>
--_001_x_--

--_000_x_
Content-Type: message/delivery-status

Reporting-MTA: dns;DB9PR04MB0001.eurprd04.prod.outlook.com

Original-recipient: rfc822;{address}
Final-recipient: rfc822;{address}
Action: failed
Status: 5.1.10
Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--_000_x_
Content-Type: text/rfc822-headers

"""
        + _ORIGINAL.partition("\n\n")[0]
        + "\n\n--_000_x_--\n",
    ),
    "Gmail": (
        "5.2.1",
        """Return-Path: <>
X-Failed-Recipients: {address}
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: forum@testserver
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {message_id}
In-Reply-To: {message_id}
Message-ID: <5fb2.1c69fb81.mx@google.com>
Date: Mon, 16 Nov 2026 01:02:03 -0800 (PST)
Content-Type: multipart/report; boundary="0000000000003f"; report-type=delivery-status

--0000000000003f
Content-Type: multipart/related; boundary="00000000000042"

--00000000000042
Content-Type: text/html; charset="UTF-8"

<h2>Message blocked</h2><p>Your message to <b>{address}</b> has been blocked.</p>
--00000000000042--
--0000000000003f
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Mon, 16 Nov 2026 01:02:02 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.2.1
Remote-MTA: dns; gmail-smtp-in.l.google.com.
Diagnostic-Code: smtp; 550-5.2.1 The email account that you tried to reach is inactive.
Last-Attempt-Date: Mon, 16 Nov 2026 01:02:03 -0800 (PST)

--0000000000003f
Content-Type: message/rfc822

"""
        + _ORIGINAL
        + "\n--0000000000003f--\n",
    ),
    "qmail": (
        "5.1.1",
        """Return-Path: <>
Date: 16 Nov 2026 08:00:00 -0000
From: MAILER-DAEMON@city.example
To: forum@testserver
Subject: failure notice

Hi. This is the qmail-send program at city.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

"""
        + _ORIGINAL,
    ),
}
DELAYS = {
    "Postfix": """Return-Path: <>
Date: Mon, 16 Nov 2026 09:14:02 +0000 (UTC)
From: MAILER-DAEMON@mx.city.example (Mail Delivery System)
Subject: Delayed Mail (still being retried)
To: forum@testserver
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="d"

--d
Content-Type: text/plain

Your message could not be delivered for more than 4 hour(s). It will be retried.

--d
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.city.example

Final-Recipient: rfc822; {address}
Action: delayed
Status: 4.4.1

--d
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--d--
""",
    "Exim": """Return-path: <>
Date: Mon, 16 Nov 2026 10:00:00 +0100
From: Mail Delivery System <Mailer-Daemon@gate.city.example>
To: forum@testserver
Subject: Warning: message 1kZ delayed 24 hours

A message that you sent has not yet been delivered to one or more of its recipients.
The message identifier is: {message_id}. No action is required on your part.
""",
    "a report of arrival": """Date: Mon, 16 Nov 2026 10:00:00 +0100
From: postmaster@city.example
To: forum@testserver
Subject: Delivered: You have a place
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="d"

--d
Content-Type: message/delivery-status

Reporting-MTA: dns; city.example

Final-Recipient: rfc822; {address}
Action: delivered
Status: 2.0.0

--d
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--d--
""",
}

# Written by a program -------------------------------------------------------------------------------------

AUTOMATIC = {
    "Outlook": (
        "Subject: Automatic reply: Hi\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n"
    ),
    "Outlook in German, headers lost": "Subject: =?utf-8?q?Automatische_Antwort=3A_Mara_schreibt?=\n",
    "Outlook in French, headers lost": "Subject: =?utf-8?b?UsOpcG9uc2UgYXV0b21hdGlxdWXCoDogTWFyYQ==?=\n",
    "Gmail": (
        "Subject: Away until Monday\nAuto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes\n"
    ),
    "vacation of Unix": "Subject: Re: Mara\nPrecedence: bulk\nAuto-Submitted: auto-replied (vacation)\n",
    "Sieve": "Subject: Auto: Mara writes\nAuto-Submitted: auto-replied (zimbra; vacation)\n",
    "old autoresponder": "Subject: Re: Mara writes\nX-Autorespond: yes\n",
    "a list": "Subject: Re: Mara writes\nList-Id: <all.city.example>\n",
    "without a sender on the envelope": "Return-Path: <>\nSubject: Re: Mara writes\n",
    "Out of office by hand": "Subject: Out of Office Re: Mara writes\n",
}

# Answers of calendars --------------------------------------------------------------------------------------

OUTLOOK = """From: {name} <{sender}>
To: ICA Forum <forum@testserver>
Subject: Declined: Cool rooms
Date: {date}
Message-ID: <DB9PR04MB1.eurprd04.prod.outlook.com>
Content-Type: multipart/alternative; boundary="_000_o_"
MIME-Version: 1.0
{auth}
--_000_o_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable


--_000_o_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{base64}
--_000_o_--
"""
OUTLOOK_ENTRY = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={answer};CN={name}:MAILTO:{attendee}
COMMENT;LANGUAGE=en-US:\\n
UID:{uid}
SUMMARY;LANGUAGE=en-US:{verb}: Cool rooms
DTSTART;TZID=W. Europe Standard Time:20261216T150000
DTEND;TZID=W. Europe Standard Time:20261216T161500
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{stamp}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
END:VEVENT
END:VCALENDAR
"""
GOOGLE = """Return-Path: <{sender}>
Sender: Google Calendar <calendar-notification@google.com>
Auto-Submitted: auto-generated
Message-ID: <calendar-1@google.com>
Date: {date}
Subject: {verb}: Cool rooms @ Wed Dec 16, 2026 (ICA Forum)
From: {name} <{sender}>
To: forum@testserver
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="000000m"
{auth}
--000000m
Content-Type: multipart/alternative; boundary="000000a"

--000000a
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes

{name} has {verb} this invitation.

--000000a
Content-Type: text/html; charset="UTF-8"

<html><body>{name} has {verb} this invitation.</body></html>
--000000a
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

{entry}
--000000a--
--000000m
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{base64}
--000000m--
"""
GOOGLE_ENTRY = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261216T140000Z
DTEND:20261216T151500Z
DTSTAMP:{stamp}
ORGANIZER;CN=ICA Forum:mailto:forum@testserver
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};CN={name};X-NUM-GUESTS=0:mailto:{attendee}
X-MICROSOFT-CDO-OWNERAPPTID:-1
CREATED:20261101T000000Z
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Cool rooms
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
APPLE = """From: {name} <{sender}>
Content-Type: multipart/mixed; boundary="Apple-Mail=_A"
Mime-Version: 1.0 (Mac OS X Mail 16.0)
Subject: {name} {verb}: Cool rooms
Date: {date}
Message-Id: <0A1B@{domain}>
To: forum@testserver
{auth}
--Apple-Mail=_A
Content-Transfer-Encoding: 7bit
Content-Type: text/plain; charset=us-ascii

{name} {verb} your invitation.

--Apple-Mail=_A
Content-Disposition: attachment; filename=iCal-20261116-101010.ics
Content-Type: text/calendar; x-unix-mode=0644; name="iCal-20261116-101010.ics"
Content-Transfer-Encoding: quoted-printable

{qp}
--Apple-Mail=_A--
"""
APPLE_ENTRY = """BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 14.0//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN="{name}";CUTYPE=INDIVIDUAL;EMAIL="{attendee}";PARTSTAT={answer}:mailto:{attendee}
CREATED:20261101T000000Z
DTEND;TZID=Europe/Berlin:20261216T161500
DTSTAMP:{stamp}
DTSTART;TZID=Europe/Berlin:20261216T150000
ORGANIZER;CN="ICA Forum":mailto:forum@testserver
SEQUENCE:{sequence}
SUMMARY:Cool rooms
UID:{uid}
END:VEVENT
END:VCALENDAR
"""
CALENDARS = {
    "Outlook": (OUTLOOK, OUTLOOK_ENTRY),
    "Google": (GOOGLE, GOOGLE_ENTRY),
    "Apple": (APPLE, APPLE_ENTRY),
}

# Answers of people -----------------------------------------------------------------------------------------

ANSWER = """{auth}From: {name} <{sender}>
To: Mara Kim <{to}>
Subject: Re: Mara Kim writes to Lima
Date: {date}
Message-ID: <{number}@mail.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}
"""
# What a program sends -> what is passed on.
_OUTLOOK = "From: Mara Kim <forum@testserver>\nSent: Monday, November 16, 2026 10:00\nTo: Lead\n\nHello\n"
_GERMAN = "Von: Mara Kim <forum@testserver>\nGesendet: Montag, 16. November 2026 10:00\nAn: Lead\n\nHello\n"
_GMAIL = "On Mon, 16 Nov 2026 at 10:00, Mara <\nforum@testserver> wrote:\n\n> ##- Above. -##\n> Hello\n"
_SPANISH = "> El 16 nov 2026, a las 10:00, Mara <forum@testserver> escribió:\n> \n> Hello\n"
_FRENCH = "Le lun. 16 nov. 2026 à 10:00, Mara Kim <forum@testserver> a écrit :\n\n> Hello\n"
_ALIKE = "On Monday we wrote:\nFrom: here on, all is well.\nSent: three people."
QUOTES = {
    "Gmail": (f"Thank you, yes.\n\n{_GMAIL}", "Thank you, yes."),
    "Outlook": (f"Thank you, yes.\n\n________________________________\n{_OUTLOOK}", "Thank you, yes."),
    "Outlook, without a line": (f"Yes.\n\n{_OUTLOOK}", "Yes."),
    "Outlook in German": (f"Danke, ja.\n\n{_GERMAN}", "Danke, ja."),
    "Outlook of old": ("Yes.\n\n-----Original Message-----\nFrom: Mara\n\nHello\n", "Yes."),
    "Apple in Spanish": (f"Sí, gracias.\n\nEnviado desde mi iPhone\n\n{_SPANISH}", "Sí, gracias."),
    "French": (f"Oui.\n\n{_FRENCH}", "Oui."),
    "Thunderbird, below the quote": (
        "Am 16.11.26 um 10:00 schrieb Mara via ICA Forum:\n> Hello\n> Can you come?\n\nJa, gern.\n",
        "Ja, gern.",
    ),
    "Japanese": ("はい。\n\n2026年11月16日(月) 10:00 Mara <forum@testserver>:\n> Hello\n", "はい。"),
    "our own line, without marks": ("Yes\n\n##- Above this line. -##\nHello\n", "Yes"),
    "a signature": ("Yes\n\n-- \nLuz Quispe\nLima\n", "Yes"),
    "words that look alike": (_ALIKE, _ALIKE),
}
