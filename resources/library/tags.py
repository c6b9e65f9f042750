"""Template filters of the library: who can see something, what a file is, whose page a link leads to."""

from urllib.parse import urlsplit

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cities.directory.tiers import Level
from icaforum.words.places import local_name
from resources.library.models.edition import Edition
from resources.library.models.resource import Resource

register = template.Library()


@register.filter
def who_can_see(resource: Resource) -> str:
    """Return who can see it, for readers: «All members», «Peer and pilot cities, and partners»."""
    if resource.level == Level.NAMED:
        return _("Partners and those chosen") if resource.open_to_partners else _("Only those chosen")
    label = str(Level(resource.level).label)
    if resource.open_to_partners and resource.level != Level.PUBLIC:
        return _("%(cities)s, and partners") % {"cities": label}
    return label


@register.filter
def file_facts(edition: Edition) -> str:
    """Return what a file is: «PDF, 24 pages, 2.1 MB, in English»."""
    facts = [edition.get_file_type_display()]
    if edition.pages:
        facts.append(ngettext("%(n)s page", "%(n)s pages", edition.pages) % {"n": edition.pages})
    facts.append(filesizeformat(edition.size or 0))
    facts.append(
        pgettext("a file", "in %(language)s") % {"language": edition.language_name},
    )
    return ", ".join(facts)


@register.filter
def card_facts(resource: Resource) -> list[str]:
    """Return where it comes from and in which languages, for a small card."""
    return [some(resource.credits), ", ".join(resource.language_names)]


@register.filter
def some(names: list[str]) -> str:
    """Return the first three names of cities, and how many more."""
    said = ", ".join(local_name(name) for name in names[:3])
    return _("%(names)s and %(n)s more") % {"names": said, "n": len(names) - 3} if len(names) > 3 else said


@register.filter
def host(address: str) -> str:
    """Return whose page a link leads to: its host name."""
    # A link without a host is shown as it is rather than not at all.
    return urlsplit(address).hostname or address
