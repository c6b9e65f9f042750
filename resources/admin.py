"""The library, for the secretariat: what it holds, in which languages, and who can see it."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.audience import who_would_see
from cities.models import City, User
from icaforum.audit.admin import ActionAdmin, Verb
from resources import actions, rules
from resources.forms import AudienceForm, EditionForm, ResourceForm
from resources.models import Edition, Resource
from resources.templatetags.resources import who_can_see


def audience_of(resource: Resource) -> str:
    """«12 cities, 31 people, 2 partners. Not: Auckland, Lima …», as it is stored."""
    groups = resource.circle_grants.values("group_id")
    return who_would_see(
        level=resource.level,
        open_to_partners=resource.open_to_partners,
        cities=City.objects.filter(circle__group__in=groups),
        people=User.objects.filter(pk__in=resource.person_grants.values("user_id")),
    ).sentence


def before_publishing(resource: Resource) -> str:
    return _("Will see it: %(who)s Nobody is mailed.") % {"who": audience_of(resource)}


class EditionInline(admin.StackedInline):
    model = Edition
    form = EditionForm
    extra = 0
    min_num = 1
    fields = (
        ("language", "title"), "summary", "upload", "stored_file", "without_file", "link", "body",
        "what_did_not_work",
    )  # fmt: skip
    readonly_fields = ("stored_file",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).defer("text")

    @admin.display(description=gettext_lazy("File now"))
    def stored_file(self, edition: Edition) -> str:
        if not edition.file:
            return "–"
        read = _("its words are in the search") if edition.text_read_at else _("its words follow in a moment")
        return format_html('<a href="{}">{}</a>, {}', edition.file_url, edition.file_name, read)


@admin.register(Resource)
class ResourceAdmin(ActionAdmin):
    form = ResourceForm
    edit = actions.edit_resource
    create = actions.add_resource
    change_form_template = "admin/resources/change_form.html"
    list_display = ("title_", "kind", "seen_by", "state", "published_on")
    list_filter = ("state", "level", "kind")
    search_fields = ("editions__title", "slug")
    date_hierarchy = "published_at"
    filter_horizontal = ("themes", "cities")
    readonly_fields = ("state", "published_at")
    inlines = (EditionInline,)
    fieldsets = (
        (None, {
                "fields": (
                    ("state", "published_at"), "kind", "themes", "cities", "slug", "review_by", "is_sample",
                )
            }),
        (
            gettext_lazy("Who can see this"),
            {
                "fields": (
                    "who", "open_to_partners", "chosen_cities", "chosen_people", "chosen_reason",
                    "chosen_until",
                )
            },
        ),
    )  # fmt: skip
    verbs = (
        Verb(
            name="publish",
            label=gettext_lazy("Publish"),
            do=actions.publish,
            done=gettext_lazy("It is published."),
            offered=rules.can_be_published,
            consequence=before_publishing,
        ),
        Verb(
            name="pull-back",
            label=gettext_lazy("Pull back"),
            do=actions.withdraw,
            done=gettext_lazy("It is pulled back. Only the secretariat sees it now."),
            offered=rules.can_be_withdrawn,
            consequence=lambda _resource: _("From the next click on nobody but the secretariat sees it."),
            danger=True,
        ),
    )

    class Media:
        js = (Script("js/audience.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resource]:
        return super().get_queryset(request).defer("search").prefetch_related("editions")

    @admin.display(description=gettext_lazy("title"))
    def title_(self, resource: Resource) -> str:
        return str(resource)

    @admin.display(description=gettext_lazy("who can see this"), ordering="level")
    def seen_by(self, resource: Resource) -> str:
        return who_can_see(resource)

    @admin.display(description=gettext_lazy("published"), ordering="published_at")
    def published_on(self, resource: Resource) -> date | None:
        return resource.published_at and timezone.localdate(resource.published_at)

    # Saving: by actions ---------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Resource, form: ResourceForm, change: bool) -> None:
        choice = form.choice()
        if not change:
            made = actions.add_resource(by=request.user, **form.facts())
            obj.pk, obj.slug, obj._state.adding = made.pk, made.slug, False
        stored = Resource.objects.get(pk=obj.pk)
        if choice is not None:
            actions.choose(stored, by=request.user, **choice)
        if change and (changes := form.changes()):
            actions.edit_resource(stored, by=request.user, **changes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        resource = Resource.objects.get(pk=formset.instance.pk)
        for row in formset.forms:
            if row in formset.deleted_forms:
                if row.instance.pk:
                    actions.remove_edition(row.instance, by=request.user)
            elif not row.has_changed():
                continue
            elif row.instance.pk:
                stored = resource.editions.get(pk=row.instance.pk)
                actions.replace_edition(stored, by=request.user, **row.changes())
            else:
                actions.add_edition(resource, by=request.user, **row.facts())

    # Who would see it -----------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        count = path("audience/", self.admin_site.admin_view(self.audience_view), name="resources_audience")
        return [count, *super().get_urls()]

    def audience_view(self, request: HttpRequest) -> HttpResponse:
        """How many would see a resource shared as the form says; it changes nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = AudienceForm(request.POST)
        sentence = (
            who_would_see(**form.shared_like_this).sentence
            if form.is_valid()
            else _("Choose who can see this.")
        )
        if request.accepts("text/html"):
            title = _("Who would see it")
            context = {**self.admin_site.each_context(request), "title": title, "sentence": sentence}
            return TemplateResponse(request, "admin/resources/audience.html", context)
        return JsonResponse({"sentence": sentence})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        resource = kwargs.get("obj")
        context |= {
            "audience_url": reverse("admin:resources_audience"),
            "audience_now": audience_of(resource) if resource else "",
        }
        return super().render_change_form(request, context, **kwargs)
