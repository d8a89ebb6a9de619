"""What would be suspicious in a layer's facts."""

from pydantic import BaseModel


class Expectation(BaseModel, extra="forbid", frozen=True):
    """
    What would be suspicious: too few rows, too many, parts that do not make the whole.

    `parts_of` names the layer whose polygons these tile; `area_column` the column whose figure,
    in square kilometres, the drawn area was fitted to.
    """

    rows_min: int = 0
    rows_max: int | None = None
    parts_of: str | None = None
    area_column: str | None = None
