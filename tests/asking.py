"""Saving a page of the admin that asks before it mails: read what it says, and press again."""

from typing import Any

from django.http import HttpResponse
from django.test import Client


def read_and_save(client: Client, url: str, typed: dict[str, Any]) -> tuple[Any, HttpResponse]:
    """What the page asked, and the answer to the second press."""
    question = client.post(url, typed).context["question"]
    return question, client.post(url, typed | {"_asked": question.mark})
