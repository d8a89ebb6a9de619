"""
Versions in force, ready to be laid over the shipped facts.

One that cannot be read or may not be shown is among them, with the reason and without rows, so
that the atlas opens and says what is missing.
"""

from collections.abc import Mapping

from atlas.domain.records.stored import Level, StoredVersion
from atlas.domain.source import Source
from atlas.errors import BadFile, Problem, Refused, UnknownName
from atlas.store.journal import Version
from atlas.store.manifest import Manifest
from atlas.store.protocol import VersionStore


def versions_in_force(
    versions: VersionStore, shipped: Mapping[str, str], *, at: Mapping[str, str] | None = None
) -> list[StoredVersion]:
    """
    Return the version in force of each layer.

    Parameters
    ----------
    versions
        Of the workspace.
    shipped
        Layer id -> data version, of the layers as shipped.
    at
        Layer id -> data version to be in force instead, as answers and studies name it; a stored
        one is found by its rows, whatever their declaration has become.

    Returns
    -------
    stored
        One for each layer that is not as it was shipped.

    Raises
    ------
    UnknownName
        If a version of `at` is neither stored here nor the shipped one.
    BadFile
        If a newer atlas wrote the workspace.
    """
    in_force = versions.in_force()
    for layer, wanted in (at or {}).items():
        found = _pinned(versions, layer, wanted, shipped)
        if found is None:
            in_force.pop(layer, None)
        else:
            in_force[layer] = found
    return [_read(versions, version) for _, version in sorted(in_force.items())]


def _pinned(
    versions: VersionStore, layer: str, wanted: str, shipped: Mapping[str, str]
) -> Version | None:
    """Return the stored version meant, or None where the shipped one is."""
    if shipped.get(layer) == wanted:
        return None
    history = versions.history(layer)
    for version in reversed(history):
        if version.mark == wanted.partition("-")[0]:
            return version
    known = [*([shipped[layer]] if layer in shipped else []), *(v.mark for v in history)]
    raise UnknownName(kind="version", name=wanted, known=known)


def _read(versions: VersionStore, version: Version) -> StoredVersion:
    try:
        manifest = versions.manifest(version)
        source = _source(version, manifest)
        return StoredVersion(
            layer=version.layer,
            number=version.number,
            digest=version.digest,
            level=manifest.level,
            source=source,
            rows=lambda: versions.rows(version),
            declaration=versions.declaration(version),
            accepted=manifest.checks_accepted,
        )
    except Refused:
        return _faulty(version, "secret", Problem("secret_on_shared", version.layer))
    except BadFile as error:
        # how secret it was cannot be read either
        fault = Problem("damaged_version", error.parameters["path"])
        return _faulty(version, "secret", fault)


def _faulty(version: Version, level: Level, fault: Problem) -> StoredVersion:
    return StoredVersion(
        layer=version.layer,
        number=version.number,
        digest=version.digest,
        level=level,
        source=_source(version, None),
        rows=None,
        faults=(fault,),
    )


def _source(version: Version, manifest: Manifest | None) -> Source:
    title = (manifest.file_name or manifest.note) if manifest else ""
    return Source(
        id=f"kept-{version.layer.replace('_', '-')}-{version.number}",
        title=title or f"{version.layer} {version.number}",
        publisher=version.who,
        document_no="",
        official=False,
        published="",
        accessed=f"{version.when:%Y-%m-%d}",
        url="",
        licence=manifest.level if manifest else "",
        grade="",
    )
