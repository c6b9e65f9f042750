"""What partners know, and how they help cities."""

from cities.partners.models.expertise import Expertise, PartnerTerms, works_in
from cities.partners.models.help import HelpMessage, HelpRequest

__all__ = ["Expertise", "HelpMessage", "HelpRequest", "PartnerTerms", "works_in"]
