"""/library/: the addresses of every story."""

from resources.bookmarks import urls as bookmarks
from resources.library import urls as library
from resources.shelves import urls as shelves
from resources.transcripts import urls as transcripts

app_name = "resources"
urlpatterns = [
    *shelves.urlpatterns,
    *bookmarks.urlpatterns,
    *transcripts.urlpatterns,
    *library.urlpatterns,
]
