"""How wide a text is and where it may be broken."""

import pytest

from atlas.errors import Refused
from atlas.output.sheet.drawing.typesetting import (
    balanced,
    fitted,
    height_mm,
    lacking,
    settable,
    shortened,
    width_mm,
    wrapped,
)
from atlas.output.sheet.model.titles import straight_quotes

EM = 10 * 25.4 / 72  # of 10 points, in millimetres


def test_a_chinese_character_is_one_em_wide():
    assert width_mm("丝路科学城", 10) == pytest.approx(5 * EM, rel=1e-4)


def test_lines_stand_apart_by_the_leading():
    assert height_mm(1, 10) == pytest.approx(EM)
    assert height_mm(3, 10) == pytest.approx(EM + 2 * 1.28 * EM)
    assert height_mm(0, 10) == 0


def test_chinese_breaks_anywhere_but_before_closing_marks():
    assert wrapped("丝路科学城规划", 4 * EM + 0.1, 10) == ("丝路科学", "城规划")
    # the comma stays with the character before it
    assert wrapped("丝路科学，规划", 4 * EM + 0.1, 10) == ("丝路科", "学，规划")
    # an opening bracket goes with what it opens
    assert wrapped("丝路科（示意）", 4 * EM + 0.1, 10) == ("丝路科", "（示意）")


def test_words_and_figures_are_never_broken():
    assert wrapped("area of science", width_mm("area of sci", 10), 10) == ("area of", "science")


@pytest.mark.parametrize("figure", ["220 km²", "7.7–8.1 %", "3 公里"])
def test_a_figure_keeps_its_unit(figure):
    # there is room for the figure and not for its unit
    room = width_mm(f"所至 {figure[:-1]}", 10)
    assert wrapped(f"所至 {figure}", room, 10) == ("所至", figure)


def test_a_name_of_two_parts_breaks_between_them():
    assert balanced("孵化载体覆盖 · 生态文创区", 9 * EM, 10) == ("孵化载体覆盖", "生态文创区")


def test_a_text_shrinks_within_its_limits_and_is_then_refused():
    size, lines = fitted("丝路科学城", 5 * EM * 0.8, EM, largest=10, least=6)
    assert (size, lines) == (8.0, ("丝路科学城",))
    with pytest.raises(Refused, match="text_too_long"):
        fitted("丝路科学城" * 10, 5 * EM, EM, largest=10, least=6)


def test_what_is_cut_ends_in_an_ellipsis():
    assert shortened("丝路科学城", 5 * EM + 0.1, 10) == ("丝路科学城",)
    assert shortened("丝路科学城", 4 * EM + 0.1, 10) == ("丝路科…",)
    assert shortened("丝路科学城规划图集", 4 * EM + 0.1, 10, lines=2) == ("丝路科学", "城规划…")


def test_a_name_breaks_into_even_lines_or_at_its_bracket():
    assert balanced("新能源新材料制造", 6 * EM, 10) == ("新能源新", "材料制造")
    assert balanced("秦创原一总两带（示意）", 8 * EM, 10) == ("秦创原一总两带", "（示意）")


def test_quotes_about_latin_words_are_narrow():
    assert (
        straight_quotes("主要来自“近高校”；mostly “near it”.")
        == '主要来自“近高校”；mostly "near it".'
    )


def test_a_square_stands_for_what_the_face_lacks():
    assert lacking("丝路②km²") == set()
    assert lacking("图\U0001f5fa", bold=True) == {"\U0001f5fa"}
    assert settable("图\U0001f5fa") == "图□"
    assert width_mm("图\U0001f5fa", 10) == width_mm("图□", 10)


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\ufeff", "\u2060", "\u200e", "\ufe0f", "\xad", "\x07"]
)
def test_what_is_not_seen_is_not_set_and_takes_no_room(unseen):
    assert lacking(f"丝{unseen}路") == set()
    assert settable(f"丝{unseen}路") == "丝路"
    assert width_mm(f"丝{unseen}路", 10) == width_mm("丝路", 10)


def test_a_space_of_another_width_is_a_space():
    assert settable("3\u202fkm\tA") == "3 km A"
