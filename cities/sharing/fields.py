"""The part of a declaration that is the same for everything shared: see `icaforum.words.fields`."""

from django.utils.translation import gettext_lazy as _

from icaforum.words.fields import Field, Section

WHO_CAN_SEE_THIS = Section(_("Who can see this"), (Field("level"), Field("open_to_partners")))
"""Each shared class has this very section, since `SharedAdmin.get_fieldsets` puts the choice after it."""
