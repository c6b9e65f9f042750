"""The questions a survey begins with. They are ours, so each reader gets them in their own language."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from icaforum.audit.verbs import Words


@dataclass(frozen=True)
class Standard:
    """One of our own questions; without choices it is answered in own words."""

    text: Words
    choices: tuple[Words, ...] = ()


# The names are stored.
STANDARD = {
    "useful": Standard(_("Was it useful for your own work?"), (_("Very"), _("Somewhat"), _("Not much"))),
    "hour": Standard(_("Did the hour suit you?"), (_("Yes"), _("It was too late"), _("It was too early"))),
    "monday": Standard(_("What will you do differently on Monday?")),
}
