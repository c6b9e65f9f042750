"""/library/: the addresses of every story."""

from resources.library import urls as library
from resources.transcripts import urls as transcripts

app_name = "resources"
urlpatterns = [*transcripts.urlpatterns, *library.urlpatterns]
