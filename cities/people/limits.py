"""How often one may ask for a mail, try a code or try a password. All the numbers stand here.

Why they are as they are, and why nobody can use up an owner's: docs/decisions/0007-limits-of-codes.md.
"""

import hashlib
from contextlib import suppress

import redis
from django.core.cache import cache
from django.http import HttpRequest

from cities.people import known_devices, mailed_codes
from cities.people.allauth_internals import network_of
from cities.people.models import User
from icaforum.words.addresses import clean_address, mailbox

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


# Of one code; and of all codes of an address, within ten minutes, by strangers together and by each browser
# on which its owner signed in before.
CODE_TRIES, CODE_TRIES_WITHIN = 5, 10 * MINUTE


# Codes of six digits that are mailed to an address an hour, for strangers together and for each such browser.
# Whoever asks for more gets one that is too long to guess.
CODES_AN_HOUR = 5


# Passwords tried for an address within five minutes, by the same two.
PASSWORD_TRIES, PASSWORD_TRIES_WITHIN = 5, 5 * MINUTE


# Second steps tried for an account within five minutes, by the same two. Passkeys are not guessed.
STEP_TRIES, STEP_TRIES_WITHIN = 5, 5 * MINUTE


# Of one network, whatever the addresses; a known browser is not counted.
REQUESTS_OF_A_NETWORK, REQUESTS_WITHIN = 20, MINUTE
TRIES_OF_A_NETWORK, TRIES_OF_A_NETWORK_WITHIN = 30, 10 * MINUTE


STRANGERS = "strangers"


# How many mails to others a member's, or a stranger's, word sends: so many within so many seconds. The
# secretariat's word is not counted.
MAILS_TO_OTHERS = {
    "invitations_of_lead": (10, HOUR),
    "invitations_of_city": (15, HOUR),
    "invitations_to_address": (3, DAY),
    "requests_to_team": (10, HOUR),
    "letters_to_city": (20, HOUR),
    "answers_to_letter": (20, DAY),
    "answers_asked_about": (5, DAY),
    "pauses_of_pairing": (3, DAY),
    "questions_of_person": (20, DAY),
    "helps_of_person": (10, DAY),
    "needs_of_person": (20, DAY),
    "help_words_of_person": (60, DAY),
    "organisations_of_person": (20, DAY),
    "organisations_to_address": (3, DAY),
    "answers_of_person": (60, DAY),
    "contributions_of_person": (20, DAY),
    "calls_of_person": (5, DAY),
    "measures_of_person": (20, DAY),
    "uses_of_person": (30, DAY),
    "call_comments_of_person": (30, DAY),
    "comments_of_person": (60, DAY),
    "lessons_of_person": (5, DAY),
    "briefs_of_person": (20, DAY),
    "rewords_of_person": (30, DAY),
    "co_authors_of_person": (30, DAY),
    "new_addresses_of_person": (10, HOUR),
}


def within(request: HttpRequest, what: str, *, address: str, per_address: int, per_network: int) -> bool:
    """Count one more request for `what` and return whether it is within both limits of an hour.

    `per_address` is the limit of a mail address, however it is written; `per_network` that of the reader's
    network. Without a cache everybody is let through: a missing counter closes no door.
    """
    key = mailbox(address)
    try:
        counted = [  # both, also when the first is over its limit
            _count(f"{what}:address", key, HOUR) <= per_address,
            _count(f"{what}:network", network_of(request), HOUR) <= per_network,
        ]
    except redis.RedisError:
        # The cache is away. Signing in itself answers 503 then; these forms go on.
        return True
    return all(counted)


def one_too_many(**whose: object) -> str:
    """Count one more of each of `MAILS_TO_OTHERS` that is named, and return the first that is one too many.

    `whose` gives for each name the key of whom it is counted for. Without a cache nothing is too many.
    """
    over = []
    try:
        for name, key in whose.items():  # all of them, also when the first is over its limit
            most, seconds = MAILS_TO_OTHERS[name]
            if _count(name, str(key), seconds) > most:
                over.append(name)
    except redis.RedisError:
        return ""
    return over[0] if over else ""


# Signing in -----------------------------------------------------------------------------------------------
# Here a cache that is away is an error, which the page answers by 503.


def may_ask_for_code(request: HttpRequest, *, address: str) -> bool:
    """Count one more request for a code, and return whether the network of the reader may still ask."""
    if _who(request, address) != STRANGERS:
        return True
    return _count("codes-of-network", network_of(request), REQUESTS_WITHIN) <= REQUESTS_OF_A_NETWORK


def may_begin_with_provider(request: HttpRequest) -> bool:
    """Count one more sign-in that begins with a provider; return whether the network of the reader may."""
    return _count("providers-of-network", network_of(request), REQUESTS_WITHIN) <= REQUESTS_OF_A_NETWORK


def seed_for(request: HttpRequest, kind: str, *, address: str) -> str:
    """Return the seed of the code to mail: of six digits within the limits, else of a long code.

    A long code is the same for all who ask for it in the same minutes, so it is mailed once.
    """
    if not address:  # never one long code for several addresses
        return mailed_codes.new_seed()
    who = _who(request, address)
    asked = _count(f"codes:{kind}:{who}", mailbox(address), HOUR)
    tried = cache.get(_key(f"tries:{kind}:{who}", address)) or 0
    if asked > CODES_AN_HOUR or tried >= CODE_TRIES:
        return mailed_codes.long_seed(kind, address)
    return mailed_codes.new_seed()


def may_try_code(request: HttpRequest, kind: str, *, seed: str, address: str) -> str:
    """Count one more try of a code, before it is looked at; return why it must not be, or nothing.

    The reason is a key of the adapter's messages. `seed` is that of the code, `address` the one it went to.
    """
    who = _who(request, address)
    of_network = _count("tries-of-network", network_of(request), TRIES_OF_A_NETWORK_WITHIN)
    if who == STRANGERS and of_network > TRIES_OF_A_NETWORK:
        return "rate_limited"
    # Nobody guesses it, and all who asked for it share it: strangers must not use up its tries.
    if mailed_codes.is_long(seed):
        return "code_ended" if cache.get(_key("used", seed)) else ""
    tried = [  # both, also when the first is over its limit
        _count("tries-of-code", seed, CODE_TRIES_WITHIN) if seed else 0,
        _count(f"tries:{kind}:{who}", address, CODE_TRIES_WITHIN),
    ]
    return "too_many_codes" if max(tried) > CODE_TRIES else ""


def use_code(request: HttpRequest, kind: str, *, seed: str, address: str) -> bool:
    """Note that a code was right; return False where it was used before."""
    # A right try takes nothing from the five. Where the count has ended meanwhile there is none to lower.
    with suppress(ValueError):
        cache.decr(_key(f"tries:{kind}:{_who(request, address)}", address))
    return bool(cache.add(_key("used", seed), 1, timeout=mailed_codes.LIFE.total_seconds()))


def may_try_password(request: HttpRequest, *, address: str) -> bool:
    """Count one more try of a password, before it is looked at; return whether it may be."""
    who, key = _who(request, address), clean_address(address)
    return _count(f"passwords:{who}", key, PASSWORD_TRIES_WITHIN) <= PASSWORD_TRIES


def password_was_right(request: HttpRequest, *, address: str) -> None:
    """Take the try back: a right one takes nothing from the five."""
    with suppress(ValueError):
        cache.decr(_key(f"passwords:{_who(request, address)}", clean_address(address)))


def may_try_second_step(request: HttpRequest, person: int) -> bool:
    """Count one more try of a second step's code, before it is looked at; return whether it may be."""
    who = known_devices.device_of(request, [person]) or STRANGERS
    return _count(f"steps:{who}", str(person), STEP_TRIES_WITHIN) <= STEP_TRIES


def second_step_was_right(request: HttpRequest, person: int) -> None:
    """Take the try back: a right one takes nothing from the five."""
    who = known_devices.device_of(request, [person]) or STRANGERS
    with suppress(ValueError):
        cache.decr(_key(f"steps:{who}", str(person)))


def _who(request: HttpRequest, address: str) -> str:
    """Return whose limits count: those of a browser on which the owner signed in before, or strangers'."""
    people = User.objects.with_address(address).values_list("pk", flat=True)
    return known_devices.device_of(request, people) or STRANGERS


def _count(what: str, key: str, seconds: float) -> int:
    """Count one more of `what` under `key`, and return how many the window of so many seconds now holds.

    The window begins with its first. The cache counts in one step, so of many at once each gets its own
    number: this is what holds the limits against guesses in parallel.
    """
    name = _key(what, key)
    cache.add(name, 0, timeout=seconds)
    try:
        number = cache.incr(name)
    except ValueError:  # the window ended between these two lines
        cache.add(name, 0, timeout=seconds)
        number = cache.incr(name)
    if number <= 1:  # should it have ended just before the count, that made a row without an end
        cache.touch(name, seconds)
    return int(number)


def _key(what: str, key: str) -> str:
    """Return the name of a count; the cache holds no addresses."""
    return f"limits:{what}:{hashlib.sha256(key.encode()).hexdigest()}"
