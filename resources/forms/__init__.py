"""What comes into the library: from readers (reading), from the secretariat (sharing)."""

from resources.forms.reading import LanguageForm, LibraryForm
from resources.forms.sharing import AudienceForm, EditionForm, ResourceForm

__all__ = ["AudienceForm", "EditionForm", "LanguageForm", "LibraryForm", "ResourceForm"]
