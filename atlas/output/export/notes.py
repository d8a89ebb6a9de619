"""What goes with every export: headline, method, caveats, sources and the receipt's hashes."""

from typing import Any

from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.question import definition_hash, written


def notes(finding: Finding, lang: Language) -> dict[str, Any]:
    """Return what a reader needs to defend the figures, as plain keys and values."""
    return {
        "title": finding.title(lang),
        "headline": finding.headline(lang),
        "method": finding.say(finding.method, lang),
        "caveats": [finding.say(caveat, lang) for caveat in finding.caveats],
        "sources": [source.citation(lang) for source in finding.sources],
        "definition": written(finding.definition),
        "definition_hash": definition_hash(finding.definition),
        "data_versions": dict(finding.versions),
    }


def values(finding: Finding) -> dict[str, dict[str, Any]]:
    """Return the figures with unit and range, unrounded."""
    kept = {}
    for name, figure in finding.values.items():
        given = {"value": figure.value, "unit": figure.unit}
        given |= {"low": figure.low, "high": figure.high} if figure.is_range else {}
        kept[name] = given
    return kept
