"""/events/: the addresses of every story."""

from events.places import urls as places

app_name = "events"
urlpatterns = [*places.urlpatterns]
