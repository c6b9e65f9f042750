"""Other spellings of one word, asked for beside it: «Waerme» for «Wärme», «labor» for «labour».

For the question alone, so that the index holds a text as it is written.
"""

import re
from collections.abc import Iterator

# How keyboards without these letters write them, and how some write who has them.
SPELT_OUT = {"ae": "ä", "oe": "ö", "ue": "ü", "aa": "å"}
SPELT_SO = str.maketrans({"ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "å": "aa"})

# What British and American writers spell differently in texts about cities, as words begin. Listed, since
# «hour» and «tour» are the same in both.
BRITISH = {
    "labour": "labor",
    "neighbour": "neighbor",
    "harbour": "harbor",
    "behaviour": "behavior",
    "colour": "color",
    "favour": "favor",
    "honour": "honor",
    "vapour": "vapor",
    "programme": "program",
    "centre": "center",
    "metre": "meter",
    "kilometre": "kilometer",
    "theatre": "theater",
    "fibre": "fiber",
    "tyre": "tire",
    "kerb": "curb",
    "grey": "gray",
    "ageing": "aging",
    "defence": "defense",
    "licence": "license",
    "travelling": "traveling",
    "traveller": "traveler",
    "modelling": "modeling",
    "labelling": "labeling",
    "fuelled": "fueled",
    "sulphur": "sulfur",
    "aluminium": "aluminum",
    "paediatric": "pediatric",
    "catalyse": "catalyze",
    "analyse": "analyze",
}
AMERICAN = {american: british for british, american in BRITISH.items()}
# «organisation», «decarbonised»: the ending of a longer word, whatever follows.
_S_OR_Z = re.compile(r"(?<=[a-z]{4}i)([sz])(?=ation|e$|ed$|es$|er$|ers$|ing$)")


def other_spellings(word: str) -> Iterator[str]:
    """Yield how else a word may be spelt, of small letters; also what nobody writes, which finds nothing."""
    umlauts = word
    for letters, umlaut in SPELT_OUT.items():
        umlauts = umlauts.replace(letters, umlaut)
    yield umlauts
    yield word.translate(SPELT_SO)
    yield _S_OR_Z.sub(lambda it: "z" if it.group() == "s" else "s", word)
    for spellings in (BRITISH, AMERICAN):
        yield from (other + word[len(one) :] for one, other in spellings.items() if word.startswith(one))
