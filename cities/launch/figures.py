"""Numbers and names that the pages of an import show, each in a constant number of statements."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.directory.models import City, Membership
from cities.directory.tiers import TIER_CHOICES, TIER_OF
from cities.invitations.actions.inviting import key_of_mail
from cities.invitations.models import Invitation, InvitationQuerySet
from cities.launch.models import LaunchRow, LaunchSheet
from cities.people.models import Officer
from icaforum.outbox.models import Message
from icaforum.outbox.states import reason_of
from icaforum.words.languages import translated_name

# Of what the page lists by name; the lists of the admin hold all.
MOST_NAMED = 20
_TABS = {"": gettext_lazy("All"), **dict(LaunchRow.Verdict.choices)}
_ON_THEIR_WAY = (Message.State.PENDING, Message.State.HELD, *Message.LEASED)


def tabs(counts: Mapping[str, int], show: str) -> list[dict[str, Any]]:
    """Return the tabs above the rows with their counts; one without rows is left out, but for «All»."""
    every = {"": sum(counts.values()), **counts}
    return [
        {"word": word, "label": label, "count": every.get(word, 0), "current": word == show}
        for word, label in _TABS.items()
        if every.get(word) or not word
    ]


def people_in_words(summary: Mapping[str, Any]) -> str:
    """Return «9 pilot cities, 14 peer cities …», and how many leads and further contacts there are."""
    tiers = [f"{label}: {n}" for word, label in TIER_CHOICES if (n := summary.get("tiers", {}).get(word))]
    leads, contacts = summary.get("leads", 0), summary.get("contacts", 0)
    said = [
        ngettext("%(n)d lead contact", "%(n)d lead contacts", leads) % {"n": leads},
        ngettext("%(n)d city contact", "%(n)d city contacts", contacts) % {"n": contacts},
    ]
    return ", ".join([*tiers, *said])


def languages_in_words(summary: Mapping[str, Any]) -> str:
    """Return in how many mails which language is written: «English 88, German 24»."""
    pairs = sorted(summary.get("languages", {}).items(), key=lambda pair: -pair[1])
    return ", ".join(f"{translated_name(code)} {count}" for code, count in pairs)


def what_became_of(invitations: InvitationQuerySet) -> dict[str, int]:
    """Return how many invitations were sent, and what became of the mail that each was sent with last."""
    own = list(invitations.filter(along_with__isnull=True))
    states = Counter(_became(mail) for mail in _mails_of(own).values())
    return {
        "all": len(own),
        "sent": sum(row.sent_at is not None for row in own),
        "joined": sum(row.accepted_at is not None for row in own),
        "accepted": states[Message.State.SENT],
        "on_their_way": sum(states[state] for state in _ON_THEIR_WAY),
        "returned": sum(states[state] for state in Message.UNSENT),
    }


def returned(invitations: InvitationQuerySet) -> list[tuple[Invitation, str]]:
    """Return the open invitations whose last mail did not arrive, and why."""
    rows = {row.pk: row for row in invitations.open().select_related("city")}
    failed = ((rows[key], mail) for key, mail in _mails_of(rows.values()).items())
    return [(row, reason_of(mail)) for row, mail in failed if _became(mail) in Message.UNSENT][:MOST_NAMED]


def _became(mail: Message) -> str:
    """Return the state of a mail; one that left and came back could not be delivered."""
    return Message.State.DEAD if mail.came_back else mail.state


def _mails_of(invitations: Iterable[Invitation]) -> dict[int, Message]:
    """Return the mail that each was sent with last, by the key of the invitation; found by an index."""
    keys = {key_of_mail(row, row.sent_at): row.pk for row in invitations if row.sent_at}
    mails = Message.objects.filter(dedupe_key__in=list(keys)).select_related("returned")
    return {keys[mail.dedupe_key]: mail for mail in mails}


def without_lead(sheet: LaunchSheet) -> QuerySet[City]:
    """Return the cities of an import that have no lead contact, in their team or invited."""
    leads = Officer.objects.open().leads().values("city_id")
    invited = Invitation.objects.open().filter(role=Officer.Role.LEAD).values("city_id")
    cities = City.objects.members().filter(pk__in=sheet.rows.values("city"))
    return cities.exclude(pk__in=leads).exclude(pk__in=invited)[:MOST_NAMED]


def together(invitations: InvitationQuerySet) -> QuerySet[Invitation]:
    """Return the seats that are taken with the mail about another city."""
    with_others = invitations.filter(along_with__isnull=False, along_with__city__isnull=False)
    return with_others.select_related("city", "along_with__city")[:MOST_NAMED]


def in_forum() -> list[tuple[str, int]]:
    """Return how many members there are of each tier, and how many people have not come yet."""
    by_tier = dict(Membership.objects.open().values_list("tier").annotate(n=Count("pk")).order_by())
    tiers = [(str(label), by_tier.get(TIER_OF[word], 0)) for word, label in TIER_CHOICES]
    invited = Invitation.objects.open().values("email").distinct().count()
    return [*tiers, (_("People, not here yet"), invited)]
