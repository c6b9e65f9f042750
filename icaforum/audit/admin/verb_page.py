"""The pages of verbs in the admin: what a verb will do, its form, its mails, and the press that does it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from icaforum.audit.admin.verb import Verb
from icaforum.audit.as_read import WORDS, has_changed, mark_of, was_read, words_changed
from icaforum.audit.merging import merging
from icaforum.audit.record import Refused
from icaforum.words.addresses import is_own_path

# Names the page to go back to, where a verb is offered on the page of another thing.
BACK = "_back"


def person_of(request: HttpRequest) -> AbstractBaseUser:
    """Return who asks, for the `by` of actions: `AdminSite.admin_view` lets in nobody without a sign-in."""
    return cast(AbstractBaseUser, request.user)


def _read_of(verb: Verb, obj: models.Model) -> str:
    """Return what was read before a press: what follows, and what the verb is about."""
    return f"{verb.consequence(obj)}{verb.reads(obj)}"


def _changed(request: HttpRequest, verb: Verb, obj: models.Model) -> str:
    """Return why a press is not carried out: other words stood there when they were read; else nothing."""
    return words_changed(request, verb.reads(obj)) or has_changed(request, _read_of(verb, obj))


class VerbPages(admin.ModelAdmin):
    """The part of an admin page that offers verbs; `verbs` are its buttons."""

    verbs: ClassVar[tuple[Verb, ...]] = ()

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
        return [verb for verb in self.verbs if self.may_press(request, verb) and verb.offered(obj)]

    def may_press(self, request: HttpRequest, verb: Verb) -> bool:
        """Return whether this person has the right that the verb takes beside changing the object."""
        return not verb.needs or request.user.has_perm(verb.needs)

    def verb_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Show what a verb will do; on POST do it, or show its mails or its question first.

        Raises Http404 for an unknown object or verb, PermissionDenied for who may not change the object.
        """
        obj = self.get_object(request, object_id)
        verb = next((verb for verb in self.verbs if verb.name == name), None)
        if obj is None or verb is None:
            raise Http404
        if not self.has_change_permission(request, obj) or not self.may_press(request, verb):
            raise PermissionDenied
        # Not on POST: one to a verb that is no longer possible gets the action's own reason.
        if request.method != "POST" and not verb.offered(obj):
            messages.warning(request, _("“%(verb)s” is no longer possible here.") % {"verb": verb.label})
            return HttpResponseRedirect(self._way_back(request) or self._page_of(obj))
        # Its words stand on the object's page and not here; who has typed something keeps it, and reads why.
        unread = words_changed(request, verb.reads(obj)) if verb.offered(obj) else ""
        if unread and (request.method != "POST" or not (verb.form.base_fields or verb.note_in)):
            messages.warning(request, unread)
            return HttpResponseRedirect(self._page_of(obj))
        if request.method != "POST" or not verb.compares:
            return self._verb_page(request, verb, obj)
        # What was typed is compared with what stands (`merging`), and so are the words that were read: both
        # happen under the lock.
        with transaction.atomic():
            refusal = self._refusal_of_lock(request, verb, obj)
            return self._verb_page(request, verb, self.get_object(request, object_id) or obj, refusal)

    def _refusal_of_lock(self, request: HttpRequest, verb: Verb, obj: models.Model) -> str:
        """Lock what the press is compared with; return why that is not possible, or nothing."""
        try:
            # In a savepoint: after a lock that did not come the form is still shown.
            with transaction.atomic():
                verb.lock(obj, person_of(request))
        except Refused as refusal:
            return str(refusal)
        return ""

    def _verb_page(
        self, request: HttpRequest, verb: Verb, obj: models.Model, refusal: str = ""
    ) -> HttpResponse:
        """Return the page of a verb, or do it and lead on; with a `refusal` nothing is done but to say it."""
        form, mails, asked = self._verb_form(request, verb, obj), None, None
        if refusal:
            form.add_error(None, refusal)
        elif form.is_bound and form.is_valid():
            asked = verb.warning(obj, form.cleaned_data) if verb.warning else None
            if "_preview" in request.POST:
                mails = self._previewed(request, verb, obj, form)
            elif asked and not was_read(request, asked.words):
                pass  # it is said on the page, and the next press does it
            # Of what is no longer possible the action says why.
            elif not asked and verb.offered(obj) and (changed := _changed(request, verb, obj)):
                form.add_error(None, changed)
            elif self._done(request, verb, obj, form):
                return HttpResponseRedirect(
                    self._way_back(request) or self.after_verb_url(request, verb, obj)
                )
        consequence = asked.words if asked else verb.consequence(obj)
        context = {
            **self.admin_site.each_context(request),
            "title": verb.label,
            "opts": self.opts,
            "original": obj,
            "verb": verb,
            "form": form,
            "consequence": consequence,
            "read": mark_of(asked.words if asked else _read_of(verb, obj)),
            "words": mark_of(words) if (words := verb.reads(obj)) else "",
            "asked": asked,
            "button": asked.button if asked else verb.button(obj) if verb.button else verb.label,
            "mails": mails,
            "media": self.media + form.media,
            "back_url": self._way_back(request) or self._page_of(obj),
            "way_back": self._way_back(request),
        }
        return TemplateResponse(request, "admin/verb.html", context)

    def _way_back(self, request: HttpRequest) -> str:
        """Return the page of the portal from which a verb was chosen, where that is not the object's own."""
        named = request.POST.get(BACK) or request.GET.get(BACK, "")
        return named if is_own_path(named) else ""

    def _verb_form(self, request: HttpRequest, verb: Verb, obj: models.Model) -> forms.Form:
        """Return the form of the verb's page, bound on POST.

        A POST with `_open` comes from another page: it brings the note typed there into the field it names,
        and does nothing yet.
        """
        opens = request.POST.get("_open")
        if request.method == "POST" and opens is None:
            form = self._class_of(verb)(request.POST, request.FILES, **self._stands(verb, obj))
        elif opens in verb.form.base_fields:
            form = verb.form(initial={opens: request.POST.get("note", "")})
        else:
            form = self._class_of(verb)(**self._stands(verb, obj))
        verb.fill(form, obj)
        return form

    def _class_of(self, verb: Verb) -> type[Any]:
        """Return the class of a verb's form: one that begins with what stands is merged with it."""
        form = self.with_note(verb.form) if verb.note_in else verb.form
        return merging(form) if verb.initial else form

    def _stands(self, verb: Verb, obj: models.Model) -> dict[str, Any]:
        return {"row": obj, "initial": dict(verb.initial(obj))} if verb.initial else {}

    def _previewed(self, request: HttpRequest, verb: Verb, obj: models.Model, form: forms.Form) -> list[Any]:
        """Return the mails that the verb would send; a refusal becomes an error of the form."""
        try:
            return self.mails_of(lambda: self._press(request, verb, obj, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return []

    def _press(self, request: HttpRequest, verb: Verb, obj: models.Model, form: forms.Form) -> Any:
        """Call the action with what was typed; return what it returns, raise what it raises."""
        person, typed = person_of(request), form.cleaned_data
        act = partial(verb.do, obj, by=person)
        return self.with_words(verb, person, act, typed) if verb.note_in else act(**typed)

    def with_note(self, form: type[forms.Form]) -> type[forms.Form]:
        """Return the class of a form with the field of a note. Raises NotImplementedError, as `mails_of`."""
        raise NotImplementedError

    def with_words(
        self, verb: Verb, person: AbstractBaseUser, act: Callable[..., Any], typed: Mapping[str, Any]
    ) -> Any:
        """Call `act` with what was typed but the note, and put the note into the mails of the verb.

        Raises NotImplementedError, as `mails_of`.
        """
        raise NotImplementedError

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
            made = self._press(request, verb, obj, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        request.made = made  # type: ignore[attr-defined]  # for `after_verb_url`, which may lead to it
        messages.success(request, str(verb.done(obj) if callable(verb.done) else verb.done))
        return True

    def read_url(self, verb: Verb, obj: models.Model) -> str:
        """Return the address of a verb's page, with the mark of the words that are read before it."""
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}_verb"
        address, words = reverse(names, args=[obj.pk, verb.name]), verb.reads(obj)
        return f"{address}?{WORDS}={mark_of(words)}" if words else address

    def _page_of(self, obj: models.Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
