"""A language that nobody speaks, in place of Spanish: each text with accents and about 40 per cent longer.

Whatever a page says without accents then comes from no catalogue, and whatever breaks here would break in
Spanish, French or Portuguese. Dates and names of places are those of Spanish.
"""

import ast
import json
import re
from contextlib import contextmanager, suppress
from pathlib import Path

import django as django_itself
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import override_settings

from icaforum.words.languages import NAMES

CODE = "es"
LONGER = 1.4

# What a text keeps as it is: blanks, tags, entities, addresses.
KEPT = re.compile(
    r"%\(\w+\)[a-z]|%[sd%]|\{[^{}]*\}|<[^<>]*>|&#?\w+;|(?:https?://|mailto:)[^\s<>]+|[\w.+-]+@[\w.-]+\w"
)
VOWELS = "áéíóúýÁÉÍÓÚÝ"
ACCENTS = str.maketrans("aeiouyAEIOUYcdghjklnrstwzCDGHJKLNRSTWZ", f"{VOWELS}çďğĥĵķľñřšťŵžÇĎĞĤĴĶĽÑŘŠŤŴŽ")


def pseudo(text):
    """The text in this language: with accents, and vowels more than once."""
    kept = [*KEPT.findall(text), ""]
    words = (_longer(part.translate(ACCENTS)) for part in KEPT.split(text))
    return "".join(part + it for part, it in zip(words, kept, strict=True))


def _longer(part):
    """Write vowels twice until the words are long enough; where all are and it is not, once more."""
    room, wanted = part, round(len(part.strip()) * LONGER)
    for _round in range(3):
        missing, said = wanted - len(room.strip()), []
        for sign in room:
            more = missing > 0 and sign in VOWELS and said[-1:] != [sign]
            said += [sign, sign] if more else [sign]
            missing -= more
        room = "".join(said)
    return room


def texts():
    """Each text of the portal, of Django and of the packages: its context, and one form or two."""
    django = Path(django_itself.__file__).parent / "conf"
    roots = [*(Path(app.path) for app in apps.get_app_configs()), django]
    files = [Path(settings.BASE_DIR, "locale", CODE), *(root / "locale" / "en" for root in roots)]
    for folder in files:
        written = folder / "LC_MESSAGES" / "django.po"
        if written.is_file():
            with written.open("rb") as file:
                yield from ((message.context, message.id) for message in read_po(file) if message.id)


def write_catalogue(folder):
    """Compile the language into the folder, to be one of `LOCALE_PATHS`."""
    catalogue = Catalog(locale="es")
    for context, text in texts():
        # The letters of a date are no text.
        said = text if "letters of" in (context or "") else _said(text, catalogue.num_plurals)
        catalogue.add(text, said, context=context)
    target = Path(folder, CODE, "LC_MESSAGES", "django.mo")
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


def _said(text, forms):
    return pseudo(text) if isinstance(text, str) else [pseudo(text[min(form, 1)]) for form in range(forms)]


@contextmanager
def spoken(folder):
    """Offer readers the language, which is written into the folder, beside the others."""
    write_catalogue(folder)
    languages = [*settings.LANGUAGES, (CODE, NAMES[CODE])]
    with override_settings(LOCALE_PATHS=[Path(folder), *settings.LOCALE_PATHS], LANGUAGES=languages):
        yield


# What is left in English ----------------------------------------------------------------------------------

WORD = re.compile(r"(?<![\w@./-])[A-Za-z][a-z]{2,}(?![\w@/-])")
KEY = re.compile("[a-z_-]*")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\S+\.\w{2,7}\b|(?<!\S)/\S*")
# Names, which are the same in every language.
OWN_NAMES = ("<folder>", "ICA Forum", "Equity Pledge", "Zoom", "GeoNames", "Prefer")


class Data:
    """Texts that are in no catalogue: what tests write into rows, and names that come from elsewhere."""

    def __init__(self, texts, words=()):
        places = Locale.parse(CODE)
        found = {*OWN_NAMES, *NAMES.values(), *places.territories.values()}
        found.update(zone.get("city", "") for zone in places.time_zones.values())
        for value in texts:
            found.update(map(_line, value.splitlines()))
        # Alone and small it is a state or a key, which a page says in words.
        found = {it for it in found if re.search("[a-zA-Z]", it) and not KEY.fullmatch(it)} | {*words}
        by_length = sorted(found, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, by_length)))

    def english(self, text):
        """The words of a text that are in no row and in no catalogue; names of time zones apart."""
        line = _line(text)
        if "(UTC" in text or not WORD.search(line):
            return []
        return WORD.findall(self._known.sub("·", line))


def _line(text):
    """The text without addresses and the sign of a quotation."""
    return ADDRESS.sub("·", " ".join(text.split()).lstrip("> "))


def written_in(*modules):
    """All texts in the code of modules that make rows."""
    for module in modules:
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def stored():
    """All texts in the rows of the database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            # The words of Django's permissions are texts.
            if not table.startswith(("auth_", "django_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in cursor.fetchall():
                    yield from (text for value in row for text in _texts_in(value))


def _texts_in(value):
    if isinstance(value, str):
        yield value
        # As a column of JSON comes from the database.
        if value[:1] in ("{", "["):
            with suppress(ValueError):
                yield from _texts_in(json.loads(value))
    elif isinstance(value, dict | list):
        for it in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(it)
