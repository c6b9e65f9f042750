"""What real answers of mail servers mean, collected from what their providers document and people quote."""

import pytest

from icaforum.outbox.answers import Step, Verdict, judge

US, THEM, LATER = Verdict.AWAY, Verdict.REFUSED, Verdict.DEFERRED
MAIL, RCPT, DATA = Step.MAIL, Step.RCPT, Step.DATA

ANSWERS = [
    # Gmail and its relay
    (MAIL, 550, "5.4.5 Daily user sending quota exceeded. For more information go to https://support", US),
    (DATA, 550, "5.4.5 Daily user sending limit exceeded. - gsmtp", US),
    (RCPT, 550, "5.4.5 Daily SMTP relay limit exceeded for user. - gsmtp", US),
    (DATA, 550, "5.4.5 Daily SMTP relay sending limit exceeded for this user", US),
    (RCPT, 550, "5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've registered", US),
    (RCPT, 550, "5.7.1 Daily SMTP relay limit exceeded for customer", US),
    (DATA, 550, "5.7.1 Our system has detected that this message is likely unsolicited mail.", US),
    (DATA, 550, "5.7.26 This mail has been blocked because the sender is unauthenticated.", US),
    (DATA, 550, "5.7.25 The IP address sending this message does not have a PTR record", US),
    (DATA, 550, "5.7.1 The IP you're using to send mail is not authorized to send email directly", US),
    (MAIL, 530, "5.7.0 Authentication Required. Learn more at", US),
    (MAIL, 421, "4.7.0 Try again later, closing connection. - gsmtp", US),
    (DATA, 421, "4.7.28 Our system has detected an unusual rate of unsolicited mail", US),
    (RCPT, 450, "4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.", US),
    (
        RCPT,
        550,
        "5.1.1 The email account that you tried to reach does not exist. Please try\n5.1.1 double-",
        THEM,
    ),
    (RCPT, 550, "5.2.1 The email account that you tried to reach is disabled. - gsmtp", THEM),
    (RCPT, 552, "5.2.2 The email account that you tried to reach is over quota and inactive.", THEM),
    (RCPT, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly.", LATER),
    (RCPT, 452, "4.2.2 The recipient's inbox is out of storage space. Please direct the recipient", LATER),
    (DATA, 552, "5.3.4 Your message exceeded Google's message size limits.", THEM),
    # Exchange Online
    (
        RCPT,
        550,
        "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kim@city.example not found by SMTP address",
        THEM,
    ),
    (RCPT, 550, "5.4.1 Recipient address rejected: Access denied. AS(201806281)", THEM),
    (DATA, 550, "5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required", THEM),
    (
        DATA,
        550,
        "5.7.124 RESOLVER.RST.RestrictedToGroupPermission; not authorized to send to this group",
        THEM,
    ),
    (DATA, 550, "5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized", THEM),
    (DATA, 554, "5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", THEM),
    (DATA, 550, "5.4.310 DNS domain city.exmaple does not exist [Message=InfoDomainNonexistent]", THEM),
    (MAIL, 550, "5.1.8 Access denied, bad outbound sender AS(42004)", US),
    (DATA, 550, "5.1.8 Access denied, bad outbound sender", US),
    (DATA, 550, "5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.", US),
    (DATA, 550, "5.7.705 Access denied, tenant has exceeded threshold", US),
    (DATA, 554, "5.2.252 SendAsDenied; forum@forum.example not allowed to send as x@y.example", US),
    (DATA, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender", US),
    (MAIL, 530, "5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM", US),
    (RCPT, 550, "5.7.1 Unable to relay", US),
    (RCPT, 550, "5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus.", US),
    (RCPT, 550, "5.7.606 Access denied, banned sending IP [192.0.2.1].", US),
    (DATA, 451, "4.7.500 Server busy. Please try again later from [192.0.2.1].", LATER),
    # Postfix
    (
        RCPT,
        550,
        "5.1.1 <kim@city.example>: Recipient address rejected: User unknown in local recipient table",
        THEM,
    ),
    (
        RCPT,
        550,
        "5.1.1 <kim@city.example>: Recipient address rejected: User unknown in virtual alias table",
        THEM,
    ),
    (
        RCPT,
        450,
        "4.2.0 <kim@city.example>: Recipient address rejected: Greylisted, see http://postgrey",
        LATER,
    ),
    (RCPT, 450, "4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]", US),
    (RCPT, 554, "5.7.1 <kim@city.example>: Relay access denied", US),
    (RCPT, 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", US),
    (RCPT, 553, "5.7.1 <forum@forum.example>: Sender address rejected: not owned by user portal", US),
    (RCPT, 550, "5.7.1 <forum@forum.example>: Sender address rejected: not logged in", US),
    (RCPT, 550, "5.1.8 <forum@forum.example>: Sender address rejected: Domain not found", US),
    (MAIL, 452, "4.3.1 Insufficient system storage", LATER),
    (MAIL, 450, "4.7.1 Error: too many mails from 192.0.2.1", US),
    (DATA, 554, "5.6.0 we do not like it", THEM),
    # Exim
    (RCPT, 550, "Unrouteable address", THEM),
    (RCPT, 550, "No Such User Here", THEM),
    (RCPT, 550, "Sender verify failed", US),
    (RCPT, 550, "relay not permitted", US),
    (RCPT, 550, "Administrative prohibition: rejected by policy", US),
    (DATA, 550, "This message contains a virus (Eicar)", THEM),
    # Amazon SES
    (DATA, 454, "Throttling failure: Maximum sending rate exceeded.", US),
    (DATA, 454, "Throttling failure: Daily message quota exceeded.", US),
    (
        DATA,
        554,
        "Message rejected: Email address is not verified. The following identities failed the check",
        US,
    ),
    (
        DATA,
        554,
        "Message rejected: Sending suspended for this account. For more information, please check",
        US,
    ),
    (MAIL, 554, "Access denied: User `arn:aws:iam::1` is not authorized to perform `ses:SendRawEmail'", US),
    # SendGrid
    (
        MAIL,
        550,
        "The from address does not match a verified Sender Identity. Mail cannot be sent until this",
        US,
    ),
    (DATA, 550, "Unauthenticated senders not allowed", US),
    (MAIL, 451, "You have exceeded your messaging limits", US),
    (MAIL, 451, "Authentication failed: Maximum credits exceeded", US),
    (RCPT, 550, "5.1.1 unknown recipient", THEM),
    # Mailgun
    (RCPT, 550, "5.7.1 Relaying denied", US),
    (DATA, 554, "5.7.0 Domain forum.example is disabled. Please contact support", US),
    (DATA, 421, "Domain forum.example is not allowed to send: Sandbox subdomains are for test purposes", US),
    (RCPT, 550, "Not delivering to previously bounced address", THEM),
    # Yahoo, AOL
    (MAIL, 421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints", US),
    (
        MAIL,
        553,
        "5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's",
        US,
    ),
    (DATA, 554, "5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com", US),
    (DATA, 554, "Message not allowed - [PH01] Email not accepted for policy reasons.", US),
    (DATA, 554, "delivery error: dd This user doesn't have a yahoo.com account (kim@yahoo.com) [0]", THEM),
    (RCPT, 552, "1 Requested mail action aborted, mailbox not found", THEM),
    # GMX, WEB.DE, T-Online, IONOS
    (RCPT, 550, "Requested action not taken: mailbox unavailable", THEM),
    (MAIL, 554, "Transaction failed\nReject due to policy restrictions.", US),
    (DATA, 554, "Transaction failed: Message refused, SPF policy", US),
    (DATA, 550, "Requested action not taken: mailbox unavailable\nReject due to policy restrictions", US),
    (RCPT, 450, "Requested mail action not taken: mailbox unavailable\nRate limit reached", US),
    (DATA, 552, "5.2.2 Over STORAGE quota", THEM),
    (RCPT, 550, "5.7.1 IP=192.0.2.1 - None/bad reputation. Ask your postmaster for help", US),
    (
        RCPT,
        550,
        "Benutzer hat das Speichervolumen ueberschritten. / User has exhausted allowed storage space.",
        THEM,
    ),
    # cPanel, qmail
    (RCPT, 550, "Domain forum.example has exceeded the max emails per hour (150/150 (100%)) allowed.", US),
    (RCPT, 550, "Message rejected: you have exceeded the maximum number of recipients per day", US),
    (RCPT, 550, "The recipient has exceeded the maximum storage of the mailbox", THEM),
    (RCPT, 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", US),
    (RCPT, 550, "5.7.1 Recipient address rejected: Please see http://www.openspf.org/Why", US),
    (RCPT, 550, "Administrative prohibition - envelope blocked", US),
    (RCPT, 451, "Temporary local problem - please try later", LATER),
    # Others
    (DATA, 554, "Please try again later", US),
    (MAIL, 554, "5.3.2 System not accepting network messages, try again later", US),
    (RCPT, 550, "5.7.1 Sender address rejected", US),
    (MAIL, 550, "5.7.1 Sender address rejected", US),
    (DATA, 550, "5.7.1 Sender address rejected", US),
    (DATA, 571, "5.7.1 message classified as spam (Nachricht als Spam eingestuft)", US),
    (RCPT, 554, "Sorry, no mailbox here by that name. (#5.1.1)", THEM),
    (DATA, 554, "Refused. Your reverse DNS entry contains your IP address and a country code.", US),
    (RCPT, 451, "4.3.0 Mail server temporarily rejected message", LATER),
    (MAIL, 552, "5.3.4 Message size exceeds fixed limit", THEM),
    (DATA, 554, "Transaction failed", US),
    (RCPT, 550, "rejected", THEM),
    (DATA, 550, "5.5.1 Protocol error", US),
]


@pytest.mark.parametrize(
    ("step", "code", "words", "meaning"), ANSWERS, ids=[f"{a[1]} {a[2][:60]}" for a in ANSWERS]
)
def test_an_answer_speaks_of_us_of_the_addressee_or_of_later(step, code, words, meaning):
    answer = judge(step, code, words.encode())

    assert (answer.verdict, answer.code, answer.words) == (meaning, code, words)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize(
    "said",
    [
        (550, "5.4.5 Daily user sending quota exceeded"),
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
        (550, "5.7.1 Sender address rejected"),
        (554, "5.7.0 rejected, try again later"),
        (550, "5.7.1 Message rejected due to local policy"),
    ],
)
def test_what_speaks_of_us_does_so_wherever_it_is_said(step, said):
    assert judge(step, *said).verdict is Verdict.AWAY


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("5.1.1 no such mailbox", True),
        ("5.1.10 RecipientNotFound", True),
        ("5.2.2 mailbox full", False),
        ("5.1.8 Sender address rejected: Domain not found", False),
    ],
)
def test_only_an_address_that_does_not_exist_is_one_we_stop_mailing(words, gone):
    assert judge(Step.RCPT, 550, words).no_such_address is gone
