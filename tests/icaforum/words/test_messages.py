"""What a form says of an answer that needs another look."""

import pytest
from django import forms
from django.contrib.auth.models import Group

from icaforum.words import messages
from icaforum.words.tags import error_line


def said_of(field, typed):
    class Form(forms.Form):
        answer = field

    form = Form({"answer": typed} if isinstance(typed, str | list) else typed)
    return form.errors.get("answer", [])


PEERS = [("peer", "Peer")]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), " ", "Please fill this in."),
        (forms.CharField(max_length=3), "four", "Please use at most 3 characters. Now it has 4."),
        (forms.CharField(min_length=2), "a", "Please use at least 2 characters. Now it has 1."),
        (forms.CharField(), "a\x00b", "There is a sign in it that cannot be kept. Please type it anew."),
        (forms.EmailField(), "maria", "Please write a whole e-mail address, such as name@city.example."),
        (
            forms.URLField(),
            "not an address",
            "Please write a whole web address, such as https://city.example.",
        ),
        (forms.SlugField(), "two words", "Please use letters, digits and hyphens only, without spaces."),
        (forms.IntegerField(), "few", "Please write a whole number."),
        (forms.IntegerField(min_value=5), "4", "Please write 5 or more."),
        (forms.IntegerField(max_value=5), "6", "Please write 5 or less."),
        (forms.DecimalField(), "much", "Please write a number."),
        (forms.DateField(), "31 February", "Please write a day as year, month, day: 2031-03-18."),
        (forms.TimeField(), "25:00", "Please write a time as hours and minutes: 18:00."),
        (forms.BooleanField(), {}, "Please tick this to go on."),
        (forms.FileField(), {}, "Please choose a file."),
        (forms.ChoiceField(choices=PEERS), "", "Please choose one."),
        (forms.ChoiceField(choices=PEERS), "king", "Please choose one of the answers that are offered."),
        (forms.TypedChoiceField(choices=PEERS), "king", "Please choose one of the answers that are offered."),
        (forms.MultipleChoiceField(choices=PEERS), [], "Please choose at least one."),
        (
            forms.MultipleChoiceField(choices=PEERS),
            ["king"],
            "Please choose one of the answers that are offered.",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, forms.Field) else "",
)
def test_it_says_what_to_do(field, typed, sentence):
    assert said_of(field, typed) == [sentence]


@pytest.mark.django_db
def test_it_says_what_to_do_about_rows_that_are_not_there():
    one, some = (
        forms.ModelChoiceField(Group.objects.all()),
        forms.ModelMultipleChoiceField(Group.objects.all()),
    )

    assert said_of(one, "99") == ["Please choose one of the answers that are offered."]
    assert said_of(some, ["99"]) == said_of(some, ["x"]) == said_of(one, "99")
    assert said_of(some, []) == ["Please choose at least one."]


def test_what_is_left_in_other_words_is_what_no_form_of_ours_says():
    left = {
        (kind.__name__, code)
        for kind in messages.SENTENCES
        for code, words in kind.default_error_messages.items()
        if not messages.is_general(words)
    }

    assert left == {("FileField", "contradiction")}


def test_what_a_form_says_itself_wins():
    field = forms.CharField(error_messages={"required": "Please write an answer."})

    assert said_of(field, "") == ["Please write an answer."]


def test_a_general_sentence_gets_the_name_of_what_it_speaks_of():
    class Form(forms.Form):
        name = forms.CharField(label="Your name", max_length=3)
        why = forms.CharField(label="Why?", error_messages={"required": "Say why."})

    form = Form({"name": "Olive", "why": ""})

    assert error_line(form["name"], form["name"].errors[0]) == (
        "Your name: Please use at most 3 characters. Now it has 5."
    )
    assert error_line(form["why"], form["why"].errors[0]) == "Say why."
