"""Search: what planners type, and the place they mean."""

from types import SimpleNamespace

import geopandas
import pytest
import shapely

from atlas.domain.messages import Name
from atlas.errors import BadInput
from atlas.methods.text.matching import Match, make_wording, match
from atlas.methods.text.spelling import folded, spellings
from atlas.questions.selection.search import prepare_search, search_layers


def letters(text):
    return [spelling.letters for spelling in spellings(text)]


def how(asked, name):
    found = match(make_wording(asked), make_wording(name))
    return found and found.how


class Made:
    """A layer of names, as search sees one: (id, zh, en, aliases, point or None)."""

    is_slot = False

    def __init__(self, *rows):
        ids, zh, en, aliases, points = zip(*rows, strict=True)
        columns = {"name_zh": zh, "name_en": en, "aliases": aliases}
        self.id = "made"
        self.frame = geopandas.GeoDataFrame(columns, geometry=list(points), crs=4326, index=ids)
        self.located = self.frame[~shapely.is_missing(self.frame.geometry)]


def made(*rows):
    return SimpleNamespace(spatial=[Made(*rows)])


HERE = shapely.Point(108.9, 34.2)


# --- spelling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("长安", "changan"),  # 长 is zhang elsewhere
        ("重庆", "chongqing"),  # 重 is zhong elsewhere
        ("西安银行", "xianyinhang"),
        ("行政中心", "xingzhengzhongxin"),
        ("绿地", "lvdi"),
        ("地铁1号线", "ditie1haoxian"),
        ("Xi'an North", "xiannorth"),
        ("Ｘｉ’ａｎ", "xian"),
    ],
)
def test_a_name_is_spelt_by_the_words_it_is_made_of(name, spelt):
    assert letters(name)[0] == spelt


def test_a_character_without_its_word_has_two_readings():
    assert letters("长陵") == ["zhangling", "changling"]


def test_syllables_and_initials_are_known():
    spelling = spellings("西电2号Xi'an")[0]
    assert spelling.letters == "xidian2haoxian"
    assert spelling.starts == {0, 2, 6, 7, 10}
    assert spelling.initials == "xd2hx"


def test_nothing_to_spell():
    assert spellings("·$") == ()
    assert folded(" 高 新-区·A1 ") == "高新区a1"


# --- kinds of match -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "name", "kind"),
    [
        ("西电", "西电", "exact"),
        ("CHANG'AN", "Changan", "exact"),
        ("高新", "高新区", "prefix"),
        ("高新", "西安高新区", "contains"),
        ("gaoxin", "西安高新区", "pinyin"),
        ("gaoxi", "西安高新区", "pinyin"),
        ("aoxin", "西安高新区", None),  # not from the start of a syllable
        ("gao xin qu", "高新区", "pinyin"),
        ("高兴区", "高新区", None),  # xing is not xin
        ("高薪区", "高新区", "pinyin"),  # sounds the same
        ("长按", "长安区", "pinyin"),
        ("先", "西安", None),  # xian, but one syllable is not two
        ("gxq", "西安高新区", "initials"),
        ("npu", "Northwestern Polytechnical University", "initials"),
        ("g", "高新区", None),  # one letter begins too many syllables
        ("zzz", "高新区", None),
    ],
)
def test_the_kind_of_match(asked, name, kind):
    assert how(asked, name) == kind


def test_the_share_is_what_was_typed_of_the_name():
    assert match(make_wording("高新"), make_wording("高新新区")) == Match("prefix", 0.5)
    assert match(make_wording("高新"), make_wording("西安高新")) == Match(
        "contains", 0.25
    )  # half as good


# --- ranking ------------------------------------------------------------------------------------


def test_kinds_are_ranked_before_places_and_places_before_shares():
    rows = [
        ("initials", "光学谷", "", "", HERE),  # gxg
        ("contains", "大gxg", "", "", HERE),
        ("prefix-long", "gxg一二三四", "", "", HERE),
        ("prefix-lost", "gxg一", "", "", None),
        ("prefix-short", "gxg一二", "", "", HERE),
        ("exact-lost", "gxg", "", "", None),
    ]
    hits = search_layers(made(*rows), "gxg")
    assert [hit.id for hit in hits] == [
        "exact-lost",
        "prefix-short",
        "prefix-long",
        "prefix-lost",
        "contains",
        "initials",
    ]
    assert [hit.is_located for hit in hits] == [False, True, True, False, True, True]


def test_a_feature_is_found_once_by_its_best_wording():
    (hit,) = search_layers(made(("one", "西安高新区", "Hi-tech", "高新区;高新", HERE)), "高新")
    assert (hit.how, hit.matched, hit.score) == ("exact", "高新", 1.0)
    assert hit.name == Name("西安高新区", "Hi-tech")


def test_a_slip_is_guessed_only_when_nothing_else_is_found():
    catalogue = made(("a", "高新区", "", "", HERE), ("b", "高新趣", "", "", HERE))
    assert {hit.how for hit in search_layers(catalogue, "高新区")} == {"exact", "pinyin"}
    assert [hit.how for hit in search_layers(catalogue, "gaoxinn")] == ["fuzzy", "fuzzy"]


def test_a_short_name_is_no_guess_for_a_long_question():
    assert search_layers(made(("a", "西安", "", "", HERE)), "xianjiaotongdaxeu") == []


def test_characters_left_out_of_a_name():
    (hit,) = search_layers(made(("a", "空间太阳能电站", "", "", HERE)), "空太电站")
    assert hit.how == "fuzzy"


def test_one_wrong_character():
    (hit,) = search_layers(made(("a", "硬科技产业区", "", "", HERE)), "硬料技")
    assert hit.how == "fuzzy"


@pytest.mark.parametrize("text", ["", "  ", "$$$", "''", "。"])
def test_nothing_typed_finds_nothing(shipped, text):
    assert search_layers(shipped, text) == []


def test_a_very_long_question_is_answered(shipped):
    assert search_layers(shipped, "高新" * 5_000) == []


def test_the_limit_is_kept_and_must_be_positive(shipped):
    assert len(search_layers(shipped, "西安", limit=3)) == 3
    with pytest.raises(BadInput) as caught:
        search_layers(shipped, "西安", limit=0)
    assert caught.value.parameters["argument"] == "limit"


def test_features_without_names_in_tables_and_slots_are_no_trouble(town):
    prepare_search(town)
    assert search_layers(town, "甲孵化器")[0].id == "inc-a"


# --- the shipped facts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("高新区", "hitech-zone"),
        ("gxq", "hitech-zone"),
        ("gaoxin", "hitech-zone"),
        ("gaoxing", "hitech-zone"),  # a letter too many
        ("西电", "xidian"),
        ("xidian", "xidian"),
        ("xidain", "xidian"),  # two letters swapped
        ("西工大", "nwpu"),
        ("Northwestern", "nwpu"),
        ("northwesten", "nwpu"),  # a letter too few
        ("Chang'an University", "chd"),
        ("西安邮点大学", "xupt"),  # sounds the same
        ("硬科技产业区", "zone-hardtech"),
        ("xianjiaotongdaxeu", "xjtu"),
    ],
)
def test_what_planners_type_finds_what_they_mean(shipped, asked, first):
    assert search_layers(shipped, asked)[0].id == first


@pytest.mark.parametrize("asked", ["changan", "长按", "长安"])
def test_changan_is_found_however_it_is_typed(shipped, asked):
    names = [hit.name.zh for hit in search_layers(shipped, asked, limit=10)]
    assert {"长安区", "长安大学"} <= set(names)


def test_a_place_is_found_by_its_name_of_today(shipped):
    assert "itl-port" in {hit.id for hit in search_layers(shipped, "浐灞国际港")}


def test_gaoxin_finds_every_gaoxin_by_either_way(shipped):
    typed = {hit.id for hit in search_layers(shipped, "gaoxin", limit=100)}
    written = {hit.id for hit in search_layers(shipped, "高新", limit=100) if hit.how != "pinyin"}
    assert len(written) > 5
    assert written <= typed
