"""
Made-up files, each named by its fault, with the truth they were made from.

Forty places in and around Xi'an, known to some forty metres, as the shipped metro stations are.
A file is made by taking the true places into a system with PROJ itself, and then spoiling it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import geopandas
import numpy as np
import pyproj
import shapely

from atlas.domain import crs
from atlas.domain.records.imported import ImportedTable

RANDOM = np.random.default_rng(4545)
COUNT = 40
LONLAT = np.column_stack(
    [RANDOM.uniform(108.55, 109.05, COUNT), RANDOM.uniform(34.02, 34.32, COUNT)]
)
NAMES = [f"地点{i}" for i in range(COUNT)]
# 40 m of uncertainty: what comparing has to see through
SEEN = LONLAT + RANDOM.normal(0, 25, (COUNT, 2)) / [92_000, 111_000]
METRES_PER_DEGREE = np.array([92_000.0, 111_000.0])

# the same system in four words: what CGCS2000 and its predecessors look like in a .prj
ESRI = {code: pyproj.CRS.from_epsg(code).to_wkt("WKT1_ESRI") for code in (4490, 4524, 4545, 4508)}
XIAN_1980 = pyproj.CRS.from_epsg(2381).to_wkt("WKT1_ESRI")
BEIJING_1954 = pyproj.CRS.from_epsg(2433).to_wkt("WKT1_ESRI")
OWN = pyproj.CRS.from_proj4(
    "+proj=tmerc +lat_0=0 +lon_0=108.75 +k=1 +x_0=50000 +y_0=-3700000 +ellps=GRS80 +units=m"
).to_wkt()

DISTRICT = shapely.Polygon(
    [
        (108.70, 34.05),
        (108.76, 34.04),
        (108.83, 34.07),
        (108.85, 34.13),
        (108.80, 34.17),
        (108.71, 34.15),
    ]
)


def known(**without: bool) -> dict[str, geopandas.GeoDataFrame]:
    """Return the known layers, without names or without certainty where asked."""
    points = geopandas.GeoDataFrame(
        {"name_zh": [""] * COUNT if without.get("names") else NAMES},
        geometry=geopandas.GeoSeries.from_xy(*SEEN.T),
        crs=4326,
    )
    points["uncertainty_m"] = 2500.0 if without.get("certainty") else 60.0
    return {"stations": points}


def dense(shape: shapely.Polygon) -> shapely.Polygon:
    """Return a shape with vertices every 200 m or so."""
    return shapely.segmentize(shape, 0.002)


KNOWN: dict[str, dict[str, geopandas.GeoDataFrame]] = {
    "named": known(),
    "nameless": known(names=True),
    "vague": known(certainty=True),
    "nothing": {},
}
OUTLINED = {
    "districts": geopandas.GeoDataFrame(
        {"uncertainty_m": [100.0]}, geometry=[dense(DISTRICT)], crs=4326
    )
}


def to(system: int | str, lonlat: np.ndarray = LONLAT) -> np.ndarray:
    """Return places in a system: an EPSG code, WKT, "gcj" or "bd"."""
    if system == "gcj":
        return np.column_stack(crs.wgs84_to_gcj02(*lonlat.T))
    if system == "bd":
        return np.column_stack(crs.wgs84_to_bd09(*lonlat.T))
    return np.column_stack(transformer(system).transform(*lonlat.T))


@cache
def transformer(system: int | str) -> pyproj.Transformer:
    """Return PROJ's own way to a system."""
    return pyproj.Transformer.from_crs(4326, system, always_xy=True)


def points(
    numbers: np.ndarray, *, names: Sequence[str] = NAMES, said: str | None = None
) -> ImportedTable:
    """Return a file of points; names are given as far as they reach."""
    column = [*names, *[""] * len(numbers)][: len(numbers)]
    frame = geopandas.GeoDataFrame(
        {"名称": column}, geometry=geopandas.GeoSeries.from_xy(*np.asarray(numbers, float).T)
    )
    return ImportedTable("made up", frame, said)


def shapes(geometries: Sequence[object], *, said: str | None = None) -> ImportedTable:
    """Return a file of any shapes."""
    frame = geopandas.GeoDataFrame(
        {"名称": [""] * len(geometries)}, geometry=geopandas.GeoSeries(list(geometries))
    )
    return ImportedTable("made up", frame, said)


@dataclass(frozen=True)
class File:
    """
    A file and what the guard has to make of it.

    `truth` is where its rows are, NaN for those that have to lose their place; None where no
    reading is right. `best` and `steps` are of the first reading, `reason` one key that is said.
    """

    fault: str
    make: Callable[[], ImportedTable]
    verdict: str
    best: str = ""
    steps: tuple[str, ...] = ()
    against: str = "named"
    declared: str | None = None
    reason: str = ""
    truth: np.ndarray | None = field(default_factory=lambda: LONLAT)

    @property
    def known(self) -> dict[str, geopandas.GeoDataFrame]:
        """The layers that it is compared with."""
        return KNOWN[self.against]


def gauss(code: int) -> tuple[str, ...]:
    """Return the one step from a code to storage."""
    return (f"epsg:{code}->epsg:4326",)


def swapped(code: int | str) -> np.ndarray:
    """Return places with northing first."""
    return to(code)[:, ::-1]


def packed(lonlat: np.ndarray) -> np.ndarray:
    """Return degrees as DD.MMSS."""
    minutes = lonlat % 1 * 60
    return np.floor(lonlat) + np.floor(minutes) / 100 + minutes % 1 * 60 / 1e4


def with_rows(base: np.ndarray, rows: dict[int, tuple[float, float]]) -> np.ndarray:
    """Return numbers with some rows put in the place of others."""
    numbers = base.copy()
    for row, pair in rows.items():
        numbers[row] = pair
    return numbers


def lost(*rows: int) -> np.ndarray:
    """Return the truth of a file some rows of which have no place."""
    return with_rows(LONLAT, dict.fromkeys(rows, (np.nan, np.nan)))


def half(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return one half of the rows in one system and the other in another."""
    return np.concatenate([first[: COUNT // 2], second[COUNT // 2 :]])


PARIS = np.column_stack([RANDOM.uniform(2.2, 2.5, 20), RANDOM.uniform(48.7, 49.0, 20)])
SHANGHAI = np.column_stack([RANDOM.uniform(121.3, 121.6, 20), RANDOM.uniform(31.1, 31.4, 20)])
LOCAL = (to(4545) - [560_000, 3_770_000]) * 1.0
OLD = to(4545) + np.array([62.0, -95.0])  # a hundred metres off, as an older datum would be
GCJ, BD = "GCJ-02", "BD-09"
UNGCJ, UNBD = ("gcj02->wgs84",), ("bd09->wgs84",)
ONE = slice(0, 1)

FILES = [
    # --- what it says, what it is -------------------------------------------------------------
    File(
        "4545 and says so",
        lambda: points(to(4545), said="EPSG:4545"),
        "clear",
        "EPSG:4545",
        gauss(4545),
        reason="guard.confirmed",
    ),
    File(
        "4545 in an ESRI prj",
        lambda: points(to(4545), said=ESRI[4545]),
        "clear",
        "EPSG:4545",
        gauss(4545),
    ),
    File(
        "4524 in an ESRI prj",
        lambda: points(to(4524), said=ESRI[4524]),
        "clear",
        "EPSG:4524",
        gauss(4524),
    ),
    File(
        "4524, nothing to compare with",
        lambda: points(to(4524), said=ESRI[4524]),
        "clear",
        "EPSG:4524",
        gauss(4524),
        against="nothing",
    ),
    File(
        "4545, known only vaguely",
        lambda: points(to(4545), said="EPSG:4545"),
        "clear",
        "EPSG:4545",
        gauss(4545),
        against="vague",
    ),
    File(
        "4508 in an ESRI prj",
        lambda: points(to(4508), said=ESRI[4508]),
        "clear",
        "EPSG:4508",
        gauss(4508),
    ),
    File(
        "4497, zone 19 of 6 degrees",
        lambda: points(to(4497), said="EPSG:4497"),
        "clear",
        "EPSG:4497",
        gauss(4497),
    ),
    File(
        "4490 from a survey",
        lambda: points(LONLAT, said=ESRI[4490]),
        "clear",
        "EPSG:4490",
        gauss(4490),
        against="nothing",
    ),
    File("WGS84 that agrees", lambda: points(LONLAT, said="EPSG:4326"), "clear", "EPSG:4326"),
    File(
        "web Mercator that agrees",
        lambda: points(to(3857), said="EPSG:3857"),
        "clear",
        "EPSG:3857",
        gauss(3857),
    ),
    File(
        "web Mercator by its old number",
        lambda: points(to(3857), said="ESRI:102100"),
        "clear",
        "EPSG:3857",
        gauss(3857),
    ),
    File(
        "UTM 49N, nothing to compare with",
        lambda: points(to(32649), said="EPSG:32649"),
        "ask",
        "EPSG:32649",
        gauss(32649),
        against="nothing",
    ),
    File(
        "UTM 49N and says so",
        lambda: points(to(32649), said="EPSG:32649"),
        "clear",
        "EPSG:32649",
        gauss(32649),
    ),
    File(
        "a name in Chinese",
        lambda: points(LONLAT, said="国家2000"),
        "clear",
        "EPSG:4490",
        gauss(4490),
    ),
    # --- nothing said -------------------------------------------------------------------------
    File("undeclared 4545", lambda: points(to(4545)), "clear", "EPSG:4545", gauss(4545)),
    File("undeclared 4524", lambda: points(to(4524)), "clear", "EPSG:4524", gauss(4524)),
    File("undeclared 4508", lambda: points(to(4508)), "clear", "EPSG:4508", gauss(4508)),
    File("undeclared 4497", lambda: points(to(4497)), "clear", "EPSG:4497", gauss(4497)),
    File(
        "undeclared UTM like 4508", lambda: points(to(32649)), "clear", "EPSG:32649", gauss(32649)
    ),
    File(
        "undeclared 4525, the next zone",
        lambda: points(to(4525)),
        "ask",
        "EPSG:4525",
        gauss(4525),
        reason="guard.outside_belt",
    ),
    File(
        "undeclared 4545, nothing to compare with",
        lambda: points(to(4545)),
        "ask",
        "EPSG:4545",
        gauss(4545),
        against="nothing",
        reason="guard.not_compared",
    ),
    File(
        "undeclared 4508, nothing to compare with",
        lambda: points(to(4508)),
        "ask",
        against="nothing",
        reason="guard.not_compared",
    ),
    File(
        "undeclared 4524, nothing to compare with",
        lambda: points(to(4524)),
        "ask",
        "EPSG:4524",
        gauss(4524),
        against="nothing",
    ),
    File(
        "undeclared 4545, known only vaguely",
        lambda: points(to(4545)),
        "ask",
        "EPSG:4545",
        gauss(4545),
        against="vague",
    ),
    File(
        "undeclared degrees, nothing to compare with",
        lambda: points(LONLAT),
        "ask",
        "EPSG:4326",
        against="nothing",
        reason="guard.not_compared",
    ),
    File("undeclared degrees that agree", lambda: points(LONLAT), "clear", "EPSG:4326"),
    File(
        "undeclared 3857, nothing to compare with",
        lambda: points(to(3857)),
        "ask",
        "EPSG:3857",
        gauss(3857),
        against="nothing",
    ),
    # --- the wrong way round ------------------------------------------------------------------
    File(
        "latitude first, as 4490 has it",
        lambda: points(LONLAT[:, ::-1], said=ESRI[4490]),
        "clear",
        "EPSG:4490",
        ("swap_axes", *gauss(4490)),
        reason="guard.axes_swapped",
    ),
    File(
        "X is north, Y is east, 4545",
        lambda: points(swapped(4545), said="EPSG:4545"),
        "clear",
        "EPSG:4545",
        ("swap_axes", *gauss(4545)),
    ),
    File(
        "X is north, Y is east, zone 36",
        lambda: points(swapped(4524), said="EPSG:4524"),
        "clear",
        "EPSG:4524",
        ("swap_axes", *gauss(4524)),
    ),
    File(
        "X is north, undeclared 4508",
        lambda: points(swapped(4508)),
        "clear",
        "EPSG:4508",
        ("swap_axes", *gauss(4508)),
    ),
    File(
        "web Mercator swapped",
        lambda: points(swapped(3857), said="EPSG:3857"),
        "clear",
        "EPSG:3857",
        ("swap_axes", *gauss(3857)),
    ),
    File(
        "GCJ-02 with latitude first",
        lambda: points(swapped("gcj")),
        "clear",
        GCJ,
        ("swap_axes", *UNGCJ),
    ),
    File(
        "some rows swapped",
        lambda: points(half(LONLAT, LONLAT[:, ::-1]), said="EPSG:4490"),
        "refused",
        reason="guard.mixed_systems",
    ),
    # --- the zone -----------------------------------------------------------------------------
    File(
        "says zone 36, prefix dropped",
        lambda: points(to(4545), said="EPSG:4524"),
        "ask",
        "EPSG:4545",
        gauss(4545),
        reason="guard.statement_contradicted",
    ),
    File(
        "says CM 108E, prefix given",
        lambda: points(to(4524), said="EPSG:4545"),
        "ask",
        "EPSG:4524",
        gauss(4524),
        reason="guard.statement_contradicted",
    ),
    File(
        "prefix dropped, nothing to compare with",
        lambda: points(to(4545), said="EPSG:4524"),
        "ask",
        "EPSG:4545",
        gauss(4545),
        against="nothing",
    ),
    File(
        "says 4545, is 4508",
        lambda: points(to(4508), said="EPSG:4545"),
        "ask",
        "EPSG:4508",
        gauss(4508),
        reason="guard.statement_contradicted",
    ),
    File(
        "says 4545, is 4508, nothing known",
        lambda: points(to(4508), said="EPSG:4545"),
        "ask",
        against="nothing",
        reason="guard.statement_contradicted",
    ),
    File(
        "says 4508, is 4545",
        lambda: points(to(4545), said="EPSG:4508"),
        "ask",
        "EPSG:4545",
        gauss(4545),
    ),
    File(
        "says 4547, is 4545",
        lambda: points(to(4545), said="EPSG:4547"),
        "ask",
        "EPSG:4545",
        gauss(4545),
    ),
    File(
        "two zones in one file",
        lambda: points(half(to(4524), to(4525)), said="EPSG:4524"),
        "refused",
        reason="guard.mixed_zones",
    ),
    File(
        "prefix on some rows only",
        lambda: points(half(to(4524), to(4545)), said="EPSG:4545"),
        "refused",
        reason="guard.mixed_systems",
    ),
    File(
        "two belts in one file",
        lambda: points(half(to(4545), to(4508))),
        "ask",
        reason="guard.mixed_belts",
        truth=None,
    ),
    # --- metres and degrees -------------------------------------------------------------------
    File(
        "metres taken for degrees",
        lambda: points(to(4545), said="EPSG:4326"),
        "ask",
        "EPSG:4545",
        gauss(4545),
        reason="guard.statement_contradicted",
    ),
    File(
        "zoned metres, says 4490",
        lambda: points(to(4524), said=ESRI[4490]),
        "ask",
        "EPSG:4524",
        gauss(4524),
    ),
    File(
        "degrees in a projected file",
        lambda: points(LONLAT, said=ESRI[4545]),
        "ask",
        "EPSG:4326",
        reason="guard.statement_contradicted",
    ),
    File(
        "degrees in a projected file, nothing known",
        lambda: points(LONLAT, said="EPSG:4524"),
        "ask",
        "EPSG:4326",
        against="nothing",
    ),
    File(
        "degrees that say web Mercator",
        lambda: points(LONLAT, said="EPSG:3857"),
        "ask",
        "EPSG:4326",
    ),
    File(
        "web Mercator that says 4326",
        lambda: points(to(3857), said="EPSG:4326"),
        "ask",
        "EPSG:3857",
        gauss(3857),
    ),
    File(
        "web Mercator that says 4545",
        lambda: points(to(3857), said="EPSG:4545"),
        "ask",
        "EPSG:3857",
        gauss(3857),
    ),
    File(
        "metres and degrees in one file",
        lambda: points(half(to(4545), LONLAT), said="EPSG:4545"),
        "refused",
        reason="guard.mixed_systems",
    ),
    File(
        "degrees, minutes and seconds in one number",
        lambda: points(packed(LONLAT)),
        "clear",
        "EPSG:4326+DD.MMSS",
        ("unpack_dms",),
    ),
    File(
        "minutes and seconds in one number, says 4490",
        lambda: points(packed(LONLAT), said="EPSG:4490"),
        "ask",
        "EPSG:4490+DD.MMSS",
        ("unpack_dms", *gauss(4490)),
        reason="guard.statement_contradicted",
    ),
    File(
        "minutes and seconds in one number, nothing known",
        lambda: points(packed(LONLAT), said="EPSG:4490"),
        "ask",
        against="nothing",
        reason="guard.may_be_packed",
    ),
    # --- the shift of map services ------------------------------------------------------------
    File(
        "GCJ-02 and says so",
        lambda: points(to("gcj"), said="GCJ-02"),
        "clear",
        GCJ,
        UNGCJ,
        against="nothing",
    ),
    File(
        "GCJ-02 by its nickname",
        lambda: points(to("gcj"), said="火星坐标系（高德）"),
        "clear",
        GCJ,
        UNGCJ,
    ),
    File(
        "BD-09 and says so",
        lambda: points(to("bd"), said="百度坐标 BD09"),
        "clear",
        BD,
        UNBD,
        against="nothing",
    ),
    File(
        "GCJ-02 in a GeoJSON",
        lambda: points(to("gcj"), said="EPSG:4326"),
        "ask",
        GCJ,
        UNGCJ,
        reason="guard.statement_contradicted",
    ),
    File(
        "BD-09 in a GeoJSON",
        lambda: points(to("bd"), said="EPSG:4326"),
        "ask",
        BD,
        UNBD,
        reason="guard.statement_contradicted",
    ),
    File("GCJ-02 that says 4490", lambda: points(to("gcj"), said=ESRI[4490]), "ask", GCJ, UNGCJ),
    File(
        "undeclared GCJ-02",
        lambda: points(to("gcj")),
        "clear",
        GCJ,
        UNGCJ,
        reason="guard.confirmed",
    ),
    File("undeclared BD-09", lambda: points(to("bd")), "clear", BD, UNBD),
    File(
        "undeclared GCJ-02 without names",
        lambda: points(to("gcj"), names=[]),
        "clear",
        GCJ,
        UNGCJ,
        against="nameless",
    ),
    File(
        "undeclared BD-09 without names",
        lambda: points(to("bd"), names=[]),
        "clear",
        BD,
        UNBD,
        against="nameless",
    ),
    File(
        "GCJ-02 in a GeoJSON, nothing known",
        lambda: points(to("gcj"), said="EPSG:4326"),
        "ask",
        against="nothing",
        reason="guard.not_compared",
    ),
    File("GCJ-02, known only vaguely", lambda: points(to("gcj")), "ask", against="vague"),
    File(
        "GCJ-02 with two names known",
        lambda: points(to("gcj")[:2], names=NAMES[:2]),
        "ask",
        truth=LONLAT[:2],
    ),
    File(
        "GCJ-02 taken into web Mercator",
        lambda: points(to(3857, to("gcj"))),
        "clear",
        "EPSG:3857+GCJ-02",
        (*gauss(3857), *UNGCJ),
    ),
    File(
        "GCJ-02 taken into 4545",
        lambda: points(to(4545, to("gcj")), said="EPSG:4545"),
        "ask",
        "EPSG:4545+GCJ-02",
        (*gauss(4545), *UNGCJ),
    ),
    File("WGS84 that says GCJ-02", lambda: points(LONLAT, said="GCJ-02"), "ask", "EPSG:4326"),
    File("BD-09 that says GCJ-02", lambda: points(to("bd"), said="GCJ-02"), "ask", BD, UNBD),
    File(
        "WGS84 and GCJ-02 in one file",
        lambda: points(half(LONLAT, to("gcj"))),
        "ask",
        reason="guard.split",
        truth=None,
    ),
    File(
        "Baidu's own Mercator",
        lambda: points(to(3857), said="BD09MC"),
        "refused",
        reason="guard.refused_baidu_mercator",
    ),
    # --- older datums, own grids --------------------------------------------------------------
    File(
        "Xi'an 1980 by its prj",
        lambda: points(OLD, said=XIAN_1980),
        "refused",
        reason="guard.refused_xian_1980",
    ),
    File(
        "Xi'an 1980 by its code",
        lambda: points(OLD, said="EPSG:2381"),
        "refused",
        reason="guard.refused_xian_1980",
    ),
    File(
        "Xi'an 1980 in degrees",
        lambda: points(LONLAT, said="EPSG:4610"),
        "refused",
        reason="guard.refused_xian_1980",
    ),
    File(
        "Xi'an 1980 by name",
        lambda: points(OLD, said="西安80坐标系 3度带 108E"),
        "refused",
        reason="guard.refused_xian_1980",
    ),
    File(
        "Beijing 1954 by its prj",
        lambda: points(OLD, said=BEIJING_1954),
        "refused",
        reason="guard.refused_beijing_1954",
    ),
    File(
        "Beijing 1954 in degrees",
        lambda: points(LONLAT, said="EPSG:4214"),
        "refused",
        reason="guard.refused_beijing_1954",
    ),
    File(
        "an older datum that says 4545",
        lambda: points(OLD, said="EPSG:4545"),
        "ask",
        reason="guard.unexplained_offset",
        truth=None,
    ),
    File(
        "an older datum, undeclared",
        lambda: points(OLD),
        "ask",
        reason="guard.unexplained_offset",
        truth=None,
    ),
    File(
        "an older datum, four names known",
        lambda: points(OLD[:4]),
        "ask",
        reason="guard.unexplained_offset",
        truth=None,
    ),
    File(
        "undeclared 4545, three names known",
        lambda: points(to(4545)[:3]),
        "ask",
        "EPSG:4545",
        gauss(4545),
        reason="guard.datum_unsettled",
        truth=LONLAT[:3],
    ),
    File(
        "another ellipsoid",
        lambda: points(LONLAT, said="+proj=longlat +ellps=clrk66"),
        "refused",
        reason="guard.refused_other_datum",
    ),
    File(
        "the city's own grid by name",
        lambda: points(LOCAL, said="西安地方独立坐标系"),
        "refused",
        reason="guard.refused_local_grid",
    ),
    File(
        "the city's own grid by its prj",
        lambda: points(LOCAL, said='LOCAL_CS["city",UNIT["metre",1]]'),
        "refused",
        reason="guard.refused_local_grid",
    ),
    File(
        "the city's own grid, undeclared",
        lambda: points(LOCAL),
        "refused",
        reason="guard.no_system",
    ),
    File(
        "the city's own grid that says 4545",
        lambda: points(LOCAL, said="EPSG:4545"),
        "refused",
        reason="guard.no_system",
    ),
    File(
        "a grid of full numbers that says 4545",
        lambda: points(to(4545) - [68_000, 300], said="EPSG:4545"),
        "ask",
        reason="guard.unexplained_offset",
        truth=None,
    ),
    File(
        "CGCS2000 about a meridian of its own",
        lambda: points(to(OWN), said=OWN),
        "ask",
        OWN,
        ("declared->epsg:4326",),
        reason="guard.own_system",
    ),
    File(
        "millimetres",
        lambda: points(to(4545) * 1000, said="EPSG:4545"),
        "refused",
        reason="guard.no_system",
    ),
    File("kilometres", lambda: points(to(4545) / 1000), "refused", reason="guard.no_system"),
    File(
        "a statement in nonsense",
        lambda: points(to(4545), said="坐标系：见附件"),
        "ask",
        "EPSG:4545",
        gauss(4545),
        reason="guard.statement_unreadable",
    ),
    # --- elsewhere ----------------------------------------------------------------------------
    File("Paris", lambda: points(PARIS, said="EPSG:4326"), "refused", reason="guard.outside_china"),
    File(
        "Shanghai",
        lambda: points(SHANGHAI, said=ESRI[4490], names=[]),
        "ask",
        "EPSG:4490",
        gauss(4490),
        reason="guard.outside_area",
        truth=SHANGHAI,
    ),
    File(
        "Shanghai, nothing to compare with",
        lambda: points(SHANGHAI, said=ESRI[4490]),
        "ask",
        against="nothing",
        reason="guard.outside_area",
        truth=SHANGHAI,
    ),
    File(
        "one row abroad",
        lambda: points(with_rows(LONLAT, {3: (-108.7, 34.1)}), said="EPSG:4490"),
        "ask",
        "EPSG:4490",
        ("unlocate_strays", *gauss(4490)),
        reason="guard.strays",
        truth=lost(3),
    ),
    # --- empty and broken ---------------------------------------------------------------------
    File(
        "no rows",
        lambda: points(np.empty((0, 2)), said="EPSG:4545"),
        "refused",
        reason="guard.nothing_located",
    ),
    File(
        "no geometry at all",
        lambda: shapes([None, None, None]),
        "refused",
        reason="guard.nothing_located",
    ),
    File(
        "empty geometry",
        lambda: shapes([shapely.Point(), shapely.Polygon()], said="EPSG:4545"),
        "refused",
        reason="guard.nothing_located",
    ),
    File(
        "nothing but NaN",
        lambda: points(np.full((3, 2), np.nan)),
        "refused",
        reason="guard.nothing_located",
    ),
    File(
        "nothing but zeros",
        lambda: points(np.zeros((3, 2)), said="EPSG:4326"),
        "refused",
        reason="guard.nothing_located",
    ),
    File(
        "two rows of NaN",
        lambda: points(
            with_rows(to(4545), {1: (np.nan, np.nan), 5: (np.nan, 3e6)}), said="EPSG:4545"
        ),
        "clear",
        "EPSG:4545",
        ("unlocate_broken", *gauss(4545)),
        reason="guard.without_place",
        truth=lost(1, 5),
    ),
    File(
        "an infinite row",
        lambda: points(with_rows(to(4545), {2: (np.inf, 3.77e6)}), said="EPSG:4545"),
        "clear",
        "EPSG:4545",
        ("unlocate_broken", *gauss(4545)),
        truth=lost(2),
    ),
    File(
        "rows at 0, 0",
        lambda: points(with_rows(to("gcj"), {0: (0, 0), 9: (0, 0)})),
        "clear",
        GCJ,
        ("unlocate_zeros", *UNGCJ),
        truth=lost(0, 9),
    ),
    File(
        "a row without geometry",
        lambda: shapes([shapely.Point(*to(4545)[0]), None], said="EPSG:4545"),
        "clear",
        "EPSG:4545",
        gauss(4545),
        truth=with_rows(LONLAT[:2], {1: (np.nan, np.nan)}),
    ),
    File(
        "one point, declared",
        lambda: points(to(4545)[ONE], said="EPSG:4545"),
        "clear",
        "EPSG:4545",
        gauss(4545),
        truth=LONLAT[ONE],
    ),
    File(
        "one point, undeclared", lambda: points(LONLAT[ONE]), "ask", "EPSG:4326", truth=LONLAT[ONE]
    ),
    File(
        "every row at the same place",
        lambda: points(np.repeat(to(4545)[ONE], 5, axis=0), names=[], said="EPSG:4545"),
        "ask",
        "EPSG:4545",
        gauss(4545),
        reason="guard.one_place",
        truth=np.repeat(LONLAT[ONE], 5, axis=0),
    ),
    # --- what the planner says ----------------------------------------------------------------
    File(
        "the planner knows: 4326",
        lambda: points(LONLAT, said=None),
        "clear",
        "EPSG:4326",
        against="nothing",
        declared="EPSG:4326",
    ),
    File(
        "the planner knows: GCJ-02 in a GeoJSON",
        lambda: points(to("gcj"), said="EPSG:4326"),
        "clear",
        GCJ,
        UNGCJ,
        against="nothing",
        declared="GCJ-02",
        reason="guard.statement_over",
    ),
    File(
        "the planner knows: 4545",
        lambda: points(to(4545)),
        "clear",
        "EPSG:4545",
        gauss(4545),
        against="nothing",
        declared="4545",
    ),
    File(
        "the planner repeats a reading",
        lambda: points(to(3857, to("gcj"))),
        "clear",
        "EPSG:3857+GCJ-02",
        (*gauss(3857), *UNGCJ),
        against="nothing",
        declared="EPSG:3857+GCJ-02",
    ),
    File(
        "the planner errs: 4508",
        lambda: points(to(4545)),
        "ask",
        "EPSG:4545",
        gauss(4545),
        declared="EPSG:4508",
    ),
    File(
        "the planner errs: WGS84",
        lambda: points(to("gcj")),
        "ask",
        GCJ,
        UNGCJ,
        declared="EPSG:4326",
    ),
    File(
        "the planner says 4545 over a prj of Xi'an 1980",
        lambda: points(to(4545), said=XIAN_1980),
        "ask",
        "EPSG:4545",
        gauss(4545),
        declared="EPSG:4545",
        reason="guard.statement_over",
    ),
    File(
        "the planner says Xi'an 1980",
        lambda: points(OLD, said="EPSG:4545"),
        "refused",
        declared="西安80",
        reason="guard.refused_xian_1980",
    ),
]
