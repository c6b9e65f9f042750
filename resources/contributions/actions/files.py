"""The verb of the secretariat on earlier files: take one out."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from resources.contributions.models import Contribution, ContributionFile
from resources.contributions.refusals import NotNow
from resources.contributions.uploads import earlier_files
from resources.contributions.writers import tell

name_verbs({"contribution file taken out": gettext_lazy("took an earlier file out")})


@transaction.atomic
def take_file_out(
    contribution: Contribution, *, file: ContributionFile, because: str, by: User
) -> Contribution:
    """Let nobody open an earlier file any more, and have it swept from the storage; tell its city.

    Raises NotNow where it stands there now, or is gone already.
    """
    row = Contribution.objects.locked(contribution.pk)
    found = earlier_files(row).filter(pk=file.pk).first()
    if found is None:
        raise NotNow(_("It is no earlier file, or was taken out meanwhile."))
    # What nothing names is swept a day later (`sweep_files_sent_in`).
    found.file, found.is_current = "", False
    found.taken_out_at, found.taken_out_because = database_now(), because.strip()
    found.save(update_fields=["file", "is_current", "taken_out_at", "taken_out_because"])
    record("contribution file taken out", row, by=by, file=found.pk)
    tell("contribution_file_out", row, about=str(found.pk), file=found.pk)
    return row
