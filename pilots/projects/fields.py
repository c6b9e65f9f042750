"""What a pilot project and its texts are made of: see `icaforum.words.fields`."""

from django.utils.translation import gettext_lazy as _

from cities.sharing.fields import WHO_CAN_SEE_THIS
from icaforum.words.fields import Declaration, Field, Section
from icaforum.words.forms import Ticks

PROJECT = Declaration(
    sections=(
        Section(
            None,
            (
                Field("published_at", only_on_page=True),
                Field("hosts", many=True),
                Field("capacity"),
                Field("full_until", beside=True),
                Field("stage"),
                Field("starts_on"),
                Field("ends_on", beside=True),
                Field("sources"),
            ),
        ),
        Section(_("Themes"), (Field("themes", many=True, widget=Ticks),), folded=True),
        Section(_("Languages to work in"), (Field("languages"),), folded=True),
        Section(_("Address"), (Field("slug"), Field("is_sample")), folded=True),
        WHO_CAN_SEE_THIS,
    ),
    not_typed=("published_at",),
)

PROJECT_TEXT = Declaration(
    sections=(
        Section(
            None,
            (
                Field("language"),
                Field("title"),
                Field("problem"),
                Field("approach"),
                Field("milestones"),
                Field("took_part"),
                Field("benefits"),
                Field("offers"),
            ),
        ),
    ),
    not_typed=("project",),
)
