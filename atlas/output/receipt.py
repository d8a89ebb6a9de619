"""The receipt: what was asked, of which data, with which code, when, and what came out."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atlas.domain.definition import definition_hash, written
from atlas.domain.finding import Finding
from atlas.output.export.notes import values


def receipt(
    finding: Finding, files: Mapping[str, bytes], *, code_version: str, made: datetime
) -> dict[str, Any]:
    """
    Return the receipt of an answer and the files made from it.

    Parameters
    ----------
    finding
        The answer.
    files
        File name -> content.
    code_version
        Of the atlas.
    made
        When; the only thing in it that two runs do not share.
    """
    return {
        "definition": written(finding.definition),
        "definition_hash": definition_hash(finding.definition),
        "data_versions": dict(finding.versions),
        "sources": [source.id for source in finding.sources],
        "code_version": code_version,
        "made": made.isoformat(timespec="seconds"),
        "values": values(finding),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
