"""Exports: the register of formats. To add one, write its file and one line here."""

from atlas.output.export import (
    to_csv,
    to_geojson,
    to_geopackage,
    to_html,
    to_json,
    to_kml,
    to_xlsx,
)
from atlas.output.export.base import Exporter, MapContext, default_context

EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        to_csv.EXPORTER,
        to_xlsx.EXPORTER,
        to_geojson.EXPORTER,
        to_geopackage.EXPORTER,
        to_kml.EXPORTER,
        to_json.EXPORTER,
        to_html.EXPORTER,
    )
}

__all__ = ["EXPORTERS", "Exporter", "MapContext", "default_context"]
