"""What a resource and its editions are made of: see `icaforum.words.fields`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.sharing.fields import WHO_CAN_SEE_THIS
from icaforum.words.fields import Declaration, Field, Section
from icaforum.words.forms import Pick, Ticks

# The weights A to D say how much a word there counts in the search; D is what files say (`search`).
RESOURCE = Declaration(
    sections=(
        Section(
            _("What it is"),
            (
                Field("kind"),
                Field("themes", many=True, widget=Ticks),
                Field("cities", many=True, widget=Pick),
            ),
        ),
        Section(
            _("Address, next look, sample"),
            (Field("slug"), Field("review_by"), Field("is_sample")),
            folded=True,
        ),
        WHO_CAN_SEE_THIS,
    ),
    # Verbs alone change these.
    not_typed=("state", "published_at", "quotes_by_consent", "is_unnamed", "band", "region"),
)

TEXTS = Section(
    _("Text to read on its page"),
    (
        Field("body", weight="C", widget=forms.Textarea(attrs={"rows": 10})),
        Field("what_did_not_work", weight="C", widget=forms.Textarea(attrs={"rows": 3})),
    ),
    folded=True,
)
STORED_FILE = ("stored_file", "without_file")
"""What the page says of a file that is there, and asks about it."""

EDITION = Declaration(
    sections=(
        Section(
            None,
            (
                Field("language"),
                Field("title", weight="A", beside=True),
                Field("summary", weight="B", widget=forms.Textarea(attrs={"rows": 3})),
                *(Field(name, only_on_page=True) for name in STORED_FILE),
                # The form makes of it an `uploads.Upload`, and the actions four columns.
                Field("upload", only_on_page=True),
                Field("link"),
            ),
        ),
        TEXTS,
    ),
    not_typed=("resource", "added_at"),
)
