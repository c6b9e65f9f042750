"""Mails as rows: what is to be sent, and what was tried."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from icaforum.outbox.kinds import kinds, private_kinds
from icaforum.words.plain_search import plain_index
from icaforum.words.unions import union_of

Moment = datetime | models.Expression
"""A moment a caller names, or the database's own clock, `Now()`."""


# The mails that need somebody, by what is to be done about them; each is in one part. The states are
# written out, since the class that names them comes below.
PARTS_TO_LOOK_AT: dict[str, Q] = {
    "undelivered": Q(state__in=["dead", "suppressed"], unwritten_at__isnull=True),
    "uncertain": Q(state="uncertain", unwritten_at__isnull=True),
    "unwritten": Q(unwritten_at__isnull=False),
    "late": Q(state="expired", unwritten_at__isnull=True),
}


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions to the outbox. `now` is the database's clock, or a moment that a test names."""

    def due(self, now: Moment) -> Self:
        """Return the mails whose turn has come, in the order in which they leave."""
        # The index `outbox_message_due` has this condition and this order, so it costs no sort.
        return (
            self.filter(state=Message.State.PENDING, due_at__lte=now)
            .filter(Q(expires_at=None) | Q(expires_at__gt=now))
            .order_by("priority", "due_at", "pk")
        )

    def codes_asked_since(self, moment: datetime) -> Self:
        """Return the codes that somebody asked for since; they leave also while all mails are on hold.

        Or the hold would lock out who has only codes to sign in with, and could end it.
        """
        codes = [name for name, kind in kinds().items() if kind.once]
        return self.filter(kind__in=codes, created_at__gte=moment)

    def waiting(self) -> Self:
        """Return the mails that are still to be sent, now or when somebody says so."""
        return self.filter(state__in=[Message.State.PENDING, Message.State.HELD])

    def not_left(self, since: datetime, until: datetime) -> Self:
        """Return the mails wanted in a span that have not left, or of which nobody knows."""
        states = [Message.State.PENDING, Message.State.HELD, Message.State.UNCERTAIN]
        abandoned = Q(state__in=Message.LEASED, lease_until__lte=Now())
        return self.filter(Q(state__in=states) | abandoned, wanted_at__range=(since, until))

    def too_late(self, now: Moment) -> Self:
        """Return waiting mails that would say something untrue by now."""
        return self.filter(state=Message.State.PENDING, expires_at__lte=now)

    def abandoned(self, state: str, now: Moment) -> Self:
        """Return mails in a state whose sender is gone: it had them for longer than its lease."""
        return self.filter(state=state, lease_until__lte=now)

    def to_look_at(self, now: Moment) -> Self:
        """Return the mails that did not leave or arrive and need somebody.

        Not delivered, perhaps not arrived, to an address that we stopped mailing, impossible to write (also
        while we still try), and what has become too late within the last week: nothing can be done for
        those, but somebody missed a mail.
        """
        # The index `outbox_message_to_look_at` has the first two conditions, in the same words.
        return self.filter(
            Q(state__in=Message.UNSENT)
            | Q(unwritten_at__isnull=False)
            | Q(state=Message.State.EXPIRED, expires_at__gt=now - Message.TOO_LATE_IS_SHOWN)
        )

    def for_staff(self, now: Moment) -> Self:
        """Return the mails that the secretariat sees: of those between others what did not leave or arrive.

        All of them together would tell who writes to whom, by the minute.
        """
        private = Q(kind__in=private_kinds())
        failed = Message.objects.filter(private).to_look_at(now).order_by().values("pk")
        return self.filter(~private | Q(pk__in=failed) | Q(returned__isnull=False))

    def part_to_look_at(self, name: str, now: Moment) -> Self:
        """Return the mails of `to_look_at` that stand in one of `PARTS_TO_LOOK_AT`."""
        return self.to_look_at(now).filter(PARTS_TO_LOOK_AT[name])

    def count_to_look_at(self, now: Moment) -> dict[str, int]:
        """Return how many mails of `to_look_at` each part has."""
        parts = {name: models.Count("pk", filter=part) for name, part in PARTS_TO_LOOK_AT.items()}
        return self.to_look_at(now).order_by().aggregate(**parts)

    def stuck(self, now: Moment) -> Self:
        """Return the mails wanted for two hours or longer that have not left, if none has left meanwhile."""
        since = now - Message.STUCK_AFTER
        left = Message.objects.filter(state=Message.State.SENT, accepted_at__gt=since)
        waiting = [Message.State.PENDING, *Message.LEASED]
        alive = Q(expires_at=None) | Q(expires_at__gt=now)
        late = self.filter(alive, ~Exists(left), state__in=waiting, wanted_at__lte=since)
        return late.exclude(last_error=Message.ENOUGH_TODAY, due_at__gt=now)

    def newest_to(self, person: AbstractBaseUser, address: str, *, most: int) -> Self:
        """Return the newest mails that staff see to a person or to an address, which had some before it."""
        # Each by its own index: with OR all mails would be gone through.
        shown = self.for_staff(Now())
        by_person = shown.filter(person=person).order_by("-pk").values("pk")[:most]
        by_address = shown.filter(address=address).order_by("-pk").values("pk")[:most]
        both = self.filter(pk__in=union_of([by_person, by_address]))
        return both.select_related("returned").order_by("-pk")[:most]

    def that_came_back(self) -> Self:
        """Return the mails that people's present addresses did not take since one was last accepted there.

        What our own sender did to a mail says nothing of an address.
        """
        later = Message.objects.filter(person=OuterRef("person"), address=OuterRef("address"))
        accepted = later.filter(state=Message.State.SENT, pk__gt=OuterRef("pk"))
        refused = Q(state=Message.State.SUPPRESSED) | Q(state=Message.State.DEAD) & ~Q(
            last_error="sender-died"
        )
        mine = self.filter(address=F("person__email"))
        unsent = mine.filter(refused, ~Exists(accepted.filter(returned=None))).order_by().values("pk")
        # Each by its own index: with OR all mails would be gone through.
        return self.filter(pk__in=union_of([unsent, mine.still_back().order_by().values("pk")]))

    def still_back(self) -> Self:
        """Return the mails that came back after they had left, and whose address works no better since.

        It does when a later mail to it has not come back in time, or when something has shown it.
        """
        later = Message.objects.filter(address=OuterRef("address"), pk__gt=OuterRef("pk"), returned=None)
        arrived = later.filter(state=Message.State.SENT, accepted_at__lte=Now() - Message.MAY_COME_BACK)
        return self.filter(~Exists(arrived), returned__isnull=False, returned__over_at=None)

    def newest_to_address(self, address: str, *, most: int) -> Self:
        """Return the newest mails that staff see to an address, whoever it belonged to."""
        return self.for_staff(Now()).filter(address=address).select_related("returned").order_by("-pk")[:most]

    def final(self) -> Self:
        """Return the mails that will never move again."""
        return self.filter(state__in=Message.FINAL)


class Message(models.Model):
    """One mail to one reader.

    It is written in the transaction of the action that causes it, and put into words only when it is sent.
    The words are then frozen, so that a second try is the same mail; those of sensitive kinds are never
    kept at all. `dedupe_key` and `message_id` are fixed for ever.
    """

    class State(models.TextChoices):
        """Where a mail stands; `icaforum.outbox.states` says which moves are allowed."""

        PENDING = "pending", _("waiting to be sent")
        CLAIMED = "claimed", _("being written")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("no longer wanted")
        SUPPRESSED = "suppressed", _("we stopped mailing this address")
        EXPIRED = "expired", _("too late to send")
        DEAD = "dead", _("could not be delivered")
        UNCERTAIN = "uncertain", _("may not have arrived")
        HELD = "held", _("on hold")

    # In a sender's hands, and for how long it may have them stands in `lease_until`.
    LEASED = (State.CLAIMED, State.SENDING)
    # These need a person.
    FAILED = (State.DEAD, State.UNCERTAIN)
    UNSENT = (State.DEAD, State.UNCERTAIN, State.SUPPRESSED)
    TOO_LATE_IS_SHOWN = timedelta(days=7)
    STUCK_AFTER = timedelta(hours=2)
    # The priority of a mail that somebody of the secretariat sends now: first of all, and whatever the day.
    PRESSED = 0
    # Why a mail waits whose reader had enough that day (`icaforum.outbox.daily`).
    ENOUGH_TODAY = "enough-today"
    # Mail servers say within minutes that an address is gone, and nearly always within two days that a
    # mailbox stayed full: what has not come back until then has arrived.
    MAY_COME_BACK = timedelta(days=2)
    FINAL = (State.SENT, State.CANCELLED, State.EXPIRED)

    uuid = models.UUIDField(unique=True, editable=False)
    # What causes the mail, in the caller's words. Unique for ever, so that one cause sends one mail.
    dedupe_key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    # Kept beside the person: the mail goes where it was meant to go, whatever their address is now.
    address = models.EmailField(_("address"), max_length=254)
    # Set for mails to an address alone; a person's language is asked when the mail is written.
    language = models.CharField(_("language"), max_length=10, blank=True)
    ids = models.JSONField(_("what it is about"), default=dict, encoder=DjangoJSONEncoder)
    message_id = models.CharField(_("Message-ID"), max_length=300, unique=True)
    sensitive = models.BooleanField(_("confidential"), default=False)
    priority = models.PositiveSmallIntegerField(_("priority"), default=5)

    # The words, empty until the first try, and for sensitive kinds always.
    subject = models.TextField(_("subject"), blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(_("calendar entry"), blank=True)
    reply_to = models.CharField(_("answers go to"), max_length=320, blank=True)
    sender_name = models.CharField(_("in the name of"), max_length=200, blank=True)
    frozen_at = models.DateTimeField(_("written on"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(_("caused on"), db_default=Now())
    wanted_at = models.DateTimeField(_("wanted from"), db_default=Now())
    due_at = models.DateTimeField(_("next try"), db_default=Now())
    expires_at = models.DateTimeField(_("pointless from"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    fence = models.PositiveIntegerField(default=0, help_text="Rises with each claim.")
    owner = models.CharField(_("sender"), max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_code = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True)
    last_error = models.TextField(_("reason"), blank=True)
    accepted_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    # An annotation of the list in the admin, no column.
    can_be_sent_again: bool = False
    # When the mail server last said of us, at this mail, that it takes nothing: the key of the last accepted
    # try of any mail. Tells whether others have passed since (`deliver.settle`).
    rebuffed_after = models.BigIntegerField(null=True, blank=True, editable=False)
    # Since its last try: it could not be put into words. `states.move` takes it away again.
    unwritten_at = models.DateTimeField(_("could not be written on"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            plain_index("address", name="outbox_message_plain"),
            models.Index(
                fields=["priority", "due_at", "id"], condition=Q(state="pending"), name="outbox_message_due"
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["claimed", "sending"]),
                name="outbox_message_leased",
            ),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["dead", "uncertain", "suppressed"]) | Q(unwritten_at__isnull=False),
                name="outbox_message_to_look_at",
            ),
            # For the page of a person, who got some before there was an account.
            models.Index(fields=["address", "-id"], name="outbox_message_address"),
            models.Index(fields=["expires_at"], condition=Q(state="expired"), name="outbox_message_too_late"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("pending", "claimed", "sending", "sent", "cancelled"),
                        *("suppressed", "expired", "dead", "uncertain", "held"),
                    ]
                ),
                name="outbox_message_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "sending"], lease_until__isnull=False)
                | (~Q(state__in=["claimed", "sending"]) & Q(lease_until=None)),
                name="outbox_message_lease_only_in_hand",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", accepted_at__isnull=False)
                | (~Q(state="sent") & Q(accepted_at=None)),
                name="outbox_message_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(sensitive=False) | Q(subject="", text="", html="", calendar=""),
                name="outbox_message_keeps_no_secret",
            ),
        ]

    named_by = ("person",)

    def __str__(self) -> str:
        return f"{self.title}, {self.reader}"

    @property
    def title(self) -> str:
        """What kind of mail it is, in words; its key where the kind is gone."""
        kind = kinds().get(self.kind)
        return str(kind.title) if kind else self.kind

    @property
    def became(self) -> str:
        """What became of it so far, in words."""
        if self.unwritten_at and self.state == self.State.PENDING:
            return str(_("could not be written so far"))
        if self.came_back:
            return str(_("sent, and came back"))
        return str(self.get_state_display())

    @property
    def came_back(self) -> bool:
        """Whether it came back after it had left."""
        return hasattr(self, "returned")

    @property
    def reader(self) -> str:
        """Whom it is for; of a mail of long ago that is no longer kept."""
        return str(self.person or self.address or _("somebody, long ago"))

    @property
    def dated(self) -> datetime:
        """The date in its head: the same at each try, and not before it was wanted."""
        return max(self.created_at, self.wanted_at)


class Attempt(models.Model):
    """One try to hand a mail to the relay, and what the relay said. Written once, after the try."""

    class Outcome(models.TextChoices):
        """What became of the try."""

        ACCEPTED = "accepted", _("accepted")
        DEFERRED = "deferred", _("put off")
        REFUSED = "refused", _("refused")
        BROKEN = "broken", _("broken off, nobody knows")
        UNWRITTEN = "unwritten", _("could not be written")

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries", verbose_name=_("mail"))
    worker = models.CharField(_("sender"), max_length=100, blank=True)
    at = models.DateTimeField(_("when"), db_default=Now())
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    detail = models.TextField(_("in the mail server's words"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("try")
        verbose_name_plural = _("tries")

    def __str__(self) -> str:
        return str(self.get_outcome_display())
