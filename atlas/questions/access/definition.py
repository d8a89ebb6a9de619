"""What questions of access share: who is in need, and how the distance to them is measured."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.conditions import DefinitionPart, LayerRef, keys_of
from atlas.domain.question import Metres
from atlas.domain.references import ColumnOf

# what is assumed where a question names no speed; others assume otherwise, so it is always shown
USUAL_KMH = {"walk": 5.0, "cycle": 15.0, "drive": 30.0}


class DemandRef(LayerRef):
    """
    Those in need: each feature counts as one, or as what its `weight` column says.

    A weight is a count and not a rate: people, jobs, firms. With `by` the answer is given for
    each value of that column as well.
    """

    weight: Annotated[str | None, ColumnOf("layer", holds="counts")] = None
    by: Annotated[str | None, ColumnOf("layer", holds="classes")] = None

    @property
    def key(self) -> str:
        """What the figures of this demand are called by."""
        return f"{self.layer}_{self.weight}" if self.weight else self.layer


RasterFile: TypeAlias = Annotated[str, Field(pattern=r"^[\w][\w .-]*\.tiff?$")]


class RasterRef(DefinitionPart):
    """Those in need, counted by cell: a GeoTIFF of amounts in the workspace's folder `rasters`."""

    raster: RasterFile

    weight: ClassVar[None] = None
    by: ClassVar[None] = None

    @property
    def key(self) -> str:
        """What the figures of this demand are called by."""
        return f"raster_{self.raster.rpartition('.')[0]}"


class TableRef(DefinitionPart):
    """
    Those in need, too many for one process: a folder of GeoParquet points in `tables`.

    Each row counts as one, or as what its `weight` column says. Its rows are counted and not
    listed: there is no nearest distance among them, and no worst served.
    """

    parquet: Annotated[str, Field(pattern=r"^[\w][\w .-]*$")]
    weight: str | None = None

    by: ClassVar[None] = None

    @property
    def key(self) -> str:
        """What the figures of this demand are called by."""
        return f"table_{self.parquet}_{self.weight}" if self.weight else f"table_{self.parquet}"


def _which_demand(value: object) -> str:
    given = keys_of(value)
    if "parquet" in given:
        return "<table>"
    return "<raster>" if "raster" in given else "<layer>"


AnyDemand: TypeAlias = Annotated[
    Annotated[DemandRef, Tag("<layer>")]
    | Annotated[RasterRef, Tag("<raster>")]
    | Annotated[TableRef, Tag("<table>")],
    Discriminator(_which_demand),
]


Speed: TypeAlias = Annotated[float, Field(gt=0, le=150)]
# of roads that cars may use
Grade: TypeAlias = Literal["expressway", "arterial", "secondary", "local"]


class Along(DefinitionPart):
    """
    Distance along ways: a layer of roads, or a file of them, and how one travels.

    A radius is then so many metres along the way at the speed of the mode, and as many minutes
    as they take; a driver keeps the speed that a road declares, or else that of its grade in
    `grade_kmh`. On foot one-way streets count
    both ways, and expressways are closed to all but drivers. Places farther than `snap_m` from
    any way are listed and not reached; ground within `beside_m` of a way that is reached counts
    as covered.
    """

    roads: LayerRef | None = None
    file: (
        Annotated[str, Field(pattern=r"^[\w][\w .-]*\.(gpkg|parquet|geojson|graphml)$")] | None
    ) = None
    mode: Literal["walk", "cycle", "drive"] = "walk"
    speed_kmh: Speed
    grade_kmh: dict[Grade, Speed] | None = None
    snap_m: Metres = 300.0
    beside_m: Metres = 100.0

    @model_validator(mode="before")
    @classmethod
    def _usual_speed(cls, given: object) -> object:
        """Write the usual speed of the mode into the question, where it can be seen."""
        if not isinstance(given, dict) or "speed_kmh" in given:
            return given
        return given | {"speed_kmh": USUAL_KMH.get(str(given.get("mode", "walk")), 5.0)}

    @model_validator(mode="after")
    def _one_source(self) -> "Along":
        if (self.roads is None) == (self.file is None):
            msg = "roads_or_file"
            raise ValueError(msg)
        if self.grade_kmh and self.mode != "drive":
            msg = "grades_are_driven"
            raise ValueError(msg)
        return self


def _which_distance(value: object) -> str:
    return "<straight>" if isinstance(value, str) else "<along>"


Distance: TypeAlias = Annotated[
    Annotated[Literal["straight"], Tag("<straight>")] | Annotated[Along, Tag("<along>")],
    Discriminator(_which_distance),
]
