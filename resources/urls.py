"""/library/, /uses/, /contribute/, /questions/ and /in-short/: the addresses of every story."""

from django.urls import include, path

from resources.bookmarks import urls as bookmarks
from resources.briefs import urls as briefs
from resources.contributions import urls as contributions
from resources.lessons import urls as lessons
from resources.library import urls as library
from resources.questions import urls as questions
from resources.shelves import urls as shelves
from resources.transcripts import urls as transcripts
from resources.uses import urls as uses

app_name = "resources"
urlpatterns = [
    path(
        "library/",
        include(
            [
                *shelves.urlpatterns,
                *bookmarks.urlpatterns,
                *transcripts.urlpatterns,
                *briefs.of_papers,
                *contributions.of_papers,
                *library.urlpatterns,
            ]
        ),
    ),
    path("in-short/", include(briefs.urlpatterns)),
    path("uses/", include(uses.urlpatterns)),
    path("contribute/", include(contributions.urlpatterns)),
    path("questions/", include([*lessons.urlpatterns, *briefs.of_questions, *questions.urlpatterns])),
]
