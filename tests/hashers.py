"""Passwords of tests, hashed as Argon2 does but for a moment only."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BriefArgon2(Argon2PasswordHasher):
    """Argon2 with the least time and memory that it takes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
