"""What cities and partners write for the library: drafts, what was sent in, and the files of both."""

import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from cities.models import City
from cities.talking.models import Attributed
from icaforum.audit.as_read import mark_of
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from resources.library import languages
from resources.library.models.edition import FileType
from resources.library.models.kind import Kind
from resources.library.models.resource import Resource


class Shape(models.TextChoices):
    """What somebody begins with: each has guiding questions of its own. The first is offered first."""

    LESSON = "lesson", _("What did not work")
    CASE_STUDY = "case-study", _("A case study")
    UPDATE = "update", _("News of our pilot project")
    PAPER = "paper", _("A paper, plan or tool")


class ContributionDraft(models.Model):
    """What somebody has typed for the library and not sent in yet; nobody else sees it.

    `typed` holds the answers of the form by the names of its fields, right or wrong.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.CASCADE,
        related_name="contribution_drafts",
    )
    shape = models.CharField(_("what it is"), max_length=12, choices=Shape)
    typed = models.JSONField(_("what was typed"), default=dict)
    changed_at = models.DateTimeField(_("changed on"), db_default=Now())

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("draft for the library")
        verbose_name_plural = _("drafts for the library")

    named_by = ("author",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the form with this draft in it."""
        return reverse("resources:contribute_form", args=[self.shape]) + f"?draft={self.pk}"

    @property
    def title(self) -> str:
        """The title as far as it was typed."""
        title: Any = self.typed.get("title", "")
        return str(title) or str(_("Without a title yet"))


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """What was sent in, by where it stands and by whom it may be read."""

    def of_cities(self, viewer: Viewer) -> Self:
        """What the viewer's cities sent in, those that only write along included."""
        written_along = Contribution.co_authors.through.objects.filter(city__in=viewer.city_ids)
        return self.filter(
            Q(city__in=viewer.city_ids) | Q(pk__in=written_along.order_by().values("contribution"))
        )

    def open_to(self, viewer: Viewer) -> Self:
        """What the viewer may read: of the own cities, and for whoever decides all."""
        return self.all() if viewer.manages(Contribution) else self.of_cities(viewer)

    def of_paper(self, paper: Resource) -> Self:
        """The versions of a paper that were published, the newest first."""
        rows = self.filter(Q(resource=paper) | Q(renews__resource=paper), state=Contribution.State.PUBLISHED)
        return rows.order_by("-decided_at", "-pk")

    def gone_of(self, paper: Resource) -> "list[Contribution]":
        """The versions of a paper that another in the same language took the place of, the newest first."""
        languages: set[str] = set()
        rows: list[Contribution] = []
        for row in self.of_paper(paper):
            # The first of a language stands in the library now.
            if row.language in languages:
                rows.append(row)
            languages.add(row.language)
        return rows

    def versions_of(self, row: "Contribution") -> Self:
        """The first version of what this is one of, and all that renew it, in every state; in order."""
        first = row.renews_id or row.pk
        return self.filter(Q(pk=first) | Q(renews=first)).order_by("pk")

    def newer_of(self, rows: "Iterable[Contribution]") -> "dict[Contribution, Contribution]":
        """Return by version, of these, the one that took its place in its language; one statement."""
        published = [row for row in rows if row.state == Contribution.State.PUBLISHED]
        firsts = {row.renews_id or row.pk for row in published}
        versions = self.filter(Q(pk__in=firsts) | Q(renews__in=firsts), state=Contribution.State.PUBLISHED)
        newest: dict[tuple[int, str], Contribution] = {}
        for version in versions.order_by("decided_at", "pk"):
            newest[version.renews_id or version.pk, version.language] = version
        found = {row: newest.get((row.renews_id or row.pk, row.language), row) for row in published}
        return {row: version for row, version in found.items() if version != row}

    def waiting(self) -> Self:
        """What waits for the secretariat, the longest first."""
        return self.filter(state=Contribution.State.SUBMITTED).order_by("submitted_at", "pk")

    def locked(self, pk: int) -> "Contribution":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)


@keeps_words("title", "summary", "context", "steps", "results", "benefited", "did_not_work", "text")
class Contribution(Attributed):
    """What a city or partner sent in for the library; its city and the secretariat alone see it here.

    Published, it is a resource of the library. The answers to the guiding questions of every shape stand in
    the same five columns; `resources.contributions.guides` says what each is asked.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SUBMITTED = "submitted", _("Sent in")
        RETURNED = "returned", _("Returned with a note")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Taken back")

    class Residents(models.TextChoices):
        """Whether somebody who lives or works there can be recognised in it."""

        NOBODY = "nobody", _("No, nobody can be recognised")
        AGREED = "agreed", _("Yes, and they agreed to these readers")

    # Of the languages that papers can be in, since it becomes one.
    language = models.CharField(_("written in"), max_length=10, choices=languages.CHOICES)
    shape = models.CharField(_("what it is"), max_length=12, choices=Shape)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=600)
    context = models.TextField(_("context"), max_length=4000, blank=True)
    steps = models.TextField(_("steps"), max_length=4000, blank=True)
    results = models.TextField(_("results"), max_length=4000, blank=True)
    benefited = models.TextField(_("who benefited"), max_length=3000, blank=True)
    did_not_work = models.TextField(_("what did not work"), max_length=4000, blank=True)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    themes = models.ManyToManyField("cities.Theme", verbose_name=_("themes"), blank=True, related_name="+")
    co_authors = models.ManyToManyField(
        City, verbose_name=_("written together with"), blank=True, related_name="+"
    )
    project = models.ForeignKey(
        "pilots.PilotProject",
        verbose_name=_("pilot project"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    level = models.PositiveSmallIntegerField(
        _("who can see this"), choices=Level.choices, default=Level.GENERAL
    )
    open_to_partners = models.BooleanField(_("also partners"), default=False)
    residents = models.CharField(_("residents and workers"), max_length=10, choices=Residents)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(_("sent in on"), db_default=Now())
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    note = models.TextField(_("note to the city"), max_length=2000, blank=True)
    resource = models.OneToOneField(
        Resource,
        verbose_name=_("paper in the library"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contribution",
    )
    # A new version of what stands in the library: `resource` is that of the first one, which alone has it.
    renews = models.ForeignKey(
        "self",
        verbose_name=_("new version of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="renewals",
    )
    is_sample = models.BooleanField(_("sample content"), default=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        indexes = [
            models.Index(fields=["city", "-submitted_at"], name="contribution_of_city"),
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="contribution_waits"),
        ]
        constraints = [
            *Attributed.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="published") | Q(resource__isnull=False) | Q(renews__isnull=False),
                name="contribution_published_is_a_paper",
                violation_error_message=_("What is published is a paper of the library."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note=""),
                name="contribution_returned_says_why",
                violation_error_message=_("Say what is to be changed."),
            ),
        ]

    named_by = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page, which its city and the secretariat alone open."""
        return reverse("resources:contribution", args=[self.pk])

    @property
    def mark(self) -> str:
        """The mark of what it says and where it stands: what is decided about on a page."""
        said = ("title", "summary", "context", "steps", "results", "benefited", "did_not_work", "text")
        file = self.file_now
        return mark_of("\n".join([self.state, *(getattr(self, it) for it in said), str(file and file.pk)]))

    @property
    def authors(self) -> list[City]:
        """The cities that the paper names: none where the one that wrote it is not named."""
        return [self.city, *self.co_authors.all()] if self.is_named else []

    @property
    def paper(self) -> Resource | None:
        """The paper of the library that it became, or of which it is a new version."""
        return self.renews.resource if self.renews else self.resource

    @property
    def first(self) -> "Contribution":
        """The first version of what this is one of."""
        return self.renews or self

    @property
    def readers(self) -> tuple[int, bool]:
        """The level of the paper that it becomes, and whether partners read it too.

        Where the secretariat lets fewer people read what stands there than its city had chosen, a new version
        opens it to nobody else.
        """
        paper = self.paper if self.renews else None
        last = paper and Contribution.objects.of_paper(paper).first()
        if paper is None or not last:
            return self.level, self.open_to_partners
        level = max(self.level, paper.level) if paper.level > last.level else self.level
        closed = last.open_to_partners and not paper.open_to_partners
        return level, self.open_to_partners and not closed

    @property
    def is_renewable(self) -> bool:
        """Whether its city may send in a new version: it is the first one, and its paper is out."""
        return self.state == self.State.PUBLISHED and bool(self.resource and self.resource.is_published)

    @property
    def waiting_renewal(self) -> "Contribution | None":
        """The new version that its city has sent in and nobody has published yet."""
        return self.renewals.filter(state__in=[self.State.SUBMITTED, self.State.RETURNED]).first()

    @property
    def stands(self) -> bool:
        """Whether it is what readers of the library find in its language."""
        out = self.state == self.State.PUBLISHED and self.paper and self.paper.is_published
        return bool(out) and self.newer is None

    @property
    def newer(self) -> "Contribution | None":
        """The version that stands in the library in place of this one, in its language."""
        if self.state != self.State.PUBLISHED or self.paper is None:
            return None
        newest = Contribution.objects.of_paper(self.paper).filter(language=self.language).first()
        return newest if newest != self else None

    @property
    def is_waiting(self) -> bool:
        """Whether the secretariat has it to decide."""
        return self.state == self.State.SUBMITTED

    @property
    def is_editable(self) -> bool:
        """Whether its city may change it now."""
        return self.state in {self.State.SUBMITTED, self.State.RETURNED}

    @property
    def file_now(self) -> "ContributionFile | None":
        """The file that stands there, the newest; None where it is a text."""
        return self.files.filter(is_current=True).first()


def storage_key(_file: "ContributionFile", _name: str) -> str:
    """Return where a file lies: a random word, so that no name of anybody's reaches the disk."""
    key = uuid.uuid4().hex
    return f"contributions/{key[:2]}/{key}"


class ContributionFileQuerySet(models.QuerySet["ContributionFile"]):
    """Files, by whether they are still there."""

    def there(self) -> Self:
        """Those that the secretariat has not taken out."""
        return self.filter(taken_out_at__isnull=True)


class ContributionFile(models.Model):
    """A file of a draft, or of what was sent in; earlier ones stay, and one is current at most.

    Of one that the secretariat took out only the line is left: nobody opens it any more.
    """

    draft = models.ForeignKey(
        ContributionDraft, null=True, blank=True, on_delete=models.CASCADE, related_name="files"
    )
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="files"
    )
    is_current = models.BooleanField(_("stands there now"), default=True)
    file = models.FileField(_("file"), upload_to=storage_key, max_length=60, editable=False)
    # The name that people see and save it by; `file` holds the random one.
    file_name = models.CharField(_("name of the file"), max_length=150, editable=False)
    file_type = models.CharField(max_length=5, choices=FileType, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    added_at = models.DateTimeField(_("added on"), db_default=Now())
    taken_out_at = models.DateTimeField(_("taken out on"), null=True, blank=True)
    taken_out_because = models.CharField(
        _("why it was taken out"), max_length=500, blank=True, default="", db_default=""
    )

    objects = ContributionFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("file of a contribution")
        verbose_name_plural = _("files of contributions")
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=True, contribution__isnull=False)
                | Q(draft__isnull=False, contribution__isnull=True),
                name="contribution_file_is_of_one",
                violation_error_message=_("A file is of a draft or of what was sent in."),
            ),
            models.UniqueConstraint(
                fields=["contribution"],
                condition=Q(is_current=True, contribution__isnull=False),
                name="contribution_file_now_once",
                violation_error_message=_("One file stands there at a time."),
            ),
        ]

    named_by = ("contribution", "draft")

    def __str__(self) -> str:
        return self.file_name
