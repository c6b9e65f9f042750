"""The column of a mail address: cleaned when it is written and when it is asked for."""

from typing import Any

from django.db import models

from icaforum.words.addresses import clean_address, validate_address
from icaforum.words.forms import MailAddress


class MailAddressField(models.EmailField):
    """A mail address, kept and compared in its one cleaned form (`icaforum.words.addresses`).

    So `filter(email=typed)` finds whatever way of writing the address was typed, by an exact comparison.
    """

    default_validators = [validate_address]

    def to_python(self, value: Any) -> Any:
        """Return the cleaned address; None and what is empty stay."""
        return clean_address(str(value)) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Return what is written or compared with: the cleaned address."""
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 -- Django's signature
        """Clean the address on the object as well, so that it shows what the row holds."""
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **options: Any) -> Any:
        """Return the form field that cleans, and refuses in our words."""
        return super().formfield(**{"form_class": MailAddress} | options)
