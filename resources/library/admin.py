"""The library, for the secretariat: what it holds, in which languages, and who can see it."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.models import User
from cities.partners.admin.table import AtTableAdmin, at_the_table
from cities.sharing.admin import SharedAdmin, before_publishing
from icaforum.audit.admin import ActionAdmin, Verb
from icaforum.audit.inlines import FewRows
from icaforum.words.admin_filters import DayFilter
from icaforum.words.columns import short_day
from resources.library import rules
from resources.library.actions.edition import add_edition, remove_edition, replace_edition
from resources.library.actions.resource import add_resource, edit_resource, publish, withdraw
from resources.library.fields import EDITION, RESOURCE, STORED_FILE, TEXTS
from resources.library.forms.searchwords import WORD_FIELDS, SearchWordsForm
from resources.library.forms.sharing import EditionForm, ResourceForm
from resources.library.models import Edition, PaperOrganisation, Resource, SearchWords
from resources.library.models.edition import EditionQuerySet, Reading
from resources.library.sending import cities_with_a_file
from resources.library.tags import who_can_see

# Cities that are named in the sentence; the others are counted.
NAMED_AT_MOST = 12


def before_pulling_back(resource: Resource) -> str:
    """Say what pulling back means, and which cities have saved a file of it: those it cannot reach."""
    said = _("From the next click on nobody but the secretariat sees it.")
    cities = [str(city) for city in cities_with_a_file(resource)]
    if not cities:
        return f"{said} " + _("No city has saved a file of it.")
    names = ", ".join(cities[:NAMED_AT_MOST])
    if len(cities) > NAMED_AT_MOST:
        names += " " + _("and %(n)s more") % {"n": len(cities) - NAMED_AT_MOST}
    return f"{said} " + _("Cities that saved a file of it, and keep that: %(cities)s.") % {"cities": names}


class EditionInline(FewRows, admin.StackedInline):
    """The languages of a resource, on its page; saved by verbs in `ResourceAdmin.save_formset`."""

    model = Edition
    form = EditionForm
    extra = 0
    # A new resource begins with one language; without any it could not be published.
    min_num = 1
    readonly_fields = ("stored_file",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """The editions without the words of their files, but with whether there are any."""
        rows = cast(EditionQuerySet, super().get_queryset(request).defer("text"))
        return rows.with_has_words()

    def get_fieldsets(self, request: HttpRequest, obj: Resource | None = None) -> list[Any]:  # noqa: ARG002
        """The fields in the order in which one writes; the texts are folded while all are empty."""
        has_texts = obj is not None and obj.editions.exclude(**dict.fromkeys(TEXTS.names, "")).exists()
        return EDITION.fieldsets(
            without=() if obj else STORED_FILE,
            unfolded=(TEXTS,) if has_texts else (),
        )

    @admin.display(description=gettext_lazy("File now"))
    def stored_file(self, edition: Edition) -> str:
        """The file that is there now, as a link, and what the search knows of it."""
        # A row of a new language, or one with a link or a text.
        if not edition.file:
            return "–"
        address = format_html('<a href="{}">{}</a>', edition.file_url, edition.file_name)
        return format_html("{}. {}", address, search_status(edition))


def search_status(edition: Edition) -> str:
    """Say what the search knows of a file, so that nobody looks for words it cannot find."""
    if edition.text_read_at is None:
        return _("Its words are being read for the search.")
    if edition.reading == Reading.LOCKED:
        return _(
            "It asks for a password, so nobody could search it, and readers need the password too. "
            "The search knows only what is typed here."
        )
    if edition.reading == Reading.PARTLY:
        return _("Only a part of its words is in the search: it is very long, or a page could not be read.")
    if edition.could_not_be_read:
        return _("It could not be read: it may be damaged. The search knows only what is typed here.")
    if not edition.has_words:
        return _("There are no words in it, as in a scan. The search knows only what is typed here.")
    return _("Its words are in the search.")


@admin.register(Resource)
class ResourceAdmin(SharedAdmin):
    """A resource with its languages and who can see it; published and pulled back by verbs."""

    nothing_yet = gettext_lazy("No paper yet. Add the first one.")
    form = ResourceForm
    edit = edit_resource
    create = add_resource
    list_display = ("title_", "kind", "seen_by", "state", "published_on")
    list_filter = ("state", "level", "kind", ("published_at", DayFilter))
    search_fields = ("editions__title", "slug", *found_by("cities"), "cities__seats__person__email")
    needs: ClassVar = {"cities__seats__person__email": "cities.view_officer"}
    search_help_text = gettext_lazy("A title, a city or a part of an address")
    date_hierarchy = "published_at"
    inlines = (EditionInline,)
    fieldsets = RESOURCE.fieldsets()
    change_form_template = "admin/resources/resource/change_form.html"
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=publish,
            done=gettext_lazy("It is published."),
            offered=rules.can_be_published,
            consequence=before_publishing,
        ),
        Verb(
            name="pull-back",
            label=gettext_lazy("Pull back"),
            do=withdraw,
            done=gettext_lazy("It is pulled back. Only the secretariat sees it now."),
            offered=rules.can_be_withdrawn,
            consequence=before_pulling_back,
            danger=True,
        ),
        at_the_table(needs="resources.change_paperorganisation"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resource]:
        """Resources without their vectors, with their editions, which the title comes from."""
        return super().get_queryset(request).defer("search").prefetch_related("editions")

    @admin.display(description=gettext_lazy("title"))
    def title_(self, resource: Resource) -> str:
        """The title in the reader's language; the underscore, since the model's own is no column."""
        return str(resource)

    @admin.display(description=gettext_lazy("who can see this"), ordering="level")
    def seen_by(self, resource: Resource) -> str:
        """Who can see it, in the words that readers see."""
        return who_can_see(resource)

    @admin.display(description=gettext_lazy("published"), ordering="published_at")
    def published_on(self, resource: Resource) -> str:
        """The day it came out."""
        return short_day(resource.published_on)

    # Saving: by actions ---------------------------------------------------------------------------------

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002
        """Save what changed in each language by its verb; the page of the resource itself is saved before."""
        # The admin reads these three afterwards for its own log; nothing was saved through the formset.
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        resource = Resource.objects.get(pk=formset.instance.pk)
        by = cast(User, request.user)  # the admin lets nobody else in
        for row in formset.forms:
            if row in formset.deleted_forms:
                if row.instance.pk:
                    remove_edition(row.instance, by=by)
            elif not row.has_changed():
                continue
            elif row.instance.pk:
                # The form has changed its own instance by now; the verb gets the row as it is stored.
                stored = resource.editions.get(pk=row.instance.pk)
                replace_edition(stored, by=by, **row.changes())
            else:
                add_edition(resource, by=by, **row.facts())


@admin.register(SearchWords)
class SearchWordsAdmin(ActionAdmin):
    """What themes and kinds are called in every language; each has its row from the start."""

    form = SearchWordsForm
    fields = tuple(WORD_FIELDS)
    list_display = ("__str__", "in_english")
    list_select_related = ("theme",)
    search_fields = ("words", "theme__slug", "kind")

    @admin.display(description=gettext_lazy("words in English"))
    def in_english(self, words: SearchWords) -> str:
        """The English words, as an example of what is searched."""
        return words.words.get("en", "–")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: a new theme gets its row by itself."""
        return False


@admin.register(PaperOrganisation)
class PaperOrganisationAdmin(AtTableAdmin):
    """Organisations at the table of what papers tell of."""

    names_thing = ("thing__editions",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows without the vectors of their papers."""
        return super().get_queryset(request).defer("thing__search")
