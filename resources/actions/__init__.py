"""What is done to the library: to a resource, to its editions, and by taking one home."""

from resources.actions.edition import add_edition, keep_text, remove_edition, replace_edition
from resources.actions.resource import add_resource, edit_resource, publish, record_download, withdraw

__all__ = [
    "add_edition",
    "add_resource",
    "edit_resource",
    "keep_text",
    "publish",
    "record_download",
    "remove_edition",
    "replace_edition",
    "withdraw",
]
