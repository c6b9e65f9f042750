"""What comes into the library: from readers (reading), from the secretariat (sharing)."""

from resources.forms.reading import LanguageForm, LibraryForm
from resources.forms.sharing import EditionForm, ResourceForm

__all__ = ["EditionForm", "LanguageForm", "LibraryForm", "ResourceForm"]
