"""What the pages of the history read is registered where they run: in a web process of its own."""

import json
import os
import subprocess
import sys

from tests.test_architecture import PRODUCT, ROOT, modules_of

# A web process imports what its addresses lead to, and neither planners nor commands.
AS_WEB = """
import json, sys
from importlib import import_module

import icaforum.wsgi
from django.urls import get_resolver

from icaforum.audit.belonging import BELONGINGS, MENTIONS
from icaforum.audit.details import DETAILS
from icaforum.audit.verbs import UNSIGNED, VERBS

def known():
    paths = [(owner, it.model, it.path) for owner, them in BELONGINGS.items() for it in them]
    named = [(model, *names) for model, them in MENTIONS.items() for names in them]
    return {str(it) for it in (*VERBS, *DETAILS, *UNSIGNED, *paths, *named)}

get_resolver().url_patterns
web = known()
for module in json.loads(sys.argv[1]):
    import_module(module)
print(json.dumps(sorted(known() - web)))
"""


def test_a_web_process_knows_all_that_the_history_says():
    modules = [name for name in modules_of(*PRODUCT) if "migrations" not in name and "__main__" not in name]
    servers = {"DATABASE_URL": "postgres://none/none", "REDIS_URL": "redis://none"}
    own = {
        "SECRET_KEY": "none",
        "BASE_URL": "http://localhost",
        "DJANGO_SETTINGS_MODULE": "icaforum.settings",
    }

    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", AS_WEB, json.dumps(modules)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "icaforum.settings", **servers, **own},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (run.returncode, json.loads(run.stdout or "null")) == (0, []), run.stderr
