"""«Ready to open?»: what is found from outside, what it says, who may ask and confirm."""

import ssl
import subprocess
import threading
from contextlib import contextmanager
from datetime import timedelta
from socketserver import BaseRequestHandler, ThreadingTCPServer, UDPServer

import dns.message
import dns.name
import dns.resolver
import dns.rrset
import pytest
from django.utils import timezone

from cities.people.presets import EVENTS, SECRETARIAT, group_of
from icaforum.audit.mishaps import note_mishap
from icaforum.audit.models import Entry
from icaforum.backups.models import Backup
from icaforum.inbound.mailbox import PLANNER
from icaforum.outbox.actions import pause
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Gate, Message
from icaforum.ready import looking
from icaforum.ready.actions import confirm, look_if_due
from icaforum.ready.checks import checks
from icaforum.ready.models import Confirmation, Look
from icaforum.ready.sayings import SAYS, TITLES
from tests.factories import make_city, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db

PAGE = "/admin/ready/"
GOOD = {
    "TXT forum.example": ['"v=spf1 include:spf.provider.example -all"', '"something else"'],
    "TXT s1._domainkey.forum.example": ['"v=DKIM1; k=rsa; " "p=MIGf"'],
    "TXT _dmarc.forum.example": ['"v=DMARC1; p=quarantine"'],
    "MX forum.example": ["10 mx.forum.example."],
}


@contextmanager
def dns_server(zone):
    """A resolver that asks a server of these records, over real UDP."""

    class Handler(BaseRequestHandler):
        def handle(self):
            query = dns.message.from_wire(self.request[0])
            (question,) = query.question
            name = question.name.to_text(omit_final_dot=True)
            kind = dns.rdatatype.to_text(question.rdtype)
            answer = dns.message.make_response(query)
            if records := zone.get(f"{kind} {name}"):
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
            self.request[1].sendto(answer.to_wire(), self.client_address)

    with UDPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        resolver.lifetime = looking.PATIENCE
        yield resolver
        server.shutdown()


def found(zone, domain="forum.example"):
    with dns_server(zone) as resolver:
        return looking.look_at_mail(domain, resolver)


# The DNS


def test_a_domain_that_is_set_up_well_is_found_so():
    assert found(GOOD) == {
        "spf": ("good", "v=spf1 include:spf.provider.example -all"),
        "dkim": ("good", "s1"),
        "dmarc": ("good", "v=DMARC1; p=quarantine"),
        "bounces": ("good", "mx.forum.example"),
    }


@pytest.mark.parametrize(
    ("changes", "name", "code"),
    [
        ({"TXT forum.example": []}, "spf", "missing"),
        ({"TXT forum.example": ['"v=spf1 -all"', '"v=spf1 mx -all"']}, "spf", "several"),
        ({"TXT forum.example": ['"v=spf1 +all"']}, "spf", "open"),
        ({"TXT forum.example": ['"v=spf10 -all"']}, "spf", "missing"),
        ({"TXT s1._domainkey.forum.example": ['"v=DKIM1; p="']}, "dkim", "missing"),
        ({"TXT _dmarc.forum.example": ['"v=DMARC1; p=none"']}, "dmarc", "watching"),
        ({"TXT _dmarc.forum.example": []}, "dmarc", "missing"),
        ({"MX forum.example": []}, "bounces", "missing"),
        ({"MX forum.example": ["0 ."]}, "bounces", "missing"),
    ],
)
def test_what_is_wrong_is_found_by_its_name(changes, name, code):
    assert found(GOOD | changes)[name][0] == code


def test_the_organisations_dmarc_counts_for_the_domains_below_it(settings):
    settings.DKIM_SELECTORS = ["own"]
    zone = GOOD | {"TXT own._domainkey.mail.forum.example": ['"p=MIGf"']}

    assert (found(zone, "mail.forum.example")["dmarc"][0], found(zone, "mail.forum.example")["dkim"]) == (
        "good",
        ("good", "own"),
    )


def test_a_dns_that_is_silent_is_asked_once_and_not_taken_for_an_answer():
    resolver = dns.resolver.Resolver(configure=False)
    with UDPServer(("127.0.0.1", 0), BaseRequestHandler) as silent:
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.server_address[1]
        resolver.lifetime = 0.2
        begun = timezone.now()
        with pytest.raises(looking.Unanswered):
            looking.look_at_mail("forum.example", resolver)

    assert timezone.now() - begun < timedelta(seconds=2)


# The certificate


def test_a_certificate_that_nobody_vouches_for_is_seen(tmp_path):
    words = ("-subj", "/CN=localhost", "-days", "1", "-nodes", "-newkey", "rsa:2048")
    files = ("-keyout", f"{tmp_path}/key", "-out", f"{tmp_path}/cert")
    subprocess.run(["openssl", "req", "-x509", *words, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")

    with ThreadingTCPServer(("127.0.0.1", 0), BaseRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_ignored: None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        code, detail = looking.tls("localhost", server.server_address[1], now=timezone.now())
        server.shutdown()

    assert (code, "self" in detail) == ("untrusted", True)


def test_an_address_where_nobody_answers_is_said_so():
    assert looking.tls("localhost", 9, now=timezone.now())[0] == "unreachable"


# What is said


def test_each_check_from_outside_has_words_and_each_that_fails_has_what_to_forward():
    assert {name for name, _code in SAYS} == set(TITLES)
    for (name, code), (ok, words, forward) in SAYS.items():
        assert str(words), (name, code)
        assert bool(str(forward)) == (ok is False), (name, code)


def verdicts():
    return {str(check.title): check.ok for check in checks(Look.the())}


def test_on_the_first_day_nothing_is_called_right_that_nobody_has_seen():
    make_staff()

    said = verdicts()

    assert True not in said.values()
    assert [str(check.title) for check in checks(Look.the()) if check.ok is False and not check.forward] == []


def test_all_is_right_when_all_was_done(settings):
    settings.INBOUND_MAILBOX = {"host": "mx.forum.example"}
    ana = make_staff(name="Ana")
    make_staff()
    make_city(pledge=True)
    Look.objects.create(looked_at=timezone.now(), found=found(GOOD) | {"tls": ("good", "2031-01-01")})
    queue_mail("access_known", to="a@city.example", key="1", ids={"city": 1})
    Message.objects.update(state="sent", accepted_at=timezone.now())
    Backup.objects.create(
        made_at=timezone.now(),
        folder="portal-1",
        rows=1,
        files=0,
        size=1,
        tried_at=timezone.now(),
        tried_from_elsewhere=True,
    )
    for what in Confirmation.What.values:
        confirm(what, by=ana)

    assert set(verdicts().values()) == {True}

    # Mails that come back are read only where the portal can open the mailbox, or a provider tells of them.
    title = str(TITLES["bounces"])
    note_mishap(PLANNER, None, OSError("away"))
    assert verdicts()[title] is False
    settings.INBOUND_MAILBOX = None
    assert verdicts()[title] is False
    settings.INBOUND_PROVIDER = "postmark"
    assert verdicts()[title] is True

    # What changes later asks anew.
    make_city(pledge=True)
    pause(Gate.the(), reason="Holidays", by=ana)
    assert [title for title, ok in verdicts().items() if not ok] == [
        "Mails leave",
        "The list of the Equity Pledge is right",
    ]


# The page


def test_the_page_asks_the_clock_and_never_the_net(client, monkeypatch):
    monkeypatch.setattr("icaforum.ready.actions.look", lambda _now: {"tls": ("plain", "")})
    ana = make_staff()
    client.force_login(ana)
    assert look_if_due()  # the first day
    Look.objects.update(found={})
    before = client.get(PAGE)

    client.post(PAGE, {"look": "1"})

    asked = Look.the()
    assert (asked.is_waited_for, asked.found) == (True, {})
    assert b"load the page again" in client.get(PAGE).content
    assert [look_if_due(), look_if_due()] == [True, False]
    assert before.context["checks"][0].ok is None
    assert client.get(PAGE).context["checks"][0].ok is False
    assert Entry.objects.filter(verb="looked from outside", actor_id=ana.pk).count() == 1


def test_a_look_is_taken_once_a_day_by_itself(monkeypatch):
    monkeypatch.setattr("icaforum.ready.actions.look", lambda _now: {})
    now = timezone.now()

    assert [look_if_due(now=now + timedelta(hours=hours)) for hours in (0, 1, 23, 25)] == [
        True,
        False,
        False,
        True,
    ]


def test_what_fails_brings_its_paragraph_and_a_button_confirms(client):
    client.force_login(make_staff(name="Ana"))
    Look.objects.create(looked_at=timezone.now(), found={"spf": ["missing", ""]})

    page = Page(client.get(PAGE))

    assert "SPF" in "".join(page.texts(".checks__rule"))
    assert any("Please add one TXT record at" in text for text in page.texts("details p"))
    assert page.buttons.count("It is right") == 2
    client.post(PAGE, {"confirm": "privacy"})
    client.post(PAGE, {"confirm": "nonsense"})
    client.post(PAGE)
    assert list(Confirmation.objects.values_list("what", "by__name")) == [("privacy", "Ana")]
    assert Page(client.get(PAGE)).buttons.count("It is right") == 1


@pytest.mark.parametrize(("preset", "sees"), [(SECRETARIAT, True), (EVENTS, False)])
def test_who_sets_the_forum_up_sees_the_page(client, preset, sees):
    person = make_staff(is_superuser=False)
    person.groups.add(group_of(preset))
    client.force_login(person)

    assert client.get(PAGE).status_code == (200 if sees else 403)
    assert client.post(PAGE, {"look": "1"}).status_code == (302 if sees else 403)
    assert (PAGE in Page(client.get("/admin/")).links) is sees


def test_others_are_led_to_sign_in(client):
    client.force_login(make_user())

    assert client.get(PAGE).status_code == 302


def test_a_machine_that_knows_no_dns_is_no_failure_of_the_clock(monkeypatch):
    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", _no_dns)

    assert look_if_due()

    assert Look.the().found["spf"] == ["unanswered", looking.sender_domain()]
    assert {check.ok for check in checks(Look.the())[1:5]} == {None}


def _no_dns(*_ignored):
    raise dns.resolver.NoResolverConfiguration
