"""The question of coverage: whom facilities reach, and what another set of them would change."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.definition.conditions import DefinitionPart, LayerRef
from atlas.domain.definition.questions import Metres, Question

# what is assumed where a question names no speed; others assume otherwise, so it is always shown
USUAL_KMH = {"walk": 5.0, "cycle": 15.0, "drive": 30.0}
Place = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]


class DemandRef(LayerRef):
    """
    Those in need: each feature counts as one, or as what its `weight` column says.

    A weight is a count and not a rate: people, jobs, firms. With `by` the answer is given for
    each value of that column as well.
    """

    weight: str | None = None
    by: str | None = None

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
    given = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    if "parquet" in given:
        return "<table>"
    return "<raster>" if "raster" in given else "<layer>"


AnyDemand: TypeAlias = Annotated[
    Annotated[DemandRef, Tag("<layer>")]
    | Annotated[RasterRef, Tag("<raster>")]
    | Annotated[TableRef, Tag("<table>")],
    Discriminator(_which_demand),
]


class Changes(DefinitionPart):
    """
    Another set of facilities: some added, some closed, some moved; places are [lon, lat].

    What is added or moved stands exactly where it is put.
    """

    add: tuple[Place, ...] = ()
    close: tuple[str, ...] = ()
    move: dict[str, Place] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _something_changes(self) -> "Changes":
        if not (self.add or self.close or self.move):
            msg = "nothing_changes"
            raise ValueError(msg)
        if set(self.close) & set(self.move):
            msg = "closed_and_moved"
            raise ValueError(msg)
        return self


class Advanced(DefinitionPart):
    """
    Who shares whose demand, and how even access is, within the radius in focus.

    `supply` is a column of the facilities that says how much each offers; each offers one where
    none is given. `bands_m` are the travel zones of the enhanced two-step method and
    `band_weights` what somebody counts for in each; `exponent` is how strongly distance deters
    in Huff's model. Both are judgements.
    """

    supply: str | None = None
    bands_m: tuple[Metres, ...] = ()
    band_weights: tuple[Annotated[float, Field(ge=0)], ...] = ()
    exponent: Annotated[float, Field(gt=0, le=10)] = 2.0
    permutations: Annotated[int, Field(ge=1, le=100_000)] = 999
    seed: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _bands_fit(self) -> "Advanced":
        rising = list(self.bands_m) == sorted(set(self.bands_m))
        if len(self.bands_m) != len(self.band_weights) or not rising:
            msg = "bands_do_not_fit"
            raise ValueError(msg)
        return self


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


class Coverage(Question):
    """
    Who is reached? Demand and area of each zone within radii of the nearest facility.

    `largest_uncertainty` is the share of the radius that a facility's position may be uncertain
    by; one less sure than that is left out of that radius, and listed. The headline and the map
    show `focus_m`, the middle one of the radii where it is not given. `standards` is a table of
    thresholds to hold the facilities against.
    """

    kind: Literal["coverage"] = "coverage"
    facilities: LayerRef
    zones: LayerRef
    demand: tuple[AnyDemand, ...] = ()
    radii_m: Annotated[tuple[Metres, ...], Field(min_length=1, max_length=8)] = (3000.0,)
    distance: Distance = "straight"
    largest_uncertainty: Annotated[float, Field(gt=0, le=1)] = 1 / 3
    focus_m: Metres | None = None
    changes: Changes | None = None
    standards: str | None = None
    advanced: Advanced | None = None

    @model_validator(mode="after")
    def _radii_rise(self) -> "Coverage":
        if list(self.radii_m) != sorted(set(self.radii_m)):
            msg = "radii_do_not_rise"
            raise ValueError(msg)
        if self.focus_m is not None and self.focus_m not in self.radii_m:
            msg = "focus_is_no_radius"
            raise ValueError(msg)
        keys = [part.key for part in self.demand]
        if len(set(keys)) < len(keys):
            msg = "demand_named_twice"
            raise ValueError(msg)
        return self

    @property
    def focus(self) -> float:
        """The radius that the headline and the map speak of."""
        return self.focus_m or self.radii_m[len(self.radii_m) // 2]

    @property
    def reading_order(self) -> tuple[float, ...]:
        """The radii as an answer tells them: the one in focus, then the others as they rise."""
        return (self.focus, *(radius_m for radius_m in self.radii_m if radius_m != self.focus))
