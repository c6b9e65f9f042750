"""The pages on which those who did something write down which organisations were at the table."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.partners.actions import table as actions
from cities.partners.forms.table import ChangeForm, WriteDownForm, WriteForCityForm
from cities.partners.models import TABLES, AtTable
from cities.people.requests import MemberRequest
from cities.talking.views import take_report
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now


def _table(word: str) -> Any:
    """Return the model of this word; raises Http404."""
    if word not in TABLES or TABLES[word].is_closed():
        raise Http404
    return TABLES[word]


def _row(request: MemberRequest, word: str, pk: int) -> AtTable:
    """Return a row that the reader changes; raises Http404."""
    rows = _table(word).objects.changeable_by(request.viewer)
    return get_object_or_404(rows.select_related("thing", "city"), pk=pk)


@form_page
@sent_once
def write_down(request: MemberRequest, word: str, pk: int) -> HttpResponse:
    """Show whom the reader's city wrote down at the table of a thing; on POST write down one more.

    Of those that others wrote down it shows what everybody reads.
    """
    table = _table(word)
    thing = get_object_or_404(table.writable_by(request.viewer), pk=pk)
    data = request.POST if request.method == "POST" else None
    cities = table.writers(request.viewer).filter(pk__in=table.cities_at(thing)).order_by("sort_name")
    form = WriteForCityForm(data, cities=cities, initial={"language": request.user.language})
    if form.is_valid():
        try:
            row = actions.write_down(thing, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = (
                _("Written down. We ask %(who)s by mail; until it agrees, its kind alone stands there.")
                if row.email
                else _("Written down. Nobody is asked: only the kind of %(who)s stands there.")
            )
            messages.success(request, said % {"who": row.name})
            return redirect(row.writing_path)
    here = table.objects.filter(thing=thing)
    rows = list(here.changeable_by(request.viewer).select_related("city"))
    others = here.standing().exclude(pk__in=[row.pk for row in rows])
    context = {
        "thing": thing,
        "word": word,
        "rows": rows,
        # By name: the order in which they were written down would tell who came when.
        "others": sorted(row.shown_name for row in others),
        "form": form,
        "all_of_them": request.viewer.runs(table),
    }
    return render(request, "cities/partners/table/write.html", context)


@form_page
@transaction.atomic
def change(request: MemberRequest, word: str, pk: int) -> HttpResponse:
    """Change what is written of an organisation, also while a colleague does."""
    row = _row(request, word, pk)
    if request.method == "POST":
        lock_row(row)
        row.refresh_from_db()
    names = WriteDownForm.base_fields
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, initial={name: getattr(row, name) for name in names}, row=row)
    if form.is_valid():
        try:
            with transaction.atomic():
                row = actions.change(row, by=request.user, **form.changed_values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _after_change(row))
            return redirect(row.writing_path)
    return render(request, "cities/partners/table/change.html", {"row": row, "form": form, "word": word})


def _after_change(row: AtTable) -> str:
    if row.state == AtTable.State.ASKED:
        if row.asked_at and row.asked_at > request_now():
            return _(
                "Saved. It was asked within the last day: one mail about all changes leaves a day later."
            )
        return _("Saved. The organisation is asked whether it agrees to what stands there now.")
    return _("Saved.")


def _after_taking_off(_request: MemberRequest, word: str, **_rest: Any) -> str:
    # Which table it stood at is gone with it.
    _table(word)
    return "desk"


@or_gone(gettext_lazy("It is taken off already."), to=_after_taking_off)
@form_page
@sent_once
def take_off(request: MemberRequest, word: str, pk: int) -> HttpResponse:
    """Take an organisation off the table, after a page that says what that means."""
    row = _row(request, word, pk)
    if request.method == "POST":
        verb = partial(actions.take_off, row, by=request.user)
        return carry_out(request, verb, _("It is taken off."), row.writing_path)
    consequences: list[Any] = [_("Its own words, its answer and its address go with it.")]
    if row.email:
        consequences.append(_("The link in our mail to it ends. Nobody is told."))
    context = {
        "title": _("Take it off the table?"),
        "text": row.name or row.shown_kind,
        "consequences": consequences,
        "action": _("Take it off"),
        "danger": True,
        "back_url": row.writing_path,
    }
    return render(request, "components/confirm.html", context)


@form_page
def report(request: MemberRequest, word: str, pk: int) -> HttpResponse:
    """Tell the secretariat, which needs no such page, of what others wrote at a table."""
    if not request.viewer.is_member:
        raise Http404
    rows = _table(word).objects
    own = rows.changeable_by(request.viewer).values("pk")
    others = rows.visible_to(request.viewer).exclude(pk__in=own)
    row = get_object_or_404(others.select_related("thing"), pk=pk)
    if not row.is_named:  # by its key, a kind would tell which was written down when
        raise Http404
    return take_report(request, row, what=row.shown_name, back=row.get_absolute_url())
