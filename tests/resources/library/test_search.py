"""Search: what is found, where it is marked, and that nothing hidden is found."""

import pytest
from django.urls import reverse
from django.utils import translation

from cities.directory.tiers import Level, Tier
from cities.directory.viewer import Viewer
from icaforum.words.languages import also_reading
from resources.library import listing
from resources.library.actions.edition import keep_text, replace_edition
from resources.library.actions.resource import publish
from resources.library.facets import Wanted
from resources.library.models.resource import Resource
from resources.library.search.question import Question
from tests.factories import make_city, make_edition, make_officer, make_resource, make_staff
from tests.resources.library.files import pdf, upload

pytestmark = pytest.mark.django_db


def found(words, *, viewer=None, language="en", **more):
    viewer = viewer or Viewer(level=Level.GENERAL)
    with translation.override(language):
        page = listing.page_for(Resource.objects.visible_to(viewer), Wanted(q=words, **more))
        return [row.title for row in page.rows]


def paper(title="A paper", **facts):
    edition = {"title": title, "summary": "About something.", "body": "Nothing more."} | facts
    return make_resource(editions=[edition])


def test_words_are_found_in_title_summary_text_and_failures():
    paper("Cool rooms")
    paper("One", summary="Cool rooms for the elderly.")
    paper("Two", body="A cool and quiet room.")
    paper("Three", what_did_not_work="The room was cool and empty.")
    paper("Four")

    rows = found("cool room")

    assert rows[0] == "Cool rooms"
    assert sorted(rows) == ["Cool rooms", "One", "Three", "Two"]


def test_a_word_that_stands_only_inside_a_pdf_is_found():
    staff = make_staff()
    resource = paper("A guide")
    edition = replace_edition(
        resource.editions.get(), by=staff, upload=upload(pdf("Nothing here", "The Zitronenbaum grows"))
    )
    assert found("Zitronenbaum") == []

    keep_text(edition, text="Nothing here\nThe Zitronenbaum grows", pages=2)

    assert found("zitronenbaum") == ["A guide"]


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("de", "Städte kühlen ihre Häuser", "Stadt Haus"),
        ("de", "Eine Stadt", "Städten"),
        ("de", "Das Haus", "hauser"),
        ("es", "La participación de los vecinos", "participaciones"),
        ("es", "La participación de los vecinos", "participacion"),
        ("pt", "As participações da cidade", "participação"),
        ("pt", "Cidade de São Paulo", "sao paulo"),
        ("fr", "Les réseaux de chaleur", "reseau"),
        ("en", "Sheltering residents", "shelters resident"),
        ("ja", "公正な 気候 行動", "気候"),
    ],
)
def test_inflections_and_accents_do_not_stand_between(language, written, typed):
    make_resource(editions=[{"language": language, "title": written}])

    assert found(typed) == [written]


def test_a_phrase_finds_only_the_words_side_by_side():
    paper("Climate shelters")
    paper("A shelter from the climate")

    assert found('"climate shelter"') == ["Climate shelters"]
    assert len(found("climate shelter")) == 2


def test_a_minus_takes_away_in_every_language():
    paper("Houses and heat")
    paper("Houses and rain")

    assert found("houses -heat") == ["Houses and rain"]
    assert found('houses -"and heat"') == ["Houses and rain"]
    assert found("-heat") == []


def test_or_finds_either():
    paper("Heat")
    paper("Floods")

    assert sorted(found("heat or flood")) == ["Floods", "Heat"]


def test_a_city_finds_what_it_wrote():
    make_resource(editions=[{"title": "A report"}], cities=[make_city(name="Bogotá")])

    assert found("bogota") == ["A report"]


def test_a_title_counts_more_than_a_file():
    staff = make_staff()
    in_file = paper("Another thing")
    edition = replace_edition(in_file.editions.get(), by=staff, upload=upload(pdf("x")))
    keep_text(edition, text="shelter " * 20, pages=1)
    paper("Shelter")
    make_resource(editions=[{"title": "Newest, and not about it"}])

    assert found("shelter") == ["Shelter", "Another thing"]
    assert found("shelter", sort="newest") == ["Shelter", "Another thing"]


def test_the_place_that_answers_is_marked_and_nothing_else():
    paper("Rooms", summary="A climate shelter works when it is <b>near</b> & open.")

    page = listing.page_for(
        Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Wanted(q="climate shelters")
    )

    assert [words for hit, words in page.rows[0].snippet if hit] == ["climate shelter"]
    assert "".join(words for _hit, words in page.rows[0].snippet).startswith("A climate shelter works when")


def test_a_place_deep_in_a_file_is_shown():
    staff = make_staff()
    resource = paper("A long guide")
    edition = replace_edition(resource.editions.get(), by=staff, upload=upload(pdf("x")))
    keep_text(edition, text="filler words " * 20_000 + "the Persimmon tree " + "more " * 2000, pages=99)

    page = listing.page_for(Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Wanted(q="persimmons"))

    assert [words for hit, words in page.rows[0].snippet if hit] == ["Persimmon"]


def test_the_snippet_is_in_the_readers_language_where_that_answers():
    resource = make_resource(editions=[{"title": "T", "summary": "The Forum in English"}])
    make_edition(resource, language="de", title="T", summary="Das Forum auf Deutsch")

    with translation.override("pt"), also_reading(["de"]):
        page = listing.page_for(Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Wanted(q="forum"))

    assert "".join(words for _hit, words in page.rows[0].snippet).startswith("Das Forum auf Deutsch")


def test_what_one_can_read_comes_first_where_it_answers_nearly_as_well():
    make_resource(editions=[{"title": "Climate shelter", "language": "en", "summary": "A summary."}])
    make_resource(editions=[{"title": "Climate shelter em Lisboa", "language": "pt", "summary": "Resumo."}])
    make_resource(editions=[{"title": "Hitzeschutz", "language": "de", "summary": "A climate shelter"}])

    def best_for(*languages):
        with also_reading(languages):
            return found("climate shelter", language=languages[0])

    assert best_for("en") == ["Climate shelter", "Climate shelter em Lisboa", "Hitzeschutz"]
    assert best_for("pt") == ["Climate shelter em Lisboa", "Climate shelter", "Hitzeschutz"]
    assert best_for("es", "pt") == best_for("pt")
    # Much better in another language stays first.
    assert best_for("de")[0] == "Climate shelter"


def test_markup_in_a_text_comes_out_as_text(client):
    make_resource(
        level=Level.PUBLIC,
        editions=[{"title": "<script>alert(1)</script>", "summary": "shelter <img src=x onerror=alert(1)>"}],
    )

    page = client.get(reverse("resources:list"), {"q": "shelter"}).content.decode()

    assert "<mark>shelter</mark> &lt;img src=x onerror=alert(1)&gt;" in page
    assert "<script>alert" not in page


def test_marks_of_the_database_in_a_text_come_out_as_text():
    paper("Rooms", summary="If 1 < 2 > 0, <shelter> stays.")

    page = listing.page_for(Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Wanted(q="shelters"))

    assert page.rows[0].snippet == [(False, "If 1 < 2 > 0, <"), (True, "shelter"), (False, "> stays.")]


def test_a_snippet_shows_the_text_as_it_was_written():
    paper("Rooms", summary="Less CO₂ by re-use; 気候変動への適応.")

    def marked(words):
        page = listing.page_for(Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Wanted(q=words))
        return [words for hit, words in page.rows[0].snippet if hit]

    assert marked("co2") == ["CO₂"]
    assert marked("reuse") == ["re-use"]
    assert marked("変動") == ["変動"]
    assert marked("気候変動") == ["気候変動"]


def test_typing_errors_are_helped_with_titles_that_one_may_see():
    paper("Climate shelters for everybody")
    make_resource(level=Level.PILOT, editions=[{"title": "Climate shelters in secret"}])

    page = listing.page_for(
        Resource.objects.visible_to(Viewer(level=Level.GENERAL)), Wanted(q="climat sheltrs")
    )

    assert page.rows == []
    assert [it["title"] for it in page.did_you_mean] == ["Climate shelters for everybody"]


@pytest.mark.parametrize(
    "words",
    ["&", "|", "!", "(", ")", ":*", "'", '"', '"""', "a & | b", "\\", "<->", "-", "--", '-"', "%", "a" * 200,
     "é" * 200, "\U0001f3d9", "or or or", "-a -b -c", "'; drop table x; --", "{{ 7*7 }}", "%s %(a)s"],
)  # fmt: skip
def test_no_words_break_the_search(client, words):
    make_resource(level=Level.PUBLIC)

    assert client.get(reverse("resources:list"), {"q": words}).status_code == 200


def test_the_words_are_parted_into_wanted_and_unwanted():
    question = Question.of('a -b "c -d" -"e f" or g-h')

    assert [[term.ways for term in group] for group in question.wanted] == [
        [("a",), ("c d",)],
        [("g h", "gh")],
    ]
    assert [term.ways for term in question.unwanted] == [("b",), ("e f",)]


def test_a_file_too_long_for_the_index_is_indexed_in_part():
    staff = make_staff()
    resource = paper("Endless")
    edition = replace_edition(resource.editions.get(), by=staff, upload=upload(pdf("x")))

    keep_text(edition, text=" ".join(f"wort{n:07x}" for n in range(80_000)), pages=1)

    assert found("endless") == ["Endless"]
    assert found("wort0000001") == ["Endless"]


CANARIES = {Level.GENERAL: "qvalpha", Level.PEER: "qvbeta", Level.PILOT: "qvgamma", Level.NAMED: "qvdelta"}
SEES = {None: [], Tier.GENERAL: ["qvalpha"], Tier.PEER: ["qvalpha", "qvbeta"],
        Tier.PILOT: ["qvalpha", "qvbeta", "qvgamma"]}  # fmt: skip


def make_canaries():
    """One resource for each level, its word in the title, the summary, the file's name and its text."""
    staff = make_staff()
    for level, word in CANARIES.items():
        cities = [make_city()]
        resource = make_resource(
            published=False, level=level, slug=f"s{level}", cities=cities, editions=[{"title": f"{word}t"}]
        )
        edition = replace_edition(
            resource.editions.get(), by=staff, summary=f"{word}s", upload=upload(pdf("x"), f"{word}n.pdf")
        )
        keep_text(edition, text=f"{word}x", pages=1)
        if level == Level.NAMED:
            Resource.objects.filter(pk=resource.pk).update(open_to_partners=True)
        publish(resource, by=staff)


@pytest.mark.parametrize("tier", SEES)
def test_a_word_of_a_higher_level_comes_out_nowhere(client, tier):
    make_canaries()
    if tier is not None:
        client.force_login(make_officer(make_city(tier=tier)))
    addresses = [
        reverse("resources:list"),
        *(f"{reverse('resources:list')}?q={word}{part}" for word in CANARIES.values() for part in "tsnx"),
        *(f"{reverse('resources:list')}?q={word}tt" for word in CANARIES.values()),
        *(reverse("resources:detail", args=[f"s{level}"]) for level in CANARIES),
    ]

    pages = [client.get(address).content.decode() for address in addresses]

    # What was typed stands in the box again; that is the reader's own word.
    texts = " ".join(page for address, page in zip(addresses, pages, strict=True) if "?q" not in address)
    shown = {
        word for word in CANARIES.values() if word in texts or any(f">{word}t</a>" in it for it in pages)
    }

    assert sorted(shown) == sorted(SEES[tier])
