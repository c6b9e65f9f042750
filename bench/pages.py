"""What our pages cost beside the bare one, as ratios of processor time in one run: no absolute figure counts.

    python -m icaforum.embedded run --throwaway -- python -m bench.pages

It fills an empty database of its own with the reference data and the demo, asks for each page some hundred
times in turn, and prints the median ratio over the rounds, with the statements a page costs.
"""

import statistics
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import bare, setting_up  # first: it sets Django up
from cities.models import User
from icaforum.urls import urlpatterns

ROUNDS, ASKS = 5, 20
PAGES = ("/library/", "/library/?q=shelter", "/events/", "/cities/", "/desk/", "/pilots/")
urlpatterns.extend(bare.urlpatterns)


def seconds(client: Client, page: str) -> float:
    """Processor time of one page, in this process."""
    begin = time.process_time()
    for _ in range(ASKS):
        assert client.get(page).status_code == 200, page
    return (time.process_time() - begin) / ASKS


def main() -> None:
    settings.DEBUG = False
    call_command("load_reference")
    call_command("demo")
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email="peer@demo.example"))
    for page in ("/bare/", *PAGES):
        client.get(page)
    print(f"{'page':<24}{'of the bare page':>18}{'statements':>12}")
    for page in PAGES:
        ratios = [seconds(client, page) / seconds(client, "/bare/") for _ in range(ROUNDS)]
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        print(f"{page:<24}{statistics.median(ratios):>17.1f}x{len(queries):>12}")


if __name__ == "__main__":
    setting_up.on_an_empty_database(main)
