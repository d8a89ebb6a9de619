"""
Measure how easily a stranger finds his way in the code: names, docstrings, folders, imports.

    python tools/measures.py                 this checkout
    python tools/measures.py OLD NEW         two checkouts side by side, as a markdown table
    python tools/measures.py --walk          the walk of an import too, by running one
    python tools/measures.py --list          what is counted, by name

Everything but the walk of an import is read off the syntax tree, so a checkout of any age can be
measured by the script of today. `docs/decisions/` holds the table of a release.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
KINDS = {"Query": "query", "Coverage": "coverage", "Siting": "siting", "Location": "location"}
# participles and verbs of speech that stand where the field has a noun
HOUSE_WORDS = {
    *("told", "tell", "tells", "telling", "asked", "known", "given", "taken", "brought", "spoken"),
    *("handed", "kept", "gathered", "framed"),
}


@dataclass(frozen=True)
class Module:
    """A module: its dotted name and its syntax tree."""

    name: str
    tree: ast.Module
    is_package: bool

    @property
    def folder(self) -> str:
        """The dotted name of the folder it stands in."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(root: Path) -> list[Module]:
    """Read every module below `root/atlas`."""
    found = []
    for path in sorted((root / "atlas").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(Module(name, ast.parse(path.read_text(encoding="utf8")), is_package))
    return found


# --- names and docstrings -----------------------------------------------------------------------


def public_functions(tree: ast.Module) -> Iterator[Function]:
    """Yield public functions of a module and public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (
                child
                for child in node.body
                if isinstance(child, Function) and not child.name.startswith("_")
            )


def parameters(function: Function) -> list[str]:
    """Return the names of the public parameters of a function, `self` and `cls` apart."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [one for one in (arguments.vararg, arguments.kwarg) if one]
    names = [one.arg for one in every if not one.arg.startswith("_")]
    return [name for name in names if name not in {"self", "cls"}]


def public_names(tree: list[Module]) -> list[str]:
    """Return every public name: of modules, classes, functions and their parameters."""
    found = []
    for module in tree:
        found.append(module.name.rpartition(".")[2])
        found += [one.name for one in public_classes(module.tree)]
        for function in public_functions(module.tree):
            found += [function.name, *parameters(function)]
    return found


def public_classes(tree: ast.Module) -> list[ast.ClassDef]:
    """Return the public classes at the top of a module."""
    return [n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]


def house_names(tree: list[Module]) -> list[str]:
    """Return the public names of which a part is a house word."""
    return [name for name in public_names(tree) if HOUSE_WORDS & set(parts(name))]


def parts(name: str) -> list[str]:
    """Split a name where case or an underscore parts its words."""
    return re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())


def docstring_words(tree: list[Module]) -> Counter[str]:
    """Count the words of all docstrings."""
    counts: Counter[str] = Counter()
    documented = (ast.Module, ast.ClassDef, *Function.__args__)
    for module in tree:
        for node in ast.walk(module.tree):
            if isinstance(node, documented):
                counts.update(re.findall(r"[a-z']+", (ast.get_docstring(node) or "").lower()))
    return counts


def house_per_10_000(words: Mapping[str, int]) -> float:
    """Return how many of 10,000 words are house words."""
    return 1e4 * sum(words[word] for word in HOUSE_WORDS if word in words) / sum(words.values())


def repeated_names(tree: list[Module]) -> dict[str, list[str]]:
    """Return public classes and functions that more than one module defines, and where."""
    places = defaultdict(list)
    for module in tree:
        for name in top_names(module):
            places[name].append(module.name)
    return {name: where for name, where in places.items() if len(where) > 1}


def top_names(module: Module) -> set[str]:
    """Return the public classes and functions at the top of a module."""
    return {
        node.name
        for node in module.tree.body
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_")
    }


def undocumented_parameters(functions: list[Function]) -> list[str]:
    """Return functions of three or more parameters without a numpy section `Parameters`."""
    return [
        one.name
        for one in functions
        if len(parameters(one)) >= 3 and "Parameters\n---" not in (ast.get_docstring(one) or "")
    ]


def offered(tree: list[Module]) -> list[Function]:
    """Return the functions that `atlas` offers in its `__all__`, wherever they are defined."""
    by_name = {module.name: module for module in tree}
    top = by_name["atlas"].tree
    names = next(
        ast.literal_eval(node.value)
        for node in top.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    here = {node.name: node for node in top.body if isinstance(node, Function)}
    for node in top.body:
        if isinstance(node, ast.ImportFrom) and node.module in by_name:
            there = {n.name: n for n in by_name[node.module].tree.body if isinstance(n, Function)}
            here |= {a.asname or a.name: there[a.name] for a in node.names if a.name in there}
    return [here[name] for name in names if name in here]


# --- what knows the kinds of question, the page and the store -----------------------------------


def kind_tests(tree: list[Module]) -> list[str]:
    """Return where a kind is tested, or is the key of a dictionary, outside its own folder."""
    found = []
    for module in tree:
        own = set(KINDS.values()) & set(module.name.split("."))
        for node in ast.walk(module.tree):
            kinds = _kinds_tested(node) | _kinds_keyed(node)
            if kinds - own:
                found.append(f"{module.name}:{node.lineno}")  # type: ignore[attr-defined]
    return found


def _kinds_tested(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
        tested: list[ast.AST] = [node.args[1]]
    elif isinstance(node, ast.MatchClass):
        tested = [node.cls]
    elif isinstance(node, ast.Compare) and ast.unparse(node.left).endswith("kind"):
        texts = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
        return texts & set(KINDS.values())
    else:
        return set()
    names = {getattr(n, "id", getattr(n, "attr", "")) for one in tested for n in ast.walk(one)}
    return {KINDS[name] for name in names if name in KINDS}


def _kinds_keyed(node: ast.AST) -> set[str]:
    if not isinstance(node, ast.Dict):
        return set()
    keys = {getattr(key, "id", getattr(key, "value", None)) for key in node.keys if key}
    keyed = {KINDS.get(key, key) for key in keys if isinstance(key, str)} & set(KINDS.values())
    return keyed if len(keyed) > 1 else set()


def session_state_uses(tree: list[Module]) -> int:
    """Count the uses of Streamlit's session state, which is keyed by text."""
    return sum(
        isinstance(node, ast.Attribute) and node.attr == "session_state"
        for module in tree
        for node in ast.walk(module.tree)
    )


def stores_built(tree: list[Module]) -> list[str]:
    """Return where outside the store its folder form is built by name."""
    return [
        f"{module.name}:{node.lineno}"
        for module in tree
        if not module.name.startswith(("atlas.store", "atlas.keeping"))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Versions")
    ]


# --- folders and imports ------------------------------------------------------------------------


def fullest_folder(tree: list[Module]) -> tuple[str, int]:
    """Return the folder with the most modules, and how many; `__init__` counts."""
    return Counter(module.folder for module in tree).most_common(1)[0]


def arrows(tree: list[Module]) -> dict[str, set[str]]:
    """Return which modules of ours each module imports, wherever the import stands."""
    names = {module.name for module in tree}
    found: dict[str, set[str]] = {}
    for module in tree:
        targets = set()
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = _absolute(module, node)
                below = {f"{base}.{alias.name}" for alias in node.names}
                targets |= (below & names) or {base}
                targets |= {base} if below - names else set()
        found[module.name] = (targets & names) - {module.name}
    return found


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.folder.split(".")
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def floors(tree: list[Module]) -> tuple[str, int]:
    """Return the folder whose modules stand highest on one another, and on how many floors."""
    by_folder = defaultdict(set)
    for module in tree:
        if not module.is_package:
            by_folder[module.folder].add(module.name)
    every = arrows(tree)
    heights = {
        folder: longest_chain({name: every[name] & inside for name in inside})
        for folder, inside in by_folder.items()
    }
    return max(heights.items(), key=lambda item: item[1])


def longest_chain(graph: Mapping[str, set[str]]) -> int:
    """Return the number of nodes on the longest path of a graph without circles."""

    @cache
    def height(node: str) -> int:
        return 1 + max(map(height, graph.get(node, ())), default=0)

    return max(map(height, graph), default=0)


# --- the walk of an import ----------------------------------------------------------------------

SQUARE = """{"type": "FeatureCollection", "features": [{"type": "Feature",
"properties": {"id": "red-1", "name": "A"}, "geometry": {"type": "Polygon", "coordinates":
[[[108.80, 34.10], [108.82, 34.10], [108.82, 34.12], [108.80, 34.12], [108.80, 34.10]]]}}]}"""
IMPORT = (
    *("--layer", "ecological_redline", "--crs", "EPSG:4326", "--who", "A", "--yes"),
    *("--fact", "status=planned", "--fact", "position_basis=official_map"),
    *("--fact", "uncertainty_m=5", "--fact", "source=bureau"),
)
# runs in the checkout that is measured. A function counts when it is first entered, those that
# run while a module is imported do not; a visit is a run of such functions in one folder
WALK = """
import runpy, sys
from pathlib import Path
root, entered, visits, modules, depth = str(Path("atlas").resolve()), set(), [], set(), 0
def profile(frame, event, _):
    global depth
    code = frame.f_code
    if code.co_name == "<module>":
        depth += (event == "call") - (event == "return")
    ours = event == "call" and depth == 1 and code.co_filename.startswith(root)
    if ours and code.co_flags & 1 and code not in entered:
        entered.add(code)
        modules.add(code.co_filename)
        folder = str(Path(code.co_filename).parent)
        if not visits or visits[-1] != folder:
            visits.append(folder)
sys.path.insert(0, "")
sys.setprofile(profile)
try:
    runpy.run_module("atlas", run_name="__main__")
except SystemExit as end:
    if end.code:
        raise
finally:
    sys.setprofile(None)
    print("walk", len(visits), len(modules))
"""


def import_walk(root: Path) -> tuple[int, int]:
    """Import a made-up red line; return visits of folders and modules entered."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "redline.geojson"
        file.write_text(SQUARE, encoding="utf8")
        done = subprocess.run(  # noqa: S603 our own words
            [sys.executable, "-c", WALK, "import", str(file), *IMPORT],
            cwd=root,
            env=os.environ | {"ATLAS_HOME": str(Path(home) / "home")},
            capture_output=True,
            text=True,
            check=True,
        )
    visits, entered = done.stdout.split()[-2:]
    return int(visits), int(entered)


# --- the table ----------------------------------------------------------------------------------


def measured(root: Path, *, walk: bool = False) -> dict[str, str]:
    """Return what is measured and the figure, both as they are printed."""
    tree = modules(root)
    names = public_names(tree)
    distinct = {name for module in tree for name in top_names(module)}
    public = [one for module in tree for one in public_functions(module.tree)]
    folder, most = fullest_folder(tree)
    high, height = floors(tree)
    figures = {
        "modules": f"{len(tree)}",
        "tests of a kind of question outside its folder, dictionaries by kind": (
            f"{len(kind_tests(tree))}"
        ),
        "fullest folder, modules": f"{most} (`{folder}`)",
        "longest chain of imports within a folder, modules": f"{height} (`{high}`)",
        "house words in public names": f"{100 * len(house_names(tree)) / len(names):.1f} %",
        "house words in 10,000 words of docstrings": (
            f"{house_per_10_000(docstring_words(tree)):.0f}"
        ),
        "names at the top of more than one module": (
            f"{100 * len(repeated_names(tree)) / len(distinct):.1f} %"
        ),
        "public functions of three or more parameters that document them": documented(public),
        "of those that `atlas` offers": documented(offered(tree)),
        "uses of `session_state`": f"{session_state_uses(tree)}",
        "places outside the store where `Versions(...)` is built": f"{len(stores_built(tree))}",
    }
    if walk:
        visits, entered = import_walk(root)
        figures["an import on the command line: visits of folders; modules entered"] = (
            f"{visits}; {entered}"
        )
    return figures


def documented(functions: list[Function]) -> str:
    """Return how many functions of three or more parameters document them, as a share."""
    many = [one for one in functions if len(parameters(one)) >= 3]
    share = 1 - len(undocumented_parameters(many)) / len(many) if many else 1
    return f"{100 * share:.0f} % of {len(many)}"


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("checkouts", type=Path, nargs="*", default=[CHECKOUT])
    parser.add_argument("--walk", action="store_true", help="import a file, too")
    parser.add_argument("--list", action="store_true", help="name what is counted, of the last")
    options = parser.parse_args()
    roots = [root.resolve() for root in options.checkouts]
    tables = [measured(root, walk=options.walk) for root in roots]
    print("| what |", " | ".join(root.name for root in roots), "|")
    print("|---|" + "---|" * len(tables))
    for what in tables[-1]:
        print(f"| {what} |", " | ".join(table[what] for table in tables), "|")
    if options.list:
        listed(modules(roots[-1]))


def listed(tree: list[Module]) -> None:
    """Print the names behind the figures."""
    print("\nhouse words:", *sorted(Counter(house_names(tree)).items()))
    print("\nrepeated:", *sorted(repeated_names(tree)))
    print("\nkinds:", *kind_tests(tree))
    for module in tree:
        for name in undocumented_parameters(list(public_functions(module.tree))):
            print(f"no Parameters: {module.name}.{name}")


if __name__ == "__main__":
    main()
