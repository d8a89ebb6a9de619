"""
What a process holds while it counts people: ours, and one that joins with geopandas.

`python benchmarks/memory.py [PLACES]`. Each is a process of its own with the libraries it needs,
and reads the same arrays from a file, so that making them up is no part of it (Linux). Ours holds
all libraries of the atlas, whatever it is asked: of a million places that is most of what it
holds, and the ratio beyond libraries and arrays is the one that remains as places become more.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

NAMES = ("people", "sites", "zones")


def main(places: int) -> None:
    """Print the most that each held after each step, and the ratios."""
    from benchmarks import city

    sites, zones = city.places(300, stream=11, scattered=0.3), shapely.to_wkb(city.zones())
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, people=city.places(places, stream=10), sites=sites, zones=zones)
        file.flush()
        ours, joins = (_told(way, file.name) for way in ("ours", "joins"))
    print(f"\n{places} places: the most held, in MiB, each in a process of its own")
    for title, held in (("covered_weight", ours), ("geopandas sjoin + sjoin_nearest", joins)):
        print(f"  {title:<34}", ", ".join(f"{step} {kib / 1024:.0f}" for step, kib in held.items()))
    most, peak = ours["counted"], joins["counted"]
    worked, before = most - ours["arrays"], joins["arrays"]
    print(
        f"  in all {most / peak:.2f}, beyond libraries and arrays {worked / (peak - before):.2f},"
    )
    print(f"  were the frames of points given {worked / (peak - joins['frames']):.2f}")


def _told(way: str, file: str) -> dict[str, int]:
    """Run one way, and return the KiB after each step."""
    asked = [sys.executable, __file__, way, file]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    return {step: int(kib) for step, kib in (line.split() for line in told.splitlines())}


def ours(file: str) -> None:
    """Count our way."""
    from atlas.methods.coverage import covered_weight

    arrays = _arrays(file)
    covered_weight(*arrays, radii_m=(1000.0, 3000.0, 5000.0))
    _tell("counted")


def joins(file: str) -> None:
    """Count with geopandas, and load nothing else."""
    from benchmarks.joins import frames_of, people_by_joins

    arrays = _arrays(file)
    frames = frames_of(*arrays)
    _tell("frames")
    people_by_joins(*frames)
    _tell("counted")


def _arrays(file: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with np.load(file, allow_pickle=True) as arrays:
        people, sites, zones = (arrays[name] for name in NAMES)
    found = people, sites, shapely.from_wkb(zones)
    _tell("arrays")
    return found


def _tell(step: str) -> None:
    # not `ru_maxrss`, which counts what the process held that began this one
    told = Path("/proc/self/status").read_text()
    print(step, re.search(r"VmHWM:\s*(\d+)", told)[1])


if __name__ == "__main__":
    ways = {"ours": ours, "joins": joins}
    if len(sys.argv) == 3:
        ways[sys.argv[1]](sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) == 2 else 1_000_000)
