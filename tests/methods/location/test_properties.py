"""What must hold for any town: against every subset, against spopt, and under changes of no
consequence."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from atlas.errors import Infeasible
from atlas.methods.location import lscp, mclp, mclp_preview, p_center, p_median

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # spopt's imports are not ours to mend
    import pulp
    from spopt.locate import LSCP, MCLP, PCenter, PMedian

RADIUS = 5.0
MODELS = ("mclp", "lscp", "p_median", "p_center")
some = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@st.composite
def towns(draw):
    """Make a small town on a grid: cost, weights, number of sites, predefined ones."""
    rows, sites = draw(st.integers(2, 8)), draw(st.integers(2, 6))
    place = st.tuples(st.integers(0, 9), st.integers(0, 9))
    demand = np.array(draw(st.lists(place, min_size=rows, max_size=rows)))
    supply = np.array(draw(st.lists(place, min_size=sites, max_size=sites)))
    cost = np.abs(demand[:, None] - supply[None]).sum(axis=2).astype(float)
    blocked = st.lists(st.booleans(), min_size=rows * sites, max_size=rows * sites)
    if draw(st.integers(0, 2)) == 0:
        cost[np.array(draw(blocked)).reshape(cost.shape)] = np.inf
    weights = np.array(draw(st.lists(st.integers(0, 5), min_size=rows, max_size=rows)), float)
    weights[0] += 1
    count = draw(st.integers(1, sites))
    fixed = draw(st.permutations(range(sites)))[: draw(st.integers(0, min(count, 2)))]
    return cost, weights * draw(st.sampled_from([1.0, 0.37])), count, tuple(fixed)


def ask(model, cost, weights, count, fixed=()):
    """Ask one of the four models; None where it has no answer."""
    questions = {
        "mclp": lambda: mclp(
            cost, weights, service_radius=RADIUS, p_facilities=count, predefined=fixed
        ),
        "lscp": lambda: lscp(cost, service_radius=RADIUS, predefined=fixed),
        "p_median": lambda: p_median(cost, weights, p_facilities=count, predefined=fixed),
        "p_center": lambda: p_center(cost, p_facilities=count, predefined=fixed),
    }
    try:
        return questions[model]()
    except Infeasible:
        return None


def reachable(model, cost, weights, count):
    """Keep to towns in which the distance models have somebody to serve."""
    served = np.isfinite(cost.min(axis=1))
    assume(model in ("mclp", "lscp") or served.any())
    assume(model != "p_median" or weights[served].any())


def value(model, cost, weights, plan):
    """Count the objective of a plan from first principles, `inf` for a plan that will not do."""
    near = cost[:, plan].min(axis=1)
    served = np.isfinite(cost.min(axis=1))
    if model == "mclp":
        return weights[near <= RADIUS].sum()
    if model == "lscp":
        return len(plan) if (near <= RADIUS).all() else np.inf
    if model == "p_median":
        served &= weights > 0
        return weights[served] @ near[served]
    return near[served].max()


@pytest.mark.parametrize("model", MODELS)
@settings(some, max_examples=40)
@given(towns())
def test_no_subset_is_better(model, town):
    cost, weights, count, fixed = town
    reachable(model, cost, weights, count)
    sizes = range(1, cost.shape[1] + 1) if model == "lscp" else [count]
    plans = [
        list(plan)
        for size in sizes
        for plan in itertools.combinations(range(cost.shape[1]), size)
        if set(fixed) <= set(plan)
    ]
    values = [value(model, cost, weights, plan) for plan in plans]
    best = max(values) if model == "mclp" else min(values)
    found = ask(model, cost, weights, count, fixed)
    if found is None:
        assert best == np.inf
        return
    assert found.objective == pytest.approx(best)
    assert found.status == "optimal"
    assert found.gap == 0
    # the plan is what it says it is
    assert set(fixed) <= set(found.selected.tolist())
    assert len(found.selected) == (found.objective if model == "lscp" else count)
    assert value(model, cost, weights, found.selected) == pytest.approx(found.objective)
    assert (found.assignment[found.covered_rows] >= 0).all()
    assert set(found.assignment.tolist()) - {-1} <= set(found.selected.tolist())
    assert (found.assignment >= 0).sum() == len(found.covered_rows)
    for row in found.covered_rows:
        assert cost[row, found.assignment[row]] == cost[row, found.selected].min()


@settings(some, max_examples=40)
@given(towns())
def test_the_preview_keeps_its_promise(town):
    cost, weights, count, fixed = town
    best = ask("mclp", cost, weights, count, fixed).objective
    found = mclp_preview(cost, weights, service_radius=RADIUS, p_facilities=count, predefined=fixed)
    assert found.objective <= best + 1e-9
    assert best <= found.bound + 1e-9
    assert value("mclp", cost, weights, found.selected) == pytest.approx(found.objective)
    assert len(found.selected) == count


@pytest.mark.parametrize("model", MODELS)
@some
@given(towns(), st.randoms(use_true_random=False))
def test_order_and_twin_sites_do_not_matter(model, town, random):
    cost, weights, count, _ = town
    reachable(model, cost, weights, count)
    here = ask(model, cost, weights, count)
    rows, sites = list(range(len(cost))), list(range(cost.shape[1]))
    random.shuffle(rows)
    random.shuffle(sites)
    moved = ask(model, cost[np.ix_(rows, sites)], weights[rows], count)
    twins = ask(model, np.hstack([cost, cost]), weights, count)
    for other in (moved, twins):
        assert (here is None) == (other is None)
        if here is not None:
            assert other.objective == pytest.approx(here.objective)


@pytest.mark.parametrize("model", MODELS)
@some
@given(towns())
def test_a_split_demand_point_changes_nothing(model, town):
    cost, weights, count, _ = town
    reachable(model, cost, weights, count)
    here = ask(model, cost, weights, count)
    halves = weights.copy()
    halves[0] /= 2
    there = ask(model, np.vstack([cost, cost[:1]]), np.append(halves, halves[0]), count)
    assert (here is None) == (there is None)
    if here is not None:
        assert there.objective == pytest.approx(here.objective)


@pytest.mark.parametrize("model", ["mclp", "p_median"])
@some
@given(towns(), st.sampled_from([1e-3, 7.0, 1e6]))
def test_scaled_weights_scale_the_objective(model, town, factor):
    cost, weights, count, _ = town
    reachable(model, cost, weights, count)
    here = ask(model, cost, weights, count)
    there = ask(model, cost, weights * factor, count)
    assert (here is None) == (there is None)
    if here is not None:
        assert there.objective == pytest.approx(here.objective * factor)


@pytest.mark.parametrize("model", ["mclp", "p_median", "p_center"])
@some
@given(towns())
def test_one_more_site_never_hurts_and_a_forced_one_never_helps(model, town):
    cost, weights, count, fixed = town
    reachable(model, cost, weights, count)

    def cost_of(number, predefined):
        """Give the objective so that less is better, `inf` where there is no answer."""
        found = ask(model, cost, weights, number, predefined)
        if found is None:
            return np.inf
        return -found.objective if model == "mclp" else found.objective

    here = cost_of(count, ())
    assert cost_of(count, fixed) >= here - 1e-9
    if count < cost.shape[1]:
        assert cost_of(count + 1, ()) <= here + 1e-9


@some
@given(towns())
def test_forced_sites_never_make_a_set_cover_smaller(town):
    cost, weights, count, fixed = town
    free = ask("lscp", cost, weights, count)
    forced = ask("lscp", cost, weights, count, fixed)
    assert (free is None) == (forced is None)
    if free is not None:
        assert free.objective <= forced.objective <= free.objective + len(fixed)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pulp speaks of its next release
@pytest.mark.parametrize("seed", range(4))
def test_spopt_agrees(seed):
    random = np.random.default_rng(seed)
    demand, sites = random.random((40, 2)) * 10, random.random((15, 2)) * 10
    cost = np.hypot(*(demand[:, None] - sites[None]).transpose(2, 0, 1))
    weights = random.integers(1, 20, 40).astype(float)
    fixed = np.zeros(15, dtype=int)
    fixed[3] = 1
    solver = pulp.PULP_CBC_CMD(msg=False)

    def peer(model):
        return pulp.value(model.solve(solver, results=False).problem.objective)

    covered = MCLP.from_cost_matrix(
        cost, weights, 2.5, p_facilities=4, predefined_facilities_arr=fixed
    )
    found = mclp(cost, weights, service_radius=2.5, p_facilities=4, predefined=[3])
    assert found.objective == pytest.approx(peer(covered))
    median = PMedian.from_cost_matrix(
        cost, weights, p_facilities=4, predefined_facilities_arr=fixed
    )
    found = p_median(cost, weights, p_facilities=4, predefined=[3])
    assert found.objective == pytest.approx(peer(median))
    center = PCenter.from_cost_matrix(cost, p_facilities=4, predefined_facilities_arr=fixed)
    assert p_center(cost, p_facilities=4, predefined=[3]).objective == pytest.approx(peer(center))
    radius = cost.min(axis=1).max() * 1.2
    smallest = LSCP.from_cost_matrix(cost, radius, predefined_facilities_arr=fixed)
    assert lscp(cost, service_radius=radius, predefined=[3]).objective == peer(smallest)
