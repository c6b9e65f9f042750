"""Rows typed within another's page: a spoilt count of them costs nothing."""

import pytest
from django.contrib import admin

from icaforum.audit.inlines import FewRows
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

TYPED = [
    ("/admin/resources/resource/add/", "editions"),
    ("/admin/events/event/add/", "speakers"),
    ("/admin/pilots/pilotproject/add/", "texts"),
]


@pytest.mark.parametrize("stored", ["0", "9" * 400])
@pytest.mark.parametrize(("page", "rows"), TYPED)
def test_a_spoilt_count_builds_no_thousand_forms(client, page, rows, stored):
    client.force_login(make_staff())
    counts = {f"{rows}-TOTAL_FORMS": "9" * 400, f"{rows}-INITIAL_FORMS": stored}

    answer = client.post(page, counts)

    forms = next(it for it in answer.context["inline_admin_formsets"] if it.formset.prefix == rows)
    assert answer.status_code == 200
    assert len(forms.formset.forms) == FewRows.max_num
    assert "Please submit at most 40 forms." in answer.text


def test_every_row_that_can_be_typed_is_counted_so():
    inlines = {inline for page in admin.site._registry.values() for inline in page.inlines}
    shown_only = {inline for inline in inlines if set(inline.fields or ["?"]) <= set(inline.readonly_fields)}

    assert [inline for inline in inlines - shown_only if not issubclass(inline, FewRows)] == []
