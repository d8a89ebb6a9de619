"""The parts of a form that every question of access draws: how far is far, and those in need."""

from collections.abc import Mapping, Sequence
from typing import Any

from atlas.domain.layer import Layer
from atlas.domain.messages import Name, message
from atlas.questions.access.definition import USUAL_KMH
from atlas.questions.form import Fields

_ROAD_FILES = (".gpkg", ".parquet", ".geojson", ".graphml")
_USUAL_DEMAND = ("universities", "enterprises")


def travel(fields: Fields, radii_m: Sequence[float]) -> None:
    """
    Draw how distance is measured: in straight lines, or along roads at a speed.

    Parameters
    ----------
    fields
        Of the question, which holds it under `distance`.
    radii_m
        Metres; shown in minutes too where one travels.
    """
    opened = fields.begins("distance", "straight")
    mode = fields.choice(
        "distance",
        ("straight", *USUAL_KMH),
        initial="straight" if opened == "straight" else opened["mode"],
        names=lambda one: f"by_{one}",
        look="row",
    )
    sources = [] if mode == "straight" else _sources(fields)
    if mode != "straight" and not sources:
        fields.note("no_roads")
    if not sources:
        fields.set("distance", "straight")
        return
    _roads(fields, sources)
    fields.set("distance.mode", mode)
    if mode != "drive":
        fields.set("distance.grade_kmh", None)
    speed = fields.number(
        "distance.speed_kmh",
        default=USUAL_KMH[mode],
        low=1.0,
        high=150.0,
        step=1.0,
        label="speed_kmh",
        of="distance.mode",
    )
    times = [f"{m / 1000:g} → {m / 1000 / speed * 60:.0f}" for m in radii_m]
    fields.note(message("web.radii_in_minutes", times=times))


def _roads(fields: Fields, sources: list[str]) -> None:
    """Choose the roads: a layer, or a file of the workspace."""
    catalogue = fields.catalogue
    name = fields.choice(
        "distance.roads",
        sources,
        initial=fields.begins("distance.file") or fields.begins("distance.roads.layer"),
        default=sources[0],
        label="roads",
        names=lambda one: catalogue[one].name if one in catalogue else Name(one),
    )
    if name.endswith(_ROAD_FILES):
        fields.set("distance.roads", None)
        fields.set("distance.file", name)
    else:
        fields.set("distance.file", None)
        fields.set("distance.roads.layer", name, decides=True)


def _sources(fields: Fields) -> list[str]:
    """Return the layers of roads and the files of the workspace that hold some."""
    layers = [
        layer.id
        for layer in fields.catalogue.spatial
        # a line that declares which way one may go is a road; the metro's do not
        if layer.spec.geometry == "line" and "oneway" in layer.spec.columns
    ]
    opened = [fields.begins("distance.file"), fields.begins("distance.roads.layer")]
    found = [*layers, *fields.files("networks", *_ROAD_FILES)]
    return [*found, *(name for name in opened if name is not None and name not in found)]


def demand(fields: Fields) -> None:
    """Draw those in need: layers, grids and tables, by which column they count, by which class."""
    opened: Sequence[Mapping[str, Any]] = fields.begins("demand") or ()
    first = {_name(part): part for part in reversed(opened)}
    built = [*_layers(fields, first), *_grids(fields, first), *_tables(fields, first)]
    order = [_name(part) for part in opened]
    placed = [(_position(_name(part), order), part) for part in built]
    # one part of a layer is shown; another of the same layer, by another column, is carried along
    for number, part in enumerate(opened):
        if first[_name(part)] is not part:
            placed.append((number, dict(part)))
            fields.carry("demand", _name(part))
    fields.set("demand", [part for _, part in sorted(placed, key=lambda one: one[0])])


def _position(name: str, order: Sequence[str]) -> int:
    return order.index(name) if name in order else len(order)


def _name(part: Mapping[str, Any]) -> str:
    return str(part.get("layer") or part.get("raster") or part.get("parquet"))


def _layers(fields: Fields, opened: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    catalogue = fields.catalogue
    offered = countable(fields)
    default = [name for name in _USUAL_DEMAND if name in offered]
    chosen = fields.many(
        "demand",
        offered,
        initial=[n for n, part in opened.items() if "layer" in part][::-1]
        if fields.is_opened
        else default,
        names=lambda name: catalogue[name].name,
    )
    with_columns = [
        name for name in chosen if _weights(catalogue[name]) or _classes(catalogue[name])
    ]
    counted: dict[str, dict[str, Any]] = {}
    if with_columns:
        with fields.fold("how_counted", key="demand_how"):
            counted = {name: _counted(fields, name, opened.get(name, {})) for name in with_columns}
    parts = []
    for name in chosen:
        part = opened.get(name, {})
        for key in part.keys() & {"id", "where"}:
            fields.carry(f"demand.{key}", part[key])
        whole = {**part, "layer": name, **counted.get(name, {})}
        parts.append({key: value for key, value in whole.items() if value is not None})
    return parts


def countable(fields: Fields) -> list[str]:
    """Return the layers whose features can be those in need."""
    catalogue = fields.catalogue
    return [n for n in fields.layers_offered(("point", "polygon")) if _can_be_counted(catalogue[n])]


def _can_be_counted(layer: Layer) -> bool:
    """Points are counted; areas only where a column holds a count of what is in them."""
    is_point = layer.spec.geometry == "point"
    return is_point or (layer.spec.statistics and bool(_weights(layer)))


def _weights(layer: Layer) -> list[str]:
    columns = layer.spec.columns
    return [key for key, kind in columns.items() if kind.is_number and "year" not in key]


def _classes(layer: Layer) -> list[str]:
    columns = layer.spec.every_column
    return [key for key, kind in columns.items() if kind.type == "category" and kind.values]


def _counted(fields: Fields, name: str, opened: Mapping[str, Any]) -> dict[str, Any]:
    """Choose the weight and the classes of one layer."""
    layer = fields.catalogue[name]
    built = {}
    for what, columns, none in (
        ("weight", _weights(layer), "each_counts_one"),
        ("by", _classes(layer), "no_classes"),
    ):
        if columns:
            built[what] = fields.choice(
                f"demand.{name}.{what}",
                columns,
                initial=opened.get(what),
                label=message(f"web.demand_{what}", layer=layer.name),
                names=layer.spec.heading,
                none=none,
            )
    return built


def _grids(fields: Fields, opened: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Offer the grids of people that the workspace holds."""
    offered = fields.files("rasters", ".tif", ".tiff")
    begins = [name for name, part in opened.items() if "raster" in part]
    if not offered and not begins:
        return []
    chosen = fields.many("demand_rasters", offered, initial=begins[::-1], names=Name)
    return [{"raster": name} for name in chosen]


def _tables(fields: Fields, opened: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Offer the tables of places, in parts, that the workspace holds."""
    offered = fields.tables()
    begins = [name for name, part in opened.items() if "parquet" in part]
    if not offered and not begins:
        return []
    chosen = fields.many(
        "demand_tables", offered, initial=begins[::-1], names=Name, help="demand_tables_help"
    )
    return [{"parquet": name, **_weight_of(fields, name, opened)} for name in chosen]


def _weight_of(
    fields: Fields, table: str, opened: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Choose the column by which the rows of a table count."""
    columns = fields.columns_of_table(table)
    begins = opened.get(table, {}).get("weight")
    if columns is None:
        return {"weight": begins} if begins else {}
    weight = fields.choice(
        f"demand.{table}.weight",
        columns,
        initial=begins,
        label=message("web.demand_weight", layer=Name(table)),
        names=Name,
        none="each_counts_one",
    )
    return {"weight": weight} if weight else {}
