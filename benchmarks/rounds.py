"""
Time rivals in turns, so that a noisy machine slows them alike: A B C, A B C, ...

Ratios of medians are worth quoting, seconds are not. On a busy machine quote the ratio of
processor seconds, which counts the work of all threads. A first round warms up and is not
counted. All must give the answer of the first, or nothing is printed as a result.
"""

import time
from collections.abc import Callable, Mapping
from statistics import median

import numpy as np

Rival = Callable[[], np.ndarray]


def race(
    title: str,
    rivals: Mapping[str, Rival],
    *,
    rounds: int = 5,
    warm_up: int = 1,
    tolerance: float = 1e-9,
) -> None:
    """Run each rival once a round, check that they agree, and print medians and ratios."""
    wall: dict[str, list[float]] = {name: [] for name in rivals}
    processor: dict[str, list[float]] = {name: [] for name in rivals}
    for turn in range(warm_up + rounds):
        answers = {}
        for name, rival in rivals.items():
            began, worked = time.perf_counter(), time.process_time()
            answers[name] = rival()
            if turn >= warm_up:
                processor[name].append(time.process_time() - worked)
                wall[name].append(time.perf_counter() - began)
        _agree(answers, tolerance)
    _report(title, wall, processor)


def _agree(answers: Mapping[str, np.ndarray], tolerance: float) -> None:
    first, *others = answers.items()
    for name, answer in others:
        np.testing.assert_allclose(
            answer, first[1], rtol=tolerance, atol=tolerance, err_msg=f"{name} is not {first[0]}"
        )


def _report(
    title: str, wall: Mapping[str, list[float]], processor: Mapping[str, list[float]]
) -> None:
    first = next(iter(wall))
    print(f"\n{title}  (medians of {len(wall[first])} rounds)")
    print(f"  {'':<40}{'wall':>12}{'':>9}{'processor':>15}")
    for name in wall:
        told = f"  {name:<40}"
        for times in (wall, processor):
            own, base = median(times[name]), median(times[first])
            told += f"{own * 1000:>10.1f} ms {own / base:>8.2f} x"
        print(told)
