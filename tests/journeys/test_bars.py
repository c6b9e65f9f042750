"""A bar that stays at the foot of the window never covers what the keyboard has come to."""

import pytest
from django.urls import reverse

from cities.models import AccessRequest
from icaforum.outbox.compose import queue_mail
from tests.factories import make_city, make_event, make_staff
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

# Goes through all that takes the focus, down and up again, and names what lies under a bar.
COVERED = """() => {
  const bars = [...document.querySelectorAll('body *')].filter(
    (it) => ['sticky', 'fixed'].includes(getComputedStyle(it).position) && it.offsetHeight);
  const all = [...document.querySelectorAll('main :is(input, select, textarea, a, button, summary)')].filter(
    (it) => it.checkVisibility() && it.type !== 'hidden' && !bars.some((bar) => bar.contains(it)));
  const covered = new Set();
  for (const it of [...all, ...[...all].reverse()]) {
    document.activeElement.blur();
    it.focus();
    const box = it.getBoundingClientRect();
    for (const bar of bars.map((it) => it.getBoundingClientRect())) {
      const beside = box.right <= bar.left || box.left >= bar.right;
      if (document.activeElement === it && !beside
          && Math.min(box.bottom, box.top + 40) > bar.top + 1 && box.top < bar.bottom - 1)
        covered.add(it.name || it.textContent.trim());
    }
  }
  return [bars.length, [...covered]];
}"""


def test_no_field_and_no_link_of_an_entry_lies_under_the_bar(visit):
    asked = AccessRequest.objects.create(city=make_city(), name="Ada", email="ada@lima.example")
    queue_mail("access_received", to=asked.email, key="a", ids={"request": asked.pk}, language="en")
    pages = [
        reverse(f"admin:{name}_change", args=[row.pk])
        for name, row in (
            ("cities_accessrequest", asked),
            ("events_event", make_event()),
            ("cities_city", make_city()),
        )
    ]
    visit.as_(make_staff())

    found = {}
    for size in (DESK, PHONE):
        visit.page.set_viewport_size(size)
        for page in pages:
            visit.page.goto(visit.base + page)
            found[page, size["width"]] = visit.page.evaluate(COVERED)

    assert {at: covered for at, (_bars, covered) in found.items() if covered} == {}
    assert found[pages[0], DESK["width"]][0] == 1
