"""
List every number of the documents that no row holds.

A number is held where a row of the same document has its value and unit, as value or baseline.
`figures.toml` names the numbers that are no figures of anything, each with why: parts of fixed
names, counts of a list that follows, spans of time.

    python tools/figures.py TEXTS
"""

import sys
import tomllib
from collections.abc import Iterator
from math import isclose
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from atlas.domain.catalogue import Catalogue  # noqa: E402 the checkout is no installed package
from atlas.reading.assemble import read_catalogue  # noqa: E402
from atlas.reading.evidence import Text, claims_of, read_texts  # noqa: E402
from atlas.reading.evidence.wording import parsed_unit  # noqa: E402

AROUND = 12  # characters shown on either side


def held(catalogue: Catalogue) -> dict[str, list[tuple[float, str]]]:
    """Return the values that rows hold by document, in whole units."""
    found: dict[str, list[tuple[float, str]]] = {}
    for layer in catalogue.values():
        for claim in claims_of(layer):
            unit = parsed_unit(claim.cell(claim.declared.unit))
            for column in (claim.declared.value, claim.declared.baseline_value):
                value = claim.number(column)
                if unit and value is not None:
                    source = claim.cell("source").split()[0]
                    found.setdefault(source, []).append((value * unit.scale, unit.base))
    return found


def unheld(catalogue: Catalogue, texts: dict[str, Text]) -> Iterator[tuple[str, str]]:
    """Yield the document and the surroundings of each number that no row holds."""
    table = tomllib.loads((HERE / "figures.toml").read_text(encoding="utf8"))
    ignored = [phrase for row in table["ignore"] for phrase in row["phrases"]]
    rows = held(catalogue)
    for source, text in texts.items():
        spans = [place for phrase in ignored for place in text.occurrences(phrase)]
        for number in text.numbers:
            if any(start <= number.start and number.end <= end for start, end in spans):
                continue
            known = [v for v, unit in rows.get(source, ()) if unit == number.unit]
            if not any(isclose(number.value, value, rel_tol=1e-9) for value in known):
                around = text.bare[max(0, number.start - AROUND) : number.end + AROUND]
                yield source, around


def main(folder: str) -> int:
    """Print what is not held; return 1 where there is any."""
    root = HERE.parent
    texts, problems = read_texts(root / "geodata", Path(folder))
    lacking = list(unheld(read_catalogue(root), texts))
    for source, around in lacking:
        print(f"{source}: {around}")
    for problem in problems:
        print(problem)
    print(f"{len(lacking)} numbers without a row")
    return 1 if lacking or problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
