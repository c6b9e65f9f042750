"""The admin of things that change by verbs: buttons that call actions, edits that do too, a true history.

Plain facts save as usual and leave one line of history. Nothing is deleted here: things are withdrawn,
ended, taken back.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icaforum.audit.admin.exports import Exports
from icaforum.audit.admin.history_filters import ABOUT
from icaforum.audit.admin.lookups import ShownLookups
from icaforum.audit.admin.verb_page import VerbPages, person_of
from icaforum.audit.belonging import gathers
from icaforum.audit.choices import PlainChoices
from icaforum.audit.details import details_in_words
from icaforum.audit.locks import lock_row, not_there
from icaforum.audit.merging import bringing_back, merging
from icaforum.audit.models import Entry, label_of
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import Words
from icaforum.audit.wording import Version, earlier_words, words_kept_of
from icaforum.words.columns import ShortDays
from icaforum.words.staff_search import StaffSearch

SAVING = ("show_save", "show_save_and_continue", "show_save_and_add_another")


class _RefusedRequest(HttpRequest):
    """A request whose edit was refused, while the form is shown again."""

    refusal: Refused


class ActionAdmin(VerbPages, Exports, ShownLookups, PlainChoices, StaffSearch, ShortDays):
    """Base of the admin pages of things with states.

    `verbs` are the buttons; `edit` is the action for edits with consequences, called as
    `edit(obj, by=person, **changed_fields)`; `create` the one that enters a new row, called as
    `create(by=person, **fields)`. Without them a form saves plainly.
    """

    # Fields, columns and fields of the search that show other things than the page's own, by name: the right
    # that opens the list of these. Who has it not is shown the page without them.
    needs: ClassVar[Mapping[str, str]] = {}
    edit: ClassVar[Callable[..., Any] | None] = None
    create: ClassVar[Callable[..., Any] | None] = None
    change_form_template = "admin/action_change_form.html"
    object_history_template = "admin/object_entries.html"
    # What a list says that holds no row at all: what comes here, or what to do next.
    nothing_yet: ClassVar[Words] = gettext_lazy("Nothing is here yet.")
    list_per_page = 50
    show_full_result_count = False  # a second count of the whole table, for a number nobody asked for

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Return False: the history would name rows that are gone."""
        return False

    # What limited staff are shown -----------------------------------------------------------------------

    def _unseen(self, request: HttpRequest) -> set[str]:
        """Return the fields and columns that this reader may not see."""
        return {name for name, right in self.needs.items() if not request.user.has_perm(right)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return Django's, without the fields that this reader may not see."""
        hidden = self._unseen(request)
        given: list[Any] = list(super().get_fieldsets(request, obj))
        if not hidden:
            return given
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in hidden]})
            for title, options in given
        ]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return Django's, without the columns that this reader may not see."""
        hidden = self._unseen(request)
        return [column for column in super().get_list_display(request) if column not in hidden]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Return Django's, without the fields of other lists that this reader may not open."""
        hidden = self._unseen(request)
        return [name for name in super().get_search_fields(request) if name not in hidden]

    # Edits ----------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return Django's; an address that names no field to find it by means the key, and is no fault."""
        return super().get_object(request, object_id, from_field or None)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *given: Any, **more: Any
    ) -> HttpResponse | None:
        """Do as Django what was chosen for rows of a list; raises BadRequest for a key that is none."""
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.to_python(key)
            except ValidationError as error:
                raise BadRequest from error
        return super().response_action(request, queryset, *given, **more)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Return Django's page; a refused edit shows the form again, with the reason and all that was typed.

        Django has no way to refuse while it saves. So the whole page is made anew, after its transaction has
        rolled back, with a form (`get_form`) that now finds the refusal when it is checked.
        """
        extra = (extra_context or {}) | {"verbs": self._verbs_of(request, object_id)}
        view = partial(super().changeform_view, request, object_id, form_url, extra)
        if request.method != "POST":
            return view()
        # What was typed is compared with what stands (`merging`), so both happen under the lock of the row.
        with transaction.atomic():
            try:
                self._lock(request, object_id)
                return view()
            except Refused as refusal:
                cast(_RefusedRequest, request).refusal = refusal
                return view()

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Return Django's way to the start; raises NotThere where that would lose what was typed."""
        if request.method == "POST":
            raise not_there()
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    def _lock(self, request: HttpRequest, object_id: str | None) -> None:
        """Lock what is saved; raises Refused where the lock does not come. Nothing for a new row."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None:
            lock_row(obj)

    def _verbs_of(self, request: HttpRequest, object_id: str | None) -> list[dict[str, Any]]:
        obj = self.get_object(request, object_id) if object_id else None
        if obj is None:
            return []
        return [{"verb": verb, "url": self.read_url(verb, obj)} for verb in self.offered_verbs(request, obj)]

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """Return the class of a form that merges; after a refusal, one that has the reason as an error."""
        form = bringing_back(merging(super().get_form(request, obj, change=change, **kwargs)), request)
        refusal = getattr(request, "refusal", None)
        if refusal is None:
            return form

        def clean(bound: forms.ModelForm) -> dict[str, Any] | None:
            cleaned = form.clean(bound)
            bound.add_error(None, str(refusal))
            return cleaned

        return type(form.__name__, (form,), {"clean": clean})

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        """Call `edit` or `create` in place of saving; without them save, and write the entry.

        Raises what the action raises: `changeform_view` shows a Refused to the person.
        """
        # By the class: from the instance Python would hand the function `self` as its object.
        act = type(self).edit if change else type(self).create
        if act is None:
            self._save_plainly(request, obj, form, change)
            return
        given = {
            name: form.cleaned_data[name] for name in (form.changed_data if change else form.cleaned_data)
        }
        if change and not given:
            return
        if change:
            # The form has already written what was typed into `obj`, and an action must see what stands.
            stored = type(obj)._default_manager.get(pk=obj.pk)
            act(stored, by=person_of(request), **given)
        else:
            made = act(by=person_of(request), **given)
            # Django goes on with its own unsaved object: inlines, the message and the redirect need the key.
            obj.pk = made.pk
            obj.__dict__.update({k: v for k, v in made.__dict__.items() if k != "_state"})
            obj._state.adding = False
            obj._state.db = made._state.db

    def _save_plainly(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        """Save what was really changed, and write the entry; what was not changed leaves none."""
        if not change:
            super().save_model(request, obj, form, change)
            record("added", obj, by=person_of(request), fields=list(form.changed_data))
        elif form.changed_data:
            stored = type(obj)._base_manager.get(pk=obj.pk)
            columns = [it for it in obj._meta.concrete_fields if not it.primary_key]
            obj.save(
                update_fields=[
                    it.name for it in columns if it.value_from_object(obj) != it.value_from_object(stored)
                ]
            )
            record("changed", obj, by=person_of(request), fields=list(form.changed_data))

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: list[Any], change: bool
    ) -> None:
        """Save the inlines; links to many rows only where no action has done so."""
        if (type(self).edit if change else type(self).create) is None:
            form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        rows = [formset.get_default_prefix() for formset in formsets if formset.has_changed()]
        if rows and change and type(self).edit is None and not form.changed_data:
            record("changed", form.instance, by=person_of(request), fields=rows)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return Django's page, without the buttons to save where nothing can be typed."""
        inlines = context["inline_admin_formsets"]
        rows = [row for inline in inlines for row in inline.formset.forms]
        rows += [inline.formset.empty_form for inline in inlines if inline.has_add_permission]
        if not context["adminform"].form.fields and not any(row.visible_fields() for row in rows):
            context |= dict.fromkeys(SAVING, False)
        thing = context.get("original")
        if thing and gathers(type(thing)) and request.user.has_perm("audit.view_entry"):
            about = urlencode({ABOUT: f"{label_of(thing)}:{thing.pk}"})
            context["happened_url"] = f"{reverse('admin:audit_entry_changelist')}?{about}"
            kinds = [type(thing), *(inline.opts.model for inline in inlines)]
            context["keeps_words"] = any(words_kept_of(kind) for kind in kinds)
        return super().render_change_form(request, context, *args, **kwargs)

    # History --------------------------------------------------------------------------------------------

    def log_addition(self, *_args: Any, **_more: Any) -> Any:
        """Write no LogEntry of Django's: the action, or `save_model`, has written the entry."""

    log_change = log_deletion = log_deletions = log_addition

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history of an object, newest first.

        Raises Http404 for an unknown object, PermissionDenied for who may not look at it.
        """
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        rows = [obj, *self._rows_within(request, obj)]
        page = Paginator(Entry.objects.about(obj).for_staff(), 50).get_page(request.GET.get("p"))
        names, earlier = Entry.names(page), self._earlier(request, obj, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(thing)s") % {"thing": obj},
            "opts": self.opts,
            "object": obj,
            "page": page,
            "who": {entry.pk: entry.who(names) for entry in page},
            "details": details_in_words(page, reader=request.user),
            "keeps_words": any(words_kept_of(type(row)) for row in rows),
            "earlier": earlier,
            "brings_back": any(version.page for version in earlier),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def _earlier(self, request: HttpRequest, obj: models.Model, rows: list[models.Model]) -> list[Version]:
        """Return the earlier words of these rows; each names the page with a field for it, where one has."""
        found = earlier_words(rows)
        if not found or not self.has_change_permission(request, obj):
            return found
        fields = {type(row): self.fields_of_words(request, obj, type(row)) for row in rows}
        return [
            replace(it, page=self.page_of_words(obj, it.row)) if it.name in fields[type(it.row)] else it
            for it in found
        ]

    def fields_of_words(
        self, request: HttpRequest, obj: models.Model, model: type[models.Model]
    ) -> Collection[str]:
        """Return the names of the fields into which the words of rows of a model within `obj` are typed."""
        if isinstance(obj, model):
            return set(self.get_form(request, obj, change=True)(instance=obj).fields)
        inlines = (it for it in self.get_inline_instances(request, obj) if it.model is model)
        writable = (it for it in inlines if it.has_change_permission(request, obj))
        return {name for it in writable for name in it.get_formset(request, obj).form.base_fields}

    def page_of_words(self, obj: models.Model, row: models.Model) -> str:  # noqa: ARG002 -- for overriding
        """Return the page with the form into which earlier words of a row within `obj` are brought."""
        return self._page_of(obj)

    def _rows_within(self, request: HttpRequest, obj: models.Model) -> list[models.Model]:
        """Return the rows that are typed within the object's page and keep their words; a statement each."""
        found: list[models.Model] = []
        for inline in self.get_inline_instances(request, obj):
            if words_kept_of(inline.model):
                own = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
                found += inline.model._default_manager.filter(**{own.name: obj})
        return found
