"""The demo's joint calls: one in each state, of cities and to addressees that do not exist."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import F

from cities.advocacy.actions import commenting, drafting, outcomes, signing, waiting
from cities.models import CallVersion, City, JointCall, Signature, User
from icaforum.mails.calls import CALLS
from icaforum.outbox.models import Message
from icaforum.words.times import database_now

LOANS = (
    "In our cities one home in three is rented and badly insulated. There is money for retrofits. It comes "
    "on terms under which rents rise, and the people who were cold before have to leave afterwards.\n\n"
    "We ask the board to decide three things:\n\n"
    "1. Lend for a retrofit only where rent and heating together cost the household no more than before, "
    "for ten years.\n"
    "2. Lend to cities directly, from 2 million upwards, so that a small programme needs no bank "
    "in between.\n"
    "3. Publish each year, loan by loan, how many households stayed.\n\n"
    "For our part we report the same figure for every home that is retrofitted with our money."
)
GERMAN = (
    "In unseren Städten ist jede dritte Wohnung vermietet und schlecht gedämmt. Geld für Sanierungen gibt "
    "es. Es kommt zu Bedingungen, unter denen die Mieten steigen und gehen muss, wer vorher gefroren hat.\n\n"
    "Wir bitten den Verwaltungsrat um drei Beschlüsse:\n\n"
    "1. Kredite für eine Sanierung nur dort, wo Miete und Heizung zusammen zehn Jahre lang nicht mehr kosten "
    "als vorher.\n"
    "2. Kredite unmittelbar an Städte, ab 2 Millionen.\n"
    "3. Jedes Jahr veröffentlichen, Kredit für Kredit, wie viele Haushalte geblieben sind."
)


def load(by: User, people: dict[str, User]) -> None:
    """Draft, sign, hand over and end calls as people of the sample cities; `by` is of the secretariat."""
    by.is_verified = True
    lakemouth, northbridge, partner = people["lakemouth"], people["northbridge"], people["partner"]
    _draft(northbridge, lakemouth)
    _over(by, lakemouth, northbridge)
    _awaited(by, northbridge)
    # Of calls that ended long ago nobody gets mails today.
    Message.objects.filter(kind__in=CALLS).delete()
    loans = _open(by, northbridge)
    for person, facts in (
        (northbridge, {"decided_by": "council", "agrees_public": True}),
        (partner, {"decided_by": "other", "decided_by_whom": "the board", "agrees_public": True}),
    ):
        _sign(loans, person, days=8, **facts)
    # The first look of the clock: names whose days are over go on the web.
    waiting.go_round()


def _open(by: User, northbridge: User) -> JointCall:
    call = _write(
        northbridge,
        "Retrofit loans that let people stay in their homes afterwards",
        addressee="To the board of the Sample Development Bank",
        decides="It decides on its lending terms in two months.",
        text=LOANS.replace("ten years", "five years"),
        days=42,
        closes_in=13,
    )
    call = drafting.open_for_signing(call, by=by)
    call = drafting.change_call(call, text=LOANS, by=by)
    drafting.write_reading(
        call, language="de", title="Sanierungskredite, nach denen man bleiben kann", text=GERMAN, by=by
    )
    outcomes.show_on_web(call, by=by)
    return _opened(call, days=12)


def _draft(northbridge: User, lakemouth: User) -> None:
    call = _write(
        northbridge,
        "Heat is a reason to stop work, with pay",
        addressee="To the Sample Assembly of Employers and Unions",
        text=(
            "Above 36 degrees in the shade nobody can work outdoors for a day without harm.\n\n"
            "We ask for one rule: from 36 degrees on, work outdoors stops, and the hours are paid."
        ),
        days=6,
        closes_in=60,
    )
    drafting.show_for_comments(call, by=northbridge)
    commenting.comment(
        call,
        city=lakemouth.seats.get().city,
        text="Our street cleaners are not employed by the city. Say that contractors are meant too.",
        language="en",
        by=lakemouth,
    )


def _over(by: User, lakemouth: User, northbridge: User) -> None:
    call = _write(
        northbridge,
        "Count who is cut off from power",
        addressee="To the Sample Energy Regulator",
        text="We ask the regulator to publish each quarter how many homes were cut off, by district.",
        days=320,
        closes_in=20,
    )
    call = _opened(drafting.open_for_signing(call, by=by), days=300)
    for person in (lakemouth, northbridge):
        _sign(call, person, days=290, decided_by="mayor")
    today = database_now().date()
    call = outcomes.hand_over(
        call,
        on=today - timedelta(days=250),
        handed_over_by="the mayors of Lakemouth and Northbridge",
        answer_due_on=today - timedelta(days=190),
        look_on=today - timedelta(days=20),
        by=by,
    )
    call = outcomes.note_answer(
        call,
        on=today - timedelta(days=180),
        answer="The regulator publishes the figures once a year, by region. It does not see districts.",
        by=by,
    )
    outcomes.end_call(
        call,
        outcome=(
            "The first figures came out in spring, by region. Two cities found that a quarter of all "
            "cut-offs lies in two of their districts, and pay the arrears there first. By district nothing "
            "is published."
        ),
        by=by,
    )


def _awaited(by: User, northbridge: User) -> None:
    call = _write(
        northbridge,
        "Let tenants speak before a street is rebuilt",
        addressee="To the Sample Ministry of Works",
        text="We ask that no street is rebuilt with public money before its tenants were heard.",
        days=120,
        closes_in=20,
    )
    call = _opened(drafting.open_for_signing(call, by=by), days=100)
    _sign(call, northbridge, days=90, decided_by="department", decided_by_whom="the head of planning")
    today = database_now().date()
    outcomes.hand_over(
        call,
        on=today - timedelta(days=40),
        handed_over_by="the mayor of Northbridge",
        answer_due_on=today - timedelta(days=5),
        look_on=today + timedelta(days=200),
        by=by,
    )


def _write(by: User, title: str, *, days: int, closes_in: int, **facts: Any) -> JointCall:
    city: City = by.seats.get().city
    last = database_now().date() + timedelta(days=closes_in)
    call = drafting.draft_call(
        city=city,
        title=title,
        language="en",
        sign_by=datetime.combine(last, time(23, 59), UTC),
        by=by,
        is_sample=True,
        **facts,
    )
    # The demo's past.
    JointCall.objects.filter(pk=call.pk).update(drafted_at=database_now() - timedelta(days=days))
    return JointCall.objects.get(pk=call.pk)


def _opened(call: JointCall, *, days: int) -> JointCall:
    moment = database_now() - timedelta(days=days)
    CallVersion.objects.filter(call=call).update(opened_at=moment)
    JointCall.objects.filter(pk=call.pk).update(opened_at=moment)
    return JointCall.objects.get(pk=call.pk)


def _sign(call: JointCall, by: User, *, days: int, **facts: Any) -> None:
    past = timedelta(days=days)
    row = signing.sign(
        call,
        city=by.seats.get().city,
        fingerprint=call.versions.latest("number").fingerprint,
        decided_on=database_now().date() - past,
        by=by,
        **facts,
    )
    moved = {"signed_at": F("signed_at") - past, "public_from": F("public_from") - past}
    Signature.objects.filter(pk=row.pk).update(**moved)
