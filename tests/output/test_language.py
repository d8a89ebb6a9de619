"""Messages are spoken with their figures, names and lists in the language asked."""

import pytest

from atlas.domain.finding import Quantity
from atlas.domain.messages import Message, Name, message
from atlas.errors import UnknownName
from atlas.output.language import has_words, quantity_text, say, spell, words_of


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (Quantity(147.7, "km2"), "147.70 平方公里", "147.70 km²"),
        (Quantity(0.5, "share"), "50.0 %", "50.0 %"),
        (Quantity(0.5, "share", 0.25, 0.75), "25.0–75.0 %", "25.0–75.0 %"),
        # a range that rounding closes is one figure
        (Quantity(0.5, "share", 0.4999, 0.5001), "50.0 %", "50.0 %"),
        (Quantity(3, "count"), "3 处", "3"),
        (Quantity(1234.5, "m"), "1,234 米", "1,234 m"),
    ],
)
def test_a_quantity_is_said_with_its_unit(given, zh, en):
    assert (quantity_text(given, "zh"), quantity_text(given, "en")) == (zh, en)


def test_a_list_has_the_language_s_own_comma():
    names = (Name("甲", "A"), Name("乙"))
    assert spell(names, "zh") == "甲、乙"
    assert spell(names, "en") == "A, 乙"
    assert spell([], "en") == ""


def test_a_message_may_stand_in_a_message():
    inner = Message("value.position_basis.proxy")
    said = say(message("card.sure", basis=inner, most=Quantity(200, "m")), "en")
    assert said == "proxy point, ± 200 m"


def test_text_in_a_gap_is_not_read_as_a_gap():
    said = say(message("query.title", layer=Name("{layer} {0} {x.__class__}")), "zh")
    assert said == "查询：{layer} {0} {x.__class__}"


def test_what_has_no_words_is_named():
    with pytest.raises(UnknownName) as raised:
        say(message("no.such"), "zh")
    assert raised.value.parameters["name"] == "no.such"
    assert not has_words("no.such")
    assert has_words("query.title")


@pytest.mark.parametrize("lang", ["fr", "", None])
def test_an_unknown_language_lists_the_known(lang):
    with pytest.raises(UnknownName) as raised:
        words_of(lang)
    assert raised.value.parameters["known"] == ["zh", "en"]
    with pytest.raises(UnknownName):
        say(Name("甲"), lang)
