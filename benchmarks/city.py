"""
A made-up city for timing: seeded, in metres, about as large and as uneven as a real one.

People and facilities gather around centres; zones share rough borders without gaps; buildings
are turned rectangles; streets are a jittered grid with fast avenues. Nothing in it is a fact.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

SEED = 7
WIDTH_M, HEIGHT_M = 64_000.0, 55_000.0
CENTRES = 60
HALVINGS = 6  # a border between two corners has 2 ** HALVINGS segments
STREET_GRID = 245


@dataclass(frozen=True)
class Question:
    """One query of a planner: attributes, and a drawn shape or a distance around a point."""

    kind: int
    floors: int
    shape: shapely.Geometry
    distance_m: float | None


@dataclass(frozen=True)
class Buildings:
    """Footprints with two attributes."""

    shapes: np.ndarray
    kind: np.ndarray
    floors: np.ndarray


@dataclass(frozen=True)
class Streets:
    """Nodes, and directed edges with minutes of travel."""

    nodes_xy: np.ndarray
    edges: np.ndarray
    minutes: np.ndarray


def places(count: int, *, stream: int, scattered: float = 0.2) -> np.ndarray:
    """Draw places around the centres of the city, a share of them anywhere."""
    centres = np.random.default_rng([SEED, 0])
    middle = np.column_stack(
        [centres.normal(0.55, 0.18, CENTRES), centres.normal(0.5, 0.18, CENTRES)]
    )
    spread = centres.uniform(0.008, 0.05, CENTRES)
    share = centres.dirichlet(np.full(CENTRES, 0.7))
    random = np.random.default_rng([SEED, stream])
    home = random.choice(CENTRES, count, p=share)
    place = middle[home] + random.normal(size=(count, 2)) * spread[home, np.newaxis]
    outside = ((place <= 0) | (place >= 1)).any(axis=1)
    anywhere = outside | (random.random(count) < scattered)
    place[anywhere] = random.random((int(anywhere.sum()), 2))
    return place * (WIDTH_M, HEIGHT_M)


def zones(columns: int = 20, rows: int = 10) -> np.ndarray:
    """Divide the city into zones of 256 corners whose rough borders are shared exactly."""
    random = np.random.default_rng([SEED, 1])
    x, y = np.meshgrid(np.linspace(0, WIDTH_M, columns + 1), np.linspace(0, HEIGHT_M, rows + 1))
    x[:, 1:-1] += random.uniform(-0.25, 0.25, (rows + 1, columns - 1)) * WIDTH_M / columns
    y[1:-1, :] += random.uniform(-0.25, 0.25, (rows - 1, columns + 1)) * HEIGHT_M / rows
    corner = np.stack([x, y], axis=-1)
    along = _borders(corner[:, :-1], corner[:, 1:], random, straight_rows=(0, rows))
    upward = _borders(
        corner[:-1].swapaxes(0, 1), corner[1:].swapaxes(0, 1), random, straight_rows=(0, columns)
    ).swapaxes(0, 1)
    rings = [
        np.concatenate(
            [
                along[row, column, :-1],
                upward[row, column + 1, :-1],
                along[row + 1, column, :0:-1],
                upward[row, column, ::-1],
            ]
        )
        for row in range(rows)
        for column in range(columns)
    ]
    return shapely.polygons(rings)


def _borders(
    start: np.ndarray, end: np.ndarray, random: np.random.Generator, straight_rows: tuple[int, int]
) -> np.ndarray:
    """Roughen lines by moving the middle of each segment aside, again and again."""
    line = np.stack([start, end], axis=-2)
    rough = np.ones(len(line))
    rough[list(straight_rows)] = 0
    for _ in range(HALVINGS):
        step = np.diff(line, axis=-2)
        aside = np.stack([-step[..., 1], step[..., 0]], axis=-1)
        shift = random.uniform(-0.08, 0.08, step.shape[:-1]) * rough[:, np.newaxis, np.newaxis]
        middle = line[..., :-1, :] + step / 2 + aside * shift[..., np.newaxis]
        finer = np.empty((*line.shape[:-2], 2 * line.shape[-2] - 1, 2))
        finer[..., ::2, :], finer[..., 1::2, :] = line, middle
        line = finer
    return line


def buildings(count: int) -> Buildings:
    """Draw turned rectangles of 10 to 60 metres a side, of ten kinds."""
    random = np.random.default_rng([SEED, 2])
    half = random.uniform(5, 30, (count, 1, 2))
    corner = half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    turn = random.uniform(0, np.pi, (count, 1))
    x = corner[..., 0] * np.cos(turn) - corner[..., 1] * np.sin(turn)
    y = corner[..., 0] * np.sin(turn) + corner[..., 1] * np.cos(turn)
    outline = places(count, stream=3)[:, np.newaxis, :] + np.stack([x, y], axis=-1)
    kind, floors = (random.integers(*span, count, np.int32) for span in ((0, 10), (1, 34)))
    return Buildings(shapely.polygons(outline), kind, floors)


def questions(count: int) -> Iterator[Question]:
    """Draw queries by turns: a convex shape of 1 to 6 km, then a distance of 0.5 to 2 km."""
    random = np.random.default_rng([SEED, 4])
    for row, centre in enumerate(places(count, stream=5)):
        kind, floors = int(random.integers(0, 10)), int(random.integers(1, 15))
        if row % 2:
            reach = float(random.uniform(500, 2000))
            yield Question(kind, floors, shapely.Point(centre), reach)
        else:
            angle = random.uniform(0, 2 * np.pi, 16)
            away = random.uniform(500, 3000) * random.uniform(0.6, 1.2, 16)
            rim = centre + np.column_stack([np.cos(angle), np.sin(angle)]) * away[:, np.newaxis]
            yield Question(kind, floors, shapely.MultiPoint(rim).convex_hull, None)


def streets() -> Streets:
    """Lay a jittered grid of 60 025 crossings; every twelfth street is an avenue, twice as fast."""
    random = np.random.default_rng([SEED, 6])
    side = STREET_GRID
    x, y = np.meshgrid(np.linspace(0, WIDTH_M, side), np.linspace(0, HEIGHT_M, side))
    nodes = np.column_stack([x.ravel(), y.ravel()]) + random.uniform(-60, 60, (side**2, 2))
    node = np.arange(side**2).reshape(side, side)
    across = np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
    upward = np.column_stack([node[:-1].ravel(), node[1:].ravel()])
    street = np.concatenate([across[:, 0] // side, upward[:, 0] % side])
    pairs = np.concatenate([across, upward])
    avenue = street % 12 == 0
    kept = avenue | (random.random(len(pairs)) > 0.08)
    pairs, avenue = pairs[kept], avenue[kept]
    length = np.hypot(*(nodes[pairs[:, 0]] - nodes[pairs[:, 1]]).T)
    minutes = length / np.where(avenue, 900.0, 450.0)
    return Streets(nodes, np.concatenate([pairs, pairs[:, ::-1]]), np.tile(minutes, 2))
