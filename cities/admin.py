"""The members' part in the admin: Django looks for an app's pages here, each story keeps its own.

People and seats have theirs in `icaforum.person`, since what hangs on a person lies in all apps.
"""

# Importing them is what registers them.
from cities.advocacy.admin import CallCommentAdmin, JointCallAdmin, SignatureAdmin
from cities.citypages.admin import CityAdmin, MembershipAdmin
from cities.directory.admin import ThemeAdmin
from cities.invitations.admin import AccessRequestAdmin, InvitationAdmin
from cities.joining.admin import ApplicationAdmin
from cities.launch.admin import LaunchSheetAdmin
from cities.letters.admin import LetterAdmin
from cities.measures.admin import IndicatorAdmin, MeasureAdmin, MeasureOrganisationAdmin
from cities.partners.admin import ExpertiseAdmin, ExpertiseNeedAdmin, HelpRequestAdmin, PartnerTermsAdmin
from cities.people.admin import ColleagueAdmin
from cities.talking.admin import ReportAdmin
from cities.wants.admin import WantOfferAdmin

__all__ = [
    "AccessRequestAdmin",
    "ApplicationAdmin",
    "CallCommentAdmin",
    "CityAdmin",
    "ColleagueAdmin",
    "ExpertiseAdmin",
    "ExpertiseNeedAdmin",
    "HelpRequestAdmin",
    "IndicatorAdmin",
    "InvitationAdmin",
    "JointCallAdmin",
    "LaunchSheetAdmin",
    "LetterAdmin",
    "MeasureAdmin",
    "MeasureOrganisationAdmin",
    "MembershipAdmin",
    "PartnerTermsAdmin",
    "ReportAdmin",
    "SignatureAdmin",
    "ThemeAdmin",
    "WantOfferAdmin",
]
