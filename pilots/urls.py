"""/pilots/: the addresses of every story."""

from pilots.pairings import urls as pairings
from pilots.projects import urls as projects

app_name = "pilots"
urlpatterns = [*pairings.urlpatterns, *projects.urlpatterns]
