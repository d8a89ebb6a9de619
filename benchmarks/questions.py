"""
How long the example questions and the A4 sheet take on the shipped facts, warm.

    python benchmarks/questions.py

The gates are those of the foundation: a question below 0.3 s, an A4 sheet at 300 dpi below 3 s.
Each is asked once before it is timed, as a page does that has been open for a while.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import atlas
from atlas.output.language import say
from atlas.output.sheet import render_sheet

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ROUNDS = 5


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median time of a piece of work over a few rounds, after one uncounted."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print a line for each question and one for the sheet."""
    start = time.perf_counter()
    catalogue = atlas.open_atlas()
    print(f"open and check every layer  {time.perf_counter() - start:6.3f} s  (once)")
    for name in ("query", "coverage", "siting"):
        definition = atlas.read_definition(EXAMPLES / f"{name}.toml")
        seconds = median_seconds(lambda asked=definition: atlas.run(catalogue, asked))
        print(f"{name:26}  {seconds:6.3f} s  (gate 0.3 s)")
    sheet = atlas.read_definition(EXAMPLES / "sheet.toml")
    assert isinstance(sheet, atlas.Sheet)
    drawn = median_seconds(
        lambda: render_sheet(catalogue, sheet, None, to=io.BytesIO(), format="png", say=say)
    )
    print(f"{'A4 sheet, 300 dpi, PNG':26}  {drawn:6.3f} s  (gate 3 s)")


if __name__ == "__main__":
    main()
