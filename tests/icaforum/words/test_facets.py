"""The filters beside a list: what the address says, what stands on offer, and where a chip leads."""

from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict

from icaforum.words.facets import Group, ListQuery, Option, offered


@dataclass(frozen=True)
class Wanted(ListQuery):
    groups = ("colour", "size")
    paging = ("page", "after")

    q: str = ""
    colour: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    order: str = "newest"
    page: int = 1
    after: str = ""


COLOURS = [("red", "Red"), ("green", "Green"), ("blue", "Blue")]


class Typed(forms.Form):
    q = forms.CharField(required=False)
    colour = forms.MultipleChoiceField(choices=COLOURS, required=False)
    size = forms.MultipleChoiceField(choices=[("9", "Nine")], required=False)
    order = forms.ChoiceField(choices=[("newest", "Newest"), ("name", "Name")], required=False)
    page = forms.IntegerField(required=False)


def test_it_holds_what_could_be_read_of_the_address():
    read = Wanted.of(Typed(QueryDict("q=+so&colour=red&colour=blue&colour=red&size=huge&page=x&order=name")))

    assert read == Wanted(q="so", colour=("red", "blue"), order="name")
    assert read.chosen == 2
    assert Wanted.of(Typed(QueryDict(""))) == Wanted()


def test_an_address_says_what_is_wanted_in_one_order_and_nothing_else():
    wanted = Wanted(size=("9",), colour=("red", "blue"), q="so & so", page=3, after="7")

    assert wanted.query() == "q=so+%26+so&colour=red&colour=blue&size=9"
    assert wanted.query(page=4) == "q=so+%26+so&colour=red&colour=blue&size=9&page=4"
    assert wanted.address(order="name", colour=(), q="") == "?size=9&order=name"
    assert Wanted(page=2).address() == "?"


def test_the_form_of_the_filters_hands_on_all_else_but_the_page():
    assert Wanted(q="so", colour=("red",), order="name", page=3, after="7").kept == [
        ("q", "so"),
        ("order", "name"),
    ]
    assert Wanted(colour=("red",)).kept == []


def test_a_chip_leads_to_the_list_without_its_value():
    wanted = Wanted(q="so", colour=("red", "blue"), page=2)
    group = Group("colour", "Colour", offered(COLOURS, {"green": 2}, wanted.colour))

    assert wanted.chips([group]) == [("Red", "?q=so&colour=blue"), ("Blue", "?q=so&colour=red")]
    named = replace(group, named=True)
    assert [label for label, _url in wanted.chips([named])] == [f"{group.title}: Red", f"{group.title}: Blue"]


def test_an_option_stands_there_when_it_shows_something_or_is_chosen():
    assert offered(COLOURS, {"red": 3, "green": 0}, ()) == [Option("red", "Red", 3, chosen=False)]
    assert offered(COLOURS, {"red": 3}, ("blue",)) == [
        Option("red", "Red", 3, chosen=False),
        Option("blue", "Blue", 0, chosen=True),
    ]
    assert offered(COLOURS, {"red": None}, ()) == [Option("red", "Red", None, chosen=False)]
