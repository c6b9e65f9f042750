"""What the secretariat decides for the whole Forum: one row, in place of constants in the code."""

from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from icaforum.forum.workdays import Workdays, span_of
from icaforum.words.mail_fields import MailAddressField
from icaforum.words.name_fields import NameField
from icaforum.words.zones import validate_time_zone

# Each number with the smallest and the largest that make sense.
PROMISED, QUIET, PLACES = (1, 60), (7, 365), (0, 1000)
LAST_HOUR = 23
LONGEST_SIGNATURE = 300


class Room(models.TextChoices):
    """A part of the portal that the secretariat opens when it is ready for it."""

    QUESTIONS = "questions", _("Questions: ask the Forum")
    HELP = "help", _("Help from partners")
    JOINT_CALLS = "joint-calls", _("Joint calls")
    MEASURES = "measures", _("Measures of cities")
    PEER_CALLS = "peer-calls", _("Calls for peers")


class Weekday(models.IntegerChoices):
    """A day of the week, numbered as `date.weekday` does."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def _first_name() -> str:
    return settings.FORUM_NAME


def _first_contact() -> str:
    return settings.CONTACT_NAME


def _first_address() -> str:
    return settings.CONTACT_EMAIL


def validate_closed(line: str) -> None:
    """Raise ValidationError for what says no days on which the secretariat is closed."""
    try:
        span_of(line)
    except ValueError:
        words = _(
            "“%(line)s” is no day such as 2026-12-24, and no span of at most 60 days such as "
            "2026-12-24 – 2027-01-01."
        )
        raise ValidationError(words, params={"line": line[:40]}) from None


def _within(bounds: tuple[int, int]) -> list[Any]:
    return [MinValueValidator(bounds[0]), MaxValueValidator(bounds[1])]


class ForumSettings(models.Model):
    """The Forum's settings. Until the page is saved once, the environment says the names and addresses.

    Read it by `the_forum()` (`icaforum.forum.reading`).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the Forum"), max_length=60, default=_first_name)
    contact_name = NameField(_("contact person"), max_length=100, default=_first_contact, blank=True)
    contact_email = MailAddressField(_("address for answers"), default=_first_address)
    signature = models.TextField(_("signature of our mails"), max_length=LONGEST_SIGNATURE, blank=True)
    time_zone = models.CharField(
        _("time zone of the secretariat"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    promised_days = models.PositiveSmallIntegerField(
        _("working days until an application is answered"), default=10, validators=_within(PROMISED)
    )
    # Spans as `workdays.in_a_line` writes them, in their order.
    closed_days = ArrayField(
        models.CharField(max_length=40, validators=[validate_closed]),
        verbose_name=_("closed days"),
        default=list,
        blank=True,
    )
    # None: as many as want to.
    max_peer_cities = models.PositiveSmallIntegerField(
        _("peer cities at most"), null=True, blank=True, validators=_within(PLACES)
    )
    max_other_cities = models.PositiveSmallIntegerField(
        _("cities outside C40 at most"), null=True, blank=True, validators=_within(PLACES)
    )
    quiet_days = models.PositiveSmallIntegerField(
        _("days after which a pairing is quiet"), default=30, validators=_within(QUIET)
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the digest"), choices=Weekday, default=Weekday.MONDAY
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digest"), default=7, validators=_within((0, LAST_HOUR))
    )
    open_rooms = ArrayField(
        models.CharField(max_length=20, choices=Room),
        verbose_name=_("open rooms"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("Forum settings")
        verbose_name_plural = _("Forum settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="forum_settings_are_one"),
            models.CheckConstraint(
                condition=Q(promised_days__range=PROMISED)
                & Q(quiet_days__range=QUIET)
                & Q(digest_weekday__range=(0, 6))
                & Q(digest_hour__range=(0, LAST_HOUR)),
                name="forum_settings_in_bounds",
                violation_error_message=_("One of the numbers is out of its bounds."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Forum settings"))

    @property
    def contact(self) -> str:
        """Who answers, in the reader's language where no person is named."""
        return self.contact_name or str(_("The secretariat"))

    @cached_property
    def workdays(self) -> Workdays:
        """The days that count for what the secretariat promises."""
        return Workdays(ZoneInfo(self.time_zone), tuple(map(span_of, self.closed_days)))

    def has_open(self, room: Room) -> bool:
        """Return whether the secretariat has opened this part of the portal."""
        return room in self.open_rooms

    def in_templates(self) -> dict[str, Any]:
        """Return what pages and mails say of the Forum, as `forum`."""
        return {
            "name": self.name,
            "base_url": settings.BASE_URL,
            "contact_name": self.contact,
            "contact_email": self.contact_email,
            "signature": self.signature,
            "promised_days": self.promised_days,
            "open_rooms": self.open_rooms,
            "demo": settings.DEMO,
        }

    @classmethod
    def the(cls) -> "ForumSettings":
        """Return the settings as they stand; those of the first day, not saved, where nobody chose any."""
        return cls.objects.first() or cls()
