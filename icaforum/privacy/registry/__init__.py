"""The class of every field of every model. A field that stands in none of these tables fails the tests.

One table and not one beside each model: docs/decisions/0011-what-we-hold.md says why. A new field goes into
the line of its model; what the classes mean stands at `icaforum.privacy.classes.Classes`.
"""

from icaforum.privacy.classes import Classes
from icaforum.privacy.registry.libraries import LIBRARIES
from icaforum.privacy.registry.members import MEMBERS
from icaforum.privacy.registry.work import WORK

FIELDS: dict[str, Classes] = {**MEMBERS, **WORK, **LIBRARIES}
