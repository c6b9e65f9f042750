"""What «Ready to open?» says of each check, and what to forward to whoever can mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.models import City, User
from icaforum.audit.mishaps import of_planner
from icaforum.audit.verbs import Words
from icaforum.backups.models import Backup
from icaforum.inbound.mailbox import PLANNER
from icaforum.outbox.models import Gate, Message
from icaforum.ready.actions import fingerprint
from icaforum.ready.looking import Found, sender_domain
from icaforum.ready.models import Confirmation, Look
from icaforum.ready.sayings import SAYS, TITLES
from icaforum.words.times import day_in_words

TWO = 2


@dataclass(frozen=True)
class Check:
    """One check: `ok` is None where nobody knows yet. `forward` is for whoever can mend it, else empty.

    `url` leads to where the secretariat itself can act, in the words of `act`; `confirms` is what a button
    confirms.
    """

    title: Words
    ok: bool | None
    words: str
    forward: str = ""
    url: str = ""
    act: str = ""
    confirms: str = ""


def checks(look: Look) -> list[Check]:
    """Return all checks, with what was found in the last look from outside."""
    return [*_from_outside(look), _mails(), *_backups(), _colleagues(), _privacy(), _pledge()]


# From outside -----------------------------------------------------------------------------------------------

_NOBODY = gettext_lazy("The DNS did not answer. Look again later.")


def _from_outside(look: Look) -> Iterator[Check]:
    for name, title in TITLES.items():
        code, detail = look.found.get(name, ("", ""))
        yield _found(name, title, (_who_reads(code) if name == "bounces" else code, detail))


def _who_reads(code: str) -> str:
    """Return what is true of mails that come back, beyond what the DNS says of their way."""
    if settings.INBOUND_PROVIDER:
        return "told"
    if code != "good":
        return code
    if settings.INBOUND_MAILBOX is None:
        return "unread"
    return "shut" if of_planner(PLANNER) else "good"


def _found(name: str, title: Words, found: Found) -> Check:
    code, detail = found
    if (name, code) not in SAYS:
        return Check(title, None, str(_NOBODY) if code else _("Nobody has looked yet."))
    ok, words, forward = SAYS[name, code]
    facts = {"detail": detail, "domain": sender_domain(), "site": settings.BASE_URL}
    return Check(title, ok, str(words) % facts, str(forward) % facts)


# From within ------------------------------------------------------------------------------------------------


def _mails() -> Check:
    title, gate = _("Mails leave"), Gate.the()
    url = reverse("admin:outbox_gate_changelist")
    if not gate.is_open:
        forward = _(
            "The mail server of EMAIL_URL takes no mail from the portal. It said: %(why)s. Please check "
            "address, user, password and port, and whether the firewall lets it out."
        )
        return Check(
            title, ok=False, words=f"{gate} {gate.why}", forward=forward % {"why": gate.why}, url=url
        )
    last = Message.objects.filter(accepted_at__isnull=False).order_by("-accepted_at").first()
    if last is None or last.accepted_at is None:
        return Check(title, None, _("None has left yet. Sign in once by a code that is mailed to you."))
    return Check(
        title, ok=True, words=_("The last one left on %(day)s.") % {"day": day_in_words(last.accepted_at)}
    )


def _backups() -> Iterator[Check]:
    last = Backup.objects.first()
    yield Check(
        _("A backup is made each night"),
        ok=Backup.objects.fresh().exists(),
        words=_("The last one was made on %(day)s.") % {"day": day_in_words(last.made_at)}
        if last
        else _("There is none yet."),
        forward=_(
            "Please have “manage.py backup” run each night: with systemd by “systemctl enable --now "
            "icaforum-backup.timer”, with compose by a timer of the machine. docs/deploy.md says how."
        ),
    )
    tried = Backup.objects.came_back().order_by("-tried_at").first()
    yield Check(
        _("A copy on another machine was restored once"),
        ok=tried is not None,
        words=_("The one of %(made)s was, on %(tried)s.")
        % {"made": day_in_words(tried.made_at), "tried": day_in_words(tried.tried_at)}
        if tried and tried.tried_at
        else _("Not yet. A backup that nobody has restored may be none."),
        forward=_(
            "Please copy the folder of the backups (BACKUP_DIR) to another machine, encrypted, at least "
            "every "
            "night. Then fetch a copy back and run “manage.py restore --try --from-elsewhere <folder>” on "
            "it: "
            "it restores into a database that is thrown away, and notes that it worked."
        ),
    )


def _colleagues() -> Check:
    here = User.objects.filter(is_active=True, is_staff=True, is_superuser=True)
    count = here.filter(staff_invitation_ends_at=None).count()  # who has come, and not who is invited
    words = ngettext("%(count)d colleague may add others.", "%(count)d colleagues may add others.", count) % {
        "count": count
    }
    more = _("If that one is ill or leaves, nobody can be added.")
    return Check(
        _("Two colleagues may add others"),
        ok=count >= TWO,
        words=words if count >= TWO else f"{words} {more}",
        forward=_(
            "Please make one more colleague of the secretariat somebody who may add others: in the "
            "administration under Colleagues, with the tick below “Secretariat”."
        ),
        url=reverse("admin:cities_colleague_changelist"),
        act=_("Colleagues"),
    )


def _privacy() -> Check:
    return _confirmed(
        Confirmation.What.PRIVACY,
        _("The privacy text is yours"),
        _("Read it: it names who is responsible, and your own law may ask for more."),
        _(
            "Please read %(site)s/privacy/ as the one who answers for data protection: does it say all that "
            "our "
            "law asks for, and is it true of how we work? Tell the secretariat, which confirms it then."
        )
        % {"site": settings.BASE_URL},
        url=reverse("privacy"),
        act=_("Read the privacy text"),
    )


def _pledge() -> Check:
    count = City.objects.filter(pledge=True).count()
    words = ngettext(
        "%(count)d city is marked as having signed. Compare it with C40’s own list.",
        "%(count)d cities are marked as having signed. Compare them with C40’s own list.",
        count,
    )
    return _confirmed(
        Confirmation.What.PLEDGE,
        _("The list of the Equity Pledge is right"),
        words % {"count": count},
        _(
            "Please send the secretariat of the Forum the present list of the cities that signed C40’s "
            "Equity "
            "Pledge: the portal shows who did."
        ),
        url=f"{reverse('admin:cities_city_changelist')}?pledge__exact=1",
        act=_("See the cities"),
    )


def _confirmed(what: Confirmation.What, title: str, words: str, forward: str, *, url: str, act: str) -> Check:
    asks = {"forward": forward, "url": url, "act": act, "confirms": what.value}
    said = Confirmation.objects.filter(what=what).select_related("by").first()
    if said is None:
        return Check(title, ok=False, words=words, **asks)
    facts = {"person": said.by or _("Somebody"), "day": day_in_words(said.at)}
    if said.fingerprint != fingerprint(what):
        changed = _("%(person)s confirmed it on %(day)s; it has changed since.") % facts
        return Check(title, ok=False, words=f"{changed} {words}", **asks)
    return Check(title, ok=True, words=_("%(person)s confirmed it on %(day)s.") % facts, url=url, act=act)
