"""The verbs by which a partner says what it is expert in, and on which terms it helps."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.directory.models import City, Theme
from cities.partners.models import Expertise, PartnerTerms
from cities.partners.refusals import NoPartner, SaidAlready
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record

belongs(Expertise, "city", to=City)
belongs(PartnerTerms, "city", to=City)


@transaction.atomic
def add_expertise(*, city: City, theme: Theme, by: User, **facts: Any) -> Expertise:
    """Say what a partner can help with on a theme; `facts` are other fields of `Expertise`.

    Raises NoPartner for a city, SaidAlready where the partner has said something on this theme.
    """
    partner = _locked_partner(city)
    _refuse_twice(partner, theme)
    expertise = Expertise.objects.create(city=partner, theme=theme, **facts)
    record("added", expertise, by=by, city=partner.pk)
    return expertise


@transaction.atomic
def change_expertise(expertise: Expertise, *, by: User, **facts: Any) -> Expertise:
    """Change what is said; unchanged facts leave no line in the history. Raises SaidAlready."""
    # The partner first, as `add_expertise` does, so that of two who say the same theme one is refused.
    partner = _locked_partner(expertise.city)
    expertise = locked(Expertise.objects.select_for_update(of=("self",)), expertise.pk)
    if "theme" in facts and facts["theme"] != expertise.theme:
        _refuse_twice(partner, facts["theme"])
    _write(expertise, facts, city=partner, by=by)
    return expertise


@transaction.atomic
def set_terms(*, city: City, by: User, **facts: Any) -> PartnerTerms:
    """Change the terms on which a partner helps; `facts` are fields of `PartnerTerms`. Raises NoPartner."""
    partner = _locked_partner(city)
    terms, _new = PartnerTerms.objects.get_or_create(city=partner)
    _write(terms, facts, city=partner, by=by)
    return terms


def _write(row: Expertise | PartnerTerms, facts: dict[str, Any], *, city: City, by: User) -> None:
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=changed)
        record("changed", row, by=by, city=city.pk, fields=changed)


def _locked_partner(city: City) -> City:
    partner = locked(City.objects.select_for_update(no_key=True), city.pk)
    if not partner.is_partner:
        raise NoPartner(_("%(city)s is a city. Only partners offer expertise here.") % {"city": partner})
    return partner


def _refuse_twice(partner: City, theme: Theme) -> None:
    if partner.expertise.filter(theme=theme).exists():
        words = _("%(partner)s has said something on %(theme)s already. Change that instead.")
        raise SaidAlready(words % {"partner": partner, "theme": theme})
