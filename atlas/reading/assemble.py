"""The whole atlas from its two folders: `layers/` says what the facts in `geodata/` mean."""

import hashlib
from functools import lru_cache
from pathlib import Path

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer, LayerSpec
from atlas.errors import BadFacts, BadFile, Problem
from atlas.reading.checks import check_layer, check_together
from atlas.reading.declarations import read_declaration
from atlas.reading.derived_rows import with_following
from atlas.reading.facts import read_facts
from atlas.reading.sources import read_sources

_Signature = tuple[tuple[str, int, int], ...]


def read_catalogue(root: Path) -> Catalogue:
    """
    Read, check and assemble every layer under a root, once until one of its files changes.

    Parameters
    ----------
    root
        A folder with `layers/` and `geodata/`.

    Returns
    -------
    catalogue
        Validated layers, tables, slots and sources.

    Raises
    ------
    BadFacts
        With every problem of every file at once.
    BadFile
        If the root has no such folders.
    """
    return _read(root, _signature(root))


# a second opening costs as little as looking at the files: a server opens again at each version
@lru_cache(maxsize=2)
def _read(root: Path, signature: _Signature) -> Catalogue:  # noqa: ARG001 the key is the cache's
    catalogue, problems = inspect(root)
    if problems:
        raise BadFacts(problems=problems)
    return Catalogue(with_following(catalogue).values(), catalogue.sources.values())


def _signature(root: Path) -> _Signature:
    files = sorted(path for name in ("layers", "geodata") for path in (root / name).glob("*"))
    told = [(path.name, path.stat()) for path in files]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in told)


def inspect(root: Path) -> tuple[Catalogue, list[Problem]]:
    """
    Read what can be read, as the files have it, and return it with every problem found.

    Raises
    ------
    BadFile
        If the root has no `layers/` or `geodata/` folder.
    """
    for folder in (root / "layers", root / "geodata"):
        if not folder.is_dir():
            raise BadFile(path=str(folder), reason="not_a_folder")
    sources, problems = read_sources(root / "geodata" / "sources.csv")
    layers: dict[str, Layer] = {}
    for path in sorted((root / "layers").glob("*.toml")):
        spec, faults = read_declaration(path)
        problems += faults
        if spec is None:
            continue
        layer, faults = _read_layer(spec, path, root / "geodata")
        layers[layer.id] = layer
        # a file whose form is wrong is not held against rules that need its form
        problems += faults or check_layer(layer, {source.id: source for source in sources})
    if not problems:
        problems += check_together(layers)
    return Catalogue(layers.values(), sources), problems


def _read_layer(spec: LayerSpec, declaration: Path, geodata: Path) -> tuple[Layer, list[Problem]]:
    digest = hashlib.sha256(declaration.read_bytes())
    if spec.facts is None:
        return Layer(spec, None, version=digest.hexdigest()[:12]), []
    path = geodata / spec.facts
    frame, problems = read_facts(spec, path)
    if path.is_file():
        digest.update(path.read_bytes())
    return Layer(spec, frame, version=digest.hexdigest()[:12]), problems
