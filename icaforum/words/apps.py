"""The bottom as an app: it comes first, so that every form made after it says our sentences."""

from django.apps import AppConfig

from icaforum.words import messages

# On import and not in `ready`: fields copy their sentences when they are made, and modules of forms may be
# imported while apps are still being loaded.
messages.install()


class WordsConfig(AppConfig):
    """The app of the bottom; it has no models."""

    name = "icaforum.words"
    label = "words"
