"""A sender as a process of its own, with the clock of a test: `python worker.py LEASES FENCE`.

LEASES are the seconds of a claim and of a sending. FENCE «down» takes the fence away, as no setting can: it
is how the tests show what it is for.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings

claim_lease, send_lease, fence = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icaforum.settings")
settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
settings.OUTBOX_KINDS = "tests.icaforum.outbox.kinds.KINDS"
settings.LOGGING_CONFIG = None
django.setup()

from icaforum.outbox import backoff, deliver, gate, send  # noqa: E402 -- after the settings

send.CLAIM_LEASE = timedelta(seconds=claim_lease)
deliver.SEND_LEASE = timedelta(seconds=send_lease)
backoff.STEPS = (timedelta(seconds=0.2),)
gate.Gate.FIRST_PAUSE = gate.Gate.LONGEST_PAUSE = timedelta(seconds=0.2)
send.PATIENCE = timedelta(seconds=1)


def no_fence(message, _letter, now):
    """Writes «sending» as the fence does, but asks nobody whether the claim is still the latest."""
    mail = send.Message.objects.filter(pk=message.pk).exclude(state="sent")
    mail.update(state="sending", lease_until=now + deliver.SEND_LEASE)
    return True


if fence == "down":
    deliver.fence = no_fence

sys.stdout.write("ready\n")
sys.stdout.flush()
while True:
    send.drain()
    time.sleep(0.05)
