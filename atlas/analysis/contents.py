"""What a sheet shows: its layers, how many of their rows have a place, and the answer over them."""

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Sheet, written
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.words import message


def contents(catalogue: Catalogue, definition: Sheet, shown: Finding | None) -> Finding:
    """
    List what a sheet draws.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The sheet; names already checked.
    shown
        The answer that the sheet draws over its layers, if any.

    Returns
    -------
    finding
        One table row a layer; values, headline, caveats and geometry are those of `shown`.
    """
    layers = [catalogue[name] for name in definition.layers]
    table = pandas.DataFrame(
        {
            "layer": [layer.id for layer in layers],
            "rows": [len(layer.frame) for layer in layers],
            "located": [len(layer.located) for layer in layers],
            "schematic": [layer.is_schematic for layer in layers],
        }
    )
    used = catalogue.sources_of(*(layer.frame["source"] for layer in layers if not layer.is_slot))
    more = shown.sources if shown else ()
    names = tuple(layer.name for layer in layers)
    return Finding(
        definition=definition,
        name=shown.name if shown else message("sheet.title", layers=names),
        summary=shown.summary if shown else message("sheet.headline", layers=names),
        method=shown.method if shown else message("sheet.method"),
        values=shown.values if shown else {"layers": Quantity(len(layers), "")},
        table=shown.table if shown else table,
        columns=shown.columns
        if shown
        else {name: TableColumn(message(f"column.{name}")) for name in table},
        layers=shown.layers if shown else {},
        parameters=written(definition),
        caveats=shown.caveats if shown else (),
        sources=tuple(dict.fromkeys((*used, *more))),
        versions={layer.id: layer.version for layer in layers}
        | (dict(shown.versions) if shown else {}),
        parts=shown.parts if shown else {},
    )
