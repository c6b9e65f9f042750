"""Organisations at the table: which of them took part in something, how, and what changed because of them.

Every kind of thing has a model of its own with a true foreign key, which inherits `AtTable` and says by
`at_table` what its word in addresses is. Verbs, mails, pages and the admin are the same for all of them.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.directory.viewer import Viewer
from cities.invitations.models import Objection
from cities.talking.rules import seal_of
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.verbs import done_without_account
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.links import sign
from icaforum.words.languages import IN_ENGLISH, LANGUAGE_CHOICES, own_name
from icaforum.words.mail_fields import MailAddressField
from icaforum.words.names import validate_name

# What an organisation does by its link, without an account.
BY_LINK = (
    *("organisation agreed", "organisation said no", "organisation took its name back"),
    "organisation had all deleted",
)


# What it agrees to: with another word of these it is asked again.
SEALED = ("name", "kind", "place", "took_part", "changed")


class OrganisationKind(models.TextChoices):
    """What sort of organisation it is: all that stands there before it has agreed to be named."""

    TENANTS = "tenants", _("a tenants’ union")
    RESIDENTS = "residents", _("a residents’ group")
    LABOUR = "labour", _("a labour union")
    INFORMAL = "informal", _("an organisation of informal workers")
    WOMEN = "women", _("a women’s group")
    YOUTH = "youth", _("a youth group")
    MIGRANTS = "migrants", _("an organisation of migrants")
    INDIGENOUS = "indigenous", _("an Indigenous organisation")
    DISABLED = "disabled", _("an organisation of people with disabilities")
    FAITH = "faith", _("a faith group")
    COOPERATIVE = "cooperative", _("a cooperative")
    EMPLOYERS = "employers", _("an association of employers or owners")
    OTHER = "other", _("a community organisation")


class AtTableQuerySet(models.QuerySet[Any]):
    """Organisations at the table, by what they said and who may read of them."""

    def of_things_in_force(self) -> Self:
        """Return those of things that are out: published, announced."""
        things = self.model.things()
        return self.filter(thing__in=things.filter(things.in_force()))

    def standing(self) -> Self:
        """Return those that the secretariat has not hidden."""
        return self.filter(hidden_at__isnull=True)

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those that stand on pages which this viewer may see."""
        return self.standing().filter(thing__in=self.model.things().visible_to(viewer))

    def changeable_by(self, viewer: Viewer) -> Self:
        """Return those that this viewer changes: of the viewer's cities at the thing; all for staff."""
        rows = self.filter(thing__in=self.model.writable_by(viewer))
        return rows if viewer.runs(self.model) else rows.filter(city__in=self.model.writers(viewer))

    def asked(self) -> Self:
        """Return those that were asked by mail and have not answered."""
        return self.filter(state=AtTable.State.ASKED).exclude(email="")

    def unanswered_since(self, moment: datetime) -> Self:
        """Return those that hold an address and have not answered, also those that were hidden before."""
        waits = self.filter(state__in=(AtTable.State.ASKED, AtTable.State.NOT_ASKED)).exclude(email="")
        waits = waits.exclude(hidden_at__gt=moment)
        return waits.filter(Q(asked_at__lte=moment) | Q(asked_at=None, written_at__lte=moment))

    def confirmed(self) -> Self:
        """Return those that themselves agreed to what stands there."""
        return self.standing().filter(state=AtTable.State.AGREED)

    def locked(self, pk: int) -> Any:
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("thing", "city"), pk)


class AtTable(models.Model):
    """Base: an organisation that took part in something, as those write it who did it with them.

    A subclass has a foreign key `thing`, with `at_table` as its other side, to a model whose rows know
    `visible_to` and `in_force`; `cities_of_thing` is the path from there to the cities whose people write,
    `by_leads` whether these are their lead contacts alone, `room` the room of the things, if they have one.

    It is named only while it has agreed, by the signed link of a mail, to exactly these words
    (`agreed_seal`); before and after that only its kind stands. `link_version` rises when a link must not
    work any more. What it said before is not kept, since a name that was taken back would stay there.
    """

    class State(models.TextChoices):
        """What the organisation says to being named like this."""

        NOT_ASKED = "not-asked", _("Not asked")
        ASKED = "asked", _("Asked, has not answered")
        AGREED = "agreed", _("Agreed, named")
        DECLINED = "declined", _("Said no")
        TAKEN_BACK = "taken-back", _("Took its name back")

    Kind = OrganisationKind
    # It has said that it does not want to be named: nobody asks it once more.
    ANSWERED_NO = (State.DECLINED, State.TAKEN_BACK)

    word: ClassVar[str]
    cities_of_thing: ClassVar[str]
    by_leads: ClassVar[bool] = False
    room: ClassVar[Room | None] = None
    thing: Any
    thing_id: int

    # Of whom the words are; empty for the secretariat.
    city = models.ForeignKey(
        City,
        verbose_name=_("written for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now())
    # Empty once it has had all deleted.
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[validate_name])
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind)
    place = models.CharField(_("where it is"), max_length=100, blank=True)
    took_part = models.TextField(_("how it took part"), max_length=300, blank=True)
    changed = models.TextField(_("what changed because of it"), max_length=600, blank=True)
    language = models.CharField(_("its language"), max_length=10, choices=LANGUAGE_CHOICES)
    email = MailAddressField(_("address to ask"), max_length=254, blank=True)
    link_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    state = models.CharField(_("what it says"), max_length=10, choices=State, default=State.NOT_ASKED)
    agreed_seal = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    nothing_so_far = models.BooleanField(
        _("says that nothing has changed so far"), default=False, db_default=False
    )
    they_say = models.TextField(_("they say"), max_length=600, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("asked again on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    # Its no, by which nobody has the same address asked at this table again, also once the row is gone.
    objection = models.ForeignKey(
        Objection, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    # A digest of its address since its no, by which it can still have all deleted, at every table.
    mailbox_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    # What it had agreed to, by `words`, and said before the words changed: for the mail and the page that ask
    # it again, and for these alone. Gone with its answer, and with its address.
    before = models.JSONField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(
        _("why it is hidden"), max_length=500, blank=True, default="", db_default=""
    )

    objects = AtTableQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed", agreed_seal="") & (Q(state="agreed") | Q(agreed_seal="")),
                name="%(class)s_agreed_to_words",
                violation_error_message=_("What it agreed to is known exactly while it agrees."),
            ),
            models.CheckConstraint(
                condition=Q(state="agreed") | Q(they_say="", nothing_so_far=False),
                name="%(class)s_speaks_while_it_agrees",
                violation_error_message=_("Its own words stand there only while it agrees."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "taken-back"]) | Q(email=""),
                name="%(class)s_keeps_no_address_after_a_no",
                violation_error_message=_("After a no its address is deleted."),
            ),
        ]

    named_by: Any = ()

    def __str__(self) -> str:
        # Also in histories, mails and lists: never a name that was not agreed to.
        return self.shown_name

    def get_absolute_url(self) -> str:
        """The place on the page of the thing where it stands."""
        return f"{self.thing.get_absolute_url()}#at-the-table"

    @classmethod
    def things(cls) -> Any:
        """Return the manager of the things at whose table they are."""
        return cls._meta.get_field("thing").remote_field.model._default_manager  # type: ignore[union-attr]

    @classmethod
    def is_closed(cls) -> bool:
        """Whether these things are of a room that is closed: nobody writes there, or is asked."""
        return cls.room is not None and not the_forum().has_open(cls.room)

    @classmethod
    def writable_by(cls, viewer: Viewer) -> models.QuerySet[Any]:
        """Return the things that are out and at which this viewer writes down who was at the table.

        Those of the viewer's cities, or of the cities they lead; and all for staff of these rows.
        """
        things = cls.things()
        out = things.visible_to(viewer).filter(things.in_force())
        if viewer.runs(cls):
            return out
        cities = cls.writers(viewer)
        own = things.filter(**{f"{cls.cities_of_thing}__in": cities}).order_by().values("pk")
        return out.filter(pk__in=own) if viewer.is_member else out.none()

    @classmethod
    def writers(cls, viewer: Viewer) -> models.QuerySet[City]:
        """Return the cities for which this viewer writes: their cities, or those they lead."""
        return City.objects.led_by(viewer) if cls.by_leads else City.objects.of(viewer)

    @classmethod
    def cities_at(cls, thing: Any) -> models.QuerySet[City]:
        """Return the cities whose people write at this thing."""
        keys = cls.things().filter(pk=thing.pk).order_by().values(cls.cities_of_thing)
        return City.objects.filter(pk__in=keys)

    @property
    def thing_name(self) -> str:
        """What its no is about: this table, and no other."""
        return f"{self.word}:{self.thing_id}"

    @property
    def seal(self) -> str:
        """What is agreed to, in a few letters: another word, name or kind has another seal."""
        # As JSON, since two of them hold line breaks.
        return seal_of(json.dumps([getattr(self, name) for name in SEALED]))

    @property
    def is_of_a_member(self) -> bool:
        """Whether somebody is asked in its name: the secretariat's, or that of a city in the Forum."""
        return self.city_id is None or City.objects.members().filter(pk=self.city_id).exists()

    @property
    def said_before(self) -> str:
        """What it said itself to words that it agreed to, and that have changed since."""
        return str((self.before or {}).get("they_say", ""))

    @property
    def changed_since(self) -> list[str]:
        """Return the labels of what is written otherwise than when it agreed; empty where it has not."""
        then = (self.before or {}).get("words", {})
        names = [name for name in SEALED if name in then and then[name] != getattr(self, name)]
        labels = [str(self._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
        return labels + [gettext("what you took part in: another title, or a new version")] * bool(
            (self.before or {}).get("thing")
        )

    def keep_what_was_agreed(self) -> None:
        """Note what it agreed to and said, before other words stand there; the row is left to be saved."""
        words = {name: getattr(self, name) for name in SEALED}
        said = {"they_say": self.they_say, "nothing": self.nothing_so_far}
        self.before = {"words": words, **said} if self.state == self.State.AGREED else self.before

    @property
    def is_named(self) -> bool:
        """Whether others read its name and what was written of it: it agreed to exactly that."""
        return self.state == self.State.AGREED and self.agreed_seal == self.seal and bool(self.name)

    @property
    def shown_kind(self) -> str:
        """Its kind, as a line begins with it: «A tenants’ union»."""
        return str(capfirst(self.get_kind_display()))

    @property
    def shown_name(self) -> str:
        """What everybody may read of who it is: its name once it agreed, else its kind."""
        return self.name if self.is_named else self.shown_kind

    @property
    def shown_change(self) -> str:
        """What changed because of it; empty for «Nothing so far», which it may say itself."""
        return "" if self.nothing_so_far else self.changed

    @property
    def has_had_all_deleted(self) -> bool:
        """Whether it had everything deleted but its kind."""
        return not self.name

    @property
    def mail_language(self) -> str:
        """The language of its mail and of its page: its own, where the portal speaks it, else English."""
        return self.language if self.language in dict(settings.LANGUAGES) else "en"

    @property
    def in_english(self) -> str:
        """In its language, that its mail and page are not; empty where they are, or we cannot say it."""
        return "" if self.language == self.mail_language else IN_ENGLISH.get(self.language, "")

    @property
    def language_name(self) -> str:
        """Its language, as its speakers call it."""
        return own_name(self.language)

    @property
    def token(self) -> str:
        """The token of its link, which is mailed and never stored."""
        return sign(link_of(self.word), self.pk, version=self.link_version)

    @property
    def writing_path(self) -> str:
        """The page on which those who did it with them write down who was at this table."""
        return reverse("cities:table", args=[self.word, self.thing_id])

    @property
    def answer_path(self) -> str:
        """The page that its link opens."""
        return reverse("cities:table_answer", args=[self.word, self.token])


def link_of(word: str) -> str:
    """Return the purpose for which the links of one kind of thing are signed."""
    return f"at-table-{word}"


# The models that inherit `AtTable`, by their word in addresses and mails; each app adds its own. Any, since
# the type checker knows nothing of the column `thing`, which is the subclass's.
TABLES: dict[str, Any] = {}

Table = TypeVar("Table", bound=type[AtTable])


def at_table(word: str) -> Callable[[Table], Table]:
    """Make a model one of those that hold organisations at the table; a decorator of its class.

    `word` stands in addresses and mails for ever. Raises ValueError for one that is taken.
    """

    def register(model: Table) -> Table:
        if word in TABLES:
            raise ValueError(f"There is a table of this word already: {word}")
        model.word = word
        TABLES[word] = model
        belongs(model, "thing", to=model.things().model)
        done_without_account(model._meta.label_lower, *BY_LINK, by=_("the organisation"))
        return model

    return register


def table_of(thing: models.Model) -> Any:
    """Return the model of the organisations at the table of this thing. Raises LookupError."""
    for table in TABLES.values():
        if isinstance(thing, table.things().model):
            return table
    raise LookupError(f"Nobody is at the table of {thing._meta.label}.")
