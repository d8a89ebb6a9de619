"""
Handing over: the versions that count, read and ready to be laid over the shipped facts.

What cannot be read or may not be shown is handed over as well, with the reason and without rows,
so that the atlas opens and says what is missing.
"""

from collections.abc import Mapping

from atlas.domain.records.stored import Level, StoredVersion
from atlas.domain.source import Source
from atlas.errors import BadFile, Problem, Refused, UnknownName
from atlas.store.journal import Version
from atlas.store.manifest import Manifest
from atlas.store.versions import Versions


def versions_in_force(
    versions: Versions, shipped: Mapping[str, str], *, at: Mapping[str, str] | None = None
) -> list[StoredVersion]:
    """
    Return the version of each layer that counts.

    Parameters
    ----------
    versions
        Of the workspace.
    shipped
        Layer id -> data version, of the layers as shipped.
    at
        Layer id -> data version that is to count instead, as answers and studies name it; one of
        kept rows is found by its rows, whatever their declaration has become.

    Returns
    -------
    kept
        One for each layer that is not as it was shipped.

    Raises
    ------
    UnknownName
        If a version asked for is neither kept here nor the shipped one.
    BadFile
        If a newer atlas wrote the workspace.
    """
    counting = versions.current()
    for layer, wanted in (at or {}).items():
        found = _pinned(versions, layer, wanted, shipped)
        if found is None:
            counting.pop(layer, None)
        else:
            counting[layer] = found
    return [_read(versions, version) for _, version in sorted(counting.items())]


def _pinned(
    versions: Versions, layer: str, wanted: str, shipped: Mapping[str, str]
) -> Version | None:
    """Return the kept version meant, or None where the shipped one is."""
    if shipped.get(layer) == wanted:
        return None
    history = versions.history(layer)
    for version in reversed(history):
        if version.mark == wanted.partition("-")[0]:
            return version
    known = [*([shipped[layer]] if layer in shipped else []), *(v.mark for v in history)]
    raise UnknownName(kind="version", name=wanted, known=known)


def _read(versions: Versions, version: Version) -> StoredVersion:
    try:
        manifest = versions.manifest(version)
        source = _source(version, manifest)
        return StoredVersion(
            layer=version.layer,
            number=version.number,
            digest=version.digest,
            level=manifest.level,
            source=source,
            rows=lambda: versions.frame(version),
            declaration=versions.declaration(version),
            accepted=manifest.checks_accepted,
        )
    except Refused:
        return _faulty(version, "secret", Problem("secret_on_shared", version.layer))
    except BadFile as error:
        # of what cannot be read nobody knows how secret it was
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
    told = (manifest.file_name or manifest.note) if manifest else ""
    return Source(
        id=f"kept-{version.layer.replace('_', '-')}-{version.number}",
        title=told or f"{version.layer} {version.number}",
        publisher=version.who,
        document_no="",
        official=False,
        published="",
        accessed=f"{version.when:%Y-%m-%d}",
        url="",
        licence=manifest.level if manifest else "",
        grade="",
    )
