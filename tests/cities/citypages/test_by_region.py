"""How many cities joined, by region: those whose region nobody has entered are told too."""

import pytest

from tests.factories import make_city, make_staff
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("listed", ["membership", "city"])
def test_cities_without_a_region_are_a_choice_of_their_own(client, listed):
    client.force_login(make_staff())
    make_city(name="Lisbon", region="europe")
    make_city(name="Testville", region="")
    address, name = f"/admin/cities/{listed}/", {"membership": "city__region__exact", "city": "region__exact"}

    page = Page(client.get(address, {"_facets": "True"}))
    shown = Page(client.get(address, {name[listed]: ""}))

    assert {"Europe (1)", "not known (1)"} <= set(page.texts("#changelist-filter li"))
    assert "not known" in " ".join(shown.texts("#changelist-filter li.selected"))
    rows = " ".join(shown.texts("#result_list"))
    assert ("Testville" in rows, "Lisbon" in rows) == (True, False)
