"""What colleagues of the secretariat may do: three presets, each with exactly its rights in the admin.

Each is a group (`django.contrib.auth`) of the name here, whose rights are written from this table after every
migration, so that a change here reaches all who have the preset.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.people.models import User
from icaforum.audit.verbs import Words

READ, CHANGE, ENTER = ("view",), ("view", "change"), ("view", "change", "add")
ALL = (*ENTER, "delete")


@dataclass(frozen=True)
class Preset:
    """One preset: its rights, by the label of a model, and what the page says of it.

    `does` is what it is for, `also` what one may not expect, `never` what it leaves to others.
    """

    group: str
    label: Words
    does: Words
    also: Words
    never: Words
    rights: Mapping[str, tuple[str, ...]]

    def codes(self) -> set[tuple[str, str]]:
        """Return its rights as pairs of app and code name: («events», «view_event»)."""
        return {
            (app, f"{right}_{model}")
            for label, rights in self.rights.items()
            for app, model in (label.split("."),)
            for right in rights
        }


_EVENTS_AND_LIBRARY = {
    "events.event": ENTER,
    "events.speaker": ALL,
    "events.registration": CHANGE,
    "events.guest": CHANGE,
    "events.eventorganisation": CHANGE,
    "resources.contribution": CHANGE,
    "resources.paperorganisation": CHANGE,
    "resources.resource": ENTER,
    "resources.edition": ALL,
    "resources.shelf": ENTER,
    "resources.shelfpaper": ALL,
}

SECRETARIAT, REVIEWER, EVENTS = "secretariat", "reviewer", "events"

PRESETS = {
    SECRETARIAT: Preset(
        group="Secretariat",
        label=_("Secretariat"),
        does=_("Runs the Forum: everything in this administration."),
        also=_("May also end a membership, close an account and stop all mails."),
        never=_("Does not add colleagues, unless you tick it below."),
        rights={
            "audit.entry": READ,
            "cities.accessrequest": CHANGE,
            "cities.application": ENTER,
            "cities.callcomment": CHANGE,
            "cities.jointcall": CHANGE,
            "cities.signature": CHANGE,
            "cities.city": ENTER,
            "cities.clarification": READ,
            "cities.colleague": READ,
            "cities.expertise": ENTER,
            "cities.expertiseneed": CHANGE,
            "cities.helprequest": CHANGE,
            "cities.indicator": CHANGE,
            "cities.invitation": CHANGE,
            "cities.launchsheet": ENTER,
            "cities.letter": READ,
            "cities.measure": CHANGE,
            "cities.measureorganisation": CHANGE,
            "cities.membership": CHANGE,
            "cities.observation": READ,
            "cities.officer": CHANGE,
            "cities.partnerterms": ENTER,
            "cities.report": CHANGE,
            "cities.theme": ENTER,
            "cities.user": CHANGE,
            "cities.wantoffer": CHANGE,
            "forum.forumsettings": CHANGE,
            "outbox.attempt": READ,
            "inbound.arrival": CHANGE,
            "outbox.gate": CHANGE,
            "outbox.message": CHANGE,
            "pilots.comment": READ,
            "pilots.exchange": READ,
            "pilots.milestone": READ,
            "pilots.interest": CHANGE,
            "pilots.pairing": ENTER,
            "pilots.peercall": ENTER,
            "pilots.pulse": CHANGE,
            "pilots.silence": CHANGE,
            "pilots.pilotproject": ENTER,
            "pilots.projectorganisation": CHANGE,
            "pilots.projecttext": ALL,
            "pilots.revision": CHANGE,
            "resources.answer": CHANGE,
            "resources.brief": CHANGE,
            "resources.question": CHANGE,
            "resources.lesson": CHANGE,
            "resources.searchwords": CHANGE,
            "resources.use": CHANGE,
            **_EVENTS_AND_LIBRARY,
        },
    ),
    REVIEWER: Preset(
        group="Reviewer",
        label=_("Reviewer"),
        does=_("Reads applications, asks the applicants, and decides."),
        also=_("Also sees the cities and their teams, to judge by them."),
        never=_("Does not see mails, papers that are drafts, or people’s accounts."),
        rights={
            "cities.accessrequest": READ,
            "cities.application": CHANGE,
            "cities.city": READ,
            "cities.clarification": READ,
            "cities.invitation": READ,
            "cities.membership": READ,
            "cities.officer": READ,
        },
    ),
    EVENTS: Preset(
        group="Events and library",
        label=_("Events and library"),
        does=_("Makes events and papers, and decides who can see them."),
        also=_("Also gives places at events up for people."),
        never=_("Does not decide applications, change tiers, or see people’s accounts and mails."),
        rights=_EVENTS_AND_LIBRARY,
    ),
}


def presets_of(groups: Iterable[Group]) -> list[str]:
    """Return the names of the presets among these groups, in the order of the table."""
    names = {group.name for group in groups}
    return [name for name, preset in PRESETS.items() if preset.group in names]


def rights_in_words(person: User) -> str:
    """Say what somebody of the secretariat may do: «Reviewer, Events and library»."""
    said = [str(PRESETS[name].label) for name in presets_of(person.groups.all())]
    if person.is_superuser:
        said.append(gettext("may do everything, and add colleagues"))
    return ", ".join(said) or gettext("nothing yet")


@transaction.atomic
def write_presets() -> None:
    """Give the group of each preset exactly its rights; made where it is missing. Run after migrations."""
    for preset in PRESETS.values():
        _write(preset)


def group_of(name: str) -> Group:
    """Return the group of a preset, written where it is missing."""
    preset = PRESETS[name]
    return Group.objects.filter(name=preset.group).first() or _write(preset)


def _write(preset: Preset) -> Group:
    group, _new = Group.objects.get_or_create(name=preset.group)
    codes = (Q(content_type__app_label=app, codename=code) for app, code in preset.codes())
    group.permissions.set(Permission.objects.filter(reduce(or_, codes)))
    return group
