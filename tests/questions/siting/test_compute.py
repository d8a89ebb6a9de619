"""Siting over the tiny town, by hand."""

import numpy as np
import pytest

import atlas
from atlas.domain.crs import to_measuring
from atlas.errors import Refused
from atlas.questions.candidates.candidates import square_cells


def criterion(name="near", measure="distance", of=None, best=0, worst=2000, weight=1, **more):
    return {
        "name": name,
        "measure": measure,
        "of": of or {"layer": "incubators", "id": "inc-a"},
        "transform": {"best": best, "worst": worst},
        "weight": weight,
        **more,
    }


def site(town, *criteria, size=1000, inside=None, **more):
    inside = inside or {"layer": "zones", "id": "west"}
    candidates = {"size_m": size, "inside": inside}
    return atlas.site(town, {"candidates": candidates, "criteria": list(criteria), **more})


def test_cells_lie_on_the_lattice(town):
    # the west is 2 km x 2 km and starts on a multiple of 1 km: four cells
    west = to_measuring(town["zones"].frame.loc[["west"]]).geometry
    cells = square_cells(west, size_m=1000)
    assert list(cells.index) == ["c560r3775", "c561r3775", "c560r3776", "c561r3776"]
    assert cells["x"].tolist() == [560_500, 561_500, 560_500, 561_500]
    assert cells.area.tolist() == [1e6] * 4


def test_distance_is_scored_from_the_centre(town):
    # every centre is 500 * sqrt(2) m from inc-a in the middle: 1 - 707.1 / 2000
    finding = site(town, criterion())
    assert finding.table["near:raw"].tolist() == pytest.approx([500 * 2**0.5] * 4, abs=0.01)
    assert finding.table["score"].tolist() == pytest.approx([1 - 0.5 * 2**0.5 / 2] * 4, abs=1e-5)


def test_a_site_is_told_by_the_nearest_thing_that_a_criterion_measures_by(town):
    school = criterion("b", of={"layer": "schools"}, worst=3000)
    finding = site(town, criterion("a"), school, size=500)
    table = finding.table
    assert table["near_m"].tolist() == pytest.approx(table[["a:raw", "b:raw"]].min(axis=1).tolist())
    by_school = table["b:raw"] < table["a:raw"]
    assert 0 < by_school.sum() < len(table)
    assert (table["near_zh"] == town["incubators"].name_of("inc-a").zh).equals(~by_school)
    assert f"（距{table['near_zh'].iloc[0]} 354 米）" in finding.headline("zh")
    assert f"(354 m from {table['near_en'].iloc[0]})" in finding.headline("en")


def test_a_site_inside_a_thing_is_not_near_it(town):
    school = criterion("b", of={"layer": "schools"}, worst=3000)
    inside = site(town, criterion("a", of={"layer": "zones", "id": "west"}), school)
    assert inside.table["near_m"].tolist() == [0] * 4
    assert f"（位于{town['zones'].name_of('west').zh}）" in inside.headline("zh")


def test_what_has_a_name_needs_no_landmark(town):
    named = atlas.site(town, {"candidates": {"layer": "schools"}, "criteria": [criterion("a")]})
    assert "near_zh" not in named.table


def test_equal_scores_are_told_in_the_order_of_their_names(town):
    none_near = criterion("n", "count", {"layer": "schools"}, best=1, worst=0, radius_m=1)
    finding = site(town, none_near)
    assert finding.table["score"].tolist() == [0] * 4
    assert finding.table["cell"].tolist() == sorted(finding.table["cell"])


def test_contributions_sum_to_the_score(town):
    finding = site(
        town,
        criterion("a", weight=3),
        criterion("b", of={"layer": "schools"}, worst=3000, weight=1),
        criterion("c", "count", {"layer": "schools"}, best=3, worst=0, radius_m=1500, weight=2),
        size=500,
    )
    table = finding.table
    parts = table[["a:part", "b:part", "c:part"]].sum(axis=1)
    assert parts.tolist() == pytest.approx(table["score"].tolist())
    assert table["a:part"].max() <= 0.5
    assert table["score"].is_monotonic_decreasing


def test_count_and_share(town):
    finding = site(
        town,
        criterion("n", "count", {"layer": "schools"}, best=1, worst=0, radius_m=710),
        criterion("water", "share", {"layer": "lake"}, best=0, worst=1),
        top=4,
    )
    by_cell = finding.table.set_index("cell")
    # school-1 (1000, 1500) lies 500 m from both upper centres; the pond is 400 m square
    assert by_cell["n:raw"].to_dict() == {
        "c560r3776": 1, "c561r3776": 1, "c560r3775": 0, "c561r3775": 0,
    }  # fmt: skip
    assert by_cell["water:raw"]["c560r3775"] == pytest.approx(0.16, abs=1e-6)
    assert by_cell["water:score"]["c561r3775"] == 1


@pytest.mark.parametrize(
    ("constraint", "left"),
    [
        ({"outside": {"layer": "lake"}}, 3),
        ({"inside": {"layer": "lake"}}, 0),
        ({"inside": {"layer": "zones"}}, 4),
        ({"outside": {"layer": "zones", "id": "east"}}, 4),  # a shared border is no ground
        ({"at_most_m": 501, "of": {"layer": "schools"}}, 2),
        ({"at_least_m": 501, "of": {"layer": "schools"}}, 2),
    ],
)
def test_constraints(town, constraint, left):
    finding = site(town, criterion(), constraints=[constraint])
    assert finding.values["kept"].value == left
    assert finding.values["removed_alone:0"].value == 4 - left


def test_constraints_say_what_each_removes(town):
    finding = site(
        town,
        criterion(),
        constraints=[
            {"outside": {"layer": "lake"}},
            {"at_most_m": 501, "of": {"layer": "schools"}},
        ],
    )
    # both lower cells are too far; one of them is already gone for the pond
    assert finding.values["removed_alone:1"].value == 2
    assert finding.values["removed_in_order:1"].value == 1
    assert finding.values["kept"].value == 2


def test_nothing_left_is_explained(town):
    finding = site(town, criterion(), constraints=[{"inside": {"layer": "lake"}}])
    assert finding.table.empty
    assert "位于水面之内" in finding.headline("zh")
    assert "inside Lake" in finding.headline("en")


def test_a_screening_never_recommends(town):
    finding = site(town, criterion())
    assert finding.title("zh") == "选址初筛"
    assert "初筛" in finding.headline("zh")
    (missing,) = [caveat for caveat in finding.caveats if caveat.key == "caveat.not_applied"]
    assert [name.zh for name in missing.parameters["names"]] == ["红线"]
    assert "推荐" not in finding.headline("zh").replace("不构成推荐", "")


def test_chosen_sites_keep_apart(town):
    finding = site(town, criterion(), size=500, separation_m=1000, top=16)
    centres = finding.layers["chosen"].to_crs(4545).centroid
    apart = [a.distance(b) for i, a in enumerate(centres) for b in centres[:i]]
    assert min(apart) >= 999.9
    assert 1 < len(centres) < 16


def test_weights_are_relative(town):
    of = {"layer": "schools"}
    one = site(town, criterion("a", weight=1), criterion("b", of=of, weight=2), size=250)
    ten = site(town, criterion("a", weight=10), criterion("b", of=of, weight=20), size=250)
    assert one.table["cell"].tolist() == ten.table["cell"].tolist()
    assert np.allclose(one.table["score"], ten.table["score"])


def test_areas_that_cannot_be_searched(town):
    with pytest.raises(Refused, match="zones_are_not_polygons"):
        site(town, criterion(), inside={"layer": "schools"})
    with pytest.raises(Refused, match="no_candidates"):
        site(town, criterion(), inside={"layer": "red_line"})
    with pytest.raises(Refused, match="too_many_cells"):
        square_cells(to_measuring(town["town"].frame).geometry, size_m=1)
