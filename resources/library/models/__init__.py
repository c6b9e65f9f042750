"""The library: resources, their editions in each language, and who else may see them."""

from resources.library.models.edition import Edition, FileType
from resources.library.models.grants import ResourceCircleGrant, ResourcePersonGrant
from resources.library.models.kind import Kind
from resources.library.models.resource import Resource
from resources.library.models.searchwords import LastIndexed, SearchWords
from resources.library.models.table import PaperOrganisation

__all__ = [
    "Edition",
    "FileType",
    "Kind",
    "LastIndexed",
    "PaperOrganisation",
    "Resource",
    "ResourceCircleGrant",
    "ResourcePersonGrant",
    "SearchWords",
]
