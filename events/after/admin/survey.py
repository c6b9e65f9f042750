"""The page on which the secretariat says what the survey after an event asks, and its results as a file."""

from collections.abc import Iterator
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cities.models import User
from events.after.actions.surveys import change_survey
from events.after.admin.page import AfterPage
from events.after.forms import SurveyForm
from events.after.models import Survey, SurveyAnswer
from events.after.results import Results, results_of
from events.programme.models import Event
from icaforum.audit.admin.exports import KINDS, Cell
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused, record


class SurveyPage(AfterPage):
    """The part of the admin of events that is about the survey."""

    def get_urls(self) -> list[URLPattern]:
        """Return the other addresses and those of the survey."""
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/after/survey/", view(self.survey_view), name="events_event_survey"),
            path(
                "<path:object_id>/after/answers.<slug:kind>",
                view(self.answers_view),
                name="events_event_survey_answers",
            ),
            *super().get_urls(),
        ]

    @method_decorator(transaction.atomic)
    def survey_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what the survey asks and until when it is open; on POST change it.

        Raises Http404 for an unknown event, PermissionDenied for who may not change it or who came.
        """
        event = self._event_after(request, object_id, changes=True)
        if request.method == "POST":
            lock_row(event)  # so that the form merges with what stands
        survey = Survey.objects.select_related("event").filter(event=event).first()
        answered = SurveyAnswer.objects.filter(question__survey__event=event).exists()
        data = request.POST if request.method == "POST" else None
        # Questions that were typed before the first answer came go to the verb, which refuses them.
        fixed = answered and "text_0" not in request.POST
        form = SurveyForm(data, event=event, survey=survey, answered=fixed)
        if form.is_valid() and self._changed(request, event, form):
            return HttpResponseRedirect(self._after_url(event) + "#survey")
        context = self._after_context(request, event, _("What the survey asks"))
        context |= {"form": form, "answered": answered}
        return TemplateResponse(request, "admin/events/event/after_survey.html", context)

    def _changed(self, request: HttpRequest, event: Event, form: SurveyForm) -> bool:
        try:
            by = cast(User, request.user)
            change_survey(event, by=by, closes_at=form.closes_at, questions=form.questions)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        messages.success(request, _("The survey is as you said."))
        return True

    def answers_view(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        """Return what the survey says as a file, without names. Raises Http404 and PermissionDenied."""
        event = self._event_after(request, object_id, changes=False)
        survey = Survey.objects.select_related("event").filter(event=event).first()
        if kind not in KINDS or survey is None:
            raise Http404
        head: list[Cell] = [_("Question"), _("From"), _("Answer"), _("How many")]
        table = [head, *_table(results_of(survey))]
        record("exported", event, by=cast(User, request.user))
        name = content_disposition_header(True, f"{event.slug}-survey.{kind}") or ""
        written = KINDS[kind][1](table)
        return HttpResponse(written, content_type=KINDS[kind][0], headers={"Content-Disposition": name})


def _table(found: Results) -> Iterator[list[Cell]]:
    for result in found.results:
        for bar in result.bars:
            yield [result.question, _("all"), bar.label, bar.count]
        for region, bars in result.groups:
            for bar in bars:
                yield [result.question, region, bar.label, bar.count]
        for words in result.words:
            yield [result.question, _("all"), words, None]
