"""/events/: the addresses of every story."""

from events.feeds import urls as feeds
from events.places import urls as places

app_name = "events"
urlpatterns = [*feeds.urlpatterns, *places.urlpatterns]
