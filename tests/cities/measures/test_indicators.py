"""Indicators of measures and their figures: written by contacts, read with the measure, sealed with it."""

from datetime import date
from decimal import Decimal

import pytest

from cities.directory.viewer import Viewer
from cities.measures.actions import figures, indicators, keeping, showing
from cities.measures.gaps import Figure
from cities.measures.listing import Counted
from cities.measures.models import MOST_FIGURES, MOST_INDICATORS, Observation
from cities.measures.refusals import NoRoom, NotNow, NotYours, OtherWords, Wrong
from cities.models import Indicator, Measure
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import make_indicator, make_measure, make_officer, make_staff, make_staff_at_work

pytestmark = pytest.mark.django_db


def record(row, *found, **more):
    return figures.record_figures(row, by=row.measure.author, figures=found, **more)


def of_year(row, year):
    return row.observations.get(year=year, day=None)


def amount(value):
    return Decimal(value)


CHANGES = {
    "change": lambda row, by: indicators.change_indicator(row, by=by, group="Tenants over 65"),
    "target": lambda row, by: indicators.change_indicator(row, by=by, target_year=2030, target_gap=amount(9)),
    "record": lambda row, by: figures.record_figures(
        row, by=by, figures=[(None, Figure(2025, amount("50.1"), amount(70)))]
    ),
    "people": lambda row, by: figures.record_figures(
        row, by=by, figures=[(of_year(row, 2024).pk, Figure(2024, amount(41), amount(67), group_n=4))]
    ),
    "take out": lambda row, by: figures.take_out_figure(of_year(row, 2024), by=by),
    "delete": lambda row, by: indicators.delete_indicator(row, by=by),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_figure_is_changed_the_web_reads_it_no_more_until_a_lead_agrees(change):
    row = make_indicator()
    lead, officer = row.measure.author, make_officer(row.measure.city)
    before = showing.agree_to_web(row.measure, seal=row.measure.seal, by=lead)
    assert before.is_public
    for stranger in (make_officer(), make_staff_at_work()):
        with pytest.raises(NotYours):
            change(row, stranger)

    change(row, officer)

    after = Measure.objects.get(pk=before.pk)
    assert (after.is_public, after.asks_again) == (False, True)
    assert not Measure.objects.visible_to(Viewer.public()).exists()
    with pytest.raises(OtherWords):
        showing.agree_to_web(after, seal=before.seal, by=lead)
    assert showing.agree_to_web(after, seal=after.seal, by=lead).is_public
    assert Measure.objects.visible_to(Viewer.public()).exists()
    assert Entry.objects.filter(actor_id=officer.pk).count() == 1


def test_what_stands_there_already_is_no_change_and_a_measure_without_figures_keeps_its_seal():
    measure = make_measure(public=True)
    row = make_indicator(measure)
    indicators.delete_indicator(row, by=measure.author)
    measure.refresh_from_db()
    assert measure.is_public
    row = make_indicator(measure)
    entries = Entry.objects.count()
    found = of_year(row, 2022)
    assert record(row, (found.pk, Figure(2022, amount("33.0"), amount(64)))) == 0
    indicators.change_indicator(row, by=measure.author, name=" Homes below 27 °C at night ")
    assert Entry.objects.count() == entries


def test_figures_that_cannot_be_are_refused_and_then_none_is_written():
    row = make_indicator()
    good = Figure(2023, amount(35))
    wrong = {
        "a year from 1900": Figure(1492, amount(1)),
        "2100-01-01": Figure(2100, amount(1), day=date(2100, 1, 1)),
        "between 0 and 100": Figure(2021, amount(101)),
        "no figure, and no note": Figure(2021),
        "more people in the group": Figure(2021, amount(1), amount(2), group_n=20, comparison_n=10),
        "2022 stands there twice": Figure(2022, amount(1)),
        "2024-05-01 stands there twice": Figure(2024, amount(1), day=date(2024, 5, 1)),
    }
    for said, figure in wrong.items():
        with pytest.raises(Wrong, match=said):
            record(row, (None, good), (None, figure))
    with pytest.raises(OtherWords):
        record(row, (None, good), seen="another seal")
    assert Observation.objects.count() == 3
    # Two rows may change places, and a row that is gone by now is written anew.
    first, last = of_year(row, 2022), of_year(row, 2026)
    record(row, (first.pk, Figure(2026, amount(52), amount(69))), (last.pk, Figure(2022, amount(33))))
    assert (of_year(row, 2026).pk, of_year(row, 2026).group) == (first.pk, 52)
    figures.take_out_figure(last, by=row.measure.author)
    record(row, (last.pk, Figure(2022, amount(33))))
    assert of_year(row, 2022).group == 33


def test_an_indicator_does_not_change_so_that_its_figures_would_not_fit():
    row = make_indicator(kind="number", years={2022: ("210", "1900")})
    lead = row.measure.author
    for said, facts in {
        "between 0 and 100": {"kind": "share"},
        "no comparison": {"comparison": ""},
        "Say what it is counted in": {"kind": "other"},
        "by which year": {"target_gap": amount(1)},
        "the group is to reach": {"target_year": 2030},
    }.items():
        with pytest.raises(Wrong, match=said):
            indicators.change_indicator(row, by=lead, **facts)
    row = indicators.change_indicator(row, by=lead, kind="other", unit="euros", unit_one="euro")
    assert indicators.change_indicator(row, by=lead, kind="number").unit == ""
    # A target is no more than a share either.
    row = make_indicator(kind="number", years={})
    indicators.change_indicator(row, by=row.measure.author, target_year=2030, target_group=amount(300))
    with pytest.raises(Wrong, match="300 is no share"):
        indicators.change_indicator(row, by=row.measure.author, kind="share")


def test_there_are_so_many_indicators_of_a_measure_and_figures_of_one_at_most():
    row = make_indicator(years={})
    for _number in range(MOST_INDICATORS - 1):
        make_indicator(row.measure, years={})
    with pytest.raises(NoRoom):
        make_indicator(row.measure)
    days = [
        (None, Figure(2020, amount(1), day=date(2020, 1 + at // 28, 1 + at % 28)))
        for at in range(MOST_FIGURES)
    ]
    record(row, *days)
    with pytest.raises(NoRoom):
        record(row, (None, Figure(2021, amount(1))))


def test_the_secretariat_hides_one_with_a_reason_that_leads_are_told_and_shows_it_again():
    row, staff = make_indicator(), make_staff()
    seal = row.measure.seal
    keeping.hide_indicator(row, because="It names tenants", by=staff)
    with pytest.raises(NotNow):
        keeping.hide_indicator(row, because="Again", by=staff)
    told = Message.objects.filter(kind="indicator_hidden").values_list("person", flat=True)
    assert (list(told), Indicator.objects.get().hidden_because) == (
        [row.measure.author.pk],
        "It names tenants",
    )
    keeping.show_indicator_again(row, by=staff)
    with pytest.raises(NotNow):
        keeping.show_indicator_again(row, by=staff)
    # It is what was agreed to, shown or not.
    assert (Indicator.objects.get().hidden_at, Measure.objects.get().seal) == (None, seal)


def test_the_day_of_the_next_figure_is_shown_while_it_is_to_come():
    days = (date(2020, 1, 1), date(2200, 1, 1), None)
    found = [Counted(Indicator(next_on=day), None) for day in days]
    assert [(it.next_on, it.is_due) for it in found] == [(None, True), (days[1], False), (None, False)]
