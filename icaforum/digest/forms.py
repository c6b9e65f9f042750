"""Forms of what one gets by mail and what one follows."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.viewer import Viewer
from cities.models import City, Theme, User
from icaforum.audit.merging import Merging
from icaforum.digest.models import Follow
from icaforum.digest.sections import kind_choices
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.kinds import optional_kinds
from icaforum.outbox.models import Optout
from resources.models import Hearing


class MailsForm(Merging, forms.Form):
    """One tick for each optional kind of mail, and one for each thing that one may follow.

    Cities are followed on their own pages: here stand those that are, so that one can stop. Mails that are
    necessary (codes, one's own places) always come.
    """

    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Mails I want"), required=False, widget=forms.CheckboxSelectMultiple
    )
    questions = forms.ChoiceField(
        label=gettext_lazy("New questions that are put to your city"),
        choices=Hearing.When,
        required=False,
        widget=forms.RadioSelect,
    )
    themes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Themes I follow"),
        queryset=Theme.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds I follow"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cities = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Cities I follow"),
        queryset=City.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        follows = list(Follow.objects.of(person))
        off = set(Optout.objects.of(person).values_list("kind", flat=True))
        hearing = Hearing.objects.filter(person=person).first()
        # The kinds are known once all apps are loaded, so they are read here and not in the class.
        optional = list(optional_kinds().items())
        initial: dict[str, Any] = {
            "wanted": [name for name, _kind in optional if name not in off],
            "themes": [row.theme_id for row in follows if row.theme_id],
            "kinds": [row.kind for row in follows if row.kind],
            "questions": hearing.when if hearing else Hearing.When.WEEKLY,
            "cities": [row.city_id for row in follows if row.city_id],
        }
        super().__init__(*args, initial=initial, row=person, **options)
        cast(forms.MultipleChoiceField, self.fields["wanted"]).choices = [
            (name, _("%(kind)s. %(when)s") % {"kind": kind.title, "when": kind.when})
            for name, kind in optional
        ]
        cast(forms.MultipleChoiceField, self.fields["kinds"]).choices = kind_choices()
        if not the_forum().has_open(Room.QUESTIONS):
            del self.fields["questions"]
        else:
            self.fields["questions"].conditional = True  # type: ignore[attr-defined]  # it has an answer
        followed = City.objects.filter(pk__in=[row.city_id for row in follows]).order_by("sort_name")
        cast(forms.ModelMultipleChoiceField, self.fields["cities"]).queryset = followed


class FollowForm(forms.Form):
    """One thing to follow, or to follow no more: a theme or a city by its word in addresses, or a kind."""

    theme = forms.ModelChoiceField(Theme.objects.all(), to_field_name="slug", required=False)
    city = forms.ModelChoiceField(City.objects.none(), to_field_name="slug", required=False)
    kind = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        visible = City.objects.visible_to(viewer)
        cast(forms.ModelChoiceField, self.fields["city"]).queryset = visible
        cast(forms.ChoiceField, self.fields["kind"]).choices = kind_choices()

    def clean(self) -> dict[str, Any]:
        """Return the one thing; raises ValidationError for none and for several."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if len(given) != 1:
            raise ValidationError(_("Choose one thing to follow."))
        return given
