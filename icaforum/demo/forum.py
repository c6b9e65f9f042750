"""The Forum's settings in the demo: numbers that are nearly reached, and closed days that are ahead."""

from datetime import timedelta

from django.utils import timezone

from cities.joining.numbers import other_cities, selected_cities
from cities.models import User
from icaforum.forum.actions import change_settings
from icaforum.forum.models import Room
from icaforum.forum.workdays import in_a_line


def load(by: User) -> None:
    """Choose the settings; `by` is a person of the secretariat. Memberships must be there."""
    first = timezone.localdate() + timedelta(days=40)
    change_settings(
        by=by,
        signature="The secretariat of the ICA Forum (sample)",
        time_zone="Europe/Copenhagen",
        closed_days=[in_a_line((first, first + timedelta(days=7)))],
        max_peer_cities=selected_cities().taken + 3,
        max_other_cities=other_cities().taken + 1,
        open_rooms=Room.values,
    )
