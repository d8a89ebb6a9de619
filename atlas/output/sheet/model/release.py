"""
Release: whether a sheet may leave the house, and what of it may.

A sheet shown to the public is a published map: it bears the number of its review (审图号) or says
why it needs none. Administrative borders always need a number; layers and rows whose licence or
content is for the house never go out; nor does OpenStreetMap or Overture lie under a public map,
whose borders are not those of the country's standard maps. What a base or a picture shows cannot
be checked, so one goes out with the sheet's number only. This reads licences and themes as
declared: it knows nothing of a border drawn into another layer. It is no legal advice.

References
----------
地图管理条例 (State Council Decree 664, 2016); 地图审核管理规定 (2017), articles 5 and 6.
"""

import re
from collections.abc import Iterator
from typing import Any

import pandas

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, Name, Text, message
from atlas.errors import Refused

_OPEN_MAPS = re.compile(r"openstreetmap|\bosm\b|odbl|overture", re.IGNORECASE)
ADMINISTRATION = "administration"


def check_release(catalogue: Catalogue, definition: Sheet, finding: Finding | None) -> None:
    """
    Refuse a public sheet of anything that may not go out.

    A layer that a finding was computed from counts as shown: the answer gives it away.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        What would be drawn.
    finding
        The answer that would be drawn over it, or None.

    Raises
    ------
    Refused
        Naming each layer and why, and the layers that may go out; or because the sheet has
        neither a number nor a reason why it needs none, or no number and a base or a marked
        standard map.
    """
    if definition.release != "public":
        return
    held = forbidden(catalogue, definition, finding)
    if held:
        allowed = public_version(catalogue, definition, finding)
        how = {"layers": list(held), "why": [why for whys in held.values() for why in whys]}
        if allowed is None:
            raise Refused(reason="release_nothing_left", **how)
        names = [catalogue[name].name for name in allowed.layers]
        raise Refused(reason="release_forbidden", allowed=names, **how)
    if definition.base and not definition.review_number:
        raise Refused(reason="release_base_without_number", file=definition.base)
    located = definition.locator
    if located and located.place and not definition.review_number:
        raise Refused(reason="release_locator_marked", file=located.picture)
    if not definition.review_number and not definition.exempt_reason:
        raise Refused(reason="release_without_number")


def mark_of(definition: Sheet) -> tuple[Text, bool]:
    """Return what a sheet bears (internal, its number, why it needs none); if it stays here."""
    if definition.release == "internal":
        secrecy = definition.title_box.secrecy
        return Name(secrecy) if secrecy else message("sheet.internal"), True
    if definition.review_number:
        return message("sheet.map_number", number=definition.review_number), False
    return message("sheet.exempt", why=definition.exempt_reason), False


def forbidden(
    catalogue: Catalogue, definition: Sheet, finding: Finding | None
) -> dict[str, tuple[Message, ...]]:
    """
    Return what a public sheet may not show, with the reasons of each.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        What would be drawn.
    finding
        The answer that would be drawn over it, or None.

    Returns
    -------
    reasons
        By the id of a layer or the role of an answer, all that hold.
    """
    names = dict.fromkeys((*definition.layers, *(finding.versions if finding else ())))
    # an answer may also be computed from files, which are no layers
    existing = [catalogue[name] for name in names if name in catalogue]
    layers = [layer for layer in existing if not layer.is_slot]
    has_number = bool(definition.review_number)
    found = {layer.id: tuple(_reasons(catalogue, layer, has_number=has_number)) for layer in layers}
    answers = finding.layers if finding else {}
    found |= {role: tuple(_guarded(rows, Name(role))) for role, rows in answers.items()}
    return {name: reasons for name, reasons in found.items() if reasons}


def public_version(
    catalogue: Catalogue, definition: Sheet, finding: Finding | None
) -> Sheet | None:
    """
    Return the sheet without what may not go out: no borders, guarded layers, inset, or base.

    Without its answer it has no title of its own either: that would promise what is not there.

    Parameters
    ----------
    catalogue, definition, finding
        As `forbidden` takes them. An answer computed from a guarded layer goes too.

    Returns
    -------
    definition
        Still without its number or reason; None where nothing would be left.
    """
    held = forbidden(catalogue, definition, finding)
    layers = tuple(name for name in definition.layers if name not in held)
    used = {*(finding.versions if finding else ()), *(finding.layers if finding else ())}
    shows = None if used & set(held) else definition.shows
    if not [name for name in layers if not catalogue[name].is_slot] and shows is None:
        return None
    around = definition.around
    if around is not None and around.layer in held:
        around = None
    located = definition.locator  # unchanged it may go out, by the number of its own
    if located is not None and not definition.review_number:
        located = located.model_copy(update={"place": None})
    parts = tuple(part for part in definition.parts if part != "inset" or located)
    base = definition.base if definition.review_number else None
    changes: dict[str, Any] = {"layers": layers, "shows": shows, "around": around, "parts": parts}
    changes |= {"base": base, "locator": located}
    if shows is None and definition.shows is not None:
        changes |= {"title": "", "subtitle": ""}  # they speak of what is no longer there
    return definition.model_copy(update=changes | {"release": "public"})


def _reasons(catalogue: Catalogue, layer: Layer, *, has_number: bool) -> Iterator[Message]:
    if layer.spec.theme == ADMINISTRATION and layer.spec.geometry != "point" and not has_number:
        yield message("sheet.held_borders", layer=layer.name)
    if layer.spec.release == "internal":
        yield message("sheet.held_layer", layer=layer.name)
    if any(
        _OPEN_MAPS.search(f"{source.licence} {source.url} {source.publisher}")
        for source in catalogue.sources_of(layer.frame["source"])
    ):
        yield message("sheet.held_open_map", layer=layer.name)
    rows = layer.located
    if layer.spec.release == "internal":  # which says it of every row
        rows = rows.drop(columns="release", errors="ignore")
    yield from _guarded(rows, layer.name)


def _guarded(rows: pandas.DataFrame, name: Name) -> Iterator[Message]:
    if "release" in rows and (rows["release"] == "internal").any():
        yield message("sheet.held_rows", layer=name)
    if "sensitive" in rows and (rows["sensitive"] == "yes").any():
        yield message("sheet.held_sensitive", layer=name)
