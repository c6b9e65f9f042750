"""What is said of the portal as it looks from outside, and what to forward to whoever can mend it."""

from django.utils.translation import gettext_lazy

from icaforum.audit.verbs import Words

TITLES: dict[str, Words] = {
    "tls": gettext_lazy("Browsers trust the address"),
    "spf": gettext_lazy("Others know which servers may send our mails (SPF)"),
    "dkim": gettext_lazy("Our mails can be signed (DKIM)"),
    "dmarc": gettext_lazy("Others know what to do with forged mails (DMARC)"),
    "bounces": gettext_lazy("Mails that come back arrive somewhere"),
}

# By check and code: whether it is well, what is said, and what to forward. `%(detail)s` is a record or a day,
# `%(domain)s` the domain of our mails, `%(site)s` the portal's address.
SAYS: dict[tuple[str, str], tuple[bool | None, Words, Words]] = {
    ("tls", "good"): (True, gettext_lazy("The certificate is good until %(detail)s."), ""),
    ("tls", "soon"): (
        False,
        gettext_lazy("The certificate ends on %(detail)s, and was not renewed."),
        gettext_lazy(
            "The certificate of %(site)s ends on %(detail)s. It should have been renewed by itself: please "
            "run "
            "“certbot renew” on the machine, see why it fails, and reload nginx."
        ),
    ),
    ("tls", "untrusted"): (
        False,
        gettext_lazy("Browsers warn of the certificate: %(detail)s."),
        gettext_lazy(
            "Browsers do not trust the certificate of %(site)s (%(detail)s). Please install one of a public "
            "authority for exactly this name, with its whole chain, for instance by certbot."
        ),
    ),
    ("tls", "unreachable"): (
        False,
        gettext_lazy("The portal cannot reach its own address: %(detail)s."),
        gettext_lazy(
            "%(site)s does not answer on port 443 (%(detail)s). Please check that the name points at the "
            "machine, that the firewall lets port 443 in, and that nginx runs."
        ),
    ),
    ("tls", "plain"): (
        False,
        gettext_lazy("The address begins with http: whatever is sent can be read on the way."),
        gettext_lazy(
            "Please put a proxy with a certificate in front of the portal, and change BASE_URL to its "
            "address, "
            "which begins with https. docs/deploy.md and deploy/nginx.conf show how."
        ),
    ),
    ("spf", "good"): (True, gettext_lazy("The record says: %(detail)s"), ""),
    ("spf", "missing"): (
        False,
        gettext_lazy("%(domain)s has no SPF record, so many mails will land in spam."),
        gettext_lazy(
            "Please add one TXT record at %(domain)s that names the servers of our mail provider, for "
            "instance "
            "“v=spf1 include:spf.provider.example -all”; the provider says what stands behind “include”."
        ),
    ),
    ("spf", "several"): (
        False,
        gettext_lazy("%(domain)s has %(detail)s SPF records. Then none of them counts."),
        gettext_lazy(
            "%(domain)s has %(detail)s TXT records that begin with “v=spf1”. By the rules none of them "
            "counts "
            "then. Please make one of them, which names all servers."
        ),
    ),
    ("spf", "open"): (
        False,
        gettext_lazy("The SPF record lets anybody send in our name: %(detail)s"),
        gettext_lazy(
            "The SPF record of %(domain)s ends with “+all”, which lets anybody send as us (%(detail)s). "
            "Please "
            "end it with “-all”."
        ),
    ),
    ("dkim", "good"): (True, gettext_lazy("There is a key by the name “%(detail)s”."), ""),
    ("dkim", "missing"): (
        False,
        gettext_lazy("No key was found that our mails could be signed with."),
        gettext_lazy(
            "Please have our mail provider sign for %(domain)s: it gives a TXT or CNAME record at "
            "<selector>._domainkey.%(domain)s. If it is there already, write its selector into "
            "DKIM_SELECTORS."
        ),
    ),
    ("dmarc", "good"): (True, gettext_lazy("The record says: %(detail)s"), ""),
    ("dmarc", "watching"): (
        True,
        gettext_lazy(
            "The record only watches: %(detail)s. When the reports look well, make it “quarantine”."
        ),
        "",
    ),
    ("dmarc", "missing"): (
        False,
        gettext_lazy("%(domain)s has no DMARC record. Large mail services ask for one."),
        gettext_lazy(
            "Please add a TXT record at _dmarc.%(domain)s, to begin with “v=DMARC1; p=none; "
            "rua=mailto:postmaster@%(domain)s”; when the reports look well, with p=quarantine."
        ),
    ),
    ("bounces", "good"): (True, gettext_lazy("They go to %(detail)s, and the portal reads them there."), ""),
    ("bounces", "told"): (True, gettext_lazy("Your mail provider tells the portal of them."), ""),
    ("bounces", "unread"): (
        False,
        gettext_lazy("They go to %(detail)s, where the portal does not read them."),
        gettext_lazy(
            "Please give the portal a mailbox of its own for the address that our mails come from, and write "
            "it into INBOUND_IMAP, with the name of its server in INBOUND_AUTHSERV: docs/deploy.md says how. "
            "Then the portal sees which addresses do not work, who declines in a calendar, and answers."
        ),
    ),
    ("bounces", "shut"): (
        False,
        gettext_lazy("They go to %(detail)s, and the portal cannot open the mailbox."),
        gettext_lazy(
            "The portal cannot read the mailbox of INBOUND_IMAP; Today says why. Please check address, user, "
            "password, folder and port, and whether the firewall lets it out."
        ),
    ),
    ("bounces", "missing"): (
        False,
        gettext_lazy("%(domain)s takes no mail, so nobody hears of a mail that cannot be delivered."),
        gettext_lazy(
            "%(domain)s has no MX record. Please give it a mailbox for the address that our mails come from, "
            "or have the mails come from a domain that has one (MAIL_FROM)."
        ),
    ),
}
