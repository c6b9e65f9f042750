"""A page of a room is there while the room is open, and nowhere while it is closed."""

import pytest
from django.http import Http404, HttpResponse

from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from tests import factories as make


@in_room(Room.HELP)
def page(_request, word):
    return HttpResponse(word)


@pytest.mark.django_db
def test_a_page_of_a_room_is_there_only_while_the_room_is_open(rf):
    with pytest.raises(Http404):
        page(rf.get("/"), "asked")
    make.open_rooms(Room.QUESTIONS)
    with pytest.raises(Http404):
        page(rf.get("/"), "asked")
    make.open_rooms(Room.HELP)
    assert page(rf.get("/"), word="asked").content == b"asked"
