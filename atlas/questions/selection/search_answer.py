"""What was found for some words, as an answer like any other: shown, exported, drawn."""

import geopandas
import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import STORAGE_CRS
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.messages import LANGUAGES, Language, Message, Name, Text, message
from atlas.domain.question import written
from atlas.errors import BadInput
from atlas.questions.selection.definition import Search
from atlas.questions.selection.search_everywhere import BEST_FIRST, SOURCES, Found, find
from atlas.questions.selection.synonyms import widened

_COLUMNS = ("layer", "name_zh", "name_en", "how", "field", "found", "clause", "document", "entity")


def found_for(catalogue: Catalogue, words: str, *, limit: int) -> Finding:
    """
    Look for words everywhere and return the best of what was found, grouped by layer.

    Only the recorded passages of a document are searched, and not the document itself.

    Parameters
    ----------
    catalogue
        Layers, tables and sources.
    words
        A name, pinyin, initials, an id, or words of a text parted by spaces.
    limit
        How many rows at most.

    Returns
    -------
    finding
        Values `found`, `shown`; the table has one row a thing, the layer of the best match
        first; layer `selected` holds those that have a place.

    Raises
    ------
    BadInput
        If `limit` is not positive.
    """
    if limit < 1:
        raise BadInput(argument="limit", reason="not_positive")
    asked, every = Search(words=words, limit=limit), find(catalogue, words)
    shown = _grouped(every[:limit])
    values = {"found": Quantity(len(every), "rows"), "shown": Quantity(len(shown), "rows")}
    groups = tuple(
        message("search.group", layer=_layer_name(catalogue, layer), count=Quantity(count, "rows"))
        for layer, count in pandas.Series([f.layer for f in shown]).value_counts(sort=False).items()
    )
    said = "search.headline" if shown else "search.nothing"
    others = tuple(w for word in words.split() for w in widened(catalogue, word)[1:])
    table = pandas.DataFrame([_row(one) for one in shown], columns=_COLUMNS)
    table.index = pandas.Index([one.id for one in shown], name="id")
    return Finding(
        definition=asked,
        name=message("search.title", words=words),
        summary=message(said, words=words, groups=groups, **values),
        method=message("search.method"),
        values=values,
        table=table,
        columns=_columns(catalogue, shown),
        layers={"selected": _places(catalogue, shown)},
        parameters=written(asked),
        caveats=(message("search.synonyms", words=others),) if others else (),
        sources=catalogue.sources_of(table["document"]),
        versions={v: catalogue[v].version for v in dict.fromkeys(table["layer"]) if v in catalogue},
    )


def _grouped(found: list[Found]) -> list[Found]:
    order = list(dict.fromkeys(one.layer for one in found))
    return sorted(found, key=lambda one: order.index(one.layer))


def _row(one: Found) -> tuple[str, ...]:
    place = one.place
    column = f"{one.layer}.{place.column}"
    document = one.id if one.layer == SOURCES else place.source
    names = (one.name.zh, one.name.in_language("en"))
    return (one.layer, *names, one.how, column, place.found, place.clause, document, one.entity)


def _columns(catalogue: Catalogue, shown: list[Found]) -> dict[str, TableColumn]:
    layers = {one.layer: _layer_name(catalogue, one.layer) for one in shown}
    fields = {f"{one.layer}.{one.place.column}": _field(catalogue, one) for one in shown}
    titles = {name: Name(source.title) for name, source in catalogue.sources.items()}
    values: dict[str, dict[str, Text]] = {
        "layer": layers,
        "how": {how: Message(f"search.how_{how}") for how in BEST_FIRST},
        "field": fields,
        "document": dict(titles),
    }
    headings = {"found": "column.matched", "how": "search.how", "field": "search.field"}
    only: dict[str, Language] = {f"name_{lang}": lang for lang in LANGUAGES}
    return {
        name: TableColumn(
            message(headings.get(name, f"column.{name}")),
            "",
            values.get(name, {}),
            detail=name == "entity",  # where a click on a row leads
            only=only.get(name),
        )
        for name in _COLUMNS
    }


def _field(catalogue: Catalogue, one: Found) -> Text:
    if one.layer == SOURCES or one.place.column == "id":
        return Message(f"search.field_{one.place.column}")
    return catalogue[one.layer].spec.heading(one.place.column)


def _layer_name(catalogue: Catalogue, layer: str) -> Text:
    return catalogue[layer].name if layer in catalogue else Message("search.sources")


def _places(catalogue: Catalogue, shown: list[Found]) -> geopandas.GeoDataFrame:
    features = list(dict.fromkeys(one.entity for one in shown if one.is_located))
    homes = [catalogue.home_of(feature) for feature in features]
    rows = zip(features, homes, strict=True)
    names = [(home.name_of(feature), home) for feature, home in rows]
    shapes = [home.frame.geometry.loc[i] for i, home in zip(features, homes, strict=True)]
    cells = {
        "name_zh": [name.zh for name, _ in names],
        "name_en": [name.in_language("en") for name, _ in names],
        "layer": [home.id for _, home in names],
    }
    index = pandas.Index(features, name="id")
    return geopandas.GeoDataFrame(cells, geometry=shapes, crs=STORAGE_CRS, index=index)
