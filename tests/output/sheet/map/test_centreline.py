"""The middle line of a band."""

import numpy as np
import pytest
import shapely
from shapely.affinity import rotate

from atlas.output.sheet.map.centreline import along


def test_a_name_lies_in_the_middle_of_a_straight_band():
    # 100 mm by 10 mm, slanting upwards at 30 degrees through (50, 50)
    band = rotate(shapely.box(0, 45, 100, 55), 30, origin=(50, 50))
    angle, centres = along(band, 20.0)
    assert angle == pytest.approx(30, abs=0.1)
    assert centres[0] == pytest.approx([50, 50], abs=0.5)


def test_a_name_of_a_bent_band_lies_on_its_straight_part():
    bent = shapely.LineString([(0, 0), (60, 0), (90, 40)]).buffer(4, cap_style="flat")
    angle, centres = along(bent, 20.0)
    # along one of the two arms, within the band
    assert min(abs(angle), abs(angle - np.degrees(np.arctan2(40, 30)))) < 6
    assert bent.contains(shapely.Point(centres[0]))
