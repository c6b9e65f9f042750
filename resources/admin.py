"""The library in the admin: Django looks for an app's pages here, each story keeps its own."""

# Importing the classes registers them; Django imports this module of each app by itself.
from resources.library.admin import ResourceAdmin, SearchWordsAdmin
from resources.shelves.admin import ShelfAdmin

__all__ = ["ResourceAdmin", "SearchWordsAdmin", "ShelfAdmin"]
