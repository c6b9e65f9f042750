"""How often one may ask: for an address, for a network, and without a cache."""

import pytest
from django.core.cache import cache

from cities.people import limits, mailed_codes


@pytest.fixture
def ask(rf):
    """Ask once more, from an address and a network; whether it was within the limits of 2 and 4."""

    def ask(address="a@city.example", source="10.0.0.1", what="join"):
        request = rf.post("/", REMOTE_ADDR=source)
        return limits.within(request, what, address=address, per_address=2, per_network=4)

    return ask


def test_an_address_has_its_limit_whatever_its_case_and_wherever_it_asks(ask):
    asked = [ask("a@city.example"), ask(" A@City.example", "10.0.0.2"), ask("a@city.example", "10.0.0.3")]

    assert asked == [True, True, False]
    assert ask("b@city.example") is True


def test_what_follows_a_plus_makes_no_other_mailbox(ask):
    asked = [
        ask(f"{name}@city.example", f"10.0.0.{n}") for n, name in enumerate(("a+1", "A+2", "a", "a+b+c"))
    ]

    assert asked == [True, True, False, False]
    assert [ask(f"{name}@city.example") for name in ("+", "+1", "b+1")] == [True, True, True]


@pytest.mark.django_db
def test_codes_are_counted_by_the_mailbox_and_no_two_accounts_share_one(rf):
    def seed(address):
        return limits.seed_for(rf.post("/"), "sign_in_code", address=address)

    made = [seed(f"a+{n}@city.example") for n in range(7)]

    assert [mailed_codes.is_long(it) for it in made] == [False] * 5 + [True] * 2
    assert made[5] != made[6]
    assert not mailed_codes.is_long(seed("b@city.example"))


def test_a_network_has_its_limit_whatever_the_address(ask):
    assert [ask(f"{n}@city.example") for n in range(5)] == [True, True, True, True, False]
    assert ask("9@city.example", "10.0.0.2") is True


def test_a_household_of_many_ipv6_addresses_is_one_network(ask):
    asked = [ask(f"{n}@city.example", f"2001:db8:1:1::{n}") for n in range(1, 6)]

    assert asked == [True, True, True, True, False]
    assert ask("9@city.example", "2001:db8:1:2::1") is True


def test_a_request_counts_for_the_network_also_when_its_address_has_asked_enough(ask):
    assert [ask() for _ in range(4)] == [True, True, False, False]
    assert ask("b@city.example") is False
    assert ask("b@city.example", "10.0.0.2") is True


def test_the_cache_holds_no_address(ask):
    ask("a@city.example", "10.0.0.1")
    ask("a@city.example", "2001:db8:1:1::7")

    keys = b" ".join(cache._cache.get_client().keys())
    assert keys.count(b"join:") == 3
    assert not [part for part in (b"city", b"10.0.0", b"2001") if part in keys]


def test_one_form_does_not_use_up_the_limit_of_another(ask):
    assert [ask(), ask(), ask(), ask(what="access")] == [True, True, False, True]


def test_without_a_cache_nobody_is_shut_out(ask, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert [ask(), ask(), ask()] == [True, True, True]
