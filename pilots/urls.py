"""/pilots/: the addresses of every story."""

from pilots.comments import urls as comments
from pilots.interest import urls as interest
from pilots.pairings import urls as pairings
from pilots.projects import urls as projects
from pilots.pulse import urls as pulse
from pilots.revisions import urls as revisions

app_name = "pilots"
urlpatterns = [
    *comments.urlpatterns,
    *interest.urlpatterns,
    *pairings.urlpatterns,
    *pulse.urlpatterns,
    *revisions.urlpatterns,
    *projects.urlpatterns,
]
