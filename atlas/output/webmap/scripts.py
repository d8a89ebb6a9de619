"""
ES modules as one classic script, the only kind that the two deliveries of the map can load.

The map's frame makes its first call in the turn in which a script was loaded, when a module would
still be on its way; a map in one file allows one script by its hash, which can import nothing.
Each module becomes a function that returns its exports, and runs once, after what it imports.
Only this is understood, each on a line of its own: `import { a, b as c } from "./x.js";`,
`export` before a function, class or `const`, and `export { a, b };`. A value that changes is
shared as an object, since an imported name is a copy here.
"""

import re
from functools import cache
from pathlib import Path

MODULES = Path(__file__).parent / "js"
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LIST = re.compile(r"^export \{ ([\w, ]+) \};$", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


@cache
def linked(entry: Path, *, name: str = "") -> str:
    """
    Return a module and all that it imports as one script.

    Parameters
    ----------
    entry
        The module that runs last.
    name
        The global variable that holds its exports; none where this is empty.

    Raises
    ------
    ValueError
        If modules import each other in a circle, or an import or export has another form.
    """
    functions: dict[Path, str] = {}
    _link(entry.resolve(), functions, importers=())
    begin = f"var {name} = (() => {{" if name else "(() => {"
    return "\n".join(
        [begin, '"use strict";', *functions.values(), f"return ${entry.stem};\n}})();\n"]
    )


def _link(path: Path, functions: dict[Path, str], importers: tuple[Path, ...]) -> None:
    """Add a module after all that it imports, unless it is there."""
    if path in importers:
        raise ValueError(" > ".join(module.name for module in (*importers, path)))
    if path in functions:
        return
    text = path.read_text(encoding="utf8")
    for _, address in _IMPORT.findall(text):
        _link((path.parent / address).resolve(), functions, (*importers, path))
    functions[path] = _function(path.stem, text)


def _function(stem: str, text: str) -> str:
    exports = [*_EXPORT.findall(text), *", ".join(_LIST.findall(text)).split(", ")]
    body = _IMPORT.sub(_destructured, _EXPORT.sub("", _LIST.sub("", text)))
    if unknown := _OTHER.search(body):
        raise ValueError(f"{stem}.js: {unknown[0]}")
    returned = ", ".join(filter(None, exports))
    return f"const ${stem} = (() => {{\n{body}return {{ {returned} }};\n}})();"


def _destructured(line: re.Match[str]) -> str:
    return f"const {line[1].replace(' as ', ': ')} = ${Path(line[2]).stem};"
