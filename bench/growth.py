"""How the time in SQL of the members' pages grows from 2,000 papers to 200,000: ratios in one run.

    python -m icaforum.embedded run --throwaway -- python -m bench.growth

It fills an empty database with the demo and then with rows made in SQL: papers, events, people, mails. Each
page is asked for some times, of which the quickest counts. It ends with 1 where a page grows more than the
bounds below say.
"""

import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench import setting_up  # first: it sets Django up
from cities.models import City, Theme, User
from events.models import Event
from resources.models import Resource

FEW, MANY = 2_000, 200_000
ASKS = 15
# Times of the SQL at FEW; a page below the floor at MANY has not grown to speak of.
BOUND, SEARCH_BOUND, FLOOR = 1.5, 2.0, 0.002

FILL = [
    # Papers of all levels and kinds, each in English, with two themes and one city.
    """INSERT INTO resources_resource (slug, kind, state, published_at, level, open_to_partners, is_sample,
                                       search)
       SELECT 'grown-' || n, (ARRAY['case-study', 'toolkit', 'lessons-learned'])[1 + n %% 3], 'published',
              now() - n * interval '1 minute', (ARRAY[0, 1, 1, 2, 3])[1 + n %% 5], n %% 7 = 0, false,
              setweight(to_tsvector('english', 'grown paper ' || n || ' ' ||
                        (ARRAY['shelter', 'heat', 'flood', 'housing', 'jobs'])[1 + n %% 5]), 'A')
       FROM generate_series(%(first)s, %(last)s) n""",
    """INSERT INTO resources_edition (resource_id, language, title, summary, body, what_did_not_work, link,
                                      file, file_name, file_type, text, could_not_be_read)
       SELECT id, 'en', 'Grown paper ' || id, 'A summary of ' || id, 'A text', '', '', '', '', '', '', false
       FROM resources_resource r WHERE slug LIKE 'grown-%%'
       AND NOT EXISTS (SELECT FROM resources_edition e WHERE e.resource_id = r.id)""",
    """INSERT INTO resources_resource_themes (resource_id, theme_id)
       SELECT r.id, t.id FROM resources_resource r, (SELECT id, row_number() OVER () k, count(*) OVER () n
                                                      FROM cities_theme) t
       WHERE slug LIKE 'grown-%%' AND (r.id %% t.n + 1 = t.k OR (r.id / 7) %% t.n + 1 = t.k)
       ON CONFLICT DO NOTHING""",
    """INSERT INTO resources_resource_cities (resource_id, city_id)
       SELECT r.id, c.id FROM resources_resource r,
            (SELECT id, row_number() OVER (ORDER BY id) k, count(*) OVER () n
                                                      FROM cities_city WHERE id = ANY(%(cities)s)) c
       WHERE slug LIKE 'grown-%%' AND r.id %% c.n + 1 = c.k ON CONFLICT DO NOTHING""",
    # People with mails, half as many as papers. A team stays as large as it is, ten at a time: others were
    # in it before.
    """INSERT INTO cities_user (password, email, name, language, time_zone, is_active, is_staff, is_superuser)
       SELECT '!', 'grown' || n || '@city.example', 'Grown ' || n, 'en', 'UTC', true, false, false
       FROM generate_series(%(first)s / 2, %(last)s / 2) n ON CONFLICT DO NOTHING""",
    """INSERT INTO cities_officer (person_id, city_id, role, position, since, until)
       SELECT u.id, (%(cities)s)[1 + u.id %% %(some)s], 'officer', '', now() - interval '1 year',
              CASE WHEN %(first)s > 1 THEN now() END FROM cities_user u
       WHERE u.email LIKE 'grown%%' AND NOT EXISTS (SELECT FROM cities_officer o WHERE o.person_id = u.id)""",
    """INSERT INTO outbox_message (
           uuid, dedupe_key, kind, person_id, address, language, ids, message_id, sensitive, priority,
           subject, text, html, calendar, reply_to, sender_name, state, attempts, fence, owner, last_error,
           accepted_at)
       SELECT gen_random_uuid(), 'grown-' || id, 'place_confirmed', id, email, 'en', '{}', 'grown-' || id,
              false, 5, '', '', '', '', '', '', 'sent', 1, 1, '', '', now()
       FROM cities_user WHERE email LIKE 'grown%%' ON CONFLICT DO NOTHING""",
]


def fill(first: int, last: int, cities: list[int]) -> None:
    """Write the rows numbered from `first` to `last`."""
    facts = {"first": first, "last": last, "cities": cities, "some": len(cities)}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in FILL:
            cursor.execute(statement, facts)
        cursor.execute("VACUUM ANALYZE")


def seconds(client: Client, page: str) -> float:
    """The time in SQL of one page, the quickest of some."""
    spent = []
    for _ in range(ASKS):
        took = 0.0

        def timed(execute, sql, params, many, context):  # noqa: ANN001, ANN202 -- Django's own form
            nonlocal took
            begin = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                took += time.perf_counter() - begin

        with connection.execute_wrapper(timed):
            assert client.get(page).status_code == 200, page
        spent.append(took)
    return min(spent)


def pages() -> dict[str, float]:
    """The members' pages with the bound of each."""
    peer = User.objects.get(email="peer@demo.example")
    paper = Resource.objects.filter(slug__startswith="grown-", level=1).order_by("pk")[10]
    event = Event.objects.published().filter(level__lte=1).order_by("pk")[0]
    city = City.objects.filter(seats__person=peer).get()
    theme = Theme.objects.order_by("pk")[0]
    plain = ("/", "/desk/", "/library/", "/events/", "/cities/", "/pilots/", event.get_absolute_url())
    about = (paper.get_absolute_url(), city.get_absolute_url(), f"/library/?theme={theme.slug}")
    searches = ("/library/?q=shelter", "/library/?q=nothing-has-this-word", "/library/?q=grown+paper")
    return dict.fromkeys((*plain, *about), BOUND) | dict.fromkeys(searches, SEARCH_BOUND)


def main() -> int:
    settings.DEBUG = False
    call_command("load_reference")
    call_command("demo")
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email="peer@demo.example"))
    cities = list(City.objects.members().exclude(kind=City.Kind.PARTNER).values_list("pk", flat=True))
    fill(1, FEW, cities)
    asked = pages()
    few = {page: seconds(client, page) for page in asked}
    fill(FEW + 1, MANY, cities)
    many = {page: seconds(client, page) for page in asked}
    print(f"{'page':<40}{'ms at ' + str(FEW):>14}{'ms at ' + str(MANY):>14}{'grows':>8}{'at most':>9}")
    too_much = 0
    for page, bound in asked.items():
        ratio = many[page] / few[page]
        too_much += ratio > bound and many[page] > FLOOR
        print(
            f"{page[:39]:<40}{few[page] * 1000:>14.2f}{many[page] * 1000:>14.2f}{ratio:>7.1f}x{bound:>8.1f}x"
        )
    return int(bool(too_much))


if __name__ == "__main__":
    sys.exit(setting_up.on_an_empty_database(main))
