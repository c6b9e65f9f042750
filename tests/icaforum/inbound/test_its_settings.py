"""How the door is opened: by an address of a mailbox, or by the name of a provider."""

import pytest

from icaforum import environment


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (
            "imaps://forum%40x.example:a%2Fb@mx.example",
            ("mx.example", "993", "forum@x.example", "a/b", "INBOX", "tls"),
        ),
        ("imap+tls://u:p@mx.example:1143/In%20here", ("mx.example", "1143", "u", "p", "In here", "starttls")),
        ("imap://u:p@127.0.0.1/INBOX", ("127.0.0.1", "143", "u", "p", "INBOX", "plain")),
    ],
)
def test_a_mailbox_is_named_by_its_address(address, parts, monkeypatch):
    monkeypatch.setenv("INBOUND_IMAP", address)

    found = environment.mailbox("INBOUND_IMAP")

    assert tuple(found[it] for it in ("host", "port", "user", "password", "folder", "security")) == parts


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("imap://u:secret@mx.example", "would send its password for all to read"),
        ("imaps://mx.example", "cannot be understood"),
        ("imaps://u:secret@mx.example:port", "cannot be understood"),
        ("pop3://u:secret@mx.example", "cannot be understood"),
        ("secret", "cannot be understood"),
    ],
)
def test_a_wrong_one_ends_the_start_with_a_sentence_without_its_password(address, said, monkeypatch):
    monkeypatch.setenv("INBOUND_IMAP", address)

    with pytest.raises(SystemExit, match=said) as stopped:
        environment.mailbox("INBOUND_IMAP")

    assert "secret" not in str(stopped.value)


def test_without_one_the_door_is_closed_and_an_unknown_provider_is_refused(monkeypatch):
    monkeypatch.delenv("INBOUND_IMAP", raising=False)
    assert environment.mailbox("INBOUND_IMAP") is None

    monkeypatch.setenv("INBOUND_PROVIDER", "Postmark")
    assert environment.one_of("INBOUND_PROVIDER", ("postmark",)) == "postmark"
    monkeypatch.setenv("INBOUND_PROVIDER", "pigeons")
    with pytest.raises(SystemExit, match="must be one of postmark"):
        environment.one_of("INBOUND_PROVIDER", ("postmark",))
