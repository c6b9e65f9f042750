"""Shelves in the admin: their words, their papers in order, and whether they are shown."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.admin import ActionAdmin, Verb
from icaforum.audit.inlines import FewRows, OrderedRows
from icaforum.audit.ordering import COMES, LAST, put_in_order
from resources.library.models.edition import Edition
from resources.shelves.actions import show_shelf, take_shelf_down
from resources.shelves.forms import TEXT_FIELDS, PaperForm, ShelfForm
from resources.shelves.models import Shelf, ShelfPaper


class Papers(OrderedRows):
    """The papers of a shelf, each once."""

    named_by = "paper"

    def clean(self) -> None:
        """Raise ValidationError also for a paper that stands there twice."""
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        papers = [form.cleaned_data.get("paper") for form in kept if getattr(form, "cleaned_data", None)]
        if twice := next((it for it in papers if it and papers.count(it) > 1), None):
            raise ValidationError(_("“%(paper)s” stands there twice."), params={"paper": twice})


class PaperInline(FewRows, admin.TabularInline):
    """The papers of a shelf, in its order."""

    model = ShelfPaper
    form = PaperForm
    formset = Papers
    fields = ("paper", COMES)
    extra = 1
    max_num = 60

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShelfPaper]:
        """The papers with their titles, without the words of their files."""
        rows = super().get_queryset(request).select_related("resource").defer("resource__search")
        return rows.prefetch_related(Prefetch("resource__editions", Edition.objects.defer("text")))


@admin.register(Shelf)
class ShelfAdmin(ActionAdmin):
    """A shelf: its title and sentence in each language, its papers, and its place on the front page."""

    nothing_yet = gettext_lazy("No shelf yet. Add the first one.")
    form = ShelfForm
    fields = (*TEXT_FIELDS, *ShelfForm.Meta.fields, COMES)
    list_display = ("title_", "papers_", "on_front", "is_published")
    search_fields = ("slug", "titles")
    inlines = (PaperInline,)
    verbs = (
        Verb(
            name="show",
            label=gettext_lazy("Show the shelf"),
            do=show_shelf,
            done=gettext_lazy("The shelf is shown."),
            offered=lambda shelf: not shelf.is_published,
            consequence=lambda _shelf: _(
                "Everybody sees it who may see a paper on it, and only these papers."
            ),
        ),
        Verb(
            name="take-down",
            label=gettext_lazy("Take it down"),
            do=take_shelf_down,
            done=gettext_lazy("The shelf is taken down. Its papers stay in the library."),
            offered=lambda shelf: shelf.is_published,
            consequence=lambda _shelf: _("Nobody sees the shelf any more. Its papers stay in the library."),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shelf]:
        """Shelves with the number of their papers."""
        return super().get_queryset(request).annotate(number=Count("places"))

    @admin.display(description=gettext_lazy("title"))
    def title_(self, shelf: Shelf) -> str:
        """Return its title in the reader's language."""
        return shelf.title

    @admin.display(description=gettext_lazy("papers"))
    def papers_(self, shelf: Any) -> int:
        """How many papers stand on it."""
        return shelf.number

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save as everywhere, and put the shelves in the order that was chosen."""
        super().save_model(request, obj, form, change)
        if COMES in form.changed_data or not change:
            put_in_order(Shelf.objects.all(), {obj.pk: form.cleaned_data[COMES] or LAST})
