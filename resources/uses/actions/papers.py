"""The verbs of the papers of a measure: put one there, take it off."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.measures.locks import led_by
from cities.models import Measure, User
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from resources.library.models import Resource
from resources.uses.models import MeasurePaper
from resources.uses.refusals import NotNow, NotThere, TooMany

name_verbs(
    {
        "paper put to a measure": gettext_lazy("put a paper to a measure"),
        "paper taken off a measure": gettext_lazy("took a paper off a measure"),
    }
)

MOST_PAPERS = 12


@transaction.atomic
def put_paper(measure: Measure, *, paper: Resource, by: User) -> MeasurePaper:
    """Put a paper of the library to a measure, as a lead contact of its city; return the link.

    Each reader sees the papers there that they may see. Raises NotYours, NotThere, NotNow, TooMany.
    """
    row = led_by(measure, by)
    if not paper.is_published or not can_view(viewer_of(by), paper):
        raise NotThere(_("This paper is not in the library, or not for you."))
    if row.paper_links.filter(paper=paper).exists():
        raise NotNow(_("The paper belongs to this measure already."))
    if row.paper_links.count() >= MOST_PAPERS:
        raise TooMany(_("Twelve papers are enough for one measure. Take one off first."))
    link = MeasurePaper.objects.create(measure=row, paper=paper)
    record("paper put to a measure", row, by=by, paper=paper.pk)
    return link


@transaction.atomic
def take_paper_off(measure: Measure, *, paper: Resource, by: User) -> Measure:
    """Take a paper off a measure; it stays in the library. Raises NotYours, NotNow."""
    row = led_by(measure, by)
    gone, _by_model = row.paper_links.filter(paper=paper).delete()
    if not gone:
        raise NotNow(_("The paper does not belong to this measure any more."))
    record("paper taken off a measure", row, by=by, paper=paper.pk)
    return row
