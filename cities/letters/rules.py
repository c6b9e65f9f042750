"""Who may write to which city."""

from cities.directory.models import City
from cities.directory.viewer import Viewer


def may_write_to(viewer: Viewer, city: City) -> bool:
    """Return whether the viewer may write to this city: a member, to another one that is in the Forum."""
    return viewer.is_member and city.membership is not None and city.pk not in viewer.city_ids
