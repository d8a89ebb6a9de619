"""Competition and equity of an answer, by hand on four homes of the tiny town."""

import pytest

import atlas
from atlas.errors import BadDefinition, Refused
from atlas.output.tables import reading_table
from tests.questions.coverage.coverage_town import box, inhabited, layer, lonlat, point, with_layers


def ask(catalogue, facilities="incubators", zones="zones", radius=600, changes=None, **advanced):
    return atlas.coverage(
        catalogue,
        {
            "facilities": {"layer": facilities},
            "zones": {"layer": zones},
            "demand": [{"layer": "people", "weight": "heads"}],
            "radii_m": [radius],
            "changes": changes,
            "advanced": advanced,
        },
    )


@pytest.fixture(scope="module")
def homes(town):
    return inhabited(town)


@pytest.fixture(scope="module")
def finding(homes):
    # 10 people 500 m from inc-a, 30 people 500 m from inc-b, 60 people far from both
    return ask(homes)


def table(finding, part):
    return finding.parts[part].table


def test_access_is_supply_per_head_and_nothing_is_lost(finding):
    # a tenth of inc-a for each of 10; a thirtieth of inc-b for each of 30, of 90 in the east
    access = table(finding, "access").set_index("zone")
    assert access["access"]["west"] == pytest.approx(1 / 10)
    assert access["access"]["east"] == pytest.approx(1 / 90)
    assert access["access"][""] * access["total"][""] == pytest.approx(2)
    # told per ten, so that the best served zone has one
    assert access["per"].tolist() == [10, 10, 10]
    assert access["access_per"]["west"] == pytest.approx(1)


def test_evenness_by_hand(finding):
    # sixty have nothing, thirty have half, ten have half: under the Lorenz curve 0.075 + 0.075
    evenness = table(finding, "evenness").set_index("method")["value"]
    assert evenness["gini"] == pytest.approx(0.7)
    told = reading_table(finding.parts["evenness"], "en")["Value"]
    assert told.iloc[0] == 0.7  # and not 1, as if it were a count
    # two zones are too few for Moran
    assert "moran" not in evenness


def test_who_serves_whom(finding):
    rivals = table(finding, "rivals").set_index("name_en")
    assert rivals["reached"].to_dict() == {"B": 30, "A": 10}
    assert rivals["alone"].to_dict() == {"B": 30, "A": 10}
    # everybody goes somewhere
    assert rivals["expected"].sum() == pytest.approx(100)
    assert table(finding, "shared").empty


def test_a_new_facility_shares_what_another_had(homes):
    shared = table(ask(homes, changes={"add": [lonlat(2500, 1400)]}), "shared")
    (pair,) = shared.to_dict("records")
    assert {pair["name_zh"], pair["other_zh"]} == {"乙众创空间", "+1"}
    assert (pair["shared"], pair["share"]) == (30, 1)


def test_bands_weigh_those_far_off_less(homes):
    # at 500 m everybody counts half, which cancels out: each person still has their share
    enhanced = table(ask(homes, bands_m=[300, 600], band_weights=[1, 0.5]), "access")
    assert enhanced["enhanced"].tolist() == pytest.approx(enhanced["access"].tolist())
    # where none is asked for there is none
    assert table(ask(homes), "access")["enhanced"].isna().all()


def test_a_facility_that_offers_more_gives_more(town):
    homes = inhabited(town)
    schools = layer(
        "desks",
        {"big": point(1000, 1000), "small": point(3000, 1000)},
        geometry="point",
        n=[50.0, 3.0],
    )
    catalogue = with_layers(homes, schools)
    access = table(ask(catalogue, "desks", supply="n"), "access").set_index("zone")["access"]
    assert access["west"] == pytest.approx(5)
    assert access["east"] == pytest.approx(3 / 90)


def test_likeness_of_neighbours_needs_three_zones(homes):
    strips = layer(
        "strips",
        {f"strip-{n}": box(1000 * n, 0, 1000 * (n + 1), 2000) for n in range(4)},
        geometry="polygon",
    )
    methods = table(ask(with_layers(homes, strips), zones="strips"), "evenness")
    found = methods.set_index("method")["value"]
    # homes 1, 2 and 3 lie in strips 1, 2 and 3; strip 0 holds nobody who counts
    assert -1 <= found["moran"] <= 1
    assert 0 < found["moran_p"] <= 1


@pytest.mark.parametrize(
    ("advanced", "rule"),
    [
        ({"supply": "desks"}, "unknown_column"),
        ({"supply": "class"}, "weight_is_not_a_number"),
        ({"bands_m": [300], "band_weights": []}, "bands_do_not_fit"),
        ({"bands_m": [300, 200], "band_weights": [1, 0.5]}, "bands_do_not_fit"),
    ],
)
def test_what_does_not_fit_is_refused(homes, advanced, rule):
    with pytest.raises(BadDefinition, match=rule):
        ask(homes, **advanced)


def test_a_negative_supply_is_refused(homes):
    owing = layer("desks", {"one": point(1000, 1000)}, geometry="point", n=[-1.0])
    with pytest.raises(Refused, match="weight_is_no_count"):
        ask(with_layers(homes, owing), "desks", supply="n")
