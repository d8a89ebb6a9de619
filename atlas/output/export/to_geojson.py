"""GeoJSON (RFC 7946): every geometry of a finding, each feature with the role it plays in it."""

import json

import geopandas

from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.output.export.base import Exporter
from atlas.output.export.notes import notes
from atlas.output.export.to_json import written_records
from atlas.output.geometry import CENTIMETRE, geojson_shapes


def write(finding: Finding, lang: Language) -> bytes:
    """Write a finding's geometry, WGS84, with the notes as foreign members."""
    features = [
        feature for role, frame in finding.layers.items() for feature in _features(role, frame)
    ]
    whole = {"type": "FeatureCollection", **notes(finding, lang), "features": features}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False).encode()


def _features(role: str, frame: geopandas.GeoDataFrame) -> list[dict[str, object]]:
    shapes = geojson_shapes(frame, grid=CENTIMETRE)
    facts = written_records(frame.drop(columns="geometry").rename_axis("id"))
    return [
        {
            "type": "Feature",
            "id": f"{role}:{properties['id']}",
            "geometry": shape,
            "properties": {"role": role, **properties},
        }
        for shape, properties in zip(shapes, facts, strict=True)
    ]


EXPORTER = Exporter("geojson", ".geojson", "application/geo+json", write)
