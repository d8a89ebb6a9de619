"""The longest name wins, and hides what stands within it."""

from atlas.reading.assemble import inspect
from atlas.reading.evidence.names import Names, NamesIn


def test_a_name_within_a_longer_one_is_not_named(copy):
    copy.damage("geodata/zones.geojson", '"name_zh": "东区"', '"name_zh": "西区新城"')
    names = Names(inspect(copy.root)[0])
    named = NamesIn(names, "西区新城与西区")
    assert [(n.start, n.end, set(n.ids)) for n in named.found] == [
        (0, 4, {"east"}),
        (5, 7, {"west"}),
    ]
    assert not named.is_named("west", 0, 4)
    assert not named.is_named("west", 0, 6)  # cut in two
    assert named.is_named("west", 4, 7)


def test_an_alias_is_a_name(copy):
    copy.damage("geodata/zones.geojson", '"aliases": ""', '"aliases": "西片 区;西城"')
    names = Names(inspect(copy.root)[0])
    assert names.of("west") == {"西区", "西片区", "西城"}
    assert names.bears("west", "西片 区")
    assert not names.bears("east", "西城")
