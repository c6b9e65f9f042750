"""The pages of indicators: table, chart and file agree, nothing tells of few people, nothing is lost."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cities.measures.actions import figures, indicators, keeping, showing
from cities.measures.gaps import Figure
from cities.measures.models import MOST_FIGURES, Observation
from cities.models import Indicator, Measure
from tests.factories import (
    make_city,
    make_indicator,
    make_lead,
    make_measure,
    make_officer,
    make_staff,
    open_rooms,
)
from tests.pages import Page

pytestmark = pytest.mark.django_db

MAIN = "main form"


@pytest.fixture
def team():
    open_rooms()
    city = make_city(name="Hillford", slug="hillford")
    return make_lead(city), make_officer(city), city


def rows_of(client, row):
    """The file of an indicator, as a spreadsheet opens it."""
    answer = client.get(row.address("csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def table_of(text):
    """The cells of the table on the page of a measure, row by row."""
    body = text.partition('<table class="figures"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_from_nothing_to_a_chart_in_three_pages_that_all_say_the_same(client, team):
    lead, _officer, _city = team
    measure = make_measure(lead)
    client.force_login(lead)
    new = reverse("cities:indicator_new", args=["hillford", measure.slug])
    assert new in client.get(measure.get_absolute_url()).text

    sent = Page(client.get(new)).sent_by(MAIN)
    answer = client.post(new, sent | {"name": "Cool homes", "group": "Tenants", "comparison": "Average"})
    row = Indicator.objects.get()
    assert answer.url == row.address("figures")
    typed = Page(client.get(answer.url)).sent_by(MAIN)
    typed |= {"n0-when": "2022", "n0-group": "33,35", "n0-comparison": "64.05", "n0-source": "Survey"}
    typed |= {"n1-when": "2024", "n1-group": "41.24", "n1-comparison": "67"}
    typed |= {"n2-when": "1.5.2025", "n2-note": "The river was high"}
    assert client.post(answer.url, typed).url == row.address("target")
    indicators.change_indicator(row, by=lead, decimals=1)
    seen = client.post(
        row.address("figures"), Page(client.get(row.address("figures"))).sent_by(MAIN) | {"check": "1"}
    )
    assert "It is not kept yet" in seen.text
    aim = Page(client.get(row.address("target"))).sent_by(MAIN)
    answer = client.post(
        row.address("target"), aim | {"target_year": "2030", "target_gap": "10"}, follow=True
    )

    assert "Gap <strong>30.7 points</strong> in 2022, <strong>25.8</strong> in 2024; target" in answer.text
    cells = table_of(answer.text)
    assert [row[:4] for row in cells[1:]] == [
        ["2022 baseline", "33.4%", "64.1%", "30.7"],
        ["2023", "no figure", "no figure", "–"],
        ["2024", "41.2%", "67.0%", "25.8"],
        ["2025", "no figure", "no figure", "–"],
        ["2030 target", "–", "–", "10.0"],
    ]
    found = rows_of(client, row)
    assert [line[:4] for line in found[1:]] == [
        ["2022", "33.4", "64.1", "30.7"],
        ["2023", "", "", ""],
        ["2024", "41.2", "67.0", "25.8"],
        ["2025", "", "", ""],
        ["2030", "", "", "10.0"],
    ]
    # The drawing says the same numbers, and no others.
    chart = answer.text.partition('<svg class="chart"')[2].partition("</svg>")[0]
    assert {"30.7 points", "25.8 points"} <= set(re.findall(r">([^<>]+)</text>", chart))
    assert measure.get_absolute_url() in client.get(reverse("search") + "?q=tenants+cool").text
    small = client.get(reverse("cities:measures", args=["hillford"])).text
    assert "Equity gap 30.7 points in 2022, 25.8 in 2024" in small
    client.logout()
    assert client.get(row.address("csv")).status_code == 302


def hides(text, *secrets):
    text = re.sub(r"[\w-]{30,}", "", text)  # a token of a form may hold any digits
    return not any(re.search(rf"(?<![\d.]){secret}(?![\d.])", text) for secret in secrets)


def test_figures_of_few_people_stand_nowhere_nor_what_would_give_them_back(client, team):
    lead, officer, _city = team
    measure = make_measure(lead, public=True)
    # Two groups of one whole: of the second one seven people were asked in 2024.
    one = make_indicator(
        measure, name="Tenants", years={2022: ("31.7", "60.3"), 2024: ("37.9", "61.9")}, people=(900, 1900)
    )
    two = make_indicator(
        measure, name="Owners", group="Owners", years={2022: ("71.1", "60.3")}, people=(990, 1900)
    )
    few = Figure(2024, one.observations.get(year=2022).group + 40, one.observations.get(year=2024).comparison)
    figures.record_figures(
        two, by=lead, figures=[(None, Figure(2024, few.group, few.comparison, group_n=7, comparison_n=1900))]
    )
    measure.refresh_from_db()
    showing.agree_to_web(measure, seal=measure.seal, by=lead)
    pages = [
        measure.get_absolute_url(),
        reverse("cities:measures", args=["hillford"]),
        reverse("cities:measures_print", args=["hillford"]),
        measure.city.get_absolute_url(),
        one.address("csv"),
        two.address("csv"),
        reverse("search") + "?q=owners",
    ]

    def read(person):
        client.logout()
        if person:
            client.force_login(person)
        return "".join(client.get(page).content.decode() for page in pages)

    for person in (None, make_officer(make_city()), officer, make_staff()):
        text = read(person)
        # 71.7 is of seven people; the whole of that year would give it back beside the other group.
        assert hides(text, "71.7", "61.9"), person
        assert "37.9" in text
        # 990 and 900 of 1,900 leave ten others in 2022: enough, so all of it stands there.
        assert "60.3" in text
        assert hides(text, "990", "1,?900"), person
    # Later the city says that there were only 9 others: by then no page gives the whole any more.
    early = one.observations.get(year=2022)
    figures.record_figures(
        one,
        by=lead,
        figures=[(early.pk, Figure(2022, early.group, early.comparison, group_n=901, comparison_n=1900))],
    )
    text = read(make_officer(make_city()))
    assert hides(text, "60.3")
    assert ("31.7" in text, "71.1" in text) == (True, True)
    # What the secretariat hides counts on: without it nothing comes back.
    keeping.hide_indicator(two, because="It names owners", by=make_staff())
    text = read(make_officer(make_city()))
    assert hides(text, "60.3", "61.9", "71.1")
    assert client.get(two.address("csv")).status_code == 404
    assert two.address("figures") not in text
    assert measure.get_absolute_url() not in client.get(reverse("search") + "?q=owners").text
    # Earlier words and the history of the measure tell no figure either.
    client.force_login(officer)
    text = client.get(reverse("cities:measure_change", args=["hillford", measure.slug])).text
    assert hides(text, "71.7", "61.9")
    client.force_login(make_staff())
    text = client.get(reverse("admin:cities_measure_history", args=[measure.pk])).text
    text += client.get(reverse("admin:cities_indicator_change", args=[two.pk])).text
    assert hides(text, "71.7", "61.9", "60.3", "901")


def test_a_lead_agrees_to_the_figures_as_they_stand_and_to_no_others(client, team):
    lead, officer, _city = team
    row = make_indicator(make_measure(lead))
    client.force_login(lead)
    web = reverse("cities:measure_web", args=["hillford", row.measure.slug])
    text = client.get(web).text
    assert ("31 points" in text, "City average" in text) == (True, True)
    sent = Page(client.get(web)).sent_by(MAIN) | {"read": "on"}
    figures.record_figures(row, by=officer, figures=[(None, Figure(2025, note="No survey"))])
    assert "The words have changed meanwhile" in client.post(web, sent, follow=True).text
    assert "No survey" in client.get(web).text
    client.post(web, Page(client.get(web)).sent_by(MAIN) | {"read": "on"})
    assert Measure.objects.get().is_public
    # A tick on the page of the words is for the figures that the web read, not for others typed meanwhile.
    page = reverse("cities:measure_change", args=["hillford", row.measure.slug])
    sent = Page(client.get(page)).sent_by(MAIN) | {"cost": "3 million euros", "on_web": "on"}
    figures.record_figures(row, by=officer, figures=[(None, Figure(2023, note="No survey"))])
    answer = client.post(page, sent, follow=True)
    assert "once a lead of your city agrees" in answer.text
    assert (Measure.objects.get().cost, Measure.objects.get().is_public) == ("3 million euros", False)
    assert 'name="on_web"' not in client.get(page).text


def test_a_lead_reads_what_is_hidden_now_before_agreeing_to_it(client, team):
    lead, _officer, _city = team
    row, staff = make_indicator(make_measure(lead)), make_staff()
    keeping.hide_indicator(row, because="It names tenants", by=staff)
    client.force_login(lead)
    web = reverse("cities:measure_web", args=["hillford", row.measure.slug])
    text = client.get(web).text
    assert ("31 points" in text, "the web reads them once they are shown again" in text) == (True, True)
    client.post(web, Page(client.get(web)).sent_by(MAIN) | {"read": "on"})
    client.logout()
    page = row.measure.get_absolute_url()
    assert "31 points" not in client.get(page).text
    keeping.show_indicator_again(row, by=staff)
    assert "31 points" in client.get(page).text


def test_two_colleagues_at_one_table_lose_nothing(client, team):
    lead, officer, _city = team
    row = make_indicator(make_measure(lead))
    page, first = row.address("figures"), row.observations.get(year=2022)
    client.force_login(lead)
    sent = Page(client.get(page)).sent_by(MAIN)
    key, other, gone = (f"f{row.observations.get(year=year).pk}" for year in (2022, 2024, 2026))
    # Meanwhile a colleague names a source, corrects the same figure, takes a year out, and adds one.
    new = Figure(2022, first.group + 1, first.comparison, source="Meters")
    figures.record_figures(row, by=officer, figures=[(first.pk, new), (None, Figure(2023, note="No survey"))])
    figures.take_out_figure(row.observations.get(year=2026), by=officer)

    sent |= {f"{key}-group": "30", f"{other}-note": "In May", f"{gone}-group": "52"}
    answer = client.post(page, sent)
    assert "changed this while you were writing" in answer.text
    assert "A colleague has taken this row out" in answer.text
    assert Observation.objects.filter(source="Meters", group=34).exists()
    again = Page(answer).sent_by(MAIN)
    client.post(page, again | {f"{key}-group-choice": "mine"})

    found = {it.year: (it.group, it.source, it.note) for it in row.observations.all()}
    assert found == {
        2022: (30, "Meters", ""),
        2023: (None, "", "No survey"),
        2024: (41, "", "In May"),
        2026: (52, "", ""),
    }


def test_what_a_colleague_took_out_stays_out_and_nothing_typed_is_lost(client, team):
    lead, officer, _city = team
    years = range(2010, 2020)
    row = make_indicator(make_measure(lead), years=dict.fromkeys(years, ("33.5", "64")), people=(90, 900))
    client.force_login(lead)
    page = row.address("figures")
    sent = Page(client.get(page)).sent_by(MAIN)
    keys = [f"f{it.pk}" for it in row.observations.all()]
    for it in row.observations.all():
        figures.take_out_figure(it, by=officer)
    # The page is sent without a touch: all stay out. Then eight of them are typed in.
    client.post(page, sent)
    assert not row.observations.exists()
    answer = client.post(page, sent | {f"{key}-group": "40" for key in keys[2:]})
    assert answer.text.count("A colleague has taken this row out") == 16
    assert not row.observations.exists()
    again = Page(answer).sent_by(MAIN)
    client.post(page, again)
    assert [it.year for it in row.observations.all()] == list(years)[2:]
    # Sent once more, it says what stands there.
    assert "Nothing has changed" in client.post(page, again, follow=True).text
    assert row.observations.count() == 8


def test_what_cannot_be_is_said_beside_its_row_and_all_that_was_typed_stays(client, team):
    lead, _officer, _city = team
    row = make_indicator(make_measure(lead), years={2022: ("33", "64")})
    client.force_login(lead)
    page = row.address("figures")
    for typed, said in (
        ({"n0-when": "", "n0-group": "1"}, "There is no year"),
        ({"n0-when": "spring", "n0-group": "1"}, "spring"),
        ({"n0-when": "2023", "n0-group": "1,180"}, "can be 1180 or 1,180"),
        ({"n0-when": "2023", "n0-group": "180"}, "between 0 and 100"),
        ({"n0-when": "2023", "n0-group": "1", "n0-group_n": "-3"}, "is not a number of people"),
        ({"n0-when": "2022", "n0-group": "1"}, "stands there already"),
        ({"n0-when": "2023", "n0-group": "9" * 5000}, "at most 40"),
    ):
        answer = client.post(
            page, Page(client.get(page)).sent_by(MAIN) | typed | {"n1-note": "kept", "n1-when": "2019"}
        )
        assert answer.status_code == 200
        assert said in answer.text, said
        assert 'value="kept"' in answer.text
    assert Observation.objects.count() == 1
    # An empty row is none, and a figure typed with three decimals is read again as the same.
    client.post(page, Page(client.get(page)).sent_by(MAIN) | {"n0-when": "2023", "n0-group": "1.1250"})
    before = list(Observation.objects.values_list("group", flat=True))
    assert "Nothing has changed" in client.post(page, Page(client.get(page)).sent_by(MAIN), follow=True).text
    assert list(Observation.objects.values_list("group", flat=True)) == before
    out = reverse(
        "cities:indicator_take_out", args=["hillford", row.measure.slug, row.pk, row.observations.last().pk]
    )
    assert "Take out the figures of 2023?" in client.get(out).text
    client.post(out)
    assert Observation.objects.count() == 1


def test_the_largest_table_can_be_sent(client, team, settings):
    lead, _officer, _city = team
    row = make_indicator(
        make_measure(lead), years=dict.fromkeys(range(2026 - MOST_FIGURES, 2026), ("1", "2"))
    )
    client.force_login(lead)
    sent = Page(client.get(row.address("figures"))).sent_by(MAIN)
    assert len(sent) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert client.post(row.address("figures"), sent).status_code == 302


def uploaded(client, row, text):
    file = SimpleUploadedFile("figures.csv", text.encode())
    return client.post(row.address("upload"), {"file": file})


def test_a_file_is_judged_row_by_row_and_written_when_its_rows_are_taken(client, team):
    lead, officer, _city = team
    row = make_indicator(make_measure(lead), people=(12, 1900))
    client.force_login(lead)
    template = client.get(row.address("template")).content.decode("utf-8-sig")
    assert template.startswith("Year,Top-floor tenants,City average,People in the group")

    wrong = uploaded(client, row, "Year;Group\n2022;33\n2023;spring\n2023;40")
    assert ("Nothing is written" in wrong.text, "is not a number" in wrong.text) == (True, True)
    assert "taken" not in Page(wrong).sent_by("header form, main form, footer form")
    assert "did not find them" in uploaded(client, row, "a,b\n1,2").text

    text = "Year,Group,Comparison,Note\n2022,33,64,\n2024,42.5,67,Corrected\n2025,,68,No survey"
    filled = template.replace("(example) 2022,33,64,210,1900", "2021,30,63,200,1900")
    assert "One row would be written" in uploaded(client, row, filled).text
    looked = uploaded(client, row, text)
    for verdict in ("As it stands", "In place of: 41 / 67", "New"):
        assert verdict in looked.text
    assert Observation.objects.count() == 3
    sent = {"taken": re.search(r'name="taken" value="([^"]+)"', looked.text)[1]}
    # Between looking and taking a colleague writes: the file is looked at again.
    figures.record_figures(row, by=officer, figures=[(None, Figure(2023, note="No survey"))])
    assert "The figures have changed meanwhile" in client.post(row.address("upload"), sent, follow=True).text
    again = uploaded(client, row, text)
    sent = {"taken": re.search(r'name="taken" value="([^"]+)"', again.text)[1]}
    client.post(row.address("upload"), sent)

    found = {it.year: (it.group, it.group_n, it.note) for it in row.observations.all()}
    # The file names no people, so those that are known stay.
    assert (found[2022], found[2024]) == (
        (33, 12, ""),
        (row.observations.get(year=2024).group, 12, "Corrected"),
    )
    assert found[2025] == (None, None, "No survey")
    for odd in ("", "x", sent["taken"][:-3]):
        assert (
            "Please choose the file again"
            in client.post(row.address("upload"), {"taken": odd}, follow=True).text
        )


def test_strangers_neither_write_nor_find_what_is_not_theirs(client, team):
    lead, _officer, _city = team
    row, draft = make_indicator(make_measure(lead)), make_indicator(make_measure(lead, shown=False))
    client.force_login(make_lead(make_city()))
    for page in ("change", "figures", "target", "delete", "upload", "template"):
        assert client.get(row.address(page)).status_code == 404
        assert client.post(row.address(page)).status_code in {404, 405}
    assert client.get(row.address("csv")).status_code == 200
    assert client.get(draft.address("csv")).status_code == 404
    client.force_login(lead)
    assert client.get(draft.address("csv")).status_code == 200
    client.post(row.address("delete"))
    assert Indicator.objects.get() == draft
