"""What our pages cost beside the bare one, as ratios of processor time in one run: no absolute figure counts.

    python -m icaforum.embedded run --throwaway -- python bench/pages.py

It fills an empty database of its own with the reference data and the demo, asks for each page some hundred
times in turn, and prints the median ratio over the rounds, with the statements a page costs.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "icaforum.settings",
    "SECRET_KEY": "only-for-the-bench-" * 4,
    "BASE_URL": "http://localhost",
    "DEMO": "1",
    "LOG_LEVEL": "ERROR",
    "DEBUG": "1",
}

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, get_runner, override_settings  # noqa: E402

from bench import bare  # noqa: E402
from cities.models import User  # noqa: E402
from icaforum.urls import urlpatterns  # noqa: E402

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
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(ALLOWED_HOSTS=["localhost"]):
            main()
    finally:
        runner.teardown_databases(databases)
