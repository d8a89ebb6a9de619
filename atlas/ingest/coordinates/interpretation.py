"""
A reading: one way to understand the numbers of a file, and what would be done to them.

A reading is a proposal. It holds every step that would be taken, so that accepting it is
accepting exactly those; the numbers beside it (share in the area, fit with known layers) are what
came out when the steps were tried on a sample of the file.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from atlas.domain.messages import Message, message
from atlas.ingest.coordinates.control_points import Fit

Verdict: TypeAlias = Literal["clear", "ask", "refused"]


@dataclass(frozen=True)
class Interpretation:
    """
    One way to read the coordinates of a file.

    `crs` is what they would be ("EPSG:4524", "GCJ-02", "EPSG:4545+GCJ-02", "control_points", or
    WKT where no code is known); `steps` what would be done, in order; `why` what speaks for it.
    `residual_m` is the median distance to the known places it was compared with, None without
    any; `shift_m` the median move by undoing the shift of a map service, 0 where degrees stay as
    they are, None where before and after cannot be compared; `share_in_area` the share of the
    sampled coordinates that land inside the area of the known layers.
    """

    crs: str
    steps: tuple[str, ...]
    why: Message
    residual_m: float | None
    shift_m: float | None
    share_in_area: float
    fit: Fit | None = None

    @property
    def steps_as_text(self) -> tuple[Message, ...]:
        """The steps as they are said to a reader."""
        return tuple(_told(step, self.crs) for step in self.steps)


@dataclass(frozen=True)
class Recognition:
    """
    What a file's coordinates may be, best first, and how sure that is.

    "clear": the first reading is contradicted by nothing and confirmed by something. "ask": a
    planner has to choose. "refused": there is no reading. `reasons` says why, the gravest first.
    """

    readings: tuple[Interpretation, ...]
    verdict: Verdict
    reasons: tuple[Message, ...]


def _told(step: str, crs: str) -> Message:
    found, arrow, wanted = step.partition("->epsg:")
    if not arrow:
        return message(f"guard.step_{step.replace('->', '_to_')}")
    # WKT begins with its kind and its name
    named = crs.split('"')[1] if found == "declared" else found.upper()
    return message("guard.step_reproject", found=named, wanted=f"EPSG:{wanted}")
