"""
Time rivals in turns, so that a noisy machine slows them alike: A B C, A B C, ...

Ratios of medians are worth quoting, seconds are not. The first round warms up and is not
counted. All must give the answer of the first, or nothing is printed as a result.
"""

import time
from collections.abc import Callable, Mapping
from statistics import median

import numpy as np

Rival = Callable[[], np.ndarray]


def race(
    title: str, rivals: Mapping[str, Rival], *, rounds: int = 5, tolerance: float = 1e-9
) -> None:
    """Run each rival once a round, check that they agree, and print medians and ratios."""
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for turn in range(rounds + 1):
        answers = {}
        for name, rival in rivals.items():
            start = time.perf_counter()
            answers[name] = rival()
            if turn:
                seconds[name].append(time.perf_counter() - start)
        _agree(answers, tolerance)
    _report(title, {name: median(times) for name, times in seconds.items()}, rounds)


def _agree(answers: Mapping[str, np.ndarray], tolerance: float) -> None:
    first, *others = answers.items()
    for name, answer in others:
        np.testing.assert_allclose(
            answer, first[1], rtol=tolerance, atol=tolerance, err_msg=f"{name} is not {first[0]}"
        )


def _report(title: str, medians: Mapping[str, float], rounds: int) -> None:
    print(f"\n{title}  (medians of {rounds} rounds)")
    base = next(iter(medians.values()))
    for name, seconds in medians.items():
        print(f"  {name:<44}{seconds * 1000:>12.2f} ms {seconds / base:>9.2f} x")
