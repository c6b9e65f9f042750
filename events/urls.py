"""/events/: the addresses of every story."""

from events.after import urls as after
from events.feeds import urls as feeds
from events.guests import urls as guests
from events.places import urls as places

app_name = "events"
urlpatterns = [*feeds.urlpatterns, *places.urlpatterns, *guests.urlpatterns, *after.urlpatterns]
