"""Our templates of widgets write what Django's write."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

CHOICES = [("", "None"), ('a"b', "<b> & c"), ("Group", [(1, "One"), (2.5, "Two"), (None, "Empty")])]
WIDGETS = [forms.Select, forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.RadioSelect]
ATTRIBUTES = [{}, {"id": "id_x", "class": "ticks", "required": True, "disabled": False, "data-n": 3}]


def words(html):
    return re.sub(r">\s+|\s+<", lambda it: it.group().strip(), html.strip())


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", ["", 'a"b', 1, ["1", "2.5"]])
@pytest.mark.parametrize("kind", WIDGETS)
def test_a_widget_looks_as_django_writes_it(kind, value, attributes):
    widget = kind(choices=CHOICES)

    ours, djangos = (
        widget.render("x", value, attributes, renderer) for renderer in (None, DjangoTemplates())
    )

    assert words(ours) == words(djangos)
