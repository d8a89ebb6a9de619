"""
Count what the documents name and whether a row tells it: entity x clause.

Each name or alias of a feature that stands in a document (the longest counts, none within
another) asks for a row of that feature with that clause: a mention, a target, a membership, or
the feature's own. `recall.toml` lists the names that are used as common words, each with why.

    python tools/recall.py TEXTS
"""

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from atlas.domain.catalogue import Catalogue  # noqa: E402 the checkout is no installed package
from atlas.reading.assemble import read_catalogue  # noqa: E402
from atlas.reading.evidence import Index, claims_of, read_texts  # noqa: E402

LEAST = 0.995


@dataclass(frozen=True)
class Asked:
    """A name that stands in a clause, and the ids of what bears it."""

    source: str
    clause: str
    name: str
    ids: frozenset[str]


def asked(index: Index) -> list[Asked]:
    """Return each name in each innermost clause, once."""
    ignored = _ignored()
    found: dict[Asked, None] = {}
    for source, named in index.named.items():
        text = index.texts[source].bare
        for one in named.found:
            clause = index.clauses.innermost(source, one.start, one.end)
            label = clause.label if clause else ""
            name = text[one.start : one.end]
            if label not in ignored["*"] | ignored.get(name, set()):
                found[Asked(source, label, name, one.ids)] = None
    return list(found)


def _ignored() -> dict[str, set[str]]:
    """Return the clauses in which a name is a common word; `*` is every name."""
    table = tomllib.loads((HERE / "recall.toml").read_text(encoding="utf8"))
    ignored: dict[str, set[str]] = {"*": set()}
    for row in table["ignore"]:
        for name in row["names"]:
            ignored.setdefault(name, set()).update(row["clauses"])
    return ignored


def told(catalogue: Catalogue) -> set[tuple[str, str, str]]:
    """Return what rows tell: document, clause, id."""
    found = set()
    for layer in catalogue.values():
        for claim in claims_of(layer):
            columns = claim.declared.entities
            ids = [claim.feature, *(i for c in columns for i in claim.cell(c).split(";"))]
            for source in claim.cell("source").split():
                found |= {(source, claim.cell("clause"), feature) for feature in ids}
    return found


def missing(catalogue: Catalogue, index: Index) -> tuple[list[Asked], int]:
    """Return what no row tells, and how much is asked for."""
    rows, names = told(catalogue), asked(index)
    lacking = [n for n in names if not any((n.source, n.clause, i) in rows for i in n.ids)]
    return lacking, len(names)


def main(folder: str) -> int:
    """Print what is missing and the recall; return 1 where it is too low."""
    root = HERE.parent
    catalogue = read_catalogue(root)
    texts, problems = read_texts(root / "geodata", Path(folder))
    lacking, count = missing(catalogue, Index(catalogue, texts))
    for one in lacking:
        print(f"{one.source} {one.clause}: {one.name} ({', '.join(sorted(one.ids))})")
    for problem in problems:
        print(problem)
    recall = 1 - len(lacking) / count
    print(f"{count - len(lacking)} of {count} told: {recall:.1%}")
    return 0 if recall >= LEAST and not problems else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
