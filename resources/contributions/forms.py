"""The forms of contributions: one asks a new one, one changes what was sent in."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from cities.models import City, Officer, Theme, User
from cities.talking.anonymity import member_cities
from cities.talking.forms import Unnamed, WriterForm
from cities.talking.models import Use
from icaforum.audit.merging import Merging
from icaforum.words.forms import Prose, Ticks
from pilots.projects.models import PilotProject
from resources.contributions.guides import GUIDES, Guide
from resources.contributions.models import Contribution, ContributionFile, Shape
from resources.library import languages, uploads

MOST_THEMES = 5
LEVELS = [(int(level), level.label) for level in (Level.GENERAL, Level.PEER, Level.PILOT, Level.PUBLIC)]
LONGEST = {"benefited": 3000, "text": 20_000}


def own_projects(viewer: Viewer) -> QuerySet[PilotProject]:
    """Return the pilot projects of the viewer's own cities, in every state."""
    projects = PilotProject.objects.all()
    return projects.filter(projects.own_of(viewer))


class _Guided(Unnamed, forms.Form):
    """The questions of a shape, and who may read the answers."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("What a colleague in another city would look for."),
        max_length=200,
    )
    summary = Prose(
        label=gettext_lazy("In two or three sentences: what does a reader gain?"),
        help_text=gettext_lazy("It stands under the title in the library."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    upload = forms.FileField(
        label=gettext_lazy("A file"),
        required=False,
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, OpenDocument text, PNG or JPEG, up to 50 MB."),
    )
    without_file = forms.BooleanField(label=gettext_lazy("Leave the file out"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[])
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=gettext_lazy("Themes"),
        required=False,
        to_field_name="slug",
        widget=Ticks,
    )
    co_authors = forms.ModelMultipleChoiceField(
        City.objects.none(),
        label=gettext_lazy("Written together with"),
        help_text=gettext_lazy("Their lead contacts hear of it, and can take the name of their city off."),
        required=False,
        to_field_name="slug",
        widget=Ticks,
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Who can see this"),
        help_text=gettext_lazy("Once the secretariat has published it."),
        choices=LEVELS,
        coerce=int,
        widget=forms.RadioSelect,
        initial=int(Level.GENERAL),
    )
    open_to_partners = forms.BooleanField(label=gettext_lazy("Also partner organisations"), required=False)
    residents = forms.ChoiceField(
        label=gettext_lazy("Does it name or show residents or workers?"),
        help_text=gettext_lazy("Take them out unless they agreed to these readers."),
        choices=Contribution.Residents,
        widget=forms.RadioSelect,
    )

    guide: Guide
    asked: tuple[str, ...] = ()

    def _ask(self, shape: Shape, city: City, *, file_name: str) -> None:
        """Put the questions of the shape into the form, in their order."""
        self.guide = GUIDES[shape]
        for ask in self.guide.asks:
            self.fields[ask.name] = Prose(
                label=ask.label,
                help_text=ask.help,
                required=ask.required,
                max_length=LONGEST.get(ask.name, 4000),
                widget=forms.Textarea(attrs={"rows": 12 if ask.name == "text" else 4}),
            )
        self.asked = tuple(ask.name for ask in self.guide.asks)
        kinds = [(kind.value, kind.label) for kind in self.guide.kinds]
        if len(kinds) == 1:
            del self.fields["kind"]
        else:
            cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        # Its lead contacts hear of it, so there has to be one.
        asked = Officer.objects.standing().leads().filter(person__is_active=True).values("city")
        others = member_cities().filter(pk__in=asked).exclude(pk=city.pk).order_by("sort_name")
        cast(forms.ModelMultipleChoiceField, self.fields["co_authors"]).queryset = others
        if not file_name:
            del self.fields["without_file"]
        else:
            self.fields["upload"].label = _("Another file")
            self.fields["without_file"].help_text = file_name

    def clean_title(self) -> str:
        """Return it on one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_themes(self) -> list[Theme]:
        """Return the themes; raises ValidationError for so many that they say nothing."""
        themes = list(self.cleaned_data["themes"])
        if len(themes) > MOST_THEMES:
            raise ValidationError(_("Choose five themes at most."))
        return themes

    def clean_upload(self) -> uploads.Upload | None:
        """Return the upload, checked by its content. Raises ValidationError."""
        file = self.cleaned_data["upload"]
        return uploads.accept(file) if file else None

    def refuse_what_tells(self, cleaned: Mapping[str, Any], *, keeps_file: bool) -> None:
        """Add an error where what comes with an unnamed text says whose it is."""
        if cleaned.get("co_authors"):
            self.add_error(
                "co_authors", _("Cities named beside it would tell which city it is. Leave them out.")
            )
        if cleaned.get("upload") or (keeps_file and not cleaned.get("without_file")):
            said = _(
                "A file tells who you are in places that nobody sees: its author, its pictures, its "
                "properties. Write the words here instead, or show the name."
            )
            self.add_error("upload", said)


class ContributeForm(_Guided, WriterForm):
    """Something new for the library: what the shape asks, for which city, with its name or without.

    `file_name` is the file that the draft keeps, empty without one.
    """

    texts = ("title", "summary", "context", "steps", "results", "benefited", "did_not_work", "text")

    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=languages.CHOICES)

    def __init__(self, *args: Any, shape: Shape, viewer: Any, file_name: str = "", **options: Any) -> None:
        super().__init__(*args, viewer=viewer, **options)
        self.file_name = file_name
        self._ask(shape, self.speaks_for, file_name=file_name)
        if shape == Shape.UPDATE:
            # It tells which city it is, so its name is shown.
            self.asks_for_name = False
            self.fields.pop("show_name", None)
            self.fields["project"] = forms.ModelChoiceField(
                own_projects(viewer).prefetch_related("texts"),
                label=_("Pilot project"),
                to_field_name="slug",
                empty_label=None,
            )
        order = ("title", "project", *self.asked, "upload", "without_file", "summary", "kind", "themes")
        self.order_fields([*order, "show_name", "co_authors", "level", "open_to_partners", "residents"])

    def renew(self, first: Contribution) -> None:
        """Ask for a new version of this one: of its city, in its language, shown as it is."""
        self.for_cities([first.city])
        languages_left = [it for it in languages.CHOICES if it[0] == first.language]
        cast(forms.ChoiceField, self.fields["language"]).choices = languages_left
        if first.is_named:
            self.asks_for_name = False
            self.fields.pop("show_name", None)
        elif self.unnamed:
            field: Any = self.fields["show_name"]
            field.choices = [it for it in field.choices if it[0] == self.NO]

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds errors where nothing stands there, or what tells an unnamed city."""
        cleaned = super().clean()
        if not self.is_named(cleaned):
            self.refuse_what_tells(cleaned, keeps_file=bool(self.file_name))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what `actions.writing.send_in` takes, the city, the file and the draft apart."""
        cleaned = self.cleaned_data
        names = ("title", "summary", "themes", "co_authors", "level", "open_to_partners", "residents")
        facts = {name: cleaned[name] for name in (*names, *self.asked, "language")}
        return facts | {
            "kind": cleaned.get("kind") or self.guide.kinds[0],
            "project": cleaned.get("project"),
            "is_named": self.is_named(cleaned),
            "use": self.use(cleaned),
        }


def words_of(row: Contribution) -> dict[str, Any]:
    """Return what was sent in as the form takes it, for a draft of the next version; the file apart.

    It renews the first version. Whether residents can be recognised is asked anew.
    """
    asks = GUIDES[Shape(row.shape)].asks
    names = ("title", "summary", "kind", "level", "language", *(ask.name for ask in asks))
    typed: dict[str, Any] = {name: str(getattr(row, name)) for name in names}
    typed |= {
        "renews": str(row.renews_id or row.pk),
        "themes": [theme.slug for theme in row.themes.all()],
        "co_authors": [city.slug for city in row.co_authors.all()],
        "show_name": WriterForm.YES if row.is_named else WriterForm.NO,
    }
    if row.open_to_partners:
        typed["open_to_partners"] = "on"
    if row.use == Use.NAMED:
        typed["quotable"] = "on"
    if row.project:
        typed["project"] = row.project.slug
    return typed


class ChangeForm(_Guided, Merging, forms.Form):
    """What was sent in and can still be changed, by anybody of its city."""

    row: Any

    def __init__(self, *args: Any, contribution: Contribution, person: User, **options: Any) -> None:
        self.person = person
        file = contribution.file_now
        asks = GUIDES[Shape(contribution.shape)].asks
        names = ("title", "summary", "kind", "level", "open_to_partners", "residents")
        initial = {name: getattr(contribution, name) for name in (*names, *(ask.name for ask in asks))}
        initial |= {
            "themes": [theme.slug for theme in contribution.themes.all()],
            "co_authors": [city.slug for city in contribution.co_authors.all()],
        }
        super().__init__(*args, initial=initial, row=contribution, **options)
        self.file_name = file.file_name if file else ""
        self._ask(Shape(contribution.shape), contribution.city, file_name=self.file_name)
        if not contribution.is_named:
            for name in ("co_authors", "upload", "without_file"):
                self.fields.pop(name, None)
        order = ("title", *self.asked, "upload", "without_file", "summary", "kind", "themes", "co_authors")
        self.order_fields([*order, "level", "open_to_partners", "residents"])

    def beside(self) -> dict[str, str]:
        """Return which file stands there: no field holds it."""
        return {"file": self.file_name}

    def clean(self) -> dict[str, Any]:
        """Return the answers; adds an error where the text tells of a city that is not named."""
        cleaned = super().clean() or self.cleaned_data
        if not self.row.is_named:
            said = [text for text in cleaned.values() if isinstance(text, str)]
            self.note_names(self.row.city, said, writers=[self.row.author, self.person])
        return cleaned


class TakeOutForm(forms.Form):
    """Which earlier file the secretariat takes out, and why."""

    file = forms.ModelChoiceField(
        ContributionFile.objects.none(),
        label=gettext_lazy("Which file"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Its city reads this in a mail, and on the page of what it sent in."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def offer(self, files: QuerySet[ContributionFile]) -> None:
        """Let one of these be chosen."""
        cast(forms.ModelChoiceField, self.fields["file"]).queryset = files
