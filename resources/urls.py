"""/library/: the addresses of every story."""

from resources.library import urls as library

app_name = "resources"
urlpatterns = library.urlpatterns
