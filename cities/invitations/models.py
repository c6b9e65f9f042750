"""Rows of the two paths into a city's team: a seat offered, and a seat asked for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.people.models import Officer, User
from icaforum.words.addresses import clean_address, is_clean, mailbox
from icaforum.words.mail_fields import MailAddressField
from icaforum.words.name_fields import NameField
from icaforum.words.plain_search import plain_index


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by what became of them."""

    def open(self) -> Self:
        """Neither accepted nor taken back; it may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def held(self) -> Self:
        """Those that nobody was sent yet: they wait for a press of the secretariat."""
        return self.open().filter(sent_at__isnull=True)

    def to_send(self) -> Self:
        """Those that wait to be sent and get a mail of their own; others are taken with another's mail."""
        return self.held().exclude(along_with__in=Invitation.objects.open())

    def acceptable(self, now: datetime) -> Self:
        """Those whose link opens a seat: within their term, in a city of the Forum, from somebody who may.

        What a contact of the city offered counts while their seat stands and they may sign in. Only contacts
        and the secretariat invite, so whoever had no seat there any more when they offered it speaks, or
        spoke, for the secretariat.
        """
        seats = Officer.objects.filter(city=OuterRef("city"), person=OuterRef("invited_by"))
        standing = seats.standing().filter(person__is_active=True)
        then = seats.filter(Q(until__isnull=True) | Q(until__gte=OuterRef("entered_at")))
        author_may = Q(invited_by__isnull=True) | ~Exists(then) | Exists(standing)
        return self.open().filter(author_may, expires_at__gt=now, city__in=City.objects.members())

    def of_person(self, person: User) -> Self:
        """Those that a person sent, or that somebody sent to an address of theirs."""
        proved = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
        own = {clean_address(address) for address in (person.email, *proved)}
        return self.filter(Q(invited_by=person) | Q(email__in=own))


class Invitation(models.Model):
    """One seat offered to one address: expiring, single use, bound to that address.

    Its link is signed over the key and `link_version`; nothing that opens it is stored.
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="invitations"
    )
    # The seat goes to whoever reads mails to it, whatever address they sign in with.
    email = MailAddressField(_("e-mail address"), max_length=254)
    name = NameField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Officer.Role, default=Officer.Role.OFFICER)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    note = models.TextField(_("your note"), max_length=2000, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        # The offer stays good when its author's row goes; the mail then speaks for the secretariat.
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Where the secretariat has the address from, as the mail says it. Empty: from `invited_by`.
    origin = models.CharField(_("where the address is from"), max_length=200, blank=True, db_default="")
    entered_at = models.DateTimeField(_("entered on"), db_default=Now())
    # Both empty while it is held: nobody was mailed, and no link to it exists.
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True, db_default=Now())
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    # One person who is to have seats in several cities gets one mail: accepting that invitation takes these
    # with it. Without effect once that one has ended.
    along_with = models.ForeignKey(
        "self",
        verbose_name=_("goes with"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companions",
    )
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    # Raised when the term is renewed; a link of another version opens nothing any more.
    link_version = models.PositiveIntegerField(_("version of the link"), default=1)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [plain_index("email", "name", name="invitation_plain")]
        constraints = [
            # The last word on «one offer an address», should a verb ever forget to lock the city.
            models.UniqueConstraint(
                fields=["city", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open_for_an_address",
                violation_error_message=_("This address has an open invitation for this city already."),
            ),
            # An open one can become an account. Those of earlier times that ended keep what was typed.
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False) | is_clean("email"),
                name="invitation_email_is_clean",
                violation_error_message=_("Please write a whole e-mail address, such as name@city.example."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, expires_at__isnull=True)
                | Q(sent_at__isnull=False, expires_at__isnull=False),
                name="invitation_term_begins_with_its_mail",
                violation_error_message=_("What was sent has a last day, and what was not sent has none."),
            ),
        ]

    named_by = ("city",)

    def __str__(self) -> str:
        return f"{self.email}, {self.city}"

    @property
    def is_open(self) -> bool:
        """Whether it was neither accepted nor taken back; it may have expired."""
        return self.accepted_at is None and self.revoked_at is None

    def has_expired(self, now: datetime) -> bool:
        """Whether its term is over at this moment."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def is_held(self) -> bool:
        """Whether nobody was mailed yet."""
        return self.is_open and self.sent_at is None

    @property
    def goes_with(self) -> "Invitation | None":
        """The open invitation whose mail is for this one too, so that it gets none of its own."""
        other = self.along_with if self.is_held else None
        return other if other and other.is_open else None


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    """Requests for a seat, by what became of them."""

    def waiting(self) -> Self:
        """Not answered yet, by a lead or by the secretariat."""
        return self.filter(answered_at__isnull=True)

    def granted_by(self, person: User | None, *, city: City, email: str) -> Self:
        """Those of an address to which `person` said yes: what their invitation answers."""
        return self.filter(granted=True, answered_by=person, city=city, email=email)


class AccessRequest(models.Model):
    """A person asks a city's lead for a seat; after five days without an answer, the secretariat."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="access_requests"
    )
    name = NameField(_("name"), max_length=120)
    email = MailAddressField(_("e-mail address at work"), max_length=254)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    sent_at = models.DateTimeField(_("sent on"), db_default=Now())
    escalated_at = models.DateTimeField(_("passed to the secretariat on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Three values: yes, no, and none while it waits.
    granted = models.BooleanField(_("granted"), null=True, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "email"],
                condition=Q(answered_at__isnull=True),
                name="access_request_one_open_for_an_address",
                violation_error_message=_("This address has asked for a place in this city already."),
            ),
            # `granted` alone could not tell «not answered» from «declined» in every query.
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, granted__isnull=True)
                | Q(answered_at__isnull=False, granted__isnull=False),
                name="access_request_answer_has_its_moment",
                violation_error_message=_(
                    "An answer has its moment, and a request without an answer has none."
                ),
            ),
        ]

    named_by = ("city",)

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Those who want no invitation."""

    def among(self, addresses: Iterable[str], *, of: str = "") -> dict[str, datetime]:
        """Return which of these addresses said «No thanks», and when; with `of` a no to that alone."""
        by_digest = {address: digests_of(address, of=of) for address in addresses}
        wanted = {digest for digests in by_digest.values() for digest in digests}
        said = dict(self.filter(digest__in=wanted).values_list("digest", "said_at"))
        found = {
            address: [said[digest] for digest in digests if digest in said]
            for address, digests in by_digest.items()
        }
        return {address: moments[0] for address, moments in found.items() if moments}


class Objection(models.Model):
    """Somebody pressed «No thanks, delete it»: their address is gone, and a list brings it back to no mail.

    A keyed digest is kept in its place, from which nobody can read the address. A no to one thing alone,
    such as being named at one table, is a digest of the address with the name of that thing.
    """

    digest = models.CharField(max_length=64, unique=True)
    said_at = models.DateTimeField(_("said on"), db_default=Now())

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")

    def __str__(self) -> str:
        return self.digest[:8]


def digest_of(address: str, *, of: str = "") -> str:
    """Return the keyed digest of the mailbox of an address; with `of` of its no to that thing alone."""
    return digests_of(address, of=of)[0]


def digests_of(address: str, *, of: str = "") -> list[str]:
    """Return the digest by the secret of now, those by the secrets before it, and those of the address.

    Of the mailbox, so that an address with a plus gets round no objection; before, they were of the address.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    salt = "cities.invitations.objection"
    written = dict.fromkeys((mailbox(address), address))
    said = [f"{of} {it}" if of else it for it in written]  # no address holds a space
    return [
        salted_hmac(salt, it, secret=secret, algorithm="sha256").hexdigest()
        for it in said
        for secret in secrets
    ]
