"""A card tells all that is known of a feature, and runs nothing that stands in it."""

import re

import pytest

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.errors import UnknownName
from atlas.output.cards import card_html

HOSTILE = '<img src=x onerror="alert(1)">${alert(2)}`</div><script>alert(3)</script>'


def texts(html):
    return re.sub(r"<[^>]+>", "|", html)


def test_a_card_tells_figures_clause_mentions_and_targets(town):
    said = texts(card_html(town, "west", "en"))
    assert "West" in said
    assert "Planned area" in said
    assert "4 km²" in said  # as the plan prints it
    assert "小城规划 [A], 第一章: “西区规划面积4平方公里”" in said
    assert "West is planned at 4 km2" in said
    assert "不少于 3 entities 2030" in said
    assert "500 m" in said
    assert "fitted to the plan" in said


def test_the_area_of_an_official_boundary_is_measured_and_not_fitted(town):
    frame = town["zones"].frame.assign(position_basis="official_map")
    told = atlas.dry_run(town, "zones", frame)
    said = texts(card_html(told, "west", "en"))
    assert "4.00 km², measured" in said
    assert "fitted" not in said


def test_a_card_tells_relations_from_its_end_with_basis_and_clause(tied):
    said = texts(card_html(tied, "inc-a", "zh"))
    assert "关系（3 条）" in said
    assert "合作 一校（合作实验） · 文件载明" in said
    assert "《小城规划》〔A〕第二章：“孵化器不少于3家”" in said
    assert "位于 西区 · 文件载明" in said
    assert "包含 丁孵化器|" in said
    other = texts(card_html(tied, "school-1", "en"))
    assert "works with A (a joint laboratory) · Stated" in other


def test_a_relation_that_no_document_states_names_its_source(tied):
    said = texts(card_html(tied, "inc-b", "zh"))
    assert "建设 厅 · 推断" in said
    assert "据：《小城规划》〔A〕" in said
    assert "“”" not in said


def test_a_thing_without_a_place_of_any_kind_has_a_card(tied):
    said = texts(card_html(tied, "ch-light", "en"))
    assert "is placed in West · Stated" in said
    assert "Pillar" in said
    assert "located" not in said


def test_a_card_of_many_relations_tells_the_first_and_how_many_more(shipped):
    said = texts(card_html(shipped, "hitech-zone", "zh"))
    count = int(re.search(r"关系（(\d+) 条）", said)[1])
    assert count > 40
    assert f"另有 {count - 40} 条，见“关系”页" in said


def test_a_card_speaks_chinese(town):
    said = texts(card_html(town, "inc-b", "zh"))
    for part in ("乙众创空间", "众创空间", "500 平方米", "200 米", "规划"):
        assert part in said


def test_a_card_names_its_sources_with_their_grades(shipped):
    # a park that no document names rests on a repost; its place on a guess
    said = texts(card_html(shipped, "xian-science-park", "zh"))
    assert "wxredian.com 转载，《西安科学园位置：西汉高速以南、沣河以西》〔C〕" in said
    assert "《常识估计的位置与事实，未经核对》，2026-11〔C〕" in said
    # and the surest stand first
    harbour = texts(card_html(shipped, "innovation-harbour", "zh"))
    listed = harbour[harbour.index("|来源|") :]
    assert re.findall(r"〔([ABC])〕", listed) == ["A", "B", "C", "C"]


def test_a_city_made_of_its_districts_tells_their_area(shipped):
    said = texts(card_html(shipped, "xian", "zh"))
    assert "由所辖各部分合成" in said
    assert "未定位" not in said
    # the thirteen districts of Xi'an have 10 100 km2 and a little
    km2 = float(re.search(r"([0-9,.]+) 平方公里", said).group(1).replace(",", ""))
    assert 10_000 < km2 < 10_250


def test_a_thing_without_a_place_says_so(town):
    assert "not located" in card_html(town, "inc-c", "en")
    assert "未定位" in card_html(town, "inc-c", "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_shipped_feature_has_a_card(shipped, lang):
    for layer in shipped.spatial:
        for feature in layer.frame.index[::7]:
            html = card_html(shipped, feature, lang)
            assert html.count("<div") == html.count("</div>")
            assert "nan" not in re.findall(r">([^<]*)<", html)


def test_hostile_text_is_shown_as_text(town):
    layer = town["incubators"]
    frame = layer.frame.copy()
    for name in ("name_zh", "name_en", "aliases", "industries", "clause", "quote", "source"):
        frame[name] = HOSTILE
    layers = [v for v in town.values() if v.id != "incubators"]
    made = Catalogue([*layers, Layer(layer.spec, frame, version="x")], town.sources.values())
    for lang in ("zh", "en"):
        html = card_html(made, "inc-a", lang)
        assert "<img" not in html
        assert "<script" not in html
        assert "&lt;img" in html
        tags = set(re.findall(r"<(\w+)", html))
        assert tags <= {"div", "h3", "h4", "span", "dl", "dt", "dd", "ul", "li", "b"}
        assert not re.search(r"<[^>]*onerror", html)


def test_an_unknown_feature_lists_the_like(town):
    with pytest.raises(UnknownName) as raised:
        card_html(town, "inc-x", "zh")
    assert "inc-a" in raised.value.parameters["known"]


def test_a_card_of_a_row_of_a_table_is_refused(town):
    with pytest.raises(UnknownName):
        card_html(town, "m-1", "zh")
    assert atlas.query(town, {"layer": "mentions"}).table.index[0] == "m-1"
