"""The demo's inbox: every mail as its reader sees it, from the files that the demo writes instead of sending.

Wired up in the demo only. A mail is shown in a frame of its own, whose policy allows what mails need
(styles in the line) and nothing else; the pages of the portal stay as strict as ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from icalendar import Calendar, Component

# One file holds the mails of one connection, each followed by a line of 79 dashes.
_BETWEEN = re.compile(rb"\n-{79}\n(?=\Z|[A-Za-z-]+: )")
_NAME = re.compile(r"(?P<stem>\d{8}-\d{6}-\d+)-(?P<number>\d{1,4})", re.ASCII)
_IN_A_FRAME = {
