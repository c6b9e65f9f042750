"""What partners know, and how they help cities."""

from cities.partners.models.expertise import Expertise, PartnerTerms, works_in
from cities.partners.models.help import HelpMessage, HelpRequest
from cities.partners.models.table import TABLES, AtTable, AtTableQuerySet, at_table, table_of

__all__ = [
    "TABLES",
    "AtTable",
    "AtTableQuerySet",
    "Expertise",
    "HelpMessage",
    "HelpRequest",
    "PartnerTerms",
    "at_table",
    "table_of",
    "works_in",
]
