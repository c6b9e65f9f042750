"""Load the words that themes and kinds are searched by; may run again, and changes nothing that is there."""

from collections import Counter

from resources.library.models import SearchWords
from resources.library.search.ownwords import fill_in


def load_search_words() -> Counter[str]:
    """Make the rows that are missing, after the themes; return how many were created and were there."""
    created = fill_in()
    return Counter(created=created, unchanged=SearchWords.objects.count() - created)
