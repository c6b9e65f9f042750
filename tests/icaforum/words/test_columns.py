"""The columns of the secretariat's lists."""

import pytest
from django.contrib import admin
from django.db import models

from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_every_column_of_days_can_be_sorted_by(rf):
    asked = rf.get("/")
    asked.user = make_staff()
    seen = 0
    for page in admin.site._registry.values():
        by = page.get_sortable_by(asked)
        for column in page.get_list_display(asked):
            field = getattr(column, "of_field", None)
            if field and isinstance(page.opts.get_field(field), models.DateField):
                seen += 1
                assert column in by, (page, field)
    assert seen > 10


def test_a_press_on_the_head_of_a_column_of_days_sorts_by_it(client):
    client.force_login(make_staff())

    shown = client.get("/admin/cities/officer/", {"o": "3"}).context["cl"]

    assert list(shown.get_ordering_field_columns()) == [3]
    assert shown.get_ordering(None, shown.root_queryset)[0] == "since"
