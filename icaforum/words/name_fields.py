"""The column of a person's name: cleaned when it is written."""

from typing import Any

from django.db import models

from icaforum.words.forms import Name
from icaforum.words.names import clean_name, validate_name


class NameField(models.CharField):
    """The name of a person, without signs that nobody sees (`icaforum.words.names.clean_name`)."""

    default_validators = [validate_name]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 -- Django's signature
        """Clean the name on the object as well, so that it shows what the row holds."""
        value = getattr(model_instance, self.attname)
        if not isinstance(value, str):
            return value  # an expression, such as the default that the database knows
        value = clean_name(value)
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **options: Any) -> Any:
        """Return the form field that cleans, and refuses in our words."""
        return super().formfield(**{"form_class": Name} | options)
