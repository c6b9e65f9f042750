"""What the pages of a pairing share: finding it, and leading back from what is not open.

Each view finds the pairing through `visible_to`, so that others get the same 404 as for an unknown one; what
the person may do in it, `rules` say to the page and to the verb alike. The page asks before it calls a verb:
it knows whether staff have shown their second step.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cities.people.requests import MemberRequest
from icaforum.audit.record import Refused
from pilots.pairings import rules
from pilots.pairings.locks import refuse
from pilots.pairings.models import Pairing


def visible_pairing(request: MemberRequest, pk: int) -> Pairing:
    """Return the pairing with all that its page shows, or raise Http404."""
    pairings = Pairing.objects.visible_to(request.viewer).with_cities()
    # A query for each of the three, instead of one for each step and meeting.
    related = ("consents", "steps__owner", "exchanges__host")
    return get_object_or_404(pairings.prefetch_related(*related), pk=pk)


def not_open(request: MemberRequest, deed: rules.Deed, pairing: Pairing) -> HttpResponse | None:
    """Lead back to the pairing, saying why, from a page for what is not open to the reader; else None.

    Only before anything is typed: what was sent gets its refusal in the form, which keeps it.
    """
    if request.method == "POST":
        return None
    try:
        refuse(deed, request.viewer, pairing)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(pairing)
    return None
