"""
How long a briefing takes: a pack of one page, and a series of ten as PDF.

    python benchmarks/pack.py [ROUNDS]

The pack of one coverage answer in all formats is held against 20 s, ten pages around ten clusters
against 15 s; each figure is the best of the rounds, and its ratio to the limit is printed. The
second a process spends on its first drawing is in neither.
"""

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

import atlas

SHOWS = {
    "kind": "coverage",
    "facilities": {"layer": "incubators"},
    "zones": {"layer": "zones"},
    "radii_m": [3000],
}
LAYERS = ["districts", "zones", "metro_lines", "incubators"]
PACK = {"kind": "briefing", "pages": [{"layers": LAYERS, "shows": SHOWS}]}
SERIES = {
    "kind": "briefing",
    "formats": ["pdf"],
    "series": {"of": {"layer": "clusters"}, "page": {"layers": [*LAYERS, "clusters"]}},
}
CASES = {"pack of one page": (PACK, 20.0), "series of ten pages": (SERIES, 15.0)}


def main(rounds: int) -> None:
    """Time each case in turn, round by round."""
    catalogue = atlas.open_atlas()
    atlas.briefing(catalogue, PACK | {"formats": ["png"]})
    best = dict.fromkeys(CASES, float("inf"))
    for _ in range(rounds):
        for name, (asked, _limit) in CASES.items():
            began = perf_counter()
            pack = atlas.briefing(catalogue, asked)
            best[name] = min(best[name], perf_counter() - began)
            assert not pack.faults, pack.faults
    for name, (_asked, limit) in CASES.items():
        print(f"{name}: {best[name]:.1f} s, {best[name] / limit:.2f} of {limit:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
