"""
Location models against spopt: 2 000 demand points, 500 sites, 30 to open, 3 km.

Run `python benchmarks/location.py`, or with `preview`, `exact` or `cover` for one part. Three
draws of the town, each solved by turns, one thread each; a solve is cut off after a minute. On a
busy machine read the processor seconds (those of spopt's solver, a process of its own, counted).
"""

import resource
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from scipy.spatial.distance import cdist

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.methods.location import Solution, lscp, mclp, mclp_preview
from benchmarks import city

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pulp
    from spopt.locate import LSCP, MCLP

DRAWS = (1, 2, 3)
PEOPLE, CELL_M, POINTS, SITES = 200_000, 900.0, 2_000, 500
RADIUS_M, OPEN = 3000.0, 30
LIMIT_S = 60

Town = tuple[np.ndarray, np.ndarray]


def town(draw: int) -> Town:
    """Draw people and candidate sites; the fullest cells become weighted demand points."""
    people = city.places(PEOPLE, stream=100 * draw)
    _, which, count = np.unique(people // CELL_M, axis=0, return_inverse=True, return_counts=True)
    middle = np.column_stack([np.bincount(which.ravel(), axis) / count for axis in people.T])
    fullest = np.argsort(-count, kind="stable")[:POINTS]
    sites = city.places(SITES, stream=100 * draw + 1, scattered=0.4)
    return cdist(middle[fullest], sites), count[fullest].astype(float)


def preview() -> None:
    """Time the preview, the median of five runs, and show the gap it certifies."""
    print(f"\npreview: {POINTS} points x {SITES} sites, {OPEN} open")
    for draw in DRAWS:
        cost, weights = town(draw)
        runs = [
            _timed(
                lambda cost=cost, weights=weights: mclp_preview(
                    cost, weights, service_radius=RADIUS_M, p_facilities=OPEN
                )
            )
            for _ in range(5)
        ]
        found = runs[0][0]
        wall, processor = (median(run[at] for run in runs) for at in (1, 2))
        print(
            f"  town {draw}: covers {found.objective:.0f}, gap {found.gap:.2%}, "
            f"{wall:.2f} s ({processor:.2f} s processor)"
        )


def exact() -> None:
    """Prove the best 30 sites, in turns with spopt and CBC."""
    print(f"\nexact: {POINTS} points x {SITES} sites, {OPEN} open")
    _race(
        lambda cost, weights: mclp(
            cost, weights, service_radius=RADIUS_M, p_facilities=OPEN, time_limit_s=LIMIT_S
        ),
        lambda cost, weights: MCLP.from_cost_matrix(cost, weights, RADIUS_M, p_facilities=OPEN),
    )


def cover() -> None:
    """Find the fewest sites that cover every point within reach of one."""
    print(f"\nset cover: {POINTS} points x {SITES} sites")
    _race(
        lambda cost, _: lscp(_reached(cost), service_radius=RADIUS_M, time_limit_s=LIMIT_S),
        lambda cost, _: LSCP.from_cost_matrix(_reached(cost), RADIUS_M),
    )


def _reached(cost: np.ndarray) -> np.ndarray:
    return cost[cost.min(axis=1) <= RADIUS_M]


def _race(ours: Callable[..., Solution], peer: Callable[..., MCLP | LSCP]) -> None:
    """Solve each town by turns; both proven and equal, or the line says what is missing."""
    walls, processors = [], []
    for draw in DRAWS:
        instance = town(draw)
        found, wall, processor = _timed(lambda instance=instance: ours(*instance))
        (value, proven), peer_wall, peer_processor = _timed(
            lambda instance=instance: _by_cbc(peer(*instance))
        )
        walls.append(peer_wall / wall)
        processors.append(peer_processor / processor)
        told = "equal" if np.isclose(found.objective, value) else f"spopt {value}"
        told += "" if proven else ", spopt cut off"
        print(
            f"  town {draw}: {found.objective:.0f} {found.status}, gap {found.gap:.2%}, {told}; "
            f"{wall:.2f} s against {peer_wall:.2f} s: {walls[-1]:.1f} x; "
            f"processor {processor:.2f} s against {peer_processor:.2f} s: {processors[-1]:.1f} x"
        )
    print(f"  medians: {median(walls):.1f} x wall, {median(processors):.1f} x processor")


def _by_cbc(model: MCLP | LSCP) -> tuple[float, bool]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solver = pulp.PULP_CBC_CMD(msg=False, threads=1, timeLimit=LIMIT_S)
        problem = model.solve(solver, results=False).problem
    return pulp.value(problem.objective), problem.sol_status == pulp.LpSolutionOptimal


def _timed(run: Callable[[], object]) -> tuple[object, float, float]:
    began, worked = time.perf_counter(), _processor_seconds()
    answer = run()
    return answer, time.perf_counter() - began, _processor_seconds() - worked


def _processor_seconds() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


if __name__ == "__main__":
    parts = {part.__name__: part for part in (preview, exact, cover)}
    for chosen in sys.argv[1:] or parts:
        parts[chosen]()
