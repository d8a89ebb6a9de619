"""
The address as the state of the screen: language, layers, what is selected, the question.

A link comes from anywhere: what it names is held against the catalogue, what cannot be read is
reported and left out, and a packed question is unpacked only up to a size. `view`, the place the
map looks at, is in it too, written and read by the map itself: panning sends nothing to the server.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atlas.deliverables.files import keys_and_values
from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Language, Message, Name, message
from atlas.domain.name_check import check_names
from atlas.domain.question import Question, written
from atlas.errors import AtlasError

MOST_PACKED = 8_000  # characters of an address
MOST_UNPACKED = 200_000  # bytes of a question


@dataclass(frozen=True)
class Link:
    """
    What an address says; None where it says nothing of a thing.

    `layers` stand from the ground up; `beside` are those of the map beside, for comparing.
    """

    lang: Language
    layers: tuple[str, ...] | None
    selected: str | None
    question: Question | None
    beside: tuple[str, ...] | None = None
    faults: tuple[Message, ...] = ()


def read_link(catalogue: Catalogue, parameters: Mapping[str, str]) -> Link:
    """
    Read an address.

    Parameters
    ----------
    catalogue
        What there is; names that are not there become faults.
    parameters
        The parameters of the address: `lang`, `layers`, `beside`, `sel`, `q`.
    """
    faults: list[Message] = []
    lang: Language = "en" if parameters.get("lang") == "en" else "zh"
    layers, beside = (
        _named(catalogue, parameters.get(key), faults) for key in ("layers", "beside")
    )
    selected = parameters.get("sel") or None
    if selected and not catalogue.has_feature(selected):
        faults.append(message("web.link_feature", name=Name(selected[:40])))
        selected = None
    question = None
    if parameters.get("q"):
        try:
            question = make_definition(decode_question(parameters["q"]))
            check_names(catalogue, question)
        except (AtlasError, ValueError):
            question = None
            faults.append(message("web.link_question"))
    return Link(lang, layers, selected, question, beside, tuple(faults))


def _named(
    catalogue: Catalogue, parameter: str | None, faults: list[Message]
) -> tuple[str, ...] | None:
    """Return the layers that an address names and the catalogue knows."""
    if parameter is None:
        return None
    named = list(dict.fromkeys(name for name in parameter.split(",") if name))
    known = {layer.id for layer in catalogue.spatial}
    unknown = tuple(Name(name[:40]) for name in named if name not in known)
    if unknown:
        faults.append(message("web.link_layers", names=unknown))
    return tuple(name for name in named if name in known)


def written_link(link: Link) -> dict[str, str]:
    """Return the parameters of the address that says what a link holds."""
    parameters: dict[str, str] = {}
    if link.lang != "zh":
        parameters["lang"] = link.lang
    if link.layers is not None:
        parameters["layers"] = ",".join(link.layers)
    if link.beside is not None:
        parameters["beside"] = ",".join(link.beside)
    if link.selected:
        parameters["sel"] = link.selected
    if link.question is not None:
        text = packed(written(link.question))
        # a drawn shape of many corners does not fit an address; the question file takes it
        if len(text) <= MOST_PACKED:
            parameters["q"] = text
    return parameters


def packed(question: Mapping[str, Any]) -> str:
    """Return a question as a word that an address can hold."""
    text = json.dumps(question, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def decode_question(word: str) -> dict[str, Any]:
    """
    Return the question that a word holds.

    Raises
    ------
    ValueError
        If it holds none, or one that is too large.
    BadFile
        If what it holds cannot be a question.
    """
    if len(word) > MOST_PACKED:
        msg = "too long"
        raise ValueError(msg)
    try:
        content = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(content, MOST_UNPACKED)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(str(error)) from None
    if unpacker.unconsumed_tail:
        msg = "too large"
        raise ValueError(msg)
    return keys_and_values(text.decode(), where="q", is_json=True)
