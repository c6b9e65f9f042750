"""Meters and the parts of a field, as the components show them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.utils import translation

from icaforum.words import tags

START = datetime(2027, 3, 16, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=75)


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=False), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mara Kim", "MK"),
        ("Olive", "O"),
        ("  ana  maria de la Ruiz ", "AR"),
        ("Łukasz Ńowak", "ŁŃ"),
        ("李 明", "李明"),
        ("(nobody) 3M", "3"),
        ("!!! ???", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_initials_are_the_first_letters_of_the_first_and_the_last_word(name, shown):
    assert tags.initials(name) == shown


@pytest.mark.parametrize(
    ("taken", "capacity", "filled", "left", "few"),
    [
        (0, 60, 0, 60, False),
        (48, 60, 16, 12, False),
        (54, 60, 18, 6, True),
        (59, 60, 19, 1, True),
        (60, 60, 20, 0, False),
        (70, 60, 20, 0, False),
        (999, 1000, 19, 1, True),
        (3, 5, 3, 2, False),
    ],
)
def test_the_meter_fills_with_the_places_taken(taken, capacity, filled, left, few):
    shown = tags.meter(taken, capacity)

    assert (sum(shown.dots), shown.left, shown.few) == (filled, left, few)


def test_the_meter_has_twenty_dots_but_never_more_than_places():
    assert [len(tags.meter(0, capacity).dots) for capacity in (1000, 60, 5, 0)] == [20, 20, 5, 0]


class Wish(forms.Form):
    words = forms.CharField(label="What changed?", widget=forms.Textarea(attrs={"data-min-words": 40}))
    tiers = forms.ChoiceField(label="Tier", choices=[("peer", "Peer")], widget=forms.RadioSelect)


def test_an_error_leads_to_the_box_or_to_the_first_choice():
    form = Wish({})

    assert [tags.error_target(field) for field in form] == ["id_words", "id_tiers_0"]
    assert 'id="id_tiers_0"' in str(form["tiers"])


def test_an_error_that_says_nothing_of_its_field_gets_the_label():
    form = Wish({"words": "few", "tiers": "none"})
    form.add_error("words", "Say more.")
    empty = Wish({})

    assert tags.error_line(empty["words"], empty["words"].errors[0]) == "What changed? Please fill this in."
    assert tags.error_line(empty["tiers"], empty["tiers"].errors[0]) == "Tier: Please choose one."
    assert tags.error_line(form["words"], form["words"].errors[0]) == "Say more."


def test_a_field_in_error_is_tied_to_its_help_and_its_error():
    page = Template('{% include "components/field.html" with field=form.words only %}')
    Wish.base_fields["words"].help_text = "At least 40 words."

    html = page.render(Context({"form": Wish({})}))

    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert '<p class="field__help" id="id_words_helptext">At least 40 words.</p>' in html
    assert '<div id="id_words_error">' in html
    assert 'data-words-of="id_words" data-least="40"' in html


def test_what_people_wrote_is_escaped_in_components():
    page = Template('{% include "components/person.html" with name=name role=name only %}')

    html = page.render(Context({"name": "<script>x</script> B"}))

    assert "<script>" not in html


def test_the_two_times_are_one_when_the_clocks_agree():
    page = Template(
        '{% include "components/dual_time.html" with start=start end=end zone="Europe/Berlin" '
        'event_zone="Europe/Madrid" event_city="Barcelona" only %}'
    )

    html = page.render(Context({"start": START, "end": END}))

    assert html.count("<time") == 1
    assert "Tuesday 16 March, 18:00–19:15" in html
    assert "in Barcelona" in html


@pytest.mark.parametrize(
    ("taken", "room", "drawn"),
    [(0, 1, [False]), (2, 2, [True, True, False, False]), (1, 0, [True]), (40, 60, [True] * 5), (0, 0, [])],
)
def test_the_fan_of_peers_draws_the_taken_first_and_five_at_most(taken, room, drawn):
    dots = tags.peers_fan(taken, room)

    assert [dot.done for dot in dots] == drawn
    assert sum(dot.x - 80 for dot in dots) == pytest.approx(0)


@pytest.mark.parametrize(
    ("taken", "room", "words"),
    [
        (2, 2, "2 peers, room for 2 more"),
        (1, 0, "1 peer, no room now"),
        (0, 1, "Room for 1 peer"),
        (0, 4, "Room for 4 peers"),
        (0, 0, "No room for peer cities now"),
    ],
)
def test_the_peers_of_a_project_are_said_below_the_fan(taken, room, words):
    page = Template('{% include "components/peers_fan.html" with taken=taken room=room only %}')

    html = page.render(Context({"taken": taken, "room": room}))

    assert f">{words}</figcaption>" in html
