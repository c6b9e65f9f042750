"""What partners know, in the admin: the secretariat enters it for a partner that does not by itself."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from cities.partners.actions import offering
from cities.partners.forms import StaffExpertiseForm, StaffTermsForm
from cities.partners.models import Expertise, PartnerTerms
from cities.people.models import User
from icaforum.outbox.asking import MailingAdmin


def _edit_terms(terms: PartnerTerms, *, by: User, **facts: Any) -> PartnerTerms:
    return offering.set_terms(city=terms.city, by=by, **facts)


class _OfPartnersAdmin(MailingAdmin):
    """Base: rows of partners, which never move to another one."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """Return the partner, once the row stands."""
        return ("city",) if obj else ()


@admin.register(Expertise)
class ExpertiseAdmin(_OfPartnersAdmin):
    """What partners can help with, by theme."""

    nothing_yet = gettext_lazy("No partner has said yet what it can help with.")
    form = StaffExpertiseForm
    edit = offering.change_expertise
    create = offering.add_expertise
    list_display = ("city", "theme", "text", "people", "is_offered")
    list_select_related = ("city", "theme")
    list_filter = ("is_offered", "theme")
    search_fields = ("city__name", "text")
    search_help_text = gettext_lazy("A partner, or words of what it offers")


@admin.register(PartnerTerms)
class PartnerTermsAdmin(_OfPartnersAdmin):
    """On which terms partners help."""

    nothing_yet = gettext_lazy("No partner has said its terms yet: 5 working days, open to requests.")
    form = StaffTermsForm
    edit = _edit_terms
    create = offering.set_terms
    list_display = ("city", "answer_days", "is_paused")
    list_select_related = ("city",)
    list_filter = ("is_paused",)
    search_fields = ("city__name",)
    search_help_text = gettext_lazy("A partner")
