"""The patterns of numbers, row by row."""

import geopandas
import numpy as np
import pytest
import shapely

from atlas.ingest.coordinates.numbers import (
    BROKEN,
    EMPTY,
    MIXED,
    OTHER,
    SWAPPED,
    ZERO,
    NumberKind,
    read_numbers,
)


@pytest.mark.parametrize(
    ("pair", "kind"),
    [
        ((108.75, 34.1), NumberKind.DEGREES),
        ((569_000, 3_773_000), NumberKind.METRES),
        ((292_000, 3_776_000), NumberKind.METRES),
        ((36_569_000, 3_773_000), NumberKind.ZONED),
        ((19_292_000, 3_776_000), NumberKind.ZONED),
        ((12_106_000, 4_043_000), NumberKind.MERCATOR),
    ],
)
def test_a_pattern_either_way_round(pair, kind):
    one, other = shapely.Point(pair), shapely.Point(pair[::-1])
    assert list(read_numbers(geopandas.GeoSeries([one])).codes) == [kind.value]
    turned = read_numbers(geopandas.GeoSeries([other]))
    assert list(turned.codes) == [kind.value + SWAPPED]
    assert (turned.kind, turned.is_swapped) == (kind, True)


def test_rows_of_no_pattern():
    with np.errstate(invalid="ignore"):  # GEOS frowns at it
        broken = shapely.LineString([(108.7, 34.1), (np.nan, 34.1)])
    numbers = read_numbers(
        geopandas.GeoSeries(
            [
                None,
                shapely.Polygon(),
                broken,
                shapely.Point(0, 0),
                shapely.Point(24_500_000, 3_773_000),  # there is no zone 24
                shapely.LineString([(108.7, 34.1), (0, 0)]),
                shapely.LineString([(108.7, 34.1), (569_000, 3_773_000)]),
            ]
        )
    )
    assert list(numbers.codes) == [EMPTY, EMPTY, BROKEN, ZERO, OTHER, OTHER, MIXED]
    assert numbers.main == OTHER
    assert numbers.kind is None


def test_the_sample_is_spread_over_the_file():
    # 0 .. 999 in disorder; four of them, first and last among them
    order = np.random.default_rng(0).permutation(1000)
    degrees = np.column_stack([108 + order / 1000, np.full(1000, 34.0)])
    sample = read_numbers(geopandas.GeoSeries.from_xy(*degrees.T)).sample(most=4)
    assert sample[:, 0] == pytest.approx([108.0, 108.333, 108.666, 108.999])


def test_zones_are_listed():
    eastings = [36_500_000, 37_400_000, 36_600_000]
    numbers = read_numbers(geopandas.GeoSeries.from_xy(eastings, [3_773_000] * 3))
    assert numbers.zones() == [36, 37]


def test_decimal_degrees_are_hardly_ever_taken_for_minutes_and_seconds():
    random = np.random.default_rng(2)
    for _ in range(20):
        degrees = random.uniform([108.5, 34.0], [109.0, 34.4], (10, 2))
        assert not read_numbers(geopandas.GeoSeries.from_xy(*degrees.T)).may_be_packed()
    # figures of one decimal have no seconds to judge by
    coarse = np.column_stack([108 + np.arange(6) / 10, 34 + np.arange(6) / 10])
    assert not read_numbers(geopandas.GeoSeries.from_xy(*coarse.T)).may_be_packed()
