"""The members of the Forum, by story. Other apps, and Django itself, find the rows of this app here."""

# Other apps import from here; inside `cities` one imports from the story, since this file imports all of
# them.
from cities.advocacy.models import (
    CallComment,
    CallVersion,
    JointCall,
    Reading,
    Signature,
    Undecided,
)
from cities.citypages.models import CityNote
from cities.directory.models import Circle, City, ExpertiseNeed, Membership, Region, Theme
from cities.invitations.models import AccessRequest, Invitation, Objection
from cities.joining.models import (
    Application,
    ApplicationDraft,
    Clarification,
    Grounds,
    Recommendation,
    TierPlan,
)
from cities.launch.models import LaunchRow, LaunchSheet
from cities.letters.models import Letter, LetterAnswer, Part, Side, Thread
from cities.measures.models import Indicator, Measure, MeasureOrganisation, Observation
from cities.partners.models import Expertise, HelpMessage, HelpRequest, PartnerTerms
from cities.people.models import Colleague, Officer, User
from cities.talking.models import Report
from cities.wants.models import WantOffer
from cities.yearly.models import Confirmation

__all__ = [
    "AccessRequest",
    "Application",
    "ApplicationDraft",
    "CallComment",
    "CallVersion",
    "Circle",
    "City",
    "CityNote",
    "Clarification",
    "Colleague",
    "Confirmation",
    "Expertise",
    "ExpertiseNeed",
    "Grounds",
    "HelpMessage",
    "HelpRequest",
    "Indicator",
    "Invitation",
    "JointCall",
    "LaunchRow",
    "LaunchSheet",
    "Letter",
    "LetterAnswer",
    "Measure",
    "MeasureOrganisation",
    "Membership",
    "Objection",
    "Observation",
    "Officer",
    "Part",
    "PartnerTerms",
    "Reading",
    "Recommendation",
    "Region",
    "Report",
    "Side",
    "Signature",
    "Theme",
    "Thread",
    "TierPlan",
    "Undecided",
    "User",
    "WantOffer",
]
