"""The lattice: cells by hand, and every crossed cell marked."""

import numpy as np
import shapely
from shapely import box

from atlas.methods.coverage.lattice import Lattice

# 4 by 4 cells of 10 m
LATTICE = Lattice(west=0.0, south=0.0, side_m=10.0, bits=2)


def cells(*places) -> list[int]:
    x, y = np.array(places, dtype=float).T
    return LATTICE.cell_of(x, y).tolist()


def numbers(*places) -> list[int]:
    x, y = np.array(places, dtype=float).T
    return LATTICE.number_of(x, y).tolist()


def test_cells_are_in_z_order() -> None:
    # the first four make the square in the south-west corner, the next lies east of it
    assert cells((5, 5), (15, 5), (5, 15), (15, 15), (25, 5)) == [0, 1, 2, 3, 4]
    assert cells((35, 35)) == [15]


def test_parent_is_the_code_without_two_bits() -> None:
    assert [code >> 2 for code in cells((25, 25), (35, 25), (25, 35), (35, 35))] == [3, 3, 3, 3]


def test_cells_are_numbered_row_after_row() -> None:
    # four a row, the southern row first
    assert numbers((5, 5), (15, 5), (35, 5), (5, 15), (35, 35)) == [0, 1, 3, 4, 15]


def test_centre_is_the_middle_of_its_cell() -> None:
    x, y = LATTICE.centre_of(np.array(numbers((22, 9), (39, 31)), dtype=np.uint32))
    assert np.column_stack([x, y]).tolist() == [[25, 5], [35, 35]]


def test_numbers_of_the_finest_lattice_lead_back() -> None:
    finest = Lattice(west=0.0, south=0.0, side_m=1.0, bits=15)
    x, y = np.array([[0, 32767, 12345, 5], [0, 32767, 54, 30000]]) + 0.5
    back = finest.centre_of(finest.number_of(x, y))
    assert np.array_equal(back, (x, y))


def test_over_holds_the_last_place() -> None:
    x, y = np.array([0.0, 40.0]), np.array([0.0, 40.0])
    lattice = Lattice.over(x, y, places_per_cell=0.125)  # 16 cells
    assert lattice.bits == 2
    assert lattice.cell_of(x, y).tolist() == [0, 15]


def test_over_places_on_one_spot_is_one_cell() -> None:
    lattice = Lattice.over(np.array([7.0, 7.0]), np.array([3.0, 3.0]), places_per_cell=2)
    assert lattice.bits == 0
    assert lattice.cell_of(np.array([7.0]), np.array([3.0])).tolist() == [0]


def test_a_border_marks_the_cells_it_touches() -> None:
    # a square from the second to the third cell each way: its middle is touched too at (20, 20)
    crossed = LATTICE.crossed_by(np.array([box(15, 15, 25, 25)]))
    assert np.flatnonzero(crossed).tolist() == sorted(
        numbers((15, 15), (25, 15), (15, 25), (25, 25))
    )


def test_a_border_along_cell_edges_marks_both_sides() -> None:
    crossed = LATTICE.crossed_by(np.array([box(10, 10, 20, 20)]))
    around = {(x, y) for x in (5, 15, 25) for y in (5, 15, 25)}
    assert np.flatnonzero(crossed).tolist() == sorted(numbers(*around))


def test_a_long_slanted_border_marks_no_more_than_its_neighbourhood() -> None:
    fine = Lattice(west=0.0, south=0.0, side_m=1.0, bits=6)
    sliver = shapely.Polygon([(1.2, 1.1), (60.3, 40.7), (60.1, 41.3)])
    crossed = fine.crossed_by(np.array([sliver]))
    x, y = fine.centre_of(np.arange(4**6, dtype=np.uint32))
    touched = shapely.intersects(sliver.boundary, shapely.box(x - 0.5, y - 0.5, x + 0.5, y + 0.5))
    near = shapely.dwithin(sliver.boundary, shapely.points(x, y), 2.0)
    assert (crossed | ~touched).all()
    assert (near | ~crossed).all()


def test_a_hole_is_a_border_too() -> None:
    ring = box(-100, -100, 100, 100).difference(box(12, 12, 18, 18))
    crossed = LATTICE.crossed_by(np.array([ring]))
    assert crossed[numbers((15, 15))[0]]
