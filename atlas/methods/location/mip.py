"""
A mixed-integer program solved by HiGHS, and its result.

The only module that imports the solver. Its bound is used as it is; the objective of an answer
is always counted again from the chosen sites by the caller.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from atlas.methods.location.solution import Floats

# asked now and then with (best objective so far, bound); true stops the search
ShouldStop = Callable[[float, float], bool]


@dataclass(frozen=True)
class Patience:
    """How long a search may go on: until a moment, or until somebody wishes it to stop."""

    deadline: float = np.inf
    should_stop: ShouldStop | None = None

    def is_over(self, best: float, bound: float) -> bool:
        """Return whether the caller stops the search with the best plan so far."""
        asked = self.should_stop is not None and self.should_stop(best, bound)
        return asked or perf_counter() >= self.deadline

    def rescaled(self, units: Callable[[float], float], *, least: float, most: float) -> "Patience":
        """
        Return the same patience in the units of the caller, within certified bounds.

        Parameters
        ----------
        units
            Turns an objective of the solver into the caller's units.
        least, most
            Certified bounds on the objective, in the caller's units.
        """
        ask = self.should_stop
        if ask is None:
            return self

        def known(value: float) -> float:
            return float(np.clip(units(value), least, most))

        return Patience(self.deadline, lambda best, bound: ask(known(best), known(bound)))

    def holding(self, best: float, bound: float) -> "Patience":
        """Return the same patience for one step of a longer search, in figures of the whole."""
        ask = self.should_stop
        return self if ask is None else Patience(self.deadline, lambda *_: ask(best, bound))


# measured on covering models of 1,400 rows x 500 sites: the merged model leaves presolve nothing
# to do, the solver's own searches for a better plan cost more than the start they improve, and
# so do trial branches and cuts below the root (43 s of work became 13 s on the hardest town)
COVERING_OPTIONS: dict[str, Any] = {
    "presolve": "off",
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_pscost_minreliable": 0,
    "mip_allow_cut_separation_at_nodes": False,
}


ENDLESS = Patience()


@dataclass(frozen=True)
class Program:
    """Minimise `cost @ x` with `row_lower <= matrix @ x <= row_upper` and 0 <= x <= 1."""

    cost: Floats
    matrix: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    integer: NDArray[np.bool_]


@dataclass(frozen=True)
class Outcome:
    """`values` is None when no plan was found; `proven` covers "there is none" as well."""

    values: Floats | None
    bound: float
    proven: bool
    row_dual: Floats


def solve(
    program: Program,
    *,
    start: Floats | None = None,
    absolute_gap: float = 1e-6,
    patience: Patience = ENDLESS,
    options: dict[str, Any] | None = None,
) -> Outcome:
    """
    Run HiGHS until the proof or the end of patience.

    Parameters
    ----------
    program
        What to minimise.
    start
        A first solution, one value a column.
    absolute_gap
        A proof within it is a proof.
    patience
        When to stop.
    options
        Options of HiGHS, by their names.
    """
    solver = highspy.Highs()
    settings = {"output_flag": False, "mip_rel_gap": 0.0, "mip_abs_gap": absolute_gap}
    if np.isfinite(patience.deadline):
        settings["time_limit"] = max(patience.deadline - perf_counter(), 0.0)
    for name, value in (settings | (options or {})).items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(program))
    if start is not None:
        # the first columns are the whole ones; the solver works out the rest
        solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    if patience.should_stop is not None:
        solver.cbMipInterrupt.subscribe(_interrupter(patience.should_stop))
    solver.run()
    return _outcome(solver, program)


class Relaxation:
    """A linear program solved again and again with another value of its last row."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.passModel(_model(program))
        self._method = "ipm"  # quicker than simplex from nothing, slower from the last answer

    def at(self, value: float) -> Outcome:
        """Solve with the last row held at a value."""
        self._solver.setOptionValue("solver", self._method)
        self._solver.changeRowBounds(len(self._program.row_lower) - 1, value, value)
        self._solver.run()
        self._method = "simplex"
        return _outcome(self._solver, self._program)


def _model(program: Program) -> Any:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = program.matrix.shape
    model.col_cost_ = program.cost
    model.col_lower_ = np.zeros(len(program.cost))
    model.col_upper_ = np.ones(len(program.cost))
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = program.matrix.data.astype(float)
    if program.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(whole)] for whole in program.integer]
    return model


def _interrupter(should_stop: ShouldStop) -> Callable[[Any], None]:
    def ask(event: Any) -> None:
        told = event.data_out
        if should_stop(float(told.mip_primal_bound), float(told.mip_dual_bound)):
            event.interrupt()

    return ask


def _outcome(solver: Any, program: Program) -> Outcome:
    status, information = solver.getModelStatus(), solver.getInfo()
    optimal = status == highspy.HighsModelStatus.kOptimal
    none = status == highspy.HighsModelStatus.kInfeasible
    found = information.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = solver.getSolution()
    whole = program.integer.any()
    return Outcome(
        values=np.array(solution.col_value) if found else None,
        bound=float(information.mip_dual_bound if whole else information.objective_function_value),
        proven=bool(optimal or none),
        row_dual=np.array(solution.row_dual),
    )
