"""People, and the seats they hold in cities."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, FilteredRelation, Max, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from icaforum.audit.wording import forget_words_of
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from icaforum.words.addresses import clean_address, is_clean
from icaforum.words.fields import offered_languages
from icaforum.words.languages import LANGUAGE_CHOICES
from icaforum.words.mail_fields import MailAddressField
from icaforum.words.name_fields import NameField
from icaforum.words.plain_search import any_of, plain_index
from icaforum.words.zones import validate_time_zone

# The purpose of the link by which somebody who left takes back what they wrote.
LEFT = "left"
# So long it is good after the seat, or the membership of the city, has ended; the mail says so.
LEFT_FOR = timedelta(days=365)


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Seats, by whether they run and what they are."""

    def open(self) -> Self:
        """Those that have not ended; the city itself may have left the Forum."""
        return self.filter(until__isnull=True)

    def with_membership(self) -> Self:
        """Join the city's open membership, as `membership`; it is empty where the city is not in the Forum.

        Whatever asks for a tier asks by this name: a second path to the memberships would be a second join,
        and find those that have ended.
        """
        running = Q(city__memberships__until__isnull=True)
        return self.annotate(membership=FilteredRelation("city__memberships", condition=running))

    def standing(self) -> Self:
        """Open seats in cities with an open membership: the only seats that give rights."""
        # At most one membership of a city is open, so no seat comes twice.
        return self.open().with_membership().filter(membership__isnull=False)

    def visible_to(self, viewer: Viewer) -> Self:
        """The standing seats of people who may sign in, for members and for staff of seats; else none.

        Names of people are for the Forum, not for the web.
        """
        if not (viewer.is_member or viewer.manages(Officer)):
            return self.none()
        return self.standing().filter(person__is_active=True)

    def leads(self) -> Self:
        """Those of lead contacts."""
        return self.filter(role=Officer.Role.LEAD)


class Officer(models.Model):
    """A dated row: a person's seat in a city, as its lead contact or as a city contact."""

    class Role(models.TextChoices):
        """What a person does in a team; a team may have several leads."""

        LEAD = "lead", _("Lead contact")
        OFFICER = "officer", _("City contact")

    class Step(models.TextChoices):
        """What a city is offered in its first days, in this order."""

        INTRODUCE = "introduce", _("Introduce the city")
        WEBINAR = "webinar", _("Take a first place")
        QUESTION = "question", _("Ask a first question")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="seats"
    )
    # PROTECT: a city with seats in its history is not deleted.
    city = models.ForeignKey(
        "cities.City", verbose_name=_("city"), on_delete=models.PROTECT, related_name="seats"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.OFFICER)
    position = models.CharField(_("position in the city"), max_length=120, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    # What this person does not want to be offered for this city.
    put_away = ArrayField(
        models.CharField(max_length=12, choices=Step),
        verbose_name=_("first steps put away"),
        default=list,
        db_default=[],
        blank=True,
        editable=False,
    )

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ["city__sort_name", "role", "since", "pk"]
        verbose_name = _("city contact")
        verbose_name_plural = _("city contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "city"],
                condition=Q(until__isnull=True),
                name="officer_one_open_seat_a_city",
                violation_error_message=_("This person has an open place in the team of this city already."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="officer_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    named_by = ("person", "city")

    def __str__(self) -> str:
        return f"{self.person}, {self.city}"

    @property
    def taking_back_path(self) -> str:
        """The page on which its person takes back what they wrote, once they or the city have left."""
        return reverse("left", args=[sign(LEFT, self.pk)])

    def link_ends_at(self) -> datetime | None:
        """Return until when that page opens: a year after the seat, or else the city's membership, ended.

        None while neither has. Not kept in the link, so that those mailed before it was said end as well.
        """
        ended = self.until or self.city.memberships.aggregate(last=Max("until"))["last"]
        return ended and ended + LEFT_FOR

    @property
    def is_lead(self) -> bool:
        """Whether this is a lead contact's seat."""
        return self.role == self.Role.LEAD

    def colleagues(self) -> OfficerQuerySet:
        """The open seats of the others in this team who may sign in."""
        # People whose account is closed keep their seat but cannot act, so they are nobody to hand over to.
        team = Officer.objects.open().filter(city=self.city_id, person__is_active=True)
        return team.exclude(pk=self.pk)

    @property
    def must_name_successor(self) -> bool:
        """Whether this is the only lead contact of a team with others in it, who must not be left alone."""
        return self.is_lead and not self.colleagues().leads().exists() and self.colleagues().exists()


class UserQuerySet(models.QuerySet["User"]):
    """People, by standing and by address."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Erase people, and with them the earlier words that they wrote; what stands now stays."""
        with transaction.atomic():
            forget_words_of(self.values_list("pk", flat=True))
            return super().delete()

    def in_good_standing(self) -> Self:
        """Active people with a seat in a city that is in the Forum now."""
        return self.filter(is_active=True, pk__in=Officer.objects.standing().values("person_id"))

    def getting_news(self) -> Self:
        """Those in good standing by a seat in a city that does not pause: to whom things are announced."""
        seats = Officer.objects.standing().filter(Q(membership__paused_at__isnull=True))
        return self.filter(is_active=True, pk__in=seats.values("person_id"))

    def only_of_pausing_cities(self) -> Self:
        """Those in good standing, of whose cities in the Forum each pauses."""
        return self.in_good_standing().exclude(pk__in=User.objects.getting_news().values("pk"))

    def to_mend(self) -> Self:
        """Those whose address does not work, and not only of cities that pause, which are left alone."""
        return self.unreached().exclude(pk__in=User.objects.only_of_pausing_cities().values("pk"))

    def matching(self, text: str) -> Self:
        """Those whose name, address or cities have words that begin with those of the text; by name."""
        people = self
        for word in text.split()[:8]:
            seats = Officer.objects.open().filter(city__name__begins_a_word=word)
            there = Q(pk__in=seats.values("person_id"))
            ways = [Q(name__begins_a_word=word), Q(email__begins_a_word=word), there]
            people = people.filter(any_of(User.objects.all(), ways))
        return people.order_by("name", "email")

    def unreached(self) -> Self:
        """Active people whose address does not work, as the mails to it tell."""
        people = Message.objects.that_came_back().order_by().values("person")
        return self.filter(is_active=True, pk__in=people)

    def with_address(self, email: str) -> Self:
        """Those behind an address, however it is written: as their own, or as a further one they proved."""
        # Never `iexact`: to PostgreSQL the capital of «ı» is that of «i», which makes one address of two.
        # A subquery and not a join, so that nobody comes twice; unverified addresses are left out, or
        # anybody could claim one.
        cleaned = clean_address(email)
        proved = User.objects.filter(emailaddress__email=cleaned, emailaddress__verified=True)
        return self.filter(Q(email=cleaned) | Q(pk__in=proved.values("pk")))


# `from_queryset` makes the class at run time, which no type checker can follow.
class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    """Creates people; Django and allauth call it."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Create a person. Without a password nobody can sign in by one; a code by mail works always."""
        user = self.model(email=email, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Create somebody of the secretariat who may do everything."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True} | facts)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Rights come from open seats in cities with open memberships; staff have no seat."""

    email = MailAddressField(
        _("e-mail address"),
        unique=True,
        max_length=254,
        error_messages={"unique": _("Somebody has an account with this address already.")},
    )
    # Set for accounts of earlier times whose address is not clean and cannot be cleaned, or then is somebody
    # else's. `manage.py find_addresses` lists them, and the secretariat settles each.
    address_to_settle = models.BooleanField(_("address to settle"), default=False, db_default=False)
    name = NameField(_("name"), max_length=120, blank=True)
    # As they wish; the first word of a name is no first name in much of the world.
    greeting = NameField(_("how we greet"), max_length=60, blank=True, db_default="")
    language = models.CharField(
        _("language"), max_length=10, choices=offered_languages, default=settings.LANGUAGE_CODE
    )
    # Beside the language of the pages: what is written in these stands before the rest in lists.
    reads = ArrayField(
        models.CharField(max_length=10, choices=LANGUAGE_CHOICES),
        verbose_name=_("languages also read"),
        default=list,
        db_default=[],
        blank=True,
    )
    # All times are shown in it. A guess from the city until `zone_confirmed_at` is set.
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    zone_confirmed_at = models.DateTimeField(_("time zone confirmed on"), null=True, blank=True)
    # Accounts are closed and never deleted, since history and what was written refer to them.
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("secretariat"), default=False)
    joined_at = models.DateTimeField(_("since"), db_default=Now())
    # Of a colleague alone, written by `actions.colleagues`. The end of the invitation stands until it is
    # accepted; the last day is one in the person's own zone.
    staff_invited_at = models.DateTimeField(_("invited on"), null=True, blank=True, editable=False)
    staff_invitation_ends_at = models.DateTimeField(
        _("invitation open until"), null=True, blank=True, editable=False
    )
    staff_until = models.DateField(_("until"), null=True, blank=True, editable=False)
    # The row stays, so that places, seats and history still count; nothing in it says who that was.
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True, editable=False)

    objects = UserManager()

    seats_now: list[Officer]  # open seats, where a list has prefetched them
    # Whether this person has shown their second step in the session of this request. It is no column: the
    # middleware `staff_rights` marks the person of its request, and nobody else (a mail's reader, the clock)
    # is ever marked.
    is_verified = False

    # Django asks for these three names: there is no user name, and nothing is required beside the address.
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name", "email"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [plain_index("name", "email", name="user_plain")]
        constraints = [
            models.CheckConstraint(
                condition=Q(address_to_settle=True) | is_clean("email"),
                name="user_email_is_clean",
                violation_error_message=_("Please write a whole e-mail address, such as name@city.example."),
            ),
            # So that one who may add others always stays, by no clock.
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(staff_until__isnull=True),
                name="user_who_adds_others_has_no_last_day",
                violation_error_message=_("Who may add colleagues has no last day."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", greeting="", is_active=False, is_staff=False, is_superuser=False),
                name="user_erased_is_nobody",
                violation_error_message=_("Who was erased has no name, no rights and no way in."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Erase the person, and with them the earlier words that they wrote; what stands now stays."""
        with transaction.atomic():
            forget_words_of([self.pk])
            return super().delete(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name, else the address; the name of this method is Django's."""
        return self.name or (str(_("an erased person")) if self.erased_at else self.email)

    def get_short_name(self) -> str:
        """What the person wishes to be greeted with, else the name as it is given, else the address."""
        return self.greeting or self.get_full_name()

    # What a member of the secretariat may do, only once marked as verified. Django would answer by the rows
    # alone, and grant a superuser everything before it asks a backend.

    @property
    def acts_as_staff(self) -> bool:
        """Whether this is the secretariat at work: of the staff, and verified in this request's session."""
        return self.is_active and self.is_staff and self.is_verified

    def staff_permissions(self) -> set[str]:
        """The rights of a member of the secretariat in the admin, verified or not: «events.view_event»."""
        return super().get_all_permissions() if self.is_active and self.is_staff else set()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As Django's for the secretariat at work. Others have rights to single objects: those they see."""
        if self.acts_as_staff:
            return super().has_perm(perm, obj)
        return obj is not None and any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        """As Django's for the secretariat at work, and False for others."""
        return self.acts_as_staff and super().has_module_perms(app_label)

    def get_user_permissions(self, obj: Any = None) -> set[str]:
        """As Django's; without an object, only for the secretariat at work."""
        return super().get_user_permissions(obj) if obj or self.acts_as_staff else set()

    def get_group_permissions(self, obj: Any = None) -> set[str]:
        """As Django's; without an object, only for the secretariat at work."""
        return super().get_group_permissions(obj) if obj or self.acts_as_staff else set()

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """As Django's; without an object, only for the secretariat at work."""
        return super().get_all_permissions(obj) if obj or self.acts_as_staff else set()

    def leads_alone(self) -> list[str]:
        """The names of the cities whose only lead contact this person is."""
        # One query a seat is enough here: people have one or two.
        seats = self.seats.open().select_related("city")
        return [str(seat.city) for seat in seats if seat.is_lead and not seat.colleagues().leads().exists()]


class ColleagueManager(UserManager):
    """The people of the secretariat."""

    def get_queryset(self) -> UserQuerySet:
        """Return those who work in the secretariat."""
        return super().get_queryset().filter(is_staff=True)


class Colleague(User):
    """The same rows as `User`, seen as colleagues: with a page of their own in the admin, and its rights."""

    objects: ClassVar[ColleagueManager] = ColleagueManager()

    class Meta:
        proxy = True
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
