"""The admin of things that change by verbs: buttons that call actions, edits that do too, a true history.

Plain facts save as usual and leave one line of history. Nothing is deleted here: things are withdrawn,
ended, taken back.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from icaforum.audit.admin.verb import Verb
from icaforum.audit.choices import PlainChoices
from icaforum.audit.details import details_in_words
from icaforum.audit.locks import lock_row
from icaforum.audit.merging import bringing_back, merging
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused, record
from icaforum.audit.wording import earlier_words, words_kept_of
from icaforum.words.columns import ShortDays
from icaforum.words.staff_search import StaffSearch

SAVING = ("show_save", "show_save_and_continue", "show_save_and_add_another")


class _RefusedRequest(HttpRequest):
    """A request whose edit was refused, while the form is shown again."""

    refusal: Refused


def person_of(request: HttpRequest) -> AbstractBaseUser:
    """Return who asks, for the `by` of actions: `AdminSite.admin_view` lets in nobody without a sign-in."""
    return cast(AbstractBaseUser, request.user)


class ActionAdmin(PlainChoices, StaffSearch, ShortDays):
    """Base of the admin pages of things with states.

    `verbs` are the buttons; `edit` is the action for edits with consequences, called as
    `edit(obj, by=person, **changed_fields)`; `create` the one that enters a new row, called as
    `create(by=person, **fields)`. Without them a form saves plainly.
    """

    # Fields, columns and fields of the search that show other things than the page's own, by name: the right
    # that opens the list of these. Who has it not is shown the page without them.
    needs: ClassVar[Mapping[str, str]] = {}
    verbs: ClassVar[tuple[Verb, ...]] = ()
    edit: ClassVar[Callable[..., Any] | None] = None
    create: ClassVar[Callable[..., Any] | None] = None
    change_form_template = "admin/action_change_form.html"
    object_history_template = "admin/object_entries.html"
    list_per_page = 50
    show_full_result_count = False  # a second count of the whole table, for a number nobody asked for

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Return False: the history would name rows that are gone."""
        return False

    # What limited staff are shown -----------------------------------------------------------------------

    def _kept_from(self, request: HttpRequest) -> set[str]:
        """Return the fields and columns that this reader may not see."""
        return {name for name, right in self.needs.items() if not request.user.has_perm(right)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return Django's, without the fields that this reader may not see."""
        hidden = self._kept_from(request)
        given: list[Any] = list(super().get_fieldsets(request, obj))
        if not hidden:
            return given
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in hidden]})
            for title, options in given
        ]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return Django's, without the columns that this reader may not see."""
        hidden = self._kept_from(request)
        return [column for column in super().get_list_display(request) if column not in hidden]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Return Django's, without the fields of other lists that this reader may not open."""
        hidden = self._kept_from(request)
        return [name for name in super().get_search_fields(request) if name not in hidden]

    # Verbs ----------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Return Django's addresses and the page of the verbs."""
        # Before Django's own, of which the last takes every address below an object's.
        verb = path(
            "<path:object_id>/do/<slug:name>/",
            self.admin_site.admin_view(self.verb_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_verb",
        )
        return [verb, *super().get_urls()]

    def offered_verbs(self, request: HttpRequest, obj: models.Model) -> list[Verb]:
        """Return the verbs that are offered to this person for this object now."""
        if not self.has_change_permission(request, obj):
            return []
        return [verb for verb in self.verbs if verb.offered(obj)]

    def verb_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Show what a verb will do; on POST do it, or show its mails or its question first.

        Raises Http404 for an unknown object or verb, PermissionDenied for who may not change the object.
        """
        obj = self.get_object(request, object_id)
        verb = next((verb for verb in self.verbs if verb.name == name), None)
        if obj is None or verb is None:
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        # Not on POST: one to a verb that is no longer possible gets the action's own reason.
        if request.method != "POST" and not verb.offered(obj):
            messages.warning(request, _("“%(verb)s” is no longer possible here.") % {"verb": verb.label})
            return HttpResponseRedirect(self._page_of(obj))
        form, mails, asked = self._verb_form(request, verb, obj), None, None
        if form.is_bound and form.is_valid():
            asked = verb.warning(obj, form.cleaned_data) if verb.warning else None
            if "_preview" in request.POST:
                mails = self._previewed(request, verb, obj, form)
            # The page sends back the words that were read: if they have changed since, it asks again.
            elif asked and request.POST.get("_warned") != asked.words:
                pass  # it is said on the page, and the next press does it
            elif self._done(request, verb, obj, form):
                return HttpResponseRedirect(self.after_verb_url(request, verb, obj))
        context = {
            **self.admin_site.each_context(request),
            "title": verb.label,
            "opts": self.opts,
            "original": obj,
            "verb": verb,
            "form": form,
            "consequence": asked.words if asked else verb.consequence(obj),
            "asked": asked,
            "mails": mails,
            "media": self.media + form.media,
            "back_url": self._page_of(obj),
        }
        return TemplateResponse(request, "admin/verb.html", context)

    def _verb_form(self, request: HttpRequest, verb: Verb, obj: models.Model) -> forms.Form:
        """Return the form of the verb's page, bound on POST.

        A POST with `_open` comes from another page: it brings the note typed there into the field it names,
        and does nothing yet.
        """
        opens = request.POST.get("_open")
        if request.method == "POST" and opens is None:
            return self._class_of(verb)(request.POST, request.FILES, **self._stands(verb, obj))
        typed = {opens: request.POST.get("note", "")} if opens in verb.form.base_fields else {}
        return verb.form(initial=typed) if typed else self._class_of(verb)(**self._stands(verb, obj))

    def _class_of(self, verb: Verb) -> type[Any]:
        """Return the class of a verb's form: one that begins with what stands is merged with it."""
        return merging(verb.form) if verb.initial else verb.form

    def _stands(self, verb: Verb, obj: models.Model) -> dict[str, Any]:
        return {"row": obj, "initial": dict(verb.initial(obj))} if verb.initial else {}

    def _previewed(self, request: HttpRequest, verb: Verb, obj: models.Model, form: forms.Form) -> list[Any]:
        """Return the mails that the verb would send; a refusal becomes an error of the form."""
        try:
            return self.mails_of(partial(verb.do, obj, by=person_of(request), **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return []

    def mails_of(self, act: Callable[[], Any]) -> list[Any]:
        """Return the mails that calling `act` would queue.

        Raises NotImplementedError: the outbox stands above this app, so `MailingAdmin` there overrides it.
        """
        raise NotImplementedError

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: models.Model) -> str:  # noqa: ARG002
        """Return where a verb leads: back to the object's page.

        A page that overrides this finds what the action returned in `request.made`.
        """
        return self._page_of(obj)

    def _done(self, request: HttpRequest, verb: Verb, obj: models.Model, form: forms.Form) -> bool:
        """Call the action and say what was done; False, with an error in the form, where it refuses."""
        try:
            made = verb.do(obj, by=person_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        request.made = made  # type: ignore[attr-defined]  # for `after_verb_url`, which may lead to it
        messages.success(request, str(verb.done(obj) if callable(verb.done) else verb.done))
        return True

    def _page_of(self, obj: models.Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    # Edits ----------------------------------------------------------------------------------------------

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

    def _lock(self, request: HttpRequest, object_id: str | None) -> None:
        """Lock what is saved; raises Refused where the lock does not come. Nothing for a new row."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None:
            lock_row(obj)

    def _verbs_of(self, request: HttpRequest, object_id: str | None) -> list[dict[str, Any]]:
        obj = self.get_object(request, object_id) if object_id else None
        if obj is None:
            return []
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_verb"
        return [
            {"verb": verb, "url": reverse(address, args=[obj.pk, verb.name])}
            for verb in self.offered_verbs(request, obj)
        ]

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
        page = Paginator(Entry.objects.about(obj), 50).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(thing)s") % {"thing": obj},
            "opts": self.opts,
            "object": obj,
            "page": page,
            "people": Entry.names(page),
            "details": details_in_words(page, reader=request.user),
            "keeps_words": any(words_kept_of(type(row)) for row in rows),
            "earlier": earlier_words(rows),
            "change_url": self._page_of(obj) if self.has_change_permission(request, obj) else "",
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def _rows_within(self, request: HttpRequest, obj: models.Model) -> list[models.Model]:
        """Return the rows that are typed within the object's page and keep their words; a statement each."""
        found: list[models.Model] = []
        for inline in self.get_inline_instances(request, obj):
            if words_kept_of(inline.model):
                own = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
                found += inline.model._default_manager.filter(**{own.name: obj})
        return found
