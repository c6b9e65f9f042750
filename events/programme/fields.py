"""What an event is made of: see `icaforum.words.fields`."""

from django.utils.translation import gettext_lazy as _

from cities.sharing.fields import WHO_CAN_SEE_THIS
from icaforum.words.fields import Declaration, Field, Section
from icaforum.words.forms import Ticks

# Apart, because only the verb that tells people changes these once the event is announced.
WHEN = Section(
    _("When"),
    (
        Field("local_date"),
        Field("local_time", beside=True),
        Field("time_zone"),
        Field("duration", beside=True),
    ),
)

EVENT = Declaration(
    sections=(
        Section(
            None,
            (
                Field("state", only_on_page=True),
                # A column of the admin page: how many come and wait.
                Field("places_", beside=True, only_on_page=True),
                Field("title"),
                Field("kind"),
            ),
        ),
        WHEN,
        Section(_("Text"), (Field("summary"), Field("description"), Field("take_home"))),
        Section(
            _("Way in"),
            (
                Field("capacity"),
                Field("join_url"),
                Field("passcode"),
                Field("dial_in", beside=True),
                Field("place"),
            ),
        ),
        Section(_("Themes"), (Field("themes", many=True, widget=Ticks),), folded=True),
        Section(_("Host cities"), (Field("host_cities", many=True),), folded=True),
        Section(
            _("Languages and recording"),
            (Field("languages"), Field("interpretation"), Field("recording_note")),
            folded=True,
        ),
        Section(_("Address"), (Field("slug"), Field("is_sample")), folded=True),
        WHO_CAN_SEE_THIS,
    ),
)
