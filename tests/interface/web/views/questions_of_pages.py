"""Questions that planners saved, opened and sent to one another, for the tests of pages."""

WITHIN = {"spatial": "within", "of": {"layer": "zones", "id": "zone-hardtech"}}
NAMED = {"field": "name_zh", "op": "contains", "value": "园"}
SHAPE = {
    "type": "Polygon",
    "coordinates": [[[108.7, 34.1], [108.8, 34.1], [108.8, 34.2], [108.7, 34.1]]],
}
# each alone, joined, negated, nested as deep as the editor goes and deeper, and beyond it
CONDITIONS = {
    "a test": NAMED,
    "a place": WITHIN,
    "not a test": {"not": NAMED},
    "nothing": {"all": []},
    "several": {"any": [NAMED, {"not": WITHIN}]},
    "none of": {"not": {"any": [NAMED, WITHIN]}},
    "not all of": {"not": {"all": [NAMED, WITHIN]}},
    "many values": {"field": "class", "op": "in", "value": ["science_park", "industrial_park"]},
    "from to": {"all": [{"field": "uncertainty_m", "op": "between", "value": [10, 500.5]}]},
    "missing": {"field": "name_en", "op": "is_empty"},
    "word alone": {"field": "*", "op": "contains", "value": "光子", "synonyms": False},
    "nearest": {"spatial": "nearest", "k": 2, "of": {"layer": "universities"}},
    "near": {"spatial": "within_distance", "distance_m": 1234.5, "of": {"layer": "zones"}},
    "drawn": {"spatial": "intersects", "of": {"geometry": SHAPE}},
    "contains": {"spatial": "contains", "of": {"layer": "incubators"}},
    "of some": {"spatial": "within", "of": {"layer": "zones", "where": {"not": NAMED}}},
    "deep": {"all": [{"any": [{"all": [{"any": [{"all": [NAMED, WITHIN]}, NAMED]}]}]}]},
}
COVERAGE = {
    "kind": "coverage",
    "facilities": {"layer": "incubators"},
    "zones": {"layer": "science_city"},
    "demand": [{"layer": "universities"}, {"layer": "institutes", "by": "status"}],
    "radii_m": [500, 2000, 10_000],
    "focus_m": 10_000,
    "changes": {"add": [[108.71, 34.09]], "close": ["inc-changan-kc"]},
    "advanced": {"exponent": 1.5, "bands_m": [2000, 10_000], "band_weights": [1, 0.3]},
}
ROADS = {"roads": {"layer": "road_network", "where": NAMED}, "mode": "drive", "snap_m": 250}
AREA = {"layer": "zones", "id": "zone-hardtech"}
LOCATION = {
    "kind": "location",
    "model": "p_median",
    "candidates": {"cells": "h3", "resolution": 8, "inside": AREA},
    "constraints": [{"at_most_m": 4000, "of": {"layer": "metro_stations"}}],
    "demand": [
        {"cells": "square", "size_m": 1000, "inside": AREA},
        {"layer": "universities", "where": WITHIN},
    ],
    "existing": {"layer": "incubators"},
    "additional": 3,
    "radius_m": 2500,
    "time_limit_s": 90,
}
SITING = {
    "kind": "siting",
    "title": "备份",
    "candidates": {
        "cells": "h3",
        "resolution": 8,
        "inside": {"layer": "zones", "id": "zone-hardtech"},
    },
    "constraints": [
        {"outside": {"layer": "zones", "id": "zone-eco"}},
        {"at_least_m": 500, "of": {"layer": "metro_stations"}},
        {"criterion": "近高校", "at_most": 6000},
    ],
    "criteria": [
        {
            "name": "近高校",
            "measure": "distance",
            "of": {"layer": "universities"},
            "transform": {"shape": "sigmoid", "midpoint": 2500, "spread": 700, "better": "low"},
        },
        {
            "name": "载体数",
            "measure": "count",
            "of": {"layer": "incubators"},
            "radius_m": 5000,
            "transform": {"shape": "linear", "best": 5, "worst": 0},
            "missing": "median",
        },
    ],
    "pairwise": {"judgements": [{"first": "近高校", "second": "载体数", "times": 3}]},
    "ranking": "weighted_product",
    "top": 7,
    "separation_m": 1200,
    "contiguous_ha": 100,
}
NEAR = SITING["criteria"][0] | {"weight": 0.7}
QUESTIONS = {
    "siting": SITING,
    "siting of parks": {
        "kind": "siting",
        "candidates": {"layer": "parks", "where": NAMED},
        "constraints": [
            {"where": {"field": "class", "op": "=", "value": "science_park"}},
            {"criterion": "面积", "at_least": 1},
            {"within": {"layer": "zones"}},
            {"outside": {"layer": "districts", "where": NAMED}},
            {"outside": {"layer": "zones", "id": "zone-eco"}},
            {"outside": {"layer": "districts", "id": "changan"}},
        ],
        "criteria": [
            NEAR,
            NEAR | {"name": "某园", "of": {"layer": "parks", "id": "park-software-new"}},
            {
                "name": "面积",
                "measure": "attribute",
                "field": "area_km2",
                "weight": 0.1,
                "transform": {"shape": "classes", "breaks": [1, 2], "scores": [0, 0.5, 1]},
            },
            {
                "name": "车程",
                "measure": "travel_time",
                "of": {"layer": "metro_stations", "where": NAMED},
                "network": {"roads": {"layer": "roads"}, "mode": "cycle", "speed_kmh": 12},
                "weight": 0.2,
                "transform": {"shape": "gaussian", "ideal": 10, "spread": 5},
                "missing": "worst",
            },
        ],
        "ranking": "topsis",
        "normalization": "minmax",
    },
    "siting by judgements off the scale": SITING
    | {
        "candidates": {"size_m": 300, "inside": {"layer": "zones"}},
        "pairwise": {
            "judgements": [{"first": "载体数", "second": "近高校", "times": 2.5}],
            "method": "geometric_mean",
        },
    },
    "siting by industry": SITING
    | {
        "pairwise": None,
        "criteria": [
            {
                "name": "产业",
                "measure": "industry",
                "of": {"layer": "clusters"},
                "industries": ["光子"],
                "weight": 1,
                "radius_m": 3000,
                "transform": {"shape": "inverse", "half": 0.5, "better": "high"},
            }
        ],
        "constraints": [],
    },
    "location": LOCATION,
    "location of parks": LOCATION | {"candidates": {"layer": "parks", "where": WITHIN}},
    "location of some parks": LOCATION | {"candidates": {"layer": "parks", "where": NAMED}},
    "location of a set": LOCATION
    | {"candidates": {"layer": "parks"}, "model": "lscp", "additional": None},
    "location in the end": LOCATION | {"additional": None, "p": 40, "radius_m": 20_000},
    "location elsewhere": LOCATION
    | {
        "title": "乙",
        "candidates": {"cells": "square", "size_m": 200, "inside": {"layer": "districts"}},
        "existing": {"layer": "incubators", "where": NAMED},
        "constraints": [{"outside": {"layer": "parks", "where": NAMED}}],
        "curve_to": 5,
        "solve": "preview",
    },
    "location of weighted demand": LOCATION
    | {
        "existing": None,
        "demand": [
            {"layer": "enterprises", "weight": "staff", "where": NAMED},
            {"layer": "universities", "emphasis": 2},
            {"size_m": 800, "inside": {"layer": "districts"}, "emphasis": 0.5},
            {"size_m": 500, "inside": AREA},
        ],
    },
    "location along": LOCATION | {"distance": ROADS},
    "coverage": COVERAGE,
    "coverage of one zone": COVERAGE
    | {"zones": {"layer": "zones", "id": "zone-hardtech"}, "largest_uncertainty": 0.25},
    "coverage of an odd radius": COVERAGE
    | {
        "radii_m": [700, 1000],
        "focus_m": 1000,
        "changes": {"move": {"inc-changan-kc": [108.7, 34.1]}},
    },
    "coverage by default": {
        "kind": "coverage",
        "facilities": {"layer": "incubators", "where": NAMED},
        "zones": {"layer": "zones"},
    },
    "coverage of files": COVERAGE
    | {
        "demand": [
            {"parquet": "homes", "weight": "people"},
            {"layer": "universities", "where": NAMED},
            {"raster": "people.tif"},
            {"layer": "districts", "weight": "population"},
            {"layer": "districts", "weight": "area_km2"},
        ],
        "advanced": {"seed": 7},
    },
    "coverage along": COVERAGE | {"distance": ROADS | {"grade_kmh": {"arterial": 40}}},
    "coverage on foot": COVERAGE | {"distance": {"file": "roads.gpkg", "beside_m": 50}},
    "several layers": {"kind": "query", "layers": ["parks", "incubators"], "where": NAMED},
    "ordered": {
        "kind": "query",
        "title": "甲",
        "layer": "parks",
        "order_by": ["name_zh"],
        "limit": 3,
    },
}
