"""What partners know, and how they help cities."""

from cities.partners.models.expertise import Expertise, PartnerTerms, works_in

__all__ = ["Expertise", "PartnerTerms", "works_in"]
