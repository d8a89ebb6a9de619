"""
Remarks: each thing that was noticed about a file's coordinates, and how grave it is.

The gravest remark is the verdict. A remark that asks stands for a doubt no machine should settle;
one that refuses stands for a file that no choice of reading could mend.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import TypeAlias

import numpy as np

from atlas.domain.crs import CHINA
from atlas.domain.finding import Quantity
from atlas.domain.messages import Message, message
from atlas.ingest.coordinates.candidates import Candidate, is_inside
from atlas.ingest.coordinates.compare import LayerComparison
from atlas.ingest.coordinates.interpretation import Interpretation, Recognition, Verdict
from atlas.ingest.coordinates.numbers import BROKEN, EMPTY, MIXED, OTHER, ZERO, NumberKind, Numbers
from atlas.ingest.coordinates.reference_places import Box
from atlas.ingest.coordinates.systems import System

MOST_NEAR_AREA = 0.5  # share of a file that has to be in the area for it to speak for a reading
_TOGETHER = 0.05  # what two belts cover together, beyond the better one, if a file is in both


class Weight(IntEnum):
    """How grave a remark is."""

    NOTE = 0
    ASK = 1
    REFUSE = 2


Remark: TypeAlias = tuple[Weight, Message]
_VERDICTS: dict[Weight, Verdict] = {
    Weight.NOTE: "clear",
    Weight.ASK: "ask",
    Weight.REFUSE: "refused",
}


def recognition(readings: tuple[Interpretation, ...], remarks: Sequence[Remark]) -> Recognition:
    """Return readings with the verdict of the gravest remark, and all remarks, gravest first."""
    ordered = sorted(remarks, key=lambda remark: -remark[0])
    gravest = ordered[0][0] if ordered else Weight.NOTE
    return Recognition(readings, _VERDICTS[gravest], tuple(told for _, told in ordered))


def about_statement(of_file: System | None, of_planner: System | None) -> Iterator[Remark]:
    """Remark on what was said: not understood, without a formula, or one against the other."""
    system = of_planner or of_file
    if system is None:
        return
    if system.is_refused:
        yield Weight.REFUSE, message(f"guard.refused_{system.name}")
    elif not system.is_read:
        yield Weight.ASK, message("guard.statement_unreadable", text=system.name)
    if of_planner and of_file and of_planner.name != of_file.name:
        # an old datum in the file is no slip that a menu's default mends
        weight = Weight.ASK if of_file.is_refused else Weight.NOTE
        told = message(f"guard.datum_{of_file.name}") if of_file.is_refused else of_file.name
        yield weight, message("guard.statement_over", found=of_planner.name, file=told)


def about_numbers(numbers: Numbers) -> Iterator[Remark]:
    """Remark on rows without a place, on several patterns in one file, on swapped axes."""
    counts, total = numbers.counts, _rows(len(numbers.codes))
    if numbers.main == EMPTY:
        yield Weight.REFUSE, message("guard.nothing_located", total=total)
        return
    patterns = sum(n for code, n in counts.items() if code > 0 and code != numbers.main)
    if several := patterns + counts[MIXED]:
        yield Weight.REFUSE, message("guard.mixed_systems", count=_rows(several), total=total)
    if len(zones := numbers.zones()) > 1:
        yield Weight.REFUSE, message("guard.mixed_zones", zones=zones)
    if numbers.main > 0 and counts[OTHER]:
        yield Weight.ASK, message("guard.strays", count=_rows(counts[OTHER]), total=total)
    if lost := counts[EMPTY] + counts[BROKEN] + counts[ZERO]:
        yield Weight.NOTE, message("guard.without_place", count=_rows(lost), total=total)
    if counts[numbers.main] > 1 and numbers.is_one_place():
        yield Weight.ASK, message("guard.one_place", count=_rows(counts[numbers.main]))
    if numbers.is_swapped:
        yield Weight.NOTE, message("guard.axes_swapped")


def nothing_fits(numbers: Numbers, system: System | None) -> Remark:
    """Remark that no system leads these numbers to China."""
    if numbers.lies_beyond_china():
        return Weight.REFUSE, message("guard.outside_china")
    first, second = (f"{value:.10g}" for value in numbers.sample(most=1)[0])
    named = system.name if system else message("guard.nothing")
    return Weight.REFUSE, message("guard.no_system", first=first, second=second, declared=named)


def about_place(
    tried: tuple[Candidate, ...], best: int, system: System | None, area: Box
) -> Iterator[Remark]:
    """Remark on a statement that the numbers contradict, on other areas, on other belts."""
    one = tried[best]
    share = one.share_in(area)
    if system and system.is_read and not one.is_stated:
        yield (
            Weight.ASK,
            message("guard.statement_contradicted", declared=system.name, found=one.label),
        )
    if not one.base.has_code:
        yield Weight.ASK, message("guard.own_system", found=one.label)
    if not one.is_in_belt():
        yield Weight.ASK, message("guard.outside_belt", found=one.label)
    if share < MOST_NEAR_AREA:
        where = "guard.outside_area" if one.share_in(CHINA) else "guard.outside_china"
        yield Weight.ASK, message(where, share=Quantity(1 - share, "share"))
    together = np.any([is_inside(v.lonlat, area) for v in tried if not v.shift], axis=0).mean()
    if together > share + _TOGETHER:
        yield Weight.ASK, message("guard.mixed_belts", share=Quantity(1 - share, "share"))


def about_comparison(
    tried: tuple[Candidate, ...],
    best: int,
    comparison: LayerComparison | None,
    system: System | None,
) -> Iterator[Remark]:
    """Remark on what the known layers confirm, contradict or leave open."""
    one = tried[best]
    is_trusted = system is not None and system.is_trusted and one.is_stated
    if comparison is not None and (
        comparison.is_split or comparison.is_off or comparison.is_far(best)
    ):
        yield from _contradictions(tried, best, comparison)
    elif comparison is not None and comparison.told_apart:
        yield _confirmed(one, comparison)
        is_survey = one.base.kind in {NumberKind.METRES, NumberKind.ZONED}
        if is_survey and not one.is_stated and not comparison.settles_datum:
            yield Weight.ASK, message("guard.datum_unsettled", found=one.label)
    elif any(v.is_packed for v in tried):
        yield Weight.ASK, message("guard.may_be_packed")
    elif not is_trusted:
        yield Weight.ASK, _left_open(tried, one, comparison)


def _confirmed(one: Candidate, comparison: LayerComparison) -> Remark:
    pairs = Quantity(comparison.pairs, "count")
    residual = _metres(comparison.residuals_m[comparison.best])
    told = message("guard.confirmed", found=one.label, pairs=pairs, residual=residual)
    return Weight.NOTE, told


def _contradictions(
    tried: tuple[Candidate, ...], best: int, comparison: LayerComparison
) -> Iterator[Remark]:
    if comparison.is_split:
        yield Weight.ASK, message("guard.split", pairs=Quantity(comparison.pairs, "count"))
    if comparison.is_off:
        off = comparison.offset_m if comparison.told_apart else None
        missed = comparison.residuals_m[best] if off is None else off
        yield Weight.ASK, message("guard.unexplained_offset", offset=_metres(missed))
    elif comparison.is_far(best):
        told = message(
            "guard.too_few_names",
            pairs=Quantity(comparison.pairs, "count"),
            found=tried[best].label,
            offset=_metres(comparison.residuals_m[best]),
            nearest=tried[comparison.best].label,
            least=_metres(comparison.residuals_m[comparison.best]),
        )
        yield Weight.ASK, told


def _left_open(
    tried: tuple[Candidate, ...], one: Candidate, comparison: LayerComparison | None
) -> Message:
    if comparison is None or comparison.second is None:
        return message("guard.not_compared", found=one.label)
    pair = [tried[comparison.best].label, tried[comparison.second].label]
    return message("guard.cannot_tell", candidates=pair)


def _rows(count: int) -> Quantity:
    return Quantity(float(count), "rows")


def _metres(value: float) -> Quantity:
    return Quantity(value, "m")
