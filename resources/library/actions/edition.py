"""Verbs on a resource in one language: add it, change it, take it away, keep what its file says."""

import logging
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City, User
from cities.partners.actions.anew import ask_anew_if_another
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.words.languages import translated_name
from icaforum.words.times import database_now
from resources.library.fields import EDITION
from resources.library.models.edition import Edition, Reading
from resources.library.models.resource import Resource
from resources.library.search.index import write_index
from resources.library.uploads import Upload, store

name_verbs(
    {
        "added a language": gettext_lazy("added a language"),
        "changed a language": gettext_lazy("changed a language"),
        "removed a language": gettext_lazy("removed a language"),
        "read a file": gettext_lazy("read the file for the search"),
    }
)
belongs(Edition, "resource", to=Resource, within=True, detail="edition")

logger = logging.getLogger(__name__)

WITH_RULES = frozenset({"language", "link"})
"""Fields that may be refused: a language comes once, and a link goes without a file."""


class LanguageTaken(Refused):
    """The resource is there in this language already."""


class FileOrLink(Refused):
    """An edition has a file or a link, and would have both."""


class AgreedWords(Refused):
    """The text is what the cities quoted in it agreed to."""


class LastLanguage(Refused):
    """A published resource would be left with nothing to read."""


@transaction.atomic
def add_edition(
    resource: Resource,
    *,
    language: str,
    title: str,
    summary: str,
    by: User,
    link: str = "",
    upload: Upload | None = None,
    **texts: Any,
) -> Edition:
    """Add the resource in one language; return the edition. A file is one that `uploads.accept` let in.

    `texts` are the other fields of `resources.library.fields.EDITION`. Raises LanguageTaken, FileOrLink,
    AgreedWords where cities agreed to the words that stand, and TypeError for a field that is not declared.
    """
    columns, _links = EDITION.split(texts)
    stored = _locked(resource)
    # A text in another language is in words that nobody has agreed to.
    if stored.quotes_by_consent and stored.editions.exists():
        raise _agreed_words()
    edition = Edition(resource=stored, title=title, summary=summary, **columns)
    _set_language(edition, language)
    _set_content(edition, link=link, upload=upload)
    edition.save()
    # In the same transaction: what is searched is never older or newer than what is shown.
    write_index(stored)
    record("added a language", stored, by=by, language=language, edition=edition.pk)
    _read_after_commit(edition)
    return edition


@transaction.atomic
def replace_edition(edition: Edition, *, by: User, **changes: Any) -> Edition:
    """Change what stands in one language: its texts, its link, its file (`upload`; None takes it away).

    Returns the edition. Raises LanguageTaken, FileOrLink, LastLanguage where a published one would say
    nothing any more, AgreedWords for another text where cities agreed to this one, and TypeError for a field
    that `resources.library.fields.EDITION` does not have.
    """
    columns, _links = EDITION.split({name: value for name, value in changes.items() if name != "upload"})
    stored_resource = _locked(edition.resource)
    stored = stored_resource.editions.get(pk=edition.pk)
    before, was = stored.language, stored.title
    if stored_resource.quotes_by_consent and _says_other_words(stored, changes):
        raise _agreed_words()
    # Language and link are set below, by the functions that refuse.
    for name in columns.keys() - WITH_RULES:
        setattr(stored, name, columns[name])
    _set_language(stored, changes.get("language", stored.language))
    if {"link", "upload"} & set(changes):
        # Not naming `upload` keeps the file; naming it as None takes it away.
        kept_file = bool(stored.file) and "upload" not in changes
        if kept_file and changes.get("link"):
            raise FileOrLink(_("Give a file or a link, not both."))
        if not kept_file:
            link = changes.get("link", stored.link)
            _set_content(stored, link=link, upload=changes.get("upload"))
    if stored_resource.is_published and not stored.has_content:
        raise LastLanguage(_("It is published: leave a file, a link or a text in this language."))
    stored.save()
    write_index(stored_resource)
    details = {"language_before": before} if before != stored.language else {}
    record(
        "changed a language",
        stored_resource,
        by=by,
        language=stored.language,
        edition=stored.pk,
        fields=sorted("file" if it == "upload" else it for it in changes),
        **details,
    )
    ask_anew_if_another(stored_resource, was={before: was}, now={stored.language: stored.title}, by=by)
    if changes.get("upload"):
        _read_after_commit(stored)
    return stored


@transaction.atomic
def rewrite_agreed(edition: Edition, *, body: str, without: Iterable[City], by: User | None) -> Edition:
    """Put in place of words that cities agreed to what is left of them, and name these cities no more.

    What is said in short of it is read by nobody else until it is checked anew.

    For the stories that asked the cities; `by` is None for a restore. Returns the edition.
    """
    resource = _locked(edition.resource)
    stored = resource.editions.get(pk=edition.pk)
    stored.body = body
    stored.save(update_fields=["body"])
    resource.cities.remove(*without)
    # What is said in short may repeat them. By the reverse relation, since that stands above.
    resource.briefs.back_to_checking(database_now())
    write_index(resource)
    details = {"language": stored.language, "edition": stored.pk, "fields": ["body"]}
    record("changed a language", resource, by=by, **details)
    return stored


@transaction.atomic
def remove_edition(edition: Edition, *, by: User) -> Resource:
    """Take one language away; return the resource. Its file is swept from the storage a day later.

    Raises LastLanguage for the only language of a published resource, AgreedWords for words that cities
    agreed to, in place of which others could be put.
    """
    stored = _locked(edition.resource)
    if stored.quotes_by_consent:
        raise _agreed_words()
    if stored.is_published and stored.editions.count() == 1:
        raise LastLanguage(_("This is its only language. Pull it back first, or add another."))
    # Recorded before it goes, since the line names its key.
    gone = stored.editions.get(pk=edition.pk)
    record("removed a language", stored, by=by, language=gone.language, edition=gone.pk)
    gone.delete()
    write_index(stored)
    return stored


@transaction.atomic
def keep_text(
    edition: Edition,
    *,
    text: str,
    pages: int | None,
    failed: bool = False,
    reading: str = "",
    by: User | None = None,
) -> Edition:
    """Keep what a file says for the search, or that nobody can read it; return the edition.

    `reading` is one of `Edition.reading`. A file that was replaced meanwhile is left alone. `by` is None for
    the worker that reads.
    """
    resource = _locked(edition.resource)
    stored = resource.editions.filter(pk=edition.pk, file=edition.file.name).first()
    # Reading takes seconds, in which somebody may have replaced the file; its name tells.
    if stored is None:
        return edition
    stored.text, stored.pages, stored.text_read_at = text, pages, database_now()
    stored.could_not_be_read, stored.reading = failed, reading
    stored.save(update_fields=["text", "pages", "text_read_at", "could_not_be_read", "reading"])
    # A long text may not fit into the index as a whole, which is to be said like pages that were not read.
    if not reading and write_index(resource) < len(text):
        Edition.objects.filter(pk=stored.pk).update(reading=Reading.PARTLY)
    elif reading:
        write_index(resource)
    record("read a file", resource, by=by, language=stored.language, characters=len(text))
    return stored


def _says_other_words(edition: Edition, changes: Mapping[str, Any]) -> bool:
    """Return whether these changes bring other words beside title and summary, or a file or link of them."""
    texts = ("body", "what_did_not_work", "link")
    others = any(changes.get(name, getattr(edition, name)) != getattr(edition, name) for name in texts)
    return others or bool(changes.get("upload"))


def _agreed_words() -> AgreedWords:
    return AgreedWords(_("The cities quoted agreed to exactly this text. Begin a new draft at the question."))


def _locked(resource: Resource) -> Resource:
    """Lock the resource, which all changes of its editions wait for, and return it as it is now."""
    return locked(Resource.objects.select_for_update(), resource.pk)


def _set_language(edition: Edition, language: str) -> None:
    """Give the edition its language. Raises LanguageTaken."""
    others = edition.resource.editions.exclude(pk=edition.pk)
    if others.filter(language=language).exists():
        raise LanguageTaken(
            _("It is there in %(language)s already.") % {"language": translated_name(language)}
        )
    edition.language = language


def _set_content(edition: Edition, *, link: str, upload: Upload | None) -> None:
    """Give the edition this link or this file, and forget the file it had. Raises FileOrLink."""
    if link and upload:
        raise FileOrLink(_("Give a file or a link, not both."))
    edition.link = link
    # All that was known of the old file; without `text_read_at` the new one counts as unread.
    edition.text, edition.text_read_at, edition.pages, edition.could_not_be_read = "", None, None, False
    edition.reading = ""
    edition.file, edition.file_name, edition.file_type, edition.size = "", "", "", None
    if upload:
        upload.file.seek(0)
        edition.file = store(edition.file, upload)
        edition.file_name, edition.file_type, edition.size = upload.name, upload.type, upload.size


def _read_after_commit(edition: Edition) -> None:
    """Have the file read by a worker once the row is there; without one the planner finds it by the clock."""
    if edition.file:
        # Not before: the worker would look for a row that it cannot see yet.
        transaction.on_commit(partial(_send_to_worker, edition.pk))


def _send_to_worker(pk: int) -> None:
    """Ask a worker to read the file; without a broker it waits for the planner."""
    try:
        # By its name, since tasks import actions and not the reverse. No retry: somebody waits for the
        # page.
        current_app.send_task("resources.library.tasks.read_file", args=[pk], retry=False)
    except (OperationalError, OSError):
        logger.warning("The broker is away; the file of edition %s is read when the planner comes by.", pk)
