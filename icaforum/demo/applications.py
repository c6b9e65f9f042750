"""Applications in each state, so that the queue has something to decide."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cities.joining.actions import applying, deciding, recommending
from cities.models import Application, City, Theme, User
from icaforum.demo.cast import SAMPLE_C40

INTEREST = "Sample answer. Two or three sentences in the city's own words stand here, as they were sent."
COMMITMENT = (
    "Sample answer. Two people, four hours a month each, and a short report to the council every year."
)
EVIDENCE = (
    "Sample answer. The city asks tenants before each retrofit, and pays the rise in rent for two years."
)


def load(by: User) -> None:
    """Make an application of each kind: of C40 cities, of one outside, one that was asked, one unconfirmed.

    The first has applied before, a colleague recommends something about it, and another may be the same.
    `by` is the person of the secretariat who asks. Cities and themes must be loaded.
    """
    themes = list(Theme.objects.filter(slug__in=["extreme-heat", "frontline-resilience", "energy-poverty"]))
    clearwater, eastmere, marlow = (City.objects.get(name=name) for name in SAMPLE_C40)
    vega = {"city": clearwater, "person_name": "Maria Vega", "email": "m.vega@clearwater.demo.example"}
    _declined(_waiting(themes, days=190, kind="c40", **vega), days=180, by=by)
    _recommended(_waiting(themes, days=8, kind="c40", **vega), by=by)
    _waiting(
        themes,
        days=1,
        kind="c40",
        city=eastmere,
        person_name="Awa Sample",
        email="a.sample@eastmere.demo.example",
    )
    outside = {"city_name": "Northbridge (sample city)", "country": "IE", "evidence": EVIDENCE}
    links = ["https://northbridge.demo.example/warm-rooms"]
    _waiting(
        themes,
        days=17,
        kind="other",
        person_name="Sam Sample",
        email="sam@northbridge.demo.example",
        links=links,
        **outside,
    )
    asked = _waiting(
        themes,
        days=4,
        kind="c40",
        city=marlow,
        person_name="Lia Sample",
        email="l.sample@marlow.demo.example",
    )
    first = deciding.ask(asked, text="Which department would take part?", by=by)
    applying.answer(first, text="Sample answer. The department of housing, with the one of health.")
    deciding.ask(asked, text="Who would be your city's second contact, when you are away?", by=by)
    _apply(themes, kind="other", person_name="Not Confirmed", email="somebody@town.demo.example",
           city_name="Sample Town", country="FR", evidence=EVIDENCE, links=links)  # fmt: skip
    _apply(themes, kind="other", person_name="Maria Vega", email="office@clearwater.demo.example",
           city_name="Clearwater Office (sample)", country="IE", evidence=EVIDENCE, links=links)  # fmt: skip


def _apply(themes: list[Theme], **answers: Any) -> Application:
    """Send an application with these answers and sample texts for all others; its address is unconfirmed."""
    facts: dict[str, Any] = {
        "position": "Climate officer",
        "language": "en",
        "interest": INTEREST,
        "commitment": COMMITMENT,
        "experience": Application.Experience.STARTING,
    }
    return applying.apply_to_join(themes=themes, **facts | answers)


def _declined(application: Application, *, days: int, by: User) -> None:
    """Decline it, so many days ago."""
    deciding.decline(application, reason="Sample reason. Nobody had the time for it yet.", by=by)
    Application.objects.filter(pk=application.pk).update(decided_at=timezone.now() - timedelta(days=days))


def _recommended(application: Application, *, by: User) -> None:
    """Have another colleague of the secretariat say what they would do."""
    colleague = User.objects.filter(is_staff=True, groups__isnull=False).exclude(pk=by.pk).first() or by
    because = "Sample reason. They have two people for it now, and the deputy mayor backs them."
    recommending.recommend(application, says="admit", because=because, by=colleague)


def _waiting(themes: list[Theme], *, days: int, **answers: Any) -> Application:
    """Send an application, confirm its address, and let it have waited so many days."""
    application = applying.confirm_application(_apply(themes, **answers))
    then = timezone.now() - timedelta(days=days)
    # The demo's past: the actions have just done it, and here it is moved back in time.
    Application.objects.filter(pk=application.pk).update(sent_at=then, confirmed_at=then)
    return application
