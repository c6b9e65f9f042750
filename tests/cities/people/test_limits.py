"""How often one may ask: for an address, for a place on the net, and without a cache."""

import pytest

from cities.people import limits


@pytest.fixture
def ask(rf):
    """Ask once more, from an address and a place; whether it was within the limits of 2 and 4."""

    def ask(address="a@city.example", place="10.0.0.1", what="join"):
        request = rf.post("/", REMOTE_ADDR=place)
        return limits.within(request, what, address=address, per_address=2, per_place=4)

    return ask


def test_an_address_has_its_limit_whatever_its_case_and_wherever_it_asks(ask):
    asked = [ask("a@city.example"), ask(" A@City.example", "10.0.0.2"), ask("a@city.example", "10.0.0.3")]

    assert asked == [True, True, False]
    assert ask("b@city.example") is True


def test_a_place_has_its_limit_whatever_the_address(ask):
    assert [ask(f"{n}@city.example") for n in range(5)] == [True, True, True, True, False]
    assert ask("9@city.example", "10.0.0.2") is True


def test_a_household_of_many_ipv6_addresses_is_one_place(ask):
    asked = [ask(f"{n}@city.example", f"2001:db8:1:1::{n}") for n in range(1, 6)]

    assert asked == [True, True, True, True, False]
    assert ask("9@city.example", "2001:db8:1:2::1") is True


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
