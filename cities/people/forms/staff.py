"""What the secretariat enters about people in the admin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.people.models import User
from icaforum.words.forms import MailAddress, TimeZoneField


class RightsForm(forms.Form):
    """What somebody of the secretariat may do."""

    is_staff = forms.BooleanField(label=_("Works in the secretariat"), required=False)
    is_superuser = forms.BooleanField(label=_("May do everything, rights of others included"), required=False)


class AddressForm(forms.Form):
    """The right address of an account, as the person told it."""

    email = MailAddress(label=_("E-mail address"), max_length=254)


class PersonForm(forms.ModelForm):
    """A person, as the secretariat may change it."""

    time_zone = TimeZoneField()

    class Meta:
        model = User
        fields = ("email", "name", "greeting", "language", "time_zone")
