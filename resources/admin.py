"""The library, for the secretariat: what it holds, in which languages, and who can see it."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from cities.sharing.admin import SharedAdmin, before_publishing
from icaforum.audit.admin import Verb
from icaforum.audit.inlines import FewRows
from icaforum.words.columns import short_day
from resources import rules
from resources.actions.edition import add_edition, remove_edition, replace_edition
from resources.actions.resource import add_resource, edit_resource, publish, withdraw
from resources.fields import EDITION, RESOURCE, STORED_FILE, TEXTS
from resources.forms.sharing import EditionForm, ResourceForm
from resources.models import Edition, Resource
from resources.models.edition import EditionQuerySet
from resources.templatetags.resources import who_can_see


class EditionInline(FewRows, admin.StackedInline):
    model = Edition
    form = EditionForm
    extra = 0
    min_num = 1
    readonly_fields = ("stored_file",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        rows = cast(EditionQuerySet, super().get_queryset(request).defer("text"))
        return rows.with_has_words()

    def get_fieldsets(self, request: HttpRequest, obj: Resource | None = None) -> list[Any]:  # noqa: ARG002
        """In the order in which one writes it; the texts for this page are folded while all are empty."""
        has_texts = obj is not None and obj.editions.exclude(**dict.fromkeys(TEXTS.names, "")).exists()
        return EDITION.fieldsets(
            without=() if obj else STORED_FILE,
            unfolded=(TEXTS,) if has_texts else (),
        )

    @admin.display(description=gettext_lazy("File now"))
    def stored_file(self, edition: Edition) -> str:
        if not edition.file:
            return "–"
        address = format_html('<a href="{}">{}</a>', edition.file_url, edition.file_name)
        return format_html("{}. {}", address, said_of_its_words(edition))


def said_of_its_words(edition: Edition) -> str:
    """What the search knows of a file, so that nobody looks for words it cannot find."""
    if edition.text_read_at is None:
        return _("Its words are being read for the search.")
    if edition.could_not_be_read:
        return _(
            "It could not be read: it may be damaged or locked by a password. "
            "The search knows only what is typed here."
        )
    if not edition.has_words:
        return _("There are no words in it, as in a scan. The search knows only what is typed here.")
    return _("Its words are in the search.")


@admin.register(Resource)
class ResourceAdmin(SharedAdmin):
    form = ResourceForm
    edit = edit_resource
    create = add_resource
    list_display = ("title_", "kind", "seen_by", "state", "published_on")
    list_filter = ("state", "level", "kind")
    search_fields = ("editions__title", "slug")
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
            consequence=lambda _resource: _("From the next click on nobody but the secretariat sees it."),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resource]:
        return super().get_queryset(request).defer("search").prefetch_related("editions")

    @admin.display(description=gettext_lazy("title"))
    def title_(self, resource: Resource) -> str:
        return str(resource)

    @admin.display(description=gettext_lazy("who can see this"), ordering="level")
    def seen_by(self, resource: Resource) -> str:
        return who_can_see(resource)

    @admin.display(description=gettext_lazy("published"), ordering="published_at")
    def published_on(self, resource: Resource) -> str:
        return short_day(resource.published_on)

    # Saving: by actions ---------------------------------------------------------------------------------

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002
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
                stored = resource.editions.get(pk=row.instance.pk)
                replace_edition(stored, by=by, **row.changes())
            else:
                add_edition(resource, by=by, **row.facts())
