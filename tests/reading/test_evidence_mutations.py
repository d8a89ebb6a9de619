"""
The check is proven by changing what it checks.

One field of one row at a time is changed to something a tired hand might have typed: a
neighbouring digit, another unit of the table, another year of the document, another operator,
another clause, another place of the same kind. At least 98 of 100 must be told. The documents
are not part of the repository: without `ATLAS_TEXTS` this is skipped, and says so.
"""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

import atlas
from atlas.domain.declaration.evidence import Evidence
from atlas.reading.evidence import Claim, Index, claims_of, read_texts
from atlas.reading.evidence.wording import wording
from atlas.reading.evidence.years import printed_years

TEXTS = os.environ.get("ATLAS_TEXTS")
SEED = 20261201
EACH = 400  # mutations of each field of each layer, where it has as many rows
LEAST = 0.98

pytestmark = pytest.mark.skipif(not TEXTS, reason="the documents are not here: set ATLAS_TEXTS")


@pytest.fixture(scope="module")
def index(shipped):
    texts, missing = read_texts(atlas.SHIPPED / "geodata", Path(TEXTS))
    assert missing == []
    return Index(shipped, texts)


@pytest.fixture(scope="module")
def kinds(shipped):
    """The ids of each layer of places, and the layer of each id."""
    places = [v for v in shipped.values() if not v.spec.is_table and not v.is_slot]
    return {feature: list(v.frame.index) for v in places for feature in v.frame.index}


def neighbour(value, rng):
    """Change one digit of a number by one."""
    digits = list(f"{value:g}" if value < 1e6 else f"{value:.0f}")
    places = [i for i, sign in enumerate(digits) if sign.isdigit()]
    at = rng.choice(places)
    digit = (int(digits[at]) + rng.choice((1, 9))) % 10
    digits[at] = str(digit if at or digit else 1 + rng.randrange(9))
    changed = float("".join(digits))
    return changed if changed != value else value + 1


def other(choices, value, rng):
    """Choose another of what there is; None where there is no other."""
    rest = [choice for choice in dict.fromkeys(choices) if choice != value]
    return rng.choice(rest) if rest else None


class Hand:
    """A tired hand: what it types in place of what stands in a cell."""

    def __init__(self, index, kinds, rng):
        self.index, self.kinds, self.rng = index, kinds, rng

    def value(self, claim, column):
        """Slip by one in a digit, or take the number of another row."""
        rows = claim.layer.frame[column].dropna()
        return self.rng.choice(
            (
                neighbour(claim.number(column), self.rng),
                other(rows.to_list(), claim.number(column), self.rng),
            )
        )

    def unit(self, claim, column):
        units = [*wording()["units"], "万人", "亿元", "万亿元", "场/年", "项/年"]
        units.remove("元")
        return other(units, claim.cell(column), self.rng)

    def year(self, claim, column):
        year, text = claim.year(column), self.index.texts[claim.cell("source").split()[0]]
        return other([*printed_years(text.bare), year - 1, year + 1], year, self.rng)

    def operator(self, claim, column):
        return other(("=", ">=", ">", "~", "<", "<="), claim.cell(column), self.rng)

    def clause(self, claim, column):
        clauses = self.index.clauses.by_source[claim.cell("source").split()[0]]
        return other([clause.label for clause in clauses], claim.cell(column), self.rng)

    def entities(self, claim, column):
        held = claim.cell(column).split(";")
        place = self.rng.randrange(len(held))
        changed = other(self.kinds[held[place]], held[place], self.rng)
        return ";".join([*held[:place], changed, *held[place + 1 :]]) if changed else None


FIELDS = {  # role in the declaration -> what the hand does
    "value": "value",
    "unit": "unit",
    "year": "year",
    "operator": "operator",
    "baseline_value": "value",
    "entities": "entities",
    "subjects": "entities",
    "begins": "value",
    "ends": "value",
}


def fields(layer):
    told = layer.spec.evidence or Evidence()
    named = {(FIELDS[role], column) for role, column in told.columns() if role in FIELDS}
    return sorted(named | {("clause", "clause")})


def mutations(layer, index, kinds, rng):
    """Yield (field, claim as changed, what it was, what it is) for one cell at a time."""
    hand = Hand(index, kinds, rng)
    for action, column in fields(layer):
        claims = [claim for claim in claims_of(layer) if claim.cell(column)]
        for number in range(EACH):
            claim = rng.choice(claims) if len(claims) < EACH else claims[number]
            changed = getattr(hand, action)(claim, column)
            if changed is not None:
                row = {**claim.row, column: changed}
                yield column, Claim(layer, claim.feature, row), claim.cell(column), changed


@pytest.mark.parametrize(
    "name", ["targets", "mentions", "clauses", "belt_members", "platforms", "parks"]
)
def test_a_changed_field_is_told(name, shipped, index, kinds, capsys):
    rng = random.Random(SEED)
    tried, missed = Counter(), []
    for column, claim, was, changed in mutations(shipped[name], index, kinds, rng):
        tried[column] += 1
        if not index.problems_of(claim):
            missed.append((column, f"{claim.feature}: {was} -> {changed}"))
    quiet = Counter(column for column, _ in missed)
    with capsys.disabled():
        print()
        for column, count in tried.items():
            print(f"{name}.{column}: {count - quiet[column]} of {count} told")
        for column, text in missed:
            print(f"  not told: {name}.{column} {text}")
    assert sum(tried.values()) >= EACH
    for column, count in tried.items():
        assert (count - quiet[column]) / count >= LEAST, column


def test_what_is_told_names_row_column_and_what_the_text_says(shipped, index):
    layer = shipped["targets"]
    (claim,) = (c for c in claims_of(layer) if c.feature == "eco-area")
    assert index.problems_of(claim) == []
    (problem,) = index.problems_of(Claim(layer, "eco-area", {**claim.row, "value": 99.82}))
    assert problem.place == "geodata/targets.csv:eco-area:value"
    assert (problem.found, problem.allowed) == ("99.82 km2", ("21.82平方公里",))
