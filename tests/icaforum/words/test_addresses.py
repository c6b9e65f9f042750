"""Mail addresses as people type them and as the portal keeps them."""

import pytest
from django.core.exceptions import ValidationError

from icaforum.words.addresses import clean_address
from icaforum.words.forms import MailAddress


@pytest.mark.parametrize("typed", ["ana@lima.example", " Ana@LIMA.example\n"])
def test_a_form_gives_the_address_as_it_is_kept(typed):
    assert clean_address(typed) == "ana@lima.example"
    assert MailAddress().clean(typed) == "ana@lima.example"


def test_an_address_may_stay_empty_where_it_is_not_required():
    assert MailAddress(required=False).clean(None) == ""


def test_what_is_no_address_is_refused():
    with pytest.raises(ValidationError, match="whole e-mail address"):
        MailAddress().clean("ana@lima")
