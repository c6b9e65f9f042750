"""The page to compare with: a session, a person, one query, twenty rows, and nothing else of the portal's."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from resources.library.models.edition import Edition

TEMPLATE = """<!doctype html><title>Bare</title>
<ul>{% for row in rows %}<li>{{ row.title }} {{ row.summary }}</li>{% endfor %}</ul>"""


@login_not_required
def rows(request: HttpRequest) -> HttpResponse:
    shown = Edition.objects.order_by("-pk").only("title", "summary")[:20]
    name = request.user.name if request.user.is_authenticated else ""
    return HttpResponse(
        engines["django"].from_string(TEMPLATE).render({"rows": shown, "name": name}, request)
    )


urlpatterns = [path("bare/", rows)]
