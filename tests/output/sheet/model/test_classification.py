"""Classes of numbers, their colours, and the official colours of land use."""

import itertools
import warnings

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from atlas.domain.messages import Name
from atlas.errors import BadInput
from atlas.output.sheet.model.classification import CATEGORIES, breaks, classes_of, sequential
from atlas.output.sheet.model.land_use import land_use, land_uses

VALUES = np.array([1.0, 2, 3, 10, 11, 12, 50, 51, 100])


def test_equal_steps():
    # 1 to 100 in three steps of 33
    assert breaks(VALUES, method="equal", k=3) == pytest.approx([34, 67, 100])


def test_quantiles_hold_as_many_each():
    ends = breaks(VALUES, method="quantile", k=3)
    assert np.bincount(classes_of(VALUES, ends)).tolist() == [3, 3, 3]


def within(groups):
    return sum(((group - group.mean()) ** 2).sum() for group in groups)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_natural_breaks_leave_the_least_squares_of_all_ways_to_cut(k):
    ends = breaks(VALUES, method="natural", k=k)
    numbers = classes_of(VALUES, ends)
    ours = within([VALUES[numbers == number] for number in range(k)])
    ways = itertools.combinations(range(1, len(VALUES)), k - 1)
    assert ours == pytest.approx(min(within(np.split(VALUES, way)) for way in ways))


def test_breaks_are_those_of_mapclassify():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a compiler it can do without
        import mapclassify

        values = np.random.default_rng(3).lognormal(size=60)
        for method, theirs in (
            ("equal", mapclassify.EqualInterval),
            ("quantile", mapclassify.Quantiles),
            ("natural", mapclassify.FisherJenks),
        ):
            ends = breaks(values, method=method, k=5)
            assert ends == pytest.approx(theirs(values, k=5).bins), method


def test_many_values_are_grouped_first():
    values = np.concatenate([np.linspace(0, 1, 2000), np.linspace(10, 11, 2000)])
    # the gap is found whatever the groups
    assert breaks(values, method="natural", k=2) == pytest.approx([1, 11])


def test_few_values_have_few_classes_and_missing_ones_none():
    ends = breaks(np.array([3.0, 7.0, 3.0, np.nan]), method="natural", k=5)
    assert ends.tolist() == [3, 7]
    assert classes_of(np.array([3.0, 7.0, np.nan]), ends).tolist() == [0, 1, -1]
    with pytest.raises(BadInput, match="no_numbers"):
        breaks(np.array([np.nan]), method="equal", k=3)
    with pytest.raises(BadInput, match="not_a_count_of_classes"):
        breaks(VALUES, method="equal", k=1)


# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB
SEEN = {
    "protanope": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                  [-0.003882, -0.048116, 1.051998]],
    "deuteranope": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                    [-0.011820, 0.042940, 0.968881]],
    "tritanope": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                  [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(color, seen=None):
    channels = np.array(to_rgb(color))
    linear = np.where(channels > 0.04045, ((channels + 0.055) / 1.055) ** 2.4, channels / 12.92)
    if seen is not None:
        linear = np.clip(np.array(seen) @ linear, 0, 1)
    part = TO_XYZ @ linear / [0.95047, 1.0, 1.08883]
    root = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("palette", ["teal", "blue", "violet", "grey"])
@pytest.mark.parametrize("seen", [None, *SEEN.values()], ids=["all", *SEEN])
def test_a_palette_grows_darker_however_it_is_seen(palette, seen):
    lightness = [lab(color, seen)[0] for color in sequential(palette, 5)]
    # 8 steps of lightness are told apart side by side
    assert (np.diff(lightness) < -8).all()


@pytest.mark.parametrize("seen", [None, *SEEN.values()], ids=["all", *SEEN])
def test_categories_are_told_apart_without_seeing_colour(seen):
    for first, second in itertools.combinations(CATEGORIES, 2):
        assert np.linalg.norm(lab(first, seen) - lab(second, seen)) > 20, (first, second)


def test_no_palette_is_taken_for_yellow_red_or_bright_green_of_land_use():
    loud = [land_use(code).color for code in ("0701", "09", "1401", "0802", "0803")]
    ours = [*CATEGORIES, *(c for p in ("teal", "blue", "violet", "grey") for c in sequential(p, 9))]
    for color, official in itertools.product(ours, loud):
        assert np.linalg.norm(lab(color) - lab(official)) > 40, (color, official)


def test_a_code_has_the_colour_of_the_class_it_belongs_to():
    assert land_use("0802").color == "#e6005c"  # 230, 0, 92
    assert land_use("0802").name == Name("科研用地", "Research")
    assert land_use("090101").code == "09"
    assert land_use("120701").code == "1207"
    assert land_use("99") is None
    assert land_use("") is None
    assert len(land_uses()) == 29
