"""The library: resources, their editions in each language, and who else may see them."""

from resources.models.edition import Edition, FileType
from resources.models.grants import ResourceCircleGrant, ResourcePersonGrant
from resources.models.kind import Kind
from resources.models.resource import Resource
from resources.models.searchwords import LastIndexed, SearchWords

__all__ = [
    "Edition",
    "FileType",
    "Kind",
    "LastIndexed",
    "Resource",
    "ResourceCircleGrant",
    "ResourcePersonGrant",
    "SearchWords",
]
