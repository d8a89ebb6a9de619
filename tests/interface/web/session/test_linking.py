"""Addresses: there and back, and whatever else may come as one."""

import base64
import contextlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.deliverables.register import make_definition
from atlas.errors import BadFile
from atlas.interface.web.session.linking import (
    Link,
    decode_question,
    packed,
    read_link,
    written_link,
)

WEST = {"spatial": "within", "of": {"layer": "zones", "id": "west"}}
QUESTION = make_definition({"kind": "query", "layer": "schools", "where": WEST})


def test_a_link_says_the_same_when_read_again(town):
    link = Link("en", ("zones", "schools"), "west", QUESTION)
    assert read_link(town, written_link(link)) == link


def test_an_empty_address_says_nothing(town):
    assert read_link(town, {}) == Link("zh", None, None, None)
    assert written_link(Link("zh", None, None, None)) == {}


def test_every_layer_may_be_off(town):
    link = Link("zh", (), None, None)
    assert read_link(town, written_link(link)) == link


def test_what_is_not_there_is_told_and_left_out(town):
    lost = make_definition({"kind": "query", "layer": "gone"})
    told = {
        "layers": "zones,gone,<b>",
        "sel": "nobody",
        "q": written_link(Link("zh", None, None, lost))["q"],
    }
    link = read_link(town, told)
    assert (link.layers, link.selected, link.question) == (("zones",), None, None)
    assert [fault.key for fault in link.faults] == [
        "web.link_layers",
        "web.link_feature",
        "web.link_question",
    ]


DEEP = '{"kind": "query", "layer": "zones", "where": ' + '{"not": ' * 300 + "{}" + "}" * 301


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, DEEP, '{"kind": "\\ud800"}', '{"kind": {"a": 1}}', '{"kind": []}', "[]"],
    ids=["brackets", "conditions", "half", "map", "list", "no_keys"],
)
def test_a_question_that_nothing_could_follow_is_told_as_none(town, text):
    word = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    link = read_link(town, {"q": word})
    assert link.question is None
    assert [fault.key for fault in link.faults] == ["web.link_question"]


@given(st.text(max_size=200))
def test_any_word_is_a_question_or_refused(word):
    with contextlib.suppress(ValueError, BadFile):
        assert isinstance(decode_question(word), dict)


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_packing_is_undone(question):
    assert decode_question(packed(question)) == question


def test_a_bomb_is_not_unpacked():
    bomb = base64.urlsafe_b64encode(zlib.compress(b"[" * 3_000_000)).decode()
    assert len(bomb) < 8_000
    with pytest.raises(ValueError, match="too large"):
        decode_question(bomb)
