from django.db import migrations

# As the forum_… of 0001, but with every word: PostgreSQL's English drops «just», and «just transition» then
# finds every transition. Under names of their own, since processes of the version before still ask those.
STEMMERS = (
    "arabic", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi",
    "indonesian", "italian", "norwegian", "portuguese", "russian", "spanish", "swedish", "tamil", "turkish",
)
# Stemmers that know suffixes by their accents: their languages are indexed with and without.
ACCENTED = ("catalan", "finnish", "french", "greek", "italian", "portuguese", "spanish", "turkish")
WORDS = "asciihword, asciiword, hword, hword_asciipart, hword_part, word, numword"


def configuration(name, base, dictionaries):
    return f"""
CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {base});
ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {WORDS} WITH {dictionaries};
"""


CREATE = "".join(
    [
        *(f"CREATE TEXT SEARCH DICTIONARY words_{it} (TEMPLATE = snowball, Language = {it});" for it in STEMMERS),
        configuration("words_simple", "simple", "unaccent, simple"),
        *(configuration(f"words_{it}", it, f"unaccent, words_{it}") for it in STEMMERS),
        *(configuration(f"words_{it}_accents", it, f"words_{it}") for it in ACCENTED),
    ]
)
DROP = "".join(
    [
        *(f"DROP TEXT SEARCH CONFIGURATION words_{it}_accents;" for it in ACCENTED),
        *(f"DROP TEXT SEARCH CONFIGURATION words_{it};" for it in ("simple", *STEMMERS)),
        *(f"DROP TEXT SEARCH DICTIONARY words_{it};" for it in STEMMERS),
    ]
)


class Migration(migrations.Migration):

    dependencies = [("resources", "0002_say_what_is_wrong")]

    operations = [migrations.RunSQL(CREATE, DROP)]
