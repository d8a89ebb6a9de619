"""
The house: which room may import which, and what may stand in a line of code.

The arrows are read off the syntax tree, so that an import inside a function, under
`TYPE_CHECKING` or by a relative path counts like any other. Every rule is first shown to catch
its breach in a made-up tree.
"""

import ast
import re
from collections import Counter
from collections.abc import Container, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent

COMPOSITION = "atlas"  # the room of atlas/__init__.py
MAY_IMPORT = {
    "errors": set(),
    "shipped": set(),
    "domain": {"errors"},
    "methods": {"errors"},
    "reading": {"domain", "errors"},
    "store": {"domain", "errors"},
    "questions": {"methods", "domain", "errors"},
    "deliverables": {"questions", "domain", "errors"},
    "ingest": {"reading", "store", "methods", "domain", "errors"},
    "opening": {
        *("ingest", "reading", "store", "deliverables"),
        *("domain", "errors", "shipped"),
    },
    "output": {"deliverables", "questions", "domain", "errors", "shipped"},
    COMPOSITION: {
        *("deliverables", "output", "questions", "opening", "ingest", "reading", "store"),
        *("domain", "errors", "shipped"),
    },
    "interface": {
        *("deliverables", "output", "questions", "methods", "ingest", "reading", "store"),
        *("domain", "errors", COMPOSITION),
    },
    "__main__": {"interface"},
}
# within a room: which of its folders a folder may import; what stands in the room itself is free
FOLDERS: dict[str, dict[str, set[str]]] = {
    "questions": {
        "selection": set(),
        "access": {"selection"},
        "candidates": {"selection"},
        "query": {"selection"},
        "coverage": {"access", "selection"},
        "siting": {"access", "candidates", "selection"},
        "location": {"access", "candidates", "selection"},
    },
    "methods": {
        "coverage": set(),
        "network": set(),
        "location": set(),
        "multicriteria": set(),
        "text": set(),
    },
    "ingest": {
        "safety": set(),
        "formats": {"safety"},
        "mapping": {"formats", "safety"},
        "networks": {"formats", "safety"},
        "coordinates": set(),
        "checks": set(),
    },
    "output": {
        "language": set(),
        "tiles": set(),
        "diagrams": {"language"},
        "sheet": set(),
        "webmap": {"language", "tiles"},
        "standalone_map": {"language", "sheet", "webmap"},
        "export": {"language", "standalone_map"},
        "briefing": {"language", "export", "sheet"},
    },
    "output.sheet": {
        "model": set(),
        "drawing": {"model"},
        "map": {"drawing", "model"},
        "page": {"map", "drawing", "model"},
    },
    "interface.web": {
        "session": {"server"},
        "server": {"session"},
        "widgets": {"server", "session"},
        "importing": {"server", "session"},
        "forms": {"server", "session", "widgets"},
        "briefing": {"server", "session", "widgets"},
        "answers": {"briefing", "forms", "server", "session", "widgets"},
        "map": {"briefing", "forms", "server", "session", "widgets"},
        "data": {"importing", "map", "server", "session", "widgets"},
        "views": {
            *("answers", "briefing", "data", "forms", "importing", "map", "server", "session"),
            "widgets",
        },
    },
}
# library, or module of ours: where it may be imported, as the beginning of a module's name
ONLY_IN = {
    "atlas.store.folder": ("atlas.store.folder", "atlas.store.workspace"),
    "streamlit": ("atlas.interface",),
    "streamlit_folium": ("atlas.interface",),
    "folium": ("atlas.output.webmap",),
    "branca": ("atlas.output.webmap",),
    "matplotlib": ("atlas.output",),
    "mpl_toolkits": ("atlas.output",),
}
MOST_LINES_OF_A_FUNCTION = 40
MOST_MODULES_OF_A_FOLDER = 20
# both wordings of these stand side by side in the code, or they are the same in every language
WORDS_IN_CODE = {"合计", "中 / EN", "中", "丝路科学城规划图集"}
WORDED_MODULES = {"atlas.domain.units"}  # the one table of units, with their signs
SENTENCES_IN_CODE = {  # pydantic asks for a sentence; the reader gets words for its type instead
    "a condition has one of: field, spatial, all, any, not",
    "a constraint has one key that says which: outside, inside ...",
    "a shape is one of: linear, inverse, classes, sigmoid, gaussian",
    "kind is one of: ",
}
# names of vocabularies, which nobody asks for
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.opengis.net/kml/2.2"}

_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
# four words in a row, two of them not as names are written
_SENTENCE = re.compile(r"\b[A-Za-z]{2,}[,:]? [A-Za-z]+[,:]? [a-z]{2,}[,:]? [a-z]{2,}")
_QUERY = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA|DROP|WITH)\b")
_HOST = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'<>]*")
_DYNAMIC = {"import_module", "__import__"}

Tree = dict[str, ast.Module]


def modules(root: Path) -> Tree:
    """Return every module below `root/atlas` by its dotted name."""
    found = {}
    for path in sorted((root / "atlas").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf8"))
        found[name].is_package = parts[-1] == "__init__"  # type: ignore[attr-defined]
    return found


def imported(name: str, tree: Tree) -> Iterator[str]:
    """Yield the dotted name of every module that a module imports, ours and others."""
    for node in ast.walk(tree[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(name, node, tree)
            for alias in node.names:
                below = f"{base}.{alias.name}"
                yield below if below in tree else base


def _base(name: str, node: ast.ImportFrom, tree: Tree) -> str:
    if not node.level:
        return node.module or ""
    package = name.split(".") if tree[name].is_package else name.split(".")[:-1]  # type: ignore[attr-defined]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def room(module: str) -> str:
    """Return the room a module of ours is in."""
    return module.split(".")[1] if "." in module else COMPOSITION


def forbidden_imports(tree: Tree) -> list[str]:
    """Return each import that points against the arrows, or at a library kept elsewhere."""
    found = []
    for name in tree:
        for target in imported(name, tree):
            top = target.split(".")[0]
            if top == "atlas":
                here, there = room(name), room(target)
                if there != here and there not in MAY_IMPORT[here]:
                    found.append(f"{name} imports {target}")
            for only, places in ONLY_IN.items():
                if f"{target}.".startswith(f"{only}.") and not _is_below(name, places):
                    found.append(f"{name} imports {target}")
    return found


def _is_below(name: str, places: tuple[str, ...]) -> bool:
    # webmap* may be a package or several modules
    return name.startswith(places)


def cycle(tree: Tree) -> list[str]:
    """Return a circle of modules that import each other, or nothing."""
    arrows = {
        name: {target for target in imported(name, tree) if target in tree and target != name}
        for name in tree
    }
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def dynamic_imports(tree: Tree) -> list[str]:
    """Return calls that import by a name made at run time, which no walk could follow."""
    found = []
    for name, module in tree.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                found += [f"{name}:{node.lineno}"] if called in _DYNAMIC else []
    return found


def undocumented(tree: Tree) -> list[str]:
    """Return modules, public classes and public functions that do not say what they are."""
    found = [name for name, module in tree.items() if not ast.get_docstring(module)]
    for name, module in tree.items():
        for place, node in _public(module):
            if not ast.get_docstring(node):
                found.append(f"{name}.{place}")
    return found


def _public(node: ast.AST, place: str = "") -> Iterator[tuple[str, ast.AST]]:
    # a function within a function is nobody's to call
    for child in getattr(node, "body", []):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if child.name.startswith("_"):
                continue
            yield place + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from _public(child, f"{place}{child.name}.")


def long_functions(tree: Tree, *, most: int = MOST_LINES_OF_A_FUNCTION) -> list[str]:
    """Return functions whose body, without the docstring, has more lines than may be."""
    found = []
    for name, module in tree.items():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node, clean=False) else node.body
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > most:
                    found.append(f"{name}.{node.name}: {lines}")
    return found


def full_folders(root: Path, *, most: int = MOST_MODULES_OF_A_FOLDER) -> list[str]:
    """Return folders with more modules than a reader keeps in mind."""
    counts = Counter(path.parent.relative_to(root) for path in (root / "atlas").rglob("*.py"))
    return [f"{folder}: {count}" for folder, count in sorted(counts.items()) if count > most]


def arrows_between_folders(tree: Tree) -> list[str]:
    """Return each import between folders of one room that is not on the list."""
    found = []
    for parent, folders in FOLDERS.items():
        for name in tree:
            here = folder(name, f"atlas.{parent}", folders)
            for target in imported(name, tree) if here else ():
                there = folder(target, f"atlas.{parent}", folders)
                if there and there != here and there not in folders[here]:
                    found.append(f"{name} imports {target}")
    return found


def folder(module: str, parent: str, known: Container[str]) -> str:
    """Return the folder of a room that a module is in; nothing for one of the room itself."""
    inside = module.removeprefix(f"{parent}.").split(".")[0] if module != parent else ""
    return inside if module.startswith(f"{parent}.") and inside in known else ""


def words_in_code(tree: Tree) -> list[str]:
    """Return Chinese words and English sentences that stand in code, docstrings apart."""
    found = []
    for name, text in _strings(tree):
        is_chinese = _IDEOGRAPH.search(text) and name not in WORDED_MODULES
        is_markup = "{%" in text or "<svg" in text
        is_sentence = _SENTENCE.search(text) and not is_markup and not _QUERY.search(text)
        if (is_chinese and text not in WORDS_IN_CODE) or (
            is_sentence and text not in SENTENCES_IN_CODE
        ):
            found.append(f"{name}: {text}")
    return found


def hosts_in_code(root: Path) -> list[str]:
    """Return addresses of other machines that stand in anything we serve or run."""
    files = [
        path
        for pattern in ("*.py", "*.js", "*.css")
        for path in sorted((root / "atlas").rglob(pattern))
    ] + sorted(root.glob("*.py"))
    return [
        f"{path.relative_to(root)}: {host}"
        for path in files
        for host in _HOST.findall(path.read_text(encoding="utf8"))
        if host not in NAMESPACES
    ]


def _strings(tree: Tree) -> Iterator[tuple[str, str]]:
    for name, module in tree.items():
        alone = {
            id(node.value)
            for node in ast.walk(module)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(module):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in alone:
                yield name, node.value


@pytest.fixture(scope="module")
def tree() -> Tree:
    return modules(CHECKOUT)


def test_every_module_is_in_a_known_room(tree: Tree) -> None:
    assert {room(name) for name in tree} == set(MAY_IMPORT)
    assert len(tree) > 80  # the walk found the house, not an empty folder


def test_imports_follow_the_arrows(tree: Tree) -> None:
    assert forbidden_imports(tree) == []


def test_no_modules_import_each_other(tree: Tree) -> None:
    assert cycle(tree) == []


def test_no_import_is_made_at_run_time(tree: Tree) -> None:
    assert dynamic_imports(tree) == []


def test_the_web_door_imports_no_other_library(tree: Tree) -> None:
    # streamlit_folium in anything app.py reaches leaves the map blank
    door = ast.parse((CHECKOUT / "app.py").read_text(encoding="utf8"))
    door.is_package = False  # type: ignore[attr-defined]
    reached, waiting = set(), list(imported("app", {**tree, "app": door}))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += imported(name, tree) if name in tree else []
    assert "streamlit_folium" not in reached
    assert "atlas.interface.web.server.routes" in reached


def test_everything_public_says_what_it_is(tree: Tree) -> None:
    assert undocumented(tree) == []


def test_functions_are_small(tree: Tree) -> None:
    assert long_functions(tree) == []


def test_folders_can_be_kept_in_mind() -> None:
    assert full_folders(CHECKOUT) == []


def test_folders_of_a_room_follow_their_arrows(tree: Tree) -> None:
    assert arrows_between_folders(tree) == []


def test_words_stand_in_the_language_files(tree: Tree) -> None:
    assert words_in_code(tree) == []


def test_no_code_names_another_machine() -> None:
    assert hosts_in_code(CHECKOUT) == []


# --- each rule catches its breach ---------------------------------------------------------------


def built(root: Path, files: dict[str, str]) -> Tree:
    """Write a made-up house and return its tree."""
    for name, text in {"atlas/__init__.py": '"""Top."""\n', **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8")
    return modules(root)


@pytest.mark.parametrize(
    ("file", "line", "target"),
    [
        ("domain/a.py", "import atlas.reading.rows", "atlas.reading.rows"),
        ("domain/a.py", "from atlas.output import cards", "atlas.output"),
        ("questions/a.py", "def f():\n    from atlas.reading import rows", "atlas.reading.rows"),
        ("store/a.py", "from ..questions import query", "atlas.questions"),
        ("store/deep/a.py", "from ...reading.rows import x", "atlas.reading.rows"),
        ("reading/a.py", "if TYPE_CHECKING:\n    import atlas.store", "atlas.store"),
        ("output/a.py", "from atlas import run", "atlas"),
        ("output/a.py", "from atlas import reading", "atlas.reading"),
        ("output/a.py", "import atlas", "atlas"),
        (
            "output/a.py",
            "try:\n    import atlas.interface.cli.main\nexcept E: pass",
            "atlas.interface",
        ),
        ("errors.py", "from atlas.domain import layer", "atlas.domain"),
        ("__init__.py", "from atlas.interface.cli.main import main", "atlas.interface"),
        ("domain/a.py", "import streamlit as st", "streamlit"),
        ("output/a.py", "from streamlit.testing.v1 import AppTest", "streamlit"),
        ("output/sheet/a.py", "import folium", "folium"),
        ("interface/a.py", "def f():\n    from branca.element import Figure", "branca"),
        ("questions/a.py", "import matplotlib.pyplot as plt", "matplotlib.pyplot"),
        ("interface/web/a.py", "from mpl_toolkits import x", "mpl_toolkits"),
        ("store/a.py", "from atlas.store.folder import sqlite", "atlas.store.folder"),
        ("opening.py", "from atlas.store.folder.files import x", "atlas.store.folder"),
    ],
)
def test_a_forbidden_import_is_caught(tmp_path, file, line, target) -> None:
    rows = {"atlas/reading/__init__.py": '"""."""', "atlas/reading/rows.py": '"""."""'}
    found = forbidden_imports(built(tmp_path, {**rows, f"atlas/{file}": f"{line}\n"}))
    assert len(found) == 1
    assert f"imports {target}" in found[0]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("domain/a.py", "from atlas.errors import AtlasError"),
        ("output/webmap/a.py", "import folium, branca"),
        ("store/workspace.py", "from atlas.store.folder import workspace"),
        ("output/webmap_tiles.py", "from folium.elements import JSCSSMixin"),
        ("output/sheet/a.py", "from matplotlib.figure import Figure"),
        ("interface/web/a.py", "import atlas\nimport streamlit_folium"),
        ("output/a.py", "from . import cards\nfrom .sheet import page"),
        ("__init__.py", "from atlas.reading import rows\nfrom atlas.store import workspace"),
    ],
)
def test_a_lawful_import_is_let_be(tmp_path, file, line) -> None:
    assert forbidden_imports(built(tmp_path, {f"atlas/{file}": f"{line}\n"})) == []


@pytest.mark.parametrize(
    "second",
    [
        "from atlas.domain import a",
        "def f():\n    import atlas.domain.a",
        "from .a import x",
        "if TYPE_CHECKING:\n    from . import a",
    ],
)
def test_a_circle_is_caught(tmp_path, second) -> None:
    files = {"__init__": "", "a": "from atlas.domain.b import y", "b": second}
    tree = built(tmp_path, {f"atlas/domain/{name}.py": text for name, text in files.items()})
    assert {"atlas.domain.a", "atlas.domain.b"} <= set(cycle(tree))


def test_a_dynamic_import_is_caught(tmp_path) -> None:
    text = "import importlib\nimportlib.import_module('atlas.' + name)\n__import__(name)\n"
    tree = built(tmp_path, {"atlas/domain/a.py": text})
    assert dynamic_imports(tree) == ["atlas.domain.a:2", "atlas.domain.a:3"]


def test_a_missing_docstring_is_caught(tmp_path) -> None:
    text = "def told():\n    '''.'''\n    def inner(): pass\ndef untold(): pass\ndef _own(): pass\n"
    text += "class Thing:\n    '''.'''\n    def method(self): pass\n"
    found = undocumented(built(tmp_path, {"atlas/domain/a.py": text}))
    assert found == ["atlas.domain.a", "atlas.domain.a.untold", "atlas.domain.a.Thing.method"]


def test_a_long_function_is_caught_and_its_docstring_not_counted(tmp_path) -> None:
    told = '    """\n' + "    told\n" * 60 + '    """\n'
    text = "".join(f"def f{lines}():\n{told}" + "    x = 1\n" * lines for lines in (39, 40, 41))
    assert long_functions(built(tmp_path, {"atlas/domain/a.py": text})) == [
        "atlas.domain.a.f41: 41"
    ]


def test_a_full_folder_is_caught(tmp_path) -> None:
    built(tmp_path, {f"atlas/domain/m{n}.py": "x = 1\n" for n in range(21)})
    assert full_folders(tmp_path) == [f"{Path('atlas/domain')}: 21"]


@pytest.mark.parametrize(
    "line", ["from atlas.questions.siting import answer", "from .. import siting"]
)
def test_a_kind_that_imports_another_is_caught(tmp_path, line) -> None:
    files = {"questions/siting/__init__.py": "", "questions/query/a.py": f"{line}\n"}
    files |= {"questions/__init__.py": "", "questions/query/__init__.py": ""}
    found = arrows_between_folders(built(tmp_path, {f"atlas/{n}": x for n, x in files.items()}))
    assert len(found) == 1
    assert found[0].startswith("atlas.questions.query.a imports atlas.questions.siting")


@pytest.mark.parametrize(
    ("file", "target"),
    [
        ("model/a", "drawing.canvas"),
        ("model/a", "page.b"),
        ("drawing/a", "map.b"),
        ("map/a", "page.b"),
    ],
)
def test_a_sheet_that_draws_before_it_is_laid_out_is_caught(tmp_path, file, target) -> None:
    line = f"from atlas.output.sheet.{target} import x\n"
    tree = built(tmp_path, {f"atlas/output/sheet/{file}.py": line})
    name = f"atlas.output.sheet.{file.replace('/', '.')}"
    assert arrows_between_folders(tree) == [f"{name} imports atlas.output.sheet.{target}"]


def test_words_in_code_are_caught_and_docstrings_let_be(tmp_path) -> None:
    text = '"""覆盖: who is reached by it all?"""\n# 注释\nA = "盲区"\nB = f"共 {n} 处"\n'
    text += 'C = "The radius must be positive."\nD = "a4-landscape"\nE = "、"\n'
    found = words_in_code(built(tmp_path, {"atlas/domain/a.py": text}))
    assert found == [
        "atlas.domain.a: 盲区",
        "atlas.domain.a: The radius must be positive.",
        "atlas.domain.a: 共 ",
        "atlas.domain.a:  处",
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("output/a.py", 'URL = "https://unpkg.com/leaflet.js"'),
        ("output/webmap/map.js", "fetch('//cdn.jsdelivr.net/npm/x')"),
        ("interface/web/style.css", "@import url(https://fonts.googleapis.com/css);"),
    ],
)
def test_another_machine_is_caught(tmp_path, file, text) -> None:
    built(tmp_path, {f"atlas/{file}": text})
    assert len(hosts_in_code(tmp_path)) == 1
