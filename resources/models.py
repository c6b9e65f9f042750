"""The library: resources, their editions in each language, and who else may see them."""

# Django looks for models in this module only; the stories are named here so that it finds them.
from resources.library.models import (
    Edition,
    FileType,
    Kind,
    LastIndexed,
    Resource,
    ResourceCircleGrant,
    ResourcePersonGrant,
    SearchWords,
)

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
