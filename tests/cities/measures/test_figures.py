"""An indicator on a page and in its download: one set of figures, to the last digit."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cities.measures.figures import figures_of, figures_together
from cities.measures.gaps import Against, Figure, Kind, Series, Target, Unit
from cities.measures.shown import show
from cities.measures.writing import csv_of


def indicator(**more):
    figures = (
        Figure(2022, Decimal("33.44"), Decimal("64.6"), source="=HYPERLINK(1)", source_day=date(2022, 12, 4)),
        Figure(2023, Decimal("31.9"), Decimal(65), group_n=4, comparison_n=900),
        Figure(2024, None, Decimal(66), note="No survey; the river was high"),
        Figure(2025, Decimal("70.05"), Decimal("69.9")),
    )
    given = {"against": Against.WHOLE, "decimals": 1, "target": Target(2030, gap=Decimal(0)), **more}
    return Series("Cool <b>homes</b>", "Tenants", figures, "All & sundry", **given)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def page(series, **more):
    return render_to_string("cities/measures/gap.html", {"figures": figures_of(series), **more})


def test_the_table():
    rows = figures_of(indicator()).rows

    assert [(row.when, row.mark, row.group.text, row.comparison.text, row.gap.text) for row in rows] == [
        ("2022", "baseline", "33.4%", "64.6%", "31.2"),
        ("2023", "", "not shown", "not shown", "not shown"),
        ("2024", "", "no figure", "66.0%", "–"),
        ("2025", "", "70.1%", "69.9%", "−0.2"),
        ("2030", "target", "–", "–", "0.0"),
    ]


def test_the_download_has_the_figures_of_the_table_and_no_formula():
    assert rows_of(csv_of(show(indicator()))) == [
        [
            *("Year", "Tenants", "All & sundry", "Gap, points"),
            *("What it is", "Source", "Date of the source", "Note"),
        ],
        ["2022", "33.4", "64.6", "31.2", "baseline", "'=HYPERLINK(1)", "2022-12-04", ""],
        ["2023", "not shown", "not shown", "not shown", "", "", "", ""],
        ["2024", "", "66.0", "", "", "", "", "No survey; the river was high"],
        ["2025", "70.1", "69.9", "-0.2", "", "", "", ""],
        ["2030", "", "", "0.0", "target", "", "", ""],
    ]


def test_without_a_comparison_the_download_has_no_column_for_it():
    series = Series("Homes", "Tenants", (Figure(2022, Decimal(3)),), unit=Unit(Kind.NUMBER))

    assert rows_of(csv_of(show(series)))[1] == ["2022", "3", "baseline", "", "", ""]


def test_sentence_table_and_drawing_agree():
    figures = figures_of(indicator())
    words = [label.text for label in figures.wide.labels]

    assert str(figures.sentence) == (
        "Gap 31.2 points in 2022, turned over: group 0.2 points ahead in 2025; target 0.0 by 2030."
    )
    assert {"31.2 points", "−0.2 points"} < set(words)
    assert figures.in_short == "Gap 31.2 points in 2022, turned over: group 0.2 points ahead in 2025"


def test_no_word_of_what_is_not_shown_is_on_the_page():
    """Neither the figure, nor a position that it would have in the drawing, nor how many people there are."""
    told = [page(indicator()), csv_of(show(indicator())).decode()]
    other = Series(
        **{
            **vars(indicator()),
            "figures": tuple(
                Figure(2023, Decimal("3.123"), Decimal(12), group_n=7, comparison_n=8000)
                if figure.year == 2023
                else figure
                for figure in indicator().figures
            ),
        }
    )

    assert told == [page(other), csv_of(show(other)).decode()]
    assert not any("31.9" in text or "900" in text for text in told)


def test_the_page_names_its_drawings_and_marks_nothing_as_safe():
    html = page(indicator(), csv_url="/figures.csv", keeper="Hillford", next_on=date(2027, 12, 15))

    assert html.count('role="img" aria-labelledby="gap-words"') == 2
    assert "<strong>31.2 points</strong>" in html
    assert "Cool &lt;b&gt;homes&lt;/b&gt;: Tenants against All &amp; sundry." in html
    assert "Next figure expected by 15 December 2027. Hillford keeps the figures" in html
    assert not re.search(r"\sstyle=|<b>", html)


@pytest.mark.parametrize("language", ["en", "de"])
def test_positions_are_written_with_points_in_every_language(language):
    with translation.override(language):
        html = page(indicator())

    assert not re.search(r'(?:x|y|cx|cy|r)="[^"]*,', html)


def test_indicators_with_the_same_whole_protect_each_other():
    def of(people):
        figure = Figure(2024, Decimal(40), Decimal(50), group_n=people, comparison_n=200)
        return Series("Homes", "Tenants", (figure,), "All", against=Against.WHOLE)

    one, other = figures_together([of(90), of(105)])

    assert (one.key, other.key) == ("gap-1", "gap-2")
    assert [each.rows[0].comparison.text for each in (one, other)] == ["not shown", "not shown"]


def test_without_figures_there_is_nothing():
    empty = figures_of(Series("Homes", "Tenants", ()))

    assert (empty.is_empty, empty.wide, empty.small, empty.rows) == (True, None, None, ())
    assert render_to_string("cities/measures/small_gap.html", {"figures": empty}).strip() == ""


def test_figures_of_the_comparison_alone_are_figures():
    some = figures_of(Series("Homes", "Tenants", (Figure(2024, None, Decimal(67)),), "All"))

    assert (some.is_empty, str(some.sentence)) == (False, "No figure of the group yet.")
    assert "67%" in render_to_string("cities/measures/gap.html", {"figures": some})


def test_names_of_the_city_carry_its_language():
    html = page(indicator(), language="de")

    assert re.findall(r' lang="de" dir="auto">([^<]+)<', html).count("Tenants") == 2
    assert ' lang="' not in page(indicator())
