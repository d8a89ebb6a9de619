"""Actuals: entered, corrected, taken back, and nothing forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

from atlas.deliverables.register import make_definition
from atlas.errors import BadFile, BadInput, UnknownName
from atlas.store.folder.actuals import SqliteActuals
from atlas.store.folder.studies import SqliteStudies

START = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def actuals(tmp_path):
    """Actuals whose clock moves on by a minute at each look."""
    minutes = iter(range(1_000))
    return SqliteActuals(tmp_path, now=lambda: START + timedelta(minutes=next(minutes)))


def test_what_was_entered_is_found_by_another(actuals, tmp_path):
    entered = actuals.enter("rd-gdp", value=5.2, date="2025", responsible=" 市科技局 ", by="Li")
    assert SqliteActuals(tmp_path).current() == {"rd-gdp": entered}
    assert (entered.value, entered.date, entered.responsible) == (5.2, "2025", "市科技局")
    assert (entered.entered_at, entered.entered_by) == (START, "Li")


def test_a_correction_counts_and_the_history_stays(actuals):
    actuals.enter("rd-gdp", value=5.2, date="2025")
    actuals.enter("rd-gdp", value=5.3, date="2025-12-31", by="Wang")
    assert actuals.current()["rd-gdp"].value == 5.3
    assert [(a.value, a.entered_by) for a in actuals.history("rd-gdp")] == [
        (5.3, "Wang"),
        (5.2, ""),
    ]


def test_a_responsible_body_may_be_known_before_the_value(actuals):
    actuals.enter("rd-gdp", value=None, responsible="市科技局")
    assert actuals.current()["rd-gdp"].value is None


def test_zero_and_losses_are_values(actuals):
    actuals.enter("a", value=0, date="2025")
    actuals.enter("b", value=-1.5, date="2025")
    assert [actual.value for actual in actuals.current().values()] == [0, -1.5]


def test_an_entry_is_taken_back_and_may_be_made_again(actuals):
    actuals.enter("a", value=1, date="2025")
    actuals.enter("b", value=2, date="2025")
    actuals.withdraw("a", by="Li")
    assert list(actuals.current()) == ["b"]
    latest, first = actuals.history("a")
    assert (latest.is_withdrawn, latest.entered_by) == (True, "Li")
    assert first.value == 1
    actuals.enter("a", value=3, date="2025")
    assert actuals.current()["a"].value == 3


def test_nothing_entered_cannot_be_taken_back(actuals):
    actuals.enter("a", value=1, date="2025")
    actuals.withdraw("a")
    for target in ("a", "b"):
        with pytest.raises(UnknownName):
            actuals.withdraw(target)
    assert actuals.history("b") == ()


@pytest.mark.parametrize(
    ("given", "argument", "reason"),
    [
        ({"value": float("nan"), "date": "2025"}, "value", "not_finite"),
        ({"value": float("inf"), "date": "2025"}, "value", "not_finite"),
        ({"value": None}, "value", "missing"),
        ({"value": None, "date": "2025", "responsible": "  "}, "value", "missing"),
        ({"value": 1}, "date", "missing"),
        ({"value": 1, "date": "2025-13"}, "date", "not_a_date"),
        ({"value": 1, "date": "2025-02-30"}, "date", "not_a_date"),
        ({"value": 1, "date": "25-02-03"}, "date", "not_a_date"),
        ({"value": 1, "date": "２０２５"}, "date", "not_a_date"),
        ({"value": 1, "date": "2025\n"}, "date", "not_a_date"),
    ],
)
def test_what_cannot_be_true_is_not_kept(actuals, given, argument, reason):
    with pytest.raises(BadInput) as caught:
        actuals.enter("a", **given)
    assert caught.value.parameters["argument"] == argument
    assert caught.value.parameters["reason"] == reason
    assert actuals.current() == {}


def test_an_entry_is_for_a_target(actuals):
    with pytest.raises(BadInput) as caught:
        actuals.enter("", value=1, date="2025")
    assert caught.value.parameters["argument"] == "target"


def test_studies_and_actuals_live_side_by_side(actuals, tmp_path):
    SqliteStudies(tmp_path).save("a", make_definition({"kind": "query", "layer": "parks"}), {})
    actuals.enter("a", value=1, date="2025")
    assert len(SqliteStudies(tmp_path).list()) == 1
    assert len(actuals.current()) == 1


def test_a_workspace_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadFile) as caught:
        SqliteActuals(tmp_path / "file").enter("a", value=1, date="2025")
    assert caught.value.parameters["reason"] == "not_writable"
