"""
The sheet: what is drawn on a page, what stands round it, and which answer it shows.

Everything a reader sees is set here or comes from the data: the same definition and the
same data give the same page. Whether a sheet may be shown in public is requested too and not
for it to decide: what is drawn decides.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, Union

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.conditions import LayerRef
from atlas.domain.layer import Strict
from atlas.domain.question import Question
from atlas.domain.references import LayerName
from atlas.questions import QUESTIONS
from atlas.questions.access.definition import RasterFile

_KINDS = tuple(kind.name for kind in QUESTIONS)


def _which_answer(value: object) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"<{kind}>" if kind in _KINDS else "unknown"


if TYPE_CHECKING:
    Answerable: TypeAlias = Question
else:
    # tags keep the place of a problem: without them it would be told of every kind
    _TAGGED = tuple(Annotated[kind.definition, Tag(f"<{kind.name}>")] for kind in QUESTIONS)
    Answerable = Annotated[
        Union[_TAGGED],  # noqa: UP007
        Discriminator(
            _which_answer,
            custom_error_type="unknown_answer",
            custom_error_message="kind is one of: " + ", ".join(_KINDS),
        ),
    ]
Hatch = Literal["", "lines", "backlines", "horizontal", "vertical", "cross", "dots"]
Palette = Literal["teal", "blue", "violet", "grey"]
Method = Literal["quantile", "natural", "equal"]
Part = Literal["table", "chart", "inset"]
Extent = tuple[float, float, float, float]
PictureFile: TypeAlias = Annotated[str, Field(pattern=r"^[\w][\w .-]*\.(png|jpe?g)$")]
Share = Annotated[float, Field(ge=0, le=1)]


class ClassedBy(Strict):
    """Colour a layer by a column: by breaks where it holds numbers, by value where it does not."""

    layer: str
    column: str
    method: Method = "quantile"
    k: Annotated[int, Field(ge=2, le=9)] = 5
    palette: Palette = "teal"


class SizedBy(Strict):
    """Size the symbols of a point layer so that their areas are as the numbers of a column."""

    layer: str
    column: str


class TitleBox(Strict):
    """The hands and numbers of the title box (图签), written as they are."""

    maker: str = ""
    reviewer: str = ""
    number: str = ""  # of the drawing, 图号
    period: str = ""  # of the plan, 规划期限
    secrecy: str = ""  # 密级, instead of 内部资料
    page: str = ""


class Locator(Strict):
    """
    A standard map (标准地图) in place of the districts: a picture, shown whole and unchanged.

    It bears the `number` of its own review. A `place` marks the site on it, as shares of its
    width from the left and of its height from the top; a marked map is no longer unchanged, so
    a public sheet with one needs a number of its own.
    """

    picture: PictureFile  # in the workspace's folder `rasters`
    number: Annotated[str, Field(pattern=r"\S")]
    place: tuple[Share, Share] | None = None


class Sheet(Question):
    """
    What does it look like? A page with map, legend, measured bar, north, source and date.

    `extent` (degrees) or `extent_m` (metres, EPSG:4545) is shown exactly: the map frame takes its
    shape. `around` a feature, or about a `centre` (longitude, latitude), the frame keeps its own.
    `scale` is refused where schematic zones are drawn larger than their declared limit. A public
    sheet bears its `review_number` (审图号) or says with `exempt_reason` why it needs none. A
    `base` is a picture in the workspace's folder `rasters`, which lies below everything. A map of
    the whole country stands on a sheet only as a `locator`: a standard map with its number.
    """

    kind: Literal["sheet"] = "sheet"
    layers: Annotated[tuple[str, ...], LayerName()] = (
        "zones",
        "clusters",
        "districts",
        "metro_lines",
    )
    shows: Answerable | None = None
    template: str = "a4-landscape"
    lang: Literal["zh", "en"] = "zh"
    subtitle: str = ""
    extent: Extent | None = None
    extent_m: Extent | None = None
    around: LayerRef | None = None
    centre: Annotated[tuple[float, float], Field(min_length=2)] | None = None
    scale: Annotated[int, Field(ge=500)] | None = None
    dpi: Annotated[int, Field(ge=50, le=1200)] = 300
    release: Literal["internal", "public"] = "internal"
    review_number: str = ""
    exempt_reason: str = ""
    date: str = ""
    north: Literal["grid", "true"] = "grid"
    graticule: bool = False
    parts: tuple[Part, ...] = ("table", "chart", "inset")
    title_box: TitleBox = TitleBox()
    classes: tuple[ClassedBy, ...] = ()
    sizes: tuple[SizedBy, ...] = ()
    hatches: Mapping[str, Hatch] = Field(default_factory=dict)
    base: RasterFile | None = None
    locator: Locator | None = None

    @model_validator(mode="after")
    def _one_frame(self) -> "Sheet":
        for given in (self.extent, self.extent_m):
            if given is not None and not (given[0] < given[2] and given[1] < given[3]):
                msg = "extent_is_empty"
                raise ValueError(msg)
        frames = (self.extent, self.extent_m, self.around, self.centre)
        if sum(given is not None for given in frames) > 1:
            msg = "extent_and_around"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _one_way_to_go_out(self) -> "Sheet":
        if self.release == "internal" and (self.review_number or self.exempt_reason):
            msg = "released_internally"
            raise ValueError(msg)
        if self.review_number and self.exempt_reason:
            msg = "number_and_exemption"
            raise ValueError(msg)
        return self
