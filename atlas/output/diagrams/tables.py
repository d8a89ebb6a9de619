"""Tables: projects of the documents, scenarios and who is at work, carriers counted."""

from collections.abc import Callable
from html import escape

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.relations import related
from atlas.output.diagrams.markup import diagram, name, phrase, printed, table
from atlas.output.language import say
from atlas.output.relation_lines import relation_sentences

_FIGURES = ("investment_cny_100m", "land_mu", "floor_area_m2", "plan_area_km2")
_CHAIN = ("makerspace", "incubator", "accelerator", "science_park")


def projects(catalogue: Catalogue, finding: Finding, lang: Language) -> str:
    """
    Return projects by clause: phase, investment, scale, and whether they are on the map.

    Parameters
    ----------
    catalogue
        The layers.
    finding
        The answer to the question of projects.
    lang
        Of the words: `zh` or `en`.
    """
    rows, spec = finding.table, catalogue["projects"].spec
    located = set(catalogue["projects"].located.index)

    def cells(number: str, row: pandas.Series) -> list[str]:
        entity = str(row["entity"])
        is_area = catalogue.has_feature(entity) and _is_placed(catalogue, entity)
        place = "on_map" if number in located else "as_area" if is_area else "unlocated"
        figures = [printed(row[f], spec.columns[f].unit, lang) for f in _FIGURES]
        years = printed(row["build_years"], "", lang)
        step = escape(say(spec.value_text("phase", str(row["phase"])), lang))
        phase = [step, phrase("years", lang, count=years) if years else ""]
        return [
            f"<b>{escape(str(row[f'name_{lang}']))}</b>",
            " ".join(filter(None, phase)),
            figures[0],
            " · ".join(filter(None, figures[1:])),
            escape(say(spec.value_text("status", str(row["status"])), lang)),
            f'<span class="quiet">{phrase(place, lang)}</span>',
        ]

    headings = [
        phrase(i, lang) for i in ("project", "phase", "investment", "scale", "status", "place")
    ]
    return diagram(*_by_clause(rows, headings, cells))


def _is_placed(catalogue: Catalogue, thing: str) -> bool:
    return thing in catalogue.home_of(thing).located.index


def _by_clause(
    rows: pandas.DataFrame,
    headings: list[str],
    cells: Callable[[str, pandas.Series], list[str]],
) -> list[str]:
    parts = []
    for (_, clause), group in rows.groupby(["source", "clause"], sort=False):
        lines = [cells(str(i), row) for i, row in group.iterrows()]
        told = f'<h5>{escape(str(clause))} <span class="quiet">{len(group)}</span></h5>'
        parts.append(told + table(headings, lines))
    return parts


def scenarios(catalogue: Catalogue, finding: Finding, lang: Language) -> str:
    """
    Return the scenarios with what the plan stresses and who is said to be at work.

    Parameters
    ----------
    catalogue
        The layers.
    finding
        The answer to the question of scenarios.
    lang
        Of the words: `zh` or `en`.
    """
    lines = []
    for number, (scenario, row) in enumerate(finding.table.iterrows(), start=1):
        who = [
            f"{name(catalogue, tie.other, lang)}"
            f' <span class="quiet">{escape(say(relation_sentences(catalogue, tie), lang))}</span>'
            for tie in related(catalogue, str(scenario))
        ]
        lines.append(
            [
                str(number),
                f"<b>{escape(str(row[f'name_{lang}']))}</b>",
                escape(str(row[f"focus_{lang}"])),
                "<br>".join(who) or f'<span class="quiet">{phrase("nobody_named", lang)}</span>',
            ]
        )
    return diagram(table(["", *(phrase(i, lang) for i in ("scenario", "focus", "who"))], lines))


def carriers(catalogue: Catalogue, lang: Language) -> str:
    """Return how many carriers of each kind are listed, and how many of them by the documents."""
    spec, frame = catalogue["incubators"].spec, catalogue["incubators"].frame
    groups = [
        (say(spec.value_text("class", kind), lang), frame[frame["class"] == kind])
        for kind in _CHAIN
    ]
    groups.append((say(catalogue["parks"].name, lang), catalogue["parks"].frame))
    lines = [
        [escape(told), str(len(rows)), str((rows["clause"] != "").sum()), _placed(rows)]
        for told, rows in groups
    ]
    told = (frame["clause"] != "").sum()
    note = phrase("carriers_note", lang, told=told, count=len(frame))
    total = spec.known_total
    known = phrase("carriers_known", lang, count=total.count, year=total.as_of) if total else ""
    headings = [phrase(i, lang) for i in ("kind", "listed", "from_documents", "on_map")]
    chain = " → ".join(f"<b>{cells[0]}</b> {cells[1]}" for cells in lines)
    return diagram(f'<p class="flow">{chain}</p>', table(headings, lines), f"<p>{note} {known}</p>")


def _placed(rows: pandas.DataFrame) -> str:
    return str((rows["position_basis"] != "").sum())
