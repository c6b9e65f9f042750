"""Cities and partners, and their circles."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cities.directory.gazetteer import keys_meant
from cities.directory.models.membership import Membership
from cities.directory.tiers import Tier
from cities.directory.viewer import Viewer
from icaforum.audit.wording import keeps_words
from icaforum.words.names import SORT_KEY_LENGTH, name_keys, sort_key
from icaforum.words.places import local_name
from icaforum.words.zones import validate_time_zone


class Region(models.TextChoices):
    """C40's seven regions, by C40's names."""

    AFRICA = "africa", _("Africa")
    CENTRAL_EAST_ASIA = "central-east-asia", _("Central East Asia")
    SOUTHEAST_ASIA_OCEANIA = "southeast-asia-oceania", _("East, Southeast Asia & Oceania")
    EUROPE = "europe", _("Europe")
    LATIN_AMERICA = "latin-america", _("Latin America")
    NORTH_AMERICA = "north-america", _("North America")
    SOUTH_WEST_ASIA = "south-west-asia", _("South and West Asia")


def namesake(cities: Iterable["City"], name: str, *, kind: str, country: Any = "") -> "City | None":
    """Return which of these cities has that name, as its own or another, or None; C40's own come first.

    A partner is found for kind «partner», a city of either kind for the others. `country` is a code or
    empty: where it is given, an entry of another country is not meant, but one whose country is unknown may
    be.
    """
    partner = kind == City.Kind.PARTNER
    wanted = {*(name_keys(name) if partner else keys_meant(name, str(country or "")))}
    countries = {str(country), ""} if country else None
    same = [
        city
        for city in cities
        if wanted & {*name_keys(city.name), *city.keys}
        and city.is_partner == partner
        and (not countries or str(city.country) in countries)
    ]
    # An own name before another one; «c40» sorts before «other»; the key settles what is left, so that the
    # answer never changes.
    own = sort_key(name)
    return min(same, key=lambda city: (city.sort_name != own, city.kind, city.pk), default=None)


class CityQuerySet(models.QuerySet["City"]):
    """Entries of the directory, by their part in the Forum and by who asks."""

    def members(self) -> Self:
        """Cities and partners with an open membership."""
        # A subquery and not a join: a join would multiply rows as soon as another filter joins memberships
        # again.
        return self.filter(pk__in=Membership.objects.open().values("city_id"))

    def taking_part(self) -> Self:
        """The members that do not pause: of whom something may be asked."""
        return self.filter(pk__in=Membership.objects.taking_part().values("city_id"))

    def named(self, name: str, *, kind: str, country: Any = "") -> "City | None":
        """Return the entry of that name, or None: see `namesake`."""
        keys = keys_meant(name, str(country or ""))
        return namesake(self.called([name], keys), name, kind=kind, country=country)

    def called(self, names: Iterable[str], keys: Iterable[str] = ()) -> Self:
        """Those with one of these names, as their own or another one, of every kind and country.

        `keys` are more of them, as `keys_meant` gives them.
        """
        names = list(names)
        keys = [*keys, *(key for name in names for key in name_keys(name))]
        # Rows that no verb has written have no keys yet.
        return self.filter(Q(keys__overlap=keys) | Q(sort_name__in=[sort_key(name) for name in names]))

    def of_tier(self, *tiers: Tier | None) -> Self:
        """Those in the Forum with one of these tiers; None stands for a partner's."""
        # SQL finds no NULL in a list, so partners need a condition of their own.
        wanted = Q(tier__in=[tier for tier in tiers if tier is not None])
        if None in tiers:
            wanted |= Q(tier__isnull=True)
        return self.filter(pk__in=Membership.objects.open().filter(wanted).values("city_id"))

    def with_joined(self) -> Self:
        """Annotate `joined`: the first day of the unbroken time in the Forum of those that are in it."""
        rows: Any = Membership.objects.open().filter(city=OuterRef("pk")).with_joined()
        return self.annotate(joined=Subquery(rows.order_by().values("joined")[:1]))

    def newest(self) -> Self:
        """The cities, partners left apart, in their first days in the Forum, the latest first."""
        new = Membership.objects.of_first_days().filter(tier__isnull=False)
        of_new: Any = self.filter(pk__in=new.values("city_id")).with_joined()
        return of_new.order_by("-joined", "sort_name", "pk")

    def without_contact(self) -> Self:
        """Those that take part and of whose team nobody may sign in, so that nobody receives our mails."""
        return self.taking_part().exclude(pk__in=City.objects.reached())

    def without_lead(self) -> Self:
        """Those that take part and have contacts, and no lead among them."""
        led = City.objects.reached(seats__role="lead")
        return self.taking_part().filter(pk__in=City.objects.reached()).exclude(pk__in=led)

    def who_came(self, first: date, last: date) -> Self:
        """Those of whom somebody was at an event of these days, both included, as far as it is known.

        By the day on the event's own clock.
        """
        # By the reverse relation, since events stand above the directory.
        there = self.model.objects.filter(
            registrations__came=True,
            registrations__event__state="published",
            registrations__event__local_date__range=(first, last),
        )
        return self.filter(pk__in=there.order_by().values("pk"))

    def reached(self, **seat: Any) -> Any:
        """The keys of cities with an open seat of somebody who may sign in, and that is as `seat` says."""
        # In one filter, so that all of it holds of the same seat; and by the reverse relation, since people
        # stand above the directory.
        standing = self.filter(seats__until__isnull=True, seats__person__is_active=True, **seat)
        return standing.order_by().values("pk")

    def visible_to(self, viewer: Viewer) -> Self:
        """Those whose page the viewer may open: the members for everyone, every entry for its staff."""
        return self.all() if viewer.manages(City) else self.members()

    def of(self, viewer: Viewer) -> Self:
        """The cities in the Forum in whose teams this is, or which staff see it as."""
        return self.members().filter(pk__in=viewer.city_ids)

    def led_by(self, viewer: Viewer) -> Self:
        """The cities in the Forum whose lead contact this is."""
        return self.members().filter(pk__in=viewer.lead_of)

    def with_membership(self) -> Self:
        """Carry the open membership, for `City.membership`, at one more query for the whole list."""
        return self.prefetch_related(
            Prefetch("memberships", Membership.objects.open(), to_attr="open_memberships")
        )


@keeps_words("about", "other_names")
class City(models.Model):
    """A directory entry: a C40 member city, another city, or a partner organisation.

    C40 membership, Equity Pledge and tier are three independent facts: the first two stand here, the third
    is a dated row (`Membership`).
    """

    class Kind(models.TextChoices):
        """What an entry is; «C40» says nothing of its part in the Forum."""

        C40 = "c40", _("C40 member city")
        OTHER = "other", _("City outside C40")
        PARTNER = "partner", _("Partner")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("word in addresses"), max_length=120, unique=True)
    # Made by `sort_key` when the name is saved: lists and searches by name go by it, without case and
    # accents.
    sort_name = models.CharField(max_length=SORT_KEY_LENGTH, editable=False)
    # A line for each: in its own language and script, in English, with other signs, older ones. Whoever
    # writes one of them means this entry.
    other_names = models.TextField(
        _("other names"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        help_text=_("A line for each: in its own language and script, in other languages, older ones."),
    )
    # Of all its names, made by `name_keys` when they are saved: names are compared by these.
    keys = ArrayField(
        models.CharField(max_length=SORT_KEY_LENGTH), default=list, db_default=[], editable=False
    )
    # May be empty: a partner can work everywhere.
    country = CountryField(_("country"), blank=True)
    region = models.CharField(_("region"), max_length=30, choices=Region, blank=True)
    # Unknown for some entries; these stand in the list and not on the map.
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    population = models.PositiveBigIntegerField(_("population"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages to work in"), default=list, blank=True
    )
    pledge = models.BooleanField(_("Equity Pledge signed"), default=False)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("in the city's own words"), blank=True, max_length=3000)
    themes = models.ManyToManyField(
        "cities.Theme", verbose_name=_("themes"), blank=True, related_name="cities"
    )
    is_sample = models.BooleanField(_("sample content"), default=False)

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        indexes = [GinIndex(fields=["keys"], name="city_keys")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="city_has_a_whole_place_or_none",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            models.UniqueConstraint(
                fields=["sort_name", "country", "kind"],
                name="city_stands_in_the_directory_once",
                violation_error_message=_("This city stands in the directory already."),
            ),
        ]

    def __str__(self) -> str:
        return self.local_name

    def get_absolute_url(self) -> str:
        """The address of the city's page."""
        return reverse("cities:detail", args=[self.slug])

    @property
    def names(self) -> list[str]:
        """Its name, and all others that it has."""
        return [self.name, *(line.strip() for line in self.other_names.splitlines() if line.strip())]

    @property
    def local_name(self) -> str:
        """Its name in the reader's language."""
        return local_name(self.name)

    @property
    def known_zone(self) -> str:
        """Its time zone; empty where nobody has said it, since the column begins with UTC."""
        return "" if self.time_zone == "UTC" else self.time_zone

    @property
    def is_partner(self) -> bool:
        """Whether this is a partner organisation, and no city."""
        return self.kind == self.Kind.PARTNER

    @property
    def membership(self) -> Membership | None:
        """The open membership or None, from `with_membership()` where the list carried it."""
        # Kept on the row, since a template asks for it several times.
        if not hasattr(self, "open_memberships"):
            self.open_memberships: list[Any] = list(self.memberships.open())
        return next(iter(self.open_memberships), None)


class Circle(models.Model):
    """An auth.Group with cities in it. Every city has its own circle, a pairing has one of two.

    Who is in the group is derived from seats at each request (`cities.sharing.viewers`); the group itself
    holds no people.
    """

    # PROTECT here and below: grants hang on the group, and must not vanish with it unnoticed.
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="circle")
    cities = models.ManyToManyField("cities.City", verbose_name=_("cities"), related_name="circles")
    city = models.OneToOneField(
        "cities.City",
        verbose_name=_("the city whose own circle this is"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="circle",
    )

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")

    named_by = ("group",)

    def __str__(self) -> str:
        return self.group.name
