"""Words 40 per cent longer than English, as in Spanish or French: they fit on a phone and on a desk."""

import pytest
from django.urls import reverse

from cities.models import User
from tests import pseudo
from tests.hostile_world import World
from tests.journeys.conftest import DESK, PHONE

# Just wide enough for the navigation in a line.
TABLET = {"width": 784, "height": 900}

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Names texts that stick out of their box or are cut off by it, and controls that lie upon one another.
# A text may be cut where the sheet says so (an ellipsis, a clamp), and what scrolls by itself may.
MISFITS = """() => {
  const found = new Set();
  const kind = (it) => [it.localName, ...it.classList].join('.');
  const name = (it) => `${kind(it)} «${it.textContent.trim().slice(0, 60)}»`;
  const seen = (it) => it.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const style = new Map();
  const styled = (it) => style.get(it) ?? (style.set(it, getComputedStyle(it)), style.get(it));
  const hidden = (it) => it.closest('.visually-hidden, option, svg, textarea, noscript, .skip-link');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !seen(parent) || hidden(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    for (let it = parent; it && it !== document.body; it = it.parentElement) {
      const how = styled(it);
      // Hidden from eyes alone, or a sign in place of a word.
      if (how.clipPath !== 'none' || parseFloat(how.textIndent) < 0) break;
      if (/auto|scroll/.test(how.overflowX)) break;
      if (how.display === 'inline' || how.display === 'contents') continue;
      const around = it.getBoundingClientRect();
      const wished = how.textOverflow === 'ellipsis' || how.webkitLineClamp !== 'none';
      const cuts = /hidden|clip/.test(how.overflowX + how.overflowY);
      const painted = how.borderTopWidth !== '0px' || how.backgroundColor !== 'rgba(0, 0, 0, 0)';
      if (wished) break;
      if ((cuts || painted) && (box.right > around.right + 1 || box.left < around.left - 1
          || (cuts && box.bottom > around.bottom + 2)))
        found.add(`out of ${kind(it)}: ${name(parent)}`);
      if (how.position === 'fixed' || how.position === 'absolute') break;
    }
  }
  const floats = (it) => { for (; it; it = it.parentElement)
    if (/fixed|sticky|absolute/.test(styled(it).position)) return true; return false; };
  const all = 'a[href], button, input:not([type=hidden]), select, summary';
  const controls = [...document.querySelectorAll(all)]
    .filter((it) => seen(it) && !hidden(it) && !floats(it));
  const boxes = controls.flatMap((it) => [...it.getClientRects()].map((box) => [it, box]));
  boxes.sort(([, a], [, b]) => a.top - b.top);
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length && boxes[j][1].top < boxes[i][1].bottom - 4; j++) {
      const [[one, a], [other, b]] = [boxes[i], boxes[j]];
      if (one !== other && !one.contains(other) && !other.contains(one)
          && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 4
          && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
        found.add(`${name(one)} upon ${name(other)}`);
    }
  return [...found];
}"""


def pages(world):
    """Who opens what."""
    city, question, held = world.pilot_city.slug, world.question.pk, world.held.pk
    yield None, ["home", "cities:join", "resources:list", "account_login", "about"]
    yield None, [("cities:apply", "city")]
    yield (
        world.lead,
        [
            *("desk", "resources:list", "resources:questions", "resources:ask", "events:list", "cities:list"),
            *("cities:letters", "cities:calls", "cities:partners", "cities:profile", "follow", "held"),
            *(("resources:question", question), ("events:detail", world.event.slug)),
            *((f"cities:{name}", city) for name in ("detail", "edit", "team", "write", "wants")),
            ("cities:partner", world.partner.slug),
            ("resources:contribute_form", "case-study"),
        ],
    )
    yield (
        world.staff,
        [
            "admin:index",
            *(
                f"admin:{name}_changelist"
                for name in ("cities_application", "cities_user", "events_event", "outbox_message")
            ),
            *(f"admin:{name}_add" for name in ("events_event", "resources_resource", "pilots_pairing")),
            ("admin:cities_city_change", world.pilot_city.pk),
            ("admin:events_event_change", world.event.pk),
            ("admin:events_event_after", held),
            ("admin:events_event_survey", held),
            ("admin:resources_question_change", question),
            "admin:audit_entry_changelist",
        ],
    )


def test_longer_words_fit(visit, tmp_path):
    world = World()
    User.objects.update(language=pseudo.CODE)
    found = {}
    with pseudo.spoken(tmp_path):
        for person, names in pages(world):
            visit.as_(person)
            visit.page.set_extra_http_headers({"Accept-Language": pseudo.CODE})
            for name in names:
                path = reverse(name) if isinstance(name, str) else reverse(name[0], args=name[1:])
                visit.page.goto(visit.base + path)
                assert visit.page.locator("html").get_attribute("lang") == pseudo.CODE, path
                for size in (DESK, TABLET, PHONE):
                    visit.page.set_viewport_size(size)
                    misfits = visit.page.evaluate(MISFITS)
                    if visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        misfits.append("scrolls sideways")
                    if misfits:
                        found[path, size["width"]] = misfits

    assert found == {}
