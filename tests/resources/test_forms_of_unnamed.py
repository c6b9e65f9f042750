"""Every form for a text of a city that is not named says once where its words name the city or who writes."""

import pytest
from django.http import QueryDict

from cities.talking.forms import Unnamed
from resources.briefs.forms import UnnamedBecauseForm, YesForm
from resources.contributions.forms import ChangeForm as ChangeContributionForm
from resources.lessons.forms import ConsentForm, LessonForm, RewordForm
from resources.models import FollowUp
from resources.questions.forms import ChangeAnswerForm, ChangeForm, SumUpForm
from resources.uses.forms import CameForm, ChangeUseForm, MailedForm
from tests import factories as make

pytestmark = pytest.mark.django_db

TEXT = "In Riverport we asked Ashport, say Mara Kim and Luz Quispe."
TOLD = ("Riverport", "Ashport", "Mara Kim")


@pytest.fixture
def world():
    """Mara of Riverport, who has a seat in Ashport too, and Luz, who changes her words."""
    make.open_rooms()
    return World()


class World:
    def __init__(self):
        self.city = make.make_city(name="Riverport")
        self.mara, self.luz = make.make_lead(self.city), make.make_lead(self.city)
        self.mara.name, self.luz.name = "Mara Kim", "Luz Quispe"
        self.mara.save()
        self.luz.save()
        self.question = make.ask_the_forum(self.mara)
        self.asked = make.ask_the_forum()
        self.answer = make.answer_it(self.asked, self.mara)
        make.make_officer(make.make_city(name="Ashport"), person=self.mara)

    def unnamed(self, row):
        row.is_named = False
        return row

    def quote(self):
        quote = make.make_lesson(self.asked, self.asked.author).quotes.get(answer=self.answer)
        quote.is_named = False
        return quote

    def brief(self):
        row = make.make_brief(self.question)
        row.text = TEXT
        return row

    def mailed(self):
        use = make.use_it(by=self.mara, city=self.city)
        return FollowUp(use=self.unnamed(use), author=self.mara, text=TEXT, station=6)


FORMS = {
    ChangeForm: lambda it: {"question": it.unnamed(it.question), "person": it.luz},
    SumUpForm: lambda it: {"row": it.unnamed(it.question), "person": it.luz},
    ChangeAnswerForm: lambda it: {"answer": it.unnamed(it.answer), "person": it.luz},
    ChangeUseForm: lambda it: {"use": it.mailed().use, "person": it.luz},
    CameForm: lambda it: {"use": it.mailed().use, "answer": None, "person": it.luz},
    MailedForm: lambda it: {"answer": it.mailed()},
    ChangeContributionForm: lambda it: {
        "contribution": it.unnamed(make.contribute(it.mara, city=it.city)),
        "person": it.luz,
    },
    LessonForm: lambda it: {
        "question": it.unnamed(it.question),
        "answers": [],
        "language": "en",
        "person": it.luz,
    },
    RewordForm: lambda it: {"quote": it.quote(), "own": True, "person": it.luz},
    ConsentForm: lambda it: {"quote": it.quote(), "unnamed": "", "person": it.luz},
    YesForm: lambda it: {"brief": it.brief(), "person": it.mara},
    UnnamedBecauseForm: lambda it: {"brief": it.brief(), "person": it.mara},
}
# What is written first: of whoever signs in and writes, tested with its story.
FIRST = {"WriterForm", "AskForm", "AnswerForm", "UseForm", "ContributeForm", "BriefForm"}
BASES = {"_Telling", "_OfUnnamed", "_Guided"}


def kinds(base=Unnamed):
    return {sub for each in base.__subclasses__() for sub in (each, *kinds(each))}


def test_each_such_form_is_asked_here_or_where_one_begins():
    assert {it.__name__ for it in kinds()} - FIRST - BASES == {it.__name__ for it in FORMS}


@pytest.mark.parametrize("form", FORMS, ids=lambda it: f"{it.__module__.split('.')[1]}-{it.__name__}")
def test_words_that_name_the_city_or_a_writer_are_said_once(world, form):
    data = QueryDict(mutable=True)
    names = ("title", "details", "summary", "text", "changed", "own", "words", "did_not_work", "because")
    data.update(dict.fromkeys(names, TEXT) | ({} if form is CameForm else {"outcome": "goes_on"}))
    facts = FORMS[form](world)
    asked = form(data, **facts)

    said = " ".join(asked.non_field_errors())

    # What has been answered by mail, or is nobody's word yet, has one writer.
    told = TOLD if form in {MailedForm, YesForm, UnnamedBecauseForm} else (*TOLD, "Luz Quispe")
    told = [it for it in told if form is not CameForm or it not in {"Ashport", "Mara Kim"}]
    assert [it for it in told if it not in said] == []
    data["noted"] = asked.noted
    assert asked.noted not in " ".join(form(data, **facts).non_field_errors())
