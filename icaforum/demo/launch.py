"""The demo's launch imports: one that is done, with invitations that wait, and one with something to fix."""

from pathlib import Path

from cities.directory import actions
from cities.launch.actions import answering, importing, sending
from cities.launch.models import LaunchSheet
from cities.models import City, User

DATA = Path(__file__).parent / "data"


def load(by: User) -> None:
    """Make both, by the verbs that the page calls; `by` is of the secretariat, at work."""
    done = _choose("members.csv", by=by)
    importing.ask_to_import(done, version=done.version, by=by)
    importing.go_on()
    done = LaunchSheet.objects.get(pk=done.pk)
    for city in City.objects.filter(name__in=("Northbridge", "Sample Town")):
        actions.edit_city(city, by=by, is_sample=True)
    note = "From today all of it has one address."
    sending.send_invitations(done, by=by, most=1, note=note, origin="a list of sample people")
    _choose("late-comers.csv", by=by)


def _choose(name: str, *, by: User) -> LaunchSheet:
    return answering.choose_file(content=(DATA / name).read_bytes(), name=name, by=by)
